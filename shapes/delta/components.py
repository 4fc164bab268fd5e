"""Constraint components that a shapes graph defines itself, with SPARQL (SHACL, 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.model import Term
from shapes.shapes_graph import ShapesGraph, sh

_VALIDATORS: Final = (sh("validator"), sh("nodeValidator"), sh("propertyValidator"))


@dataclass(frozen=True, slots=True)
class Component:
    """A component: its parameters' predicates, those a shape must have to use it, and their names as variables."""

    node: Term
    parameters: frozenset[Term]
    required: frozenset[Term]
    names: frozenset[str]

    def is_used(self, shapes: ShapesGraph, shape: Term) -> bool:
        """Say whether a shape has what makes it declare a constraint of this kind."""
        return bool(self.required) and all(shapes.values(shape, parameter) for parameter in self.required)

    def validators(self, shapes: ShapesGraph, *, has_path: bool) -> Iterator[Term]:
        """Yield the validators that may run for a node shape, or for a property shape (`has_path`)."""
        for predicate in (_VALIDATORS[0], _VALIDATORS[2 if has_path else 1]):
            yield from shapes.values(self.node, predicate)


def components_of(shapes: ShapesGraph) -> tuple[Component, ...]:
    """Return the components that a shapes graph defines."""
    found = []
    for node in shapes.subjects(sh("parameter")):
        if any(shapes.values(node, predicate) for predicate in _VALIDATORS):
            parameters = {
                path: parameter
                for parameter in shapes.values(node, sh("parameter"))
                for path in shapes.values(parameter, sh("path"))
            }
            required = frozenset(path for path, parameter in parameters.items() if not _is_optional(shapes, parameter))
            names = frozenset(re.split(r"[/#]", path.strip("<>"))[-1] for path in parameters)
            found.append(Component(node, frozenset(parameters), required, names))
    return tuple(found)


def _is_optional(shapes: ShapesGraph, parameter: Term) -> bool:
    return any(value.startswith(('"true"', '"1"')) for value in shapes.values(parameter, sh("optional")))
