"""A file of text as lines: its encoding found and told, and split into the blocks that empty lines separate."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from extractors.files.text import decoded, encoding_of
from extractors.timed.cues import CueSheet

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class Block(NamedTuple):
    """Lines without an empty one among them; `first` is the number of the first, from 1."""

    first: int
    lines: list[str]


def text_lines(data: bytes, sheet: CueSheet) -> list[str]:
    """Return the lines of a text; an encoding other than UTF-8 is told to the sheet."""
    encoding = encoding_of(data)
    if encoding == "utf-16":
        order = "little" if data.startswith(b"\xff\xfe") else "big"
        sheet.remark(f"the text is read as UTF-16, {order}-endian, by its byte order mark")
    elif encoding != "utf-8":
        sheet.remark("the text is read as Windows-1252, since it is not valid UTF-8")
    return _LINE_END.split(decoded(data).removeprefix("\ufeff"))


def blocks_of(lines: list[str]) -> list[Block]:
    """Return the blocks of lines that empty lines separate."""
    blocks: list[Block] = []
    current: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            current.append(line)
        elif current:
            blocks.append(Block(number - len(current), current))
            current = []
    return blocks
