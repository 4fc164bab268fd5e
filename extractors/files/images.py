"""Pictures: what the bytes are, what the camera recorded, what people wrote into them.

Pillow (with pillow-heif) reads the header and never decodes pixels; the metadata blocks are read by `containers`, so
that a picture which Pillow cannot open can still tell who made it.
"""

from __future__ import annotations

import mmap
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal

from extractors.files.claims import Claims, Speaker
from extractors.files.containers import Blocks, Data, read_blocks
from extractors.files.exif import read_exif
from extractors.files.gazetteer import place_run
from extractors.files.iptc import read_iptc
from extractors.files.tiff import open_tiff
from extractors.files.xmp_claims import read_xmp
from extractors.port import Extraction, Source, SourceRefused
from ontology.model import MediaKind

if TYPE_CHECKING:
    from PIL.Image import Image

READABLE: Final = frozenset((
    "image/jpeg", "image/png", "image/gif", "image/tiff", "image/webp", "image/heic", "image/heif", "image/avif",
    "image/bmp", "image/vnd.adobe.photoshop",
))  # fmt: skip
MOST_PIXELS: Final = 2_000_000_000
"""Pictures that say they are larger are refused: decoding one would take the machine's memory."""

_BITS: Final = {"1": 1, "I;16": 16, "I;16B": 16, "I;16L": 16, "I": 32, "F": 32}
_TIFF_XMP, _TIFF_IPTC, _TIFF_PHOTOSHOP, _TIFF_ICC = 0x02BC, 0x83BB, 0x8649, 0x8773
TEXT_PROPERTIES: Final = {
    "title": "title", "author": "creator", "description": "description", "copyright": "copyrightNotice",
    "disclaimer": "usageTerms", "source": "source", "comment": "description", "warning": "instructions",
    "url": "webStatement",
}  # fmt: skip
TEXT_OF_DEVICE: Final = {
    "software": "software", "make": "cameraMake", "model": "cameraModel", "creation time": "digitisedDate",
    "create-date": "digitisedDate", "modify-date": "modifiedDate", "date:modify": "modifiedDate",
}  # fmt: skip


