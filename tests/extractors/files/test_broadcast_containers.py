"""MXF, GXF and MPEG transport streams made here; and HDR, fields, loudness and defects of films and sound."""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.extracted import Extracted
from extractors.files import loudness, soundness
from extractors.files.container_tags import TAGS, operational_pattern
from extractors.files.hdr import dolby_profile
from extractors.files.mxf_sets import read_sets
from extractors.files.transport_stream import dvb_text, read_services
from extractors.run import extract_source
from extractors.source import open_source
from extractors.unpacked import Limits
from ontology.terms import PROPERTIES

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]
PAL = {"codec": "mpeg2video", "size": (720, 576)}


def test_mxf(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    tags = {"timecode": "10:00:00:00", "material_package_name": "CLIP 7", "company_name": "Dunes"}
    found = read(make_film("mxf", **PAL, sound="pcm_s16le", tags=tags), "a.mxf")
    texts = said(found)
    assert texts["mediaFormat"] == ["application/mxf"]
    assert (texts["operationalPattern"], texts["timecode"]) == (["OP1a"], ["10:00:00:00"])
    assert (texts["title"], texts["videoCodec"], texts["audioCodec"]) == (["CLIP 7"], ["mpeg2video"], ["pcm_s16le"])
    assert texts["umid"][0].startswith("060a2b340101010501010d00")
    assert texts["software"][0].startswith("Dunes OP1a Muxer")
    assert not found.extractions[0].unmapped
    assert "defect" not in texts


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("060e2b34.04010101.0d010201.01010900", "OP1a"),
        ("060e2b34.04010101.0d010201.02030900", "OP2c"),
        ("060e2b34.04010102.0d010201.10030000", "OP-Atom"),
        ("060e2b34.04010101.0d010201.7f010900", ""),
        ("", ""),
    ],
)
def test_operational_patterns(label: str, name: str) -> None:
    assert operational_pattern(label) == name


def test_sets_and_documents_inside_mxf(make_film: Callable[..., bytes]) -> None:
    data = make_film("mxf", **PAL, sound="pcm_s16le", frames=2)
    assert read_sets(data).described == {}
    xml = b"<?xml version='1.0'?><note/>"
    stream = bytes.fromhex("060e2b340101010c0d01050901000000") + bytes((0x83, 0, 0, len(xml))) + xml
    assert read_sets(data + stream).documents == [xml]
    pack = bytes.fromhex("060e2b34020501010d01020101020400") + b"\x00"
    scheme = bytes.fromhex("060e2b34025301010d01040101010100") + b"\x02hi"
    assert read_sets(pack + scheme + scheme).described == {"0d01040101010100": 2}
    assert read_sets(pack + scheme[:-2] + b"\xff").described == {}


def test_gxf(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    data = make_film("gxf", **PAL, sound=None, tags={"timecode": "10:00:00:00"})
    named = data.replace(b"EXT:/PDR/default/<none>\x00", b"EXT:/PDR/default/CLIP_7\x00", 1)
    texts = said(read(named, "a.gxf"))
    assert texts["mediaFormat"] == ["application/x-gxf"]
    assert (texts["title"], texts["timecode"], texts["frameRate"]) == (["CLIP_7"], ["10:00:00:00"], ["25"])
    assert "title" not in said(read(data, "a.gxf"))


def test_a_transport_stream_says_its_service(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    tags = {"service_name": "Beach TV", "service_provider": "Dunes"}
    data = make_film("mpegts", **PAL, sound="mp2", tags=tags, of_sound={"language": "deu"})
    texts = said(read(data, "a.ts"))
    assert (texts["serviceName"], texts["publishedBy"], texts["language"]) == (["Beach TV"], ["Dunes"], ["de"])
    scrambled = bytearray(data)
    for at in range(0, len(scrambled), 188):
        scrambled[at + 3] |= 0x80
    found = read(bytes(scrambled), "a.ts")
    assert found.refusal or any("encrypted: 100 %" in defect for defect in said(found)["defect"])
    blu_ray = b"".join(bytes(4) + data[at : at + 188] for at in range(0, len(data), 188))
    assert said(read(blu_ray, "a.m2ts"))["mediaFormat"] == ["video/mp2t"]


def section(table: int, body: bytes) -> bytes:
    head = bytes((table, 0xF0 | (len(body) + 4) >> 8, (len(body) + 4) & 255))
    packet = b"\x00" + head + body + bytes(4)
    pid = 0x12 if table == 0x4E else 0x11
    return b"\x47" + struct.pack(">H", 0x4000 | pid) + b"\x10" + packet.ljust(184, b"\xff")


def test_the_present_event_and_its_text() -> None:
    short = b"ger" + b"\x05Sturm" + b"\x06\x15D\xc3\xbcne"
    event = struct.pack(">H", 1) + bytes(8) + struct.pack(">H", len(short) + 2) + bytes((0x4D, len(short))) + short
    body = struct.pack(">HBBB", 7, 1, 0, 0) + bytes(6) + event
    found = read_services(section(0x4E, body) + section(0x4E, body))
    assert found.events == [("Sturm", "Düne", "ger")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"\x15D\xc3\xbcne", "Düne"),
        (b"\x05\xfe", "ş"),
        (b"\x10\x00\x02\xb1", "ą"),
        (b"Wind\x8a\x86x\x87", "Wind\nx"),
        (b"", ""),
    ],
)
def test_texts_of_broadcasts(body: bytes, text: str) -> None:
    assert dvb_text(body) == text


def ten_bits(stream: Any) -> None:
    context = stream.codec_context
    context.color_primaries, context.color_trc, context.colorspace, context.color_range = 9, 16, 9, 1


