"""A report as text for people: counts first, then each rule, its causes, and a few examples with a way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ontology.model import Term
from ontology.model.rdf import literal_value
from shapes.causes import Told, by_cause

if TYPE_CHECKING:
    from shapes.advice import Advice
    from shapes.report import Result

_SEVERITIES: Final = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a report is to be told: examples of a cause, labels of things, the language of rules, and who advises.

    `templates` gives a rule's messages in all languages, before values were put into them.
    """

    examples: int = 10
    labels: Mapping[Term, str] = field(default_factory=dict)
    language: str = "en"
    advise: Callable[[Result], Advice | None] = lambda _: None
    templates: Callable[[Result], Sequence[Term]] = lambda _: ()


def report_lines(results: tuple[Result, ...], wanted: Wanted) -> Iterator[str]:
    """Yield the lines of a report: the most broken rules first, violations before warnings."""
    from shapes.report import readable
    from shapes.shapes_graph import display

    groups: dict[tuple[str, Term, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.severity, result.constraint or result.source_shape, _rule(result)), []).append(result)
    severities = count_severities(results)
    counts = ", ".join(f"{count} {_plural(severity.lower(), count)}" for severity, count in severities.items())
    yield f"{counts}; {len(groups)} {_plural('rule', len(groups))} broken."
    order = {severity: number for number, severity in enumerate(severities)}
    for (severity, shape, rule), found in sorted(groups.items(), key=lambda g: (order[g[0][0]], -len(g[1]), g[0])):
        yield ""
        yield f"{len(found)} × {_in_language(found[0], rule, wanted)}"
        yield f"    rule {readable(display(shape))}, {severity.lower()}"
        yield from _cause_lines(found, wanted)


def count_severities(results: Iterable[Result]) -> dict[str, int]:
    """Return how many results there are of each severity: SHACL's own first, the gravest before."""
    counts: dict[str, int] = {}
    for result in results:
        counts[result.severity] = counts.get(result.severity, 0) + 1
    order = sorted(counts, key=lambda name: (_SEVERITIES.index(name) if name in _SEVERITIES else 9, name))
    return {severity: counts[severity] for severity in order}


def _cause_lines(found: list[Result], wanted: Wanted) -> Iterator[str]:
    from shapes.report import readable

    advice = {id(result): wanted.advise(result) for result in found}

    def told(result: Result) -> Told:
        advised = advice[id(result)]
        value = "" if result.value is None or result.value == result.focus else readable(result.value)
        return Told(value, advised.sentence if advised else "")

    for cause, results in by_cause(found, told):
        margin = "        " if cause else "    "
        if cause:
            yield f"    {len(results)} × {cause}"
        for result in results[: wanted.examples]:
            yield f"{margin}- {_example(result, wanted.labels)}"
            advised = advice[id(result)]
            if advised is not None:
                yield f"{margin}  suggestion: {advised.sentence}"
        if len(results) > wanted.examples:
            yield f"{margin}… and {len(results) - wanted.examples} more"


def _example(result: Result, labels: Mapping[Term, str]) -> str:
    from shapes.report import readable

    path = f"  {readable(result.path)}" if result.path else ""
    has_value = result.value is not None and result.value != result.focus
    value = f"  {_named(result.value or '', labels)}" if has_value else ""
    return f"{_named(result.focus, labels)}{path}{value}"


def _named(term: Term, labels: Mapping[Term, str]) -> str:
    from shapes.report import readable

    return f"{readable(term)} ({labels[term]})" if term in labels else readable(term)


def _rule(result: Result) -> str:
    from shapes.report import PLACEHOLDER

    return PLACEHOLDER.sub("…", result.rule or result.message)


def _in_language(result: Result, rule: str, wanted: Wanted) -> str:
    """Return the rule in the language asked for, where its shape offers it; else as it is."""
    language = wanted.language.lower()
    if language.partition("-")[0] == "en":
        return rule
    from shapes.report import PLACEHOLDER

    for text in (*wanted.templates(result), *result.texts):
        literal = literal_value(text)
        if literal.language in (language, language.partition("-")[0]):
            return PLACEHOLDER.sub("…", literal.text)
    return rule


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
