"""Tags of MP4 and QuickTime files, written box by box, and by FFmpeg."""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Callable

import pytest

from extractors.extracted import Extracted
from extractors.files.claims import Claims
from extractors.files.movie_boxes import packed_language, read_movie
from extractors.files.movie_tags import TAGS, say_movie
from extractors.port import Source
from ontology.model import AgentKind
from ontology.terms import PROPERTIES

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", 8 + len(body)) + kind + body


def data_box(kind: int, body: bytes) -> bytes:
    return box(b"data", struct.pack(">II", kind, 0), body)


def item(name: bytes, *values: tuple[int, bytes]) -> bytes:
    return box(name, *(data_box(kind, body) for kind, body in values))


def text(name: str, value: str) -> bytes:
    return item(name.encode("latin-1"), (1, value.encode()))


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", bytes(8), kind, bytes(13))


def itunes(*items: bytes) -> bytes:
    return box(b"udta", box(b"meta", bytes(4), handler(b"mdir"), box(b"ilst", *items)))


def keyed(values: dict[str, bytes]) -> bytes:
    keys = b"".join(struct.pack(">I", 8 + len(name)) + b"mdta" + name.encode() for name in values)
    items = b"".join(box(struct.pack(">I", n), body) for n, body in enumerate(values.values(), 1))
    return box(b"meta", handler(b"mdta"), box(b"keys", struct.pack(">II", 0, len(values)), keys), box(b"ilst", items))


def said_of(*inside: bytes) -> tuple[dict[str, list[str]], Claims]:
    claims = Claims(Source("a.mov", "a.mov", b""))
    say_movie(read_movie(box(b"moov", *inside)), claims)
    found: dict[str, list[str]] = {}
    for run in claims.embedded_runs():
        for claim in run.observations:
            found.setdefault(claim.property, []).append(
                f"{claim.value}@{claim.language}" if claim.language else claim.value
            )
    return found, claims


def test_itunes_items_of_every_type() -> None:
    said, claims = said_of(
        itunes(
            text("©nam", "Kitty Hawk"),
            text("©ART", "Maren Holt"),
            text("aART", "Shore Band"),
            item(b"trkn", (0, struct.pack(">HHHH", 0, 3, 12, 0))),
            item(b"disk", (0, struct.pack(">HHH", 0, 1, 0))),
            item(b"gnre", (0, struct.pack(">H", 18))),
            item(b"tmpo", (21, struct.pack(">H", 128))),
            item(b"covr", (13, b"\xff\xd8\xff" + bytes(40))),
            item(b"cpil", (21, b"\x01")),
            item(b"keyw", (2, "dunes, wind".encode("utf-16-be"))),
            item(b"\xa9day", (1, b"1903-12-17T10:35:00Z")),
            box(
                b"----",
                box(b"mean", bytes(4), b"com.apple.iTunes"),
                box(b"name", bytes(4), b"ISRC"),
                data_box(1, b"USX"),
            ),
            box(b"----", box(b"mean", bytes(4), b"org.example"), box(b"name", bytes(4), b"Mood?"), data_box(1, b"x")),
            text("tvsh", "First Flights"),
            item(b"tvsn", (21, b"\x02")),
            item(b"tves", (21, b"\x07")),
        )
    )
    assert said["title"] == ["Kitty Hawk"]
    assert said["creator"] == ["Maren Holt"]
    assert said["contributor"] == ["Shore Band"]
    assert (said["trackNumber"], said["discNumber"]) == (["3/12"], ["1"])
    assert (said["genre"], said["tempo"]) == (["Rock"], ["128"])
    assert said["keyword"] == ["dunes", "wind"]
    assert said["dateCreated"] == ["1903-12-17T10:35:00Z"]
    assert said["registryEntry"] == ["ISRC:USX"]
    assert (said["partOf"], said["seasonNumber"], said["episodeNumber"]) == (["First Flights"], ["2"], ["7"])
    assert claims.kept["Picture:covr image/jpeg, 43 bytes"] == 1
    assert claims.kept["Tag:cpil"] == 1
    assert dict(claims.unmapped) == {"Tag:org.example:Mood?": 1}


