"""Policies: by which curves, thresholds and families Facts are judged; numbered, and kept in the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import orjson

from graph.calibration import Judged, fit_curve
from graph.confidence import ACCEPT_FROM, REVIEW_FROM, ROUNDING
from graph.dataset import Reader
from graph.decisions import Triple, newest_verdicts
from ontology.graphs import EVIDENCE
from ontology.model import AgentKind, Calibrator, Decision, Fact, Policy, Quad, Term, Verdict, fact_iri
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.rdf import RDF_TYPE, decimal, integer, iri, string, text_of

PRIOR_POLICY: Final = Policy(number=1, accept_from=ACCEPT_FROM, review_from=REVIEW_FROM)
"""Policy 1: every score by the prior curve, every vendor a family. It holds until another is fitted."""

_SORTED: Final = orjson.OPT_SORT_KEYS


def policy_quads(policy: Policy, base: str) -> Iterator[Quad]:
    """Yield a Policy in mg:evidence; curves and families as JSON, because only the merge reads them."""
    node = iri(f"{base}policy/{policy.number}")
    curves = {
        name: [list(curve.scores), list(curve.probabilities)] for name, curve in sorted(policy.calibrators.items())
    }
    yield Quad(node, RDF_TYPE, mg("Policy"), EVIDENCE)
    yield Quad(node, mg("number"), integer(policy.number), EVIDENCE)
    yield Quad(node, mg("acceptFrom"), decimal(policy.accept_from), EVIDENCE)
    yield Quad(node, mg("reviewFrom"), decimal(policy.review_from), EVIDENCE)
    yield Quad(node, mg("calibrators"), string(orjson.dumps(curves, option=_SORTED).decode()), EVIDENCE)
    yield Quad(node, mg("families"), string(orjson.dumps(policy.families, option=_SORTED).decode()), EVIDENCE)


def read_policy(reader: Reader) -> Policy:
    """Return the newest Policy of a Dataset; Policy 1 where none was written."""
    nodes = [q.subject for q in reader.quads(None, RDF_TYPE, mg("Policy"), EVIDENCE)]
    policies = [_policy({q.predicate: q.object for q in reader.quads(node, None, None, EVIDENCE)}) for node in nodes]
    return max(policies, key=lambda p: p.number, default=PRIOR_POLICY)


def _policy(said: dict[Term, Term]) -> Policy:
    curves: dict[str, Any] = orjson.loads(text_of(said[mg("calibrators")]))
    families: dict[str, str] = orjson.loads(text_of(said[mg("families")]))
    return Policy(
        number=int(text_of(said[mg("number")])),
        accept_from=float(text_of(said[mg("acceptFrom")])),
        review_from=float(text_of(said[mg("reviewFrom")])),
        calibrators={name: Calibrator(tuple(s), tuple(p)) for name, (s, p) in curves.items()},
        families=families,
    )


Scores = Mapping[Triple, Mapping[str, float]]
"""Of each judged triple: model name to the best raw score it gave, in 0..1."""


def fit_policy(decisions: Iterable[Decision], scores: Scores, *, previous: Policy = PRIOR_POLICY) -> Policy:
    """Return the next Policy: a curve for every model that enough Decisions have judged.

    An accepted triple says that each of its models was right, a rejected or corrected one that each was wrong. A
    model judged too seldom (`calibration.ENOUGH_FOR_BETA`) keeps its curve, at first the prior's. Thresholds and
    families are the previous Policy's. The order of Decisions changes nothing.
    """
    judged: dict[str, list[Judged]] = {}
    for decision in newest_verdicts(decisions):
        triple = (decision.subject, decision.predicate, decision.object)
        for model, score in scores.get(triple, {}).items():
            judged.setdefault(model, []).append(Judged(score, decision.verdict is Verdict.ACCEPT))
    curves = dict(previous.calibrators)
    for model, claims in sorted(judged.items()):
        curve = fit_curve(sorted(claims))
        if curve is not None:
            curves[model] = curve
    return replace(previous, number=previous.number + 1, calibrators=curves)


def read_scores(reader: Reader, decisions: Iterable[Decision], base: str, *, without_score: float) -> Scores:
    """Return what models said of the judged triples: the raw scores of the Observations that support their Facts.

    `without_score` stands in for a model that gave none, as in the merge. Persons and devices are left out.
    """
    models: dict[Term, str] = {}
    found: dict[Triple, dict[str, float]] = {}
    for decision in newest_verdicts(decisions):
        triple = (decision.subject, decision.predicate, decision.object)
        node = iri(fact_iri(base, *triple))
        for support in reader.quads(node, mg("support"), None, EVIDENCE):
            said = {q.predicate: q.object for q in reader.quads(support.object, None, None, EVIDENCE)}
            model = _model(reader, said[mg("activity")], models) if mg("activity") in said else ""
            if model:
                given = said.get(mg("confidence"))
                score = float(text_of(given)) if given else without_score
                best = found.setdefault(triple, {})
                best[model] = max(score, best.get(model, 0.0))
    return found


def _model(reader: Reader, activity: Term, models: dict[Term, str]) -> str:
    """Return the name of the model that made an Activity, "" where no model did."""
    agent = next((q.object for q in reader.quads(activity, mg("agent"), None, EVIDENCE)), "")
    if agent and agent not in models:
        said = {q.predicate: q.object for q in reader.quads(agent, None, None, EVIDENCE)}
        is_model = said.get(mg("agentKind")) == string(AgentKind.MODEL)
        models[agent] = text_of(said[RDFS_LABEL]) if is_model else ""
    return models.get(agent, "")


def keep_policy(facts: Iterable[Fact], standing: Mapping[Triple, Fact]) -> Iterator[Fact]:
    """Yield the Facts, each with the number of the Policy that last changed its confidence or its band.

    So a new Policy rewrites only what it judges differently (DESIGN 2).
    """
    for fact in facts:
        before = standing.get((fact.subject, fact.predicate, fact.object))
        if before is None or before.policy == fact.policy or judged_differently(before, fact):
            yield fact
        else:
            yield replace(fact, policy=before.policy)


def judged_differently(before: Fact, after: Fact) -> bool:
    """Say whether a Fact's band or its confidence, rounded to 1e-4, has changed."""
    return before.status is not after.status or round(before.confidence, ROUNDING) != round(after.confidence, ROUNDING)
