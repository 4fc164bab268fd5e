"""What would mend a breach in data of any kind: a sentence, and the triples to take out and put in.

The triples are RDF Patch lines ("D" and "A", docs/reference/patch-format.md), so that a program may apply them. An
advice is a guess: it says how a value may have been meant, a person decides.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from ontology.model import Term
from ontology.model.rdf import XSD, is_iri, literal_value, string, typed
from shapes.repair import repair_boolean, repair_date, repair_identifier, repair_language, repair_number
from shapes.report import Result, readable
from shapes.shapes_graph import ShapesGraph, sh
from shapes.suggestion import Alike
from shapes.surroundings import Surroundings

_NEAREST: Final = 0.6
_ALIKE: Final = 0.6
_LARGEST_CLASS: Final = 20_000
"""Terms of one class among which the nearest is sought."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence for a person, and the change as RDF Patch lines; none where it cannot be said in triples."""

    sentence: str
    patch: tuple[str, ...] = ()


class Adviser:
    """Advises on the results of one validation."""

    def __init__(self, shapes: ShapesGraph, around: Surroundings, alike: Alike | None = None) -> None:
        self.shapes, self.around, self.alike = shapes, around, alike

    def advise(self, result: Result) -> Advice | None:
        """Return what would mend a breach; None where nothing better than the rule can be said."""
        for way in _WAYS.get(result.component, ()):
            found = way(self, result)
            if found is not None:
                return found
        return None

    def percent(self, result: Result) -> Advice | None:
        """A number over a limit of 1 and up to 100: the hundredth part of it."""
        limits = [*self.shapes.values(result.source_shape, sh("maxInclusive")),
                  *self.shapes.values(result.source_shape, sh("maxExclusive"))]  # fmt: skip
        number = _number(result.value)
        if number is None or not 1 < number <= 100 or [_number(limit) for limit in limits] != [Decimal(1)]:
            return None
        fraction = typed(format((number / 100).normalize(), "f"), _datatype(result.value))
        sentence = f"{readable(result.value or '')} looks like a percentage; as a fraction it is {readable(fraction)}."
        return Advice(sentence, _exchange(result, fraction))

    def nearest_allowed(self, result: Result) -> Advice | None:
        """A value that is none of a list: the nearest one in it."""
        lists = self.shapes.values(result.source_shape, sh("in"))
        return self._nearest(result, [member for head in lists for member in self.shapes.members(head)])

    def nearest_of_class(self, result: Result) -> Advice | None:
        """A thing that is not of a class: the nearest one that is, by its IRI and label."""
        classes = self.shapes.values(result.source_shape, sh("class"))
        known = [term for name in classes for term in self.around.of_class.get(name, ())]
        return self._nearest(result, known) if len(known) <= _LARGEST_CLASS else None

    def _nearest(self, result: Result, known: Sequence[Term]) -> Advice | None:
        if result.value is None or not known:
            return None
        by_words = {self._words(term): term for term in sorted(known)}
        asked = self._words(result.value)
        found = difflib.get_close_matches(asked, by_words, n=1, cutoff=_NEAREST) or self._by_meaning(asked, by_words)
        if not found or by_words[found[0]] == result.value:
            return None
        term = by_words[found[0]]
        return Advice(f"The nearest term to {readable(result.value)} is {readable(term)}.", _exchange(result, term))

    def _by_meaning(self, asked: str, by_words: dict[str, Term]) -> list[str]:
        words = list(by_words)
        if self.alike is None or not asked:
            return []
        score, best = max(zip(self.alike(asked, words), words, strict=True))
        return [best] if score >= _ALIKE else []

    def _words(self, term: Term) -> str:
        text = self.around.labels.get(term, "")
        if not text:
            text = literal_value(term).text if term.startswith('"') else _last_part(term)
        return text.replace("_", " ").replace("-", " ").casefold()

    def another_form(self, result: Result) -> Advice | None:
        """A literal of the wrong datatype: the same value in the form and datatype asked for."""
        if result.value is None or not result.value.startswith('"'):
            return None
        for wanted in self.shapes.values(result.source_shape, sh("datatype")):
            name = wanted[1:-1].removeprefix(XSD)
            text = literal_value(result.value).text.strip()
            repair = _REPAIRS.get(name)
            mended = text if name == "string" or repair is None else repair(text) or text
            if name in _REPAIRS or name == "string":
                term = _typed(mended, wanted[1:-1])
                if term is not None and term != result.value:
                    return Advice(f"{readable(result.value)} is written {_turtle(term)}.", _exchange(result, term))
        return None

    def language(self, result: Result) -> Advice | None:
        """A language tag in another spelling: the tag that is asked for."""
        if result.value is None or not result.value.startswith('"'):
            return None
        literal = literal_value(result.value)
        tag = repair_language(literal.language) if literal.language else None
        if tag is None or tag == literal.language.lower():
            return None
        term = f"{result.value.rpartition('@')[0]}@{tag}"
        return Advice(f"The language {literal.language!r} is written {tag!r}.", _exchange(result, term))

    def swapped(self, result: Result) -> Advice | None:
        """Two values in the wrong order: exchange them."""
        paths = [*self.shapes.values(result.source_shape, sh("lessThan")),
                 *self.shapes.values(result.source_shape, sh("lessThanOrEquals"))]  # fmt: skip
        said = self.around.said.get(result.focus, {})
        if result.path is None or len(paths) != 1:
            return None
        lower, upper = said.get(result.path, []), said.get(paths[0], [])
        if len(lower) != 1 or len(upper) != 1 or lower == upper:
            return None
        path, other, focus = result.path, paths[0], result.focus
        lines = (f"D {focus} {path} {lower[0]} .", f"D {focus} {other} {upper[0]} .",
                 f"A {focus} {path} {upper[0]} .", f"A {focus} {other} {lower[0]} .")  # fmt: skip
        return Advice(f"{readable(path)} and {readable(other)} look swapped.", () if _is_nameless(focus) else lines)

    def claimed_elsewhere(self, result: Result) -> Advice | None:
        """A value that is missing: what the evidence of the same thing says it is."""
        if result.path is None or not is_iri(result.path):
            return None
        found = self.around.claimed(result.focus, result.path)
        if len(found) != 1:
            return None
        text = f"Evidence of the same Asset says that it is {readable(found[0])}."
        return Advice(text, (f"A {result.focus} {result.path} {found[0]} .",))

    def absolute(self, result: Result) -> Advice | None:
        """A text that stands for an identifier: its IRI."""
        if result.value is None or not result.value.startswith('"'):
            return None
        found = repair_identifier(literal_value(result.value).text)
        if found is None:
            return None
        return Advice(f"{readable(result.value)} stands for <{found}>.", _exchange(result, f"<{found}>"))


