"""Whether a film or sound can be played from its first packets to its last: a check of bounded cost.

The first pictures and sounds are decoded, and the end is looked for where the file says it is; what lies between is
not. What is found is a defect, which never stops a file from being used.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from extractors.files.claims import Claims

if TYPE_CHECKING:
    from av.container import InputContainer

LARGEST_PICTURE: Final = 1 << 26
"""Pixels of a picture that is decoded for the check; a header that claims more may be a lie."""
FIRST_PACKETS, LAST_PACKETS = 90, 3_000

_TAIL: Final = Decimal(3)
_TIMED: Final = frozenset(("mov", "matroska", "avi", "flac", "ogg", "mxf", "gxf", "mpegts", "asf", "flv"))
"""Formats whose packets bear true times after a seek; in others a seek goes by bytes, and times are guessed."""


def first_picture(container: InputContainer, stream: Any, claims: Claims) -> Any | None:
    """Return the first picture that can be decoded, None where none of the first packets gives one."""
    context = stream.codec_context
    if context is None or context.codec is None:
        return None
    if context.width * context.height > LARGEST_PICTURE:
        claims.defect(f"absurdly large: pictures of {context.width} x {context.height} pixels; none is decoded")
        return None
    frame, error, tried = _first(container, stream)
    if frame is None and tried:
        claims.defect(f"corrupt: none of the first {tried} packets of pictures can be decoded{error}")
    elif frame is None:
        claims.defect("truncated: there is a stream of pictures, but not one packet of it")
    return frame


def check_first_sound(container: InputContainer, stream: Any, claims: Claims) -> None:
    """Say it where the first packets of a stream of sound cannot be decoded."""
    if stream.codec_context is None or stream.codec_context.codec is None:
        return
    frame, error, tried = _first(container, stream)
    if frame is None and tried:
        claims.defect(f"corrupt: none of the first {tried} packets of sound can be decoded{error}")


def _first(container: InputContainer, stream: Any) -> tuple[Any | None, str, int]:
    """Return the first frame, why there was none, and how many packets were tried."""
    import av

    error, tried = "", 0
    try:
        for packet in container.demux(stream):
            if packet.size or tried:
                tried += bool(packet.size)
                try:
                    for frame in packet.decode():
                        return frame, "", tried
                except (av.FFmpegError, ValueError) as err:
                    error = error or f": {getattr(err, 'strerror', '') or err}"
            if tried >= FIRST_PACKETS:
                break
    except (av.FFmpegError, ValueError, OSError) as err:
        error = error or f": {getattr(err, 'strerror', '') or err}"
    return None, error, tried


def check_end(container: InputContainer, streams: list[Any], claims: Claims) -> None:
    """Say it where the packets end well before the duration that the file claims."""
    import av

    text = claims.value("duration")
    if not text or container.format.name.split(",")[0] not in _TIMED or not streams:
        return
    duration = Decimal(text)
    begin = Decimal(container.start_time or 0) / 1_000_000 if (container.start_time or 0) > -(1 << 62) else Decimal(0)
    last: Decimal | None = None
    try:
        if duration > 2 * _TAIL:
            container.seek(int((begin + duration - _TAIL) * 1_000_000))
        for number, packet in enumerate(container.demux(streams)):
            at = packet.pts if packet.pts is not None else packet.dts
            if at is not None and packet.time_base and packet.size:
                end = Decimal((at + (packet.duration or 0)) * packet.time_base.numerator) / packet.time_base.denominator
                last = max(last or end, end)
            if number >= LAST_PACKETS:
                return
    except (av.FFmpegError, ValueError, OSError):
        pass
    ends_at = (last - begin) if last is not None else None
    if ends_at is None:
        claims.defect("truncated: nothing can be read near the end that the file claims")
    elif ends_at < duration - max(Decimal(2), duration / 20):
        claims.defect(f"truncated: the streams end at second {round(ends_at, 1)} of {round(duration, 1)}")
