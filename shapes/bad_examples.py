"""A bad example for every constraint that follows a pattern: ``python -m shapes.bad_examples [--check]``.

Each is a copy of a good node in which one thing is wrong, named after the shape and the rule it breaks; the file names
what must be found. What follows no pattern (SPARQL, conditions) has examples written by hand, beside the folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from ontology.generated_file import write_or_check_folder
from ontology.model import Term
from ontology.model.rdf import RDF_TYPE, is_iri
from ontology.namespaces import DEFAULT_BASE, PREFIXES, compact
from shapes.bad_values import LONGEST_IN_A_FILE, another, samples, wrong
from shapes.example_files import EXAMPLES, examples, nodes_about
from shapes.report import Result
from shapes.rules import COMPONENTS
from shapes.shapes_graph import SHAPES, ShapesGraph, our_shapes, sh
from shapes.slices import ontology_support
from shapes.validate import ShaclValidator, Slice, make_validator

FOLDER: Final = EXAMPLES / "invalid" / "generated"
_COMMAND: Final = "python -m shapes.bad_examples"
_SH, _MGS = PREFIXES["sh"], SHAPES
_PREFIXES: Final = ("mg", "rdf", "rdfs", "sh", "skos", "xsd")
_TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf")

Pair = tuple[Term, Term]


class Rule(NamedTuple):
    """One constraint: the node shape, the property shape, and the component that a value can break."""

    owner: Term
    shape: Term
    component: str


@dataclass(frozen=True, slots=True)
class _Good:
    """A node that meets a shape: what it says, and the data it stands in."""

    said: tuple[Pair, ...]
    around: str


def rules(graph: ShapesGraph) -> Iterator[Rule]:
    """Yield every constraint of the property shapes of shapes that have a target."""
    for owner in dict.fromkeys(graph.subjects(sh("property"))):
        if any(graph.values(owner, sh(target)) for target in _TARGETS):
            for shape in graph.values(owner, sh("property")):
                for component, parameter in COMPONENTS.items():
                    rule = Rule(owner, shape, component)
                    if parameter != "sparql" and graph.values(shape, sh(parameter)) and not _always_holds(graph, rule):
                        yield rule


def _always_holds(graph: ShapesGraph, rule: Rule) -> bool:
    """Say whether the target itself sees to a rule: what has mg:activity has at least one."""
    path = graph.value(rule.shape, sh("path"))
    return rule.component.startswith("MinCount") and path in graph.values(rule.owner, sh("targetSubjectsOf"))


def generated_files() -> Mapping[Path, str]:
    """Return each file and its text: one for a node shape, whose own rules the examples by hand do not break."""
    graph = our_shapes()
    by_hand = {
        (one.source_shape, one.component)
        for example in examples("invalid")
        if example.path.parent != FOLDER
        for one in example.expected
    }
    wanted: dict[Term, list[Rule]] = {}
    for rule in rules(graph):
        if rule[1:] not in by_hand and not is_too_long(graph, rule):
            wanted.setdefault(rule.owner, []).append(rule)
    validator = make_validator(graph)
    return {FOLDER / f"{_local(owner)}.ttl": _file(graph, owner, found, validator) for owner, found in wanted.items()}


def is_too_long(graph: ShapesGraph, rule: Rule) -> bool:
    """Say whether what breaks a rule is too long a text for a file."""
    limits = graph.values(rule.shape, sh("maxLength"))
    return rule.component.startswith("MaxLength") and int(limits[0].split('"')[1]) > LONGEST_IN_A_FILE


def bad_node(graph: ShapesGraph, rule: Rule) -> tuple[str, str]:
    """Return (N-Triples of a node that breaks one rule, its IRI)."""
    good = _good(graph, rule.owner)
    path = graph.value(rule.shape, sh("path")) or ""
    if not is_iri(path):
        raise ValueError(f"{rule.shape} has a path that is no single property: write an example by hand")
    node = f"<{DEFAULT_BASE}bad/{_local(rule.shape)}/{rule.component.removesuffix('ConstraintComponent')}>"
    kept = [pair for pair in good.said if pair[0] != path]
    values = [value for predicate, value in good.said if predicate == path] or samples(graph, rule.shape)[:1]
    lines = [f"{node} {predicate} {value} .\n" for predicate, value in kept]
    told = _broken_values(graph, rule, values, kept)
    lines += [f"{node} {predicate} {value} .\n" for predicate, value in ((p or path, v) for p, v in told)]
    for target in graph.values(rule.owner, sh("targetObjectsOf")):
        lines.append(f"<{DEFAULT_BASE}bad/subject> {target} {node} .\n")
    return "".join(dict.fromkeys(lines)), node


def _broken_values(graph: ShapesGraph, rule: Rule, values: Sequence[Term], kept: Sequence[Pair]) -> list[Pair]:
    """Return (predicate or "" for the rule's own, value) pairs in place of the good values."""
    shape, component = rule.shape, rule.component.removesuffix("ConstraintComponent")
    if component == "MinCount":
        return []
    if component == "MaxCount":
        return [("", values[0]), ("", another(graph, shape, values[0]))]
    if component == "UniqueLang":
        return [("", '"one"@en'), ("", '"two"@en')]
    if component in ("LessThan", "LessThanOrEquals", "Disjoint", "Equals"):
        other = graph.values(shape, sh(component[0].lower() + component[1:]))[0]
        there = [value for predicate, value in kept if predicate == other] or [values[0]]
        return [(other, there[0]), ("", another(graph, shape, there[0]) if component != "Disjoint" else there[0])]
    return [("", wrong(graph, shape, component))]


@cache
def _good(graph: ShapesGraph, owner: Term) -> _Good:
    """Return a node of a good example that a shape is about; of several the one that says least."""
    found = [
        _Good(tuple(said), example.data)
        for example in examples("valid")
        for _, said in nodes_about(graph, owner, example)
    ]
    if not found:
        return _Good(tuple((RDF_TYPE, target) for target in graph.values(owner, sh("targetClass"))), "")
    return min(found, key=lambda good: (len(good.said), len(good.around)))


def _file(graph: ShapesGraph, owner: Term, found: Sequence[Rule], validator: ShaclValidator) -> str:
    """Return the Turtle of one file; raise ValueError where an example does not break the rule it is for."""
    nodes = [bad_node(graph, rule) for rule in found]
    around = _good(graph, owner).around
    data = around + "".join(text for text, _ in nodes)
    results = validator.validate(Slice(data, ontology_support())).results
    broken = {(result.focus, result.source_shape, result.component) for result in results}
    for rule, (_, node) in zip(found, nodes, strict=True):
        if (node, rule.shape, rule.component) not in broken:
            raise ValueError(f"{node} does not break {rule.component} of {rule.shape}")
    head = [
        f"# One node for each rule of {_local(owner)} that breaks it. Written by `{_COMMAND}`: do not edit.",
        f"@base <{DEFAULT_BASE}> .",
        f"@prefix mgs: <{_MGS}> .",
        *(f"@prefix {name}: <{PREFIXES[name]}> ." for name in _PREFIXES),
    ]
    body = [_turtle_line(line) for line in dict.fromkeys(data.splitlines())]
    expected = sorted({_result_line(result) for result in results})
    return "\n".join((*head, "", *body, "", "# What must be found:", *expected)) + "\n"


def _turtle_line(line: str) -> str:
    subject, predicate, value = line.removesuffix(" .").split(" ", 2)
    return f"{_short(subject)} {'a' if predicate == RDF_TYPE else _short(predicate)} {_short(value)} ."


def _result_line(result: Result) -> str:
    return (
        f"[] a sh:ValidationResult ; sh:focusNode {_short(result.focus)} ;"
        f" sh:sourceShape {_short(result.source_shape)} ;"
        f" sh:sourceConstraintComponent sh:{result.component} ; sh:resultSeverity sh:{result.severity} ."
    )


def _short(term: Term) -> Term:
    """Return a term as Turtle writes it shortly."""
    if not is_iri(term):
        return term
    text = term[1:-1]
    if text.startswith(DEFAULT_BASE):
        return f"<{text.removeprefix(DEFAULT_BASE)}>"
    if text.startswith(_MGS):
        return f"mgs:{text.removeprefix(_MGS)}"
    prefix, _, local = compact(text).partition(":")
    return f"{prefix}:{local}" if prefix in _PREFIXES and local.replace("-", "").isalnum() else term


def _local(shape: Term) -> str:
    return shape[1:-1].removeprefix(SHAPES)


def main(arguments: list[str]) -> int:
    """Write the files and delete those that are no more; with ``--check`` return 1 where one is out of date."""
    return write_or_check_folder(generated_files(), FOLDER.glob("*.ttl"), command=_COMMAND, arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
