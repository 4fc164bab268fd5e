"""Files whose ending says one thing and whose content another: read by their content, and said to be so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from extractors import media_type as types
from extractors.port import Extraction, Run, Source
from ontology.model import Observation

_JSON: Final = (types.JSON, types.JSON_LINES)
_TEXTS: Final = {
    **dict.fromkeys(("json", "jsonl", "ndjson", "otio"), _JSON),
    "srt": (types.SUBRIP,),
    "vtt": (types.WEBVTT,),
}
"""Endings of forms of text, and the types of content they may stand for."""

_SAY_LITTLE: Final = frozenset(("", types.EMPTY, types.OCTETS, types.PLAIN, types.MARKDOWN))


def mislabelled(source: Source) -> str:
    """Return in one sentence how a file's ending differs from its content; "" where it does not, or promises nothing.

    Bytes of no known form are not judged, nor text under an ending of a text: they may be a damaged file of that form.
    """
    name, found = source.name, source.media_type.partition(";")[0]
    ending = name.rpartition(".")[2].lower() if "." in name.strip(".") else ""
    if not ending or source.line is not None:
        return ""
    from extractors.files.integrity import ENDINGS, naming_defect

    if found in _SAY_LITTLE and not (found == types.PLAIN and ending in ENDINGS):
        return ""
    if ending in _TEXTS:
        expected = _TEXTS[ending]
        return "" if found in expected else f"mislabelled: the name ends in .{ending}, but the content is {found}"
    if found in _JSON and ending in ("txt", "xml", "xmp"):
        return f"mislabelled: the name ends in .{ending}, but the content is {found}"
    return naming_defect(name, found)


def say_mislabelled(extraction: Extraction, sentence: str) -> Extraction:
    """Return an Extraction that names the fault; where the file itself is the Asset, as a claim about it, too."""
    if sentence in extraction.problems:
        return extraction
    runs = tuple(_with_defect(extraction.runs, sentence)) if extraction.rendition is not None else extraction.runs
    return replace(extraction, runs=runs, problems=(*extraction.problems, sentence))


def _with_defect(runs: Iterable[Run], sentence: str) -> Iterable[Run]:
    """Add the claim to the run that measured the file."""
    from extractors.files.file_facts import FILE_FACTS

    for run in runs:
        if run.agent == FILE_FACTS and all(claim.value != sentence for claim in run.observations):
            yield replace(run, observations=(*run.observations, Observation("defect", sentence)))
        else:
            yield run
