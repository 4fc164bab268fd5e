"""Decisions: what people said about Facts and Mappings, how they stand together, and their quads.

Decisions are only ever added. One is taken back by a counter-Decision that names it; a counter-Decision can be taken
back in turn. They name triples, not evidence: a Decision rests while its Fact is gone and applies when it returns.
A correction is more: the value is the person's own claim, and stands whatever the models say later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graph.dataset import Reader
from graph.quarantine import asset_of_payload
from ontology.graphs import DECISIONS
from ontology.model import Decision, Fact, Mapping, Quad, ShownWhy, Term, Verdict
from ontology.model.describe import mg
from ontology.model.rdf import (
    RDF_TYPE,
    XSD,
    decimal,
    integer,
    iri,
    iri_value,
    is_iri,
    string,
    text_of,
    typed,
)
from ontology.namespaces import MG, PREFIXES

NO_CONCEPT: Final[Term] = f"<{PREFIXES['rdf']}nil>"
"""What stands for "no Concept" where a Decision speaks of a Mapping."""

CONCEPT_OF_MAPPING: Final = MG + "concept"
"""The predicate of Decisions about Mappings."""

WORDS_OF_REFUSED: Final = MG + "payload"
"""The predicate of Decisions about refused Observations: their payload, and the corrected one (`graph.fixes`)."""


class DecisionRefused(ValueError):
    """A Decision that cannot be made; the message names the thing, the value and the rule."""


class TripleVerdict(NamedTuple):
    """What the newest standing Decision says of one triple; `is_correction`: the triple is what it puts in place."""

    accepted: bool
    decision: Decision
    is_correction: bool = False


Triple = tuple[str, str, Term]


def decide(
    fact: Fact,
    verdict: Verdict,
    *,
    number: int,
    by: str,
    time: str,
    value: Term = "",
    why: str = "",
    shown: ShownWhy = ShownWhy.REPORT,
    probability: float | None = None,
) -> Decision:
    """Return the Decision of a person about a Fact. `value` is the right object, for CORRECT alone.

    For a property whose values are Entities, `value` may be a name (a string literal): the Entity is made from it.
    `probability` is with which the Fact was drawn, for audits. Raises `DecisionRefused`.
    """
    if not by.strip():
        raise DecisionRefused(f"the decision about {fact.subject} names nobody: a Decision says who decided")
    if verdict is Verdict.CORRECT and (not value or value == fact.object):
        raise DecisionRefused(f"correcting {fact.object} needs another value than the one that stands")
    if verdict is not Verdict.CORRECT and value:
        raise DecisionRefused(f"{verdict} takes no value, and {value} was given: to replace a value, correct it")
    if probability is not None and not 0.0 < probability <= 1.0:
        raise DecisionRefused(f"probability {probability} is outside 0..1: it is that of being shown")
    return Decision(
        number=number,
        subject=fact.subject,
        predicate=fact.predicate,
        object=fact.object,
        verdict=verdict,
        by=by.strip(),
        why=why.strip(),
        value=value,
        shown=shown,
        probability=probability,
        time=time,
    )


def decide_mapping(mapping: Mapping, concept: str, *, base: str, number: int, by: str, time: str) -> Decision:
    """Return the Decision that a Mapping's label means another Concept, or none ("")."""
    subject, standing = mapping.iri(base), iri(mapping.concept) if mapping.concept else NO_CONCEPT
    value = iri(concept) if concept else NO_CONCEPT
    verdict = Verdict.ACCEPT if value == standing else Verdict.CORRECT
    return Decision(
        number=number,
        subject=subject,
        predicate=CONCEPT_OF_MAPPING,
        object=standing,
        verdict=verdict,
        by=by,
        value="" if verdict is Verdict.ACCEPT else value,
        time=time,
    )


def counter(decision: Decision, *, number: int, by: str, time: str, why: str = "") -> Decision:
    """Return the Decision that takes another back: what it said no longer counts."""
    return Decision(
        number=number,
        subject=decision.subject,
        predicate=decision.predicate,
        object=decision.object,
        verdict=decision.verdict,
        by=by,
        why=why,
        value=decision.value,
        time=time,
        undoes=decision.number,
    )


def standing_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the Decisions that nobody took back, oldest first, without the counter-Decisions themselves."""
    undone: set[int] = set()
    standing = []
    # Newest first: whether a counter-Decision stands is known before what it undoes is met.
    for decision in sorted(set(decisions), key=lambda d: (d.number, d.subject, d.predicate, d.object), reverse=True):
        if decision.number in undone:
            continue
        if decision.undoes is None:
            standing.append(decision)
        else:
            undone.add(decision.undoes)
    return standing[::-1]


def newest_verdicts(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the standing Decisions, the newest one of each triple, oldest first."""
    newest = {(d.subject, d.predicate, d.object): d for d in standing_decisions(decisions)}
    return sorted(newest.values(), key=lambda d: d.number)


