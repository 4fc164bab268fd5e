"""Reconciling names to things: candidates of all sources in one order, with the features that made it.

A candidate is a match where it clearly wins (Reconciliation Service API 0.2, section 4).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import Final, Literal, NamedTuple, TypeAlias

from graph.linking.errors import LinkingError
from graph.linking.normalise import MAX_NAME
from graph.linking.things import OTHER_NAMES, Kind, Met, Property, Ref, Thing, Things, Value, agreement
from ontology.namespaces import compact, expand

Strict: TypeAlias = Literal["any", "should", "all"]

MATCH_QUALITY: Final = 0.96
"""A match bears the name itself, or as an alias or in the plural: not one that is merely near."""
MATCH_SHARE: Final = 0.8
"""A match is this likely, at least, among those that bear the name, unless properties settle it: names out of three
development sets, without their context, were then matched for 44 to 57 % and rightly for 94 to 96 % of those."""
MATCH_MARGIN: Final = 8.0
"""Points between a match and the next thing that is not known to be the same."""

_COMMON: Final = 0.75
"""What a candidate has of its name's quality when others are far better known under the name."""
_UNKNOWN: Final = 0.5
"""Agreement of a property of which nothing is known."""
_PROPERTIES: Final = 0.5
"""Share of the score that properties decide, where any are given."""
_OTHER_TYPE: Final = 0.8
"""What is left of the score of a thing of another type, where the type should fit but need not."""
_COMPARED: Final = 64
_FETCHED: Final = 255


class TookTooLong(LinkingError):
    """A batch took longer than it may."""


class Constraint(NamedTuple):
    """A property, and the values of which one should be its value."""

    property: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ReconciliationQuery:
    """What is asked: a name, and what else is known of the thing. `limit` is how many candidates are wanted at most."""

    text: str = ""
    types: frozenset[str] = frozenset()
    strict: Strict = "any"
    limit: int = 5
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A candidate: `score` in 0..100; `match` where it clearly wins; `features` what the score was made of."""

    thing: Thing
    score: float
    match: bool
    features: Mapping[str, float | bool]


@dataclass(slots=True)
class _Scored:
    met: Met
    thing: Thing
    agreed: dict[str, float | None] = field(default_factory=dict)
    typed: bool = True

    @property
    def settled(self) -> bool:
        """Whether some property agrees, and none disagrees."""
        known = [value for value in self.agreed.values() if value is not None]
        return bool(known) and min(known) >= MATCH_QUALITY - 0.02

    @property
    def score(self) -> float:
        best = 1.0 if self.settled else self.met.best
        score = 100 * self.met.quality * (_COMMON + (1 - _COMMON) * best)
        if self.agreed:
            mean = sum(_UNKNOWN if a is None else a for a in self.agreed.values()) / len(self.agreed)
            score *= 1 - _PROPERTIES + _PROPERTIES * mean
        return round(score * (1.0 if self.typed else _OTHER_TYPE), 2)

    def features(self) -> dict[str, float | bool]:
        found: dict[str, float | bool] = {"name": round(self.met.quality, 4), "prior": round(self.met.share, 4)}
        found |= {f"property {name}": round(a, 4) for name, a in self.agreed.items() if a is not None}
        return found | {"type": self.typed}


class Reconciler:
    """Things of several sources, asked as one."""

    def __init__(self, sources: Sequence[Things]) -> None:
        """Take the sources; of equally good candidates the earlier source's comes first."""
        self.sources = sources

    def reconcile(self, query: ReconciliationQuery, *, by: float) -> list[Reconciled]:
        """Return the candidates, the best first; raises `TookTooLong` past `by`, on the clock of time.monotonic."""
        scored = list(self._candidates(query, by).values())
        scored.sort(key=lambda s: -s.score)
        winner = self._winner(query, scored)
        return [Reconciled(s.thing, s.score, s is winner, s.features()) for s in scored[: query.limit]]

    def _candidates(self, query: ReconciliationQuery, by: float) -> dict[str, _Scored]:
        types = frozenset() if query.strict == "should" else query.types
        # Rows that properties may tell apart are looked at even where there are many of them.
        most = _FETCHED if query.constraints else max(_COMPARED, query.limit)
        found: dict[str, _Scored] = {}
        for source in self.sources:
            for met in self._met(source, query, types, most):
                if time.monotonic() > by:
                    raise TookTooLong("the batch took longer than it may; send fewer queries at once")
                self._keep(found, met, query)
        return found

    def _met(self, source: Things, query: ReconciliationQuery, types: frozenset[str], most: int) -> list[Met]:
        text = query.text or next(_texts(query, "label", "alias"), "")
        identifiers = [text, *_texts(query, "identifier")] if text or query.constraints else []
        mets = [met for identifier in identifiers if identifier for met in _identified(source, identifier)]
        if text.strip() and len(text) <= MAX_NAME:
            mets += source.named(text, types=types, most=most)
        return mets

    def _keep(self, found: dict[str, _Scored], met: Met, query: ReconciliationQuery) -> None:
        thing = self.find(met.id)
        if thing is None or (query.strict == "all" and not query.types <= set(thing.types)):
            return
        typed = not query.types or bool(query.types & set(thing.types))
        if query.strict != "should" and not typed:
            return
        scored = _Scored(met, thing, typed=typed)
        for constraint in query.constraints:
            scored.agreed[constraint.property] = self._agreement(thing, constraint)
        if thing.id not in found or found[thing.id].score < scored.score:
            found[thing.id] = scored

    def _agreement(self, thing: Thing, constraint: Constraint) -> float | None:
        if property_name(constraint.property) != "identifier":
            return agreement(constraint.values, self.values(thing.id, constraint.property))
        # "Q567", "wd:Q567" and the address are one identifier.
        asked = [as_iri(value.id if isinstance(value, Ref) else str(value)) for value in constraint.values]
        return float(any(thing.id in source.identified(text) for source in self.sources for text in asked))

    def _winner(self, query: ReconciliationQuery, scored: list[_Scored]) -> _Scored | None:
        """Return the candidate that clearly wins, if one does."""
        if not scored or scored[0].met.quality < MATCH_QUALITY or not scored[0].typed:
            return None
        first = scored[0]
        doubtful = any(a is not None and a < 0.5 for a in first.agreed.values())
        if doubtful or (first.met.share < MATCH_SHARE and not first.settled):
            return None
        rival = next((s for s in scored[1:] if not _same(first.thing, s.thing)), None)
        return first if rival is None or first.score - rival.score >= MATCH_MARGIN else None

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The types of all sources by their identifiers."""
        return {kind.id: kind for source in self.sources for kind in source.kinds}

    def properties(self, type_id: str = "") -> list[Property]:
        """Return the properties that things of a type can have; of all sources where none is given, each once."""
        chosen = [s for s in self.sources if not type_id or any(kind.id == type_id for kind in s.kinds)]
        return list({prop.id: prop for source in chosen for prop in source.properties}.values())

    def find(self, thing_id: str) -> Thing | None:
        """Return a thing by its identifier: QID, IRI, or CURIE; None for one that no source holds."""
        iri = as_iri(thing_id)
        return next((thing for source in self.sources if (thing := source.find(iri)) is not None), None)

    def values(self, thing_id: str, property_id: str, *, language: str = "") -> list[Value]:
        """Return a thing's values of a property, by whatever source has some."""
        name, iri = property_name(property_id), as_iri(thing_id)
        for source in self.sources:
            if found := source.values(iri, name, language=language):
                return found
        return []

    def beginning(self, prefix: str, *, types: frozenset[str], most: int) -> list[Thing]:
        """Return the things with a name that begins so: what the text identifies, then each source's best in turn."""
        own = [met for source in self.sources for met in _identified(source, prefix)]
        ranked = [source.beginning(prefix, types=types, most=most) for source in self.sources]
        mets = [*own, *(met for row in zip_longest(*ranked) for met in row if met is not None)]
        found: dict[str, Thing] = {}
        for thing_id in dict.fromkeys(met.id for met in mets):
            if len(found) >= most:
                break
            thing = self.find(thing_id)
            if thing is not None and (not types or types & set(thing.types)):
                found.setdefault(thing.id, thing)
        return list(found.values())


