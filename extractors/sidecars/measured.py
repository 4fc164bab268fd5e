"""Streams as a sidecar describes them, said as `extractors.files.streams` says what it measures itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final, NamedTuple

from extractors.sidecars import codecs
from extractors.sidecars.said import Said
from extractors.timecode import parse_rate
from extractors.xml_form import language_tag

VIDEO, AUDIO, TEXT = "video", "audio", "text"

_NUMBER: Final = re.compile(r"[+-]?\d[\d\s\u00a0\u202f]*(?:[.,]\d+)?")
_FACTORS: Final = {"k": Decimal(1000), "m": Decimal(1_000_000), "g": Decimal(1_000_000_000)}
_RATIO: Final = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*[:/xX]\s*(\d{1,9}(?:\.\d{1,6})?)")
_POSITION: Final = re.compile(r"([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?/?")
_LAYOUTS: Final = {
    ("C",): "mono", ("L", "R"): "stereo", ("L", "R", "C", "LFE", "Ls", "Rs"): "5.1(side)",
    ("C", "L", "R", "Ls", "Rs", "LFE"): "5.1(side)", ("L", "R", "C", "LFE", "Lb", "Rb"): "5.1",
}  # fmt: skip


class Value(NamedTuple):
    """A text of a sidecar, with where it stands."""

    text: str
    at: str


_NONE: Final = Value("", "")


@dataclass(slots=True)
class Stream:
    """One stream: its kind, where it stands, and what is said of it by our own names, as it came."""

    kind: str
    at: str
    values: dict[str, Value] = field(default_factory=dict)

    def put(self, name: str, text: str, at: str) -> None:
        """Note a value; the first of a name stays."""
        if text.strip():
            self.values.setdefault(name, Value(text.strip(), at))

    def get(self, name: str) -> Value:
        """Return a value, empty where nothing is said."""
        return self.values.get(name, _NONE)

    def __getitem__(self, name: str) -> str:
        return self.get(name).text


def measure_streams(said: Said, streams: list[Stream]) -> None:
    """Say all streams, pictures first: codecs of each, the rest of the first of its kind, as for a file itself."""
    seen: set[str] = set()
    for stream in sorted(streams, key=lambda stream: stream.kind != VIDEO):
        is_first = stream.kind not in seen
        seen.add(stream.kind)
        if stream.kind == VIDEO:
            _video(said, stream, is_first=is_first)
        elif stream.kind == AUDIO:
            _audio(said, stream, is_first=is_first)
        language = language_tag(stream["language"])
        if language and stream.kind != VIDEO:
            name = "subtitleLanguage" if stream.kind == TEXT else "language"
            said.measure(name, language, stream.get("language").at)


def _video(said: Said, stream: Stream, *, is_first: bool) -> None:
    names = ("format", "version", "profile", "encoding", "codec_id")
    if stream["format"] or stream["encoding"]:
        first = stream.get("format") if stream["format"] else stream.get("encoding")
        codec = codecs.video_codec(first.text, *(stream[name] for name in names[1:]))
        said.measure("videoCodec", codec, first.at)
    if not is_first:
        return
    for name in ("width", "height", "frameCount"):
        say_whole(said, name, stream.get(name))
    say_rate(said, stream.get("frameRate"))
    _aspect(said, stream)
    say_whole(said, "bitDepth", stream.get("bitDepth"))
    pixels = codecs.pixel_format(
        stream["space"], stream["subsampling"], stream["bitDepth"], is_full_range=stream["range"].lower() == "full"
    )
    said.measure("pixelFormat", pixels, stream.get("subsampling").at)
    for name, table in codecs.COLOURS.items():
        value = stream.get(name)
        said.measure(name, table.get(value.text.lower(), ""), value.at)
    _fields(said, stream)
    rotation = number(stream["rotation"])
    if rotation:
        said.measure("rotation", plain(rotation), stream.get("rotation").at)


def _fields(said: Said, stream: Stream) -> None:
    """Say how pictures are scanned, in which range their numbers are, and how bright they are."""
    scan, order, limits = stream.get("scan"), stream.get("scanOrder"), stream.get("range")
    first = order.text.lower()
    if scan.text.lower() == "progressive":
        said.measure("fieldOrder", "progressive", scan.at)
    elif first.startswith(("tff", "top", "bff", "bottom")):
        said.measure("fieldOrder", "top first" if first[0] == "t" else "bottom first", order.at)
    if limits.text.lower() in ("limited", "full"):
        said.measure("colourRange", limits.text.lower(), limits.at)
    for name, prop in (("maxcll", "maximumContentLight"), ("maxfall", "maximumFrameAverageLight")):
        light = number(stream[name])
        if light:
            said.measure(prop, light, stream.get(name).at)
    timecode = stream.get("timecode")
    said.measure("timecode", timecode.text, timecode.at)


def _aspect(said: Said, stream: Stream) -> None:
    """Say the shape of the picture as width by height and the shape of a pixel; else as the sidecar has it."""
    width, height, pixel = number(stream["width"]), number(stream["height"]), ratio(stream["pixelAspect"])
    display = stream.get("displayAspect")
    shape = ratio(display.text)
    if width and height and pixel is not None:
        exact_shape = width / height * pixel
        # The sidecar rounds; where its own shape is another one, that one stands.
        if shape is None or abs(exact_shape - shape) < Decimal("0.01"):
            said.measure("aspectRatio", plain(round(exact_shape, 4)), (display if display.text else stream).at)
            return
    if shape is not None:
        if width and height and abs(width / height - shape) < Decimal("0.005"):
            shape = width / height
        said.measure("aspectRatio", plain(round(shape, 4)), display.at)


def _audio(said: Said, stream: Stream, *, is_first: bool) -> None:
    if stream["format"] or stream["encoding"]:
        first = stream.get("format") if stream["format"] else stream.get("encoding")
        codec = codecs.audio_codec(
            first.text,
            *(stream[name] for name in ("version", "profile", "encoding", "codec_id")),
            bits=stream["bitDepth"],
            endianness=stream["endianness"],
            sign=stream["sign"],
        )
        said.measure("audioCodec", codec, first.at)
    if not is_first:
        return
    say_hertz(said, stream.get("sampleRate"))
    say_whole(said, "channels", stream.get("channels"))
    say_whole(said, "bitDepth", stream.get("bitDepth"))
    layout = stream.get("layout")
    said.measure("channelLayout", _LAYOUTS.get(tuple(layout.text.split()), ""), layout.at)


def number(text: str) -> Decimal | None:
    """Return the number that a text begins with, ``1 920 pixels`` as 1920; None where it begins with none."""
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    try:
        value = Decimal(re.sub(r"[\s\u00a0\u202f]", "", match[0]).replace(",", "."))
    except InvalidOperation:
        return None
    return value if abs(value) < Decimal("1e15") else None


def scaled(text: str) -> Decimal | None:
    """Return a number with its unit's prefix: ``341 Kbps`` as 341000, ``48.0 kHz`` as 48000."""
    value = number(text)
    match = _NUMBER.match(text.strip())
    if value is None or match is None:
        return None
    unit = text.strip()[match.end() :].strip().lower()
    return value * _FACTORS.get(unit[:1], Decimal(1)) if len(unit) > 1 else value


