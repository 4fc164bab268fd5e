"""Breaks the structure of XML and of text that goes by lines: subtitles, edit lists, tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final
from xml.etree import ElementTree

Change = Callable[[bytes, Random], bytes]

STRANGE_TEXTS: Final = (
    "", " ", "\u202e", "x" * 70_000, "-1", "1e999", "NaN", "\ufffd", "2026-13-45T99:00:00Z", "00:00:00:99",
    "99:99:99,999", "-00:00:01.000", "http://[", "../../../etc/passwd", "<script>alert(1)</script>", "a\nb",
    "0" * 5_000, "1/0", "25/0", "T00:00:00:00F0",
)  # fmt: skip
"""Texts that stand where others are expected."""

_STRANGE_NAMES: Final = ("x", "xml", "title", "Value", "metadata", "{http://e/}y", "k" * 5_000)
_NUMBER: Final = re.compile(r"\d+")
_ENTITIES: Final = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "%s"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
_EXTERNAL: Final = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""


# -- XML -----------------------------------------------------------------------------------------------------------


def _structural(change: Callable[[ElementTree.Element, ElementTree.Element, Random], None]) -> Change:
    """Return a change of one element (and its parent) as a change of bytes; what is no XML loses a stretch instead."""

    def changed(data: bytes, random: Random) -> bytes:
        # The samples declare no entities; what was broken before may, and may be too large or deep to be taken apart.
        if b"<!ENTITY" in data or len(data) > 1 << 20:
            return _cut_markup(data, random)
        try:
            root = ElementTree.fromstring(data)
            pairs = [(parent, child) for parent in root.iter() for child in parent]
            if pairs:
                change(*random.choice(pairs), random)
            text: bytes = ElementTree.tostring(root, "utf-8")
        except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
            return _cut_markup(data, random)
        return text

    return changed


def _remove(parent: ElementTree.Element, child: ElementTree.Element, random: Random) -> None:
    parent.remove(child)


def _rename(parent: ElementTree.Element, child: ElementTree.Element, random: Random) -> None:
    child.tag = random.choice((*_STRANGE_NAMES, str(parent.tag)))


def _repeat(parent: ElementTree.Element, child: ElementTree.Element, random: Random) -> None:
    parent.extend([child] * random.choice((1, 20, 500)))


def _say(parent: ElementTree.Element, child: ElementTree.Element, random: Random) -> None:
    child.text = random.choice(STRANGE_TEXTS)


def _attribute(parent: ElementTree.Element, child: ElementTree.Element, random: Random) -> None:
    name = random.choice([*child.attrib, "lang", "x"])
    if random.random() < 0.3:
        child.attrib.pop(name, None)
    else:
        child.set(name, random.choice(STRANGE_TEXTS))


def _empty(parent: ElementTree.Element, child: ElementTree.Element, random: Random) -> None:
    child.clear()


def _move(parent: ElementTree.Element, child: ElementTree.Element, random: Random) -> None:
    parent.remove(child)
    list(parent.iter())[-1].append(child)


def _cut_markup(data: bytes, random: Random) -> bytes:
    """Leave out one mark: a bracket, a quotation mark, an ampersand."""
    marks = [at for at, byte in enumerate(data[:200_000]) if byte in b"<>&\"'/="]
    at = random.choice(marks or [0])
    return data[:at] + data[at + 1 :]


def _nest(data: bytes, random: Random) -> bytes:
    """Let elements stand within elements, many deep, behind the first one's start."""
    at = data.find(b">", data.find(b"<", 2)) + 1
    depth = random.choice((150, 3_000, 30_000))
    return data[:at] + b"<a>" * depth + b"</a>" * random.choice((depth, 0)) + data[at:]


def _declare(data: bytes, random: Random) -> bytes:
    """Declare an entity in front."""
    start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    head = random.choice((_ENTITIES % ("lol" * 1_000), _EXTERNAL))
    return head.encode() + data[start:].replace(b"</", b"&a;</", 3)


def _other_namespace(data: bytes, random: Random) -> bytes:
    """Change what a namespace is called, or its prefix."""
    return (
        data.replace(b'xmlns="', b'xmlns="http://e/') if random.random() < 0.5 else data.replace(b"xmlns:", b"xmlns:z")
    )


XML: Final[tuple[Change, ...]] = (
    *map(_structural, (_remove, _rename, _repeat, _say, _say, _attribute, _attribute, _empty, _move)),
    _cut_markup,
    _nest,
    _declare,
    _other_namespace,
)


# -- lines ---------------------------------------------------------------------------------------------------------


def _of_lines(change: Callable[[list[str], int, Random], None]) -> Change:
    """Return a change of one line as a change of bytes."""

    def changed(data: bytes, random: Random) -> bytes:
        lines = data.decode("utf-8", "surrogateescape").split("\n")
        change(lines, random.randrange(len(lines)), random)
        return "\n".join(lines).encode("utf-8", "surrogateescape")

    return changed


def _drop_line(lines: list[str], at: int, random: Random) -> None:
    del lines[at]


def _repeat_line(lines: list[str], at: int, random: Random) -> None:
    lines[at:at] = [lines[at]] * random.choice((1, 50, 2_000))


def _swap_lines(lines: list[str], at: int, random: Random) -> None:
    other = random.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _blank_line(lines: list[str], at: int, random: Random) -> None:
    lines.insert(at, random.choice(("", " ", "\t", "\x0c")))


def _strange_line(lines: list[str], at: int, random: Random) -> None:
    lines[at] = random.choice(STRANGE_TEXTS)


def _other_number(lines: list[str], at: int, random: Random) -> None:
    """Change one number, most often of a time."""
    numbers = list(_NUMBER.finditer(lines[at]))
    if numbers:
        found = random.choice(numbers)
        new = random.choice(("0", "99", "-5", "100000000", "", "1.5", "9" * 400, str(int(found[0][:9]) + 1)))
        lines[at] = lines[at][: found.start()] + new + lines[at][found.end() :]


def _other_separators(lines: list[str], at: int, random: Random) -> None:
    """Change what stands between the parts of a line."""
    old = random.choice((":", ",", "\t", " ", "-->", ";", "."))
    new = random.choice((";", " ", "\t", "", "::", ",", '"'))
    for index in range(len(lines)) if random.random() < 0.3 else (at,):
        lines[index] = lines[index].replace(old, new)


def _long_line(lines: list[str], at: int, random: Random) -> None:
    lines[at] *= random.choice((3, 200, 20_000 // max(1, len(lines[at]))))


LINES: Final[tuple[Change, ...]] = tuple(
    map(
        _of_lines,
        (
            _drop_line,
            _repeat_line,
            _swap_lines,
            _blank_line,
            _strange_line,
            _other_number,
            _other_number,
            _other_separators,
            _long_line,
        ),
    )
)
