"""Uses of SPARQL-based constraint components: which shape gives which component its parameters (SHACL, 6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.model import Term
from ontology.namespaces import PREFIXES
from shapes.bulk.declared import Declared
from shapes.shapes_graph import ShapesGraph, Triple, sh

_NAME: Final = re.compile(r"[/#]([A-Za-z_]\w*)>$")
_OWN: Final = f"<{PREFIXES['sh']}"


@dataclass(frozen=True, slots=True)
class _Component:
    iri: Term
    mandatory: tuple[Term, ...]
    optional: tuple[Term, ...]


def component_uses(shapes: ShapesGraph) -> Iterator[Declared]:
    """Yield each use of a component whose parameters are its own alone; other uses stay with the engine."""
    components = list(_components(shapes))
    owners = Counter(path for component in components for path in (*component.mandatory, *component.optional))
    for component in components:
        paths = (*component.mandatory, *component.optional)
        if not component.mandatory or any(owners[path] > 1 or path.startswith(_OWN) for path in paths):
            continue
        for shape in list(shapes.subjects(component.mandatory[0])):
            if not shapes.is_deactivated(shape):
                yield from _uses(shapes, component, shape)


def _components(shapes: ShapesGraph) -> Iterator[_Component]:
    for iri in shapes.subjects(sh("parameter")):
        mandatory: list[Term] = []
        optional: list[Term] = []
        for parameter in shapes.values(iri, sh("parameter")):
            path = shapes.value(parameter, sh("path")) or ""
            is_optional = any(value.startswith(('"true"', '"1"')) for value in shapes.values(parameter, sh("optional")))
            (optional if is_optional else mandatory).append(path)
        yield _Component(iri, tuple(mandatory), tuple(optional))


def _uses(shapes: ShapesGraph, component: _Component, shape: Term) -> Iterator[Declared]:
    validator = _validator(shapes, component, shape)
    paths = (*component.mandatory, *component.optional)
    given = {path: shapes.values(shape, path) for path in paths if shapes.values(shape, path)}
    names = [_NAME.search(path) for path in paths]
    if validator is None or any(path not in given for path in component.mandatory) or not all(names):
        return
    if any(len(values) > 1 or values[0].startswith("_:") for values in given.values()):
        return  # engines differ in what several values mean; a list is in the shapes graph alone
    chosen = {path: values[0] for path, values in given.items()}
    taken: tuple[Triple, ...] = tuple((shape, path, term) for path, term in chosen.items())
    parameters = {name[1]: chosen[path] for path, name in zip(paths, names, strict=True) if name and path in chosen}
    on_values = bool(shapes.values(validator, sh("ask")))
    yield Declared(validator, shape, component.iri[1:-1], taken, parameters=parameters, on_values=on_values)


def _validator(shapes: ShapesGraph, component: _Component, shape: Term) -> Term | None:
    """Return the one validator that a shape of its kind takes (SHACL, 6.2.3); None where there is no such one."""
    special = "propertyValidator" if shapes.values(shape, sh("path")) else "nodeValidator"
    found = shapes.values(component.iri, sh(special)) or shapes.values(component.iri, sh("validator"))
    return found[0] if len(found) == 1 else None
