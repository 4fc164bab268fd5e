"""What a film looks like: the PDQ hashes of keyframes spread over it, as vPDQ compares films.

Only keyframes are decoded, at most 30, fewer of large pictures, so that a film costs about as much as a second or two
of playing it. Bounds are counts and never clocks: the same film always gives the same fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from extractors.files.fingerprint_values import Keyframe, distance
from extractors.files.picture_hash import SIDE, hash_of
from extractors.files.stream_facts import is_cover
from extractors.files.streams import open_container

if TYPE_CHECKING:
    from av.container import InputContainer

    from extractors.port import Source

MOST_KEYFRAMES: Final = 30
"""Keyframes that are decoded at most."""
MOST_PIXELS: Final = 75_000_000
"""Pixels that are decoded at most, all keyframes together: 30 of 1080p, 9 of 4K."""
ALIKE: Final = 31
"""Bits of 256; a keyframe that is not further from the one kept before it says nothing new."""
_MOST_PACKETS: Final = 4_000
"""Packets read at most to find one keyframe: 15 s of a multiplex."""
_MOST_MISSES: Final = 3
_PATIENCE_S: Final = 20.0
"""Seconds that opening or one read may block."""


def film_keyframes(source: Source) -> tuple[Keyframe, ...]:
    """Return the hashes of a film's keyframes that differ from the one before; none where there is no picture.

    Raises what PyAV raises for a damaged file.
    """
    with open_container(source, patience_s=_PATIENCE_S) as container:
        streams = [stream for stream in container.streams.video if not is_cover(stream)]
        if not streams or streams[0].codec_context is None or streams[0].codec_context.codec is None:
            return ()
        kept: list[Keyframe] = []
        for at_s, frame in _spread(container, streams[0]):
            hash_ = hash_of(frame.to_ndarray(format="rgb24", width=SIDE, height=SIDE, interpolation="AREA"))
            if hash_ and (not kept or distance(hash_, kept[-1].hash) > ALIKE):
                kept.append(Keyframe(at_s, hash_))
    return tuple(kept)


def _spread(container: InputContainer, stream: Any) -> Iterator[tuple[Decimal, Any]]:
    """Yield keyframes with their seconds from the start, each once: those before or at evenly spread moments."""
    context = stream.codec_context
    pixels = context.width * context.height
    count = min(MOST_KEYFRAMES, MOST_PIXELS // pixels) if pixels else 0
    if count < 1:
        return
    context.skip_frame = "NONKEY"
    context.thread_count = 1  # the pool itself is what uses the CPUs
    duration, begin = _duration(container, stream), int(stream.start_time or 0)
    base, misses = stream.time_base, 0
    seen: int | None = None
    for number in range(count if duration else 1):
        if number:
            container.seek(begin + duration * number // count, stream=stream)
        packet = _keyframe_packet(container, stream)
        at: int | None = None if packet is None else packet.pts if packet.pts is not None else packet.dts
        misses += at is None
        if misses > _MOST_MISSES:
            return
        if at is None or (seen is not None and at <= seen):
            continue
        frame = _decoded(context, packet)
        if frame is not None:
            seen = at
            yield max(Decimal(0), Decimal((at - begin) * base.numerator) / base.denominator), frame


def _keyframe_packet(container: InputContainer, stream: Any) -> Any | None:
    """Return the first keyframe's packet from where the container stands, None where none of the next is one."""
    for number, packet in enumerate(container.demux(stream)):
        if packet.is_keyframe and packet.size:
            return packet
        if number >= _MOST_PACKETS:
            break
    return None


def _decoded(context: Any, packet: Any) -> Any | None:
    """Return the picture of a keyframe's packet, None where it cannot be decoded."""
    import av

    try:
        # A decoder holds pictures back to put them in order: the second call makes it hand out what it has.
        frames = [*context.decode(packet), *context.decode(None)]
    except (av.FFmpegError, ValueError):
        frames = []
    context.flush_buffers()
    return frames[0] if frames else None


def _duration(container: InputContainer, stream: Any) -> int:
    """Return how long a stream plays, in its time base; 0 where nothing says."""
    if stream.duration:
        return int(stream.duration)
    if container.duration:
        return int(container.duration / (1_000_000 * stream.time_base))
    return 0
