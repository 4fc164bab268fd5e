"""One large input arrives in pieces: the graph holds the same as if it had come at once; a re-run changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.opening import open_engine
from api.settings import Settings
from benchmarks.azure_like import index
from extractors.extracted import Extracted
from extractors.inbox import Came, Inbox
from extractors.pool import PoolLimits
from extractors.run import extract_pieces
from extractors.source import open_source
from extractors.unpacked import LIMITS, Limits
from graph.engine import Engine
from graph.pipeline import ingest, result_batches
from graph.summary import Summary
from ontology.graphs import EVIDENCE, FACTS, REVIEW
from ontology.model import Quad

IN_PIECES = Limits(stream_bytes=1, piece_bytes=2_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kitty-hawk.json"
    path.write_text(json.dumps(index(80)))
    return path


def pieces(path: Path, limits: Limits) -> list[Extracted]:
    return list(extract_pieces(open_source(str(path), limits=limits), limits=PoolLimits(piece=20)))


def taken_in(folder: Path, results: list[Extracted], size: int) -> tuple[Engine, Summary, set[Quad]]:
    engine = open_engine(Settings(data=folder, similarity=False, batch=size), make=True)
    summary = ingest(engine, results, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    return engine, summary, set(quads(engine))


def quads(engine: Engine) -> Iterator[Quad]:
    with engine.dataset.reader() as reader:
        for graph in (FACTS, REVIEW, EVIDENCE):
            yield from reader.quads(None, None, None, graph)


def test_pieces_come_to_the_same_graph_as_the_whole(tmp_path: Path, path: Path) -> None:
    _, whole, expected = taken_in(tmp_path / "whole", pieces(path, LIMITS), 150)
    results = pieces(path, IN_PIECES)
    assert len(results) > 5
    # Two to a batch: without being kept together, a later piece would replace an earlier one.
    _, summary, found = taken_in(tmp_path / "pieces", results, 2)
    assert found == expected
    assert len(found) > 1_000
    assert (summary.assets, summary.failed, summary.unmapped_keys) == (1, [], whole.unmapped_keys)
    assert (summary.observations, summary.kept_keys) == (whole.observations, whole.kept_keys)


def test_the_same_bytes_again_change_nothing(tmp_path: Path, path: Path) -> None:
    engine, first, before = taken_in(tmp_path / "data", pieces(path, IN_PIECES), 2)
    assert first.changed == 1
    for limits in (IN_PIECES, LIMITS):
        again = ingest(engine, pieces(path, limits), clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
        assert (again.changed, again.sequence) == (0, first.sequence)
        assert set(quads(engine)) == before


def test_what_belongs_together_is_one_batch() -> None:
    results = [Extracted("a", "a", more=more) for more in (True, True, False, False, True, False)]
    assert [len(batch) for batch in result_batches(results, 1)] == [3, 1, 2]
    assert [len(batch) for batch in result_batches(results, 2)] == [3, 3]


def test_what_belongs_together_is_one_burst() -> None:
    def pieces_of_two(inbox: Inbox) -> None:
        for path, more in (("a", True), ("b", False), ("a", True), ("a", False), ("c", True)):
            inbox.put(Came(Extracted(path, path, more=more)))

    inbox = Inbox()
    inbox.listen("test", pieces_of_two)
    bursts = [[came.extracted.path for came in burst] for burst in inbox.bursts(most=1)]
    assert bursts == [["a", "b", "a", "a"]]
