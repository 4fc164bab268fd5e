"""TTML of all profiles: times, places, speakers, metadata; and EBU STL."""

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.extracted import Extracted
from extractors.port import Source, SourceRefused
from extractors.reading import KEPT
from extractors.run import extract_paths
from extractors.timed.cues import CueLeftOut
from extractors.timed.ebu_stl import EXTRACTOR as STL
from extractors.timed.ttml import EXTRACTOR
from extractors.timed.ttml_keys import KEYS
from extractors.timed.ttml_time import Timing

Read = Callable[..., Extracted]
Rows = Callable[[Extracted], list[tuple[str, str, str, str]]]

NTSC = Timing("media", Fraction(30000, 1001), 1, Fraction(10_000_000), drop=False)
PAL = Timing("smpte", Fraction(25), 2, Fraction(25), drop=False)
DROP = Timing("smpte", Fraction(30000, 1001), 1, Fraction(30), drop=True)


def tt(body: str, attributes: str = "", head: str = "") -> str:
    return (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
        f'xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" {attributes}>'
        f"<head>{head}</head><body>{body}</body></tt>"
    )


@pytest.mark.parametrize(
    ("timing", "text", "seconds"),
    [
        (NTSC, "00:00:01.5", Fraction(3, 2)),
        (NTSC, "100:00:00", Fraction(360_000)),
        (NTSC, "1.5h", Fraction(5400)),
        (NTSC, "250ms", Fraction(1, 4)),
        (NTSC, "30f", Fraction(1001, 1000)),
        (NTSC, "15000000t", Fraction(3, 2)),
        (NTSC, "00:00:01:15", 1 + Fraction(15 * 1001, 30000)),
        (PAL, "10:00:00:24.1", 36000 + Fraction(49, 50)),
        (DROP, "00:01:00:02", Fraction(1800 * 1001, 30000)),
    ],
)
def test_time_expressions_are_exact(timing: Timing, text: str, seconds: Fraction) -> None:
    assert timing.seconds(text, lambda what: None) == seconds


@pytest.mark.parametrize("text", ["", "soon", "12", "00:60:00", "00:00:00:25", "-1s", "1:00:00", "00:30"])
def test_what_is_no_time_expression_is_left_out(text: str) -> None:
    with pytest.raises(CueLeftOut):
        PAL.seconds(text, lambda what: None)


def test_a_dropped_frame_number_is_no_time() -> None:
    with pytest.raises(CueLeftOut, match=r"not there at 29\.97 a second"):
        DROP.seconds("00:01:00:00", lambda what: None)


def test_imsc_is_read_with_all_it_says(example: Callable[[str], Extracted], rows: Rows) -> None:
    found = example("ttml.imsc.ttml")
    assert rows(found) == [
        ("subtitle", "#t=11.5,13&xywh=percent:10,75,80,12.5", "First line\nsecond line", "en"),
        ("speaker", "#t=11.5,13", "Ada", ""),
        ("subtitle", "#t=14,15.5&xywh=percent:10,80,80,10", "In ticks", "en"),
        ("subtitle", "#t=20.01,21.011&xywh=percent:10,10,50,50", "In frames", "en"),
        ("subtitle", "#t=30.501,31", "Des images", "fr"),
        ("subtitle", "#t=70,72&xywh=percent:10,75,80,12.5", "One", "en"),
        ("subtitle", "#t=73,75&xywh=percent:10,75,80,12.5", "Two", "en"),
        ("subtitle", "#t=111,112&xywh=percent:10,75,80,12.5", "word", "en"),
        ("subtitle", "#t=112,114&xywh=percent:10,75,80,12.5", "by word", "en"),
        ("subtitle", "#t=115,120&xywh=percent:10,75,80,12.5", "Cut at the end of its div", "en"),
        ("title", "", "The long take", "en"),
        ("description", "", "Ein Film ohne Schnitt", "de"),
        ("copyrightNotice", "", "Contributors of mediagraph", ""),
        ("headline", "", "Part one", ""),
        ("contributor", "", "Tom Ranslator", ""),
        ("jobId", "", "REF-7", ""),
        ("source", "", "Channel 9", ""),
        ("contributor", "", "Eve Adams", ""),
        ("description", "#t=10", "The opening", "en"),
    ]
    (extraction,) = found.extractions
    assert extraction.runs[1].agent.name == "Ed Itor"
    assert extraction.unmapped == {}
    assert all(KEYS[path].startswith(KEPT) for path in extraction.kept)
    assert extraction.problems == (
        "the text at line 48 is left out: it ends at 115.000 s, not after its start at 116.000 s",
        "the p at line 49 is left out: 'soon' is no time expression of TTML",
    )


