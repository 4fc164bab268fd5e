"""What FLAC and Ogg files say: Vorbis comments, pictures, and FLAC's cue sheet, read by mutagen."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, BinaryIO, Final

from extractors.files.claims import Claims, Speaker
from extractors.files.id3 import picture_kind
from extractors.files.tag_values import say_position, say_tag
from ontology.model import Segment

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

NAMES: Final[dict[str, tuple[str, Speaker]]] = {
    "title": ("title", _PERSON), "artist": ("creator", _PERSON), "author": ("creator", _PERSON),
    "artists": ("creator", _PERSON), "albumartist": ("contributor", _PERSON), "album artist": ("contributor", _PERSON),
    "album_artist": ("contributor", _PERSON), "ensemble": ("contributor", _PERSON),
    "conductor": ("contributor", _PERSON), "arranger": ("contributor", _PERSON), "engineer": ("contributor", _PERSON),
    "remixer": ("contributor", _PERSON), "mixer": ("contributor", _PERSON), "djmixer": ("contributor", _PERSON),
    "performer": ("performer", _PERSON), "composer": ("composer", _PERSON), "lyricist": ("writer", _PERSON),
    "writer": ("writer", _PERSON), "producer": ("producer", _PERSON), "director": ("director", _PERSON),
    "album": ("album", _PERSON), "tracknumber": ("trackNumber", _PERSON), "track": ("trackNumber", _PERSON),
    "discnumber": ("discNumber", _PERSON), "disc": ("discNumber", _PERSON), "genre": ("genre", _PERSON),
    "mood": ("mood", _PERSON), "date": ("dateCreated", _PERSON), "year": ("dateCreated", _PERSON),
    "releasedate": ("datePublished", _PERSON), "creation_time": ("digitisedDate", _DEVICE),
    "encodingtime": ("digitisedDate", _DEVICE), "description": ("description", _PERSON),
    "comment": ("description", _PERSON), "comments": ("description", _PERSON), "synopsis": ("description", _PERSON),
    "subtitle": ("description", _PERSON), "keywords": ("keyword", _PERSON), "copyright": ("copyrightNotice", _PERSON),
    "license": ("licence", _PERSON), "organization": ("publishedBy", _PERSON), "label": ("publishedBy", _PERSON),
    "publisher": ("publishedBy", _PERSON), "contact": ("creatorContact", _PERSON),
    "location": ("contentLocation", _PERSON), "language": ("language", _PERSON), "lyrics": ("transcript", _PERSON),
    "unsyncedlyrics": ("transcript", _PERSON), "bpm": ("tempo", _PERSON), "tempo": ("tempo", _PERSON),
    "initialkey": ("musicalKey", _PERSON), "key": ("musicalKey", _PERSON), "encoder": ("software", _DEVICE),
    "encoded-by": ("software", _DEVICE), "encoded_by": ("software", _DEVICE), "isrc": ("registryEntry", _PERSON),
    "barcode": ("registryEntry", _PERSON), "upc": ("registryEntry", _PERSON), "ean/upn": ("registryEntry", _PERSON),
    "catalognumber": ("registryEntry", _PERSON), "labelno": ("registryEntry", _PERSON),
    "asin": ("registryEntry", _PERSON), "eidr": ("eidr", _PERSON), "source": ("source", _PERSON),
    "webstatement": ("webStatement", _PERSON), "show": ("partOf", _PERSON), "series": ("partOf", _PERSON),
    "season": ("seasonNumber", _PERSON), "episode": ("episodeNumber", _PERSON), "timecode": ("timecode", _DEVICE),
}  # fmt: skip
"""Field in lower case (xiph.org, Ogg Vorbis I format: comment field; and fields in wide use) to property, speaker."""

_KEPT: Final = re.compile(
    r"replaygain_.*|r128_(?:track|album)_gain|major_brand|minor_version|compatible_brands|handler_name|vendor_id|"
    r"metadata_block_picture|coverart(?:mime|type|description)?|waveformatextensible_channel_mask|version|encoder_options|"
    r"(?:track|disc)?total(?:tracks|discs)?|tracktotal|disctotal|compilation|.*sort(?:order)?|part|partnumber|media|"
    r"releasestatus|releasetype|releasecountry|script|original(?:date|year)|bit_?rate|encoding|encodersettings|opus|"
    r"cdtoc|accuraterip.*|acoustid_fingerprint|rating:.*|fmps_.*|grouping|cuesheet|log|ensemblesort",
)
_REGISTRY: Final = re.compile(r"musicbrainz_|acoustid_id|discogs_|mbid")
_CHAPTER: Final = re.compile(r"chapter(\d{1,3})(name|url)?")
_CLOCK: Final = re.compile(r"(\d{1,4}):(\d\d):(\d\d(?:\.\d{1,9})?)")
_POSITION: Final = frozenset(("geo_location", "gpslocation"))
_MOST_COMMENTS: Final = 10_000


def say_comments(file: BinaryIO, claims: Claims) -> None:
    """Add what the comments of a FLAC or Ogg file say; one that is damaged says nothing, and is named."""
    import mutagen
    from mutagen.flac import FLAC
    from mutagen.oggflac import OggFLAC
    from mutagen.oggopus import OggOpus
    from mutagen.oggspeex import OggSpeex
    from mutagen.oggtheora import OggTheora
    from mutagen.oggvorbis import OggVorbis

    kinds = [FLAC, OggVorbis, OggOpus, OggSpeex, OggFLAC, OggTheora]
    try:
        found: Any = mutagen.File(file, options=kinds)
    except (mutagen.MutagenError, ValueError, KeyError, IndexError, TypeError, EOFError) as err:
        claims.defect(f"the comments are damaged: {err or type(err).__name__}")
        return
    if found is None:
        return
    chapters: dict[str, dict[str, str]] = {}
    comments = list(found.tags or ())[:_MOST_COMMENTS]
    for name, text in comments:
        _say(str(name), str(text), chapters, claims)
    _say_chapters(chapters, claims)
    for picture in getattr(found, "pictures", ()):
        claims.kept[f"Picture:{picture_kind(int(picture.type))} ({picture.mime[:60]}, {len(picture.data)} bytes)"] += 1
    if getattr(found, "cuesheet", None) is not None:
        _say_cue_sheet(found.cuesheet, found.info.sample_rate, claims)


def _say(name: str, text: str, chapters: dict[str, dict[str, str]], claims: Claims) -> None:
    key, pointer = name.lower(), f"/Tag/{name.lower()}"
    if match := _CHAPTER.fullmatch(key):
        chapters.setdefault(match[1], {})[match[2] or "start"] = text
    elif key in _POSITION and say_position(text, claims, pointer=pointer):
        return
    elif key in NAMES:
        prop, speaker = NAMES[key]
        value = f"{name.upper()}:{text}" if prop == "registryEntry" and text.strip() else text
        say_tag(claims, prop, speaker, value, pointer=pointer)
    elif key == "rating" and text.isdecimal() and int(text) <= 100:
        stars = Decimal(text) if int(text) <= 5 else round(Decimal(text) / 20)
        claims.say(_PERSON, "rating", stars, pointer=pointer)
    elif _KEPT.fullmatch(key):
        claims.kept[f"Tag:{name[:80]}"] += 1
    elif _REGISTRY.match(key):
        claims.say(_PERSON, "registryEntry", f"{name}:{text}", pointer=pointer)
    else:
        claims.unmapped[f"Tag:{name[:80]}"] += 1


def _say_chapters(chapters: dict[str, dict[str, str]], claims: Claims) -> None:
    """Say CHAPTER001=00:00:05.000 and CHAPTER001NAME (xiph.org, chapter extension)."""
    starts: dict[str, Decimal] = {}
    for number, parts in chapters.items():
        match = _CLOCK.fullmatch(parts.get("start", "").strip())
        if match is not None:
            starts[number] = int(match[1]) * 3600 + int(match[2]) * 60 + Decimal(match[3])
        else:
            claims.problem(f"chapter {number} begins at {parts.get('start', '')[:40]!r}, which is no time")
    for number, start in starts.items():
        end = min((each for each in starts.values() if each > start), default=None)
        segment = Segment(round(start, 3), round(end, 3) if end is not None else None)
        claims.say(_DEVICE, "segmentType", "chapter", pointer=f"/Tag/chapter{number}", segment=segment)
        name = chapters[number].get("name", "")
        claims.say(_PERSON, "chapter", name, pointer=f"/Tag/chapter{number}name", segment=segment)


def _say_cue_sheet(sheet: Any, sample_rate: int, claims: Claims) -> None:
    """Say the tracks of a cue sheet (RFC 9639, 8.7) as chapters; 170 and 255 are the lead-out."""
    number = bytes(sheet.media_catalog_number).strip(b"\x00").decode("latin-1")
    if number:
        claims.say(_PERSON, "registryEntry", f"MCN:{number}", pointer="/CueSheet/MediaCatalogNumber")
    tracks = [(int(track.start_offset), track) for track in sheet.tracks[:101]]
    for (offset, track), (later, _) in pairwise(tracks):
        if not sample_rate or track.track_number in (170, 255):
            continue
        try:
            start, end = (round(Decimal(each) / sample_rate, 3) for each in (offset, later))
        except InvalidOperation:
            continue
        segment = Segment(start, end if end > start else None)
        claims.say(_DEVICE, "segmentType", "chapter", pointer="/CueSheet/Track", segment=segment)
        code = bytes(track.isrc).strip(b"\x00").decode("latin-1")
        text = f"Track {track.track_number}" + (f", ISRC {code}" if code else "")
        claims.say(_DEVICE, "chapter", text, pointer="/CueSheet/Track", segment=segment)
