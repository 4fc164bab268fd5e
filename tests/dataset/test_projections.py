"""Projections follow the change feed exactly once, refuse another history, and verify finds what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from graph.changes import commit
from graph.dataset import Reader
from graph.projections import Cursor, Difference, ProjectionStale, catch_up, lag, rebuild
from graph.stores.oxigraph import MemoryDataset
from graph.verify import CHECKS, differences_of_facts, verify_changes, verify_facts
from ontology.graphs import CHANGES, EVIDENCE, FACTS, REVIEW
from ontology.model import ChangeSet, Fact, Quad, Status
from ontology.model.describe import RDFS_LABEL, fact_quads
from ontology.model.rdf import string
from ontology.namespaces import DEFAULT_BASE, MG

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAID = {"author": "a", "reason": "r", "now": NOW}


class QuadSet:
    """The simplest Projection: the quads themselves; it can be made to crash before its transaction ends."""

    name = "quads"

    def __init__(self) -> None:
        self.quads: set[Quad] = set()
        self.at: Cursor | None = None
        self.batches = 0
        self.crash = False

    def cursor(self) -> Cursor | None:
        return self.at

    def apply(self, changes: Sequence[ChangeSet], cursor: Cursor) -> None:
        quads = set(self.quads)
        for change in changes:
            assert quads >= set(change.removed)
            assert quads.isdisjoint(change.added), "a change was applied twice"
            quads = (quads - set(change.removed)) | set(change.added)
        if self.crash:
            raise RuntimeError("killed before the transaction ended")
        self.quads, self.at, self.batches = quads, cursor, self.batches + 1

    def rebuild(self, reader: Reader, cursor: Cursor) -> None:
        self.quads, self.at = {quad for quad in reader.quads() if quad.graph != CHANGES}, cursor

    def differences(self, reader: Reader) -> Iterator[Difference]:
        for quad in self.quads ^ {quad for quad in reader.quads() if quad.graph != CHANGES}:
            yield Difference(self.name, quad.nquads())


def quad(number: int) -> Quad:
    return Quad(f"<https://example.org/{number}>", "<https://example.org/p>", string(str(number)), FACTS)


def write(dataset: MemoryDataset, *numbers: int, remove: Sequence[int] = ()) -> None:
    with dataset.writer(holder="test") as writer:
        for number in numbers:
            commit(writer, add=[quad(number)], remove=map(quad, remove), **SAID)


def test_a_projection_is_built_then_follows_and_is_never_behind_for_long():
    dataset, projection = MemoryDataset(), QuadSet()
    write(dataset, 1, 2)
    assert lag(projection, dataset) is None
    assert catch_up(projection, dataset) == 2
    write(dataset, 3, remove=[1])
    assert lag(projection, dataset) == 1
    assert catch_up(projection, dataset) == 3
    assert projection.quads == {quad(2), quad(3)}
    assert lag(projection, dataset) == 0
    with dataset.reader() as reader:
        assert list(projection.differences(reader)) == []


def test_a_long_way_is_taken_in_batches():
    dataset, projection = MemoryDataset(), QuadSet()
    catch_up(projection, dataset)
    write(dataset, *range(120))
    assert catch_up(projection, dataset) == 120
    assert projection.batches == 3
    assert len(projection.quads) == 120


def test_a_crash_before_the_end_of_its_transaction_changes_nothing():
    dataset, projection = MemoryDataset(), QuadSet()
    catch_up(projection, dataset)
    write(dataset, *range(60))
    projection.crash = True
    with pytest.raises(RuntimeError):
        catch_up(projection, dataset)
    assert (projection.quads, projection.at and projection.at.sequence) == (set(), 0)
    projection.crash = False
    assert catch_up(projection, dataset) == 60
    assert projection.quads == {quad(number) for number in range(60)}


def test_another_dataset_another_epoch_and_a_cursor_ahead_are_refused():
    dataset, projection = MemoryDataset(), QuadSet()
    write(dataset, 1)
    catch_up(projection, dataset)
    dataset_id, epoch = dataset.identity
    stale = {
        Cursor("another", epoch, 1): "follows the Dataset another",
        Cursor(dataset_id, epoch + 1, 1): "a restore has begun epoch 1",
        Cursor(dataset_id, epoch, 9): "at sequence 9, which the Dataset, at 1, does not have",
    }
    for cursor, words in stale.items():
        projection.at = cursor
        with pytest.raises(ProjectionStale, match=words) as error:
            catch_up(projection, dataset)
        assert "mediagraph rebuild quads" in str(error.value)
        assert lag(projection, dataset) is None
        assert rebuild(projection, dataset) == 1
        assert catch_up(projection, dataset) == 1


def fact(number: int, status: Status) -> Fact:
    return Fact(f"{DEFAULT_BASE}asset/a", f"{MG}depicts", f"<https://example.org/c{number}>", 0.9, status, 1)


@pytest.fixture
def with_facts() -> MemoryDataset:
    dataset = MemoryDataset()
    quads = [q for n, status in enumerate(Status) for q in fact_quads(fact(n, status), DEFAULT_BASE)]
    # An Asset's own node stands in mg:facts without a Fact: nothing wrong with that.
    quads.append(Quad(f"<{DEFAULT_BASE}asset/a>", RDFS_LABEL, '"a"', FACTS))
    with dataset.writer(holder="test") as writer:
        commit(writer, add=quads, **SAID)
    return dataset


def plain(number: int, graph: str) -> Quad:
    return Quad(f"<{DEFAULT_BASE}asset/a>", f"<{MG}depicts>", f"<https://example.org/c{number}>", graph)


def test_facts_that_agree_have_no_differences(with_facts):
    with with_facts.reader() as reader:
        assert [list(check(reader)) for check in CHECKS.values()] == [[], []]


@pytest.mark.parametrize(
    ("remove", "add", "missing", "unfounded"),
    [
        ([plain(0, FACTS)], [], [plain(0, FACTS)], []),
        ([plain(1, REVIEW)], [], [plain(1, REVIEW)], []),
        ([], [plain(7, FACTS)], [], [plain(7, FACTS)]),
        ([], [plain(2, FACTS)], [], [plain(2, FACTS)]),
        ([], [plain(0, REVIEW)], [], [plain(0, REVIEW)]),
        ([plain(0, FACTS)], [plain(7, REVIEW)], [plain(0, FACTS)], [plain(7, REVIEW)]),
    ],
)
def test_facts_name_what_is_missing_and_what_is_unfounded_and_can_be_repaired(
    with_facts, remove, add, missing, unfounded
):
    with with_facts.writer(holder="test") as writer:
        commit(writer, remove=remove, add=add, **SAID)
        assert differences_of_facts(writer) == (missing, unfounded)
        said = [difference.what for difference in verify_facts(writer)]
        assert len(said) == len(missing) + len(unfounded)
        assert all(any(q.nquads() in sentence for sentence in said) for q in missing + unfounded)
        commit(writer, add=missing, remove=unfounded, **SAID)
        assert list(verify_facts(writer)) == []


def test_changes_name_each_quad_that_the_patches_do_not_account_for(with_facts):
    with with_facts.writer(holder="test") as writer:
        smuggled = Quad("<https://example.org/s>", "<https://example.org/p>", '"not by a commit"', EVIDENCE)
        taken = plain(0, FACTS)
        writer.apply(remove=[taken], add=[smuggled], sequence=writer.sequence + 1)
        writer._sequence -= 1
        said = {difference.what for difference in verify_changes(writer)}
    assert said == {
        f"stands, though the patches do not give it: {smuggled.nquads()}",
        f"missing, though the patches give it: {taken.nquads()}",
    }
