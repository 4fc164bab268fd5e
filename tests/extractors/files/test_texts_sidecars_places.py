"""Plain text, XMP sidecars, and the gazetteer."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.extracted import Extracted
from extractors.files.file_facts import location
from extractors.files.gazetteer import nearest_town, place_run
from extractors.reference import Way
from extractors.run import extract_paths
from ontology.model import MediaKind

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]


@pytest.mark.parametrize(
    ("data", "name", "encoding", "count", "title"),
    [
        (b"A Windy Thursday\n\nOn the morning", "a.txt", "utf-8", 32, ["A Windy Thursday"]),
        ("\ufeffÜber Dünen".encode(), "a.txt", "utf-8", 10, ["Über Dünen"]),
        ("Über Dünen".encode("cp1252"), "a.txt", "windows-1252", 10, ["Über Dünen"]),
        ("Über Dünen".encode("utf-16"), "a.txt", "utf-16", 10, ["Über Dünen"]),
        (b"\n## The flight ##\ntext", "a.md", "utf-8", 22, ["The flight"]),
        (b"word " * 100, "a.txt", "utf-8", 500, []),
    ],
)
def test_a_text_says_its_encoding_length_and_title(
    data: bytes, name: str, encoding: str, count: int, title: list[str], read: Read, said: Said
) -> None:
    found = read(data, name)
    texts = said(found)
    assert found.extractions[0].reference.kind is MediaKind.TEXT
    assert texts["characterEncoding"] == [encoding]
    assert texts["characterCount"] == [str(count)]
    assert texts.get("title", []) == title


def test_a_blank_text_is_refused(read: Read) -> None:
    assert read(b" \n\t\n", "a.txt").refusal == "a.txt: holds no text, only white space"


def test_an_empty_file_is_refused(read: Read) -> None:
    assert read(b"", "a.jpg").refusal == "a.jpg: is empty"


SIDECAR = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Headline="{}"/>'
    "</rdf:RDF></x:xmpmeta>"
)


@pytest.mark.parametrize("name", ["photo.xmp", "photo.jpg.xmp"])
def test_a_sidecar_speaks_of_the_file_beside_it(
    name: str, tmp_path: Path, picture: Callable[..., bytes], said: Said
) -> None:
    (tmp_path / "photo.jpg").write_bytes(picture())
    (tmp_path / name).write_text(SIDECAR.format("The Flyer leaves its rail"))
    _, found = extract_paths([str(tmp_path)], workers=0)
    assert said(found) == {"headline": ["The Flyer leaves its rail"]}
    assert (found.assets[0].way, found.assets[0].path) == (Way.FILE_NAME, str(tmp_path / "photo.jpg"))


def test_two_packets_in_one_file_are_both_read(read: Read, said: Said) -> None:
    two = SIDECAR.format("One") + "\n\n" + SIDECAR.format("Two").replace("Headline", "City")
    assert said(read(two.encode(), "a.xml")) == {"headline": ["One"], "city": ["Two"]}


@pytest.mark.parametrize(
    ("latitude", "longitude", "town", "country"),
    [
        (36.0143, -75.6679, "Kill Devil Hills", "United States"),
        (39.7589, -84.1916, "Dayton", "United States"),
        (47.9960, 0.1966, "Le Mans", "France"),
        (43.4674, 11.8851, "Arezzo", "Italy"),
        (-16.43, -179.95, "Labasa", "Fiji"),
        (78.2, 15.6, "Longyearbyen", "Svalbard and Jan Mayen"),
    ],
)
def test_the_nearest_town_is_found(latitude: float, longitude: float, town: str, country: str) -> None:
    nearest = nearest_town(latitude, longitude)
    assert nearest is not None
    assert (nearest.town, nearest.country) == (town, country)


@pytest.mark.parametrize(("latitude", "longitude"), [(0.0, -30.0), (90.0, 0.0), (-90.0, 0.0), (-48.9, -123.4)])
def test_at_sea_and_at_the_poles_there_is_none(latitude: float, longitude: float) -> None:
    assert nearest_town(latitude, longitude) is None
    assert place_run(str(latitude), str(longitude)) == []


def test_a_point_that_is_none_is_an_error_but_no_place() -> None:
    with pytest.raises(ValueError, match="is no point on Earth"):
        nearest_town(91.0, 0.0)
    assert place_run("91", "0") == []
    assert place_run("", "") == []
    assert place_run("nan", "0") == []


def test_a_location_is_a_path_or_where_that_is_no_text_a_url() -> None:
    assert location("/media/a b.jpg") == "/media/a b.jpg"
    assert location(os.fsdecode(b"/media/caf\xe9.jpg")) == "file:///media/caf%E9.jpg"
    assert location("/media/a\nb.jpg") == "file:///media/a%0Ab.jpg"
