"""Final Cut Pro 7 XML (xmeml), which Premiere and Resolve write too (Apple, Final Cut Pro XML Interchange Format, 1-5).

Each sequence is a programme, known by its name; each file it uses is a media file of its own, of which the document
says what the editing system knows. Times are frames at a rate, kept exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from extractors.edits.sheet import EditSheet, extractions
from extractors.edits.xmeml_files import Files, tell_log, tell_marks
from extractors.edits.xmeml_keys import KEYS
from extractors.edits.xmeml_sequence import read_sequence
from extractors.port import Extraction, Source, SourceRefused
from extractors.reading import Reading
from extractors.xml_elements import Element, count, parse_elements
from ontology.model import Agent, AgentKind

_SYSTEM: Final = Agent(AgentKind.SYSTEM, "Final Cut Pro XML edit")
_HOLDERS: Final = ("project", "bin", "children")


@dataclass(frozen=True)
class XmemlExtractor:
    """Final Cut Pro 7 XML."""

    name: str = "xmeml"
    version: str = "1"
    reads: str = (
        "Final Cut Pro 7 XML (xmeml): sequences, clips, files, reels, timecode, transitions, markers, logging notes"
    )
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS, repr=False, compare=False)

    def recognises(self, source: Source) -> bool:
        """Say whether the root element is ``xmeml``."""
        return source.media_type == "application/xml; root=xmeml"

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield one Extraction for each sequence and each file; raise `SourceRefused` where there is none."""
        root = parse_elements(source, {})
        root.take("version")
        files = Files(_SYSTEM)
        programmes: list[EditSheet] = []
        _read(root, files, programmes)
        others = list(files.sheets())
        if not programmes and not others:
            raise SourceRefused(f"{source.path}: holds no sequence and no clip with a file")
        reading = Reading(KEYS)
        count(root, reading)
        yield from extractions(programmes, others, reading, source)


def _read(element: Element, files: Files, programmes: list[EditSheet]) -> None:
    """Read the sequences and clips of a document, a project or a bin."""
    for child in element.elements(*_HOLDERS, "sequence", "clip"):
        if child.name in _HOLDERS:
            _read(child, files, programmes)
        elif child.name == "sequence":
            programmes += read_sequence(child, files, _SYSTEM)
        else:
            _clip(child, files)


def _clip(clip: Element, files: Files) -> None:
    """Read a clip in a bin: what is said of it is said of its file."""
    name = clip.child_text("name")
    found = files.of(clip)
    if found is None:
        return
    tell_log(clip, found.sheet)
    tell_marks(clip, found.sheet, found.rate, begin=0)
    found.sheet.title = name or found.sheet.title


EXTRACTOR: Final = XmemlExtractor()
"""For the registry."""
