"""The packaged Release: the same quads every time, and a digest that changes when they do."""

from __future__ import annotations

import pytest

from ontology import catalog
from ontology.graphs import ONTOLOGY
from ontology.model import Quad
from ontology.rdf_files import FileRefused
from ontology.resources import FOLDERS, TurtleFile


@pytest.fixture(scope="module")
def release() -> list[Quad]:
    return list(catalog.load_release())


def test_release_is_in_its_graph_without_blank_nodes(release: list[Quad]) -> None:
    assert len(release) > 10_000
    assert {quad.graph for quad in release} == {ONTOLOGY}
    assert not any(term.startswith("_:") for quad in release for term in quad[:3])
    assert len(set(release)) == len(release)


def test_loading_twice_gives_the_same_quads(release: list[Quad]) -> None:
    assert list(catalog.load_release()) == release


def test_files_come_from_every_folder() -> None:
    names = [file.name for file in catalog.files()]
    assert {"media.ttl", "alignment/prov.ttl", "taxonomy/mood.ttl"} <= set(names)
    assert len(names) == len(set(names))
    assert {name.rpartition("/")[0] for name in names} == set(FOLDERS)


def test_digest_does_not_depend_on_order_or_graph(release: list[Quad]) -> None:
    digest = catalog.content_digest()
    assert digest == catalog.content_digest(reversed(release))
    assert digest == catalog.content_digest(quad._replace(graph="<https://example.org/g>") for quad in release)
    assert digest != catalog.content_digest(release[1:])
    assert len(digest) == 64


def test_files_digest_is_steady() -> None:
    assert catalog.files_digest() == catalog.files_digest()
    assert len(catalog.files_digest()) == 64


def test_a_broken_file_is_named_with_its_place() -> None:
    broken = TurtleFile("broken.ttl", b"@prefix a: <https://example.org/> .\na:b a:c ;;; ] .\n")
    with pytest.raises(FileRefused, match=r"broken\.ttl at line 2") as caught:
        list(catalog.load_files([broken]))
    assert caught.value.line == 2
    assert caught.value.column


def test_a_literal_that_is_none_is_refused_by_name() -> None:
    wrong = TurtleFile("wrong.ttl", b'<urn:a> <urn:b> "soon"^^<http://www.w3.org/2001/XMLSchema#dateTime> .')
    with pytest.raises(FileRefused, match="'soon' is not a date"):
        list(catalog.load_files([wrong]))
