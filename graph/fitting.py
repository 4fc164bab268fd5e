"""Fitting a new Policy from what people decided, and judging every Fact by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from graph.changes import commit
from graph.confidence import PRIOR_WITHOUT_SCORE
from graph.decisions import read_decisions
from graph.engine import Engine
from graph.policy import fit_policy, policy_quads, read_policy, read_scores
from graph.remerge import Remerged, remerge
from ontology.model import AgentKind, Policy


@dataclass(frozen=True, slots=True)
class Fitted:
    """The Policy that holds now, the models it has learnt a curve for just now, and what it changed."""

    policy: Policy
    learnt: tuple[str, ...]
    remerged: Remerged | None


def fit_and_judge(engine: Engine, *, by: str, clock: Callable[[], datetime]) -> Fitted:
    """Fit the next Policy; nothing is written where no model has been judged often enough to learn from."""
    with engine.writing(holder=f"policy fit by {by}", now=clock()) as (writer, _):
        decisions, previous = read_decisions(writer), read_policy(writer)
        scores = read_scores(writer, decisions, writer.base, without_score=PRIOR_WITHOUT_SCORE[AgentKind.MODEL])
        policy = fit_policy(decisions, scores, previous=previous)
        learnt = tuple(model for model, curve in policy.calibrators.items() if previous.calibrators.get(model) != curve)
        if not learnt:
            return Fitted(previous, (), None)
        reason = f"fit Policy {policy.number}"
        commit(writer, add=policy_quads(policy, writer.base), author=by, reason=reason, now=clock())
    remerged = remerge(engine, author=by, reason=f"judge by Policy {policy.number}", clock=clock)
    return Fitted(policy, learnt, remerged)
