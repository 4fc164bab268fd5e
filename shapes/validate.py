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
from shapes.bulk.syntax import query_faults
from shapes.constraints import BulkConstraints
from shapes.engines.limits import reasons_for_reference
from shapes.engines.port import DataSyntaxError, Engine, Found, ShapesError, TimeLimitReached, TooDeep
from shapes.engines.pyshacl_engine import TIME_LIMIT_S, PyshaclEngine
from shapes.prebinding import forbidden_sparql
from shapes.recursion import closing_triples, recursions
from shapes.report import PLACEHOLDER, Report, Result, local_name, readable
from shapes.rules import rule_sentence
from shapes.shapes_graph import SHAPES, ShapesGraph, Triple
from shapes.well_formed import MOST_FAULTS, faults

__all__ = [
    "DataSyntaxError",
    "EngineName",
    "ShaclValidator",
    "ShapesError",
    "Slice",
    "TimeLimitReached",
    "Validator",
    "make_validator",
]

EngineName: TypeAlias = Literal["auto", "shacl", "pyshacl"]
_LANGUAGES: Final = ("en", "")
RECURSION: Final = f"{SHAPES}RecursionConstraintComponent"
"""Component of results that say what of a recursive shape was not checked."""
_FEW: Final = 20


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


def make_validator(shapes: ShapesGraph, *, engine: EngineName = "auto", limit_s: int = TIME_LIMIT_S) -> ShaclValidator:
    """Return a validator for these shapes; `auto` takes the fast engine wherever it can do all they ask.

    `limit_s` is how long the reference engine may take for a check, in seconds. Raises `ShapesError` for shapes that
    are ill-formed, with each fault by shape and rule, and for "shacl" with shapes beyond it.
    """
    queries = () if engine == "pyshacl" else query_faults(shapes)
    wrong = list(dict.fromkeys((*faults(shapes), *forbidden_sparql(shapes), *queries)))
    if wrong:
        more = f"; and {len(wrong) - MOST_FAULTS} more" if len(wrong) > MOST_FAULTS else ""
        raise ShapesError(f"the shapes are ill-formed: {'; '.join(wrong[:MOST_FAULTS])}{more}")
    reasons = list(reasons_for_reference(shapes))
    if engine == "shacl" and reasons:
        raise ShapesError(f"the engine shacl cannot do these shapes, pyshacl and auto can: {'; '.join(reasons)}")
    if engine == "pyshacl" or (engine == "auto" and reasons):
        return ShaclValidator(shapes, PyshaclEngine(shapes.text, limit_s=limit_s), None)
    return _compiled(shapes)


def _compiled(shapes: ShapesGraph, *, only_free: bool = False) -> ShaclValidator:
    from shapes.engines.rust import RustEngine

    bulk = BulkConstraints(shapes, only_free=only_free)
    return ShaclValidator(shapes, RustEngine(shapes.text_without(bulk.taken)), bulk)


class ShaclValidator:
    """An engine, with the SPARQL constraints that run set at a time taken out of its hands.

    `recursions` names the shapes on each circle of shapes that refer to each other.
    """

    def __init__(self, shapes: ShapesGraph, engine: Engine, bulk: BulkConstraints | None) -> None:
        self.shapes: Final = shapes
        self.engine: Final = engine
        self.recursions: Final = tuple(recursions(shapes))
        self._bulk: Final = bulk
        self._one_by_one: ShaclValidator | None = None
        self._cut: ShaclValidator | None = None

    def validate(self, data: Slice) -> Report:
        """Return everything found in a slice, sorted; raise `DataSyntaxError` where it does not parse.

        Of recursive shapes whose data leads the engine too deep, what makes them recursive is left out, and the report
        says so with a warning (`RECURSION`). Raises `TooDeep` for shapes that nest too deeply without.
        """
        found, left_out = self._found(data.data + data.support)
        if found and data.support:
            found = list(_spoken_of(found, data))
        results = [self._result(result) for result in found] + [_left_out(triple) for triple in sorted(left_out)]
        return Report(tuple(sorted(results, key=_order)))

    def _found(self, text: str) -> tuple[list[Found], frozenset[Triple]]:
        """Return all results, and the triples of the shapes that had to be left out."""
        if self._bulk is not None and not self._bulk.is_exact(text):
            self._one_by_one = self._one_by_one or _compiled(self.shapes, only_free=True)
            return self._one_by_one._found_by_engine(text)
        return self._found_by_engine(text)

    def _found_by_engine(self, text: str) -> tuple[list[Found], frozenset[Triple]]:
        try:
            found = list(self.engine.check(text))
        except TooDeep:
            cut = closing_triples(self.shapes)
            if not cut:
                raise
            self._cut = self._cut or _compiled(ShapesGraph(t for t in self.shapes.triples if t not in cut))
            return self._cut._found(text)[0], cut
        return found + (list(self._bulk.check(text)) if self._bulk is not None else []), frozenset()

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
            # Of others' components only their validators know the words.
            others = found.messages if component == found.component else ()
            yield from own or (text if text.startswith('"') else string(text) for text in others)

    def _templates(self, found: Found) -> Sequence[Term]:
        own = self.shapes.messages(found.constraint) if found.constraint else ()
        return own or self.shapes.messages(found.source_shape)


def _spoken_of(found: Sequence[Found], data: Slice) -> Iterator[Found]:
    """Yield the results about nodes that the data speaks of, or that the support does not."""
    nodes = {result.focus for result in found}
    theirs = _subjects_among(nodes, data.support)
    unspoken = theirs - _subjects_among(theirs, data.data)
    yield from (result for result in found if result.focus not in unspoken)


def _subjects_among(nodes: set[Term], text: str) -> set[Term]:
    """Return the nodes that are subjects in N-Triples text; a search for each of a few is quicker than a set of all."""
    if len(nodes) <= _FEW:
        return {node for node in nodes if text.startswith(f"{node} ") or f"\n{node} " in text}
    return nodes & {line.split(" ", 1)[0] for line in text.splitlines()}


def _left_out(triple: Triple) -> Result:
    shape, predicate, _ = triple
    message = f"{readable(predicate)} was not checked: its shape is recursive, and the data leads it too deep."
    return Result(shape, None, None, "Warning", RECURSION, shape, shape, message, rule=message)


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
