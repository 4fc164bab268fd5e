"""What an input says of one entity: the builder's unit, merged by QID over all inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

MOST_ALIASES = 200
"""Aliases of one kind that are kept of an entity; more are noise, or an attack."""


@dataclass(slots=True)
class Entity:
    """What inputs say of one entity; `aliases` by language, "" where none is known, in the input's order.

    `popularity` holds raw counts by field; `relations` property and QID; `facts` literals and QIDs by property's name;
    `gone` says that the entity was deleted, `redirect` that it is now another one (0: it is not).
    """

    qid: int
    labels: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, list[str]] = field(default_factory=dict)
    title: str = ""
    redirects: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    demonyms: list[str] = field(default_factory=list)
    surnames: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    occupations: list[str] = field(default_factory=list)
    popularity: dict[str, float] = field(default_factory=dict)
    relations: list[tuple[int, int]] = field(default_factory=list)
    facts: dict[str, list[str]] = field(default_factory=dict)
    parents: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    gone: bool = False
    redirect: int = 0

    def label(self, languages: Iterable[str]) -> str:
        """Return the label in the first of these languages that has one, else in any, else the title, else ""."""
        for language in languages:
            if found := self.labels.get(language):
                return found
        return next(iter(self.labels.values()), "") or self.title

    def description(self, languages: Iterable[str]) -> str:
        """Return the description in the first of these languages that has one, else in any, else ""."""
        for language in languages:
            if found := self.descriptions.get(language):
                return found
        return next(iter(self.descriptions.values()), "")

    def to_bytes(self) -> bytes:
        """Return it as JSON, empty fields left out."""
        return orjson.dumps({name: value for name in FIELDS if (value := getattr(self, name))})

    @staticmethod
    def from_bytes(data: bytes) -> Entity:
        """Return what `to_bytes` wrote."""
        said: dict[str, Any] = orjson.loads(data)
        return Entity(**said)

    def absorb(self, other: Entity) -> None:
        """Add what a later input says of the same entity: first labels stand, others become aliases.

        Of the two, the later one says whether the entity still exists.
        """
        if other.gone or other.redirect or other.labels or other.title:
            # Not of a triple, which says nothing of whether its subject still is.
            self.gone, self.redirect = other.gone, other.redirect
        for language, label in other.labels.items():
            if self.labels.setdefault(language, label) != label:
                self.aliases.setdefault(language, []).append(label)
        for language, text in other.descriptions.items():
            self.descriptions.setdefault(language, text)
        for language, names in other.aliases.items():
            self.aliases[language] = _united(self.aliases.get(language, ()), names)
        if other.title and not self.title:
            self.title = other.title
        elif other.title != self.title and other.title:
            self.redirects = _united(self.redirects, [other.title])
        for name in ("redirects", "foreign", "demonyms", "surnames", "types", "occupations", "parents", "sources"):
            setattr(self, name, _united(getattr(self, name), getattr(other, name)))
        for name, value in other.popularity.items():
            self.popularity[name] = max(value, self.popularity.get(name, value))
        known = {tuple(pair) for pair in self.relations}
        self.relations += [pair for pair in other.relations if tuple(pair) not in known]
        for name, values in other.facts.items():
            self.facts[name] = _united(self.facts.get(name, ()), values)


FIELDS = tuple(Entity.__dataclass_fields__)


def _united(first: Iterable[Any], second: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys((*first, *second)))[:MOST_ALIASES]
