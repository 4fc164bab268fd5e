"""Third stage of a build: what all inputs say of one entity, merged; its types, names and record.

A bucket is a range of QIDs with at most about `BUCKET` entities, so that a process holds one range and no more, however
large the inputs. It is written whole or not at all.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from graph.linking.classes import Classes
from graph.linking.entity import Entity
from graph.linking.files import write_whole
from graph.linking.normalise import MAX_NAME
from graph.linking.plain import described_bits, source_bits
from graph.linking.popularity import weak_signal
from graph.linking.postings import packed
from graph.linking.records import encode, record_value
from graph.linking.runs import Run
from graph.linking.surfaces import surfaces
from graph.linking.types import PERSON, bits_of_bracket

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKET = 60_000
"""Entities of a bucket, about, where inputs name an entity once."""

_SLOT = 12
"""Bits of a QID below which buckets are not cut."""

_NOT_SUBJECTS = frozenset({"Q4167410", "Q22808320", "Q4167836", "Q11266439", "Q15184295", "Q14204246", "Q17442446"})
"""Pages about pages: disambiguation, categories, templates, modules, project pages, internal items."""


class BucketTask(NamedTuple):
    """What a process needs to merge a bucket: QIDs from `first` up to and without `end`."""

    first: int
    end: int
    path: Path
    runs: Sequence[Path]
    languages: tuple[str, ...]
    min_sitelinks: int
    types: int


_CLASSES: list[Classes] = []
"""The classes of the build that this process works for, handed over once and not with every task."""


def take_classes(classes: Classes) -> None:
    """Keep the classes for the tasks that follow; called where a process begins."""
    _CLASSES[:] = [classes]


def plan_buckets(runs: Sequence[Path]) -> list[tuple[int, int]]:
    """Return ranges of QIDs that hold all entities of the runs, about `BUCKET` each."""
    import numpy as np

    slots = np.zeros((1 << 32 - _SLOT) + 1, dtype=np.int64)
    for run in runs:
        counts = np.bincount(np.fromfile(run.with_suffix(".qids"), dtype=np.uint32) >> _SLOT)
        slots[: len(counts)] += counts
    full = np.cumsum(slots) // BUCKET
    cuts = np.flatnonzero(np.diff(full)) + 1
    bounds = [0, *(int(cut) << _SLOT for cut in cuts), 1 << 32]
    return list(pairwise(bounds))


@dataclass(slots=True)
class _Bucket:
    """The columns of a bucket while it fills."""

    qids: array[int] = field(default_factory=lambda: array("I"))
    types: array[int] = field(default_factory=lambda: array("Q"))
    weak: array[float] = field(default_factory=lambda: array("f"))
    counts: dict[str, tuple[array[int], array[float]]] = field(default_factory=dict)
    relations: array[int] = field(default_factory=lambda: array("I"))
    redirects: array[int] = field(default_factory=lambda: array("I"))
    records: list[bytes] = field(default_factory=list)
    names: list[tuple[str, int, int]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def add(self, entity: Entity, bits: int, classes: Classes, languages: tuple[str, ...]) -> None:
        place = len(self.qids)
        self.qids.append(entity.qid)
        self.types.append(bits)
        self.weak.append(weak_signal(entity))
        for name, value in entity.popularity.items():
            places, values = self.counts.setdefault(name, (array("I"), array("f")))
            places.append(place)
            values.append(value)
        for _, target in entity.relations:
            if target != entity.qid:
                self.relations.extend((place, target))
        self.names += [(name.key, place, packed(name.kind, name.penalty)) for name in surfaces(entity, bits, languages)]
        shown = entity.types + (entity.occupations if bits & PERSON else [])
        self.records.append(encode(record_value(entity, languages, dict.fromkeys(map(classes.label, shown)))))


def make_bucket(task: BucketTask) -> Path:
    """Merge the entities of a range of QIDs, and return where they were written; called in processes of their own."""
    classes, bucket = _CLASSES[0], _Bucket()
    for entity in _merged(task):
        bucket.seen["entities_read"] += 1
        if why := _left_out(entity, task):
            bucket.seen[why] += 1
            if entity.redirect and not entity.gone:
                bucket.redirects.extend((entity.qid, entity.redirect))
            continue
        bits = bits_of(entity, classes)
        if task.types and not bits & task.types and not classes.has_chosen((*entity.types, *entity.occupations)):
            bucket.seen["of_other_classes"] += 1
            continue
        _bound(entity, bucket.seen)
        entity.surnames = [name for name in map(classes.label, entity.surnames) if not name[1:].isdigit()]
        bucket.add(entity, bits, classes, task.languages)
    _write(bucket, task.path)
    return task.path


def _merged(task: BucketTask) -> Iterator[Entity]:
    """Yield the entities of the range, each once, rising by QID; inputs are united in their order."""
    said: dict[int, list[bytes]] = {}
    for run in task.runs:
        for qid, data in Run(run).between(task.first, task.end):
            said.setdefault(qid, []).append(data)
    for qid in sorted(said):
        first, *others = said.pop(qid)
        entity = Entity.from_bytes(first)
        for other in others:
            entity.absorb(Entity.from_bytes(other))
        yield entity


def _left_out(entity: Entity, task: BucketTask) -> str:
    """Return why an entity does not go into the index; "" for one that does."""
    if entity.gone:
        return "deleted"
    if entity.redirect:
        return "redirected"
    if not entity.labels and not entity.title:
        return "without_label"
    if _NOT_SUBJECTS.intersection(entity.types):
        return "pages_about_pages"
    if task.min_sitelinks and entity.popularity.get("sitelinks", 0) < task.min_sitelinks:
        return "below_min_sitelinks"
    return ""


def bits_of(entity: Entity, classes: Classes) -> int:
    """Return an entity's coarse types: of its classes and sources, else of its title's bracket and description."""
    bits = classes.bits(entity.types) | source_bits(entity)
    if bits & PERSON or not bits:
        bits |= classes.bits(entity.occupations)
    return bits or bits_of_bracket(entity.title) or described_bits(entity)


def _bound(entity: Entity, seen: Counter[str]) -> None:
    """Count names that are too long to be looked up; they stay in no table, and the label is cut."""
    for language, label in entity.labels.items():
        if len(label) > MAX_NAME:
            seen["names_too_long"] += 1
            entity.labels[language] = label[:MAX_NAME]
    for names in (entity.redirects, entity.foreign, *entity.aliases.values()):
        long = [name for name in names if len(name) > MAX_NAME]
        seen["names_too_long"] += len(long)
        names[:] = [name for name in names if len(name) <= MAX_NAME]
    for language, text in entity.descriptions.items():
        entity.descriptions[language] = text[:1_000]


def _write(bucket: _Bucket, path: Path) -> None:
    import numpy as np

    path.mkdir(parents=True, exist_ok=True)
    bucket.names.sort()
    keys = [key.encode() for key, _, _ in bucket.names]
    columns: dict[str, bytes] = {
        "qids": bucket.qids.tobytes(),
        "types": bucket.types.tobytes(),
        "weak": bucket.weak.tobytes(),
        "relations": bucket.relations.tobytes(),
        "redirects": bucket.redirects.tobytes(),
        "records": b"".join(bucket.records),
        "records.ends": _ends(bucket.records).tobytes(),
        "names": b"".join(keys),
        "names.ends": _ends(keys).tobytes(),
        "names.places": np.array([place for _, place, _ in bucket.names], dtype=np.uint32).tobytes(),
        "names.kinds": bytes(kind for _, _, kind in bucket.names),
    }
    for name, (places, values) in bucket.counts.items():
        columns |= {f"count.{name}.places": places.tobytes(), f"count.{name}.values": values.tobytes()}
    for name, data in columns.items():
        write_whole(path / name, data)
    # Last, because it is what says that the bucket stands.
    write_whole(path / "done", orjson.dumps({"entities": len(bucket.qids), "seen": dict(bucket.seen)}))


def _ends(parts: Sequence[bytes]) -> NDArray[np.uint64]:
    import numpy as np

    return np.cumsum([len(part) for part in parts], dtype=np.uint64)
