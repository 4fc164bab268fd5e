"""What all news forms share: whose word it is, dates and languages, names in bylines, which rendition is the item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from urllib.parse import unquote, urlsplit

from extractors.file_names import asset_name
from extractors.files.claims import LONGEST_TEXT
from extractors.json_form import make_run
from extractors.port import Run
from extractors.reading import Node, Reading
from extractors.reference import is_media_name
from extractors.xml_form import language_tag
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

UNNAMED: Final = "newsroom metadata"
"""The Agent's name where a document does not tell whose it is."""

KINDS: Final[dict[str, MediaKind]] = {
    "text": MediaKind.TEXT,
    "picture": MediaKind.IMAGE,
    "photo": MediaKind.IMAGE,
    "graphic": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}
"""IPTC's nature of a news item (ninature) to ours; composite, component, event and planning are none of them."""

DEPICTING: Final = frozenset(("depicts", "depicted", "shows", "shown", "portrays", "inimage", "features", "featured"))
"""Relations by which a person, place or thing is seen, not only spoken of."""

MENTIONING: Final = frozenset(("", "mentions", "mentioned", "about", "isabout", "subject", "refersto", "named"))

_LOCAL: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d(?:[.,]\d+)?))?)?")
_ZONE: Final = re.compile(r"\s*(Z|[+-]\d\d):?(\d\d)?\Z")
_YEAR_OR_MONTH: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
_BY: Final = re.compile(r"^\s*(?:by|von|par|por|di|av|af|door|text|foto|photo|words)\b[:\s]+", re.IGNORECASE)
_AND: Final = re.compile(r"\s+(?:and|und|et|y|och|og|en|&)\s+|\s*[;|]\s*")
_NAME: Final = re.compile(
    r"[^\W\d_a-z][\w.'\u2019\-]*(?:\s+(?:de|da|di|du|del|della|van|von|der|den|la|le|al|bin|ibn|[^\W\d_a-z][\w.'\u2019\-]*"
    r"|d['\u2019][^\W\d_]\w+)){1,4}"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")


def person(name: str) -> Agent:
    """Return the Agent whose word a newsroom's document is."""
    return Agent(AgentKind.PERSON, " ".join(name.split())[:200] or UNNAMED)


def tool(name: str) -> Agent:
    """Return the Agent of what a newsroom's software added by itself: people outrank it."""
    return Agent(AgentKind.MODEL, " ".join(name.split())[:200] or "newsroom software")


def runs(
    agent: Agent, said: Iterable[Observation], technical: Iterable[Observation] = (), *, time: str = "", part: str = ""
) -> Iterator[Run]:
    """Yield what people say, and, as a system's word, what is said of the file; each Run only where it says anything.

    A newer version of the item has a later time, and so replaces what an older one said.
    """
    if claims := [clean for claim in said if (clean := cleaned(claim)) is not None]:
        yield make_run(agent, "newsroom-metadata", claims, time=time, part=part)
    if facts := [clean for claim in technical if (clean := cleaned(claim)) is not None]:
        yield make_run(Agent(AgentKind.SYSTEM, agent.name), "newsroom-technical", facts, time=time, part=part)


def cleaned(claim: Observation) -> Observation | None:
    """Return a claim without control characters and space around it; None where nothing is left."""
    value = _CONTROL.sub("", claim.value).strip()
    return None if not value else claim if value == claim.value else replace(claim, value=value)


def claim(
    prop: str,
    value: str,
    at: str,
    *,
    language: str = "",
    ids: tuple[str, ...] = (),
    sure: float | None = None,
    segment: Segment = WHOLE,
) -> Iterator[Observation]:
    """Yield a claim where there is a value."""
    if value.strip():
        yield Observation(prop, value.strip(), sure, language, segment, at, ids)


def held(node: Node, key: str) -> list[Node]:
    """Take a list of objects at once, to be read in any order; the caller closes each when it is read."""
    values = node.raw(key)
    path = f"{node.path}.{key}".lstrip(".")
    return [
        Node(node.reading, value, f"{node.at}/{key}/{number}", path)
        for number, value in enumerate(values if isinstance(values, list) else ())
        if isinstance(value, dict)
    ]


def limited(text: str, at: str, reading: Reading) -> str:
    """Return a text no longer than a claim may be; one that is cut is said to be."""
    if len(text) <= LONGEST_TEXT:
        return text
    reading.problem(f"{at} has {len(text)} characters; the first {LONGEST_TEXT} are used")
    return text[:LONGEST_TEXT]


def moment(text: str) -> str:
    """Return a date or moment in xsd form, from ISO 8601 extended or basic (``20130516T040100+0000``); "" for none.

    A month alone stays one, which the gate refuses with the reason; what is no date at all is the caller's to name.
    """
    text = text.strip()
    zone = _ZONE.search(text) if len(text) > 10 else None
    match = _LOCAL.fullmatch(text[: zone.start()] if zone else text)
    if match is None:
        return text if _YEAR_OR_MONTH.fullmatch(text) else ""
    year_, month, day, hour, minute, second = match.groups()
    if not ("01" <= month <= "12" and "01" <= day <= "31"):
        return ""
    if hour is None:
        return f"{year_}-{month}-{day}"
    offset = "" if zone is None else "Z" if zone[1] == "Z" else f"{zone[1]}:{zone[2] or '00'}"
    return f"{year_}-{month}-{day}T{hour}:{minute}:{(second or '00').replace(',', '.')}{offset}"


def dated(prop: str, text: str, at: str, reading: Reading) -> Iterator[Observation]:
    """Yield a claim of a date; one that is no date is named."""
    if text.strip():
        value = moment(text)
        if value:
            yield Observation(prop, value, pointer=at)
        else:
            reading.problem(f"{at} is {text[:40]!r}, not a date such as 2026-11-22T10:00:00Z")


def language_of(text: str) -> str:
    """Return a language tag for texts; "" where a document writes none that can be one."""
    return language_tag(text)


def names_in_byline(byline: str) -> list[str]:
    """Return the people named in a byline; none where it does not read as names of people.

    >>> names_in_byline("By Paulo Santalucia and Frances d'Emilio"), names_in_byline("NTB")
    (['Paulo Santalucia', "Frances d'Emilio"], [])
    """
    found = []
    for piece in _AND.split(_BY.sub("", byline.strip()[:500]))[:8]:
        name = re.split(r"\s*[,/(]|\s-\s", piece, maxsplit=1)[0].strip()
        if len(name) <= 60 and not name.isupper() and _NAME.fullmatch(name):
            found.append(name)
    return found


def said_by(byline: str, at: str) -> Iterator[Observation]:
    """Yield a byline, and as creators the people it names."""
    yield from claim("byline", byline, at)
    for name in names_in_byline(byline):
        yield Observation("creator", name, pointer=at)


def file_name(href: str) -> str:
    """Return the name of the media file at the end of an address or path; "" where it ends in none."""
    try:
        path = urlsplit(href.strip()).path if "://" in href else href
    except ValueError:
        return ""
    name = asset_name(unquote(path.rstrip("/")).replace("\\", "/"))[:250]
    return name if is_media_name(name) else ""


@dataclass(frozen=True, slots=True)
class RenditionLine:
    """One rendition as a document lists it: what it is called, and `pixels`, its area where that is told, else 0."""

    names: tuple[str, ...]
    media_type: str
    href: str
    pixels: float = 0.0


_ORIGINAL: Final = frozenset(("original", "master", "supplied", "main", "full", "highres", "hires", "high", "best"))
_MINOR: Final = ("thumb", "preview", "lowres", "small", "web", "proxy", "icon", "poster", "caption", "viewimage")
_TYPES: Final = {MediaKind.IMAGE: "image/", MediaKind.VIDEO: "video/", MediaKind.AUDIO: "audio/"}


def original_of(lines: list[RenditionLine], kind: MediaKind) -> int | None:
    """Return which rendition is the item as it was made: the only one, or the one that is named so; None in doubt.

    Those of another media type, such as a film's still, are none; so are those whose name says thumbnail or preview.
    """
    fitting = [n for n, line in enumerate(lines) if _fits(line, kind)]
    if len(fitting) == 1:
        return fitting[0]
    named = [n for n in fitting if any(_plain(name) in _ORIGINAL for name in lines[n].names)]
    major = [n for n in fitting if not any(word in _plain(name) for name in lines[n].names for word in _MINOR)]
    for group in (named, major):
        if len(group) == 1:
            best = group[0]
            return best if all(lines[best].pixels >= lines[n].pixels for n in fitting) else None
    return None


def _fits(line: RenditionLine, kind: MediaKind) -> bool:
    start = _TYPES.get(kind)
    return start is not None and (not line.media_type or line.media_type.lower().startswith(start))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower().rpartition(":")[2])


def plausible_duration(seconds: Decimal, byte_size: float | None) -> bool:
    """Say whether a duration can be in seconds: at most a day, and, with a size, at least 500 bytes a second.

    Agencies write milliseconds where ninjs asks for seconds; a claim a thousand times too long helps nobody.
    """
    return 0 <= seconds <= 86_400 and not (byte_size and seconds > 0 and Decimal(byte_size) / seconds < 500)