@dataclass(frozen=True, slots=True)
class Decided:
    """The standing Decisions, ready to be asked by Asset; `fixes` are those about refused Observations."""

    by_asset: dict[str, dict[Triple, TripleVerdict]] = field(default_factory=dict)
    mappings: dict[str, str] = field(default_factory=dict)
    fixes: dict[str, list[Decision]] = field(default_factory=dict)

    def of_asset(self, asset_iri: str) -> dict[Triple, TripleVerdict]:
        """Return what was decided of the triples about an Asset and its Segments."""
        return self.by_asset.get(asset_iri, {})


NOTHING_DECIDED: Final = Decided()


def decided(decisions: Iterable[Decision]) -> Decided:
    """Return what stands decided. `mappings` is IRI of a Mapping to a Concept's IRI, "" for none; `fixes` by Asset."""
    by_asset: dict[str, dict[Triple, TripleVerdict]] = {}
    mappings: dict[str, str] = {}
    fixes: dict[str, list[Decision]] = {}
    for decision in standing_decisions(decisions):
        if decision.predicate == CONCEPT_OF_MAPPING:
            mappings[decision.subject] = _decided_concept(decision)
            continue
        if decision.predicate == WORDS_OF_REFUSED:
            fixes.setdefault(asset_of_payload(text_of(decision.object)), []).append(decision)
            continue
        verdicts = by_asset.setdefault(asset_of(decision.subject), {})
        triple = (decision.subject, decision.predicate, decision.object)
        verdicts[triple] = TripleVerdict(decision.verdict is Verdict.ACCEPT, decision)
        if decision.verdict is Verdict.CORRECT:
            corrected = (decision.subject, decision.predicate, decision.value)
            verdicts[corrected] = TripleVerdict(True, decision, is_correction=True)
    return Decided(by_asset, mappings, fixes)


def asset_of(subject_iri: str) -> str:
    """Return the Asset's IRI of a Fact's subject, which is the Asset or one of its Segments."""
    return subject_iri.split("/segment/", 1)[0]


def _decided_concept(decision: Decision) -> str:
    if decision.verdict is Verdict.REJECT:
        return ""
    term = decision.value if decision.verdict is Verdict.CORRECT else decision.object
    return iri_value(term) if is_iri(term) and term != NO_CONCEPT else ""


def decision_quads(decision: Decision, base: str) -> Iterator[Quad]:
    """Yield a Decision in mg:decisions."""
    node = iri(decision.iri(base))
    yield Quad(node, RDF_TYPE, mg("Decision"), DECISIONS)
    yield Quad(node, mg("number"), integer(decision.number), DECISIONS)
    yield Quad(node, mg("subject"), iri(decision.subject), DECISIONS)
    yield Quad(node, mg("predicate"), iri(decision.predicate), DECISIONS)
    yield Quad(node, mg("object"), decision.object, DECISIONS)
    texts = {"verdict": decision.verdict, "by": decision.by, "shown": decision.shown, "why": decision.why}
    for local, text in texts.items():
        if text:
            yield Quad(node, mg(local), string(text), DECISIONS)
    if decision.value:
        yield Quad(node, mg("correction"), decision.value, DECISIONS)
    if decision.probability is not None:
        yield Quad(node, mg("probability"), decimal(decision.probability), DECISIONS)
    if decision.time:
        yield Quad(node, mg("time"), typed(decision.time, XSD + "dateTime"), DECISIONS)
    if decision.undoes is not None:
        yield Quad(node, mg("undoes"), integer(decision.undoes), DECISIONS)


def read_decisions(reader: Reader) -> list[Decision]:
    """Return every Decision ever made, oldest first; the counter-Decisions among them."""
    nodes: dict[Term, dict[Term, Term]] = {}
    for quad in reader.quads(None, None, None, DECISIONS):
        nodes.setdefault(quad.subject, {})[quad.predicate] = quad.object
    found = [_decision(said) for said in nodes.values() if said.get(RDF_TYPE) == mg("Decision")]
    return sorted(found, key=lambda d: d.number)


def _decision(said: dict[Term, Term]) -> Decision:
    probability, undoes = said.get(mg("probability")), said.get(mg("undoes"))
    return Decision(
        number=int(text_of(said[mg("number")])),
        subject=iri_value(said[mg("subject")]),
        predicate=iri_value(said[mg("predicate")]),
        object=said[mg("object")],
        verdict=Verdict(text_of(said[mg("verdict")])),
        by=text_of(said[mg("by")]),
        why=_text(said, "why"),
        value=said.get(mg("correction"), ""),
        shown=ShownWhy(_text(said, "shown") or ShownWhy.REPORT),
        probability=float(text_of(probability)) if probability else None,
        time=_text(said, "time"),
        undoes=int(text_of(undoes)) if undoes else None,
    )


def _text(said: dict[Term, Term], local: str) -> str:
    term = said.get(mg(local))
    return text_of(term) if term else ""


def next_number(reader: Reader) -> int:
    """Return the number of the next Decision: one more than the highest, from 1."""
    numbers = (int(text_of(q.object)) for q in reader.quads(None, mg("number"), None, DECISIONS))
    return max(numbers, default=0) + 1
