"""Lines that come while one listens: JSON Lines on a pipe, each read the moment its end is there."""

from __future__ import annotations

from typing import Final

from extractors.extracted import Extracted
from extractors.file_names import readable
from extractors.inbox import Came, Inbox
from extractors.line_parts import LineParts
from extractors.port import Source, SourceRefused
from extractors.run import extract_source
from extractors.source import LineStream, read_lines

STDIN: Final = "stdin"
"""What the stream is called in messages and, for lines that name no Asset, in names (``stdin#3``)."""


def listen_to_lines(stream: LineStream, inbox: Inbox, *, name: str = STDIN) -> None:
    """Put each line of a stream into the inbox until the stream ends.

    A line that is no JSON, too long, or of no known form comes as its refusal; the lines after it are read.
    """
    parts = LineParts(is_live=True)
    whole = Source(name, name, b"", "application/x-ndjson")
    for line in read_lines(whole, stream):
        if inbox.closing.is_set():
            return
        inbox.put(read_line(line, parts, name))


def read_line(line: Source | SourceRefused, parts: LineParts, path: str) -> Came:
    """Return what a line says, its runs set apart from those of earlier lines; or why it cannot be read."""
    if isinstance(line, SourceRefused):
        return Came(Extracted(path, readable(path), refusal=str(line)))
    return Came(parts.set_apart(extract_source(line)), line.data)
