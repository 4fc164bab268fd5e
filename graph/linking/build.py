"""Building an index: inputs to runs, runs to buckets by QID, buckets to columns, relations, tries and records.

Every stage reads what the one before it wrote to the disk, in pieces that fit a process, and writes its own pieces
whole or not at all. So memory is the same for a thousand entities and for all of Wikidata, several processes share the
work, and a build that was killed goes on where it was. docs/reference/wikidata-index.md tells it with numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

import orjson

from graph.linking.aliases import ShardTask, make_shard, plan_shards
from graph.linking.buckets import BucketTask, make_bucket, plan_buckets, take_classes
from graph.linking.building import BuildOptions, BuildReport, scratch_for, swap
from graph.linking.classes import find_classes
from graph.linking.columns import COSTS, write_classes, write_entities, write_records, write_redirects
from graph.linking.crew import each
from graph.linking.dump import header_of
from graph.linking.errors import BuildRefused
from graph.linking.files import write_whole
from graph.linking.lines import Input
from graph.linking.relations import write_relations
from graph.linking.runs import ChunkTask, counts_of, make_run, runs_in
from graph.linking.wikidata_info import LICENCE_UNKNOWN, IndexInfo, write_info

Progress = Callable[[str, float], None]
"""Told the stage, and how much of it is done in 0..1."""

_SMALL: Final = 1 << 20
"""Bytes of inputs below which starting processes costs more than they bring."""


def build(options: BuildOptions, *, progress: Progress = lambda stage, share: None) -> BuildReport:
    """Build an index, put it in its place, and return what was read, made and left out.

    The same call goes on where a killed one was. Raises `BuildRefused`; an older index then stands as it was.
    """
    began = time.monotonic()
    with scratch_for(options) as scratch:
        workers = options.workers if sum(p.stat().st_size for p in options.inputs) > _SMALL else 1
        work = _Build(options, scratch, workers, progress)
        work.made.mkdir(exist_ok=True)
        work.read()
        work.merge()
        if not work.report.entities:
            raise BuildRefused(f"no entity was found in {', '.join(map(str, options.inputs))}; nothing was built")
        work.columns()
        work.name()
        work.finish()
        swap(work.made, options.out)
    work.report.seconds = time.monotonic() - began
    return work.report


class _Build:
    """A build under way: each stage reads what the one before wrote."""

    def __init__(self, options: BuildOptions, scratch: Path, workers: int, progress: Progress) -> None:
        self.options, self.scratch, self.workers, self.progress = options, scratch, workers, progress
        self.made = scratch / "index"
        self.report = BuildReport()
        self.runs: list[Path] = []
        self.buckets: list[Path] = []
        self.bases: list[int] = []
        self.bounds: list[str] = []

    def read(self) -> None:
        """Make the runs that are not made yet."""
        folder = self.scratch / "runs"
        folder.mkdir(exist_ok=True)
        faults: dict[int, list[str]] = {}
        for _ in each(make_run, self._chunks(folder, faults), workers=self.workers):
            pass
        for number in range(len(self.options.inputs)):
            # Written when every run of it stands: an input so marked is not read again.
            done = folder / f"{number:03}.read"
            if number in faults:
                write_whole(done, orjson.dumps(faults[number]))
            self.report.faults += orjson.loads(done.read_bytes())
        self.runs = runs_in(folder)
        for run in self.runs:
            self.report.count_run(counts_of(run))

    def _chunks(self, folder: Path, faults: dict[int, list[str]]) -> Iterator[ChunkTask]:
        """Yield the chunks that have no run yet; `faults` gets what was wrong with each input that was read."""
        options = self.options
        total, before = max(1, sum(path.stat().st_size for path in options.inputs)), 0
        for number, path in enumerate(options.inputs):
            source, header = Input(path), ""
            if not (folder / f"{number:03}.read").exists():
                for chunk in source.chunks():
                    header = header_of(chunk.data) if chunk.number == 0 else header
                    run = folder / f"{number:03}-{chunk.number:06}.run"
                    if not run.exists():
                        yield ChunkTask(chunk, path.name, header, run, options.languages, options.min_sitelinks)
                    self.progress(f"reading {path.name}", (before + source.position) / total)
                faults[number] = source.faults
            before += source.size

    def merge(self) -> None:
        """Make the buckets that are not made yet, in the order of their QIDs, and count what they hold."""
        options, folder = self.options, self.scratch / "buckets"
        folder.mkdir(exist_ok=True)
        self.progress("classes", 0)
        classes = find_classes(self.runs, options.languages, options.class_qids)
        write_classes(self.made, classes)
        ranges = plan_buckets(self.runs)
        self.buckets = [folder / f"{number:05}" for number in range(len(ranges))]
        tasks = [
            BucketTask(first, end, path, self.runs, options.languages, options.min_sitelinks, options.types_or_all)
            for (first, end), path in zip(ranges, self.buckets, strict=True)
            if not (path / "done").exists()
        ]
        workers = min(self.workers, len(tasks))
        merged = each(make_bucket, tasks, workers=workers, begin=take_classes, given=(classes,))
        for number, _ in enumerate(merged, len(ranges) - len(tasks) + 1):
            self.progress("merging", number / len(ranges))
        for bucket in self.buckets:
            said = orjson.loads((bucket / "done").read_bytes())
            self.bases.append(self.report.entities)
            self.report.entities += said["entities"]
            self.report.counts.update(said["seen"])

    def columns(self) -> None:
        """Write what is known of each entity by its place: QID, types, rank, relations, record."""
        self.progress("ranking", 0)
        qids, ranks = write_entities(self.made, self.buckets, self.bases, scratch=self.scratch)
        self.progress("joining", 0)
        self.report.relations = write_relations(
            self.made, self.buckets, self.bases, qids=qids, ranks=ranks, scratch=self.scratch
        )
        self.report.redirects = write_redirects(self.made, self.buckets)
        for done in write_records(self.made, self.buckets, self.bases):
            self.progress("records", done / len(self.buckets))

    def name(self) -> None:
        """Write the shards of names that are not written yet."""
        starts = plan_shards(self.buckets)
        self.bounds = [start.decode() for start in starts]
        edges: list[bytes | None] = [b"", *starts, None]
        tasks = [
            ShardTask(self.made, number, first or b"", end, self.buckets, self.bases, self.scratch / COSTS)
            for number, (first, end) in enumerate(pairwise(edges))
        ]
        counts = [self.scratch / f"shard-{task.number:03}.json" for task in tasks]
        left = [task for task, count in zip(tasks, counts, strict=True) if not count.exists()]
        for done, shard in enumerate(each(make_shard, left, workers=min(self.workers, len(left))), 1):
            write_whole(counts[shard.number], orjson.dumps(shard._asdict()))
            self.progress("names", done / len(left))
        for count in counts:
            said = orjson.loads(count.read_bytes())
            self.report.names += said["names"]
            self.report.aliases += said["postings"]
            self.report.counts["crowded_out"] += said["cut"]

    def finish(self) -> None:
        """Write the vectors, if they are wanted, and last what makes the folder an index."""
        if self.options.vectors:
            from graph.linking.vectors import write_vectors

            told = partial(self.progress, "vectors")
            self.report.vectors = write_vectors(self.made, self.options.vectors, progress=told)
        info = self._info()
        self.report.bytes = info.bytes
        write_info(self.made, info)

    def _info(self) -> IndexInfo:
        options, report = self.options, self.report
        refused = {f"refused: {reason}": count for reason, count in report.refused.items()}
        return IndexInfo(
            entities=report.entities,
            aliases=report.aliases,
            names=report.names,
            languages=options.languages,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            sources=tuple(path.name for path in options.inputs),
            licence=options.licence or LICENCE_UNKNOWN,
            shards=len(self.bounds) + 1,
            bounds=tuple(self.bounds),
            relations=report.relations,
            vectors=report.vectors,
            redirects=report.redirects,
            files={path.name: path.stat().st_size for path in sorted(self.made.iterdir())},
            counts=dict(report.counts) | refused,
        )
