"""Files that are not what they should be: archives, encrypted and mislabelled ones, results without measure."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
from pathlib import Path

import pytest

from extractors.archives import ARCHIVES, ENCRYPTED, sealed_type
from extractors.extracted import Extracted
from extractors.media_type import media_type_of
from extractors.mislabelled import mislabelled
from extractors.not_read import described
from extractors.pool import PoolLimits
from extractors.port import Source, SourceRefused
from extractors.run import extract_paths, extract_source

LABELS = {"Labels": [{"Name": f"Label {number}", "Confidence": 90.0} for number in range(50)]}


@pytest.fixture
def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 6), (200, 120, 40)).save(out, "PNG")
    return out.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("labels.json")
        info.size = 2
        archive.addfile(info, io.BytesIO(b"{}"))
    return out.getvalue()


OFFICE = ("[Content_Types].xml", b"<Types/>")
SEALED = {
    "labels.zip": (zipped(("labels.json", json.dumps(LABELS).encode())), "a ZIP archive; archives are not opened"),
    "script.docx": (zipped(OFFICE, ("word/document.xml", b"<w/>")), "a Word document, which is a ZIP archive"),
    "shots.xlsx": (zipped(OFFICE, ("xl/workbook.xml", b"<w/>")), "an Excel workbook, which is a ZIP archive"),
    "script.odt": (
        zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")),
        "an OpenDocument text",
    ),
    "book.epub": (zipped(("mimetype", b"application/epub+zip")), "an EPUB book, which is a ZIP archive"),
    "all.tar": (tarred(), "a tar archive; archives are not opened"),
    "all.tar.gz": (gzip.compress(tarred()), "a tar archive; archives are not opened"),
    "all.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(60), "a 7z archive"),
    "all.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(60), "a RAR archive"),
    "secret.json.pgp": (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA", "it is encrypted"),
    "secret.json": (b"Salted__" + bytes(range(64)), "it is encrypted (mislabelled: the name ends in .json"),
    "secret.age": (b"age-encryption.org/v1\n-> X25519 abc", "it is encrypted"),
}


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("sealed")
    for name, (data, _) in SEALED.items():
        (folder / name).write_bytes(data)
    return {Path(found.path).name: found.refusal for found in extract_paths([str(folder)], workers=0)}


@pytest.mark.parametrize("name", SEALED)
def test_what_is_sealed_is_named_as_what_it_is(refusals: dict[str, str], name: str) -> None:
    assert "not yet supported" in refusals[name]
    assert SEALED[name][1] in refusals[name]


def test_every_sealed_type_has_words() -> None:
    found = {sealed_type(data) for name, (data, _) in SEALED.items() if not name.endswith(("gz", "7z", "rar"))}
    assert "" not in found
    assert found <= set(ARCHIVES) | ENCRYPTED


PICTURE = "image/jpeg"


@pytest.mark.parametrize(
    ("name", "media_type", "said"),
    [
        ("clip.mp4", "image/png", "mislabelled: the name ends in .mp4, but the content is image/png"),
        ("a.JPG", "image/png", "mislabelled: the name ends in .jpg, but the content is image/png"),
        (
            "a.json",
            "text/html; x",
            "mislabelled: the name ends in .json, but the content is text/html",
        ),
        ("a.srt", "text/vtt", "mislabelled: the name ends in .srt, but the content is text/vtt"),
        ("a.jpg", "text/plain", "mislabelled: the name ends in .jpg, but the content is text/plain"),
        ("a.mov", "video/mp4", ""),
        ("a.jpeg", PICTURE, ""),
        ("a.jsonl", "application/x-ndjson", ""),
        ("a.srt", "text/plain", ""),
        ("a.mp4", "application/octet-stream", ""),
        ("a.unheard", PICTURE, ""),
        ("jpg", PICTURE, ""),
        (".mp4", PICTURE, ""),
    ],
)
def test_an_ending_that_lies_is_named(name: str, media_type: str, said: str) -> None:
    assert mislabelled(Source(name, name, b"", media_type)) == said


def test_a_mislabelled_picture_is_read_and_says_so(picture: bytes) -> None:
    data = picture
    found = extract_source(Source("a.mp4", "a.mp4", data, media_type_of(data, "a.mp4"), "0" * 64, len(data)))
    sentence = "mislabelled: the name ends in .mp4, but the content is image/png"
    assert found.extractions[0].problems == (sentence,)
    claims = [(o.property, o.value) for run in found.extractions[0].runs for o in run.observations]
    assert ("mediaFormat", "image/png") in claims
    assert claims.count(("defect", sentence)) == 1


def test_an_output_under_a_wrong_ending_says_so_without_a_claim() -> None:
    data = json.dumps(LABELS).encode()
    found = extract_source(Source("a.xmp.srt", "a.xmp.srt", data, "application/json", "0" * 64, len(data)))
    assert found.extractions[0].problems == ("mislabelled: the name ends in .srt, but the content is application/json",)
    assert {o.property for e in found.extractions for run in e.runs for o in run.observations} == {"depicts"}


@pytest.mark.parametrize("workers", [0, 1])
def test_a_result_that_says_too_much_is_refused_by_name(tmp_path: Path, workers: int) -> None:
    (tmp_path / "a.json").write_text(json.dumps(LABELS))
    (tmp_path / "b.json").write_text(json.dumps({"Labels": LABELS["Labels"][:3]}))
    much, little = extract_paths([str(tmp_path)], workers=workers, limits=PoolLimits(observations=40))
    assert much.refusal == f"{tmp_path}/a.json: says more than 40 things, over the limit"
    assert len(little.extractions) == 1


def test_a_result_of_too_many_bytes_is_refused_by_name(tmp_path: Path) -> None:
    long = {"Labels": [{"Name": "x" * 50_000, "Confidence": 90.0}]}
    (tmp_path / "a.json").write_text(json.dumps(long))
    (tmp_path / "b.json").write_text(json.dumps(LABELS))
    limits = PoolLimits(result_bytes=20_000)
    much, little = extract_paths([str(tmp_path)], workers=1, limits=limits)
    assert much.refusal.endswith("bytes, over the limit of 20000")
    assert much.extractions == ()
    assert len(little.extractions) == 1


def test_results_wait_packed_and_within_measure(tmp_path: Path) -> None:
    line = json.dumps(LABELS)
    (tmp_path / "a.jsonl").write_text("\n".join([line] * 300))
    limits = PoolLimits(held_bytes=1)
    alone = list(extract_paths([str(tmp_path)], workers=1, limits=limits))
    together = list(extract_paths([str(tmp_path)], workers=1))
    assert alone == together
    assert len(alone) == 300
    assert all(isinstance(found, Extracted) and found.extractions for found in alone)
    assert not any(found.more for found in alone)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a": NaN}', "line 1, column 7: NaN, which Python writes, is no value of JSON"),
        (b'{"a": [1, -Infinity]}', "Infinity, which Python writes, is no value of JSON"),
        (b'{"a": Nan}', "unexpected character"),
    ],
)
def test_what_only_python_writes_is_named(data: bytes, why: str) -> None:
    with pytest.raises(SourceRefused, match=re.escape(why)):
        _ = Source("a.json", "a.json", data).json


def test_a_broken_line_of_json_lines_is_named_by_its_own_number() -> None:
    with pytest.raises(SourceRefused, match="at line 7, column"):
        _ = Source("a.jsonl", "a.jsonl", b"{bad", line=7).json


def test_xml_with_entities_that_nothing_reads_is_refused_for_them() -> None:
    data = b'<!DOCTYPE a [<!ENTITY x "y">]><frobnication>&x;</frobnication>'
    source = Source("a.xml", "a.xml", data, media_type_of(data, "a.xml"))
    assert "declares entities; XML with entities is not read" in described(source)


def test_xmp_without_its_wrapper_is_xmp_and_other_rdf_is_not() -> None:
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="{}"/></rdf:RDF>'
    assert media_type_of(rdf.format("").encode(), "a.xmp") == "application/rdf+xml"
    assert media_type_of(rdf.format("http://a/b").encode(), "a.xml") != "application/rdf+xml"
