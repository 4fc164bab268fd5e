"""Deciding: what a person says of a Fact goes into the graph, and the Asset's Facts follow, in one ChangeSet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from graph.canonical import canonical_literal
from graph.case import Judge, Settled, open_case, settle
from graph.changes import utc
from graph.dataset import Reader
from graph.decisions import (
    DecisionRefused,
    asset_of,
    counter,
    decide,
    decided,
    decision_quads,
    next_number,
    read_decisions,
    standing_decisions,
)
from graph.engine import Engine
from graph.explain import Explainer
from graph.gates import GateRefused, pass_second_gate
from graph.intake import Arrival
from graph.pipeline import Desk, write
from ontology.model import Decision, Fact, ShownWhy, Status, Term, TermError, Verdict
from ontology.model.rdf import iri, literal_value, string
from ontology.namespaces import MG, expand
from ontology.property_term import PropertyTerm
from ontology.terms import PROPERTIES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a Decision led to: the Decision, the sequence it stands at, and the Fact's status now ("" where it is gone).

    `corrected` is the IRI of the Fact that a correction put in place, else "".
    """

    decision: Decision
    sequence: int
    status: str
    corrected: str = ""


def decide_fact(
    engine: Engine,
    fact_iri: str,
    verdict: Verdict,
    *,
    by: str,
    now: datetime,
    value: str = "",
    why: str = "",
    shown: ShownWhy = ShownWhy.REPORT,
    probability: float | None = None,
) -> Outcome:
    """Put a person's Decision about a Fact into the graph. Raises `DecisionRefused` or `NothingToExplain`.

    `value` is what a correction puts in place: a label, an IRI or CURIE, a name, a number, as the property takes.
    """
    with engine.writing(holder=f"decide by {by}", now=now) as (writer, judge):
        fact = _fact(writer, fact_iri)
        term = _value_term(value, fact, judge) if value else ""
        decision = decide(
            fact, verdict, number=next_number(writer), by=by, time=utc(now), value=term, why=why, shown=shown,
            probability=probability,
        )  # fmt: skip
        desk = Desk(writer, judge, lambda: now)
        return _apply(desk, fact_iri, decision)


def take_back(engine: Engine, fact_iri: str, *, by: str, now: datetime, why: str = "") -> Outcome:
    """Take back the newest standing Decision about a Fact by a counter-Decision; what the evidence says holds again."""
    with engine.writing(holder=f"decide by {by}", now=now) as (writer, judge):
        fact = _fact(writer, fact_iri)
        triple = (fact.subject, fact.predicate, fact.object)
        about = [d for d in standing_decisions(read_decisions(writer)) if _speaks_of(d, triple)]
        if not about:
            raise DecisionRefused(f"nobody has decided about {fact_iri}: there is nothing to take back")
        decision = counter(about[-1], number=next_number(writer), by=by, time=utc(now), why=why)
        return _apply(Desk(writer, judge, lambda: now), fact_iri, decision)


def _apply(desk: Desk, fact_iri: str, decision: Decision) -> Outcome:
    """Settle the Asset with one Decision more, and commit both at once."""
    writer, base = desk.writer, desk.judge.base
    standing = decided([*read_decisions(writer), decision])
    desk.judge = replace(desk.judge, decided=standing)
    settled = resettle(desk, asset_of(decision.subject))
    passed = pass_second_gate([settled], writer)[settled.asset_iri]
    if isinstance(passed, GateRefused):
        raise DecisionRefused(f"the decision would break a rule: {passed}")
    verb = decision.verdict if decision.undoes is None else f"take back {decision.verdict} of"
    reason = f"{verb} {fact_iri}" + (f": {decision.why}" if decision.why else "")
    write([passed], desk, author=decision.by, reason=reason, also=decision_quads(decision, base))
    facts = {fact.iri(base): fact for fact in passed.merged.facts}
    corrected = ""
    if decision.verdict is Verdict.CORRECT and decision.undoes is None:
        placed = (f for f in passed.merged.facts if f.decided_by == decision.iri(base) and f.iri(base) != fact_iri)
        corrected = next((f.iri(base) for f in placed if f.status is Status.ACCEPTED), "")
    status = facts[fact_iri].status.value if fact_iri in facts else ""
    return Outcome(decision, writer.sequence, status, corrected)


def resettle(desk: Desk, asset_iri: str) -> Settled:
    """Return what follows for an Asset from what stands, by the desk's judge."""
    case = open_case(Arrival(asset_iri, is_new=False), desk.writer, desk.standing)
    return settle(case, desk.judge)


def _fact(reader: Reader, fact_iri: str) -> Fact:
    found = Explainer(reader, reader.base).fact(fact_iri)
    return Fact(found.subject, found.predicate, found.object, found.confidence, Status(found.status), found.policy)


def _speaks_of(decision: Decision, triple: tuple[str, str, Term]) -> bool:
    subject, predicate, value = triple
    about = decision.value if decision.verdict is Verdict.CORRECT and decision.value == value else decision.object
    return (decision.subject, decision.predicate, about) == (subject, predicate, value)


def _value_term(text: str, fact: Fact, judge: Judge) -> Term:
    """Return the Term that a person's text means as a value of the Fact's property; raise `DecisionRefused`."""
    local = fact.predicate.removeprefix(MG)
    property_ = PROPERTIES.get(local)
    if property_ is None:
        raise DecisionRefused(f"{local} is no property that can be claimed, so its value cannot be corrected")
    try:
        return _by_range(text, property_, fact, judge)
    except (TermError, ValueError) as err:
        raise DecisionRefused(f"{text!r} cannot be a value of {local}: {err}") from err


def _by_range(text: str, property_: PropertyTerm, fact: Fact, judge: Judge) -> Term:
    if property_.range_kind == "literal":
        language = literal_value(fact.object).language if fact.object.startswith('"') else ""
        return canonical_literal(property_, text, language)
    if text.startswith(("http:", "https:", "urn:", "<")):
        return iri(text.strip("<>"))
    if ":" in text and " " not in text:
        return iri(expand(text, base=judge.base))
    if property_.range_kind == "entity":
        return string(text)
    mapping = judge.mapper.map("decision", property_.local, text, "")
    if not mapping.concept:
        raise DecisionRefused(f"{text!r} names no concept that {property_.local} takes; give its IRI or another label")
    return iri(mapping.concept)
