"""Fourth stage of a build: buckets to the columns of an index, by the place of each entity among all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking import files
from graph.linking.classes import Classes
from graph.linking.popularity import MASS, RANGES, combine, finished_score, rank_bytes
from graph.linking.records import RecordWriter
from graph.linking.relations import in_degrees

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COSTS: Final = "costs"
"""File of a build: what each entity costs as the bearer of a name, in nats, float32."""


def write_entities(
    made: Path, buckets: Sequence[Path], bases: Sequence[int], *, scratch: Path
) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Write QIDs, types and ranks, and what each entity costs as the bearer of a name; return QIDs and ranks.

    One field of popularity is held at a time: 4 bytes an entity.
    """
    import numpy as np

    qids = np.concatenate([np.fromfile(bucket / "qids", dtype=np.uint32) for bucket in buckets])
    score, known = np.zeros(len(qids), dtype=np.float32), np.zeros(len(qids), dtype=np.float32)
    for name, span in RANGES.items():
        values = _counts(name, len(qids), buckets, bases)
        if name == "in_degree":
            degrees = in_degrees(buckets, qids)
            values[degrees > 0] = degrees[degrees > 0]
        combine(score, known, values, span)
    weak = np.concatenate([np.fromfile(bucket / "weak", dtype=np.float32) for bucket in buckets])
    ranks = rank_bytes(finished_score(score, known, weak))
    files.write_column(made / files.QIDS, qids)
    files.write_column(made / files.RANKS, ranks)
    with (made / files.TYPES).open("wb") as types:
        for bucket in buckets:
            types.write((bucket / "types").read_bytes())
    costs = ranks.astype(np.float32) * np.float32(MASS * np.log(len(qids) + 1) / 255)
    files.write_column(scratch / COSTS, costs)
    return qids, ranks


def _counts(name: str, entities: int, buckets: Sequence[Path], bases: Sequence[int]) -> NDArray[np.float32]:
    """Return one field of popularity, shape (entities,), NaN where nothing is known."""
    import numpy as np

    values = np.full(entities, np.nan, dtype=np.float32)
    for bucket, base in zip(buckets, bases, strict=True):
        if (bucket / f"count.{name}.places").exists():
            places = np.fromfile(bucket / f"count.{name}.places", dtype=np.uint32).astype(np.int64) + base
            values[places] = np.fromfile(bucket / f"count.{name}.values", dtype=np.float32)
    return values


def write_classes(made: Path, classes: Classes) -> None:
    """Write which coarse types the classes stand for that entities are instances of."""
    import numpy as np

    table = classes.table()
    files.write_column(made / files.CLASSES, np.fromiter(table, dtype=np.uint32, count=len(table)))
    files.write_column(made / files.CLASS_TYPES, np.fromiter(table.values(), dtype=np.uint64, count=len(table)))


def write_redirects(made: Path, buckets: Sequence[Path]) -> int:
    """Write which items are now others; return how many."""
    import numpy as np

    pairs = np.concatenate([np.fromfile(bucket / "redirects", dtype=np.uint32) for bucket in buckets]).reshape(-1, 2)
    pairs = pairs[np.argsort(pairs[:, 0])]
    files.write_column(made / files.REDIRECTS, pairs[:, 0].copy())
    files.write_column(made / files.REDIRECT_TARGETS, pairs[:, 1].copy())
    return len(pairs)


def write_records(made: Path, buckets: Sequence[Path], bases: Sequence[int]) -> Iterator[int]:
    """Append all records, and yield how many buckets are done; a file that a killed build began is begun anew."""
    import numpy as np

    path = made / files.RECORDS
    path.unlink(missing_ok=True)
    with RecordWriter(path) as writer:
        for done, (bucket, base) in enumerate(zip(buckets, bases, strict=True), 1):
            ends = np.fromfile(bucket / "records.ends", dtype=np.uint64).tolist()
            data = files.mapped(bucket / "records")
            spans = zip([0, *ends], ends, strict=False)
            writer.add((base + at, bytes(data[low:high])) for at, (low, high) in enumerate(spans))
            yield done
