"""Films and sound: container, streams, duration, and what the container's tags say.

PyAV (FFmpeg) opens the file and reads headers; nothing is decoded. The format is given, never guessed by FFmpeg, so
that a file cannot pose as a playlist that makes it open others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from extractors.files.boxes import read_boxes
from extractors.files.claims import Claims, Speaker
from extractors.files.container_tags import say_tags, stream_language
from extractors.files.gazetteer import place_run
from extractors.files.images import mapped_data
from extractors.port import Extraction, Source, SourceRefused
from ontology.model import MediaKind

if TYPE_CHECKING:
    from av.container import InputContainer

FORMATS: Final = {
    "video/mp4": "mov", "video/quicktime": "mov", "video/3gpp": "mov", "audio/mp4": "mov",
    "video/x-matroska": "matroska", "video/webm": "matroska", "video/x-msvideo": "avi", "video/x-flv": "flv",
    "video/x-ms-asf": "asf", "video/mp2t": "mpegts", "video/mpeg": "mpeg", "video/ogg": "ogg",
    "application/mxf": "mxf", "application/x-gxf": "gxf", "audio/mpeg": "mp3", "audio/flac": "flac",
    "audio/wav": "wav", "audio/ogg": "ogg", "audio/aac": "aac", "audio/aiff": "aiff", "audio/amr": "amr",
    "audio/x-caf": "caf",
}  # fmt: skip
"""Media type to FFmpeg's name of the format."""

_PATIENCE_S: Final = 30.0
_PRIMARIES: Final = {
    1: "BT.709", 4: "BT.470M", 5: "BT.470BG", 6: "SMPTE 170M", 7: "SMPTE 240M", 9: "BT.2020", 11: "DCI-P3",
    12: "Display P3",
}  # fmt: skip
_TRANSFERS: Final = {
    1: "BT.709", 4: "BT.470M", 5: "BT.470BG", 6: "SMPTE 170M", 7: "SMPTE 240M", 8: "linear", 13: "sRGB",
    14: "BT.2020 10 bit", 15: "BT.2020 12 bit", 16: "PQ", 17: "SMPTE 428", 18: "HLG",
}  # fmt: skip
_SPACES: Final = {
    0: "RGB", 1: "BT.709", 5: "BT.470BG", 6: "SMPTE 170M", 7: "SMPTE 240M", 9: "BT.2020", 10: "BT.2020 constant",
}  # fmt: skip
# ITU-T H.273, tables 2 to 4, number these; 2 is "unspecified".


