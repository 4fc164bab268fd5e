"""What is known of an Asset when a claim about it is refused: what suggestions draw on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from math import inf
from typing import TYPE_CHECKING

from graph.dataset import Reader
from ontology.graphs import FACTS
from ontology.model import AgentKind, Observation
from ontology.model.describe import mg
from ontology.model.rdf import iri, text_of
from ontology.terms import PROPERTIES
from shapes.suggest import Alike, Context, Suggestion, suggest_for_unwritable

if TYPE_CHECKING:
    from graph.case import Case

_RANKS = (AgentKind.PERSON, AgentKind.DEVICE, AgentKind.SYSTEM, AgentKind.MODEL)


def context_of(case: Case, *, duration_s: float | None, alike: Alike | None, reader: Reader) -> Context:
    """Return what suggestions about an Asset's claims may draw on: its length, its frame, what else is said of it."""
    elsewhere = _said_elsewhere(case)
    return Context(
        duration_s=_duration(elsewhere) if duration_s is None else duration_s,
        frame=_frame(case.asset_iri, elsewhere, reader),
        properties=PROPERTIES,
        elsewhere=elsewhere,
        alike=alike,
    )


def _duration(elsewhere: dict[str, tuple[str, str]]) -> float | None:
    """Return how long the Asset is by what came in with the claim itself."""
    try:
        found = float(elsewhere["duration"][0]) if "duration" in elsewhere else 0.0
    except ValueError:
        return None
    return found if 0.0 < found < inf else None


def suggestion_for_unwritable(observation: Observation) -> tuple[str, str]:
    """Return what would make a claim that no RDF can hold writable: a sentence and its patch as JSON, "" for none."""
    return told(suggest_for_unwritable(observation, Context(properties=PROPERTIES)))


def told(suggestion: Suggestion | None) -> tuple[str, str]:
    """Return a suggestion as quarantine keeps it: the sentence, and the patch as JSON, "" for none."""
    if suggestion is None:
        return "", ""
    return suggestion.sentence, json.dumps(suggestion.patch, sort_keys=True) if suggestion.patch else ""


def _said_elsewhere(case: Case) -> dict[str, tuple[str, str]]:
    """Return what is said of the whole Asset with one voice: property to value and who says it, people first."""
    said: dict[str, dict[str, tuple[int, str]]] = {}
    for kind, agent, prop, value in _claims(case):
        values = said.setdefault(prop, {})
        rank = (_RANKS.index(kind), agent)
        values[value] = min(values.get(value, rank), rank)
    return {prop: (value, agent) for prop, values in said.items() if len(values) == 1
            for value, (_, agent) in values.items()}  # fmt: skip


def _claims(case: Case) -> Iterator[tuple[AgentKind, str, str, str]]:
    for run in (*case.standing.evidence.runs, *case.incoming):
        agent = run.activity.agent
        for observation in run.observations:
            if observation.value.strip() and not observation.segment.key:
                yield agent.kind, agent.name, observation.property, observation.value


def _frame(asset_iri: str, elsewhere: dict[str, tuple[str, str]], reader: Reader) -> tuple[int, int] | None:
    """Return width and height in pixels: as Facts have them, else as the evidence says; None where unknown."""
    sides = []
    for local in ("width", "height"):
        facts = [text_of(quad.object) for quad in reader.quads(iri(asset_iri), mg(local), None, FACTS)]
        side = _whole(facts or [elsewhere[local][0]] if facts or local in elsewhere else [])
        if side is None:
            return None
        sides.append(side)
    return sides[0], sides[1]


def _whole(texts: Iterable[str]) -> int | None:
    found = {int(float(text)) for text in texts if text.replace(".", "", 1).isdigit()}
    return found.pop() if len(found) == 1 and min(found) > 0 else None
