"""The content of a NewsML-G2 item: its renditions, its text, and the parts of a film or picture that it describes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.news.newscodes import bare_code
from extractors.news.newsml_g2_concepts import Context
from extractors.news.newsml_g2_meta import described_claims
from extractors.news.newsroom import RenditionLine, claim, file_name, limited, original_of, plausible_duration
from extractors.news.ninjs_media import aspect_ratio, bit_rate
from extractors.news.prose import words_of_element
from extractors.reading import Node
from extractors.values import parse_number
from ontology.model import Box, Observation, Segment, seconds

_PLAIN: Final = (
    ("@videocodec", "videoCodec"), ("@audiocodec", "audioCodec"), ("@colourspace", "colourSpace"),
)  # fmt: skip
_NUMBERS: Final = (
    ("@videoframerate", "frameRate"), ("@audiosamplerate", "sampleRate"), ("@audiosamplesize", "bitDepth"),
    ("@orientation", "orientation"), ("@resolution", "horizontalResolution"),
)  # fmt: skip
_CHANNELS: Final = {"mono": "1", "stereo": "2"}
_SECONDS: Final = {
    "seconds": Decimal(1), "second": Decimal(1), "milliseconds": Decimal("0.001"), "normalplaytime": Decimal(1),
    "minutes": Decimal(60), "hours": Decimal(3600), "": Decimal(1),
}  # fmt: skip


class Renditions:
    """The renditions of an item: which is the original, and by which frames and pixels its parts are told."""

    def __init__(self, item: Node, context: Context) -> None:
        self._raw: list[dict[str, Any]] = [
            each
            for content in item.look("contentSet") or []
            if isinstance(content, dict)
            for each in content.get("remoteContent", [])
            if isinstance(each, dict)
        ]
        lines = [
            RenditionLine((str(r.get("@rendition", "")),), str(r.get("@contenttype", "")), str(r.get("@href", "")),
                          (_number(r, "@width") or 0.0) * (_number(r, "@height") or 0.0))
            for r in self._raw
        ]  # fmt: skip
        self.best = original_of(lines, context.kind)
        self.name = file_name(lines[self.best].href) if self.best is not None else ""

    def by_reference(self, reference: str) -> dict[str, Any]:
        """Return the rendition that a part refers to; the original, or the only one, where it refers to none."""
        for each in self._raw:
            if reference and each.get("@rendition") == reference:
                return each
        if reference and len(self._raw) != 1:
            return {}
        return self._raw[self.best] if self.best is not None else {}


def _number(rendition: dict[str, Any], key: str) -> float | None:
    value = parse_number(str(rendition.get(key, "")))
    return value if value is not None and 0 < value < 1e7 else None


def content_claims(item: Node, context: Context, renditions: Renditions) -> tuple[list[Observation], list[Observation]]:
    """Return the texts in contentSet, and what is told of the original."""
    said: list[Observation] = []
    technical: list[Observation] = []
    number = 0
    for content in item.nodes("contentSet"):
        for node in content.nodes("remoteContent"):
            technical += _measures(node, is_original=number == renditions.best)
            number += 1
        for node in content.nodes("inlineXML"):
            kind = node.text("@contenttype").lower()
            if kind and not any(word in kind for word in ("html", "nitf", "text")):
                node.keep()
                continue
            language = node.text("@xml:lang").lower() or context.language
            words = limited(words_of_element(node, context.prose), node.at, node.reading)
            said += claim("bodyText", words, node.at, language=language)
        for node in content.nodes("inlineData"):
            if node.text("@encoding"):
                node.keep()
                continue
            node.text("@contenttype")
            language = node.text("@xml:lang").lower() or context.language
            said += claim("bodyText", limited(node.text("#"), node.at, node.reading), node.at, language=language)
    return said, technical


def _measures(node: Node, *, is_original: bool) -> Iterator[Observation]:
    for key in ("@href", "@rendition", "@contenttype", "@widthunit", "@heightunit"):
        value = node.text(key)
        if key.endswith("unit") and bare_code(value).lower() not in ("", "pixels", "px", "pixel"):
            is_original = False
    if not is_original:
        for key in node.rest():
            if f"contentSet/remoteContent/{key}" in node.reading.keys:
                node.raw(key)
                node.reading.keep(f"{node.path}.{key}")
        return
    for key, prop in (("@width", "width"), ("@height", "height"), *_NUMBERS):
        text = node.text(key).strip()
        if text and parse_number(text) is None:
            node.reading.problem(f"{node.at}/{key} is {text[:40]!r}, not a number")
        else:
            yield from claim(prop, text, node.at)
    for key, prop in _PLAIN:
        yield from claim(prop, bare_code(node.text(key)), node.at)
    channels = bare_code(node.text("@audiochannels")).lower()
    yield from claim("channels", _CHANNELS.get(channels, channels if channels.isdecimal() else ""), node.at)
    yield from claim("aspectRatio", aspect_ratio(node.text("@videoaspectratio")), node.at)
    rate = node.text("@videoavgbitrate").strip()
    yield from claim("bitRate", rate if rate.isdecimal() else bit_rate(rate), node.at)
    yield from _duration(node)


def _duration(node: Node) -> Iterator[Observation]:
    value, unit, size = node.text("@duration"), node.text("@durationunit"), parse_number(node.text("@size"))
    frame_rate = None
    length = _time(value, unit, frame_rate)
    if not value:
        return
    if length is not None and plausible_duration(length, size):
        yield Observation("duration", format(length.normalize(), "f"), pointer=node.at)
    else:
        node.reading.problem(f"{node.at}/@duration is {value[:40]!r} {bare_code(unit)}, which is no length in seconds")


def _time(value: str, unit: str, frame_rate: float | None) -> Decimal | None:
    """Return a time in seconds; frames need the rate of the rendition they are counted in (NAR, timeDelim)."""
    text, unit = value.strip(), bare_code(unit).lower()
    if ":" in text:
        parts = [parse_number(part) for part in text.split(":")]
        if len(parts) not in (2, 3) or any(part is None or part < 0 for part in parts) or unit == "timecode":
            return None
        whole = Decimal(0)
        for part in text.split(":"):
            whole = whole * 60 + Decimal(part.strip())
        return seconds(whole)
    number = parse_number(text)
    if number is None or not 0 <= number < 1e9:
        return None
    if unit in ("editunit", "frames", "frame"):
        return None if not frame_rate else seconds(Decimal(text) / Decimal(str(frame_rate)))
    return seconds(Decimal(text) * _SECONDS[unit]) if unit in _SECONDS else None


def part_claims(item: Node, context: Context, renditions: Renditions) -> tuple[list[Observation], list[Observation]]:
    """Return what is said of parts, by people and by tools; a part that cannot be placed is named and kept."""
    said: list[Observation] = []
    found: list[Observation] = []
    for part in item.nodes("partMeta"):
        segment = _segment(part, renditions)
        if segment is None:
            part.keep()
            continue
        by_people, by_tools = described_claims(part, context, segment)
        said += by_people
        found += by_tools
    return said, found


def _segment(part: Node, renditions: Renditions) -> Segment | None:
    start = end = None
    box = None
    is_placed = True
    for node in part.nodes("timeDelim"):
        rendition = renditions.by_reference(node.text("@renditionref"))
        unit = node.text("@timeunit") or "timeunit:editUnit"
        texts = node.text("@start"), node.text("@end")
        start, end = (_time(text, unit, _number(rendition, "@videoframerate")) if text else None for text in texts)
        if (texts[0] and start is None) or (texts[1] and end is None):
            is_placed = False
            what = f"{texts[0][:20]!r} to {texts[1][:20]!r} in {bare_code(unit)}"
            part.reading.problem(f"{node.at} is {what}, which cannot be told in seconds: no rate of frames is given")
    for node in part.nodes("regionDelim"):
        rendition = renditions.by_reference(node.text("@renditionref"))
        box = _box(node, rendition)
        if box is None:
            is_placed = False
            part.reading.problem(f"{node.at} is in pixels of a picture whose size is not given; the part is kept")
    return Segment(start, end, box) if is_placed else None


def _box(node: Node, rendition: dict[str, Any]) -> Box | None:
    width, height = _number(rendition, "@width"), _number(rendition, "@height")
    edges = [parse_number(node.text(key)) for key in ("@x", "@y", "@width", "@height")]
    if not width or not height or any(edge is None or edge < 0 for edge in edges):
        return None
    x, y, w, h = (float(edge or 0.0) for edge in edges)
    return Box(x / width, y / height, w / width, h / height)
