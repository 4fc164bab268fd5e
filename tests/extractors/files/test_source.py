"""Reading inputs: what they are by content, how much of them is read, and what is refused."""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path

import pytest

from extractors.file_names import asset_name, readable
from extractors.media_type import media_type_of
from extractors.port import Source, SourceRefused
from extractors.source import open_source, open_sources
from extractors.unpacked import Limits


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"\xff\xd8\xff\xe0", "a.txt", "image/jpeg"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "a.jpg", "image/heic"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", "a.heic", "image/avif"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", "a.mp4", "video/quicktime"),
        (b"\x00\x00\x00\x14ftyp3gp5\x00\x00\x00\x00", "a", "video/3gpp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.mp3", "audio/wav"),
        (b"\xff\xfb\x90\x64", "a", "audio/mpeg"),
        (b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x82\x84webm", "a.mkv", "video/webm"),
        (b'{"a": 1}', "a.jpg", "application/json"),
        (b"\xef\xbb\xbf [1, 2]", "a", "application/json"),
        (b'{"a": 1}\n{"a": 2}\n', "a.json", "application/x-ndjson"),
        (b'{"a":\n1}\n', "a.json", "application/json"),
        (b'{"a": 1}', "a.jsonl", "application/x-ndjson"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi", "a.srt", "text/vtt"),
        (b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi", "a.txt", "application/x-subrip"),
        (b"0:00:01.000,0:00:02.000\nHi\n", "a.sbv", "text/x-sbv"),
        (b"TITLE: reel\nFCM: NON-DROP FRAME\n", "a.edl", "text/x-edl"),
        (b'<?xml version="1.0"?><x:xmpmeta xmlns:x="adobe:ns:meta/">', "a.xml", "application/rdf+xml"),
        (b"<?xml version='1.0'?><!-- c --><ebucore:ebuCoreMain>", "a.xml", "application/xml; root=ebuCoreMain"),
        (b"On a windy Thursday in December", "a.txt", "text/plain"),
        (b"# On a windy Thursday", "a.md", "text/markdown"),
        ("Ein stürmischer Tag".encode("latin-1"), "a.txt", "text/plain"),
        (b"", "a.jpg", "inode/x-empty"),
    ],
)
def test_the_type_is_found_by_content(head: bytes, name: str, expected: str) -> None:
    assert media_type_of(head, name) == expected


def test_what_signatures_do_not_tell_the_model_does() -> None:
    python = (
        b"import os\n\ndef main() -> None:\n    print(os.getcwd())\n\n\nif __name__ == '__main__':\n    main()\n" * 5
    )
    assert media_type_of(python, "a") == "text/x-python"
    assert media_type_of(os.urandom(4096), "a.jpg") == "application/octet-stream"


def test_a_source_has_the_bytes_on_disk_and_their_hash(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4.whisper.json.gz"
    path.write_bytes(gzip.compress(b'{"text": "Hi"}'))
    source = open_source(str(path))
    assert source.json == {"text": "Hi"}
    assert source.name == "clip.mp4.whisper.json"
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.byte_size == path.stat().st_size


def test_gzip_is_known_by_content_too(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    path.write_bytes(gzip.compress(b'{"a": 1}'))
    assert open_source(str(path)).json == {"a": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_do_not_hide_json(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes('{"a": "é"}'.encode(encoding))
    assert open_source(str(path)).json == {"a": "é"}


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines_come_one_by_one(tmp_path: Path, packed: bool) -> None:
    text = b'\xef\xbb\xbf{"n": 1}\n\n{"n": 3}\n{"n": \xff}'
    path = tmp_path / "out.jsonl"
    path.write_bytes(gzip.compress(text) if packed else text)
    sources = [s for s in open_sources(str(path)) if isinstance(s, Source)]
    assert [source.line for source in sources] == [1, 3, 4]
    assert [source.json["n"] for source in sources[:2]] == [1, 3]
    assert sources[1].sha256 == hashlib.sha256(b'{"n": 3}').hexdigest()


def test_a_line_that_is_too_long_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": "' + b"x" * 500 + b'"}\n{"a": 3}\n')
    first, refused, third = open_sources(str(path), limits=Limits(line_bytes=100))
    assert isinstance(first, Source)
    assert isinstance(third, Source)
    assert third.json == {"a": 3}
    assert str(refused) == f"{path}:2: a line of more than 100 bytes, over the limit"


def test_large_media_are_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\x00\x00\x00\x18ftypisom" + b"\x00" * 200_000)
    source = open_source(str(path), limits=Limits(whole_bytes=100_000))
    assert not source.whole
    assert len(source.data) == 65_536
    assert source.byte_size == path.stat().st_size
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b"[" + b" " * (60 << 20), compresslevel=9))
    with pytest.raises(SourceRefused, match=r"bomb\.json\.gz: unpacks to more than 200 times its size: a gzip bomb"):
        open_source(str(path))


def test_a_large_document_is_refused(tmp_path: Path) -> None:
    for name, data in (("a.json", b"[" + b"1," * 1000), ("b.json.gz", gzip.compress(b"[" + b"1," * 1000))):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(SourceRefused, match="limit"):
            open_source(str(tmp_path / name), limits=Limits(document_bytes=1000))


def test_broken_gzip_says_where(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}' * 100)[:-12])
    with pytest.raises(SourceRefused, match="broken gzip after"):
        open_source(str(path))


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, reason in (
        (str(tmp_path / "pipe"), "not a regular file"),
        (str(tmp_path), "not a regular file"),
        (str(tmp_path / "none"), "No such file"),
        ("a\x00b", "NUL character"),
    ):
        with pytest.raises(SourceRefused, match=reason):
            open_source(path)


def test_names_that_are_no_text_can_be_printed(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9\n\x1b[2J.json"
    with open(raw, "wb") as file:
        file.write(b"{}")
    path = os.fsdecode(raw)
    source = open_source(path)
    assert source.json == {}
    assert readable(path).endswith("caf\\udce9\\n\\x1b[2J.json")
    assert asset_name(path) == "caf\ufffd\ufffd\ufffd[2J.json"
    assert readable(path).isprintable()


def test_invalid_json_says_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": 1,\n "b" 2}')
    with pytest.raises(SourceRefused, match="line 2, column 6"):
        _ = open_source(str(path)).json
