"""Undoing a ChangeSet, and making the Facts of the Assets it touched anew."""

from __future__ import annotations

from datetime import datetime

from graph.changes import get_change
from graph.deciding import resettle
from graph.decisions import asset_of
from graph.engine import Engine
from graph.gates import GateRefused, pass_second_gate
from graph.near_duplicates import looks_of
from graph.pipeline import Desk, write
from graph.undo import undo
from ontology.graphs import EVIDENCE, QUARANTINE
from ontology.model import ChangeSet, MediaKind, Quad
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, iri, iri_value

_ASSETS = (mg("asset"), mg("subject"), mg("segmentOf"), mg("targetAsset"))
_KINDS = {mg(kind) for kind in MediaKind}


def undo_change(engine: Engine, sequence: int, *, by: str, why: str, now: datetime) -> int:
    """Undo a ChangeSet and return the sequence after it; raise `ChangeRefused` where later ones build on it.

    What the evidence and Decisions that stand afterwards say is merged again.
    """
    with engine.writing(holder=f"undo by {by}", now=now) as (writer, _):
        change = get_change(writer, sequence)
        reason = f"undo ChangeSet {sequence}" + (f": {why}" if why else "")
        undo(writer, sequence, author=by, reason=reason, now=now)
        desk = Desk(writer, engine.judge(writer), lambda: now)
        touched = [a for a in touched_assets(change) if _stands(desk, a)]
        passed = pass_second_gate([resettle(desk, asset_iri) for asset_iri in touched], writer)
        ready = [outcome for outcome in passed.values() if not isinstance(outcome, GateRefused)]
        write(ready, desk, author=by, reason=f"{reason}: merge again", also=shared_quads(change, writer.base))
        paired = desk.near.renew(looks_of(change.added), looks_of(change.removed), desk.judge)
        write(paired, desk, author=by, reason=f"{reason}: compare again")
        return writer.sequence


def shared_quads(change: ChangeSet, base: str) -> list[Quad]:
    """Return the quads of Agents and Mappings that a ChangeSet added: later ones rest on them, so they stay."""
    shared = (f"<{base}agent/", f"<{base}mapping/")
    return [quad for quad in change.added if quad.graph == EVIDENCE and quad.subject.startswith(shared)]


def touched_assets(change: ChangeSet) -> list[str]:
    """Return the Assets whose evidence or Facts a ChangeSet touched, sorted."""
    return sorted({found for quad in (*change.removed, *change.added) if (found := _asset_of(quad))})


def _asset_of(quad: Quad) -> str:
    if quad.graph in (EVIDENCE, QUARANTINE) and quad.predicate in _ASSETS and quad.object.startswith("<"):
        return asset_of(iri_value(quad.object))
    return ""


def _stands(desk: Desk, asset_iri: str) -> bool:
    return any(q.object in _KINDS for q in desk.writer.quads(iri(asset_iri), RDF_TYPE, None, None))
