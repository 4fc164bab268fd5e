"""The Entities of a Dataset as things that names can be reconciled to: people, places, organisations in its media."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from graph.dataset import Reader
from graph.linking.name_table import NameTable
from graph.linking.things import DESCRIPTION, IDENTIFIER, LABEL, TYPE, Kind, Met, Property, Ref, Thing, Value
from ontology.graphs import FACTS
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.rdf import RDF_TYPE, Term, TermError, iri, iri_value, is_iri, literal_value, string, text_of
from ontology.terms import CLASSES, ENTITY_CLASSES

ENTITY: Final = "mg:Entity"
"""The type of all Entities."""

ASSET: Final = Property("asset", "asset", "The Assets that show, name or come from it.")

MOST_HELD: Final = 200_000
"""Entities whose names are held in memory; those beyond are found by their names as they are spelled."""

_CLASSES: Final = {mg(name): f"mg:{name}" for name in (*ENTITY_CLASSES, "Entity")}
_IDENTIFIER: Final = mg("identifier")
_MOST_ASSETS: Final = 20
_MOST_SPELLED: Final = 255


class EntityNames:
    """The names of the Entities in one state of a Dataset."""

    def __init__(self, reader: Reader, *, most: int = MOST_HELD) -> None:
        """Read up to `most` Entities; `whole` says whether that was all of them."""
        self.sequence = reader.sequence
        rows = list(islice(_entities(reader), most + 1))
        self.whole = len(rows) <= most
        self.entities = [(entity, kind) for entity, kind, _ in rows[:most]]
        self.table = NameTable((name, number, 1.0) for number, (_, _, name) in enumerate(rows[:most]))


def _entities(reader: Reader) -> Iterator[tuple[str, str, str]]:
    for node, kind in _CLASSES.items():
        for quad in reader.quads(None, RDF_TYPE, node, FACTS):
            label = next((text_of(q.object) for q in reader.quads(quad.subject, RDFS_LABEL, None, FACTS)), "")
            if label and is_iri(quad.subject):
                yield iri_value(quad.subject), kind, label


class EntityThings:
    """The Entities of one state of a Dataset; their names may be those of a slightly older state."""

    properties: Sequence[Property] = (LABEL, DESCRIPTION, TYPE, ASSET, IDENTIFIER)
    kinds: Sequence[Kind] = (
        Kind(ENTITY, "entity of this collection", "Whatever has a name in the Assets of this collection."),
        *(
            Kind(f"mg:{name}", f"{CLASSES[name].label} of this collection", "Named in its Assets.", ENTITY)
            for name in ENTITY_CLASSES
        ),
    )

    def __init__(self, names: EntityNames, reader: Reader) -> None:
        self._names, self._reader = names, reader

    def named(self, text: str, *, types: frozenset[str], most: int) -> list[Met]:
        """Return the Entities of a name, or of one that is near."""
        found = self._mets(self._names.table.exact(text), types, most)
        if len(found) < most and not self._names.whole:
            known = {met.id for met in found}
            found += [Met(entity, 1.0) for entity in self._spelled(text, types) if entity not in known]
        return found[:most] or self._mets(self._names.table.near(text), types, most)

    def _spelled(self, text: str, types: frozenset[str]) -> Iterator[str]:
        """Yield the Entities of a name as it is spelled, or in capitals or small letters, from the store."""
        for spelling in dict.fromkeys((text.strip(), text.strip().title(), text.strip().upper())):
            for quad in islice(self._reader.quads(None, RDFS_LABEL, string(spelling), FACTS), _MOST_SPELLED):
                kind = self._kind(quad.subject)
                if kind and (not types or types & {kind, ENTITY}):
                    yield iri_value(quad.subject)

    def beginning(self, prefix: str, *, types: frozenset[str], most: int) -> list[Met]:
        """Return the Entities with a name that begins so."""
        return self._mets(self._names.table.beginning(prefix, most=4 * most), types, most)

    def _mets(self, found: dict[int, float], types: frozenset[str], most: int) -> list[Met]:
        entities = self._names.entities
        rows = sorted((-quality, entities[number]) for number, quality in found.items())
        mets = (Met(entity, -quality) for quality, (entity, kind) in rows if not types or types & {kind, ENTITY})
        return list(islice(mets, most))

    def identified(self, identifier: str) -> list[str]:
        """Return the Entity of this IRI, and those that sources gave this identifier."""
        try:
            node = iri(identifier)
        except TermError:
            return []
        own = [identifier] if self._kind(node) else []
        others = islice(self._reader.quads(None, _IDENTIFIER, node, FACTS), _MOST_SPELLED)
        return own + [iri_value(q.subject) for q in others if self._kind(q.subject)]

    def find(self, thing_id: str) -> Thing | None:
        """Return an Entity that stands in this state."""
        try:
            node = iri(thing_id)
        except TermError:
            return None
        kind = self._kind(node)
        if not kind:
            return None
        label = next((text_of(q.object) for q in self._reader.quads(node, RDFS_LABEL, None, FACTS)), thing_id)
        kinds = dict.fromkeys((kind, ENTITY))
        return Thing(thing_id, thing_id, label, self._description(node, kind), tuple(kinds), self._same(node))

    def _kind(self, node: Term) -> str:
        quads = self._reader.quads(node, RDF_TYPE, None, FACTS)
        return next((_CLASSES[q.object] for q in quads if q.object in _CLASSES), "")

    def _same(self, node: Term) -> frozenset[str]:
        quads = self._reader.quads(node, _IDENTIFIER, None, FACTS)
        return frozenset(text_of(q.object) for q in quads)

    def _description(self, node: Term, kind: str) -> str:
        refs = list(self._assets(node))
        label = CLASSES[kind.removeprefix("mg:")].label
        if not refs:
            return label
        more = f" and {len(refs) - 1} more" if len(refs) > 1 else ""
        return f"{label} in {refs[0].name}{more}"

    def _assets(self, node: Term) -> Iterator[Ref]:
        """Yield the Assets of an Entity, each once; a Segment stands for its Asset."""
        quads = islice(self._reader.quads(None, None, node, FACTS), _MOST_ASSETS)
        for asset in dict.fromkeys(text_of(q.subject).partition("/segment/")[0] for q in quads):
            labels = self._reader.quads(iri(asset), RDFS_LABEL, None, FACTS)
            yield Ref(asset, next((literal_value(q.object).text for q in labels), asset.rpartition("/")[2]))

    def values(self, thing_id: str, property_id: str, *, language: str = "") -> list[Value]:
        """Return what the Dataset says of an Entity; its name has no language."""
        thing = self.find(thing_id)
        if thing is None:
            return []
        match property_id:
            case "label":
                return [thing.name]
            case "description":
                return [thing.description]
            case "type":
                return [Ref(k, CLASSES[k.removeprefix("mg:")].label) for k in thing.types if k != ENTITY]
            case "identifier":
                return sorted(thing.same)
            case "asset":
                return list(self._assets(iri(thing_id)))
        return []
