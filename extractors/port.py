"""The port of extractors: a `Source` goes in, `Extraction`s come out.

An extractor is a function from bytes or JSON to Observations. It knows neither the Dataset nor the Asset's IRI: it
names the Asset as the source does, and `graph.pipeline` finds or mints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from ontology.model import Agent, MediaKind, Observation, Rendition

if TYPE_CHECKING:
    from extractors.large_json import LargeJson

_BOM = b"\xef\xbb\xbf"
_NO_JSON = re.compile(r"NaN|Infinity")


class ObservationSkipped(Exception):
    """One claim could not be read; the extraction goes on. The message names thing, value and rule."""


class SourceRefused(Exception):
    """The whole source cannot be used; the message says why. The batch goes on with the next source."""


@dataclass(frozen=True)
class Source:
    """One input: its path as the user gave it, its bytes (already decompressed), and what is known beforehand.

    `name` is the file's own name without ``.gz``. `media_type` is found by content, never by the ending.
    `sha256` is of the bytes as they lie on disk. `line` is the line number where the source is a line of JSON Lines.
    """

    path: str
    name: str
    data: bytes
    media_type: str = ""
    sha256: str = ""
    byte_size: int = 0
    line: int | None = None
    whole: bool = True
    """False where `data` is only the head of a large media file, which is then opened by its path."""
    large: LargeJson | None = None
    """Set for a large JSON document: `data` is then a sample, in which long lists have their first items only."""

    @cached_property
    def json(self) -> Any:
        """The parsed JSON; raises `SourceRefused` with line and column where it is none."""
        parsed = self._parsed
        if isinstance(parsed, orjson.JSONDecodeError):
            line = parsed.lineno if self.line is None else self.line
            word = _NO_JSON.match(parsed.doc, parsed.pos)
            why = f"{word[0]}, which Python writes, is no value of JSON" if word else parsed.msg
            raise SourceRefused(f"{self.path}: not valid JSON at line {line}, column {parsed.colno}: {why}") from parsed
        return parsed

    @cached_property
    def first_json(self) -> Any:
        """The parsed JSON, or the first line of JSON Lines; None for anything else. Never raises."""
        if self.data[:64].lstrip()[:1] not in (b"{", b"["):
            return None
        if not isinstance(self._parsed, orjson.JSONDecodeError):
            return self._parsed
        start = len(self.data) - len(self.data.lstrip())
        end = self.data.find(b"\n", start)
        try:
            return orjson.loads(self.data[start:end]) if end > 0 else None
        except orjson.JSONDecodeError:
            return None

    @cached_property
    def _parsed(self) -> Any:
        """The parsed JSON, or the error: parsed once, however many forms ask."""
        try:
            return orjson.loads(self.data.removeprefix(_BOM))
        except orjson.JSONDecodeError as err:
            return err


@dataclass(frozen=True, slots=True)
class AssetReference:
    """How a source names the Asset it speaks of. All optional; `id` is the caller's, `name` a file name or key.

    `kind` is what the form tells (a Rekognition video output speaks of a video), UNKNOWN where it does not.
    """

    id: str = ""
    name: str = ""
    kind: MediaKind = MediaKind.UNKNOWN
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What one Agent said in one run for one task: an Activity that has yet to learn its Asset."""

    agent: Agent
    task: str
    observations: tuple[Observation, ...]
    parameters: str = ""
    part: str = ""
    started: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one source says about one Asset.

    `rendition` is set where the source *is* the Asset's bytes. `unmapped` counts keys that were not understood, by
    JSON path with ``[]`` for list positions (``Faces[].Frobnication``); `kept` counts keys known and left in the blob
    on purpose (landmarks, word timings). `problems` are sentences about parts that were skipped. `is_apart`: no other
    Extraction of the source says more of the same runs, so that those of a large one may be taken in one by one.
    """

    reference: AssetReference
    runs: tuple[Run, ...]
    rendition: Rendition | None = None
    unmapped: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    is_apart: bool = False


class Extractor(Protocol):
    """One form of input. Found by the entry point group ``mediagraph.extractors``; stateless."""

    @property
    def name(self) -> str:
        """Name in the manifest, in file names (``clip.mp4.NAME.json``) and in Activities, e.g. rekognition-labels."""
        ...

    @property
    def version(self) -> str:
        """Version of the extractor's own mapping."""
        ...

    @property
    def reads(self) -> str:
        """One sentence: which input it reads."""
        ...

    def recognises(self, source: Source) -> bool:
        """Say, by content alone, whether this source is of this form. Cheap; never raises."""
        ...

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield one Extraction per Asset spoken of; raise `SourceRefused` where nothing can be used."""
        ...