@dataclass(frozen=True)
class ImageExtractor:
    """JPEG, PNG, TIFF, WebP, HEIC, AVIF, GIF, PSD and BMP."""

    name: str = "image"
    version: str = "1"
    reads: str = "pictures: format and size, EXIF with GPS, IPTC-IIM, XMP, ICC profile name"

    def recognises(self, source: Source) -> bool:
        """Say whether this is a picture in a format that is read."""
        return source.media_type in READABLE

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a picture; raise `SourceRefused` where neither size nor metadata can be read."""
        claims = Claims(source)
        data = mapped_data(source)
        blocks = read_blocks(data, source.media_type)
        try:
            _say_header(source, blocks, claims)
        except SourceRefused as err:
            if not (blocks.exif or blocks.xmp or blocks.iptc):
                raise
            claims.problem(f"{err}; only its metadata are used")
        _add_tiff_blocks(data, source.media_type, blocks)
        for problem in blocks.problems:
            claims.problem(problem)
        _say_blocks(blocks, claims)
        places = place_run(claims.value("latitude"), claims.value("longitude"))
        yield claims.extraction(MediaKind.IMAGE, places)


def mapped_data(source: Source) -> Data:
    """Return all bytes: as loaded, or the file mapped into memory, which loads what is looked at."""
    if source.whole:
        return source.data
    with open(source.path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _say_header(source: Source, blocks: Blocks, claims: Claims) -> None:
    with _opened(source) as image:
        width, height = image.size
        claims.say(Speaker.MEASURED, "width", width)
        claims.say(Speaker.MEASURED, "height", height)
        claims.say(Speaker.MEASURED, "pixelFormat", image.mode)
        claims.say(Speaker.MEASURED, "bitDepth", int(image.info.get("bit_depth") or _BITS.get(image.mode, 8)))
        frames = _frames(image)
        if frames > 1:
            claims.say(Speaker.MEASURED, "frameCount", frames)
        info: dict[Any, Any] = image.info
        blocks.icc = blocks.icc or info.get("icc_profile") or b""
        if source.media_type in ("image/heic", "image/heif", "image/avif"):
            blocks.exif += [info["exif"]] if info.get("exif") else []
            blocks.xmp += [info["xmp"]] if info.get("xmp") else []
    if source.media_type == "image/jpeg" and source.whole and b"\xff\xd9" not in source.data[-65_536:]:
        claims.problem("the JPEG has no end marker: it is cut off")


def _opened(source: Source) -> Image:
    """Open a picture without decoding it; raises `SourceRefused` with the reason."""
    from PIL import Image as pillow  # noqa: N813
    from PIL import UnidentifiedImageError

    if source.media_type in ("image/heic", "image/heif"):
        _register_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its bomb warning: nothing is decoded here, and MOST_PIXELS is the limit
            limit, pillow.MAX_IMAGE_PIXELS = pillow.MAX_IMAGE_PIXELS, MOST_PIXELS
            try:
                image = pillow.open(BytesIO(source.data) if source.whole else source.path)
            finally:
                pillow.MAX_IMAGE_PIXELS = limit
    except UnidentifiedImageError as err:
        raise SourceRefused(f"{source.path}: starts as {source.media_type}, but its header is damaged") from err
    except pillow.DecompressionBombError as err:
        raise SourceRefused(f"{source.path}: says it has more than {MOST_PIXELS} pixels, over the limit") from err
    except MemoryError:
        raise
    except Exception as err:  # Pillow's plugins raise almost anything for damaged headers
        raise SourceRefused(f"{source.path}: cannot be read as {source.media_type}: {err}") from err
    if image.width * image.height > MOST_PIXELS:
        raise SourceRefused(f"{source.path}: {image.width} x {image.height} pixels are over the limit of {MOST_PIXELS}")
    return image


def _register_heif() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()


def _frames(image: Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:  # counting walks all frames, and any of them may be damaged
        return 1


def _add_tiff_blocks(data: Data, media_type: str, blocks: Blocks) -> None:
    """Add what TIFF keeps in tags of its first directory: the file itself is its EXIF block."""
    if media_type != "image/tiff":
        return
    tiff = open_tiff(data)
    if tiff is None:
        blocks.problems.append("this is BigTIFF, or its header is damaged: of its tags, only its size is read")
        return
    blocks.exif.append(data)
    values = tiff.directory(tiff.first)[0]
    for tag, found in ((_TIFF_XMP, blocks.xmp), (_TIFF_IPTC, blocks.iptc)):
        value = values.get(tag)
        if isinstance(value, bytes):
            found.append(value)
        elif value:  # IPTC is often written as 32-bit words in the file's byte order
            order: Literal["little", "big"] = "little" if tiff.order == "<" else "big"
            found.append(b"".join((int(word or 0) & 0xFFFFFFFF).to_bytes(4, order) for word in value))


def _say_blocks(blocks: Blocks, claims: Claims) -> None:
    for exif in blocks.exif:
        read_exif(exif, claims)
    for xmp in blocks.xmp:
        read_xmp(xmp, claims)
    for iptc in blocks.iptc:
        read_iptc(iptc, claims)
    for keyword, language, text in blocks.texts:
        _say_text(keyword, language, text, claims)
    profile = profile_name(blocks.icc) if blocks.icc else ""
    if profile:
        claims.say(Speaker.DEVICE, "colourProfile", profile, pointer="/ICC/ProfileDescription")
    claims.kept.update(blocks.known)
    claims.unmapped.update(blocks.other)


def _say_text(keyword: str, language: str, text: str, claims: Claims) -> None:
    """Say a PNG text chunk or a comment (PNG, 11.3.3.1 lists the keywords)."""
    key, pointer = keyword.lower(), f"/Text/{keyword}"
    if key in TEXT_PROPERTIES:
        tag = language if re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", language) else ""
        claims.say(Speaker.PERSON, TEXT_PROPERTIES[key], text, pointer=pointer, language=tag)
    elif key in TEXT_OF_DEVICE:
        from extractors.files.exif_values import moment
        from extractors.files.xmp_claims import date_text

        prop = TEXT_OF_DEVICE[key]
        said = (date_text(text) or moment(text)) if prop.endswith("Date") else text
        if said and not claims.value(prop):
            claims.say(Speaker.DEVICE, prop, said, pointer=pointer)
    elif key == "date:create":  # when ImageMagick's input was written to a disk, not when anything was made
        claims.kept[f"Text:{keyword}"] += 1
    else:
        claims.unmapped[f"Text:{keyword[:80]}"] += 1


def profile_name(icc: bytes) -> str:
    """Return an ICC profile's description (ICC.1, 9.2.41: tag ``desc``, as text or in languages), or ""."""
    count = int.from_bytes(icc[128:132], "big")
    for number in range(min(count, 100)):
        entry = icc[132 + 12 * number : 144 + 12 * number]
        if entry[:4] == b"desc":
            offset, size = int.from_bytes(entry[4:8], "big"), int.from_bytes(entry[8:12], "big")
            tag = icc[offset : offset + size]
            if tag[:4] == b"desc":
                return tag[12 : 12 + int.from_bytes(tag[8:12], "big")].split(b"\x00")[0].decode("latin-1")
            if tag[:4] == b"mluc":
                length, at = int.from_bytes(tag[20:24], "big"), int.from_bytes(tag[24:28], "big")
                return tag[at : at + length].decode("utf-16-be", "replace").split("\x00")[0]
    return ""


EXTRACTOR: Final = ImageExtractor()
