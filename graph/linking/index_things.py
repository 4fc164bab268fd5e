"""The items of the Wikidata index as things that names can be reconciled to, offline."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from graph.linking.candidate import Candidate
from graph.linking.index import WikidataIndex
from graph.linking.name_table import corrected_quality, misspellings
from graph.linking.normalise import MAX_NAME, normalise
from graph.linking.overlay import OWN_FIRST
from graph.linking.records import Record
from graph.linking.surfaces import AliasKind
from graph.linking.things import (
    ALIAS,
    DESCRIPTION,
    IDENTIFIER,
    LABEL,
    TYPE,
    Kind,
    Met,
    Property,
    Ref,
    Thing,
    Value,
    similarity,
)
from graph.linking.types import BIT, TYPE_BITS, implied, names_of
from graph.linking.wikidata_json import FACTS

ITEM: Final = "wikidata:item"
"""The type of all items of the index."""

_NAMESPACE: Final = "wikidata:"
_ALL: Final = (1 << 64) - 1
_QUALITY: Final = {
    AliasKind.LABEL: 1.0,
    AliasKind.TITLE: 0.98,
    AliasKind.ALIAS: 0.97,
    AliasKind.REDIRECT: 0.93,
    AliasKind.FOREIGN: 0.93,
    AliasKind.DERIVED: 0.85,
    AliasKind.OCR: 0.85,
}
_UNSURE: Final = (AliasKind.DERIVED, AliasKind.OCR)
_TURNED: Final = 0.97
_MOST: Final = 255
MOST_COMPLETED: Final = 20_000
"""Names that are looked at for a prefix."""
_QID: Final = re.compile(r"^(?:https?://www\.wikidata\.org/(?:entity|wiki)/|wd:)?Q([1-9][0-9]{0,9})$")
_SITELINKS: Final = Property("sitelinks", "sitelinks", "In how many Wikipedias it has an article.")
_POPULARITY: Final = Property("popularity", "popularity", "How well known it is in the index, 0 to 1.")
_PROPERTY_NUMBERS: Final = {f"P{number}": name for number, name in FACTS.items()}


def qid_of(identifier: str) -> int | None:
    """Return the number of an item named by QID, CURIE or IRI of Wikidata; None for anything else."""
    match = _QID.match(identifier)
    return int(match[1]) if match else None


class IndexThings:
    """The items of an index, and the Entities of our own in its overlay."""

    def __init__(self, index: WikidataIndex) -> None:
        self._index = index
        self.kinds: Sequence[Kind] = (
            Kind(ITEM, "Wikidata item", "Whatever the Wikidata index of this service holds."),
            *(
                Kind(_NAMESPACE + name, name.replace("_", " "), "A coarse type of Wikidata items.", _broader(name))
                for name in TYPE_BITS
            ),
        )
        facts = (Property(name, name, f"Wikidata's property P{number}.", ITEM) for number, name in FACTS.items())
        told = tuple(fact for fact in facts if fact.id != "instance of")
        self.properties: Sequence[Property] = (
            *(LABEL, ALIAS, DESCRIPTION, TYPE, IDENTIFIER),
            *told,
            _SITELINKS,
            _POPULARITY,
        )

    def named(self, text: str, *, types: frozenset[str], most: int) -> list[Met]:
        """Return the items that a name may mean: as it stands, turned at its comma, or with one letter wrong."""
        mask = _mask(types)
        if not mask or len(text) > MAX_NAME:
            return []
        found = self._index.candidates(text, limit=_MOST)
        if any(candidate.kind not in _UNSURE for candidate in found):
            return self._mets(text, found, mask, most)
        last, comma, first = text.partition(",")
        if comma and first.strip() and "," not in first:
            turned = self._index.candidates(f"{first.strip()} {last.strip()}", limit=_MOST)
            if any(candidate.kind not in _UNSURE for candidate in turned):
                mets = self._mets(f"{first} {last}", turned, mask, most)
                return [met._replace(quality=met.quality * _TURNED) for met in mets]
        derived = found and found[0].kind is AliasKind.DERIVED
        corrected = [] if derived else self._corrected(text, mask, most)
        return corrected or self._mets(text, found, mask, most)

    def _corrected(self, text: str, mask: int, most: int) -> list[Met]:
        key = normalise(text)
        for meant in misspellings(key):
            if self._index.has_prefix(meant) and meant in self._index.prefixes(meant):
                found = self._mets(meant, self._index.candidates(meant, limit=_MOST), mask, most)
                if found:
                    return [met._replace(quality=met.quality * corrected_quality(key)) for met in found]
        return []

    def _mets(self, text: str, found: Iterable[Candidate], mask: int, most: int) -> list[Met]:
        bearers = [c for c in found if mask == _ALL or c.type_mask & mask]
        weights = [math.exp(c.log_prior) for c in bearers]
        total, best = sum(weights), max(weights, default=1.0)
        mets = []
        for candidate, weight in zip(bearers[:most], weights, strict=False):
            quality = _QUALITY[candidate.kind]
            if candidate.kind in _UNSURE:
                quality *= 0.6 + 0.4 * similarity(text, self._record(candidate.qid).label)
            mets.append(Met(self._id(candidate.qid), quality, weight / total, weight / best))
        return mets

    def beginning(self, prefix: str, *, types: frozenset[str], most: int) -> list[Met]:
        """Return the items with a name that begins so, the best known first, exact names before all."""
        mask, key = _mask(types), normalise(prefix)
        if not mask or not key or len(prefix) > MAX_NAME:
            return []
        found: dict[int, tuple[bool, float]] = {}
        for name in islice(self._index.completions(key), MOST_COMPLETED):
            for candidate in self._index.candidates(name, limit=8 if name == key else 2):
                if mask == _ALL or candidate.type_mask & mask:
                    rank = (name == key, candidate.popularity)
                    found[candidate.qid] = max(rank, found.get(candidate.qid, rank))
        best = sorted(found, key=lambda qid: (found[qid], -qid), reverse=True)[:most]
        return [Met(self._id(qid), (0.5 if found[qid][0] else 0.0) + 0.5 * found[qid][1]) for qid in best]

    def identified(self, identifier: str) -> list[str]:
        """Return the item of a QID, or of its address."""
        qid = qid_of(identifier)
        if qid is None or (record := self._index.record(qid)) is None:
            return []
        return [self._id(record.qid)]

    def find(self, thing_id: str) -> Thing | None:
        """Return an item, or what it was redirected to."""
        qid = qid_of(thing_id)
        record = self._index.record(qid) if qid is not None else None
        if record is None:
            return None
        own = self._id(record.qid)
        types = (*(_NAMESPACE + name for name in reversed(names_of(self._index.types(record.qid)))), ITEM)
        iri = self._index.iri(record.qid)
        return Thing(own, iri, record.label or own, record.description, types, frozenset((iri,)))

    def values(self, thing_id: str, property_id: str, *, language: str = "") -> list[Value]:
        """Return what the index's record of an item says; items that are values with their labels."""
        qid = qid_of(thing_id)
        record = self._index.record(qid) if qid is not None else None
        if record is None:
            return []
        match property_id:
            case "label":
                label = record.labels.get(language.lower()) if language else record.label
                return [label] if label else []
            case "alias":
                return list(record.aliases)
            case "description":
                return [record.description] if record.description else []
            case "type":
                return [self._value(kind) for kind in record.types]
            case "identifier":
                return [self._index.iri(record.qid)]
            case "sitelinks":
                return [record.sitelinks] if record.sitelinks else []
            case "popularity":
                return [round(record.popularity, 3)]
        return [self._value(said) for said in record.facts.get(_PROPERTY_NUMBERS.get(property_id, property_id), ())]

    def _value(self, said: str) -> Value:
        qid = qid_of(said)
        if qid is None:
            return said
        record = self._index.record(qid)
        return Ref(said, record.label if record and record.label else said)

    def _record(self, qid: int) -> Record:
        record = self._index.record(qid)
        return record or Record(qid, "", "", (), (), 0.0, 0, {}, {})

    def _id(self, qid: int) -> str:
        return self._index.iri(qid) if qid >= OWN_FIRST else f"Q{qid}"


def _broader(name: str) -> str:
    broad = [other for other in names_of(implied(BIT[name])) if other != name]
    return _NAMESPACE + broad[0] if broad else ITEM


def _mask(types: frozenset[str]) -> int:
    """Return the coarse types that are asked for; all where none is, 0 where they are types of other sources."""
    if not types or ITEM in types:
        return _ALL
    return sum(BIT.get(kind.removeprefix(_NAMESPACE), 0) for kind in types if kind.startswith(_NAMESPACE))