def test_apples_keys() -> None:
    said, claims = said_of(
        keyed(
            {
                "com.apple.quicktime.make": data_box(1, b"Apple"),
                "com.apple.quicktime.model": data_box(1, b"iPhone 15"),
                "com.apple.quicktime.creationdate": data_box(1, b"2021-03-04T05:06:07+0200"),
                "com.apple.quicktime.location.ISO6709": data_box(1, b"-33.8570+151.2100+012.500/"),
                "com.apple.quicktime.location.accuracy.horizontal": data_box(1, b"4.7"),
                "com.apple.quicktime.camera.focal_length.35mm_equivalent": data_box(21, struct.pack(">i", 26)),
                "com.apple.quicktime.rating.user": data_box(23, struct.pack(">f", 3.5)),
                "com.apple.quicktime.content.identifier": data_box(1, b"7F1C"),
                "com.apple.quicktime.live-photo.auto": data_box(77, b"\x01"),
                "com.example.sea": data_box(1, b"x"),
            }
        )
    )
    assert said["captureDate"] == ["2021-03-04T05:06:07+02:00"]
    assert (said["latitude"], said["longitude"], said["altitude"]) == (["-33.857"], ["151.21"], ["12.5"])
    assert (said["gpsAccuracy"], said["focalLength35mm"], said["rating"]) == (["4.7"], ["26"], ["3.5"])
    assert said["documentId"] == ["7F1C"]
    assert dict(claims.unmapped) == {"Tag:com.example.sea": 1}
    assert {(run.agent.kind, run.agent.name) for run in claims.embedded_runs()} >= {
        (AgentKind.DEVICE, "Apple iPhone 15")
    }


def test_user_data_of_quicktime_and_3gpp() -> None:
    german = struct.pack(">H", 0x1CB2)
    title = b"D\xc3\xbcne\x00"
    international = struct.pack(">HH", 5, 0x15C7) + "Düne".encode() + struct.pack(">HH", 4, 0) + b"Dune"
    place = b"".join((bytes(4), b"\x15\xc7", b"Kitty Hawk\x00", b"\x00", struct.pack(
        ">iii", int(-75.6679 * 65536), int(36.0143 * 65536), 3 << 16), b"earth\x00\x00"))  # fmt: skip
    said, claims = said_of(
        box(
            b"udta",
            box(b"\xa9nam", international),
            box(b"dscp", bytes(4), german, title),
            box(b"yrrc", bytes(4), struct.pack(">H", 1903)),
            box(b"loci", place),
            box(b"manu", b"Bolex\x00"),
            box(b"QQQQ", b"1"),
        )
    )
    assert said["title"] == ["Düne@en", "Dune"]
    assert said["description"] == ["Düne@de"]
    assert said["dateCreated"] == ["1903"]
    assert float(said["latitude"][0]) == pytest.approx(36.0143, abs=1e-4)
    assert float(said["longitude"][0]) == pytest.approx(-75.6679, abs=1e-4)
    assert said["contentLocation"] == ["Kitty Hawk@en"]
    assert said["cameraMake"] == ["Bolex"]
    assert dict(claims.unmapped) == {"Tag:udta/QQQQ": 1}


@pytest.mark.parametrize(("code", "language"), [(0x15C7, "eng"), (0x1CB2, "ger"), (0, ""), (0x7FFF, ""), (11, "")])
def test_packed_languages(code: int, language: str) -> None:
    assert packed_language(code) == language


