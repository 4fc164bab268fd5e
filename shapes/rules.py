"""Each rule of a shape as a sentence: what a report says where the shape's author wrote no message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ontology.model import Term
from shapes.report import readable
from shapes.shapes_graph import BLANK, ShapesGraph, sh

_SENTENCES: Final = {
    "MinCountConstraintComponent": ("minCount", "has fewer than {} values"),
    "MaxCountConstraintComponent": ("maxCount", "has more than {} values"),
    "ClassConstraintComponent": ("class", "is not of class {}"),
    "DatatypeConstraintComponent": ("datatype", "is not a well-formed {}"),
    "NodeKindConstraintComponent": ("nodeKind", "is not of kind {}"),
    "MinExclusiveConstraintComponent": ("minExclusive", "is not over {}"),
    "MinInclusiveConstraintComponent": ("minInclusive", "is less than {}"),
    "MaxExclusiveConstraintComponent": ("maxExclusive", "is not under {}"),
    "MaxInclusiveConstraintComponent": ("maxInclusive", "is more than {}"),
    "MinLengthConstraintComponent": ("minLength", "is shorter than {} characters"),
    "MaxLengthConstraintComponent": ("maxLength", "is longer than {} characters"),
    "PatternConstraintComponent": ("pattern", "does not match {}"),
    "LanguageInConstraintComponent": ("languageIn", "is in none of the languages {}"),
    "UniqueLangConstraintComponent": ("uniqueLang", "has two values in one language"),
    "EqualsConstraintComponent": ("equals", "differs from the values of {}"),
    "DisjointConstraintComponent": ("disjoint", "is also a value of {}"),
    "LessThanConstraintComponent": ("lessThan", "is not less than the value of {}"),
    "LessThanOrEqualsConstraintComponent": ("lessThanOrEquals", "is more than the value of {}"),
    "NotConstraintComponent": ("not", "meets {}, which it must not"),
    "AndConstraintComponent": ("and", "does not meet all of {}"),
    "OrConstraintComponent": ("or", "meets none of {}"),
    "XoneConstraintComponent": ("xone", "does not meet exactly one of {}"),
    "NodeConstraintComponent": ("node", "does not meet {}"),
    "QualifiedMinCountConstraintComponent": ("qualifiedMinCount", "has fewer than {} values of the kind asked for"),
    "QualifiedMaxCountConstraintComponent": ("qualifiedMaxCount", "has more than {} values of the kind allowed"),
    "ClosedConstraintComponent": ("closed", "has a property that its shape does not allow"),
    "HasValueConstraintComponent": ("hasValue", "lacks the value {}"),
    "InConstraintComponent": ("in", "is none of {}"),
    "SPARQLConstraintComponent": ("sparql", "breaks a SPARQL constraint"),
}
"""Component (SHACL, 4) to its parameter and what is said of what breaks it."""

COMPONENTS: Final = {component: parameter for component, (parameter, _) in _SENTENCES.items()}
"""Component to the parameter that states it, in the order of SHACL, 4."""

_SHOWN_MEMBERS: Final = 8


def rule_sentence(shapes: ShapesGraph, shape: Term, component: str) -> str:
    """Return what is wrong with a value that breaks one component of a shape."""
    if component not in _SENTENCES:
        return f"breaks {component} of {readable(shape)}"
    parameter, sentence = _SENTENCES[component]
    given = " or ".join(_shown(shapes, value) for value in shapes.values(shape, sh(parameter)))
    return sentence.format(given)


def rules_of(shapes: ShapesGraph, shape: Term) -> Iterator[tuple[str, str]]:
    """Yield (parameter, its values as text) for each constraint of a shape, in the order of SHACL, 4."""
    for parameter, _ in _SENTENCES.values():
        if values := shapes.values(shape, sh(parameter)):
            yield parameter, ", ".join(_shown(shapes, value) for value in values)


def _shown(shapes: ShapesGraph, value: Term) -> str:
    members = list(shapes.members(value))
    if value.startswith(f"<{BLANK}"):
        return (
            " and ".join(f"{parameter} {given}" for parameter, given in rules_of(shapes, value)) or "a nameless shape"
        )
    if not members:
        return "nothing" if value.startswith("_:") else readable(value)
    more = f" … ({len(members)} in all)" if len(members) > _SHOWN_MEMBERS else ""
    return ", ".join(_shown(shapes, member) for member in members[:_SHOWN_MEMBERS]) + more