def test_hdr10_is_read_from_the_first_picture(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    display = "G(8500,39850)B(6550,2300)R(35400,14600)WP(15635,16450)L(10000000,1)"
    options = {"x265-params": f"log-level=none:hdr10=1:repeat-headers=1:max-cll=1000,400:master-display={display}"}
    data = make_film(
        codec="libx265",
        size=(64, 64),
        pixels="yuv420p10le",
        sound=None,
        frames=3,
        codec_options=options,
        set_up=ten_bits,
    )
    texts = said(read(data, "a.mp4"))
    assert (texts["hdrFormat"], texts["colourTransfer"], texts["bitDepth"]) == (["HDR10"], ["PQ"], ["10"])
    assert texts["masteringDisplay"] == ["R 0.708,0.292 G 0.17,0.797 B 0.131,0.046 W 0.3127,0.329 L 0.0001-1000"]
    assert (texts["maximumContentLight"], texts["maximumFrameAverageLight"]) == (["1000"], ["400"])
    assert (texts["colourPrimaries"], texts["colourSpace"], texts["colourRange"]) == (
        ["BT.2020"],
        ["BT.2020"],
        ["limited"],
    )


def test_hlg_is_a_transfer(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    def hybrid(stream: Any) -> None:
        ten_bits(stream)
        stream.codec_context.color_trc = 18

    options = {"x265-params": "log-level=none"}
    data = make_film(
        codec="libx265", size=(64, 64), pixels="yuv420p10le", sound=None, frames=3, codec_options=options, set_up=hybrid
    )
    assert said(read(data, "a.mp4"))["hdrFormat"] == ["HLG"]


@pytest.mark.parametrize(
    ("record", "name"),
    [(b"\x01\x00\x10\x35\x10", "Dolby Vision profile 8.1"), (b"\x01\x00\x0a\x35\x00", "Dolby Vision profile 5"),
     (b"", "Dolby Vision")],
)  # fmt: skip
def test_dolby_visions_profile(record: bytes, name: str) -> None:
    assert dolby_profile(record) == name


@pytest.mark.parametrize(("level", "lufs", "peak"), [(1.0, "0", "0"), (0.1, "-20", "-20")])
def test_loudness_of_a_sine(
    level: float, lufs: str, peak: str, read: Read, said: Said, make_sound: Callable[..., bytes]
) -> None:
    """A sine of 1 kHz at full scale in both channels has 0 LUFS within 0.1 (ITU-R BS.1770-5; EBU Tech 3341)."""
    texts = said(read(make_sound("flac", "flac", seconds=5, level=level), "a.flac"))
    assert abs(Decimal(texts["loudness"][0]) - Decimal(lufs)) <= Decimal("0.1")
    assert abs(Decimal(texts["truePeak"][0]) - Decimal(peak)) <= Decimal("0.1")
    assert abs(Decimal(texts["maximumShortTermLoudness"][0]) - Decimal(lufs)) <= Decimal("0.1")
    assert Decimal(texts["loudnessRange"][0]) <= Decimal("0.1")


def test_long_sounds_are_not_measured_and_said_not_to_be(
    read: Read, said: Said, make_sound: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_sound("flac", "flac", seconds=2)
    assert "loudness" in said(read(data, "a.flac"))
    monkeypatch.setattr(loudness, "LONGEST", 1)
    found = read(data, "a.flac")
    assert "loudness" not in said(found)
    assert found.extractions[0].kept["Loudness:not measured, since the sound is too long"] == 1


def test_silence_has_no_loudness(read: Read, said: Said, make_sound: Callable[..., bytes]) -> None:
    texts = said(read(make_sound("wav", "pcm_s16le", seconds=2, level=0), "a.wav"))
    assert "loudness" not in texts
    assert "defect" not in texts


def test_the_end_that_is_lacking_is_a_defect(
    read: Read, said: Said, make_film: Callable[..., bytes], tmp_path: Path
) -> None:
    data = make_film("mpegts", **PAL, sound="mp2", frames=150)
    assert "defect" not in said(read(data, "a.ts"))
    avi = make_film("avi", sound="mp2", frames=250)
    assert "defect" not in said(read(avi, "a.avi"))
    assert said(read(avi[: len(avi) // 2], "a.avi"))["defect"][0].startswith("truncated: ")
    path = tmp_path / "a.mxf"
    path.write_bytes(make_film("mxf", **PAL, sound="pcm_s16le", frames=150)[:300_000])
    cut = extract_source(open_source(str(path), limits=Limits(whole_bytes=1000)))
    assert any(defect.startswith("truncated: the streams end at second 0.") for defect in said(cut)["defect"])


def test_packets_that_cannot_be_decoded_are_counted(read: Read, said: Said, make_sound: Callable[..., bytes]) -> None:
    data = bytearray(make_sound("flac", "flac", seconds=2))
    for at in range(len(data) // 3, len(data) * 2 // 3):
        data[at] ^= 0x5A
    texts = said(read(bytes(data), "a.flac"))
    assert texts["sampleRate"] == ["48000"]
    assert any(defect.startswith("corrupt: of 2.0 seconds of sound, ") for defect in texts["defect"])


def test_absurdly_large_pictures_are_not_decoded(
    read: Read, said: Said, make_film: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundness, "LARGEST_PICTURE", 700)
    texts = said(read(make_film(frames=2), "a.mp4"))
    assert texts["defect"] == ["absurdly large: pictures of 32 x 24 pixels; none is decoded"]
    assert texts["width"] == ["32"]


def test_every_property_is_the_ontologys() -> None:
    assert {prop for prop, _ in TAGS.values()} <= set(PROPERTIES)
