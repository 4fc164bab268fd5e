"""The loudness of a sound, measured over all of it by FFmpeg's ebur128 filter (EBU R 128, ITU-R BS.1770).

It costs about a quarter of a second of one core for a minute of stereo with the true peak (measured); so only sounds up
to `LONGEST` seconds of stereo are measured, and of longer ones it is said that they were not. A part of a sound would
give another number, which is why none is sampled.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from extractors.files.claims import Claims, Speaker

if TYPE_CHECKING:
    from av.container import InputContainer

LONGEST: Final = 600
"""Seconds of stereo that are measured; of six channels a third of that."""
LARGEST: Final = 512 << 20
"""Bytes of a file that are read for it: a film's pictures must be read past."""

_SILENCE: Final = Decimal("-70")
_MOST_ERRORS: Final = 20
_GUESSED: Final = frozenset(("mp3", "aac", "ac3", "mpeg", "mpegts", "amr", "asf"))


def say_loudness(container: InputContainer, stream: Any, byte_size: int, claims: Claims) -> bool:
    """Say integrated, momentary and short-term loudness, range and true peak of a stream of sound.

    False where it is too long to be measured. A packet that cannot be decoded is stepped over and said to be a defect.
    Needs a container that nobody has read from.
    """
    length = claims.value("duration")
    channels = stream.codec_context.layout.nb_channels if stream.codec_context.layout is not None else 0
    if not length or not channels or Decimal(length) * max(channels, 2) > 2 * LONGEST or byte_size > LARGEST:
        claims.kept["Loudness:not measured, since the sound is too long"] += 1
        return False
    meter = _Meter(stream)
    errors, broken_at = _feed(container, stream, meter)
    _compare_length(container, stream, meter.seconds, claims)
    if errors:
        place = f" near second {max(round(broken_at, 1), 0)}" if broken_at is not None else ""
        claims.defect(
            f"corrupt: {errors}{' or more' * (errors >= _MOST_ERRORS)} packets of sound cannot be decoded{place}"
        )
    for prop, value in meter.values():
        claims.say(Speaker.MEASURED, prop, value, pointer=f"/Stream/{stream.index}/loudness")
    return True


def _compare_length(container: InputContainer, stream: Any, decoded: Decimal, claims: Claims) -> None:
    """Say it where less could be decoded than the stream claims; formats that only guess their length claim none."""
    if container.format.name in _GUESSED or not stream.duration or not stream.time_base:
        return
    claimed = Decimal(stream.duration * stream.time_base.numerator) / stream.time_base.denominator
    if decoded < claimed - max(Decimal("0.5"), claimed / 50):
        claims.defect(f"corrupt: of {round(claimed, 1)} seconds of sound, {round(decoded, 1)} can be decoded")


def _feed(container: InputContainer, stream: Any, meter: _Meter) -> tuple[int, Decimal | None]:
    """Decode a stream into the meter; return how many packets failed, and where the first did, in seconds."""
    import av

    errors, first = 0, None
    try:
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except (av.FFmpegError, ValueError) as err:
                if isinstance(err, av.EOFError):
                    break
                errors += 1
                if first is None and packet.pts is not None and packet.time_base:
                    first = Decimal(packet.pts * packet.time_base.numerator) / packet.time_base.denominator
                if errors >= _MOST_ERRORS:
                    break
                continue
            for frame in frames:
                meter.push(frame)
    except (av.FFmpegError, ValueError):
        errors += 1
    meter.push(None)
    return errors, first


class _Meter:
    """A filter graph that measures the frames pushed into it; a change of their form ends what it takes."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._graph: Any = None
        self._form: tuple[Any, ...] = ()
        self._source: Any = None
        self._sink: Any = None
        self._last: dict[str, str] = {}
        self._momentary = self._short = _SILENCE
        self._is_broken = False
        self.seconds = Decimal(0)

    def push(self, frame: Any | None) -> None:
        """Add a frame, or None at the end."""
        import av

        if frame is not None and frame.sample_rate:
            self.seconds += Decimal(frame.samples) / frame.sample_rate
        if self._is_broken or (frame is None and self._graph is None):
            return
        try:
            if self._graph is None:
                self._open(frame)
            if frame is not None and (frame.format.name, frame.sample_rate, frame.layout.name) != self._form:
                self._is_broken = True
                return
            self._source.push(frame)
            self._pull()
        except (av.FFmpegError, ValueError, RuntimeError):
            self._is_broken = True

    def _open(self, frame: Any) -> None:
        from av.filter import Graph

        self._form = (frame.format.name, frame.sample_rate, frame.layout.name)
        graph: Any = Graph()
        self._source = graph.add_abuffer(
            sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name,
            time_base=frame.time_base or self._stream.time_base,
        )  # fmt: skip
        meter = graph.add("ebur128", "peak=true:framelog=quiet:metadata=1")
        self._sink = graph.add("abuffersink")
        self._source.link_to(meter)
        meter.link_to(self._sink)
        graph.configure()
        self._graph = graph

    def _pull(self) -> None:
        import av

        with suppress(av.BlockingIOError, av.EOFError):
            while True:
                said = self._sink.pull().metadata
                if said:
                    self._last = said
                    self._momentary = max(self._momentary, _number(said.get("lavfi.r128.M")) or _SILENCE)
                    self._short = max(self._short, _number(said.get("lavfi.r128.S")) or _SILENCE)

    def values(self) -> list[tuple[str, Decimal]]:
        """Return property and value of what was measured; silence, and less than 400 ms, give nothing."""
        if self._is_broken:
            return []
        integrated = _number(self._last.get("lavfi.r128.I"))
        if integrated is None or integrated <= _SILENCE:
            return []
        found = [("loudness", integrated), ("maximumMomentaryLoudness", self._momentary)]
        if self._short > _SILENCE:
            found.append(("maximumShortTermLoudness", self._short))
        spread = _number(self._last.get("lavfi.r128.LRA"))
        if spread is not None and self._short > _SILENCE:
            found.append(("loudnessRange", spread))
        peak = _number(self._last.get("lavfi.r128.true_peak"))
        if peak is not None and peak > 0:
            found.append(("truePeak", 20 * peak.log10()))
        return [(prop, round(value, 1)) for prop, value in found]


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
