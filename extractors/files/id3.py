"""What ID3 tags become: version 1, and 2.2 to 2.4 as mutagen reads them into the frames of 2.4 (id3.org)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from extractors.files.claims import Claims, Speaker
from extractors.files.tag_values import say_tag, stream_language
from extractors.files.xmp_claims import read_xmp
from ontology.model import Segment
from ontology.terms import PROPERTIES

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

FRAMES: Final[dict[str, tuple[str, Speaker]]] = {
    "TIT2": ("title", _PERSON), "TIT3": ("description", _PERSON), "TALB": ("album", _PERSON),
    "TPE1": ("creator", _PERSON), "TPE2": ("contributor", _PERSON), "TPE3": ("contributor", _PERSON),
    "TPE4": ("contributor", _PERSON), "TCOM": ("composer", _PERSON), "TEXT": ("writer", _PERSON),
    "TOLY": ("writer", _PERSON), "TRCK": ("trackNumber", _PERSON), "TPOS": ("discNumber", _PERSON),
    "TCON": ("genre", _PERSON), "TCAT": ("genre", _PERSON), "TMOO": ("mood", _PERSON), "TKWD": ("keyword", _PERSON),
    "TDES": ("description", _PERSON), "TDRC": ("dateCreated", _PERSON), "TDRL": ("datePublished", _PERSON),
    "TDEN": ("digitisedDate", _DEVICE), "TCOP": ("copyrightNotice", _PERSON), "WCOP": ("webStatement", _PERSON),
    "USER": ("usageTerms", _PERSON), "TPUB": ("publishedBy", _PERSON), "TRSN": ("publishedOn", _PERSON),
    "TRSO": ("publishedBy", _PERSON), "TSRC": ("registryEntry", _PERSON), "TLAN": ("language", _PERSON),
    "TSSE": ("software", _DEVICE), "TENC": ("software", _DEVICE), "TBPM": ("tempo", _PERSON),
    "TKEY": ("musicalKey", _PERSON), "WOAR": ("creatorContact", _PERSON), "COMM": ("description", _PERSON),
    "USLT": ("transcript", _PERSON), "SYLT": ("utterance", _PERSON), "POPM": ("rating", _PERSON),
    "UFID": ("registryEntry", _PERSON), "TIPL": ("credit", _PERSON), "TMCL": ("credit", _PERSON),
    "CHAP": ("chapter", _PERSON), "MVNM": ("partOf", _PERSON), "TOWN": ("copyrightOwner", _PERSON),
}  # fmt: skip
"""Frame of ID3v2.4 to property and speaker; those of 2.2 and 2.3 are brought into it."""

TEXTS: Final[dict[str, str]] = {
    "artists": "creator", "lyricist": "writer", "director": "director", "producer": "producer", "writer": "writer",
    "label": "publishedBy", "publisher": "publishedBy", "language": "language", "license": "licence",
    "comment": "description", "description": "description", "synopsis": "description", "keywords": "keyword",
    "mood": "mood", "initialkey": "musicalKey", "bpm": "tempo", "copyright": "copyrightNotice", "show": "partOf",
    "barcode": "registryEntry", "catalognumber": "registryEntry", "asin": "registryEntry", "isrc": "registryEntry",
    "eidr": "eidr", "podcastdesc": "description",
}  # fmt: skip
"""Description of a TXXX frame, in lower case, to property; all said by the person."""

KEPT: Final = frozenset((
    "TIT1", "TOPE", "TOAL", "TOFN", "TDOR", "TDTG", "TLEN", "TMED", "TFLT", "TSST", "TSOA", "TSOP", "TSOT", "TSO2",
    "TSOC", "TPRO", "TDLY", "TCMP", "TGID", "GRP1", "MVIN", "PCST", "WFED", "WCOM", "WOAF", "WOAS", "WORS", "WPAY",
    "WPUB", "WXXX", "PCNT", "PRIV", "GEOB", "MCDI", "ETCO", "MLLT", "SYTC", "RVA2", "RVAD", "EQU2", "RVRB", "RBUF",
    "AENC", "LINK", "POSS", "OWNE", "COMR", "ENCR", "GRID", "SIGN", "SEEK", "ASPI", "CTOC", "TDRL2", "TYER", "TDAT",
    "TIME", "TRDA", "TSIZ", "TORY", "IPLS", "XSOP",
))  # fmt: skip
"""Known, and nothing that a claim would say: sorting, shops' addresses, players' counters and settings."""
_KEPT_TEXTS: Final = re.compile(
    r"replaygain_.*|mp3gain_.*|major_brand|minor_version|compatible_brands|encoder_options|itunes.*|cddb.*|"
    r"originalyear|originaldate|releasecountry|releasetype|releasestatus|script|media|musicbrainz.*(?:country|type|status)|"
    r"album ?artist ?sort|acoustid fingerprint|track.?total|disc.?total|compilation|accurate.*|rip.*",
    re.IGNORECASE,
)
_REGISTRY: Final = re.compile(r"musicbrainz |acoustid id|discogs_|imdb", re.IGNORECASE)
_KEPT_COMMENTS: Final = re.compile(r"itun|songs-db|mediamonkey|id3v1 comment|cddb|c0$", re.IGNORECASE)
_MOST_LINES: Final = 5_000
LARGEST_TAG: Final = 64 << 20
"""Bytes of one ID3 tag that are read; a larger one is named and left out."""


def say_id3(data: bytes, claims: Claims) -> None:
    """Add what an ID3 tag says that begins a file (or, version 1, ends it); none there says nothing."""
    from mutagen import MutagenError
    from mutagen import id3 as library

    if head_size(data) > LARGEST_TAG:
        claims.problem(f"the ID3 tag is of {head_size(data)} bytes, over the limit of {LARGEST_TAG}; it is left out")
        return
    try:
        frames: Any = library  # the library has no types
        tag = frames.ID3(BytesIO(data))
    except library.ID3NoHeaderError:
        return
    except (MutagenError, ValueError, KeyError, IndexError, TypeError) as err:
        claims.defect(f"the ID3 tag is damaged: {err}")
        return
    for frame in tag.values():
        _say_frame(frame, claims)
    for body in tag.unknown_frames:
        claims.unmapped[f"ID3:{bytes(body[:4]).decode('latin-1')!r}"] += 1


def head_size(data: bytes) -> int:
    """Return the bytes of the tag that begins a file, 0 where none does: its header has four times seven bits.

    ID3v2.4 structure, 3.1; a footer adds ten.
    """
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = sum((byte & 127) << 7 * (3 - n) for n, byte in enumerate(data[6:10]))
    return 10 + size + (10 if data[5] & 0x10 else 0)


def _say_frame(frame: Any, claims: Claims) -> None:
    name = str(frame.FrameID)
    if name in _READ:
        _READ[name](frame, claims)
    elif name in FRAMES:
        prop, speaker = FRAMES[name]
        for text in _texts(frame):
            value = f"ISRC:{text}" if name == "TSRC" else text
            if not text and hasattr(frame, "text") and PROPERTIES[prop].datatype.endswith("dateTime"):
                claims.problem(f"ID3 {name} is not a date")  # the library has emptied it
            say_tag(claims, prop, speaker, value, pointer=f"/ID3/{name}")
    elif name in KEPT:
        claims.kept[f"ID3:{name}"] += 1
    else:
        claims.unmapped[f"ID3:{name}"] += 1


def _texts(frame: Any) -> list[str]:
    if frame.FrameID == "TCON":
        return [str(genre) for genre in frame.genres]
    texts = getattr(frame, "text", None)
    if texts is None:
        texts = [getattr(frame, "url", "")]
    return [texts] if isinstance(texts, str) else [str(text) for text in texts]


def _comment(frame: Any, claims: Claims) -> None:
    if _KEPT_COMMENTS.match(frame.desc) and frame.desc.lower() != "id3v1 comment":
        claims.kept[f"ID3:COMM:{frame.desc[:60]}"] += 1
        return
    prop, _ = FRAMES[frame.FrameID]
    for text in _texts(frame):
        pointer = f"/ID3/{frame.FrameID}"
        say_tag(claims, prop, _PERSON, text, pointer=pointer, language=stream_language(frame.lang))


def _user_text(frame: Any, claims: Claims) -> None:
    name = frame.desc.strip()
    for text in _texts(frame):
        if name.lower() in TEXTS:
            prop = TEXTS[name.lower()]
            value = f"{name.upper()}:{text}" if prop == "registryEntry" else text
            say_tag(claims, prop, _PERSON, value, pointer=f"/ID3/TXXX/{name}")
        elif _KEPT_TEXTS.fullmatch(name):
            claims.kept[f"ID3:TXXX:{name[:60]}"] += 1
        elif _REGISTRY.match(name):
            claims.say(_PERSON, "registryEntry", f"{name}:{text}", pointer=f"/ID3/TXXX/{name}")
        else:
            claims.unmapped[f"Tag:{name[:80]}"] += 1


def _people(frame: Any, claims: Claims) -> None:
    for role, name in [pair for pair in frame.people if len(pair) == 2][:1000]:
        if name.strip():
            claims.say(
                _PERSON, "credit", f"{name.strip()}: {role.strip()}".rstrip(": "), pointer=f"/ID3/{frame.FrameID}"
            )


def _picture(frame: Any, claims: Claims) -> None:
    claims.kept[f"Picture:{picture_kind(int(frame.type))} ({frame.mime[:60]}, {len(frame.data)} bytes)"] += 1


def picture_kind(number: int) -> str:
    """Return what a picture shows, by the number that ID3 and FLAC give it: ``cover front``."""
    from mutagen import id3 as library

    kinds: Any = library  # the library has no types
    try:
        return str(kinds.PictureType(number)).rpartition(".")[2].replace("_", " ").lower()
    except ValueError:
        return f"kind {number}"


def _rating(frame: Any, claims: Claims) -> None:
    """Say stars of 0 to 255 as Windows and most players part them; 0 is not rated."""
    if frame.rating:
        stars = 1 + sum(frame.rating >= least for least in (32, 96, 160, 224))
        claims.say(_PERSON, "rating", stars, pointer="/ID3/POPM")


def _file_id(frame: Any, claims: Claims) -> None:
    text = frame.data.decode("latin-1")
    if text.isprintable() and text.strip():
        claims.say(_PERSON, "registryEntry", f"{frame.owner}:{text}", pointer="/ID3/UFID")
    else:
        claims.kept["ID3:UFID"] += 1


def _private(frame: Any, claims: Claims) -> None:
    if frame.owner == "XMP":
        read_xmp(frame.data, claims)
    else:
        claims.kept[f"ID3:PRIV:{frame.owner[:60]}"] += 1


def _object(frame: Any, claims: Claims) -> None:
    claims.kept[f"Attachment:{(frame.filename or frame.desc)[:80]} ({frame.mime[:60]}, {len(frame.data)} bytes)"] += 1


def _lyrics(frame: Any, claims: Claims) -> None:
    """Say synchronised lyrics, whose times are in milliseconds (format 2); those in MPEG frames are kept."""
    if frame.format != 2 or frame.type not in (1, 2):
        claims.kept["ID3:SYLT"] += 1
        return
    lines = list(_lines(frame.text[:_MOST_LINES]))
    for (start, text), later in zip(lines, [*lines[1:], (None, "")], strict=True):
        end = later[0] if later[0] is not None and later[0] > start else None
        language = stream_language(frame.lang)
        segment = Segment(start, end)
        claims.say(_PERSON, "utterance", text, pointer="/ID3/SYLT", language=language, segment=segment)


def _lines(syllables: list[tuple[str, int]]) -> Iterator[tuple[Decimal, str]]:
    """Yield (seconds, line): a syllable that begins with a newline begins a line (ID3v2.4 frames, 4.9)."""
    start, parts = 0, ""
    has_newlines = any(text.startswith("\n") for text, _ in syllables)
    for text, milliseconds in syllables:
        if parts.strip() and (text.startswith("\n") or not has_newlines):
            yield Decimal(start) / 1000, parts.strip()
            parts = ""
        if not parts.strip():
            start = milliseconds
        parts += text
    if parts.strip():
        yield Decimal(start) / 1000, parts.strip()


def _chapter(frame: Any, claims: Claims) -> None:
    """Say a chapter (ID3v2 Chapter Frame Addendum 1.0, 3.1): its times in milliseconds, its title and subtitle."""
    start, end = Decimal(frame.start_time) / 1000, Decimal(frame.end_time) / 1000
    segment = Segment(start, end if start < end else None)
    claims.say(_DEVICE, "segmentType", "chapter", pointer="/ID3/CHAP", segment=segment)
    for inner in frame.sub_frames.values():
        prop = {"TIT2": "chapter", "TIT3": "description"}.get(inner.FrameID)
        if prop is None:
            claims.kept[f"ID3:CHAP/{inner.FrameID}"] += 1
        for text in _texts(inner) if prop else ():
            claims.say(_PERSON, prop or "", text, pointer=f"/ID3/CHAP/{inner.FrameID}", segment=segment)


_READ: Final[dict[str, Callable[[Any, Claims], None]]] = {
    "COMM": _comment, "USLT": _comment, "TXXX": _user_text, "TIPL": _people, "TMCL": _people, "APIC": _picture,
    "POPM": _rating, "UFID": _file_id, "PRIV": _private, "GEOB": _object, "SYLT": _lyrics, "CHAP": _chapter,
}  # fmt: skip