def test_a_live_document_is_a_part_of_its_sequence(example: Callable[[str], Extracted], rows: Rows) -> None:
    found = example("ttml.live.xml")
    assert rows(found) == [("subtitle", "#t=46801.25,46802", "Good afternoon", "en-gb")]
    (extraction,) = found.extractions
    assert extraction.reference.name == "news-at-one"
    assert extraction.runs[0].part == "TTML en-gb 17"
    assert extraction.problems == ("its times are those of a clock (timeBase clock), in seconds from midnight",)


def test_a_live_document_may_show_nothing(read: Read) -> None:
    live = 'xmlns:e="urn:ebu:tt:parameters" e:sequenceIdentifier="s" e:sequenceNumber="4"'
    found = read(tt("", live), "a.xml")
    assert not found.refusal
    assert found.extractions[0].runs[0].observations == ()
    assert read(tt(""), "a.xml").refusal == "a.xml: holds no subtitle that can be read"


def test_timecodes_count_from_the_start_of_the_programme(example: Callable[[str], Extracted], rows: Rows) -> None:
    found = example("ttml.smpte.dfxp")
    assert rows(found) == [("subtitle", "#t=1.2,2", "Guten Tag", "de")]
    assert found.extractions[0].problems == (
        "the text at line 7 is left out: it starts 1.000 s before the programme",
        "the p at line 9 is left out: '10:00:03:25' names a frame that is not there at 25 a second",
        "its timecodes are counted from the start of the programme, 10:00:00:00",
    )


def test_space_languages_and_ruby(read: Read, rows: Rows) -> None:
    body = (
        '<div><p begin="1s" end="2s" xml:space="preserve">a  b</p>'
        '<p begin="2s" end="3s" xml:lang="en"><span xml:lang="fr"> bon  jour </span></p>'
        '<p begin="3s" end="4s">base<span tts:ruby="text">reading</span></p><p begin="4s">open</p>'
        '<p>always</p><p begin="5s" end="6s"> </p></div>'
    )
    found = read(tt(body, 'xml:lang="de"'), "a.ttml")
    assert rows(found) == [
        ("subtitle", "#t=1,2", "a  b", "de"),
        ("subtitle", "#t=2,3", "bon jour", "fr"),
        ("subtitle", "#t=3,4", "base", "de"),
        ("subtitle", "#t=4", "open", "de"),
        ("subtitle", "#t=0", "always", "de"),
    ]
    assert found.extractions[0].kept == {"p/span": 1}
    assert found.extractions[0].problems == ("the p at line 1 is left out: it has no text",)


def test_what_nobody_knows_is_named(read: Read) -> None:
    body = '<div frob="1"><p begin="1s" end="2s" x:y="z" xmlns:x="urn:x">a<x:thing/></p></div>'
    assert read(tt(body), "a.ttml").extractions[0].unmapped == {
        "div/@frob": 1, "@foreign:y": 1, "p/foreign:thing": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ('<!DOCTYPE tt [<!ENTITY a "b">]><tt>&a;</tt>', "declares the entity 'a'; XML with entities is not read"),
        ("<tt><body>", "not well-formed XML at line 1, column 11: no element found"),
        ("<tt>" + "<div>" * 200, "elements stand over 100 deep at line 1: that is the limit"),
    ],
)
def test_hostile_documents_are_refused_by_name(document: str, why: str, read: Read) -> None:
    assert read(document, "a.ttml").refusal == f"a.ttml: {why}"