_REPAIRS: Final[dict[str, Callable[[str], str | None]]] = {
    "date": repair_date,
    "dateTime": repair_date,
    "decimal": repair_number,
    "integer": repair_number,
    "double": repair_number,
    "boolean": repair_boolean,
}
_WAYS: Final[dict[str, tuple[Callable[[Adviser, Result], Advice | None], ...]]] = {
    "MaxInclusiveConstraintComponent": (Adviser.percent,),
    "MaxExclusiveConstraintComponent": (Adviser.percent,),
    "InConstraintComponent": (Adviser.nearest_allowed,),
    "ClassConstraintComponent": (Adviser.nearest_of_class,),
    "DatatypeConstraintComponent": (Adviser.another_form,),
    "LanguageInConstraintComponent": (Adviser.language,),
    "SPARQLConstraintComponent": (Adviser.language,),
    "LessThanConstraintComponent": (Adviser.swapped,),
    "LessThanOrEqualsConstraintComponent": (Adviser.swapped,),
    "MinCountConstraintComponent": (Adviser.claimed_elsewhere,),
    "NodeKindConstraintComponent": (Adviser.absolute,),
}


def _exchange(result: Result, term: Term) -> tuple[str, ...]:
    """Return the patch that puts a term in the place of a result's value; none where the path is no single property."""
    if result.path is None or not is_iri(result.path) or result.value is None or _is_nameless(result.focus):
        return ()
    return (f"D {result.focus} {result.path} {result.value} .", f"A {result.focus} {result.path} {term} .")


def _is_nameless(term: Term) -> bool:
    return term.startswith("_:")


def _last_part(term: Term) -> str:
    return term.strip("<>").rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _number(term: Term | None) -> Decimal | None:
    if term is None or not term.startswith('"'):
        return None
    try:
        number = Decimal(literal_value(term).text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _datatype(term: Term | None) -> str:
    return literal_value(term).datatype if term else f"{XSD}decimal"


def _typed(text: str, datatype: str) -> Term | None:
    if datatype == f"{XSD}string":
        return string(text)
    try:
        return typed(text, datatype)
    except ValueError:
        return None


def _turtle(term: Term) -> str:
    literal = literal_value(term)
    return f'"{literal.text}"^^{readable(f"<{literal.datatype}>")}'
