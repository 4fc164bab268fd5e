"""ID3 of all versions, Vorbis comments, cue sheets: written by mutagen and by hand."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import mutagen.flac
import mutagen.id3
import mutagen.oggopus
import mutagen.oggvorbis
import pytest

from extractors.extracted import Extracted
from extractors.files.id3 import FRAMES, TEXTS, head_size
from extractors.files.vorbis_comments import NAMES
from extractors.media_type import media_type_of
from ontology.model import Observation
from ontology.terms import PROPERTIES

F: Any = mutagen.id3  # the library has no types
X: Any = mutagen.flac
Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]


@pytest.fixture(scope="module")
def mp3(make_sound: Callable[..., bytes]) -> bytes:
    data = make_sound("mp3", "libmp3lame", seconds=0.5)
    return data[head_size(data[:10]) :]


def tagged(mp3: bytes, *frames: Any, version: int = 4) -> bytes:
    out = BytesIO(mp3)
    tag = F.ID3()
    for frame in frames:
        tag.add(frame)
    if version == 3:
        tag.update_to_v23()
    tag.save(out, v2_version=version)
    return out.getvalue()


def claims_of(extracted: Extracted) -> list[Observation]:
    return [claim for x in extracted.extractions for run in x.runs for claim in run.observations]


@pytest.mark.parametrize("version", [3, 4])
def test_texts_of_people(mp3: bytes, version: int, read: Read, said: Said) -> None:
    data = tagged(
        mp3, F.TIT2(3, ["Kitty Hawk"]), F.TPE1(3, ["Maren Holt"]), F.TALB(3, ["Dunes"]), F.TRCK(3, ["3/12"]),
        F.TCON(3, ["17"]),
        F.TDRC(3, ["1903-12-17"]), F.TPUB(3, ["Shore Records"]), F.TSRC(3, ["USX030300001"]), F.TBPM(3, ["128"]),
        F.COMM(3, "eng", "", ["A windy day"]), F.COMM(3, "eng", "iTunNORM", ["0000"]), F.USLT(3, "deu", "", "Der Wind"),
        F.TXXX(3, "MusicBrainz Track Id", ["7f1c"]), F.TXXX(3, "replaygain_track_gain", ["-3 dB"]),
        F.TXXX(3, "Sea", ["x"]),
        F.TXXX(3, "LABEL", ["Dune Discs"]), F.WCOP("https://example.org/rights"), F.POPM("a@example.org", 196, 3),
        F.UFID("https://example.org/id", b"42"), F.TIPL(3, [["engineer", "Ana Dune"]]),
        version=version,
    )  # fmt: skip
    found = read(data, "a.mp3")
    texts = said(found)
    assert (texts["title"], texts["creator"], texts["album"]) == (["Kitty Hawk"], ["Maren Holt"], ["Dunes"])
    assert (texts["trackNumber"], texts["genre"], texts["tempo"]) == (["3/12"], ["Rock"], ["128"])
    assert texts["dateCreated"] == ["1903-12-17"]
    assert texts["description"] == ["A windy day"]
    assert [(c.value, c.language) for c in claims_of(found) if c.property == "transcript"] == [("Der Wind", "de")]
    assert set(texts["publishedBy"]) == {"Shore Records", "Dune Discs"}
    assert set(texts["registryEntry"]) == {
        "ISRC:USX030300001", "MusicBrainz Track Id:7f1c", "https://example.org/id:42",
    }  # fmt: skip
    assert (texts["webStatement"], texts["rating"]) == (["https://example.org/rights"], ["4"])
    assert texts["credit"] == ["Ana Dune: engineer"]
    assert found.extractions[0].unmapped == {"Tag:Sea": 1}
    assert found.extractions[0].kept["ID3:TXXX:replaygain_track_gain"] == 1


def test_chapters_pictures_objects_and_lyrics_in_time(mp3: bytes, read: Read) -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Headline="Aloft"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    found = read(
        tagged(
            mp3,
            F.CHAP("c1", 0, 200, 0xFFFFFFFF, 0xFFFFFFFF, [F.TIT2(3, ["Sand"])]),
            F.CHAP("c2", 200, 500, 0xFFFFFFFF, 0xFFFFFFFF, [F.TIT2(3, ["Wind"])]),
            F.APIC(3, "image/png", 3, "front", b"\x89PNG" + bytes(20)),
            F.GEOB(3, "text/plain", "notes.txt", "notes", b"hello"),
            F.SYLT(3, "eng", 2, 1, "", [("The wind", 0), ("\nrises", 250)]),
            F.PRIV("XMP", xmp),
        ),
        "a.mp3",
    )
    said = {(c.property, c.value, c.segment.fragment) for c in claims_of(found)}
    assert {("chapter", "Sand", "#t=0,0.2"), ("chapter", "Wind", "#t=0.2,0.5")} <= said
    assert {("utterance", "The wind", "#t=0,0.25"), ("utterance", "rises", "#t=0.25")} <= said
    assert ("headline", "Aloft", "") in said
    kept = found.extractions[0].kept
    assert kept["Picture:cover front (image/png, 24 bytes)"] == 1
    assert kept["Attachment:notes.txt (text/plain, 5 bytes)"] == 1


def test_the_oldest_tags(mp3: bytes, read: Read, said: Said) -> None:
    first = b"TAG" + b"Kitty Hawk".ljust(30, b"\x00") + b"Maren Holt".ljust(30) + b"Dunes".ljust(30) + b"1903"
    texts = said(read(mp3 + first + b"A windy day".ljust(28, b"\x00") + b"\x00\x03\x11", "a.mp3"))
    assert (texts["title"], texts["creator"], texts["trackNumber"]) == (["Kitty Hawk"], ["Maren Holt"], ["3"])
    assert (texts["genre"], texts["dateCreated"], texts["description"]) == (["Rock"], ["1903"], ["A windy day"])
    frame = b"TT2" + (11).to_bytes(3, "big") + b"\x00Kitty Hawk"
    second = b"ID3\x02\x00\x00" + bytes((0, 0, 0, len(frame))) + frame
    assert said(read(second + mp3, "a.mp3"))["title"] == ["Kitty Hawk"]


def test_what_stands_behind_a_tag_decides_the_type(make_sound: Callable[..., bytes], read: Read, said: Said) -> None:
    data = tagged(make_sound("adts", "aac"), F.TIT2(3, ["Kitty Hawk"]))
    assert media_type_of(data, "a.bin") == "audio/aac"
    texts = said(read(data, "a.aac"))
    assert (texts["title"], texts["audioCodec"]) == (["Kitty Hawk"], ["aac"])


def test_a_tag_longer_than_the_file_is_a_defect(mp3: bytes, read: Read, said: Said) -> None:
    data = tagged(mp3, F.TIT2(3, ["Kitty Hawk"]))
    texts = said(read(data[:6] + b"\x00\x7f\x7f\x7f" + data[10:], "a.mp3"))
    assert texts["title"] == ["Kitty Hawk"]
    assert any("the ID3 tag says it has" in defect for defect in texts["defect"])


def test_flac_with_comments_cues_and_pictures(make_sound: Callable[..., bytes], read: Read, said: Said) -> None:
    out = BytesIO(make_sound("flac", "flac", seconds=1))
    flac: Any = X.FLAC(out)
    flac.add_tags() if flac.tags is None else None
    flac.tags.extend([
        ("TITLE", "Kitty Hawk"), ("ARTIST", "Maren Holt"), ("ARTIST", "Ana Dune"), ("ORGANIZATION", "Shore Records"),
        ("ISRC", "USX030300001"), ("LOCATION", "Outer Banks"), ("REPLAYGAIN_TRACK_GAIN", "-3 dB"), ("RATING", "80"),
        ("CHAPTER001", "00:00:00.500"), ("CHAPTER001NAME", "Wind"), ("CHAPTER002", "later"), ("SEA", "calm"),
    ])  # fmt: skip
    picture = X.Picture()
    picture.data, picture.type, picture.mime = b"\xff\xd8\xff" + bytes(9), 3, "image/jpeg"
    flac.add_picture(picture)
    sheet = X.CueSheet(None)
    sheet.tracks = [X.CueSheetTrack(1, 0, b"USX030300001"), X.CueSheetTrack(2, 24_000), X.CueSheetTrack(255, 48_000)]
    for track in sheet.tracks[:2]:
        track.indexes.append(X.CueSheetTrackIndex(1, 0))
    flac.metadata_blocks.append(sheet)
    out.seek(0)
    flac.save(out)
    found = read(out.getvalue(), "a.flac")
    texts = said(found)
    assert (texts["title"], texts["creator"]) == (["Kitty Hawk"], ["Maren Holt", "Ana Dune"])
    assert (texts["publishedBy"], texts["rating"]) == (["Shore Records"], ["4"])
    assert texts["registryEntry"] == ["ISRC:USX030300001"]
    assert texts["contentLocation"] == ["Outer Banks"]
    chapters = [(c.value, c.segment.fragment) for c in claims_of(found) if c.property == "chapter"]
    assert set(chapters) == {("Wind", "#t=0.5"), ("Track 1, ISRC USX030300001", "#t=0,0.5"), ("Track 2", "#t=0.5,1")}
    assert "defect" not in texts
    (extraction,) = found.extractions
    assert extraction.unmapped == {"Tag:SEA": 1}
    assert extraction.kept["Picture:cover front (image/jpeg, 12 bytes)"] == 1
    assert any("'later'" in problem for problem in extraction.problems)


@pytest.mark.parametrize(
    ("codec", "kind"), [("libopus", mutagen.oggopus.OggOpus), ("vorbis", mutagen.oggvorbis.OggVorbis)]
)
def test_ogg(codec: str, kind: Any, make_sound: Callable[..., bytes], read: Read, said: Said) -> None:
    out = BytesIO(make_sound("ogg", codec))
    file = kind(out)
    file.tags["TITLE"] = ["Kitty Hawk"]
    file.tags["LICENSE"] = ["https://creativecommons.org/publicdomain/zero/1.0/"]
    out.seek(0)
    file.save(out)
    texts = said(read(out.getvalue(), "a.ogg"))
    assert (texts["title"], texts["audioCodec"]) == (["Kitty Hawk"], [codec.removeprefix("lib")])
    assert texts["licence"] == ["https://creativecommons.org/publicdomain/zero/1.0/"]


def test_every_property_is_the_ontologys() -> None:
    named = [prop for prop, _ in (*FRAMES.values(), *NAMES.values())]
    assert {*named, *TEXTS.values()} <= set(PROPERTIES)
