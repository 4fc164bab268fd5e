"""The good and bad examples in shapes/examples: what each is about, its data, and the results it says must be found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE
from ontology.namespaces import PREFIXES
from shapes.files import rdf_text
from shapes.report import local_name
from shapes.shapes_graph import ShapesGraph, sh
from shapes.slices import ontology_support

EXAMPLES: Final = Path(__file__).with_name("examples")
_RESULT_PARTS: Final = tuple(
    sh(local) for local in ("focusNode", "sourceShape", "sourceConstraintComponent", "resultSeverity")
)


class Expected(NamedTuple):
    """One result that must be found: component and severity by SHACL's local names."""

    focus: Term
    source_shape: Term
    component: str
    severity: str


@dataclass(frozen=True, slots=True)
class Example:
    """One file: its first comment as `sentence`, its data as N-Triples, what must be found (nothing in a good one)."""

    path: Path
    sentence: str
    data: str
    expected: frozenset[Expected]

    @property
    def turtle(self) -> str:
        """The data as written, without the prefixes and without what must be found."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(("@prefix", "[] a sh:ValidationResult", "#"))]
        return "\n".join(kept).strip("\n")


@cache
def read_example(path: Path) -> Example:
    """Return the example in a file."""
    expected: dict[str, dict[str, str]] = {}
    data = []
    for line in rdf_text(path).splitlines():
        subject, predicate, value = line.removesuffix(" .").split(" ", 2)
        if subject.startswith("_:"):
            expected.setdefault(subject, {})[predicate] = value
        else:
            data.append(f"{line}\n")
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    found = frozenset(
        Expected(focus, shape, local_name(component[1:-1]), local_name(severity[1:-1]))
        for focus, shape, component, severity in (
            tuple(result[part] for part in _RESULT_PARTS) for result in expected.values()
        )
    )
    return Example(path, first.removeprefix("#").strip(), "".join(data), found)


def examples(kind: str) -> Iterator[Example]:
    """Yield the examples of a kind, valid or invalid, those written by a command too, sorted by name."""
    for path in sorted((EXAMPLES / kind).rglob("*.ttl")):
        yield read_example(path)


def nodes_about(graph: ShapesGraph, shape: Term, example: Example) -> Iterator[tuple[Term, list[tuple[Term, Term]]]]:
    """Yield the nodes of an example that a shape targets by class or by a property, with what they say."""
    by_node: dict[Term, list[tuple[Term, Term]]] = {}
    for line in example.data.splitlines():
        subject, predicate, value = line.removesuffix(" .").split(" ", 2)
        by_node.setdefault(subject, []).append((predicate, value))
    classes = {below for target in graph.values(shape, sh("targetClass")) for below in (target, *_below(target))}
    predicates = set(graph.values(shape, sh("targetSubjectsOf")))
    for node, said in by_node.items():
        if any(p in predicates or (p == RDF_TYPE and value in classes) for p, value in said):
            yield node, said


@cache
def _below(class_: Term) -> frozenset[Term]:
    """Return the subclasses of a class, all the way down, as our ontology has them."""
    found: set[Term] = set()
    new = {class_}
    while new:
        new = {sub for sub, above in _subclasses() if above in new} - found
        found |= new
    return frozenset(found)


@cache
def _subclasses() -> tuple[tuple[Term, Term], ...]:
    predicate = f"<{PREFIXES['rdfs']}subClassOf>"
    parts = (line.removesuffix(" .").split(" ", 2) for line in ontology_support().splitlines())
    return tuple((subject, value) for subject, found, value in parts if found == predicate)
