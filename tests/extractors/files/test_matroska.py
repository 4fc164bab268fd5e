"""Matroska and WebM, element by element: tags with targets, attachments, chapters, protection, Dolby Vision, damage."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.extracted import Extracted
from extractors.files.claims import Claims
from extractors.files.ebml import read_matroska
from extractors.files.matroska import NAMES, dolby_vision, is_encrypted, say_matroska
from extractors.port import Source
from ontology.model import Observation
from ontology.terms import PROPERTIES

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]


def element(number: int, *bodies: bytes | str | int) -> bytes:
    parts = []
    for body in bodies:
        if isinstance(body, int):
            parts.append(body.to_bytes(max(1, (body.bit_length() + 7) // 8), "big"))
        else:
            parts.append(body.encode() if isinstance(body, str) else body)
    content = b"".join(parts)
    name = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return name + (len(content) | 1 << 56).to_bytes(8, "big") + content


def simple(name: str, text: str, language: str = "", *inside: bytes) -> bytes:
    tongue = element(0x447B, language) if language else b""
    return element(0x67C8, element(0x45A3, name), tongue, element(0x4487, text), *inside)


def tag(*simples: bytes, level: int = 50, track: int = 0, chapter: int = 0) -> bytes:
    targets = element(0x68CA, level)
    targets += element(0x63C5, track) if track else b""
    targets += element(0x63C4, chapter) if chapter else b""
    return element(0x7373, element(0x63C0, targets), *simples)


def file(*masters: bytes) -> bytes:
    return element(0x1A45DFA3, element(0x4282, "matroska")) + element(0x18538067, *masters)


def said_of(data: bytes) -> tuple[list[Observation], Claims]:
    claims = Claims(Source("a.mkv", "a.mkv", b""))
    say_matroska(read_matroska(data), claims)
    return [claim for run in claims.embedded_runs() for claim in run.observations], claims


CHAPTERS = element(
    0x1043A770,
    element(
        0x45B9,
        element(
            0xB6, element(0x73C4, 7), element(0x91, 0), element(0x80, element(0x85, "Sand"), element(0x437D, "en"))
        ),
        element(
            0xB6, element(0x73C4, 8), element(0x91, 2_500_000_000), element(0x92, 4_000_000_000),
            element(0x80, element(0x85, "Wind"), element(0x437C, "ger")),
        ),
    ),
)  # fmt: skip


def test_tags_of_the_whole_of_parts_and_of_what_it_is_part_of() -> None:
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, 1), element(0x73C5, 99)))
    tags = element(
        0x1254C367,
        tag(simple("TITLE", "Kitty Hawk", "de"), simple("DIRECTOR", "John Daniels"), simple("Imdb", "tt0000001"),
            simple("ACTOR", "Orville", "", simple("CHARACTER", "Himself")), simple("GUSTS", "27")),
        tag(simple("TITLE", "First Flights"), simple("ARTIST", "x"), level=70),
        tag(simple("PART_NUMBER", "2"), level=60),
        tag(simple("TITLE", "Voice over"), simple("BPS", "100"), track=99),
        tag(simple("SUMMARY", "It begins"), chapter=8),
    )  # fmt: skip
    found, claims = said_of(file(tracks, CHAPTERS, tags))
    said = {(c.property, c.value, c.language, c.segment.fragment) for c in found}
    assert {
        ("title", "Kitty Hawk", "de", ""),
        ("director", "John Daniels", "", ""),
        ("performer", "Orville", "", ""),
        ("registryEntry", "IMDB:tt0000001", "", ""),
        ("partOf", "First Flights", "", ""),
        ("seasonNumber", "2", "", ""),
        ("trackName", "Voice over", "", "#track=1"),
        ("description", "It begins", "", "#t=2.5,4"),
    } <= said
    assert dict(claims.unmapped) == {"Tag:GUSTS": 1}
    assert claims.kept["Tag:70/ARTIST"] == claims.kept["Tag:CHARACTER"] == 1


def test_chapters_have_titles_languages_and_ends() -> None:
    found, _ = said_of(file(CHAPTERS))
    chapters = {(c.value, c.language, c.segment.fragment) for c in found if c.property == "chapter"}
    assert chapters == {("Sand", "en", "#t=0,2.5"), ("Wind", "de", "#t=2.5,4")}
    assert len([c for c in found if c.property == "segmentType" and c.value == "chapter"]) == 2


def test_attachments_are_named() -> None:
    attached = element(
        0x1941A469,
        element(0x61A7, element(0x466E, "notes.ttf"), element(0x4660, "font/ttf"), element(0x465C, bytes(70))),
    )
    _, claims = said_of(file(attached))
    assert dict(claims.kept) == {"Attachment:notes.ttf (font/ttf, 70 bytes)": 1}


def test_information_says_title_date_and_software() -> None:
    date = (10**9 * 86_400).to_bytes(8, "big")
    info = element(0x1549A966, element(0x7BA9, "Kitty Hawk"), element(0x5741, "mkvmerge v80"), element(0x4461, date))
    found, _ = said_of(file(info))
    said = {c.property: c.value for c in found}
    assert said == {"title": "Kitty Hawk", "software": "mkvmerge v80", "digitisedDate": "2001-01-02T00:00:00Z"}


def test_protection_and_dolby_vision() -> None:
    coding = element(0x6D80, element(0x6240, element(0x5035, element(0x47E1, 5))))
    record = bytes((1, 0, 8 << 1, 0x35, 1 << 4))
    addition = element(0x41E4, element(0x41E7, int.from_bytes(b"dvvC", "big")), element(0x41ED, record))
    data = file(element(0x1654AE6B, element(0xAE, element(0xD7, 1), addition), element(0xAE, coding)))
    _, claims = said_of(data)
    assert claims.value("defect") == "encrypted: track 2 is protected; nothing is decoded"
    assert is_encrypted(read_matroska(data))
    assert dolby_vision(read_matroska(data)) == [(1, record)]


def test_ffmpegs_own_file(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    data = make_film(
        "matroska",
        tags={"title": "Kitty Hawk", "DATE_RECORDED": "1903-12-17", "LICENSE": "CC0"},
        of_sound={"language": "ger", "title": "Kommentar"},
        chapters=[(0, 0.4, "Sand"), (0.4, 1, "Wind")],
    )
    found = read(data, "a.mkv")
    texts = said(found)
    assert (texts["title"], texts["dateCreated"], texts["licence"]) == (["Kitty Hawk"], ["1903-12-17"], ["CC0"])
    assert (texts["language"], texts["trackName"], texts["chapter"]) == (["de"], ["Kommentar"], ["Sand", "Wind"])
    assert texts["trackFormat"][0].startswith("mpeg4 Simple Profile, 32 x 24, yuv420p, 25/s")
    assert not found.extractions[0].unmapped
    cut = said(read(data[: len(data) * 3 // 4], "a.mkv"))
    assert cut["defect"][0] == "truncated: the file ends inside an element: it is cut off"


def test_every_property_is_the_ontologys() -> None:
    assert {prop for prop, _ in NAMES.values()} <= set(PROPERTIES)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 400), st.integers(0, 255), st.integers(0, 400))
def test_damage_ends_quietly(at: int, byte: int, length: int) -> None:
    data = bytearray(file(CHAPTERS, element(0x1254C367, tag(simple("TITLE", "x", "en")))))
    data[at % len(data)] = byte
    found, _ = said_of(bytes(data[: max(length, 40)]))
    assert len(found) < 20


def test_absurd_nesting_and_unknown_sizes_end() -> None:
    nested = b""
    for _ in range(300):
        nested = element(0x67C8, element(0x45A3, "TITLE"), nested) if len(nested) < 60_000 else nested
    found, _ = said_of(file(element(0x1254C367, element(0x7373, nested))))
    assert found == []
    live = element(0x1A45DFA3, b"") + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
    live += (
        b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff"
        + bytes(50)
        + element(0x1254C367, tag(simple("TITLE", "Live")))
    )
    assert [c.value for c in said_of(live)[0]] == ["Live"]