def property_name(property_id: str) -> str:
    """Return our name of a property that a client may name otherwise."""
    return OTHER_NAMES.get(property_id, property_id)


def type_name(type_id: str) -> str:
    """Return our identifier of a type that a client may name by its IRI."""
    return compact(type_id) if "://" in type_id else type_id


def as_iri(identifier: str) -> str:
    """Return the IRI of a CURIE; every other identifier as it is.

    >>> as_iri("mgt:depicted/biplane"), as_iri("Q567")
    ('https://w3id.org/mediagraph/taxonomy/depicted/biplane', 'Q567')
    """
    text = identifier.strip()
    if ":" not in text or "://" in text or text.startswith("mgd:"):
        return text
    try:
        return expand(text)
    except ValueError:
        return text


def _texts(query: ReconciliationQuery, *properties: str) -> Iterator[str]:
    for constraint in query.constraints:
        if property_name(constraint.property) in properties:
            for value in constraint.values:
                yield value.id if isinstance(value, Ref) else str(value)


def _identified(source: Things, identifier: str) -> list[Met]:
    """Return the things of an identifier: the one whose own it is before those that only say that they are the same."""
    iri = as_iri(identifier)
    found = source.identified(iri)
    own = [thing.id for thing_id in found if (thing := source.find(thing_id)) and iri in (thing.id, thing.iri)]
    return [Met(thing_id, 1.0 if thing_id in own else 0.98) for thing_id in found]


def _same(one: Thing, other: Thing) -> bool:
    """Say whether two things of different sources are known to be one."""
    names, others = {one.iri, *one.same}, {other.iri, *other.same}
    return bool(names & others)
