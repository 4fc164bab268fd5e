"""Entities of one Asset: names that mean the same thing are one, and one name is shown.

Two mentions are one Entity where their normalised names are equal, or where they share an external identifier. Across
Assets nothing is joined here (DESIGN 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.mapping import identifier_key
from ontology.model import Entity, normalise_name


@dataclass(slots=True)
class EntityNames:
    """Collects the mentions of one Asset, then says which Entity each of them is."""

    asset_iri: str
    base: str
    _mentions: dict[tuple[str, str], _Mentioned] = field(default_factory=dict)

    def add(self, kind: str, name: str, identifiers: Iterable[str] = ()) -> tuple[str, str]:
        """Note a mention of a thing of this class (local name); return the key to ask `united` with."""
        key = (kind, normalise_name(name))
        mentioned = self._mentions.setdefault(key, _Mentioned())
        mentioned.names.add(" ".join(name.split()))
        mentioned.identifiers.update(identifiers)
        return key

    def united(self) -> dict[tuple[str, str], Entity]:
        """Return the Entity of each key. Its name is the fullest of its mentions; its identifiers are all of theirs."""
        entities: dict[tuple[str, str], Entity] = {}
        for group in self._groups():
            names = {name for key in group for name in self._mentions[key].names}
            identifiers = {i for key in group for i in self._mentions[key].identifiers}
            entity = Entity(self.asset_iri, group[0][0], min(names, key=_fullest), tuple(sorted(identifiers)))
            entities.update(dict.fromkeys(group, entity))
        return entities

    def aliases(self, entities: dict[tuple[str, str], Entity]) -> dict[str, str]:
        """Return, for each IRI that a mention would have had alone, the IRI of the Entity it became.

        Decisions keep the IRI they were made about (DESIGN 6), and find their Fact by this.
        """
        return {
            Entity(self.asset_iri, kind, name).iri(self.base): entity.iri(self.base)
            for (kind, name), entity in entities.items()
        }

    def _groups(self) -> list[list[tuple[str, str]]]:
        """Return the keys that mean one thing, by shared identifiers, transitively; all sorted."""
        group_of: dict[tuple[str, str], list[tuple[str, str]]] = {}
        holder: dict[tuple[str, str], tuple[str, str]] = {}
        for key in sorted(self._mentions):
            group_of[key] = [key]
            for identifier in sorted(self._mentions[key].identifiers):
                other = holder.setdefault((key[0], identifier_key(identifier)), key)
                ours, theirs = group_of[key], group_of[other]
                if ours is not theirs:
                    theirs.extend(ours)
                    group_of.update(dict.fromkeys(ours, theirs))
        distinct = {id(group): sorted(group) for group in group_of.values()}
        return sorted(distinct.values())


@dataclass(slots=True)
class _Mentioned:
    names: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)


def _fullest(name: str) -> tuple[int, bool, str]:
    """Sort key: the longest name first, of those one in mixed case, of those the first by letters."""
    return (-len(normalise_name(name)), name.isupper() or name.islower(), name)
