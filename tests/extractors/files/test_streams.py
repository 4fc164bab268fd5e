"""Films and sound made here: streams, tags, position, rotation, and damage."""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy
import pytest

from extractors.extracted import Extracted
from extractors.files import streams
from extractors.files.boxes import read_boxes
from extractors.files.claims import Claims
from extractors.files.container_tags import say_tags
from extractors.files.hdr import say_hdr
from extractors.files.tag_values import stream_language
from extractors.port import Source
from extractors.run import extract_source
from extractors.source import open_source
from extractors.unpacked import Limits
from ontology.model import AgentKind, MediaKind

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]


def film(form: str = "mp4", *, rotation: int = 0, tags: dict[str, str] | None = None, frames: int = 10) -> bytes:
    """A film of 32 x 24 pixels, ten frames a second, with a mono sound of 8 kHz."""
    out = BytesIO()
    codec = {"mp4": "mpeg4", "mov": "mpeg4", "matroska": "mpeg4", "avi": "mpeg4"}[form]
    with av.open(
        out, "w", format=form, options={"movflags": "use_metadata_tags"} if form == "mov" else {}
    ) as container:
        container.metadata.update(tags or {})
        pictures: Any = container.add_stream(codec, rate=10, width=32, height=24, pix_fmt="yuv420p")
        if rotation:
            pictures.set_display_rotation(rotation)
        sound: Any = container.add_stream("mp2" if form == "avi" else "aac", rate=16000, layout="mono")
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(numpy.full((24, 32, 3), number * 20, numpy.uint8), format="rgb24")
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode())
        audio = av.AudioFrame.from_ndarray(numpy.zeros((1, 16000), numpy.float32), format="fltp", layout="mono")
        audio.sample_rate, audio.pts = 16000, 0
        if form == "avi":
            audio = av.AudioResampler("s16", "mono", 16000).resample(audio)[0]
        container.mux(sound.encode(audio))
        container.mux(sound.encode())
    return out.getvalue()


def sound(bits: int = 16, seconds: float = 0.5) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(bits // 8)
        file.setframerate(48_000)
        file.writeframes(b"\x00" * int(48_000 * seconds * 2 * bits / 8))
    return out.getvalue()


@pytest.mark.parametrize("form", ["mp4", "mov", "matroska", "avi"])
def test_a_film_says_its_streams(form: str, read: Read, said: Said) -> None:
    found = read(film(form, tags={"title": "Twelve Seconds", "comment": "Drawn"}), "a.bin")
    texts = said(found)
    assert found.extractions[0].reference.kind is MediaKind.VIDEO
    assert float(texts["duration"][0]) == pytest.approx(1.0, abs=0.15)
    assert (texts["width"], texts["height"], texts["frameRate"]) == (["32"], ["24"], ["10"])
    assert texts["videoCodec"] == ["mpeg4"]
    assert texts["audioCodec"] == ["mp2" if form == "avi" else "aac"]
    assert (texts["sampleRate"], texts["channels"]) == (["16000"], ["1"])
    assert texts["aspectRatio"] == ["1.3333"]
    assert texts["title"] == ["Twelve Seconds"]
    assert texts["description"] == ["Drawn"]
    assert found.extractions[0].reference.duration_s == float(texts["duration"][0])


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_rotation_is_read_from_the_track(degrees: int, read: Read, said: Said) -> None:
    texts = said(read(film(rotation=-degrees), "a.mp4"))
    assert texts["rotation"] == [str(degrees)]


@pytest.mark.parametrize("bits", [8, 16, 24])
def test_sound_says_its_depth(bits: int, read: Read, said: Said) -> None:
    found = read(sound(bits), "a.wav")
    texts = said(found)
    assert found.extractions[0].reference.kind is MediaKind.AUDIO
    assert texts["mediaFormat"] == ["audio/wav"]
    assert (texts["bitDepth"], texts["channels"], texts["sampleRate"]) == ([str(bits)], ["2"], ["48000"])
    assert texts["duration"] == ["0.5"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"location": "+51.4169-000.0806/"}, {"latitude": "51.4169", "longitude": "-0.0806"}),
        (
            {"com.apple.quicktime.location.ISO6709": "-33.8570+151.2100+012.500/"},
            {"latitude": "-33.857", "longitude": "151.21", "altitude": "12.5"},
        ),
        ({"location": "+3600.858-07540.074/"}, {"latitude": "36.0143", "longitude": "-75.6679"}),
        ({"location": "+99.0000+000.0000/"}, {}),
        ({"creation_time": "2005-10-28T17:46:46.000000Z"}, {"digitisedDate": "2005-10-28T17:46:46Z"}),
        ({"DATE": "1903-12"}, {"dateCreated": "1903-12"}),
        ({"date": "Test Year"}, {}),
        ({"language": "ger"}, {"language": "de"}),
    ],
)
def test_tags_become_claims(tags: dict[str, str], expected: dict[str, str]) -> None:
    claims = Claims(Source("a.mp4", "a.mp4", b""))
    say_tags(tags, claims)
    said = {c.property: c.value for run in claims.embedded_runs() for c in run.observations}
    assert said == expected
    assert bool(claims.problems) == (not expected)