def ratio(text: str) -> Decimal | None:
    """Return ``16:9``, ``4/3`` or ``1.778`` as a number; None where it is none or nonsense."""
    match = _RATIO.fullmatch(text.strip())
    if match is not None:
        low, high = Decimal(match[1]), Decimal(match[2])
        value = low / high if high else None
    else:
        value = number(text) if re.fullmatch(r"\d{1,3}(?:\.\d+)?", text.strip()) else None
    return value if value is not None and 0 < value < 100 else None


def plain(value: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


def say_whole(said: Said, name: str, value: Value) -> None:
    """Say a whole number; one that is none, or below one, is named."""
    if not value.text:
        return
    found = number(value.text.split("/")[0])
    if found is None or found != found.to_integral_value() or found < 1:
        said.problem(f"{value.at} is {value.text[:40]!r}, not a whole number above 0")
        return
    said.measure(name, plain(found), value.at)


def say_hertz(said: Said, value: Value) -> None:
    """Say a sampling rate in Hz."""
    if value.text:
        found = scaled(value.text.split(" / ")[0])
        whole = found is not None and found == found.to_integral_value() and found > 0
        if found is None or not whole:
            said.problem(f"{value.at} is {value.text[:40]!r}, not a sampling rate in Hz")
        else:
            said.measure("sampleRate", plain(found), value.at)


def say_rate(said: Said, value: Value) -> None:
    """Say a frame rate, to three digits as measured ones are."""
    if not value.text:
        return
    found = parse_rate(re.split(r"[\sf(]", value.text.strip(), maxsplit=1)[0])
    if found is None:
        said.problem(f"{value.at} is {value.text[:40]!r}, not a frame rate")
        return
    said.measure("frameRate", plain(rounded(found)), value.at)


def rounded(value: Fraction) -> Decimal:
    """Return a fraction to three digits."""
    return round(Decimal(value.numerator) / Decimal(value.denominator), 3)


def say_bits_per_second(said: Said, value: Value) -> None:
    """Say the bit rate of the whole file, in bit/s."""
    if value.text:
        found = scaled(value.text)
        if found is None or found <= 0:
            said.problem(f"{value.at} is {value.text[:40]!r}, not a bit rate")
        else:
            said.measure("bitRate", plain(round(found, 0)), value.at)


def say_position(said: Said, value: Value) -> None:
    """Say a position of ISO 6709 in degrees: latitude, longitude, and altitude in metres."""
    match = _POSITION.match(value.text)
    if match is None:
        said.problem(f"{value.at} is {value.text[:40]!r}, not a position such as +51.4169-000.0806/")
        return
    for name, text in zip(("latitude", "longitude", "altitude"), match.groups(), strict=True):
        if text:
            said.measure(name, Decimal(text), value.at)


def say_seconds(said: Said, seconds: Decimal | None, value: Value) -> None:
    """Say how long the file plays; a text that gave no seconds is named."""
    if seconds is not None and seconds > 0:
        said.measure("duration", plain(seconds), value.at)
    elif value.text and seconds is None:
        said.problem(f"{value.at} is {value.text[:40]!r}, which names no duration that can be read")