@dataclass(frozen=True)
class StreamsExtractor:
    """MP4, QuickTime, 3GP, Matroska, WebM, AVI, MXF, MPEG and more; MP3, FLAC, WAV, Ogg, AAC, AIFF."""

    name: str = "streams"
    version: str = "1"
    reads: str = "films and sound: container, streams, codecs, duration, frame rate, colour, tags, position"

    def recognises(self, source: Source) -> bool:
        """Say whether this is a film or sound in a container that is read."""
        return source.media_type in FORMATS

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a film or sound; raise `SourceRefused` where it cannot be opened."""
        claims = Claims(source)
        with _opened(source) as container:
            kind = _say_streams(container, source, claims)
            say_tags(container.metadata, claims)
            for number, chapter in enumerate(container.chapters(), 1):
                claims.unmapped[f"Chapter:{'title' if chapter.get('metadata') else number}"] += 1
        if FORMATS[source.media_type] == "mov":
            boxes = read_boxes(mapped_data(source))
            if boxes.is_cut:
                claims.problem("the file ends inside a box: it is cut off")
            if boxes.rotation:
                claims.say(Speaker.MEASURED, "rotation", boxes.rotation)
        yield claims.extraction(kind, place_run(claims.value("latitude"), claims.value("longitude")))


def _opened(source: Source) -> InputContainer:
    import av

    # "file:" keeps a name such as "concat:a|b" from being taken for one of FFmpeg's protocols.
    file: Any = BytesIO(source.data) if source.whole else f"file:{os.path.abspath(source.path)}"
    try:
        container: InputContainer = av.open(
            file,
            format=FORMATS[source.media_type],
            metadata_errors="replace",
            options={"protocol_whitelist": "file,pipe"},
            timeout=_PATIENCE_S,
        )
    except (av.FFmpegError, ValueError, OSError) as err:
        reason = getattr(err, "strerror", "") or str(err)
        raise SourceRefused(f"{source.path}: cannot be read as {source.media_type}: {reason}") from err
    return container


def _say_streams(container: InputContainer, source: Source, claims: Claims) -> MediaKind:
    videos = [s for s in container.streams.video if not _is_cover(s)]
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
    for number, video in enumerate(videos):
        _say_video(video, claims, is_first=not number)
    for number, sound in enumerate(sounds):
        _say_audio(sound, source, claims, is_first=not number)
    for other in container.streams:
        if other.type not in ("video", "audio") or _is_cover(other):
            claims.unmapped[f"Stream:{'cover' if _is_cover(other) else other.type}"] += 1
    return MediaKind.VIDEO if videos else MediaKind.AUDIO


def _is_cover(stream: Any) -> bool:
    """Say whether a stream is a cover picture (FFmpeg's AV_DISPOSITION_ATTACHED_PIC)."""
    return stream.type == "video" and bool(int(stream.disposition) & 0x0400)


def _duration(container: InputContainer, streams: list[Any]) -> Decimal | None:
    """Return seconds to the millisecond: the container's, else the longest stream's."""
    if container.duration:
        return round(Decimal(container.duration) / 1_000_000, 3)
    lengths = [Fraction(s.duration) * s.time_base for s in streams if s.duration and s.time_base]
    return round(_decimal(max(lengths)), 3) if lengths else None


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _codec_name(stream: Any) -> str:
    context = stream.codec_context
    return str(context.codec.canonical_name) if context is not None and context.codec is not None else ""


def _say_video(stream: Any, claims: Claims, *, is_first: bool) -> None:
    name = _codec_name(stream)
    claims.say(Speaker.MEASURED, "videoCodec", name)
    if not name:
        claims.problem("a stream of pictures has a codec that is not known")
        return
    if not is_first:
        claims.kept["Stream:further video"] += 1
        return
    context = stream.codec_context
    claims.say(Speaker.MEASURED, "width", context.width)
    claims.say(Speaker.MEASURED, "height", context.height)
    rate = stream.average_rate or stream.guessed_rate
    if rate:
        claims.say(Speaker.MEASURED, "frameRate", round(_decimal(rate), 3))
    if context.width and context.height:
        pixel = stream.sample_aspect_ratio or Fraction(1)
        claims.say(Speaker.MEASURED, "aspectRatio", round(_decimal(Fraction(context.width, context.height) * pixel), 4))
    if context.pix_fmt:
        claims.say(Speaker.MEASURED, "pixelFormat", context.pix_fmt)
        claims.say(Speaker.MEASURED, "bitDepth", max(c.bits for c in context.format.components))
    if stream.frames:
        claims.say(Speaker.MEASURED, "frameCount", stream.frames)
    for prop, code, meanings in (
        ("colourPrimaries", context.color_primaries, _PRIMARIES),
        ("colourTransfer", context.color_trc, _TRANSFERS),
        ("colourSpace", context.colorspace, _SPACES),
    ):
        claims.say(Speaker.MEASURED, prop, meanings.get(int(code), ""))


def _say_audio(stream: Any, source: Source, claims: Claims, *, is_first: bool) -> None:
    name = _codec_name(stream)
    claims.say(Speaker.MEASURED, "audioCodec", name)
    language = stream_language(stream.metadata.get("language", ""))
    if language:
        claims.say(Speaker.DEVICE, "language", language)
    if not name:
        claims.problem("a stream of sound has a codec that is not known")
        return
    if not is_first:
        claims.kept["Stream:further audio"] += 1
        return
    context = stream.codec_context
    if context.sample_rate:
        claims.say(Speaker.MEASURED, "sampleRate", context.sample_rate)
    if context.layout is not None and context.layout.nb_channels:
        claims.say(Speaker.MEASURED, "channels", context.layout.nb_channels)
    if name == "flac" and source.media_type == "audio/flac" and source.data[:4] == b"fLaC":
        # STREAMINFO (RFC 9639, 8.2): the library gives the depth of its samples, 32, not of the file's.
        claims.say(Speaker.MEASURED, "bitDepth", (int.from_bytes(source.data[18:26], "big") >> 36 & 31) + 1)
    elif name.startswith("pcm_") and context.format is not None:
        claims.say(Speaker.MEASURED, "bitDepth", _pcm_bits(name, context.format.bits))


def _pcm_bits(name: str, bits: int) -> int:
    """Return the bits of a PCM codec by its name (pcm_s24le: 24), since samples of 24 bits are read into 32."""
    digits = "".join(c for c in name.removeprefix("pcm_") if c.isdigit())
    return int(digits) if digits else bits


EXTRACTOR: Final = StreamsExtractor()