def test_tags_of_people_machines_and_nobody(read: Read) -> None:
    (extraction,) = read(
        film("mov", tags={"artist": "Maren Holt", "make": "Apple", "model": "iPhone 7", "mood": "x"}), "a.mov"
    ).extractions
    agents = {(run.agent.kind, run.agent.name) for run in extraction.runs}
    assert (AgentKind.PERSON, "Maren Holt") in agents
    assert (AgentKind.DEVICE, "Apple iPhone 7") in agents
    assert extraction.unmapped == {"Tag:mood": 1}


@pytest.mark.parametrize(
    ("code", "language"), [("eng", "en"), ("und", ""), ("fre", "fr"), ("haw", "haw"), ("", ""), ("?", "")]
)
def test_languages_are_the_shortest(code: str, language: str) -> None:
    assert stream_language(code) == language


def test_a_large_film_is_read_by_its_path(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "concat:a|b.mp4"
    path.write_bytes(film(tags={"title": "Long"}))
    source = open_source(str(path), limits=Limits(whole_bytes=1000))
    assert not source.whole
    assert said(extract_source(source))["title"] == ["Long"]


def test_a_film_that_is_cut_is_said_to_be(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    front = make_film("mp4", options={"movflags": "frag_keyframe+empty_moov"}).partition(b"\x00\x00\x00Cmfra")[0]
    whole, cut = read(front, "a.mp4"), read(front[:-50], "a.mp4")
    assert "defect" not in said(whole)
    assert "truncated: the file ends inside a box: it is cut off" in said(cut)["defect"]
    assert said(cut)["width"] == ["32"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 200, "cannot be read as video/mp4"),
        (b"\x1aE\xdf\xa3" + b"\xff" * 100, "cannot be read as video/x-matroska"),
        (b"fLaC" + b"\x00" * 50, "audio/flac"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"OggS" + b"\x00" * 60, "audio/ogg"),
    ],
)
def test_what_cannot_be_opened_is_refused_by_name(data: bytes, reason: str, read: Read) -> None:
    refusal = read(data, "a.bin").refusal
    assert refusal.startswith("a.bin: ")
    assert reason in refusal


def test_a_playlist_never_opens_other_files(read: Read, tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(film())
    text = f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n".encode()
    assert "not yet supported: application/vnd.apple.mpegurl" in read(text, "a.mp4").refusal
    assert read(b"\x00\x00\x00\x18ftypisom" + text, "a.mp4").refusal


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 20, box(b"moov", box(b"trak", b"\x00\x00\x00\x01")), b"\x00\x00\x00\x04moov" * 5]
)
def test_any_boxes_are_walked_without_harm(data: bytes) -> None:
    assert read_boxes(data).rotation == 0


def test_a_box_in_64_bits_and_one_to_the_end() -> None:
    large = struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 20) + b"1234"
    assert read_boxes(large + struct.pack(">I", 0) + b"free").is_cut is False
    assert read_boxes(large[:-1]).is_cut is True


def test_a_cover_picture_makes_no_film(read: Read) -> None:
    from PIL import Image

    picture, out = BytesIO(), BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    with av.open(out, "w", format="mp3") as container:
        stream: Any = container.add_stream("mp3", rate=44100, layout="mono")
        frame = av.AudioFrame.from_ndarray(numpy.zeros((1, 1152 * 4), numpy.float32), format="fltp", layout="mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    apic = b"\x00image/png\x00\x03\x00" + picture.getvalue()
    size = len(apic) + 10
    syncsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    tag = b"ID3\x03\x00\x00" + syncsafe + b"APIC" + struct.pack(">I", len(apic)) + b"\x00\x00" + apic
    found = read(tag + out.getvalue(), "a.mp3")
    assert found.extractions[0].reference.kind is MediaKind.AUDIO
    assert [key for key in found.extractions[0].kept if key.startswith("Picture:cover front (image/png")]
    assert found.extractions[0].unmapped == {}


def test_what_stands_beside_a_picture_and_is_of_no_known_kind_is_named() -> None:
    class Frame:
        @property
        def side_data(self) -> list[bytes]:
            raise ValueError("31 is not a valid Type")

    claims = Claims(Source("a.mp4", "a.mp4", b""))
    say_hdr(Frame(), [], claims)
    assert claims.problems == ["what stands beside the first picture cannot be read: 31 is not a valid Type"]


def test_what_fails_halfway_is_refused_by_name(
    read: Read, make_film: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("31 is not a valid Type")

    monkeypatch.setattr(streams, "say_streams", fail)
    refusal = read(make_film(sound=None), "a.mp4")
    text = refusal.refusal or " ".join(refusal.extractions[0].problems)
    assert "is damaged as video/mp4: 31 is not a valid Type" in text
