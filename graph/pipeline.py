"""The whole way: inputs, Observations, first gate, merge, second gate, commit.

    extract_paths ─► arrivals ─► open_case ─► pass_first_gate ─► settle ─► pass_second_gate ─► join ─► commit
       (files)       (Assets)    (evidence)    (quarantine)      (Facts)     (review)     (near duplicates) (ChangeSet)

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
from graph.fixes import mend
from graph.gates import GateRefused, pass_first_gate, pass_second_gate
from graph.intake import Arrival, arrivals
from graph.near_duplicates import NearDuplicates
from graph.runs import commit_run
from graph.standing import Standing, StandingReader, differing_nodes
from graph.summary import Failure, Summary
from ontology.model import MAX_QUADS, Quad, Term

_Item = TypeVar("_Item")
Progress = Callable[[Summary], None]
Changes = list[tuple[set[Quad], set[Quad]]]
AUTHOR = "mediagraph ingest"
OBSERVATIONS_AN_INPUT = 200
"""How much an input says at most, on the average of a batch; a batch that says more is closed earlier."""
MOST_REMEMBERED = 32
"""Assets of which a live stream knows what stands without reading it."""
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
        desk.near.index = engine.take_index(writer.sequence)
        desk.standing.known = engine.take_memory(writer.sequence)
        remembered: list[dict[str, Standing]] = []
        with Committer() as committer:
            gave_way = time.monotonic()
            for batch in result_batches(extracted, engine.batch):
                for result in batch:
                    count_result(result, summary)
                    if keeper and not keeper.keep(result):
                        summary.notes.append(f"{result.place}: went away after it was read, so it is not kept")
                keys = keys_of(batch)
                committer.wait_for(keys)
                changes = bring(batch, desk, summary, wait=committer.wait)
                remembered.append(desk.forget())
                committer.hand_over(partial(commit_all, changes, desk, author=AUTHOR, reason=_reason(batch)), keys)
                if desk.near.reached:
                    committer.wait()  # the next batch may speak of what this one changed beyond its own Assets
                summary.seconds = time.monotonic() - started
                progress(summary)
                if time.monotonic() - gave_way >= GIVE_WAY_EVERY_S:
                    committer.wait()
                    if writer.give_way():
                        desk = Desk(writer, engine.judge(writer), clock)
                    gave_way = time.monotonic()
        engine.index = (writer.sequence, desk.near.index)
        if len(remembered) == 1:
            # A burst of a live stream: the next one is likely to speak of the same Assets.
            engine.memory = (writer.sequence, remembered[0])
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
    near: NearDuplicates = field(init=False)
    stands: dict[str, Standing] = field(default_factory=dict, init=False)

    def forget(self) -> dict[str, Standing]:
        """Return what stands about the Assets of the batch that was brought, for whoever goes on from it alone."""
        known, self.standing.known = self.standing.known, {}
        stands, self.stands = self.stands, {}
        return dict([*known.items(), *stands.items()][-MOST_REMEMBERED:])

    def __post_init__(self) -> None:
        self.standing = StandingReader(self.writer, self.judge.base)
        self.near = NearDuplicates(self.writer, self.standing)


def batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield items in lists of at most `size`."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def result_batches(results: Iterable[Extracted], size: int) -> Iterator[list[Extracted]]:
    """Yield results in lists of at most `size`, fewer where they say much; what goes on with a result stays with it.

    The pieces of one large input say more of the same runs: taken in apart, the later would replace the earlier.
    """
    batch: list[Extracted] = []
    weight = 0
    for result in results:
        batch.append(result)
        weight += sum(len(run.observations) for extraction in result.extractions for run in extraction.runs)
        if (len(batch) >= size or weight >= size * OBSERVATIONS_AN_INPUT) and not result.more:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def bring(batch: list[Extracted], desk: Desk, summary: Summary, *, wait: Callable[[], None] = lambda: None) -> Changes:
    """Take one batch the whole way, and return what is to be committed; `wait` waits for the commit under way."""
    placed, unplaced = arrivals(batch, AssetFinder(desk.writer, desk.judge.base))
    summary.failed += [Failure(u.place, u.reason) for u in unplaced]
    cases = {iri: open_case(arrival, desk.writer, desk.standing) for iri, arrival in placed.items()}
    for case in cases.values():
        mend(case, desk.judge.decided, desk.judge.base)
    pass_first_gate(cases.values(), _durations(placed), reader=desk.writer, alike=desk.judge.alike)
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
    joined = desk.near.join(ready, cases, desk.judge, wait=wait)
    for outcome in joined:
        desk.standing.known.pop(outcome.asset_iri, None)
        if outcome.stands is not None:
            desk.stands[outcome.asset_iri] = outcome.stands
        if outcome.asset_iri in cases:
            _count_facts(outcome, summary)
    return gather(joined, desk)


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
    _count_facts(settled, summary)
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


def _count_facts(settled: Settled, summary: Summary) -> None:
    facts = count_statuses(f.status for f in settled.merged.facts)
    summary.count_asset(settled.asset_iri, facts, changed=not settled.is_unchanged)


def _durations(placed: dict[str, Arrival]) -> dict[str, float]:
    return {iri: arrival.duration_s for iri, arrival in placed.items() if arrival.duration_s is not None}


def _reason(batch: list[Extracted]) -> str:
    first, last = batch[0].shown, batch[-1].shown
    inputs = sum(not result.more for result in batch)
    return f"ingest {first}" if first == last else f"ingest {inputs} inputs, {first} to {last}"
