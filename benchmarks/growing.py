"""Makes a file longer without changing its form: its longest list, most frequent elements or lines stand many times."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

SUBTITLES = (".srt", ".vtt", ".sbv")


def grown(path: Path, times: int) -> bytes | None:
    """Return the bytes of a file with so many times its parts, unpacked; None for a form of which nothing repeats."""
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if path.name.endswith((".jsonl", ".ndjson")):
        return (data.rstrip() + b"\n") * times
    if start in (b"{", b"["):
        return _json(json.loads(data), times)
    if start == b"<":
        return _xml(data, times)
    return _cues(data, times) if path.suffix in SUBTITLES else None


def _json(document: Any, times: int) -> bytes | None:
    lists = [found for found in _lists(document) if found]
    if not lists:
        return None
    longest = max(lists, key=lambda found: len(json.dumps(found)) if _is_outermost(found, lists) else len(found))
    longest[:] = longest * times
    return json.dumps(document).encode()


def _is_outermost(found: list[Any], lists: list[list[Any]]) -> bool:
    """Say whether a list of objects is no part of another one that has several items."""
    inside = (other for other in lists if other is not found and len(other) > 1)
    return isinstance(found[0], dict) and not any(found is below for other in inside for below in _lists(other))


def _lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list):
        yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _lists(below)


def _xml(data: bytes, times: int) -> bytes | None:
    root = ElementTree.fromstring(data)
    most: tuple[int, ElementTree.Element, str] = (0, root, "")
    for parent in root.iter():
        for tag, count in Counter(child.tag for child in parent).items():
            if count > most[0]:
                most = (count, parent, tag)
    _, parent, tag = most
    if not tag:
        return None
    parent.extend([child for child in list(parent) if child.tag == tag] * (times - 1))
    longer: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return longer


def _cues(data: bytes, times: int) -> bytes:
    """Let the cues stand again; a header stands once."""
    head, _, cues = data.partition(b"\n\n") if data.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT") else (b"", b"", data)
    return head + (b"\n\n" if head else b"") + (cues.strip() + b"\n\n") * times
