"""The rows of docs/reference/embedded-metadata.md about films and sound; `table` writes the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from extractors.files import (
    broadcast_wave,
    container_tags,
    id3,
    loudness,
    matroska,
    movie_tags,
    vorbis_comments,
    wave_tags,
)
from extractors.files.claims import Speaker

Row = tuple[str, str, Speaker]
_DEVICE, _PERSON = Speaker.DEVICE, Speaker.PERSON

MEASURED: Final = (
    ("how the first channels are placed, by FFmpeg's name", "channelLayout"),
    ("limited or full, ITU-T H.273", "colourRange"),
    ("progressive, or which field is shown first", "fieldOrder"),
    (
        "colour, boxes and side data of the first picture: HDR10, HDR10+, HLG, Dolby Vision with its profile",
        "hdrFormat",
    ),
    ("mdcv box, or side data of the first picture (SMPTE ST 2086)", "masteringDisplay"),
    ("clli box, or side data of the first picture: MaxCLL", "maximumContentLight"),
    ("the same: MaxFALL", "maximumFrameAverageLight"),
    ("EBU R 128, over the whole sound", "loudness"),
    ("EBU Tech 3342, over the whole sound", "loudnessRange"),
    ("ITU-R BS.1770, over the whole sound", "truePeak"),
    ("the same, of 400 ms", "maximumMomentaryLoudness"),
    ("the same, of 3 s", "maximumShortTermLoudness"),
    ("every track: video, audio, subtitle, data, attachment, cover", "trackKind"),
    ("every track, in one line: codec, profile, size or rate, pixels or samples", "trackFormat"),
    ("every track's language", "trackLanguage"),
    ("every track's dispositions; default only where others are not", "trackRole"),
    ("what is wrong: truncated, corrupt, encrypted, mislabelled, absurdly large", "defect"),
)
"""What is measured of films and sound beside what `table` lists of all media."""


def sections() -> Iterator[tuple[str, list[Row], list[str]]]:
    """Yield title, rows and kept names of each table, one a family of tags."""
    yield (
        "Tags of films and sound, by FFmpeg's names",
        [*_rows(container_tags.TAGS), *_positions()],
        [*container_tags.KEPT],
    )
    yield "MP4 and QuickTime", [*_rows(movie_tags.TAGS), *_of_movies()], [*movie_tags.KEPT]
    yield "Matroska and WebM", [*_rows(matroska.NAMES), *_of_matroska()], [*matroska.KEPT]
    yield "ID3", [*_rows(id3.FRAMES), *_texts()], [*id3.KEPT]
    yield "Vorbis comments (FLAC, Ogg)", [*_rows(vorbis_comments.NAMES), *_of_comments()], []
    yield (
        "INFO (WAV, AVI) and AIFF",
        [*_rows(wave_tags.INFO), *_rows(wave_tags.AIFF), *_of_waves()],
        [*wave_tags.INFO_KEPT],
    )
    broadcast = [*_prefixed("bext", broadcast_wave.BEXT), *_prefixed("iXML", broadcast_wave.IXML), *_cart()]
    yield "Broadcast sound: bext, iXML, cart", broadcast, [f"iXML:{name}" for name in broadcast_wave.IXML_KEPT]
    yield "Tracks, programmes and maps", list(_OTHERS), []


def loudness_sentence() -> str:
    """Return what the page says of the bounds of measuring."""
    return (
        f"Loudness is measured of the first stream of sound, up to {loudness.LONGEST // 60} minutes of stereo (less of "
        f"more channels) in a file up to {loudness.LARGEST >> 20} MiB, and costs about a quarter of a second for a "
        "minute of stereo; of longer ones it is kept as not measured, since a part would give another number. The "
        "first picture is decoded, and the end is looked for; what lies between is not.\n\n"
        "XMP inside films and sound (uuid and XMP_ boxes, chunks `_PMX` and `APPL`, ID3 `PRIV`) is read as above; XML "
        "in the chunk `axml` and in MXF's generic streams by the form that recognises it, such as EBUCore. Pictures "
        "and attachments inside are kept, and counted with their names; MXF's descriptive sets by their kind."
    )


def _rows(table: Mapping[str, tuple[str, Speaker]]) -> Iterator[Row]:
    for name, (prop, speaker) in table.items():
        yield name.strip(), prop, speaker


def _prefixed(prefix: str, table: Mapping[str, tuple[str, Speaker]]) -> Iterator[Row]:
    for name, (prop, speaker) in table.items():
        yield f"{prefix} {name}", prop, speaker


def _positions() -> Iterator[Row]:
    for name in container_tags.POSITION:
        yield f"{name} (ISO 6709)", "latitude, longitude, altitude", _DEVICE


def _of_movies() -> Iterator[Row]:
    for name in movie_tags.POSITIONS:
        yield f"{name} (ISO 6709)", "latitude, longitude, altitude", _DEVICE
    yield "com.apple.iTunes:iTunMOVI", "performer, director, producer, writer, publishedBy", _PERSON
    yield "com.apple.iTunes:MusicBrainz …", "registryEntry", _PERSON
    yield "mvhd modification time", "modifiedDate", _DEVICE


def _of_matroska() -> Iterator[Row]:
    yield "TITLE above level 50", "partOf", _PERSON
    yield "PART_NUMBER of level 60", "seasonNumber", _PERSON
    yield "TITLE of a track", "trackName", _PERSON
    yield "ChapString", "chapter", _PERSON
    yield "ChapterAtom", "segmentType", _DEVICE
    yield "Info Title", "title", _PERSON
    yield "Info WritingApp, else MuxingApp", "software", _DEVICE
    yield "Info DateUTC", "digitisedDate", _DEVICE


def _texts() -> Iterator[Row]:
    for name, prop in id3.TEXTS.items():
        yield f"TXXX {name}", prop, _PERSON
    yield "TXXX MusicBrainz …", "registryEntry", _PERSON


def _of_comments() -> Iterator[Row]:
    yield "chapterNNN, chapterNNNname", "chapter", _PERSON
    yield "musicbrainz_…", "registryEntry", _PERSON
    yield "rating", "rating", _PERSON
    yield "CUESHEET tracks", "chapter", _DEVICE


def _of_waves() -> Iterator[Row]:
    yield "cue with labl", "chapter", _PERSON
    yield "cue with note", "note", _PERSON
    yield "MARK", "chapter", _PERSON
    yield "COMT", "description", _PERSON
    yield "Tdat tc_O", "timecode", _DEVICE
    yield "Tdat rn_O", "reelName", _DEVICE


def _cart() -> Iterator[Row]:
    for name, (_, _, prop, speaker) in broadcast_wave.CART.items():
        yield f"cart {name}", prop, speaker
    yield "cart StartDate, EndDate", "instructions", _PERSON
    yield "cart URL", "creatorContact", _PERSON
    yield "cart TagText", "description", _PERSON


_OTHERS: Final[tuple[Row, ...]] = (
    ("a sound track's language", "language", _DEVICE),
    ("a subtitle track's language", "subtitleLanguage", _DEVICE),
    ("a track's title or handler name, where it is not a program's", "trackName", _PERSON),
    ("timecode track", "timecode", _DEVICE),
    ("tape name of a timecode track", "reelName", _DEVICE),
    ("MPEG-TS SDT service name", "serviceName", _PERSON),
    ("MPEG-TS SDT provider", "publishedBy", _PERSON),
    ("MPEG-TS EIT present event, name", "title", _PERSON),
    ("MPEG-TS EIT present event, text", "description", _PERSON),
    ("GXF map, material name", "title", _DEVICE),
    ("chapter of FFmpeg's", "chapter", _PERSON),
)
