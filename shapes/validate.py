"""The validator's port: a `Slice` of data as text goes in, a `Report` comes out.

Data travels as N-Triples text, never as Python quads: 330,000 of those cost 1.3 s to make, and the engine's own work
is 1.4 s (measured).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from ontology.model import Term
from ontology.model.rdf import literal_value, string
from shapes.constraints import BulkConstraints
from shapes.engines.limits import reasons_for_reference
from shapes.engines.port import DataSyntaxError, Engine, Found, ShapesError
from shapes.prebinding import forbidden_sparql
from shapes.report import PLACEHOLDER, Report, Result, local_name
from shapes.rules import rule_sentence
from shapes.shapes_graph import ShapesGraph

__all__ = ["DataSyntaxError", "EngineName", "ShapesError", "ShaclValidator", "Slice", "Validator", "make_validator"]

EngineName: TypeAlias = Literal["auto", "shacl", "pyshacl"]
_LANGUAGES: Final = ("en", "")


@dataclass(frozen=True, slots=True)
class Slice:
    """What is validated (`data`) and what it refers to (`support`: types, class hierarchy), both as N-Triples text.

    One triple a line, its parts one space apart. Nothing is reported about nodes that only `support` speaks of.
    """

    data: str
    support: str = ""


class Validator(Protocol):
    """Checks data against shapes that were given once."""

    def validate(self, data: Slice) -> Report:
        """Return everything found in a slice; raise `DataSyntaxError` where it does not parse."""
        ...


def make_validator(shapes: ShapesGraph, *, engine: EngineName = "auto") -> ShaclValidator:
    """Return a validator for these shapes; `auto` takes the fast engine wherever it can do all they ask.

    Raises `ShapesError` for shapes that are ill-formed, and for "shacl" with shapes beyond it.
    """
    from shapes.engines.pyshacl_engine import PyshaclEngine

    forbidden = list(forbidden_sparql(shapes))
    if forbidden:
        raise ShapesError(f"the shapes are ill-formed: {'; '.join(forbidden)}")
    reasons = list(reasons_for_reference(shapes))
    if engine == "shacl" and reasons:
        raise ShapesError(f"the engine shacl cannot do these shapes, pyshacl and auto can: {'; '.join(reasons)}")
    if engine == "pyshacl" or (engine == "auto" and reasons):
        return ShaclValidator(shapes, PyshaclEngine(shapes.text), None)
    from shapes.engines.rust import RustEngine

    bulk = BulkConstraints(shapes)
    return ShaclValidator(shapes, RustEngine(shapes.text_without(bulk.taken)), bulk)


class ShaclValidator:
    """An engine, with the SPARQL constraints that run set at a time taken out of its hands."""

    def __init__(self, shapes: ShapesGraph, engine: Engine, bulk: BulkConstraints | None) -> None:
        self.shapes: Final = shapes
        self.engine: Final = engine
        self._bulk: Final = bulk

    def validate(self, data: Slice) -> Report:
        """Return everything found in a slice, sorted; raise `DataSyntaxError` where it does not parse."""
        text = data.data + data.support
        found = list(self.engine.check(text))
        if self._bulk is not None:
            found += self._bulk.check(text)
        if found and data.support:
            spoken_of = {line.split(" ", 1)[0] for line in data.data.splitlines()}
            found = [result for result in found if result.focus in spoken_of]
        results = [self._result(result) for result in found]
        return Report(tuple(sorted(results, key=_order)))

    def _result(self, found: Found) -> Result:
        component = local_name(found.component)
        texts = tuple(self._texts(found, component))
        message = _preferred(texts) or rule_sentence(self.shapes, found.source_shape, component)
        return Result(
            focus=found.focus,
            path=found.path,
            value=found.value,
            severity=local_name(found.severity),
            component=component,
            source_shape=found.source_shape,
            root_shape=self.shapes.root(found.source_shape),
            message=message,
            texts=texts,
            constraint=found.constraint,
            rule=message if found.constraint is None else _preferred(self._templates(found)) or message,
        )

    def _texts(self, found: Found, component: str) -> Iterator[Term]:
        """Yield the messages as literals: the shape's own (engines lose the language), else what the engine says."""
        own: Sequence[Term] = self.shapes.messages(found.source_shape)
        if component == "SPARQLConstraintComponent":
            templates = self._templates(found)
            yield from (_tagged(text if text.startswith('"') else string(text), templates) for text in found.messages)
        else:
            yield from own

    def _templates(self, found: Found) -> Sequence[Term]:
        own = self.shapes.messages(found.constraint) if found.constraint else ()
        return own or self.shapes.messages(found.source_shape)


def _tagged(text: Term, templates: Sequence[Term]) -> Term:
    """Return a filled-in message with the language of the template it came from, which pySHACL drops."""
    said = literal_value(text)
    for template in templates if not said.language else ():
        literal = literal_value(template)
        pattern = ".*".join(re.escape(part) for part in PLACEHOLDER.split(literal.text))
        if re.fullmatch(pattern, said.text, re.DOTALL):
            return f"{text}@{literal.language}" if literal.language else text
    return text


def _preferred(texts: Sequence[Term]) -> str:
    literals = map(literal_value, reversed(texts))
    by_language = {literal.language.partition("-")[0]: literal.text for literal in literals}
    return next((by_language[lang] for lang in (*_LANGUAGES, *sorted(by_language)) if lang in by_language), "")


def _order(result: Result) -> tuple[str, ...]:
    return (result.focus, result.source_shape, result.path or "", result.component, result.value or "")
