"""One form of JSON as an extractor: what it is called, how it is known, what its keys become, how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, NamedTuple

import orjson

from extractors.json_pieces import ROOT, read_in_pieces
from extractors.port import AssetReference, Extraction, Run, Source, SourceRefused
from extractors.reading import Node, Reading
from extractors.values import shown
from ontology.model import Agent, Observation


class Said(NamedTuple):
    """What one document, or one part of it, says about one Asset. `node` is closed before its counts are taken."""

    node: Node
    reference: AssetReference
    runs: Sequence[Run]


@dataclass(frozen=True)
class JsonForm:
    """An `extractors.port.Extractor` for one form of JSON.

    `keys` is the form's table: key path to what it becomes (``kept: why`` for what stays in the blob). `fits` says by
    content whether a document is of the form; `read` yields what it says. `many` forms also come as a list of
    documents or as JSON Lines, and their JSON Pointers then start with the position, from 0.

    `streams` are the key paths of lists whose items are read each by itself (``videos[].insights.transcript``): in a
    large document such a list is cut, and `read` is called for each stretch of it with the document around.
    """

    name: str
    version: str
    reads: str
    keys: Mapping[str, str]
    fits: Callable[[dict[str, Any]], bool]
    read: Callable[[Node, Source], Iterable[Said]]
    many: bool = False
    streams: tuple[str, ...] = ()

    def recognises(self, source: Source) -> bool:
        """Say, by content alone, whether this source is of this form; a non-JSON source is not."""
        document = first_document(source)
        if self.many and isinstance(document, list) and document:
            document = document[0]
        return isinstance(document, dict) and self.fits(document)

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield one Extraction per Asset; raise `SourceRefused` where no part of the source can be used.

        In a form that comes in many, a document that cannot be read is named, and the others go on.
        """
        large = source.large
        if large is not None and not (self.many and large.chosen(ROOT)):
            if lists := large.chosen(self.streams):
                yield from read_in_pieces(self.read_document, self._reading, source, lists)
                return
            source = replace(source, data=large.whole(), whole=True, large=None)
        faults: list[str] = []
        reference: AssetReference | None = None
        seen: dict[int, int] = {}
        for at, document in self._documents(source):
            if not isinstance(document, dict):
                what = document if isinstance(document, Broken) else f"{shown(document)}, not an object"
                faults.append(f"{at or 'the whole'} is {what}")
                continue
            reading = self._reading()
            reading.problems, faults = faults, []
            for extraction in self.read_document(Node(reading, document, at), source):
                if not extraction.runs and not self.fits(document):
                    faults.append(f"{at or 'the whole'} is {shown(document)}, which is not of this form")
                    continue
                reference = extraction.reference
                yield _apart(extraction, seen) if self.many else extraction
            faults += reading.problems
        if reference is None:
            why = f": {faults[0]}" if faults else ""
            raise SourceRefused(f"{source.path}: says nothing about any Asset in the form {self.name}{why}")
        if faults:
            yield Extraction(reference, (), problems=tuple(faults), is_apart=self.many)

    def _documents(self, source: Source) -> Iterator[tuple[str, Any]]:
        """Yield each document with where it stands in the source."""
        return documents(source, many=self.many)

    def _reading(self) -> Reading:
        return Reading(self.keys)

    def read_document(self, root: Node, source: Source) -> Iterator[Extraction]:
        """Yield what one document says, with what was counted; unlike `extract`, without judging whether it fits."""
        reading, reference = root.reading, None
        for node, reference, runs in self.read(root, source):
            node.close()
            yield _extraction(reading, reference, runs)
        root.close()
        if reference is not None and (reading.problems or reading.unmapped or reading.kept):
            yield _extraction(reading, reference, ())


def _extraction(reading: Reading, reference: AssetReference, runs: Sequence[Run]) -> Extraction:
    """Return an Extraction with what was counted since the last one."""
    unmapped, kept, problems = reading.unmapped, reading.kept, tuple(reading.problems)
    reading.unmapped, reading.kept, reading.problems = {}, {}, []
    return Extraction(reference, tuple(runs), unmapped=unmapped, kept=kept, problems=problems)


def _apart(extraction: Extraction, seen: dict[int, int]) -> Extraction:
    """Give a part to a Run that says more of what another document of this source said: it must not replace that."""
    runs, reference = [], extraction.reference
    for run in extraction.runs:
        slot = hash((reference.id, reference.name, run.agent.kind, run.agent.name, run.task, run.part))
        seen[slot] = seen.get(slot, 0) + 1
        runs.append(run if seen[slot] == 1 else replace(run, part=f"{run.part} {seen[slot]}".strip()))
    return replace(extraction, runs=tuple(runs), is_apart=True)


def make_run(
    agent: Agent,
    task: str,
    observations: Iterable[Observation],
    *,
    parameters: str = "",
    part: str = "",
    time: str = "",
) -> Run:
    """Return a Run in which each claim stands once: of two with one key, the surer stays, else the first."""
    surest: dict[tuple[str, str, str, str], Observation] = {}
    for observation in observations:
        key = observation.key
        known = surest.setdefault(key, observation)
        if known is not observation and (observation.confidence or 0.0) > (known.confidence or 0.0):
            surest[key] = observation
    return Run(agent, task, tuple(surest.values()), parameters, part, started="", ended=time)


def first_document(source: Source) -> Any:
    """Return the parsed JSON, or the first line of JSON Lines; None for anything else. Never raises."""
    return source.first_json


class Broken(str):
    """A line of JSON Lines that is no JSON, in words."""

    __slots__ = ()


def documents(source: Source, *, many: bool) -> Iterator[tuple[str, Any]]:
    """Yield (JSON Pointer, document): the one, or, for a form that comes in many, each of a list or of JSON Lines.

    Raises `SourceRefused` where it is neither JSON nor JSON Lines; a broken line after a good one is `Broken`.
    """
    if not many:
        yield "", source.json
        return
    if source.large is not None:
        lists = source.large.chosen(ROOT)
        source.large.around(lists)
        for _, first, items in source.large.items(lists):
            yield from ((f"/{index}", document) for index, document in enumerate(items, first))
        return
    try:
        whole = source.json
    except SourceRefused:
        if not isinstance(first_document(source), dict):
            raise
        yield from _lines(source)
        return
    if isinstance(whole, list):
        yield from ((f"/{index}", document) for index, document in enumerate(whole))
    else:
        yield "", whole


def _lines(source: Source) -> Iterator[tuple[str, Any]]:
    for index, line in enumerate(BytesIO(source.data)):
        if line.strip():
            document = _parsed(line)
            yield f"/{index}", Broken(f"line {index + 1}, not valid JSON") if document is None else document


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
