"""Pictures: what the bytes are, what the camera recorded, what people wrote into them.

No pixel is decoded: Pillow (with pillow-heif) or a reader of ours reads the header, and `containers` the metadata
blocks, so that a picture which nobody can open can still tell who made it.
"""

from __future__ import annotations

import mmap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from extractors.files.blocks import Blocks, Data, Picture
from extractors.files.claims import Claims, Speaker
from extractors.files.containers import READ_HERE, read_blocks
from extractors.files.content_credentials import read_credentials
from extractors.files.exif import read_exif, read_gps
from extractors.files.gazetteer import place_run
from extractors.files.image_texts import say_text
from extractors.files.integrity import naming_defect
from extractors.files.iptc import read_iptc
from extractors.files.xmp_claims import read_xmp
from extractors.port import Extraction, Source, SourceRefused
from ontology.model import MediaKind

if TYPE_CHECKING:
    from PIL.Image import Image

READABLE: Final = frozenset((
    "image/jpeg", "image/png", "image/gif", "image/tiff", "image/webp", "image/heic", "image/heif", "image/avif",
    "image/bmp", "image/vnd.adobe.photoshop", *READ_HERE,
))  # fmt: skip
MOST_PIXELS: Final = 2_000_000_000
"""Pictures that say they are larger are refused: decoding one would take the machine's memory."""

_BITS: Final = {"1": 1, "I;16": 16, "I;16B": 16, "I;16L": 16, "I": 32, "F": 32}
_HEIF: Final = ("image/heic", "image/heif", "image/avif")


@dataclass(frozen=True)
class ImageExtractor:
    """JPEG, PNG, TIFF, WebP, HEIC, AVIF, GIF, PSD, BMP, JPEG 2000, JPEG XL, DPX, OpenEXR, DNG and other raw files."""

    name: str = "image"
    version: str = "2"
    reads: str = "pictures and raw files: format, size, animation, EXIF with GPS, IPTC-IIM, XMP, ICC, C2PA, AI marks"

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
            claims.defect(f"{str(err).removeprefix(f'{source.path}: ')}; only its metadata are used")
        for defect in (naming_defect(source.name, source.media_type), *blocks.defects):
            claims.defect(defect) if defect else None
        _say_blocks(blocks, claims, is_file=source.media_type == "image/tiff" or source.media_type in READ_HERE)
        credentials = read_credentials(data, source.media_type, claims) if blocks.has_manifest else []
        places = place_run(claims.value("latitude"), claims.value("longitude"))
        yield claims.extraction(MediaKind.IMAGE, [*credentials, *places])


def mapped_data(source: Source) -> Data:
    """Return all bytes: as loaded, or the file mapped into memory, which loads what is looked at."""
    if source.whole:
        return source.data
    with open(source.path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _say_header(source: Source, blocks: Blocks, claims: Claims) -> None:
    """Say size, pixels and frames: by Pillow, or by a reader of ours for what Pillow does not read."""
    try:
        picture = None if source.media_type in READ_HERE else _by_pillow(source, blocks)
    except SourceRefused as err:
        if blocks.picture is None or not blocks.picture.width:
            raise
        _check_size(source, blocks.picture.width, blocks.picture.height)
        claims.defect(str(err).removeprefix(f"{source.path}: "))
        picture = None
    picture = picture or blocks.picture
    if picture is None or not picture.width or not picture.height:
        raise SourceRefused(f"{source.path}: starts as {source.media_type}, but its header is damaged")
    _check_size(source, picture.width, picture.height)
    claims.say(Speaker.MEASURED, "width", picture.width)
    claims.say(Speaker.MEASURED, "height", picture.height)
    claims.say(Speaker.MEASURED, "pixelFormat", picture.pixel_format)
    if picture.bit_depth:
        claims.say(Speaker.MEASURED, "bitDepth", picture.bit_depth)
    if blocks.frames > 1:
        claims.say(Speaker.MEASURED, "frameCount", blocks.frames)


def _check_size(source: Source, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise SourceRefused(f"{source.path}: {width} x {height} pixels are over the limit of {MOST_PIXELS}")


def _by_pillow(source: Source, blocks: Blocks) -> Picture:
    with _opened(source) as image:
        info: dict[Any, Any] = image.info
        blocks.icc = blocks.icc or info.get("icc_profile") or b""
        if source.media_type in _HEIF:
            blocks.exif = blocks.exif or ([info["exif"]] if info.get("exif") else [])
            blocks.xmp = blocks.xmp or ([info["xmp"]] if info.get("xmp") else [])
            blocks.frames = blocks.frames or _frames(image)
        said = blocks.picture.bit_depth if blocks.picture else 0  # Pillow turns many depths into eight
        bits = said or int(info.get("bit_depth") or _BITS.get(image.mode, 8))
        return Picture(*image.size, image.mode, bits)


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
    _check_size(source, image.width, image.height)
    return image


def _register_heif() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()


def _frames(image: Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:  # counting walks all frames, and any of them may be damaged
        return 1


def _say_blocks(blocks: Blocks, claims: Claims, *, is_file: bool) -> None:
    for exif in blocks.exif:
        read_exif(exif, claims, is_file=is_file)
    for gps in blocks.gps:
        read_gps(gps, claims)
    for xmp in blocks.xmp:
        read_xmp(xmp, claims)
    for iptc in blocks.iptc:
        read_iptc(iptc, claims)
    for keyword, language, text in blocks.texts:
        say_text(keyword, language, text, claims)
    profile = profile_name(blocks.icc) if blocks.icc else ""
    if profile:
        claims.say(Speaker.DEVICE, "colourProfile", profile, pointer="/ICC/ProfileDescription")
    for fact in blocks.facts:
        claims.say(fact.speaker, fact.property, fact.value, pointer=fact.pointer)
    claims.kept.update(blocks.known)
    claims.unmapped.update(blocks.other)


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
