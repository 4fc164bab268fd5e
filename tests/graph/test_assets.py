"""Finding Assets: by id, hash, place and name; ambiguity said; bytes that moved or changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from graph.assets import AmbiguousName, AssetFinder, Found, Sought
from graph.changes import commit
from graph.dataset import Writer
from graph.stores.oxigraph import MemoryDataset
from ontology.graphs import FACTS
from ontology.model import MediaKind, Rendition
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, iri

BASE = "https://mediagraph.example/id/"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def writer() -> Iterator[Writer]:
    with MemoryDataset(base=BASE).writer(holder="test") as opened:
        yield opened


def bytes_at(sha256: str, location: str) -> Rendition:
    return Rendition(sha256, 10, "image/jpeg", location)


def record(writer: Writer, sought: Sought) -> Found:
    found = AssetFinder(writer, BASE).find_or_mint(sought)
    commit(writer, remove=found.remove, add=found.add, author="test", reason="test", now=NOW)
    return found


def test_bytes_are_found_again_by_their_hash_wherever_they_lie(writer: Writer) -> None:
    first = record(
        writer, Sought(name="a.jpg", location="file:///x/a.jpg", rendition=bytes_at("aa", "file:///x/a.jpg"))
    )
    again = record(
        writer, Sought(name="b.jpg", location="file:///y/b.jpg", rendition=bytes_at("aa", "file:///y/b.jpg"))
    )
    assert first.is_new
    assert not again.is_new
    assert again.asset_iri == first.asset_iri
    assert len(list(writer.quads(None, mg("location"), None, FACTS))) == 2


def test_an_output_beside_a_file_finds_it_by_place(writer: Writer) -> None:
    media = record(
        writer, Sought(name="a.jpg", location="file:///x/a.jpg", rendition=bytes_at("aa", "file:///x/a.jpg"))
    )
    assert record(writer, Sought(name="a.jpg", location="file:///x/a.jpg")).asset_iri == media.asset_iri


def test_a_caller_id_holds_whatever_the_name(writer: Writer) -> None:
    first = record(writer, Sought(caller_id="house-7", name="a.jpg"))
    assert record(writer, Sought(caller_id="house-7", name="b.jpg")).asset_iri == first.asset_iri
    assert record(writer, Sought(caller_id="house-8", name="a.jpg")).asset_iri != first.asset_iri


def test_an_asset_known_by_name_gains_its_bytes_and_its_kind(writer: Writer) -> None:
    named = record(writer, Sought(name="clip.bin"))
    gained = record(
        writer,
        Sought(
            name="clip.bin",
            location="file:///x/clip.bin",
            kind=MediaKind.VIDEO,
            rendition=bytes_at("cc", "file:///x/clip.bin"),
        ),
    )
    assert gained.asset_iri == named.asset_iri
    assert [q.object for q in writer.quads(iri(named.asset_iri), RDF_TYPE, None, FACTS)] == [mg("VideoAsset")]


def test_a_name_that_two_assets_share_is_ambiguous_and_names_them(writer: Writer) -> None:
    for folder, sha in (("x", "aa"), ("y", "bb")):
        place = f"file:///{folder}/a.jpg"
        record(writer, Sought(name="a.jpg", location=place, rendition=bytes_at(sha, place)))
    with pytest.raises(AmbiguousName, match=r"the name 'a.jpg' is that of 2 assets"):
        record(writer, Sought(name="a.jpg"))


def test_the_last_part_of_a_storage_key_finds_the_file(writer: Writer) -> None:
    media = record(
        writer, Sought(name="a.jpg", location="file:///x/a.jpg", rendition=bytes_at("aa", "file:///x/a.jpg"))
    )
    assert record(writer, Sought(name="incoming/2026/a.jpg")).asset_iri == media.asset_iri


def test_changed_bytes_in_one_place_are_the_same_asset_and_the_old_ones_are_gone(writer: Writer) -> None:
    place = "file:///x/a.jpg"
    first = record(writer, Sought(name="a.jpg", location=place, rendition=bytes_at("aa", place)))
    second = record(writer, Sought(name="a.jpg", location=place, rendition=bytes_at("bb", place)))
    assert second.asset_iri == first.asset_iri
    assert second.gone == ((first.asset_iri, "aa"),)
    hashes = [q.object for q in writer.quads(None, mg("sha256"), None, FACTS)]
    assert hashes == ['"bb"']


def test_two_sources_of_one_batch_find_the_same_new_asset(writer: Writer) -> None:
    finder = AssetFinder(writer, BASE)
    place = "file:///x/a.jpg"
    media = finder.find_or_mint(Sought(name="a.jpg", location=place, rendition=bytes_at("aa", place)))
    assert finder.find_or_mint(Sought(name="a.jpg", location=place)).asset_iri == media.asset_iri
    assert finder.find_or_mint(Sought(name="a.jpg")).asset_iri == media.asset_iri


def test_nothing_to_go_by_is_refused(writer: Writer) -> None:
    with pytest.raises(ValueError, match="all three are empty"):
        record(writer, Sought())
