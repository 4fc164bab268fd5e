"""What lies in Neo4j is read back as the very statements it was made from, and is validated as the Dataset is."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from graph.dataset import DatasetError
from graph.neo4j.connection import Connection, Neo4jError
from graph.neo4j.kept_namespaces import read_namespaces
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.rdf_out import NotReadable, ReadBack, quads_of, read_back
from graph.neo4j.scope import is_projected
from graph.projections import catch_up
from graph.stores.oxigraph import MemoryDataset
from graph.verify_shapes import ShapesOutcome, verify_shapes
from tests.neo4j.small_world import ASSET, BASE, note, say, small_dataset


@pytest.fixture
def built(neo4j: Connection) -> MemoryDataset:
    dataset = small_dataset()
    catch_up(Neo4jProjection(neo4j), dataset)
    return dataset


def validated(opened) -> ShapesOutcome:
    return verify_shapes(opened, workers=1)


def test_the_statements_are_the_same(built: MemoryDataset, neo4j: Connection) -> None:
    say(built, note(1))
    catch_up(Neo4jProjection(neo4j), built)
    with built.reader() as reader:
        wanted = sorted(filter(is_projected, reader.quads()))
    read = list(quads_of(neo4j, neo4j.read(read_namespaces)))
    assert sorted(read) == wanted


def test_a_copy_is_validated_as_the_dataset_is(built: MemoryDataset, neo4j: Connection, tmp_path: Path) -> None:
    copy = read_back(neo4j, tmp_path, base=BASE)
    from_neo4j = validated(partial(ReadBack, copy.store, copy.base, copy.sequence))
    in_place = validated(lambda: built)
    assert from_neo4j.counts == in_place.counts
    assert (from_neo4j.sequence, from_neo4j.clean) == (in_place.sequence, in_place.clean)
    assert from_neo4j.as_json().keys() == in_place.as_json().keys()
    with copy.reader() as reader:
        assert reader.sequence == 1
    with pytest.raises(DatasetError, match="only read"):
        copy.writer(holder="nobody")
    # What is wrong in Neo4j alone is found there.
    neo4j.write(lambda tx: tx.run("MATCH (f:Fact {confidence: 0.8}) SET f.confidence = 7.5").consume())
    again = tmp_path / "again"
    again.mkdir()
    wrong = read_back(neo4j, again, base=BASE)
    found = validated(partial(ReadBack, wrong.store, wrong.base, wrong.sequence))
    assert any("confidence" in str(result.path) for results in found.examples.values() for result in results)
    assert found.counts != in_place.counts


def test_what_is_no_rdf_of_ours_is_named(built: MemoryDataset, neo4j: Connection, tmp_path: Path) -> None:
    neo4j.write(lambda tx: tx.run(f"MATCH (a {{iri: '{ASSET}'}}) SET a.`my own` = 1").consume())
    with pytest.raises(NotReadable, match="my own") as error:
        read_back(neo4j, tmp_path, base=BASE)
    assert ASSET in str(error.value)


def test_what_was_never_built_cannot_be_read_back(neo4j: Connection, tmp_path: Path) -> None:
    with pytest.raises(Neo4jError, match="mediagraph rebuild neo4j"):
        read_back(neo4j, tmp_path, base=BASE)
