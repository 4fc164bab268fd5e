"""Deltas into an overlay: changed, new, deleted and redirected items, and entities of our own, linkable at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.linking.buckets import bits_of
from graph.linking.classes import Classes
from graph.linking.dump import Said, header_of, read_chunk
from graph.linking.entity import Entity
from graph.linking.lines import Input
from graph.linking.overlay import Changed, Overlay
from graph.linking.postings import packed
from graph.linking.records import record_value
from graph.linking.surfaces import surfaces
from graph.linking.types import PERSON

if TYPE_CHECKING:
    from graph.linking.index import WikidataIndex

_BATCH: Final = 1_000
OWN_POPULARITY: Final = 0.4
"""Popularity of an entity of our own that states none: above the crowd, below the famous."""

_MANY_SITELINKS: Final = 350.0
"""Articles of the best known entities of Wikidata."""


@dataclass(slots=True)
class DeltaReport:
    """What a delta brought."""

    changed: int = 0
    deleted: int = 0
    redirected: int = 0
    without_label: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something could not be read."""
        return bool(self.refused or self.faults)

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"refused": dict(self.refused)}


def apply_delta(inputs: Iterable[Path], index: WikidataIndex) -> DeltaReport:
    """Write what inputs say into the overlay of an index, in commits of a thousand; later inputs win."""
    report = DeltaReport()
    with Overlay(index.overlay_folder, make=True) as overlay:
        batch: list[tuple[int, Changed | None]] = []
        redirects: list[tuple[int, int]] = []
        for entity in _entities(inputs, index.info.languages, report):
            if entity.redirect and not entity.gone:
                redirects.append((entity.qid, entity.redirect))
                continue
            batch += _change(entity, index, report)
            if len(batch) >= _BATCH:
                overlay.put(batch)
                batch.clear()
        overlay.put(batch)
        overlay.put_redirects(redirects)
        report.redirected = len(redirects)
    return report


def put_own(iri: str, entity: Entity, index: WikidataIndex, *, popularity: float = OWN_POPULARITY) -> int:
    """Make an entity of our own linkable under its names, and return its number; again: replace it."""
    with Overlay(index.overlay_folder, make=True) as overlay:
        return overlay.put_own(iri, changed_entity(entity, index, popularity))


def remove_own(iri: str, index: WikidataIndex) -> None:
    """Take an entity of our own away; its number stays its own."""
    with Overlay(index.overlay_folder, make=True) as overlay:
        overlay.put_own(iri, None)


def changed_entity(entity: Entity, index: WikidataIndex, popularity: float) -> Changed:
    """Return an entity as an overlay holds it; types by the index's classes."""
    languages = index.info.languages
    classes = Classes(_Bits(index), _Labels(index))
    bits = bits_of(entity, classes)
    shown = entity.types + (entity.occupations if bits & PERSON else [])
    entity.surnames = [name for name in map(classes.label, entity.surnames) if not name[1:].isdigit()]
    return Changed(
        record_value(entity, languages, dict.fromkeys(map(classes.label, shown))),
        bits,
        round(255 * (1 - min(max(popularity, 0.0), 1.0))),
        [(name.key, packed(name.kind, name.penalty)) for name in surfaces(entity, bits, languages)],
        [target for _, target in entity.relations],
    )


def _change(entity: Entity, index: WikidataIndex, report: DeltaReport) -> Iterator[tuple[int, Changed | None]]:
    if entity.gone:
        report.deleted += 1
        yield entity.qid, None
    elif not entity.labels and not entity.title:
        report.without_label += 1
    else:
        report.changed += 1
        known = index.record(entity.qid)
        guess = math.log1p(entity.popularity.get("sitelinks", 0)) / math.log1p(_MANY_SITELINKS)
        yield entity.qid, changed_entity(entity, index, known.popularity if known else min(guess, 1.0))


def _entities(inputs: Iterable[Path], languages: tuple[str, ...], report: DeltaReport) -> Iterator[Entity]:
    for path in inputs:
        source, said, header = Input(path), Said(), ""
        for chunk in source.chunks():
            header = header_of(chunk.data) if chunk.number == 0 else header
            yield from read_chunk(chunk, name=path.name, languages=languages, header=header, said=said)
        report.refused += said.refused
        report.shown += said.shown
        report.faults += source.faults


class _Bits:
    """The coarse types of classes, as an index knows them."""

    def __init__(self, index: WikidataIndex) -> None:
        self._index = index

    def get(self, qid: int, /) -> int | None:
        return self._index.class_types(qid)


class _Labels:
    """The labels of an index's entities."""

    def __init__(self, index: WikidataIndex) -> None:
        self._index = index

    def get(self, qid: int, /) -> str | None:
        record = self._index.record(qid) if qid else None
        return record.label if record else None
