"""WAV with bext, iXML, cart, INFO, cue points, axml; RF64; AVI and AIFF: chunks written by hand."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from extractors.extracted import Extracted
from extractors.files.broadcast_wave import BEXT, CART, IXML
from extractors.files.riff import read_chunks
from extractors.files.wave_tags import AIFF, INFO
from ontology.model import Observation
from ontology.terms import PROPERTIES

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]
RATE = 48_000


def chunk(name: str, body: bytes) -> bytes:
    return name.encode() + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def listed(kind: str, *chunks: bytes) -> bytes:
    return chunk("LIST", kind.encode() + b"".join(chunks))


def wave(*chunks: bytes, seconds: float = 0.1, form: bytes = b"RIFF") -> bytes:
    fmt = chunk("fmt ", struct.pack("<HHIIHH", 1, 2, RATE, RATE * 4, 4, 16))
    body = b"WAVE" + fmt + b"".join(chunks) + chunk("data", bytes(int(RATE * seconds) * 4))
    return form + struct.pack("<I", len(body)) + body


def bext(version: int = 2) -> bytes:
    loudness = struct.pack("<5h", -2310, 740, -110, -1520, 0x7FFF)
    return chunk(
        "bext",
        b"Wind at Kitty Hawk".ljust(256, b"\x00")
        + b"Sound Devices 833".ljust(32, b"\x00")
        + b"USSDVGR1112089007124001008206301".ljust(32, b"\x00")
        + b"2019-12-17" + b"10-35-00" + struct.pack("<IIH", 1_728_000_000, 1, version)
        + bytes.fromhex("060a2b340101010501010f1013000000" + "ab" * 16) + bytes(32)
        + loudness + bytes(180) + b"A=PCM,F=48000,W=24,M=stereo\r\n",
    )  # fmt: skip


IXML_TEXT = b"""<?xml version="1.0" encoding="UTF-8"?>
<BWFXML><IXML_VERSION>3.01</IXML_VERSION><PROJECT>First Flights</PROJECT><SCENE>42A</SCENE><TAKE>3</TAKE>
<TAPE>19DEC17</TAPE><NOTE>gusts over 20 knots</NOTE><CIRCLED>TRUE</CIRCLED><WILD_TRACK>FALSE</WILD_TRACK>
<FILE_UID>UID1</FILE_UID><SPEED><TIMECODE_RATE>25/1</TIMECODE_RATE></SPEED><HORIZON>low</HORIZON>
<USER><FULL_TITLE>Kitty Hawk</FULL_TITLE><DIRECTOR_NAME>John Daniels</DIRECTOR_NAME></USER>
<SYNC_POINT_LIST><SYNC_POINT><SYNC_POINT_TYPE>RELATIVE</SYNC_POINT_TYPE><SYNC_POINT_LOW>2400</SYNC_POINT_LOW>
<SYNC_POINT_HIGH>0</SYNC_POINT_HIGH><SYNC_POINT_COMMENT>slate</SYNC_POINT_COMMENT></SYNC_POINT></SYNC_POINT_LIST>
<TRACK_LIST><TRACK_COUNT>1</TRACK_COUNT><TRACK><CHANNEL_INDEX>1</CHANNEL_INDEX><NAME>Boom</NAME>
<FUNCTION>MONO</FUNCTION></TRACK></TRACK_LIST></BWFXML>"""


def claims_of(extracted: Extracted) -> list[Observation]:
    return [claim for x in extracted.extractions for run in x.runs for claim in run.observations]


def test_the_broadcast_extension(read: Read, said: Said) -> None:
    texts = said(read(wave(bext()), "a.wav"))
    assert texts["description"] == ["Wind at Kitty Hawk"]
    assert texts["originator"] == ["Sound Devices 833"]
    assert texts["originatorReference"] == ["USSDVGR1112089007124001008206301"]
    assert texts["captureDate"] == ["2019-12-17T10:35:00"]
    assert texts["timeReference"] == [str(1_728_000_000 + (1 << 32))]
    assert texts["umid"] == ["060a2b340101010501010f1013000000" + "ab" * 16]
    assert texts["codingHistory"] == ["A=PCM,F=48000,W=24,M=stereo"]
    assert (texts["loudness"], texts["loudnessRange"], texts["truePeak"]) == (["-23.1"], ["7.4"], ["-1.1"])
    assert texts["maximumMomentaryLoudness"] == ["-15.2"]
    assert "maximumShortTermLoudness" not in texts


@pytest.mark.parametrize(
    ("version", "has_umid", "has_loudness"), [(0, False, False), (1, True, False), (2, True, True)]
)
def test_older_versions_leave_fields_out(
    read: Read, said: Said, version: int, has_umid: bool, has_loudness: bool
) -> None:
    texts = said(read(wave(bext(version)), "a.wav"))
    assert ("umid" in texts, "loudness" in texts) == (has_umid, has_loudness)


def test_ixml_says_what_the_slate_says(read: Read, said: Said) -> None:
    found = read(wave(chunk("iXML", IXML_TEXT)), "a.wav")
    texts = said(found)
    assert (texts["partOf"], texts["scene"], texts["take"]) == (["First Flights"], ["42A"], ["3"])
    assert (texts["reelName"], texts["note"]) == (["19DEC17"], ["gusts over 20 knots"])
    assert (texts["title"], texts["director"]) == (["Kitty Hawk"], ["John Daniels"])
    assert texts["keyword"] == ["circled take"]
    assert texts["trackName"] == ["channel 1: Boom (MONO)"]
    assert [c.segment.fragment for c in claims_of(found) if c.value == "slate"] == ["#t=0.05"]
    assert found.extractions[0].unmapped == {"iXML:HORIZON": 1}


def test_ixml_with_entities_is_named_and_left_out(read: Read) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><BWFXML><NOTE>&a;</NOTE></BWFXML>'
    (extraction,) = read(wave(chunk("iXML", bomb)), "a.wav").extractions
    assert any("entity" in problem for problem in extraction.problems)


def test_a_cartridge(read: Read, said: Said) -> None:
    fields = {4: "Beach report", 68: "Maren Holt", 132: "CUT-7", 260: "NEWS", 388: "…and back to you", 552: "Cartmaker"}
    body = bytearray(2048)
    for at, text in fields.items():
        body[at : at + len(text.encode())] = text.encode()
    body[452:488] = b"2026-01-0506-00-002026-02-0106-00-00"
    texts = said(read(wave(chunk("cart", bytes(body) + b"Read slowly.")), "a.wav"))
    assert (texts["title"], texts["creator"], texts["documentId"]) == (["Beach report"], ["Maren Holt"], ["CUT-7"])
    assert texts["keyword"] == ["NEWS"]
    assert texts["instructions"] == ["to be played from 2026-01-05T06:00:00 until 2026-02-01T06:00:00"]
    assert texts["description"] == ["Out cue: …and back to you", "Read slowly."]
    assert texts["software"] == ["Cartmaker"]


def test_information_cues_and_labels(read: Read, said: Said) -> None:
    cue = struct.pack("<I", 1) + struct.pack("<II4sIII", 5, 0, b"data", 0, 0, 2400)
    labels = listed(
        "adtl",
        chunk("labl", struct.pack("<I", 5) + b"gust\x00"),
        chunk("ltxt", struct.pack("<III", 5, 480, 0) + bytes(8)),
    )
    info = listed("INFO", chunk("INAM", b"D\xfcne\x00"), chunk("ICRD", b"12/17/1903\x00"), chunk("IZZZ", b"x"),
                  chunk("ISFT", b"Wavelab"), chunk("IKEY", b"wind; sand"))  # fmt: skip
    found = read(wave(chunk("cue ", cue), labels, info, chunk("what", b"1")), "a.wav")
    texts = said(found)
    assert (texts["title"], texts["dateCreated"], texts["software"]) == (["Düne"], ["1903-12-17"], ["Wavelab"])
    assert texts["keyword"] == ["wind", "sand"]
    assert [c.segment.fragment for c in claims_of(found) if c.property == "chapter"] == ["#t=0.05,0.06"]
    assert found.extractions[0].unmapped == {"INFO:IZZZ": 1, "Chunk:what": 1}


def test_ebucore_in_axml_is_read_by_its_own_form(read: Read, said: Said) -> None:
    xml = (
        b'<ebuCoreMain xmlns="urn:ebu:metadata-schema:ebucore" xmlns:dc="http://purl.org/dc/elements/1.1/"><coreMetadata>'
        b"<title><dc:title>Kitty Hawk</dc:title></title></coreMetadata></ebuCoreMain>"
    )
    found = read(wave(chunk("axml", xml)), "a.wav")
    runs = [run for run in found.extractions[0].runs if run.part == "axml"]
    assert [c.value for run in runs for c in run.observations if c.property == "title"] == ["Kitty Hawk"]


def test_large_files_have_their_sizes_in_ds64(read: Read, said: Said) -> None:
    data = bytearray(wave(bext(), form=b"RF64"))
    data[4:8] = b"\xff" * 4
    at = data.index(b"data")
    size = data[at + 4 : at + 8]
    data[at + 4 : at + 8] = b"\xff" * 4
    ds64 = chunk("ds64", struct.pack("<QQQI", 0, int.from_bytes(size, "little"), 4800, 0))
    data[12:12] = ds64
    texts = said(read(bytes(data), "a.wav"))
    assert (texts["duration"], texts["description"]) == (["0.1"], ["Wind at Kitty Hawk"])
    assert "defect" not in texts


def test_what_is_cut_off_is_a_defect_and_the_rest_is_used(read: Read, said: Said) -> None:
    whole = wave(bext())
    texts = said(read(whole[:-9_600], "a.wav"))
    assert texts["defect"] == ["truncated: the chunk 'data' lacks 9600 bytes at its end"]
    assert texts["description"] == ["Wind at Kitty Hawk"]
    headless = b"RIFF" + struct.pack("<I", 620) + b"WAVE" + bext()
    texts = said(read(headless, "a.wav"))
    assert texts["originator"] == ["Sound Devices 833"]
    assert texts["defect"][0].endswith("only its tags are used")


def test_avi_says_its_information_timecode_and_date(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    data = make_film("avi", sound="mp2", tags={"title": "Kitty Hawk", "date": "1903"}, of_pictures={"title": "Main"})
    data += (
        b"RIFF"
        + struct.pack("<I", 4 + 42)
        + b"AVIX"
        + listed("Tdat", chunk("tc_O", b"10:00:00:00"), chunk("rn_O", b"A1"))
    )
    texts = said(read(data, "a.avi"))
    assert (texts["title"], texts["dateCreated"], texts["timecode"]) == (["Kitty Hawk"], ["1903"], ["10:00:00:00"])
    assert (texts["reelName"], texts["trackName"]) == (["A1"], ["Main"])


def test_aiff_says_its_texts_and_marks(read: Read, said: Said, make_sound: Callable[..., bytes]) -> None:
    def big(name: bytes, body: bytes) -> bytes:
        return name + struct.pack(">I", len(body)) + body + b"\x00" * (len(body) % 2)

    data = make_sound("aiff", "pcm_s16be", seconds=0.2)
    data += big(b"NAME", b"Kitty Hawk") + big(b"AUTH", b"Maren Holt") + big(b"(c) ", b"CC0") + big(b"ANNO", b"Wind")
    data += big(b"COMT", struct.pack(">HIHH", 1, 0, 0, 4) + b"Sand") + big(
        b"MARK", struct.pack(">HHI", 1, 1, 4800) + b"\x03Gus"
    )
    data = b"FORM" + struct.pack(">I", len(data) - 8) + data[8:]
    found = read(data, "a.aiff")
    texts = said(found)
    assert (texts["title"], texts["creator"], texts["copyrightNotice"]) == (["Kitty Hawk"], ["Maren Holt"], ["CC0"])
    assert texts["description"] == ["Wind", "Sand"]
    assert [(c.value, c.segment.fragment) for c in claims_of(found) if c.property == "chapter"] == [("Gus", "#t=0.1")]


def test_every_property_is_the_ontologys() -> None:
    named = [prop for prop, _ in (*BEXT.values(), *IXML.values(), *INFO.values(), *AIFF.values())]
    assert {*named, *(prop for *_, prop, _ in CART.values())} <= set(PROPERTIES)


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\xff\xff\xff\xffWAVE" + b"\x00" * 50, b"RF64" + b"\xff" * 60])
def test_damage_ends_quietly(data: bytes) -> None:
    assert len(read_chunks(data).found) < 10


def test_lists_in_lists_end() -> None:
    nested = b""
    for _ in range(200):
        nested = listed("INFO", nested) if len(nested) < 60_000 else nested
    assert read_chunks(b"RIFF" + struct.pack("<I", len(nested) + 4) + b"WAVE" + nested).found == []
