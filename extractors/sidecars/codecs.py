"""Names of codecs, containers and colours, as other programs write them, in the words of `extractors.files.streams`.

So a sidecar and our own measurement of the same file agree on one Fact. A name that no table knows stays as it came.
"""

from __future__ import annotations

import re
from typing import Final

_VIDEO: Final[tuple[tuple[str, str], ...]] = (
    (r"\b(?:mpeg-?h part ?2|hevc|h\.?265|hvc1|hev1|x265)\b", "hevc"),
    (r"\b(?:vvc|h\.?266)\b", "vvc"),
    (r"\b(?:avc(?:[- ]?(?:intra|i|ultra|hd))?\d*|avc1|h\.?264|mpeg-?4 (?:part ?10|avc)|x264|xavc)\b", "h264"),
    (r"\b(?:av1|av01)\b", "av1"),
    (r"\bvp9\b", "vp9"),
    (r"\bvp8\b", "vp8"),
    (r"\bvp6", "vp6"),
    (r"\b(?:apple )?prores(?: raw)?\b", "prores"),
    (r"\b(?:dnx(?:hd|hr)|vc-?3)\b", "dnxhd"),
    (r"\b(?:jpeg ?2000|jpeg2000|mjp2|j2k)\b", "jpeg2000"),
    (r"\b(?:m-?jpeg|motion jpeg|jpeg|mjpg)\b", "mjpeg"),
    (r"\b(?:dv|dvcpro(?: ?(?:25|50|hd))?|dvcam|dv25|dv50|digital video)\b", "dvvideo"),
    (r"\b(?:ffv1)\b", "ffv1"),
    (r"\bhuffyuv\b", "huffyuv"),
    (r"\b(?:cineform|cfhd)\b", "cfhd"),
    (r"\b(?:h\.?263|s263)\b", "h263"),
    (r"\bsorenson (?:spark|h\.263)", "flv1"),
    (r"\btheora\b", "theora"),
    (r"\bdirac\b", "dirac"),
    (r"\b(?:vc-?1)\b", "vc1"),
    (r"\bwmv ?3|windows media video 9|\bwmv9", "wmv3"),
    (r"\bwmv ?2|windows media video 8", "wmv2"),
    (r"\bwmv ?1|windows media video 7", "wmv1"),
    (r"\bmpeg-?4 (?:visual|advanced|simple|part ?2|video)|\bmp4v\b|\bxvid\b|\bdivx\b|^mpeg-?4$", "mpeg4"),
    (r"\b(?:imx|xdcam|d-?10|mpeg ?imx)|\bmpeg-?2\b|\bh\.?262\b|^mpeg video (?:version )?2", "mpeg2video"),
    (r"\bmpeg-?1\b|^mpeg video (?:version )?1", "mpeg1video"),
    (r"^(?:yuv|rgb|rgba|uncompressed|v210|uyvy|raw)\b", "rawvideo"),
    (r"^png\b", "png"),
    (r"^gif\b", "gif"),
)
_AUDIO: Final[tuple[tuple[str, str], ...]] = (
    (r"\be-?ac-?3\b|dolby digital plus|\bddp\b", "eac3"),
    (r"\bac-?4\b", "ac4"),
    (r"\bac-?3\b|dolby digital\b", "ac3"),
    (r"\bdolby e\b", "dolby_e"),
    (r"truehd|\bmlp fba\b", "truehd"),
    (r"^dts\b", "dts"),
    (r"\b(?:he-?)?aac\b|\bmp4a-40", "aac"),
    (r"mpeg.*layer ?(?:3|iii)\b|\bmp3\b", "mp3"),
    (r"mpeg.*layer ?(?:2|ii)\b|\bmp2\b", "mp2"),
    (r"mpeg.*layer ?(?:1|i)\b", "mp1"),
    (r"\bflac\b", "flac"),
    (r"\bopus\b", "opus"),
    (r"\bvorbis\b", "vorbis"),
    (r"\balac\b|apple lossless", "alac"),
    (r"\bamr\b.*(?:wide|wb)|\bsawb\b|\bamr-wb\b", "amr_wb"),
    (r"\bamr\b|\bsamr\b", "amr_nb"),
    (r"\bwma\b.*(?:pro|version 3)", "wmapro"),
    (r"\bwma\b.*lossless", "wmalossless"),
    (r"\bwma\b|windows media audio", "wmav2"),
    (r"\ba-?law\b", "pcm_alaw"),
    (r"\b(?:mu|µ|u)-?law\b", "pcm_mulaw"),
)
_PCM: Final = re.compile(r"\b(?:l?pcm|wave?|linear|sowt|twos|in24|in32|aes3)\b")

