"""AAF, the Advanced Authoring Format (AMWA MS-01; SMPTE ST 377 in MXF): compositions of clips, read with pyaaf2.

Each composition at the top is a programme, known by its name. Master clips of which somebody noted something, and all
of a file without compositions, are Assets of their own. Essence within the file is not read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from extractors import media_type as types
from extractors.edits.aaf_compositions import KEYS, Composition
from extractors.edits.aaf_mobs import get, master_sheet, told_by_people
from extractors.edits.sheet import EditSheet, with_parts
from extractors.port import Extraction, Source, SourceRefused
from extractors.reference import is_tied
from ontology.model import Agent, AgentKind

_MOST_BYTES: Final = 512 << 20
_MOST_MOBS: Final = 50_000


@dataclass(frozen=True)
class AafExtractor:
    """AAF."""

    name: str = "aaf"
    version: str = "1"
    reads: str = "AAF edits: compositions, clips, files, tapes, timecode, transitions, effects, markers, comments"
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS, repr=False, compare=False)

    def recognises(self, source: Source) -> bool:
        """Say whether the compound file's header is that of AAF."""
        return source.media_type == types.AAF

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield one Extraction for each programme and clip; raise `SourceRefused` where pyaaf2 cannot read the file."""
        if len(source.data) > _MOST_BYTES or not source.whole:
            raise SourceRefused(
                f"{source.path}: has {source.byte_size} bytes; an edit of over {_MOST_BYTES} is not read"
            )
        try:
            yield from _extract(source)
        except SourceRefused:
            raise
        except Exception as err:  # pyaaf2 raises what it meets in a broken file: KeyError, struct.error, AssertionError
            raise SourceRefused(f"{source.path}: broken AAF: {type(err).__name__}: {str(err)[:200]}") from err


def _extract(source: Source) -> Iterator[Extraction]:
    import aaf2

    with tempfile.TemporaryFile() as file:
        file.write(source.data)
        file.flush()
        # pyaaf2 opens a path or a descriptor, and closes what it opened: it is given its own.
        descriptor = os.dup(file.fileno())
        os.lseek(descriptor, 0, os.SEEK_SET)
        with aaf2.open(descriptor, "r") as document:
            kept: dict[str, int] = {}
            problems: list[str] = []
            sheets = list(_sheets(document, kept, problems))
    programmes = sum(1 for sheet, is_programme in sheets if is_programme)
    if not sheets:
        why = f": {problems[0]}" if problems else ""
        raise SourceRefused(f"{source.path}: holds no composition and no master clip{why}")
    parts = with_parts(sheet for sheet, _ in sheets)
    for number, ((sheet, part), (_, is_programme)) in enumerate(zip(parts, sheets, strict=True)):
        found = sheet.extraction(part=part, is_tied=is_programme and programmes == 1 and is_tied(source))
        first = number == 0
        yield Extraction(
            found.reference, found.runs, kept=kept if first else {},
            problems=(*(problems if first else ()), *found.problems),
        )  # fmt: skip


def _sheets(document: Any, kept: dict[str, int], problems: list[str]) -> Iterator[tuple[EditSheet, bool]]:
    """Yield each programme's and clip's sheet, and whether it is a programme."""
    system = _system(document)
    mobs = [mob for _, mob in zip(range(_MOST_MOBS), document.content.mobs, strict=False)]
    compositions = [mob for mob in mobs if type(mob).__name__ == "CompositionMob"]
    usages = {id(mob): get(mob, "UsageCode") for mob in compositions}
    top = [mob for mob in compositions if usages[id(mob)] == "Usage_TopLevel"] or [
        mob for mob in compositions if not usages[id(mob)]
    ]
    for mob in top:
        try:
            yield Composition(mob, system, kept).sheet(), True
        except Exception as err:  # one broken composition does not take the others with it
            problems.append(f"a composition is left out: {type(err).__name__}: {str(err)[:200]}")
    if len(compositions) > len(top):
        kept["CompositionMob below"] = len(compositions) - len(top)
    for mob in mobs:
        if type(mob).__name__ == "MasterMob" and (not top or told_by_people(mob)):
            try:
                yield master_sheet(mob, system), False
            except Exception as err:
                problems.append(f"a master clip is left out: {type(err).__name__}: {str(err)[:200]}")


def _system(document: Any) -> Agent:
    """Return the program that wrote the file last, as it names itself."""
    found = list(get(document.header, "IdentificationList") or ())
    if not found:
        return Agent(AgentKind.SYSTEM, "AAF edit")
    company, product = (str(get(found[-1], name) or "").strip() for name in ("CompanyName", "ProductName"))
    name = product if product.lower().startswith(company.lower()) else f"{company} {product}".strip()
    return Agent(AgentKind.SYSTEM, name[:200] or "AAF edit", str(get(found[-1], "ProductVersionString") or "")[:60])


EXTRACTOR: Final = AafExtractor()
"""For the registry."""
