"""Maker notes: what camera makers add to EXIF in forms of their own.

Every note is named by its maker and kept. Of those whose form is a plain TIFF directory, the few fields that EXIF often
lacks are read: serial numbers, lens, owner, firmware. The rest (hundreds of settings, partly encrypted) stays in the
file. Layouts and tag numbers are those that ExifTool and Exiv2 document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from extractors.files import exif_values as read
from extractors.files.claims import Claims, Speaker
from extractors.files.tiff import Tiff, Value, open_tiff

Reader = Callable[[Value], read.Texts]


def _nikon_lens(value: Value) -> read.Texts:
    """Return a lens as ``18-70mm f/3.5-4.5`` of its shortest and longest focal length and widest apertures."""
    if not isinstance(value, tuple) or len(value) != 4 or any(v is None or v <= 0 for v in value):
        return []
    short, long, wide, tele = (f"{Decimal(v or 0).normalize():f}" for v in value)
    return [f"{short}{'' if short == long else '-' + long}mm f/{wide}{'' if wide == tele else '-' + tele}"]


def _number_or_text(value: Value) -> read.Texts:
    number = read.first_number(value) if isinstance(value, tuple) else None
    return [number] if number else [t for t in read.text(value) if str(t).strip("0 -")]


def _printable(value: Value) -> read.Texts:
    """Return a text where it is one: notes of some models hold binary data under the same number."""
    return [t for t in read.text(value) if str(t).isprintable() and len(str(t)) > 2 and str(t).strip("0 -")]


@dataclass(frozen=True)
class Note:
    """A maker's form: how it starts, where its directory is, and which tags become what.

    `directory` is counted from the note's start; `own_offsets` says that its values' offsets are too, else from the
    start of the TIFF structure. `inner_tiff` is where a whole TIFF structure starts in it. `order` is its byte order
    where that is not the file's.
    """

    maker: str
    start: bytes
    directory: int = 0
    own_offsets: bool = False
    inner_tiff: int | None = None
    order: str = ""
    tags: dict[int, tuple[str, str, Reader]] = field(default_factory=dict)


_SERIAL, _LENS, _OWNER, _FIRMWARE = "cameraSerialNumber", "lensModel", "cameraOwner", "cameraFirmware"
_NIKON: Final[dict[int, tuple[str, str, Reader]]] = {
    0x001D: ("SerialNumber", _SERIAL, _printable),
    0x0084: ("Lens", _LENS, _nikon_lens),
}
_PENTAX: Final[dict[int, tuple[str, str, Reader]]] = {0x0229: ("SerialNumber", _SERIAL, _printable)}

NOTES: Final[tuple[Note, ...]] = (
    Note("Nikon", b"Nikon\x00\x02", inner_tiff=10, tags=_NIKON),
    Note("Nikon (type 1)", b"Nikon\x00\x01", directory=8),
    Note("Olympus", b"OLYMPUS\x00II", directory=12, own_offsets=True),
    Note("Olympus", b"OLYMPUS\x00MM", directory=12, own_offsets=True),
    Note("OM System", b"OM SYSTEM\x00", directory=16, own_offsets=True),
    Note("Olympus", b"OLYMP\x00", directory=8),
    Note("Epson", b"EPSON\x00", directory=8),
    Note("Panasonic", b"Panasonic\x00", directory=12, tags={
        0x0051: ("LensType", _LENS, _printable),
        0x0052: ("LensSerialNumber", "lensSerialNumber", _printable),
        0x0025: ("InternalSerialNumber", _SERIAL, _printable),
    }),
    Note("Fujifilm", b"FUJIFILM", directory=-8, own_offsets=True, order="<", tags={
        0x0010: ("InternalSerialNumber", _SERIAL, _printable),
    }),
    Note("Pentax", b"AOC\x00", directory=6, tags=_PENTAX),
    Note("Pentax", b"PENTAX \x00", directory=10, own_offsets=True, tags=_PENTAX),
    Note("Ricoh", b"RICOH\x00", directory=8),
    Note("Sony", b"SONY DSC \x00\x00\x00", directory=12),
    Note("Sony", b"SONY CAM \x00\x00\x00", directory=12),
    Note("Sony", b"SONY MOBILE", directory=12),
    Note("Apple", b"Apple iOS\x00", directory=14, own_offsets=True, order=">", tags={
        0x0011: ("ContentIdentifier", "imageGuid", _printable),
    }),
    Note("Sigma", b"SIGMA\x00", directory=10, tags={0x0002: ("SerialNumber", _SERIAL, _printable)}),
    Note("Sigma", b"FOVEON\x00", directory=10, tags={0x0002: ("SerialNumber", _SERIAL, _printable)}),
    Note("Casio", b"QVC\x00"), Note("Casio", b"DCI\x00"), Note("Kodak", b"KDK"), Note("Minolta", b"MLY"),
    Note("Minolta", b"KC"), Note("Leica", b"LEICA"), Note("Samsung", b"\x07\x00\x01\x00\x07\x00\x04\x00\x00\x000100"),
    Note("Sanyo", b"SANYO\x00"), Note("Google", b"HDRP"), Note("Motorola", b"MOT\x00"), Note("GoPro", b"GoPro"),
    Note("DJI", b"[ae_dbg_info:"), Note("Reconyx", b"RECONYX"), Note("JVC", b"JVC "), Note("HP", b"Hewlett-Packard"),
    Note("Ricoh", b"Rv"), Note("Kyocera", b"KYOCERA"),
)  # fmt: skip
"""Notes that tell their maker by their start, the more exact ones first."""

CANON: Final = Note("Canon", b"", tags={
    0x0007: ("CanonFirmwareVersion", _FIRMWARE, _printable),
    0x0009: ("OwnerName", _OWNER, _printable),
    0x000C: ("SerialNumber", _SERIAL, _number_or_text),
    0x0095: ("LensModel", _LENS, _printable),
})  # fmt: skip
"""Canon's note has no start of its own: it is known by the camera's maker."""

_BY_MAKE: Final = (
    "canon", "nikon", "minolta", "casio", "kodak", "samsung", "sony", "dji", "leica", "olympus", "panasonic",
)  # fmt: skip
_ASCII: Final = re.compile(rb"[\x20-\x7e\r\n\t]+\x00*")


def say_maker_note(tiff: Tiff, place: int, length: int, make: str, claims: Claims) -> None:
    """Name the note at a place of an EXIF block, and say what is read of it; never raises."""
    data = tiff.data[6:] if tiff.data[:4] == b"Exif" else tiff.data
    body = bytes(data[place : place + min(length, 1 << 22)])
    note = _note_of(body, make)
    if note is None:
        named = next((maker.capitalize() for maker in _BY_MAKE if make.lower().startswith(maker)), "")
        kind = named or ("text" if _ASCII.fullmatch(body) else make[:40] or "unknown")
        claims.kept[f"EXIF:MakerNote ({kind})"] += 1
        return
    claims.kept[f"EXIF:MakerNote ({note.maker})"] += 1
    if not note.tags:
        return
    values = _directory(tiff, note, place, body)
    for number, (name, prop, reader) in note.tags.items():
        speaker = Speaker.PERSON if prop == _OWNER else Speaker.DEVICE
        for each in reader(values.get(number, b"")):
            if not claims.value(prop):
                claims.say(speaker, prop, each, pointer=f"/MakerNote/{name}")


def _note_of(body: bytes, make: str) -> Note | None:
    found = next((note for note in NOTES if body.startswith(note.start)), None)
    if found is None and make.lower().startswith("canon") and len(body) > 20:
        return CANON
    return found


def _directory(tiff: Tiff, note: Note, place: int, body: bytes) -> dict[int, Value]:
    if note.inner_tiff is not None:
        inner = open_tiff(body[note.inner_tiff :])
        return inner.directory(inner.first)[0] if inner is not None else {}
    order = note.order or tiff.order
    directory = note.directory
    if directory < 0:  # the note tells where: four bytes behind its start
        directory = int.from_bytes(body[8:12], "little")
    if note.own_offsets:
        return Tiff(body, order, 0).directory(directory)[0]
    return Tiff(tiff.data, order, 0).directory(place + directory)[0]
