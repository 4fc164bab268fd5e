"""`verify shapes`: all that stands, by one process or several, is what a validation of everything finds."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import graph.parts as parts
import graph.verify_shapes as checking
from benchmarks.delta import asset_quads
from benchmarks.validate import support_text
from graph.changes import commit
from graph.datafolder import make_data_folder, open_data_folder
from graph.dataset import Dataset
from graph.shapes_workers import open_state
from graph.stores.oxigraph import MemoryDataset
from graph.stores.oxigraph_disk import DiskDataset
from graph.verify_shapes import JUDGED, ShapesOutcome, verify_shapes
from ontology.graphs import FACTS, REVIEW
from ontology.model import Quad
from ontology.model.describe import mg
from shapes.delta.plan import DeltaShapes
from shapes.delta.triples import StoreTriples
from shapes.shapes_graph import our_shapes
from shapes.slices import triples_text
from shapes.validate import Slice

ASSETS = 60
BROKEN = "<https://mediagraph.example/id/asset/photo-0000007>"


def opened(path: Path) -> Dataset:
    """Open a Dataset: what goes to the worker processes."""
    return DiskDataset(open_data_folder(path))


def support_quads() -> list[Quad]:
    parts = (line.rstrip(" .").split(" ", 2) for line in support_text().splitlines())
    return [Quad(subject, predicate, value, FACTS) for subject, predicate, value in parts]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of some assets; one lost its name, an Observation its Activity, and mg:review holds nonsense."""
    folder = tmp_path_factory.mktemp("verify") / "data"
    quads = support_quads() + [quad for number in range(1, ASSETS) for quad in asset_quads(number)]
    lost = next(quad for quad in quads if quad.subject == BROKEN and "label" in quad.predicate)
    orphan = next(quad for quad in quads if quad.predicate == mg("activity"))
    nonsense = Quad(BROKEN, mg("depicts"), '"nonsense"', REVIEW)
    added = [quad for quad in quads if quad not in (lost, orphan)]
    with DiskDataset(make_data_folder(folder)).writer(holder="test") as writer:
        for add in (added, [nonsense]):
            commit(writer, add=add, author="test", reason="test", now=datetime.now(UTC))
    return folder


def expected(path: Path) -> int:
    """Return how many results a validation of everything gives."""
    with opened(path).reader() as reader:
        quads = dict.fromkeys(Quad(*quad[:3]) for quad in StoreTriples(reader, JUDGED).quads())
        return len(DeltaShapes(our_shapes()).whole.validate(Slice(triples_text(quads))).results)


def test_one_process_finds_what_a_validation_of_everything_finds(data: Path) -> None:
    outcome = verify_shapes(partial(opened, data))
    assert outcome.counts.total() == expected(data) > 0
    assert not outcome.clean
    assert outcome.checked > ASSETS * 5
    assert BROKEN in {result.focus for examples in outcome.examples.values() for result in examples}
    assert "An Asset has a name" in outcome.as_text()
    assert "nonsense" not in outcome.as_text()


def test_several_processes_find_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = verify_shapes(partial(opened, data))
    monkeypatch.setattr(checking, "_ALONE_TO_ROWS", 2)
    monkeypatch.setattr(parts, "ROWS", 300)
    seen: list[int] = []
    together = verify_shapes(partial(opened, data), workers=2, progress=lambda outcome: seen.append(outcome.checked))
    assert together.counts == alone.counts
    assert together.checked == alone.checked
    assert seen == sorted(seen)
    assert len(seen) > 3


def test_an_interrupt_ends_the_workers(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_ALONE_TO_ROWS", 2)
    before = set(multiprocessing.active_children())

    def interrupt(outcome: ShapesOutcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify_shapes(partial(opened, data), workers=2, progress=interrupt)
    for process in set(multiprocessing.active_children()) - before:
        process.join(timeout=20)
        assert not process.is_alive()


def test_a_state_that_is_no_longer_kept_is_named(data: Path) -> None:
    with pytest.raises(Exception, match="checkpoint 999 is no longer kept"), open_state(opened(data), 999):
        pass


def test_a_dataset_in_memory_is_read_at_the_same_sequence() -> None:
    dataset = MemoryDataset()
    with open_state(dataset, 0) as reader:
        assert reader.sequence == 0
    outcome = verify_shapes(lambda: dataset)
    assert outcome.clean
    assert outcome.as_text() == "shapes: clean\n"


def mediagraph(*arguments: object) -> CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("mediagraph")), *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEDIAGRAPH_")}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)


def test_the_command_says_what_breaks_and_exits_with_1(data: Path) -> None:
    done = mediagraph("verify", "shapes", "--data", data)
    assert done.returncode == 1, done.stderr
    assert "An Asset has a name. (rule mgs:Asset-name)" in done.stdout
    answer = json.loads(mediagraph("verify", "shapes", "--json", "--data", data).stdout)
    assert answer["clean"] is False
    assert sum(rule["count"] for rule in answer["shapes"]["rules"]) == expected(data)
    names = {rule["rule"]: rule for rule in answer["shapes"]["rules"]}
    assert names["mgs:Asset-name"]["examples"][0]["focus"] == BROKEN