CONTAINERS: Final = {
    "matroska": "video/x-matroska", "webm": "video/webm", "avi": "video/x-msvideo", "mpeg-ts": "video/mp2t",
    "bdav": "video/mp2t", "mpeg-ps": "video/mpeg", "mpeg video": "video/mpeg", "mxf": "application/mxf",
    "gxf": "application/x-gxf", "wave": "audio/wav", "wave64": "audio/wav", "rf64": "audio/wav", "wav": "audio/wav",
    "bwf": "audio/wav", "broadcast wave": "audio/wav", "flac": "audio/flac", "mpeg audio": "audio/mpeg",
    "mp3": "audio/mpeg", "ogg": "audio/ogg", "adts": "audio/aac", "aiff": "audio/aiff", "amr": "audio/amr",
    "caf": "audio/x-caf", "flash video": "video/x-flv", "windows media": "video/x-ms-asf", "asf": "video/x-ms-asf",
    "quicktime": "video/quicktime", "mov": "video/quicktime", "3gpp": "video/3gpp", "mpeg-4": "video/mp4",
    "mp4": "video/mp4", "jpeg": "image/jpeg", "png": "image/png", "tiff": "image/tiff", "gif": "image/gif",
    "webp": "image/webp", "dpx": "image/x-dpx", "jpeg 2000": "image/jp2",
}  # fmt: skip
"""Container by its name in lower case to the media type that `extractors.media_type` finds for its content."""

_MIME: Final = {
    "audio/mp3": "audio/mpeg", "audio/mpeg3": "audio/mpeg", "audio/x-wav": "audio/wav", "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav", "video/avi": "video/x-msvideo", "video/vnd.avi": "video/x-msvideo",
    "audio/x-flac": "audio/flac", "video/x-quicktime": "video/quicktime", "video/mxf": "application/mxf",
    "audio/x-aiff": "audio/aiff", "audio/x-m4a": "audio/mp4", "video/x-m4v": "video/mp4", "image/jpg": "image/jpeg",
    "video/mpeg-2": "video/mpeg", "video/mpeg2": "video/mpeg",
}  # fmt: skip
"""Media types that mean another one here."""

_PRIMARIES: Final = {
    "bt.709": "BT.709", "bt.601 ntsc": "SMPTE 170M", "bt.601 pal": "BT.470BG", "bt.470 system m": "BT.470M",
    "bt.470 system b/g": "BT.470BG", "smpte 240m": "SMPTE 240M", "smpte 170m": "SMPTE 170M", "bt.2020": "BT.2020",
    "dci p3": "DCI-P3", "display p3": "Display P3",
}  # fmt: skip
_TRANSFERS: Final = {
    "bt.709": "BT.709", "bt.601": "SMPTE 170M", "bt.470 system m": "BT.470M", "bt.470 system b/g": "BT.470BG",
    "smpte 170m": "SMPTE 170M", "smpte 240m": "SMPTE 240M", "linear": "linear", "srgb/sycc": "sRGB", "srgb": "sRGB",
    "bt.2020 (10-bit)": "BT.2020 10 bit", "bt.2020 (12-bit)": "BT.2020 12 bit", "pq": "PQ", "smpte 428m": "SMPTE 428",
    "hlg": "HLG",
}  # fmt: skip
_SPACES: Final = {
    "identity": "RGB", "bt.709": "BT.709", "bt.470 system b/g": "BT.470BG", "bt.601": "SMPTE 170M",
    "smpte 170m": "SMPTE 170M", "smpte 240m": "SMPTE 240M", "bt.2020 non-constant": "BT.2020",
    "bt.2020 constant": "BT.2020 constant",
}  # fmt: skip
COLOURS: Final = {"colourPrimaries": _PRIMARIES, "colourTransfer": _TRANSFERS, "colourSpace": _SPACES}
"""Property to its values by MediaInfo's names, which are those of ITU-R, in lower case (ITU-T H.273, tables 2 to 4)."""


