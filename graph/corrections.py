"""Which Observations stand as a person corrected them, for whoever follows a Fact to its evidence."""

from __future__ import annotations

from graph.dataset import Reader
from graph.decisions import WORDS_OF_REFUSED, read_decisions, standing_decisions
from graph.evidence import admit
from graph.quarantine import parse_payload
from ontology.graphs import DECISIONS
from ontology.model import Decision
from ontology.model.describe import mg
from ontology.model.rdf import iri, text_of
from shapes.patches import field_changes


def corrections(reader: Reader, base: str) -> dict[str, str]:
    """Return Observation IRI to a sentence: who corrected it, when, and each field as it came and as it is."""
    if next(iter(reader.quads(None, mg("predicate"), iri(WORDS_OF_REFUSED), DECISIONS)), None) is None:
        return {}
    found: dict[str, str] = {}
    for decision in standing_decisions(read_decisions(reader)):
        if decision.predicate == WORDS_OF_REFUSED:
            found.update(_corrected(decision, base))
    return found


def _corrected(decision: Decision, base: str) -> dict[str, str]:
    _, before = parse_payload(text_of(decision.object))
    activity, after = parse_payload(text_of(decision.value))
    changes = "; ".join(
        f"{field} {old or 'nothing'} → {new or 'nothing'}" for field, old, new in field_changes(before, after)
    )
    sentence = f"corrected by {decision.by} on {decision.time[:10]}: {changes}"
    admitted = admit(activity, [after], base=base).run
    return dict.fromkeys(admitted.observation_iris, sentence)
