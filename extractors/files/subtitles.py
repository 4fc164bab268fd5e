"""SubRip and WebVTT: each cue is a claim about its seconds.

SubRip has no specification; what common players accept is read. WebVTT is read by https://www.w3.org/TR/webvtt1/, 6.
A cue that cannot be read is named, and the others go on.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extractors import media_type as types
from extractors.files.claims import clean_text
from extractors.files.text import decoded
from extractors.port import AssetReference, Extraction, Run, Source, SourceRefused
from extractors.reference import language_of_name
from ontology.model import Agent, AgentKind, Observation, Segment

_ARROW: Final = "-->"
_TIME: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})")
_TIMES: Final = re.compile(rf"\s*({_TIME.pattern})\s*-->\s*({_TIME.pattern})(.*)$")
_TAG: Final = re.compile(r"</?[a-zA-Z/][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]+)?\s+([^>]+)>")
_HEADER: Final = re.compile(r"(?:X-TIMESTAMP-MAP|Language|Kind|[A-Za-z][\w-]*)\s*[:=]\s*(.*)")
_AGENT: Final = Agent(AgentKind.SYSTEM, "subtitles")
_MOST_PROBLEMS: Final = 50


@dataclass(frozen=True)
class SubtitlesExtractor:
    """SubRip (.srt) and WebVTT (.vtt)."""

    name: str = "subtitles"
    version: str = "1"
    reads: str = "SubRip and WebVTT subtitles: text, times, speakers, language"

    def recognises(self, source: Source) -> bool:
        """Say whether this is a file of subtitles in a form that is read."""
        return source.media_type in (types.SUBRIP, types.WEBVTT)

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a file of subtitles; raise `SourceRefused` where no cue can be read."""
        text = decoded(source.data)
        header, blocks = _blocks(text, is_webvtt=source.media_type == types.WEBVTT)
        kept, unmapped = Counter[str](), Counter[str]()
        language = _language(source, header, unmapped)
        claims: list[Observation] = []
        problems: list[str] = []
        for line, block in blocks:
            if block[0].startswith(("NOTE", "STYLE", "REGION")) and _ARROW not in block[0]:
                kept[f"WebVTT:{block[0].split()[0]}"] += 1
                continue
            try:
                claims += _claims(block, language, kept)
            except ValueError as err:
                problems.append(f"the cue at line {line} is left out: {err}")
        if not claims:
            why = f": {problems[0]}" if problems else ""
            raise SourceRefused(f"{source.path}: holds no subtitle that can be read{why}")
        # The same film's subtitles in two languages, or in two forms, stand side by side: neither replaces the other.
        form = "WebVTT" if source.media_type == types.WEBVTT else "SRT"
        part = f"{form} {language}".rstrip()
        yield Extraction(
            AssetReference(),
            (Run(_AGENT, "subtitles", tuple(dict.fromkeys(claims)), part=part),),
            unmapped=dict(unmapped),
            kept=dict(kept),
            problems=_bounded(problems),
        )


def _bounded(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - _MOST_PROBLEMS
    return tuple(problems[:_MOST_PROBLEMS]) + ((f"{more} more cues are left out",) if more > 0 else ())


def _blocks(text: str, *, is_webvtt: bool) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the WebVTT header's lines, and the blocks that empty lines separate, each with its first line's number."""
    blocks: list[tuple[int, list[str]]] = []
    current: list[str] = []
    first = 0
    for number, line in enumerate([*re.split(r"\r\n|\n|\r", text), ""], 1):
        if line.strip():
            first = first if current else number
            current.append(line)
        elif current:
            blocks.append((first, current))
            current = []
    if is_webvtt and blocks and blocks[0][1][0].lstrip("\ufeff").startswith("WEBVTT"):
        return blocks[0][1], blocks[1:]
    return [], blocks


def _language(source: Source, header: list[str], unmapped: Counter[str]) -> str:
    """Return the language that the WebVTT header gives, else the file's name (``clip.en.srt``)."""
    language = ""
    for line in header[1:]:
        name, _, value = line.partition(":")
        if name.strip().lower() == "language" and re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", value.strip()):
            language = value.strip().lower()
        else:
            unmapped[f"WebVTT:{name.split('=')[0].strip()[:40]}"] += 1
    return language or language_of_name(source.name)


def _claims(block: list[str], language: str, kept: Counter[str]) -> list[Observation]:
    """Return the claims of one cue; raise ValueError with the reason where it is none."""
    at = next((number for number, line in enumerate(block[:2]) if _ARROW in line), None)
    if at is None:
        raise ValueError(f"no line with '-->' in {block[0][:60]!r}")
    match = _TIMES.match(block[at])
    if match is None:
        raise ValueError(f"{block[at].strip()[:60]!r} is not a time span such as 00:00:01.000 --> 00:00:02.500")
    start, end = _seconds(match.groups()[1:5]), _seconds(match.groups()[6:10])
    if end <= start:
        raise ValueError(f"it ends at {end} s, not after its start at {start} s")
    if match.groups()[10].strip():
        kept["cue settings"] += 1
    raw = "\n".join(block[at + 1 :])
    text = clean_text(html.unescape(_TAG.sub("", raw)))
    if not text:
        raise ValueError("it has no text")
    segment = Segment(start, end)
    claims = [Observation("subtitle", text, language=language, segment=segment)]
    claims += [Observation("speaker", name.strip(), segment=segment) for name in _VOICE.findall(raw) if name.strip()]
    return claims


def _seconds(parts: tuple[str | None, ...]) -> Decimal:
    """Return hours, minutes, seconds and a fraction as seconds; raise ValueError for minutes or seconds over 59."""
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    if int(minutes) > 59 or int(seconds) > 59 or len(hours) > 5:
        raise ValueError(f"{hours}:{minutes}:{seconds} is not a time")
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds) + Decimal(f"0.{fraction}")).quantize(Decimal("0.001"))


EXTRACTOR: Final = SubtitlesExtractor()
