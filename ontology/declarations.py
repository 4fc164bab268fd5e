"""What the Turtle modules declare, read once: classes, claimable properties, structural properties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, get_args

from ontology.namespaces import MG, PREFIXES
from ontology.property_term import ClassTerm, Level, MergeKind, PropertyTerm, RangeKind, RollUp, StructuralTerm
from ontology.resources import TurtleFile, turtle_files

_RDF, _RDFS, _OWL = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]
_LINKS: Final[dict[str, RangeKind]] = {PREFIXES["skos"] + "Concept": "concept", MG + "Asset": "asset"}
_LITERAL_DATATYPES: Final = (PREFIXES["xsd"], _RDF, _RDFS + "Literal")
_KINDS: Final = {
    _OWL + "ObjectProperty": "object",
    _OWL + "DatatypeProperty": "datatype",
    _OWL + "AnnotationProperty": "annotation",
}


class DeclarationError(ValueError):
    """A term's declaration breaks the pattern of ontology/README.md; the message names term, value and rule."""

    def __init__(self, local: str, fault: str) -> None:
        self.local, self.fault = local, fault
        super().__init__(f"mg:{local} {fault}")


@dataclass(frozen=True, slots=True)
class Declarations:
    """The declared terms, each sorted by local name."""

    classes: tuple[ClassTerm, ...]
    properties: tuple[PropertyTerm, ...]
    structural: tuple[StructuralTerm, ...]

    def below(self, local: str) -> Iterator[str]:
        """Yield the local names of all classes below one, not itself; every class once."""
        for term in self.classes:
            if term.local != local and local in self._above(term):
                yield term.local

    def _above(self, term: ClassTerm) -> set[str]:
        by_local = {declared.local: declared for declared in self.classes}
        found: set[str] = set()
        waiting = list(term.super_classes)
        while waiting:
            local = waiting.pop()
            if local not in found:
                found.add(local)
                waiting += by_local[local].super_classes if local in by_local else ()
        return found


class _Node:
    """The values of one subject, by predicate IRI; only IRIs and literals (blank nodes are left out)."""

    def __init__(self) -> None:
        self.values: defaultdict[str, list[str]] = defaultdict(list)
        self.english = ""

    def one(self, local: str, predicate: str) -> str:
        """Return the only value, or "" for none; raise for several."""
        values = self.values.get(predicate, [])
        if len(values) > 1:
            raise DeclarationError(local, f"has {len(values)} values of <{predicate}>; one is allowed")
        return values[0] if values else ""


def read_declarations(files: Iterable[TurtleFile] | None = None) -> Declarations:
    """Read the modules (all of the package's by default); raise `DeclarationError` for a broken pattern."""
    nodes = _nodes(turtle_files("") if files is None else files)
    classes, properties, structural = [], [], []
    for local in sorted(nodes):
        node = nodes[local]
        types = node.values[_RDF + "type"]
        kinds = [_KINDS[kind] for kind in types if kind in _KINDS]
        if _OWL + "Class" in types:
            supers = (_local(parent) for parent in node.values[_RDFS + "subClassOf"] if parent.startswith(MG))
            classes.append(ClassTerm(local, MG + local, _label(local, node), tuple(sorted(supers))))
        elif len(kinds) == 1 and MG + "mergeKind" in node.values:
            properties.append(_property(local, node))
        elif len(kinds) == 1:
            range_ = node.one(local, MG + "datatype") or node.one(local, _RDFS + "range")
            structural.append(StructuralTerm(local, MG + local, _label(local, node), kinds[0], range_))  # type: ignore[arg-type]
        elif len(kinds) > 1:
            raise DeclarationError(local, f"is declared as {' and '.join(kinds)} property; OWL 2 DL allows one")
    return Declarations(tuple(classes), tuple(properties), tuple(structural))


def _nodes(files: Iterable[TurtleFile]) -> dict[str, _Node]:
    import pyoxigraph

    nodes: defaultdict[str, _Node] = defaultdict(_Node)
    for file in files:
        try:
            quads = list(pyoxigraph.parse(file.data, format=pyoxigraph.RdfFormat.TURTLE))
        except SyntaxError as err:
            raise SyntaxError(f"{file.name}: {err}") from err
        for quad in quads:
            subject, value = quad.subject, quad.object
            if not isinstance(subject, pyoxigraph.NamedNode) or not subject.value.startswith(MG):
                continue
            if isinstance(value, pyoxigraph.BlankNode | pyoxigraph.Triple):
                continue
            node = nodes[_local(subject.value)]
            node.values[quad.predicate.value].append(value.value)
            if quad.predicate.value == _RDFS + "label" and getattr(value, "language", "") == "en":
                node.english = value.value
    return dict(nodes)


def _local(iri: str) -> str:
    return iri.removeprefix(MG)


def _label(local: str, node: _Node) -> str:
    if not node.english:
        raise DeclarationError(local, "has no rdfs:label in English")
    return node.english


def _property(local: str, node: _Node) -> PropertyTerm:
    range_ = node.one(local, MG + "datatype") or node.one(local, _RDFS + "range")
    is_literal = range_.startswith(_LITERAL_DATATYPES)
    if not range_:
        raise DeclarationError(local, "has no rdfs:range: skos:Concept, mg:Asset, a kind of Entity or a datatype")
    if is_literal != (_OWL + "DatatypeProperty" in node.values[_RDF + "type"]):
        raise DeclarationError(local, f"is of the wrong kind for its range <{range_}>")
    merge_kind = _allowed(local, node, "mergeKind", get_args(MergeKind))
    tolerance = node.one(local, MG + "tolerance")
    if (merge_kind == "number") != bool(tolerance):
        raise DeclarationError(local, f"has merge kind {merge_kind}; mg:tolerance goes with number alone")
    level = _allowed(local, node, "level", get_args(Level))
    roll_up = _allowed(local, node, "rollUp", get_args(RollUp))
    if level == "Asset" and roll_up != "toAsset":
        raise DeclarationError(local, "has level mg:Asset, which goes with mg:rollUp mg:toAsset")
    supers = [_local(parent) for parent in node.values[_RDFS + "subPropertyOf"] if parent.startswith(MG)]
    if len(supers) > 1:
        raise DeclarationError(local, f"has {len(supers)} super-properties of ours; one is allowed")
    return PropertyTerm(
        local=local,
        iri=MG + local,
        label=_label(local, node),
        range=range_,
        range_kind="literal" if is_literal else _LINKS.get(range_, "entity"),
        datatype=range_ if is_literal else "",
        level=level,  # type: ignore[arg-type]
        roll_up=roll_up,  # type: ignore[arg-type]
        merge_kind=merge_kind,  # type: ignore[arg-type]
        tolerance=float(tolerance) if tolerance else None,
        super_property=supers[0] if supers else "",
    )


def _allowed(local: str, node: _Node, annotation: str, allowed: tuple[str, ...]) -> str:
    value = _local(node.one(local, MG + annotation))
    if value not in allowed:
        raise DeclarationError(local, f"has mg:{annotation} {value!r}; allowed are {', '.join(allowed)}")
    return value
