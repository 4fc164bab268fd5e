"""The whole way: inputs, Observations, first gate, merge, second gate, commit.

    extract_paths ─► arrivals ─► open_case ─► pass_first_gate ─► settle ─► pass_second_gate ─► commit
       (files)       (Assets)    (evidence)    (quarantine)      (Facts)     (review)         (ChangeSet)

A batch is one ChangeSet: after a crash each batch stands whole or not at all, and the same ingest run again goes on
from there, because a difference of nothing writes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from extractors.extracted import Extracted
from graph.assets import AssetFinder
from graph.blobs import BlobKeeper
from graph.case import Case, Judge, Settled, count_statuses, count_unmapped, open_case, settle
from graph.changes import commit
from graph.committer import Committer, keys_of
from graph.dataset import Writer
from graph.engine import Engine
from graph.gates import GateRefused, pass_first_gate, pass_second_gate
from graph.intake import Arrival, arrivals
from graph.runs import commit_run
from graph.standing import StandingReader, differing_nodes
from graph.summary import Failure, Summary
from ontology.model import MAX_QUADS, Quad, Term

_Item = TypeVar("_Item")
Progress = Callable[[Summary], None]
Changes = list[tuple[set[Quad], set[Quad]]]
AUTHOR = "mediagraph ingest"
GIVE_WAY_EVERY_S = 1.0
"""How often an ingest lets another writer in that waits."""


def ingest(
    engine: Engine,
    extracted: Iterable[Extracted],
    *,
    clock: Callable[[], datetime],
    progress: Progress = lambda _: None,
) -> Summary:
    """Bring what was extracted into the graph, batch by batch, and return what was counted."""
    started = time.monotonic()
    summary = Summary()
    keeper = BlobKeeper(engine.blobs) if engine.blobs else None
    with engine.writing(holder=AUTHOR, now=clock()) as (writer, judge):
        desk = Desk(writer, judge, clock)
        with Committer() as committer:
            gave_way = time.monotonic()
            for batch in batches(extracted, engine.batch):
                for result in batch:
                    count_result(result, summary)
                    if keeper:
                        keeper.keep(result)
                keys = keys_of(batch)
                committer.wait_for(keys)
                changes = bring(batch, desk, summary)
                committer.hand_over(partial(commit_all, changes, desk, author=AUTHOR, reason=_reason(batch)), keys)
                summary.seconds = time.monotonic() - started
                progress(summary)
                if time.monotonic() - gave_way >= GIVE_WAY_EVERY_S:
                    committer.wait()
                    if writer.give_way():
                        desk = Desk(writer, engine.judge(writer), clock)
                    gave_way = time.monotonic()
        summary.sequence = writer.sequence
    summary.seconds = time.monotonic() - started
    return summary


@dataclass(slots=True)
class Desk:
    """Where cases are worked on: the writer, its judge, and what is known to stand of shared nodes."""

    writer: Writer
    judge: Judge
    clock: Callable[[], datetime]
    written: dict[Term, frozenset[Quad]] = field(default_factory=dict)
    standing: StandingReader = field(init=False)

    def __post_init__(self) -> None:
        self.standing = StandingReader(self.writer, self.judge.base)


def batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield items in lists of at most `size`."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def bring(batch: list[Extracted], desk: Desk, summary: Summary) -> Changes:
    """Take one batch the whole way, and return what is to be committed."""
    placed, unplaced = arrivals(batch, AssetFinder(desk.writer, desk.judge.base))
    summary.failed += [Failure(u.place, u.reason) for u in unplaced]
    cases = {iri: open_case(arrival, desk.writer, desk.standing) for iri, arrival in placed.items()}
    pass_first_gate(cases.values(), _durations(placed), reader=desk.writer)
    settled = []
    for case in cases.values():
        if case.is_unchanged:
            _count_unchanged(case, summary)
        else:
            settled.append(settle(case, desk.judge))
            summary.notes += case.problems
    ready = []
    for asset_iri, outcome in pass_second_gate(settled, desk.writer).items():
        if isinstance(outcome, GateRefused):
            summary.failed.append(Failure(asset_iri, str(outcome)))
        else:
            ready.append(outcome)
            _count_settled(outcome, cases[asset_iri], summary)
    return gather(ready, desk)


def gather(ready: Iterable[Settled], desk: Desk, also: Iterable[Quad] = ()) -> Changes:
    """Return settlements as (remove, add), as few as ChangeSets hold; each Asset whole. `also` goes with the first."""
    changes: Changes = []
    remove: set[Quad] = set()
    add: set[Quad] = set(also)
    for settled in ready:
        removing, adding = _with_shared(settled, desk)
        if len(remove) + len(add) + len(removing) + len(adding) > MAX_QUADS:
            changes.append((remove, add))
            remove, add = set(), set()
        remove |= removing
        add |= adding
    changes.append((remove, add))
    # What one Asset takes away and another brings (a shared node) stands before and after.
    return [(remove - add, add - remove) for remove, add in changes if remove or add]


def commit_all(changes: Changes, desk: Desk, *, author: str, reason: str) -> None:
    """Commit changes in order; an Asset too large for one ChangeSet is a Run, seen whole."""
    for remove, add in changes:
        now = desk.clock()
        if len(remove) + len(add) <= MAX_QUADS:
            commit(desk.writer, remove=remove, add=add, author=author, reason=reason, now=now, trusted=True)
        else:
            run = f"{reason} at {now.isoformat()}"
            commit_run(
                desk.writer, remove=remove, add=add, author=author, reason=reason, run=run, now=now, trusted=True
            )


def write(ready: Iterable[Settled], desk: Desk, *, author: str, reason: str, also: Iterable[Quad] = ()) -> None:
    """Commit settlements at once, and quads that go with them."""
    commit_all(gather(ready, desk, also), desk, author=author, reason=reason)


def _with_shared(settled: Settled, desk: Desk) -> tuple[set[Quad], set[Quad]]:
    """Return the quads of one settlement with those of the Agents and Mappings that do not stand yet."""
    remove, add = set(settled.remove), set(settled.add)
    for removing, adding in differing_nodes(desk.writer, settled.shared, desk.written):
        remove |= removing
        add |= adding
    return remove, add


def count_result(result: Extracted, summary: Summary) -> None:
    """Count what one input said, before anything is done with it."""
    if result.skipped:
        summary.skipped += 1
    elif result.refusal:
        summary.failed.append(Failure(result.place, result.refusal))
    for extraction in result.extractions:
        summary.observations += sum(len(run.observations) for run in extraction.runs)
        summary.count_keys(result.extractor, extraction.unmapped, extraction.kept)
        summary.notes += [f"{result.place}: {problem}" for problem in extraction.problems]


def _count_unchanged(case: Case, summary: Summary) -> None:
    facts = case.standing.facts.values()
    summary.count_asset(case.asset_iri, count_statuses(f.status for f in facts), changed=False)
    summary.quarantined += len(case.refused)
    summary.keywords_unmapped += count_unmapped(case.standing.evidence, facts)


def _count_settled(settled: Settled, case: Case, summary: Summary) -> None:
    facts = count_statuses(f.status for f in settled.merged.facts)
    summary.count_asset(settled.asset_iri, facts, changed=not settled.is_unchanged)
    came = {run.activity.slot for run in case.incoming}
    summary.quarantined += sum(item.activity.slot in came for item in settled.refused)
    summary.keywords_unmapped += settled.unmapped
    for run in settled.outrun:
        agent = run.activity.agent
        summary.notes.append(
            f"{settled.asset_iri}: the run of {agent.name} {agent.version} for {run.activity.task} (output "
            f"{run.activity.output[:12]}) is not used: a newer run stands (by declared time, manifest time, version, "
            "then content hash)"
        )


def _durations(placed: dict[str, Arrival]) -> dict[str, float]:
    return {iri: arrival.duration_s for iri, arrival in placed.items() if arrival.duration_s is not None}


def _reason(batch: list[Extracted]) -> str:
    first, last = batch[0].shown, batch[-1].shown
    return f"ingest {first}" if first == last else f"ingest {len(batch)} inputs, {first} to {last}"