def video_codec(*names: str) -> str:
    """Return FFmpeg's name of a codec of pictures from what a form says of it: name first, then version, profile.

    >>> video_codec("AVC", "High"), video_codec("MPEG Video", "Version 2"), video_codec("Snow 9")
    ('h264', 'mpeg2video', 'Snow 9')
    """
    return _first(_VIDEO, names)


def audio_codec(*names: str, bits: str = "", endianness: str = "", sign: str = "") -> str:
    """Return FFmpeg's name of a codec of sound; PCM by its bits, byte order and sign as far as they are said.

    >>> audio_codec("MPEG Audio", "Layer 3"), audio_codec("PCM", bits="24", endianness="Little")
    ('mp3', 'pcm_s24le')
    """
    found = _first(_AUDIO, names)
    if found != names[0] or not _PCM.search(" ".join(names).lower()):
        return found
    if not bits.isdigit() or not endianness:
        return "pcm"
    order = "" if bits == "8" else "be" if endianness.lower().startswith("b") else "le"
    kind = "f" if sign.lower() == "float" else "u" if sign.lower() == "unsigned" else "s"
    return f"pcm_{kind}{bits}{order}"


def media_type(name: str, *, brand: str = "", profile: str = "") -> str:
    """Return the media type of a container by its name or MIME type; "" for one that no table knows.

    `brand` is the major brand of an MP4 file, which tells QuickTime and 3GP from MP4 (ISO/IEC 14496-12, 4.3).
    """
    name = name.strip().lower()
    if "/" in name:
        kind = name.partition(";")[0].strip()
        known = kind in CONTAINERS.values() or kind.startswith(("video/", "audio/", "image/"))
        return _MIME.get(kind, kind if known else "")
    if name in ("mpeg-4", "mp4"):
        brand = brand.strip().lower()
        if brand == "qt" or profile.lower().startswith("quicktime"):
            return "video/quicktime"
        if brand.startswith(("3gp", "3g2")) or "3gpp" in profile.lower():
            return "video/3gpp"
        return "audio/mp4" if brand in ("m4a", "m4b") else "video/mp4"
    return CONTAINERS.get(name, "")


def pixel_format(space: str, subsampling: str, bits: str, *, is_full_range: bool = False) -> str:
    """Return FFmpeg's name of a pixel format for planar YUV; "" for any other, or where something is not said.

    >>> pixel_format("YUV", "4:2:0", "8"), pixel_format("YUV", "4:2:2", "10")
    ('yuv420p', 'yuv422p10le')
    """
    if space != "YUV" or subsampling not in ("4:2:0", "4:2:2", "4:4:4") or bits not in ("8", "10", "12"):
        return ""
    if bits == "8":
        return ("yuvj" if is_full_range else "yuv") + subsampling.replace(":", "") + "p"
    return f"yuv{subsampling.replace(':', '')}p{bits}le"


def _first(table: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> str:
    """Return the codec that all the names tell: of pictures the first name alone goes first, since profiles mislead."""
    said = " ".join(name for name in names if name).strip().lower()[:400]
    for text in (names[0].strip().lower()[:200], said) if table is _VIDEO else (said,):
        for pattern, codec in table:
            if text and re.search(pattern, text):
                return codec
    return names[0]
