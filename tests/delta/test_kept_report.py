"""The report that a data folder keeps: brought up to date by changes, it is what validating everything gives."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import graph.kept_report
from graph.changes import commit
from graph.dataset import Reader
from graph.kept_report import Kept, KeptReport, follow, verify_shapes_since
from graph.release import ensure_release
from graph.stores.oxigraph import MemoryDataset
from graph.verify_shapes import JUDGED
from ontology.graphs import EVIDENCE, FACTS
from ontology.model import Quad
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, decimal, string
from shapes.delta.plan import DeltaShapes
from shapes.delta.standing import StandingReport
from shapes.shapes_graph import files_digest, our_shapes

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAID = {"author": "a", "reason": "r", "now": NOW}
ASSET, FACT = "<https://example.org/asset/1>", "<https://example.org/fact/1>"
IDENTITY = ("a-dataset", 1)


@pytest.fixture(scope="module")
def shapes() -> DeltaShapes:
    return DeltaShapes(our_shapes())


@pytest.fixture
def dataset() -> MemoryDataset:
    dataset = MemoryDataset()
    with dataset.writer(holder="test") as writer:
        ensure_release(writer, now=NOW)
        commit(
            writer, add=[Quad(ASSET, RDF_TYPE, mg("Image"), FACTS), Quad(ASSET, RDFS_LABEL, string("a"), FACTS)], **SAID
        )
    return dataset


RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def full(shapes: DeltaShapes, reader: Reader) -> StandingReport:
    return StandingReport.of(shapes, reader, graphs=JUDGED)


def kept_at(shapes: DeltaShapes, reader: Reader) -> Kept:
    return Kept(reader.sequence, full(shapes, reader).by_unit)


def broken_fact() -> list[Quad]:
    return [
        Quad(FACT, RDF_TYPE, mg("Fact"), EVIDENCE),
        Quad(FACT, mg("subject"), ASSET, EVIDENCE),
        Quad(FACT, mg("confidence"), decimal(98), EVIDENCE),
        Quad(FACT, mg("status"), string("perhaps"), EVIDENCE),
    ]


def test_results_appear_and_vanish_with_the_changes(dataset: MemoryDataset, shapes: DeltaShapes):
    with dataset.reader() as reader:
        before = kept_at(shapes, reader)
        assert not before.results
    with dataset.writer(holder="test") as writer:
        commit(writer, add=broken_fact(), **SAID)
    with dataset.reader() as reader:
        followed = follow(before, shapes, reader, JUDGED)
        assert followed is not None
        report, movement, changes = followed
        assert Counter(report) == Counter(full(shapes, reader))
        assert (changes, movement.vanished) == (1, ())
        assert len(movement.appeared) == len(report) >= 4
        assert movement.checked >= 2
        broken = Kept(reader.sequence, report.by_unit)
    with dataset.writer(holder="test") as writer:
        commit(writer, remove=broken_fact(), **SAID)
    with dataset.reader() as reader:
        followed = follow(broken, shapes, reader, JUDGED)
        assert followed is not None
        report, movement, _ = followed
        assert (len(report), movement.appeared) == (0, ())
        assert len(movement.vanished) == sum(map(len, broken.results.values()))


def test_the_node_of_a_commit_is_judged_with_its_quads(dataset: MemoryDataset, shapes: DeltaShapes):
    with dataset.reader() as reader:
        before = kept_at(shapes, reader)
    with dataset.writer(holder="test") as writer:
        commit(writer, add=[Quad(ASSET, mg("title"), string("t"), FACTS)], author="", reason="", now=NOW)
    with dataset.reader() as reader:
        followed = follow(before, shapes, reader, JUDGED)
        assert followed is not None
        assert Counter(followed[0]) == Counter(full(shapes, reader))


def test_a_report_is_kept_whole_and_read_back_equal(tmp_path: Path, dataset: MemoryDataset, shapes: DeltaShapes):
    with dataset.writer(holder="test") as writer:
        commit(writer, add=broken_fact(), **SAID)
    with dataset.reader() as reader:
        kept = kept_at(shapes, reader)
    file = KeptReport(tmp_path / "report", identity=IDENTITY, shapes_digest=files_digest())
    assert file.read() is None
    assert file.write(kept.sequence, kept.results)
    assert file.read() == kept
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    file.drop()
    assert file.read() is None


@pytest.mark.parametrize(
    ("identity", "digest"), [(("another", 1), "d"), (("a-dataset", 2), "d"), (IDENTITY, "other shapes")]
)
def test_a_report_of_another_dataset_epoch_or_shapes_is_not_used(
    tmp_path: Path, identity: tuple[str, int], digest: str
):
    path = tmp_path / "report"
    KeptReport(path, identity=IDENTITY, shapes_digest="d").write(7, {})
    assert KeptReport(path, identity=identity, shapes_digest=digest).read() is None
    assert KeptReport(path, identity=IDENTITY, shapes_digest="d").read() == Kept(7, {})


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path):
    path = tmp_path / "report"
    file = KeptReport(path, identity=IDENTITY, shapes_digest="d")
    file.write(7, {})
    path.write_bytes(path.read_bytes()[:-3])
    assert file.read() is None


def test_everything_is_checked_once_and_then_what_changed(tmp_path: Path, dataset: MemoryDataset):
    kept = KeptReport(tmp_path / "report", identity=IDENTITY, shapes_digest=files_digest())
    first = verify_shapes_since(kept, lambda: dataset)
    assert first.clean
    assert first.followed is None
    with dataset.writer(holder="test") as writer:
        commit(writer, add=broken_fact(), **SAID)
    second = verify_shapes_since(kept, lambda: dataset)
    assert second.followed == (first.sequence, 1, second.counts.total(), 0)
    assert second.checked < first.checked
    everything = verify_shapes_since(kept, lambda: dataset, full=True)
    assert (everything.followed, everything.counts) == (None, second.counts)
    # What was found by checking everything is not kept where it is not clean.
    assert kept.read() is None


def test_too_many_results_are_not_kept(tmp_path: Path, dataset: MemoryDataset, shapes, monkeypatch: pytest.MonkeyPatch):
    with dataset.writer(holder="test") as writer:
        commit(writer, add=broken_fact(), **SAID)
    with dataset.reader() as reader:
        kept = kept_at(shapes, reader)
    file = KeptReport(tmp_path / "report", identity=IDENTITY, shapes_digest="d")
    file.write(1, {})
    monkeypatch.setattr(graph.kept_report, "MOST_RESULTS", 3)
    assert not file.write(kept.sequence, kept.results)
    assert file.read() is None


def test_very_many_changed_quads_and_a_report_ahead_ask_for_everything(
    dataset: MemoryDataset, shapes: DeltaShapes, monkeypatch: pytest.MonkeyPatch
):
    with dataset.reader() as reader:
        before, sequence = kept_at(shapes, reader), reader.sequence
    with dataset.writer(holder="test") as writer:
        commit(writer, add=broken_fact(), **SAID)
    with dataset.reader() as reader:
        assert follow(Kept(sequence + 9, {}), shapes, reader, JUDGED) is None
        monkeypatch.setattr(graph.kept_report, "MOST_QUADS", 3)
        assert follow(before, shapes, reader, JUDGED) is None
