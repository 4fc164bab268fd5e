"""What a validation found, and its three forms: text for people, JSON for programs, Turtle as the standard has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ontology.model import Term
from ontology.model.rdf import literal_value, string
from ontology.namespaces import PREFIXES, compact
from shapes.paths import path_as_turtle
from shapes.report_text import Wanted, count_severities, report_lines
from shapes.shapes_graph import BLANK, SHAPES, display

EXAMPLES: Final = 10
"""How many results of one rule the text form shows."""
_VALUE_WIDTH: Final = 100
PLACEHOLDER: Final = re.compile(r"\{[?$]\w+\}")
_SH: Final = PREFIXES["sh"]


@dataclass(frozen=True, slots=True)
class Result:
    """One breach. `focus` and `value` are terms; `path` is in SPARQL's syntax; None where the rule has none.

    `severity` and `component` are local names of SHACL, or whole IRIs of others' own. `source_shape` is the shape that
    states the rule, `root_shape` the nearest one with an IRI, `constraint` the SPARQL constraint, where it is one.
    `texts` are all messages, as literals; `rule` is the message before values were put into it.
    """

    focus: Term
    path: str | None
    value: Term | None
    severity: str
    component: str
    source_shape: Term
    root_shape: Term
    message: str
    texts: tuple[Term, ...] = ()
    constraint: Term | None = None
    rule: str = ""

    @property
    def rule_iri(self) -> str:
        """The IRI of the rule: the SPARQL constraint, or the nearest shape with an IRI."""
        for term in (self.constraint, self.source_shape):
            if term is not None and term.startswith("<") and not term.startswith(f"<{BLANK}"):
                return term[1:-1]
        return self.root_shape[1:-1] if self.root_shape.startswith("<") else self.root_shape

    @property
    def sentence(self) -> str:
        """The thing, the value and the rule, on one line."""
        value = "" if self.value is None else f" {readable(self.value)}"
        path = "" if self.path is None else f" {readable(self.path)}"
        return f"{readable(self.focus)}{path}{value}: {self.message}"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation; `conforms` where nothing at all was found (SHACL, 3.6.1.1)."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Say whether the data meets every rule."""
        return not self.results

    def as_text(
        self, *, examples: int = EXAMPLES, labels: Mapping[Term, str] | None = None, wanted: Wanted | None = None
    ) -> str:
        """Return the report for people: counts first, then each rule, its causes, and a few examples.

        `labels` are names of things, by term, that stand beside their IRIs; `wanted` says all there is to choose.
        """
        if self.conforms:
            return "Everything meets the rules.\n"
        told = wanted or Wanted(examples=examples, labels=labels or {})
        return "\n".join(report_lines(self.results, told)) + "\n"

    def as_json(self, wanted: Wanted | None = None) -> dict[str, Any]:
        """Return the report as a JSON document: `conforms`, `counts` by severity, `results`.

        With `wanted`, each result has the label of its focus node, and a suggestion with its patch, where known.
        """
        return {
            "conforms": self.conforms,
            "counts": count_severities(self.results),
            "results": [_json_result(result, wanted) for result in self.results],
        }

    def as_turtle(self) -> str:
        """Return the report as a sh:ValidationReport in Turtle (SHACL, 3.6)."""
        lines = [f"@prefix sh: <{_SH}> .", "", "[] a sh:ValidationReport ;"]
        lines.append(f"    sh:conforms {'true' if self.conforms else 'false'}" + (" ;" if self.results else " ."))
        for number, result in enumerate(self.results, 1):
            lines.append(f"    sh:result {_turtle_result(result)}" + (" ;" if number < len(self.results) else " ."))
        return "\n".join(lines) + "\n"


def readable(text: str) -> str:
    """Return a term or path as people read it: CURIEs, texts in quotes, cut to a line.

    >>> readable('"0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    '0.5'
    """
    if text.startswith('"'):
        literal = literal_value(text)
        shown = literal.text if literal.datatype.startswith(PREFIXES["xsd"]) and _is_plain(literal.text) else None
        return _cut(shown if shown is not None else f'"{" ".join(literal.text.split())}"') + (
            f"@{literal.language}" if literal.language else ""
        )
    parts = text.split("<")
    return parts[0] + "".join(_short(part) for part in parts[1:])


def _short(part: str) -> str:
    iri, _, rest = part.partition(">")
    return ("mgs:" + iri.removeprefix(SHAPES) if iri.startswith(SHAPES) else compact(iri)) + rest


def _is_plain(text: str) -> bool:
    return text in ("true", "false") or text.lstrip("+-").replace(".", "", 1).isdigit()


def _cut(text: str) -> str:
    return text if len(text) <= _VALUE_WIDTH else f"{text[: _VALUE_WIDTH - 1]}… ({len(text)} characters)"


def _json_result(result: Result, wanted: Wanted | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "focus": result.focus,
        "path": result.path,
        "value": result.value,
        "severity": result.severity,
        "component": result.component,
        "sourceShape": display(result.source_shape),
        "rootShape": display(result.root_shape),
        "message": result.message,
        "messages": list(result.texts),
    }
    if wanted is not None:
        advice = wanted.advise(result)
        document["label"] = wanted.labels.get(result.focus, "")
        document["suggestion"] = advice.sentence if advice else ""
        document["patch"] = list(advice.patch) if advice else []
    return document


def _full(name: str) -> Term:
    return f"<{name}>" if ":" in name else f"<{_SH}{name}>"


def _turtle_result(result: Result) -> str:
    parts = [
        "a sh:ValidationResult",
        f"sh:focusNode {result.focus}",
        f"sh:resultSeverity {_full(result.severity)}",
        f"sh:sourceConstraintComponent {_full(result.component)}",
        f"sh:sourceShape {display(result.source_shape)}",
    ]
    if result.path is not None:
        parts.append(f"sh:resultPath {path_as_turtle(result.path)}")
    if result.value is not None:
        parts.append(f"sh:value {result.value}")
    if result.constraint is not None:
        parts.append(f"sh:sourceConstraint {display(result.constraint)}")
    texts = result.texts or ((string(result.message),) if result.message else ())
    parts += [f"sh:resultMessage {text}" for text in texts]
    return "[\n        " + " ;\n        ".join(parts) + "\n    ]"


def local_name(iri: str) -> str:
    """Return the local name of a SHACL IRI, or the whole IRI of anybody else's."""
    return iri.removeprefix(_SH)
