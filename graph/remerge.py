"""Merging again what stands: after a new Release, a new Policy, or to check that the Facts follow from the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from graph.case import Settled
from graph.dataset import Reader
from graph.deciding import resettle
from graph.engine import Engine
from graph.gates import GateRefused, pass_second_gate
from graph.pipeline import Desk, batches, commit_all, gather
from ontology.graphs import FACTS
from ontology.model import MediaKind
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, iri_value


@dataclass(frozen=True, slots=True)
class Remerged:
    """How many Assets were merged again, which of them differ from what stood, and what a rule refused."""

    assets: int
    changed: tuple[str, ...]
    refused: tuple[str, ...]


def remerge(
    engine: Engine,
    *,
    author: str,
    reason: str,
    clock: Callable[[], datetime],
    write: bool = True,
    progress: Callable[[int], None] = lambda _: None,
) -> Remerged:
    """Merge every Asset again, in batches, and commit what differs; with `write` false only say what would change.

    May be interrupted and run again: what was merged stays, and the rest follows.
    """
    count, changed, refused = 0, [], []
    with engine.writing(holder=author, now=clock()) as (writer, judge):
        desk = Desk(writer, judge, clock)
        for batch in batches(sorted(asset_iris(writer)), engine.batch):
            settled = [resettle(desk, asset_iri) for asset_iri in batch]
            ready: list[Settled] = []
            for asset_iri, outcome in pass_second_gate(settled, writer).items():
                if isinstance(outcome, GateRefused):
                    refused.append(f"{asset_iri}: {outcome}")
                elif not outcome.is_unchanged:
                    ready.append(outcome)
            changed += [outcome.asset_iri for outcome in ready]
            if write:
                commit_all(gather(ready, desk), desk, author=author, reason=reason)
            count += len(batch)
            progress(count)
            if writer.give_way():
                desk = Desk(writer, engine.judge(writer), clock)
    return Remerged(count, tuple(changed), tuple(refused))


def asset_iris(reader: Reader) -> set[str]:
    """Return the IRIs of all Assets."""
    return {iri_value(q.subject) for kind in MediaKind for q in reader.quads(None, RDF_TYPE, mg(kind), FACTS)}
