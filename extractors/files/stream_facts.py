"""What each stream of a film or sound is: kind, codec, profile, format, language, role; the first ones in detail."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from extractors.files.claims import Claims, Speaker
from extractors.files.tag_values import say_tag, stream_language
from extractors.port import Source, SourceRefused
from ontology.model import MediaKind, Segment

if TYPE_CHECKING:
    from av.container import InputContainer

_PRIMARIES: Final = {
    1: "BT.709", 4: "BT.470M", 5: "BT.470BG", 6: "SMPTE 170M", 7: "SMPTE 240M", 8: "film", 9: "BT.2020",
    10: "SMPTE 428", 11: "DCI-P3", 12: "Display P3", 22: "EBU 3213",
}  # fmt: skip
_TRANSFERS: Final = {
    1: "BT.709", 4: "BT.470M", 5: "BT.470BG", 6: "SMPTE 170M", 7: "SMPTE 240M", 8: "linear", 9: "log 100",
    10: "log 316", 11: "xvYCC", 12: "BT.1361", 13: "sRGB", 14: "BT.2020 10 bit", 15: "BT.2020 12 bit", 16: "PQ",
    17: "SMPTE 428", 18: "HLG",
}  # fmt: skip
_SPACES: Final = {
    0: "RGB", 1: "BT.709", 4: "FCC", 5: "BT.470BG", 6: "SMPTE 170M", 7: "SMPTE 240M", 8: "YCgCo", 9: "BT.2020",
    10: "BT.2020 constant", 11: "SMPTE 2085", 12: "chroma-derived", 13: "chroma-derived constant", 14: "ICtCp",
}  # fmt: skip
# ITU-T H.273, tables 2 to 4, number these; 2 is "unspecified".
_RANGES: Final = {1: "limited", 2: "full"}
_FIELDS: Final = {
    1: "progressive", 2: "top first", 3: "bottom first", 4: "top coded first, bottom shown first",
    5: "bottom coded first, top shown first",
}  # fmt: skip
# FFmpeg's AVFieldOrder.
_GENERIC_NAMES: Final = re.compile(
    r"(?:.*\b)?(?:video|sound|audio|text|subtitle|data|timecode|time code|media|metadata|hint|alias|core)\W?(?:data)?"
    r"\W?(?:media)?\W?(?:handler?|track)?|.*handler|\W*",
    re.IGNORECASE | re.DOTALL,
)
MOST_STREAMS: Final = 200
"""Streams that get claims of their own; more are counted."""


def say_streams(container: InputContainer, source: Source, claims: Claims) -> MediaKind:
    """Add what the streams are; raise `SourceRefused` where there is neither picture nor sound."""
    videos = [s for s in container.streams.video if not is_cover(s)]
    sounds = list(container.streams.audio)
    if not videos and not sounds:
        raise SourceRefused(f"{source.path}: {source.media_type} without a stream of pictures or sound")
    duration = _duration(container, [*videos, *sounds])
    if duration is not None:
        claims.say(Speaker.MEASURED, "duration", duration)
    else:
        claims.problem("the file does not say how long it plays")
    if container.bit_rate:
        claims.say(Speaker.MEASURED, "bitRate", container.bit_rate)
    for stream in list(container.streams)[:MOST_STREAMS]:
        _say_stream(stream, claims)
    if len(container.streams) > MOST_STREAMS:
        claims.kept["Stream:beyond the first 200"] += len(container.streams) - MOST_STREAMS
    if videos:
        _say_first_video(videos[0], claims)
    if sounds:
        _say_first_sound(sounds[0], source, claims)
    return MediaKind.VIDEO if videos else MediaKind.AUDIO


def is_cover(stream: Any) -> bool:
    """Say whether a stream is a cover picture (FFmpeg's AV_DISPOSITION_ATTACHED_PIC)."""
    return stream.type == "video" and bool(int(stream.disposition) & 0x0400)


def decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _duration(container: InputContainer, streams: list[Any]) -> Decimal | None:
    """Return seconds to the millisecond: the container's, else the longest stream's."""
    if container.duration:
        return round(Decimal(container.duration) / 1_000_000, 3)
    lengths = [Fraction(s.duration) * s.time_base for s in streams if s.duration and s.time_base]
    return round(decimal(max(lengths)), 3) if lengths else None


def codec_name(stream: Any) -> str:
    """Return FFmpeg's name of a stream's codec, "" where it knows none."""
    context = stream.codec_context
    return str(context.codec.canonical_name) if context is not None and context.codec is not None else ""


def _say_stream(stream: Any, claims: Claims) -> None:
    """Say of one stream what it is, about its track; which codecs and languages there are, about the whole."""
    segment, pointer = Segment(track=stream.index + 1), f"/Stream/{stream.index}"
    kind = "cover" if is_cover(stream) else stream.type
    codec = codec_name(stream)
    tags = {key.lower(): value for key, value in stream.metadata.items()}
    language = stream_language(tags.get("language", ""))
    for prop, text in (
        ("trackKind", kind),
        ("trackFormat", _format(stream, kind)),
        ("trackLanguage", language),
        *(("trackRole", role) for role in _roles(stream)),
    ):
        claims.say(Speaker.MEASURED, prop, text or "", pointer=pointer, segment=segment)
    if kind in ("video", "audio"):
        claims.say(Speaker.MEASURED, f"{kind}Codec", codec, pointer=pointer)
        if not codec:
            claims.problem(f"stream {stream.index + 1}, of {kind}, has a codec that is not known")
    if kind in ("audio", "subtitle"):
        prop = "language" if kind == "audio" else "subtitleLanguage"
        claims.say(Speaker.DEVICE, prop, language, pointer=f"{pointer}/language")
    _say_tags_of(tags, pointer, segment, kind, claims)


def _say_tags_of(tags: dict[str, str], pointer: str, segment: Segment, kind: str, claims: Claims) -> None:
    names = {
        tags.get("filename", "") if kind == "attachment" else "",
        tags.get("title", ""),
        tags.get("handler_name", ""),
    }
    for name in sorted(names):
        if name.strip() and not _GENERIC_NAMES.fullmatch(name.strip()):
            claims.say(Speaker.PERSON, "trackName", name, pointer=f"{pointer}/name", segment=segment)
    if "timecode" in tags:
        say_tag(claims, "timecode", Speaker.DEVICE, tags["timecode"], pointer=f"{pointer}/timecode")
    if "reel_name" in tags:
        say_tag(claims, "reelName", Speaker.DEVICE, tags["reel_name"], pointer=f"{pointer}/reel_name")


def _roles(stream: Any) -> list[str]:
    """Return the dispositions that are set, in words; not what its kind says, nor that all of a kind are default."""
    left_out = {"attached_pic", None}
    if all(int(other.disposition) & 1 for other in stream.container.streams if other.type == stream.type):
        left_out.add("default")
    return [
        str(flag.name).replace("_", "-")
        for flag in type(stream.disposition)
        if int(stream.disposition) & flag and flag.name not in left_out
    ]


def _format(stream: Any, kind: str) -> str:
    """Return in one line what a stream holds."""
    context = stream.codec_context
    parts: list[str] = []
    if kind == "attachment":
        parts = [getattr(stream, "mimetype", None) or stream.metadata.get("mimetype", "")]
    elif kind in ("video", "cover") and context is not None:
        parts = [_coding(stream), f"{context.width} x {context.height}" if context.width else "", context.pix_fmt or ""]
        shape = stream.sample_aspect_ratio
        parts.append(f"pixels {shape.numerator}:{shape.denominator}" if shape and shape != 1 else "")
        rate = picture_rate(stream) if kind == "video" else None
        parts.append(f"{_plain(decimal(rate))}/s" if rate else "")
        parts.append(_FIELDS.get(int(context.field_order), ""))
    elif kind == "audio" and context is not None and context.codec is not None:
        layout = context.layout.name if context.layout is not None and context.layout.nb_channels else ""
        parts = [_coding(stream), f"{context.sample_rate} Hz" if context.sample_rate else "", layout]
        parts.append(context.format.name if context.format is not None else "")
    elif context is not None:
        parts = [codec_name(stream)]
    return ", ".join(filter(None, parts))


def _coding(stream: Any) -> str:
    """Return codec and profile: ``h264 High``."""
    profile = stream.profile or ""
    return f"{codec_name(stream)} {'' if 'unknown' in profile.lower() else profile}".strip()


def picture_rate(stream: Any) -> Fraction | None:
    """Return pictures per second; of GXF, whose streams count fields, the codec's own (SMPTE ST 360)."""
    if stream.container.format.name == "gxf" and stream.codec_context.framerate:
        return Fraction(stream.codec_context.framerate)
    rate: Fraction | None = stream.average_rate or stream.guessed_rate
    return rate


def _plain(value: Decimal) -> str:
    text = format(round(value, 3).normalize(), "f")
    return "0" if text == "-0" else text


def _say_first_video(stream: Any, claims: Claims) -> None:
    if not codec_name(stream):
        return
    context = stream.codec_context
    claims.say(Speaker.MEASURED, "width", context.width or "")
    claims.say(Speaker.MEASURED, "height", context.height or "")
    rate = picture_rate(stream)
    if rate:
        claims.say(Speaker.MEASURED, "frameRate", round(decimal(rate), 3))
    if context.width and context.height:
        pixel = stream.sample_aspect_ratio or Fraction(1)
        claims.say(Speaker.MEASURED, "aspectRatio", round(decimal(Fraction(context.width, context.height) * pixel), 4))
    if context.pix_fmt:
        claims.say(Speaker.MEASURED, "pixelFormat", context.pix_fmt)
        claims.say(Speaker.MEASURED, "bitDepth", max(c.bits for c in context.format.components))
    if stream.frames:
        claims.say(Speaker.MEASURED, "frameCount", stream.frames)
    for prop, code, meanings in (
        ("colourPrimaries", context.color_primaries, _PRIMARIES),
        ("colourTransfer", context.color_trc, _TRANSFERS),
        ("colourSpace", context.colorspace, _SPACES),
        ("colourRange", context.color_range, _RANGES),
        ("fieldOrder", context.field_order, _FIELDS),
    ):
        claims.say(Speaker.MEASURED, prop, meanings.get(int(code), ""))


def _say_first_sound(stream: Any, source: Source, claims: Claims) -> None:
    name = codec_name(stream)
    if not name:
        return
    context = stream.codec_context
    if context.sample_rate:
        claims.say(Speaker.MEASURED, "sampleRate", context.sample_rate)
    if context.layout is not None and context.layout.nb_channels:
        claims.say(Speaker.MEASURED, "channels", context.layout.nb_channels)
        if not context.layout.name.endswith("channels"):  # FFmpeg's words for a layout that is not said
            claims.say(Speaker.MEASURED, "channelLayout", context.layout.name)
    if claims.value("bitDepth"):  # of a film's pictures
        return
    if name == "flac" and source.media_type == "audio/flac" and source.data[:4] == b"fLaC":
        # STREAMINFO (RFC 9639, 8.2): the library gives the depth of its samples, 32, not of the file's.
        claims.say(Speaker.MEASURED, "bitDepth", (int.from_bytes(source.data[18:26], "big") >> 36 & 31) + 1)
    elif name.startswith("pcm_") and context.format is not None:
        claims.say(Speaker.MEASURED, "bitDepth", _pcm_bits(name, context.format.bits))


def _pcm_bits(name: str, bits: int) -> int:
    """Return the bits of a PCM codec by its name (pcm_s24le: 24), since samples of 24 bits are read into 32."""
    digits = "".join(c for c in name.removeprefix("pcm_") if c.isdigit())
    return int(digits) if digits else bits
