"""What an MPEG transport stream says of its services and programmes: SDT and EIT (ETSI EN 300 468), PMT's guards.

Only the first megabytes are looked at: broadcasters repeat these tables every two seconds at the latest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.tag_values import stream_language
from extractors.files.tiff import Data

_LOOKED_AT: Final = 8 << 20
_PACKET: Final = 188
_SDT_PID, _EIT_PID = 0x11, 0x12
_LARGEST_SECTION: Final = 4098
_MOST_SECTIONS: Final = 2_000
_CHARACTERS: Final = {
    0x01: "iso8859-5", 0x02: "iso8859-6", 0x03: "iso8859-7", 0x04: "iso8859-8", 0x05: "iso8859-9", 0x06: "iso8859-10",
    0x07: "iso8859-11", 0x09: "iso8859-13", 0x0A: "iso8859-14", 0x0B: "iso8859-15", 0x11: "utf-16-be",
    0x13: "gb2312", 0x14: "big5", 0x15: "utf-8",
}  # fmt: skip
# EN 300 468, annex A, table A.3; without a first byte below 0x20 the text is in ISO/IEC 6937, ASCII in the main.


@dataclass(slots=True)
class Services:
    """Services as (name, provider), present events as (title, text, language), and how many packets are scrambled."""

    services: list[tuple[str, str]] = field(default_factory=list)
    events: list[tuple[str, str, str]] = field(default_factory=list)
    scrambled: int = 0
    packets: int = 0


def say_services(data: Data, claims: Claims) -> bool:
    """Say the services of a transport stream, who provides them, and what is on; return whether it is scrambled."""
    found = read_services(data)
    for number, (name, provider) in enumerate(found.services):
        pointer = f"/SDT/{number}"
        claims.say(Speaker.PERSON, "serviceName", name, pointer=pointer)
        claims.say(Speaker.PERSON, "publishedBy", provider, pointer=pointer)
    for title, text, language in found.events[:1] if len(found.services) < 2 else ():
        tag = stream_language(language)
        claims.say(Speaker.PERSON, "title", title, pointer="/EIT/0", language=tag)
        claims.say(Speaker.PERSON, "description", text, pointer="/EIT/0", language=tag)
    if len(found.services) > 1 and found.events:
        claims.kept["EIT:events of several services"] += len(found.events)
    if found.scrambled:
        share = round(Decimal(100 * found.scrambled) / found.packets)
        claims.defect(f"encrypted: {share} % of the packets looked at are scrambled")
    return 2 * found.scrambled > found.packets


def read_services(data: Data) -> Services:
    """Return what the tables say; never raises."""
    found = Services()
    sections = 0
    partial: dict[int, bytearray] = {}
    for pid, starts, payload, is_scrambled in _packets(data):
        found.packets += 1
        found.scrambled += is_scrambled
        if pid not in (_SDT_PID, _EIT_PID) or is_scrambled or sections > _MOST_SECTIONS:
            continue
        for section in _sections(pid, starts, payload, partial):
            sections += 1
            if section[0] == 0x42:
                found.services += [s for s in _services(section) if s not in found.services]
            elif section[0] == 0x4E and section[6] == 0:
                found.events += [e for e in _events(section) if e not in found.events]
    return found


def _packets(data: Data) -> Iterator[tuple[int, bool, bytes, bool]]:
    """ISO/IEC 13818-1, 2.4.3.2: (PID, whether a section starts, payload, whether it is scrambled)."""
    at = 0
    while at + _PACKET <= min(len(data), _LOOKED_AT):
        head = data[at : at + 4]
        if head[0] != 0x47:
            at += 1
            continue
        start = 4
        if head[3] & 0x20:
            start += 1 + data[at + 4]
        payload = bytes(data[at + start : at + _PACKET]) if head[3] & 0x10 else b""
        yield (head[1] & 0x1F) << 8 | head[2], bool(head[1] & 0x40), payload, bool(head[3] & 0xC0)
        at += _PACKET


def _sections(pid: int, starts: bool, payload: bytes, partial: dict[int, bytearray]) -> Iterator[bytes]:
    """Yield the sections that a packet completes (13818-1, 2.4.4)."""
    if starts and payload:
        pointer = payload[0]
        if pid in partial:
            partial[pid] += payload[1 : 1 + pointer]
            yield from _whole(partial.pop(pid))
        partial[pid] = bytearray(payload[1 + pointer :])
    elif pid in partial:
        partial[pid] += payload
    if pid in partial:
        buffer = partial[pid]
        yield from _whole(buffer)
        if len(buffer) > _LARGEST_SECTION:
            del partial[pid]


def _whole(buffer: bytearray) -> Iterator[bytes]:
    while len(buffer) >= 3 and buffer[0] != 0xFF:
        length = 3 + ((buffer[1] & 15) << 8 | buffer[2])
        if len(buffer) < length:
            return
        if length > 15:
            yield bytes(buffer[:length])
        del buffer[:length]


def _services(section: bytes) -> Iterator[tuple[str, str]]:
    """EN 300 468, 5.2.3: after the header, each service with its loop of descriptors."""
    at = 11
    while at + 5 <= len(section) - 4:
        length = (section[at + 3] & 15) << 8 | section[at + 4]
        for tag, body in _descriptors(section[at + 5 : at + 5 + length]):
            if tag == 0x48 and len(body) > 2:
                provider = body[2 : 2 + body[1]]
                rest = body[2 + body[1] :]
                yield dvb_text(rest[1 : 1 + rest[0]] if rest else b""), dvb_text(provider)
        at += 5 + length


def _events(section: bytes) -> Iterator[tuple[str, str, str]]:
    """EN 300 468, 5.2.4: the present event's short event descriptors."""
    at = 14
    while at + 12 <= len(section) - 4:
        length = (section[at + 10] & 15) << 8 | section[at + 11]
        for tag, body in _descriptors(section[at + 12 : at + 12 + length]):
            if tag == 0x4D and len(body) > 4:
                title = body[4 : 4 + body[3]]
                rest = body[4 + body[3] :]
                text = rest[1 : 1 + rest[0]] if rest else b""
                yield dvb_text(title), dvb_text(text), body[:3].decode("latin-1")
        at += 12 + length


def _descriptors(loop: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(loop):
        yield loop[at], loop[at + 2 : at + 2 + loop[at + 1]]
        at += 2 + loop[at + 1]


def dvb_text(body: bytes) -> str:
    """Return a text of EN 300 468, annex A."""
    if not body:
        return ""
    encoding, start = "latin-1", 0
    if body[0] == 0x10 and len(body) > 2:
        encoding, start = f"iso8859-{body[2]}", 3
    elif body[0] < 0x20:
        encoding, start = _CHARACTERS.get(body[0], "latin-1"), 1
    try:
        text = body[start:].decode(encoding, "replace")
    except LookupError:
        text = body[start:].decode("latin-1")
    # Control codes of annex A.1: 86h and 87h switch emphasis, 8Ah is a new line.
    return text.replace("\x86", "").replace("\x87", "").replace("\x8a", "\n").strip()