@given(st.text(st.sampled_from('<>/"= pdivspanbr begin1s'), max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_document_is_read_or_refused(text: str) -> None:
    data = tt(f'<div><p begin="1s" end="2s">x</p>{text}</div>').encode()
    try:
        (extraction,) = EXTRACTOR.extract(Source("a", "a", data, "application/ttml+xml"))
    except SourceRefused:
        return
    assert all(claim.value.strip() for run in extraction.runs for claim in run.observations)


def stl(*blocks: bytes, dfc: bytes = b"STL25.01", cct: bytes = b"00", language: bytes = b"08") -> bytes:
    """Return a file with these text blocks; its programme starts at 10:00:00:00."""
    head = bytearray(b" " * 1024)
    for at, value in ((0, b"850"), (3, dfc), (11, b"1"), (12, cct), (14, language), (16, "Flüge".encode("cp850")),
                      (144, b"T. Ranslator"), (238, b"00003"), (256, b"10000000"), (309, b"E. Ditor")):  # fmt: skip
        head[at : at + len(value)] = value
    return bytes(head) + b"".join(blocks)


def tti(
    number: int, start: tuple[int, ...], end: tuple[int, ...], text: bytes, *, ebn: int = 0xFF, cf: int = 0
) -> bytes:
    return (
        struct.pack("<BHBB", 0, number, ebn, 0)
        + bytes(start)
        + bytes(end)
        + bytes((20, 2, cf))
        + text.ljust(112, b"\x8f")
    )


def test_ebu_stl_is_read_with_its_general_block(read: Read, rows: Rows) -> None:
    data = stl(
        tti(1, (10, 0, 1, 0), (10, 0, 2, 12), b"\x0d\x0b\x0bGr\xc8u\xfbe\x8a\x8a\x80zwei\x81"),
        tti(2, (10, 0, 3, 0), (10, 0, 4, 0), b"a" * 112, ebn=0),
        tti(2, (10, 0, 3, 0), (10, 0, 4, 0), b"b"),
        tti(3, (10, 0, 5, 0), (10, 0, 6, 0), b"remark", cf=1),
        tti(4, (9, 0, 0, 0), (9, 0, 0, 1), b"early"),
        tti(5, (10, 0, 7, 25), (10, 0, 8, 0), b"no frame"),
        tti(6, (10, 0, 9, 0), (10, 0, 9, 5), b"unfinished", ebn=1),
        b"xx",
    )
    found = read(data, "a.stl")
    assert rows(found) == [
        ("subtitle", "#t=1,2.48", "Grüße\nzwei", "de"),
        ("subtitle", "#t=3,4", "a" * 112 + "b", "de"),
        ("title", "", "Flüge", ""),
        ("contributor", "", "T. Ranslator", ""),
        ("note", "#t=5,6", "remark", ""),
    ]
    assert found.extractions[0].runs[1].agent.name == "E. Ditor"
    assert set(found.extractions[0].problems) == {
        "the subtitle in block 5 is left out: it starts 3600.000 s before the programme",
        "the subtitle in block 6 is left out: 10:00:07:25 names a frame that is not there at 25 a second",
        "subtitle 6 of group 0 is left out: its last block is missing",
        "its timecodes are counted from the start of the programme, 10:00:00:00",
        "the file ends within a block: its last 2 bytes are left out",
    }


def test_ebu_stl_in_cyrillic_at_another_rate(read: Read, rows: Rows) -> None:
    data = stl(
        tti(1, (10, 0, 1, 0), (10, 0, 2, 0), "Привет".encode("iso8859_5")), dfc=b"STL30.01", cct=b"01", language=b"56"
    )
    found = read(data, "a.stl")
    assert rows(found)[0] == ("subtitle", "#t=1.001,2.002", "Привет", "ru")
    assert "STL30.01 is read as 29.97 frames a second, no timecode dropped" in found.extractions[0].problems


def test_a_short_ebu_stl_is_refused(read: Read) -> None:
    assert "its first block alone has 1024" in read(stl()[:500], "a.stl").refusal


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_ebu_stl_is_read_or_refused(data: bytes) -> None:
    whole = stl(tti(1, (10, 0, 1, 0), (10, 0, 2, 0), b"x")) + data
    (extraction,) = STL.extract(Source("a", "a", whole, "application/x-ebu-stl"))
    assert all(claim.value.strip() for run in extraction.runs for claim in run.observations)


def test_real_live_captions_become_one_asset(shared: Path) -> None:
    folder = shared / "model-outputs" / "captions" / "ebu-tt-live" / "Ericsson_2016-09-05"
    found = list(extract_paths([str(folder)], workers=0))
    assert [e.extractor for e in found] == ["ttml"] * 4
    assert {a.reference.name for e in found for a in e.assets} == {"192.168.56.99 IBC EBUTT3"}
    texts = [c.value for e in found for c in e.extractions[0].runs[0].observations]
    assert texts == ["document.", "document. And", "document. And I", "document. And I can"]
    assert [dict(e.extractions[0].unmapped) for e in found] == [{}] * 4
