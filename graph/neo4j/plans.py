"""How the objects of one predicate become values of one property, and what a property's name says back.

Worked out once for each predicate and name, and kept in `Namespaces.memo`.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from graph.neo4j.names import (
    LONGEST,
    Namespaces,
    NotOurs,
    iri_of_label,
    label_name,
    language_suffix,
    property_and_language,
    property_name,
)
from graph.neo4j.relationships import can_link
from graph.neo4j.tables import CLAIMS, INDEXED, LONGEST_INDEXED, SHORT_VALUES, SINGLE, VALUE_PREDICATES
from graph.neo4j.values import Kind, Typed, exact, typed
from ontology.model.rdf import RDF_TYPE, Term
from ontology.namespaces import MG

# An IRI as RDF 1.1 Concepts, 3.2, and N-Triples' IRIREF have it: a literal that looks like one is kept as text.
_LOOKS_LIKE_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|^`\\\x7f\ud800-\udfff]*')
_LOCAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_MOST_TAGS: Final = 10_000


class Plan:
    """What is fixed about a predicate: its property's name ("" for none) and how its objects are read."""

    __slots__ = (
        *("claim", "indexed", "is_type", "keys", "link", "name", "namespaces"),
        *("plain", "short", "single", "value"),
    )

    def __init__(self, predicate: Term, namespaces: Namespaces) -> None:
        iri = predicate[1:-1]
        self.is_type = predicate == RDF_TYPE
        self.value, self.short = iri in VALUE_PREDICATES, iri in SHORT_VALUES
        self.link = can_link(predicate)
        self.single, self.claim, self.indexed = iri in SINGLE, iri in CLAIMS, iri in INDEXED
        self.plain = not (self.is_type or self.value or self.indexed)
        self.namespaces = namespaces
        self.name = "type" if self.is_type else property_name(iri, namespaces) if len(iri) <= LONGEST else ""
        self.keys: dict[str, str] = {}

    def key(self, value: Term) -> str:
        """Return the property's name for an object: with the language where it has one that a name can hold."""
        if value[-1] in '">' or value[0] != '"' or self.is_type:
            return self.name
        tag = value[value.rfind('"') + 2 :]
        key = self.keys.get(tag)
        if key is None:
            if len(self.keys) >= _MOST_TAGS:
                self.keys.clear()
            # en-GB is read beside en-gb; only the lower-case one comes back from the name, see read().
            key = self.keys[tag] = self.name + (language_suffix(tag.lower()) or "")
        return key

    def read(self, value: Term) -> Typed:
        """Return what is to be read of an object, and whether that alone gives it back."""
        if value[0] != '"':
            return self._read_iri(value) if value[0] == "<" and value[1] != "<" else _NOTHING
        if self.is_type:
            return _NOTHING  # a literal is no class, and its text could be taken for the name of one
        found = typed(value)
        if self.plain and value[-1] in '">':
            return found
        if self.indexed and found.kind is Kind.TEXT and len(found.value) > LONGEST_INDEXED:
            return Typed(Kind.TEXT, found.value[:LONGEST_INDEXED], False)
        if value[-1] not in '">' and language_suffix(value[value.rfind('"') + 2 :]) is None:
            return found._replace(exact=False)
        if self.value and found.kind is Kind.TEXT and self.iri_of(found.value):
            return found._replace(exact=False)
        return found

    def _read_iri(self, value: Term) -> Typed:
        iri = value[1:-1]
        if self.is_type and len(iri) <= LONGEST:
            return Typed(Kind.TEXT, label_name(iri, self.namespaces), True)
        if not self.value:
            return _NOTHING
        local = iri[len(MG) :]
        text = local if self.short and iri.startswith(MG) and _LOCAL.fullmatch(local) else iri
        return Typed(Kind.TEXT, text, self.iri_of(text) == iri)

    def iri_of(self, text: str) -> str:
        """Return the IRI that a text stands for where objects are read as values; "" for a literal."""
        if self.short and _LOCAL.fullmatch(text):
            return MG + text
        return text if _LOOKS_LIKE_IRI.fullmatch(text) else ""


_NOTHING: Final = Typed(Kind.NONE, None, False)


class Reading(NamedTuple):
    """What a property's name says: its predicate, language ("" for none), and the name without language."""

    plan: Plan
    predicate: Term
    tag: str
    bare: str

    def term(self, scalar: Any) -> Term:
        """Return the object that one value of the property stands for; raise `NotOurs` for one never written."""
        if self.tag:
            return f"{exact(text_value(scalar))}@{self.tag}"
        if self.plan.is_type:
            return f"<{iri_of_label(text_value(scalar), self.plan.namespaces)}>"
        iri = self.plan.iri_of(scalar) if self.plan.value and isinstance(scalar, str) else ""
        return f"<{iri}>" if iri else exact(scalar)


def plan_of(predicate: Term, namespaces: Namespaces) -> Plan:
    """Return the plan of a predicate."""
    plan: Plan | None = namespaces.memo.get(predicate)
    if plan is None:
        plan = Plan(predicate, namespaces)
        if plan.name:  # one without a name is longer than is worth keeping
            namespaces.remember(predicate, plan)
    return plan


def reading_of(key: str, namespaces: Namespaces) -> Reading:
    """Return what a property's name says; raise `NotOurs` for a name that is never written."""
    reading: Reading | None = namespaces.memo.get(("name", key))
    if reading is None:
        iri, tag = (RDF_TYPE[1:-1], "") if key == "type" else property_and_language(key, namespaces)
        plan = plan_of(f"<{iri}>", namespaces)
        reading = namespaces.remember(("name", key), Reading(plan, f"<{iri}>", tag, plan.name))
    return reading


def text_value(value: Any) -> str:
    """Return a value that must be text; raise `NotOurs` where it is not."""
    if not isinstance(value, str):
        raise NotOurs(repr(value), f"is a {type(value).__name__} where this projection writes text")
    return value
