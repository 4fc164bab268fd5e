"""A Release is published once for what mediagraph brings, and again where its shapes are others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import graph.release
from graph.changes import get_change
from graph.release import current_release, ensure_release, releases
from graph.stores.oxigraph import MemoryDataset
from ontology.graphs import ONTOLOGY
from ontology.model.describe import mg
from ontology.model.rdf import iri, string
from shapes.shapes_graph import files_digest

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def shapes_of(writer, number: int) -> list[str]:
    node = iri(f"{writer.base}release/{number}")
    return [quad.object for quad in writer.quads(node, mg("shapesDigest"), None, ONTOLOGY)]


def test_what_mediagraph_brings_is_published_once_with_the_digest_of_its_shapes():
    dataset = MemoryDataset()
    with dataset.writer(holder="test") as writer:
        assert ensure_release(writer, now=NOW)
        published = writer.sequence
        assert not ensure_release(writer, now=NOW)
        assert (writer.sequence, current_release(writer)) == (published, 1)
        assert shapes_of(writer, 1) == [string(files_digest())]


def test_other_shapes_are_another_release_and_the_earlier_one_stays(monkeypatch: pytest.MonkeyPatch):
    dataset = MemoryDataset()
    with dataset.writer(holder="test") as writer:
        ensure_release(writer, now=NOW)
        terms = sum(1 for _ in writer.quads(None, None, None, ONTOLOGY))
        monkeypatch.setattr(graph.release, "shapes_digest", lambda: "f" * 64)
        assert ensure_release(writer, now=NOW)
        assert [number for number, _ in sorted(releases(writer))] == [1, 2]
        assert (shapes_of(writer, 1), shapes_of(writer, 2)) == ([string(files_digest())], [string("f" * 64)])
        change = get_change(writer, writer.sequence)
        assert [quad.object for quad in change.removed] == [string(files_digest())]
        assert len(change.added) == 5
        assert sum(1 for _ in writer.quads(None, None, None, ONTOLOGY)) == terms + 4
        assert not ensure_release(writer, now=NOW)
