"""What Matroska and WebM say beside their streams: tags with their targets, attachments, chapters, protection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.ebml import ATTACHMENTS, CHAPTERS, INFO, TAGS, TRACKS, Element, Matroska, each_child
from extractors.files.tag_values import say_tag, stream_language
from ontology.model import Segment

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

NAMES: Final[dict[str, tuple[str, Speaker]]] = {
    "TITLE": ("title", _PERSON), "SUBTITLE": ("headline", _PERSON),
    "ARTIST": ("creator", _PERSON), "AUTHOR": ("creator", _PERSON),
    "DIRECTOR": ("director", _PERSON), "ASSISTANT_DIRECTOR": ("contributor", _PERSON),
    "DIRECTOR_OF_PHOTOGRAPHY": ("contributor", _PERSON), "SOUND_ENGINEER": ("contributor", _PERSON),
    "ART_DIRECTOR": ("contributor", _PERSON), "PRODUCTION_DESIGNER": ("contributor", _PERSON),
    "CHOREGRAPHER": ("contributor", _PERSON), "COSTUME_DESIGNER": ("contributor", _PERSON),
    "ACTOR": ("performer", _PERSON), "WRITTEN_BY": ("writer", _PERSON),
    "SCREENPLAY_BY": ("writer", _PERSON), "EDITED_BY": ("contributor", _PERSON),
    "PRODUCER": ("producer", _PERSON), "COPRODUCER": ("producer", _PERSON),
    "EXECUTIVE_PRODUCER": ("producer", _PERSON), "DISTRIBUTED_BY": ("publishedBy", _PERSON),
    "LEAD_PERFORMER": ("performer", _PERSON), "ACCOMPANIMENT": ("contributor", _PERSON),
    "COMPOSER": ("composer", _PERSON), "ARRANGER": ("contributor", _PERSON), "LYRICIST": ("writer", _PERSON),
    "CONDUCTOR": ("contributor", _PERSON), "REMIXED_BY": ("contributor", _PERSON), "MIXED_BY": ("contributor", _PERSON),
    "MASTERED_BY": ("contributor", _PERSON), "PRODUCTION_STUDIO": ("publishedBy", _PERSON),
    "PUBLISHER": ("publishedBy", _PERSON), "LABEL": ("publishedBy", _PERSON),
    "LYRICS": ("transcript", _PERSON), "GENRE": ("genre", _PERSON), "MOOD": ("mood", _PERSON),
    "KEYWORDS": ("keyword", _PERSON), "SUBJECT": ("keyword", _PERSON),
    "DESCRIPTION": ("description", _PERSON), "SUMMARY": ("description", _PERSON), "SYNOPSIS": ("description", _PERSON),
    "COMMENT": ("description", _PERSON), "COMMENTS": ("description", _PERSON),
    "DATE_RECORDED": ("dateCreated", _PERSON), "DATE": ("dateCreated", _PERSON), "YEAR": ("dateCreated", _PERSON),
    "DATE_WRITTEN": ("dateCreated", _PERSON), "DATE_DIGITIZED": ("digitisedDate", _DEVICE),
    "DATE_ENCODED": ("digitisedDate", _DEVICE), "CREATION_TIME": ("digitisedDate", _DEVICE),
    "RECORDING_LOCATION": ("contentLocation", _PERSON), "COMPOSITION_LOCATION": ("contentLocation", _PERSON),
    "COPYRIGHT": ("copyrightNotice", _PERSON), "LICENSE": ("licence", _PERSON), "TERMS_OF_USE": ("usageTerms", _PERSON),
    "DATE_RELEASED": ("datePublished", _PERSON), "LAW_RATING": ("ageRating", _PERSON),
    "RATING": ("rating", _PERSON), "BPM": ("tempo", _PERSON), "INITIAL_KEY": ("musicalKey", _PERSON),
    "ENCODER": ("software", _DEVICE), "PART_NUMBER": ("trackNumber", _PERSON),
    "ISRC": ("registryEntry", _PERSON), "ISBN": ("registryEntry", _PERSON), "BARCODE": ("registryEntry", _PERSON),
    "CATALOG_NUMBER": ("registryEntry", _PERSON), "LABEL_CODE": ("registryEntry", _PERSON),
    "LCCN": ("registryEntry", _PERSON), "IMDB": ("registryEntry", _PERSON), "TMDB": ("registryEntry", _PERSON),
    "TVDB": ("registryEntry", _PERSON), "TVDB2": ("registryEntry", _PERSON), "MCDI": ("registryEntry", _PERSON),
    "EIDR": ("eidr", _PERSON), "ISAN": ("isan", _PERSON), "TIMECODE": ("timecode", _DEVICE),
}  # fmt: skip
"""Official tags (matroska.org, Matroska Tags), and those that FFmpeg and MKVToolNix write, to property and speaker."""

KEPT: Final = frozenset((
    "TOTAL_PARTS", "PART_OFFSET", "SORT_WITH", "INSTRUMENTS", "EMAIL", "ADDRESS", "FAX", "PHONE", "URL", "COUNTRY",
    "ENCODER_SETTINGS", "ENCODED_BY", "BPS", "FPS", "DURATION", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES",
    "SOURCE_ID", "_STATISTICS_WRITING_APP", "_STATISTICS_WRITING_DATE_UTC", "_STATISTICS_TAGS", "MEASURE", "TUNING",
    "REPLAYGAIN_GAIN", "REPLAYGAIN_PEAK", "ORIGINAL_MEDIA_TYPE", "CONTENT_TYPE", "DATE_TAGGED",
    "DATE_PURCHASED", "PURCHASE_ITEM", "PURCHASE_INFO", "PURCHASE_OWNER", "PURCHASE_PRICE", "PURCHASE_CURRENCY",
    "PLAY_COUNTER", "ICRA", "PERIOD", "PRODUCTION_COPYRIGHT", "MAJOR_BRAND", "MINOR_VERSION",
    "COMPATIBLE_BRANDS", "HANDLER_NAME", "VENDOR_ID", "CHARACTER", "ORIGINAL",
))  # fmt: skip
_EPOCH: Final = datetime(2001, 1, 1, tzinfo=UTC)
_MOST_CHAPTERS: Final = 10_000


def say_matroska(found: Matroska, claims: Claims) -> None:
    """Add what the elements say; a tag that is not known is counted by its name."""
    for info in found.elements.get(INFO, []):
        say_tag(claims, "title", _PERSON, info.text(0x7BA9), pointer="/Info/Title")
        say_tag(claims, "software", _DEVICE, info.text(0x5741) or info.text(0x4D80), pointer="/Info/WritingApp")
        say_tag(claims, "digitisedDate", _DEVICE, _date(info), pointer="/Info/DateUTC")
    tracks = _tracks(found)
    chapters = _say_chapters(found, claims)
    for tag in found.all(TAGS, 0x7373):
        _say_tags(tag, tracks, chapters, claims)
    for file in found.all(ATTACHMENTS, 0x61A7):
        size = next((child.size for child in file.all(0x465C)), 0)
        claims.kept[f"Attachment:{file.text(0x466E)[:80]} ({file.text(0x4660)[:60]}, {size} bytes)"] += 1
    for track in _protected(found):
        claims.defect(f"encrypted: track {track} is protected; nothing is decoded")
    for problem in found.problems:
        claims.problem(problem)


def is_encrypted(found: Matroska) -> bool:
    """Say whether a track is protected (RFC 9559, 5.1.4.1.31.8)."""
    return bool(_protected(found))


def _protected(found: Matroska) -> list[int]:
    return [
        track
        for track, entry in enumerate(found.all(TRACKS, 0xAE), 1)
        if any(each.all(0x5035) for coding in entry.all(0x6D80) for each in coding.all(0x6240))
    ]


def dolby_vision(found: Matroska) -> list[tuple[int, bytes]]:
    """Return (track from 1, configuration record) of tracks that carry Dolby Vision (RFC 9559, 5.1.4.1.17)."""
    return [
        (track, body.body)
        for track, entry in enumerate(found.all(TRACKS, 0xAE), 1)
        for addition in entry.all(0x41E4)
        if addition.number(0x41E7).to_bytes(8, "big")[4:] in (b"dvcC", b"dvvC", b"dvwC")
        for body in addition.all(0x41ED)
    ]


def _date(info: Element) -> str:
    """Return DateUTC: nanoseconds since 2001 (RFC 8794, 7.6), or ""."""
    found = next(iter(info.all(0x4461)), None)
    if found is None or len(found.body) != 8:
        return ""
    seconds = int.from_bytes(found.body, "big", signed=True) // 1_000_000_000
    if not 0 < seconds < 1 << 32:
        return ""
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tracks(found: Matroska) -> dict[int, int]:
    return {entry.number(0x73C5): number for number, entry in enumerate(found.all(TRACKS, 0xAE), 1)}


def _say_tags(tag: Element, tracks: dict[int, int], chapters: dict[int, Segment], claims: Claims) -> None:
    """Say the simple tags of one tag about what its targets name: the whole, a track, a chapter, what it is part of."""
    targets = next(iter(tag.all(0x63C0)), Element(0x63C0, 0))
    level = targets.number(0x68CA, 50)
    uids = [child for child in targets.children if child.id in (0x63C5, 0x63C4, 0x63C6) and any(child.body)]
    for simple in each_child(tag, 0x67C8):
        name = simple.text(0x45A3).strip().upper().replace(" ", "_")
        text = simple.text(0x4487)
        language = stream_language(simple.text(0x447B) or simple.text(0x447A, "und"))
        if not uids:
            _say(name, text, language, level, claims)
        elif uids[0].id == 0x63C4:
            segment = chapters.get(int.from_bytes(uids[0].body[:8], "big"))
            _say_of_chapter(name, text, language, segment, claims)
        elif uids[0].id == 0x63C5:
            _say_of_track(name, text, tracks.get(int.from_bytes(uids[0].body[:8], "big")), claims)
        else:
            claims.kept[f"Tag:attachment/{name[:80]}"] += 1


def _say(name: str, text: str, language: str, level: int, claims: Claims) -> None:
    pointer = f"/Tag/{name}"
    if level > 50:  # the collection, season or album that this is a part of
        if name == "TITLE":
            claims.say(_PERSON, "partOf", text, pointer=f"/Tag/{level}/TITLE")
        elif name == "PART_NUMBER":
            claims.say(_PERSON, "seasonNumber" if level == 60 else "trackNumber", text, pointer=f"/Tag/{level}/{name}")
        else:
            claims.kept[f"Tag:{level}/{name[:80]}"] += 1
    elif name in NAMES:
        prop, speaker = NAMES[name]
        value = f"{name}:{text}" if prop == "registryEntry" and text else text
        say_tag(claims, prop, speaker, value, pointer=pointer, language=language)
    elif name in KEPT:
        claims.kept[f"Tag:{name[:80]}"] += 1
    else:
        claims.unmapped[f"Tag:{name[:80]}"] += 1


def _say_of_track(name: str, text: str, track: int | None, claims: Claims) -> None:
    if name in KEPT or track is None or name not in ("TITLE", "LANGUAGE", "ENCODER", "CREATION_TIME", "COMMENT"):
        claims.kept[f"Tag:track/{name[:80]}"] += 1
    elif name == "TITLE":
        claims.say(_PERSON, "trackName", text, pointer=f"/Tag/track/{name}", segment=Segment(track=track))
    else:
        claims.kept[f"Tag:track/{name}"] += 1


def _say_of_chapter(name: str, text: str, language: str, segment: Segment | None, claims: Claims) -> None:
    if segment is not None and name == "TITLE":
        claims.say(_PERSON, "chapter", text, pointer=f"/Tag/chapter/{name}", language=language, segment=segment)
    elif segment is not None and name in ("DESCRIPTION", "SUMMARY", "SYNOPSIS", "COMMENT"):
        claims.say(_PERSON, "description", text, pointer=f"/Tag/chapter/{name}", language=language, segment=segment)
    else:
        claims.kept[f"Tag:chapter/{name[:80]}"] += 1


def _say_chapters(found: Matroska, claims: Claims) -> dict[int, Segment]:
    """Say each chapter's titles; return the Segments of chapters by their UID. Times are in nanoseconds."""
    known: dict[int, Segment] = {}
    editions = found.all(CHAPTERS, 0x45B9)
    atoms = [atom for edition in editions for atom in each_child(edition, 0xB6)][:_MOST_CHAPTERS]
    length = claims.value("duration")
    starts = sorted({_seconds(atom.number(0x91)) for atom in atoms})
    for atom in atoms:
        start = _seconds(atom.number(0x91))
        later = next((each for each in starts if each > start), Decimal(length) if length else None)
        end = _seconds(atom.number(0x92)) if atom.all(0x92) else later
        segment = Segment(start, end if end is not None and end > start else None)
        known[atom.number(0x73C4)] = segment
        claims.say(_DEVICE, "segmentType", "chapter", pointer="/Chapters", segment=segment)
        for display in atom.all(0x80):
            code = display.text(0x437D) or display.text(0x437C)
            language = stream_language(code)
            claims.say(_PERSON, "chapter", display.text(0x85), pointer="/Chapters", language=language, segment=segment)
    return known


def _seconds(nanoseconds: int) -> Decimal:
    return round(Decimal(nanoseconds) / 1_000_000_000, 3)
