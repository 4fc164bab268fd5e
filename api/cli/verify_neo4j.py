"""`mediagraph verify neo4j`, and `verify shapes --in neo4j`: what lies in Neo4j, compared and validated."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from api.projections import named_neo4j
from api.settings import Settings
from graph.dataset import DatasetError
from graph.projections import Difference

if TYPE_CHECKING:
    from graph.neo4j.verify import Verdict
    from graph.verify_shapes import Progress, ShapesOutcome


def verify_neo4j(chosen: Settings, *, repair: bool) -> Verdict:
    """Compare Neo4j with the Dataset, and mend it where asked to; what keeps one from it is a difference too."""
    from api.opening import open_dataset
    from graph.neo4j.projection import Neo4jProjection
    from graph.neo4j.verify import Verdict, verify

    try:
        with named_neo4j(chosen) as connection:
            return verify(Neo4jProjection(connection), connection, open_dataset(chosen), with_repair=repair)
    except DatasetError as err:
        failed = [Difference("neo4j", f"not compared: {err}")]
        return Verdict(0, 0, failed, failed, 0.0)


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return what `--json` has under `neo4j`."""
    return {
        "sequence": verdict.sequence,
        "caught_up": verdict.behind,
        "left": [difference.what for difference in verdict.left],
        "seconds": round(verdict.seconds, 3),
    }


def verify_shapes_in_neo4j(chosen: Settings, progress: Progress) -> ShapesOutcome:
    """Validate what lies in Neo4j, read back as RDF into a store that is gone afterwards.

    Raises `DatasetError` where Neo4j is away, was not built, or holds what is no RDF of ours.
    """
    from api.opening import open_dataset
    from graph.neo4j.rdf_out import ReadBack, read_back
    from graph.verify_shapes import verify_shapes

    base = open_dataset(chosen).base
    with named_neo4j(chosen) as connection, TemporaryDirectory(prefix=".read-back-", dir=chosen.data) as folder:
        copy = read_back(connection, Path(folder), base=base)
        opened = partial(ReadBack, copy.store, copy.base, copy.sequence)
        return verify_shapes(opened, workers=chosen.workers, progress=progress)
