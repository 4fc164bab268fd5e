"""What can be reconciled to, whatever its source: Concepts, Entities of the Dataset, items of the Wikidata index.

Identifiers are QIDs ("Q567") for items, and absolute IRIs for everything else. Types and properties have short names;
docs/reference/http-api.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol, TypeAlias

from graph.linking.normalise import normalise


class Ref(NamedTuple):
    """A value that is a thing itself: its identifier, and its name."""

    id: str
    name: str


Value: TypeAlias = str | int | float | Ref
"""A value of a property; dates are text: "1912-06-23", "1912"."""


class Kind(NamedTuple):
    """A type of things: its identifier, name, one sentence, and the identifier of the broader type, "" for none."""

    id: str
    name: str
    description: str
    broader: str = ""


class Property(NamedTuple):
    """A property of things; `value_type` is the type of its values where they are things themselves, else ""."""

    id: str
    name: str
    description: str
    value_type: str = ""


class Met(NamedTuple):
    """A thing met under a name.

    `quality` in 0..1 says how far the name is the one that was asked for, 1 for its own name as it stands; `share`
    in 0..1 how likely it is among the things of its source that bear the name (1 where nothing tells them apart);
    `best` the same, against the likeliest of them.
    """

    id: str
    quality: float
    share: float = 1.0
    best: float = 1.0


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as it is shown: `types` the most telling first; `same` the identifiers by which others name it."""

    id: str
    iri: str
    name: str
    description: str
    types: tuple[str, ...]
    same: frozenset[str] = frozenset()


class Things(Protocol):
    """A source of things; it only reads, and each call is bounded."""

    @property
    def kinds(self) -> Sequence[Kind]:
        """The types that its things can have."""
        ...

    @property
    def properties(self) -> Sequence[Property]:
        """The properties that its things can have."""
        ...

    def named(self, text: str, *, types: frozenset[str], most: int) -> list[Met]:
        """Return the things that a name may mean, the best first; of one of these types, of any where none is given."""
        ...

    def beginning(self, prefix: str, *, types: frozenset[str], most: int) -> list[Met]:
        """Return the things that a name which begins so may mean, the best first."""
        ...

    def identified(self, identifier: str) -> list[str]:
        """Return the things that an identifier names: their own, or one by which others name them."""
        ...

    def find(self, thing_id: str) -> Thing | None:
        """Return a thing; None for one that is not here."""
        ...

    def values(self, thing_id: str, property_id: str, *, language: str = "") -> list[Value]:
        """Return a thing's values of a property; a `language` keeps texts of that language. [] where there are none."""
        ...


LABEL: Final = Property("label", "label", "Its name.")
ALIAS: Final = Property("alias", "also known as", "Other names.")
DESCRIPTION: Final = Property("description", "description", "A sentence that tells it from others.")
TYPE: Final = Property("type", "type", "What kind of thing it is.")
IDENTIFIER: Final = Property("identifier", "identifier", "Addresses by which others name it, such as Wikidata's.")

OTHER_NAMES: Final = {
    **dict.fromkeys(("name", "rdfs:label", "skos:prefLabel", "schema:name"), "label"),
    **dict.fromkeys(("aliases", "altLabel", "skos:altLabel"), "alias"),
    **dict.fromkeys(("types", "instance of", "rdf:type", "P31"), "type"),
    **dict.fromkeys(("identifiers", "sameAs", "skos:exactMatch", "mg:identifier"), "identifier"),
}
"""Other spellings of properties' identifiers that clients may send."""


def similarity(one: str, other: str) -> float:
    """Return how much two names share, 0..1: Dice's coefficient of their letter trigrams; linear in their length.

    >>> similarity("Orville Wright", "Wright, Orville"), similarity("Paris", "Rome")
    (1.0, 0.0)
    """
    first, second = _grams(normalise(one)), _grams(normalise(other))
    shared = len(first & second)
    return 2 * shared / (len(first) + len(second)) if shared else 0.0


def _grams(folded: str) -> set[str]:
    # Of each word, so that the order of words does not matter.
    return {word[i : i + 3] for part in folded.split() for word in (f" {part} ",) for i in range(len(word) - 2)}


def agreement(asked: Iterable[Value], known: Iterable[Value]) -> float | None:
    """Return how well the best asked value fits a known one, 0..1; None where none is known."""
    values = list(known)
    if not values:
        return None
    return max((_fits(one, value) for one in asked for value in values), default=0.0)


def _fits(asked: Value, value: Value) -> float:
    if isinstance(asked, Ref) and isinstance(value, Ref):
        return 1.0 if asked.id == value.id else 0.0
    one = asked.id if isinstance(asked, Ref) else str(asked)
    if isinstance(value, Ref):
        return 1.0 if one == value.id else _alike(one, value.name)
    return _alike(one, str(value))


def _alike(one: str, other: str) -> float:
    if one.strip() == other or normalise(one) == normalise(other):
        return 1.0
    # A year agrees with a date in it, and a date with its year.
    digits = one[:4].isdigit() and other[:4].isdigit()
    if digits and (one.startswith(f"{other}-") or other.startswith(f"{one}-")):
        return 0.95
    if one.replace("-", "").replace(".", "").isdigit() or "://" in one:
        return 0.0
    return 0.8 * similarity(one, other)