def test_cast_and_crew_of_itunes() -> None:
    credits = {"cast": [{"name": "Orville Wright"}], "directors": [{"name": "John Daniels"}], "studio": "Dunes", "x": 1}
    value = data_box(1, plistlib.dumps(credits))
    free = box(b"----", box(b"mean", bytes(4), b"com.apple.iTunes"), box(b"name", bytes(4), b"iTunMOVI"), value)
    said, claims = said_of(itunes(free))
    assert said == {"performer": ["Orville Wright"], "director": ["John Daniels"], "publishedBy": ["Dunes"]}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><plist><dict><key>&a;</key></dict></plist>'
    free = box(
        b"----", box(b"mean", bytes(4), b"com.apple.iTunes"), box(b"name", bytes(4), b"iTunMOVI"), data_box(1, bomb)
    )
    said, claims = said_of(itunes(free))
    assert said == {}
    assert claims.problems == ["tag com.apple.iTunes:iTunMOVI is no property list"]


def test_ffmpegs_own_film_with_timecode_chapters_and_names(
    read: Read, said: Said, make_film: Callable[..., bytes]
) -> None:
    data = make_film(
        "mov",
        tags={"title": "Kitty Hawk", "com.apple.quicktime.make": "Bolex", "odd": "x"},
        options={"movflags": "use_metadata_tags"},
        of_pictures={"timecode": "10:00:00:00", "handler_name": "Camera 2", "language": "ger"},
        of_sound={"language": "fra"},
        chapters=[(0, 0.4, "Sand"), (0.4, 1, "Wind")],
    )
    found = read(data, "a.mov")
    texts = said(found)
    assert (texts["title"], texts["cameraMake"], texts["timecode"]) == (["Kitty Hawk"], ["Bolex"], ["10:00:00:00"])
    assert (texts["language"], texts["trackLanguage"][:2]) == (["fr"], ["de", "fr"])
    assert texts["chapter"] == ["Sand", "Wind"]
    assert "Camera 2" in texts["trackName"]
    claims = [c for run in found.extractions[0].runs for c in run.observations]
    assert [c.segment.fragment for c in claims if c.property == "chapter"] == ["#t=0,0.4", "#t=0.4,1"]
    assert found.extractions[0].unmapped == {"Tag:odd": 1}


def test_xmp_inside_a_film(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Headline="Aloft"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    uuid = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), packet)
    assert said(read(make_film() + uuid, "a.mp4"))["headline"] == ["Aloft"]


def test_protected_tracks_are_named_and_not_decoded(read: Read, said: Said, make_film: Callable[..., bytes]) -> None:
    data = make_film("mp4", sound=None)
    at = data.index(b"mp4v")
    sinf = box(b"sinf", box(b"frma", b"mp4v"), box(b"schm", bytes(4), b"cenc", struct.pack(">I", 0x10000)))
    pssh = box(b"pssh", bytes(4), bytes.fromhex("edef8ba979d64acea3c827dcd51d21ed"), bytes(4))
    entry_at = at - 4
    (size,) = struct.unpack_from(">I", data, entry_at)
    changed = bytearray(data[:at] + b"encv" + data[at + 4 : entry_at + size] + sinf + data[entry_at + size :])
    for kind in (b"stsd", b"stbl", b"minf", b"mdia", b"trak", b"moov", b"encv"):
        place = changed.index(kind) - 4
        changed[place : place + 4] = struct.pack(">I", struct.unpack_from(">I", changed, place)[0] + len(sinf))
    moov = changed.index(b"moov") - 4
    (size,) = struct.unpack_from(">I", changed, moov)
    changed[moov : moov + 4] = struct.pack(">I", size + len(pssh))
    changed[moov + size : moov + size] = pssh
    texts = said(read(bytes(changed), "a.mp4"))
    assert texts["defect"] == ["encrypted (cenc): track 1 protected by Widevine; nothing is decoded"]
    assert texts["videoCodec"] == ["mpeg4"]


def test_every_property_is_the_ontologys() -> None:
    assert {prop for prop, _ in TAGS.values()} <= set(PROPERTIES)


def test_boxes_nested_or_many_end(read: Read) -> None:
    deep = b""
    for _ in range(5_000):
        deep = box(b"moov", deep) if len(deep) < 200_000 else deep
    assert read_movie(deep).tags == []
    many = box(b"moov", box(b"free") * 50_000)
    assert read_movie(many).has_movie
