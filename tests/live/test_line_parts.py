"""Lines of one stream that go on with each other: none replaces another, and a re-read changes nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import orjson
import pytest

from extractors.extracted import Extracted
from extractors.growing_lines import GrowingLines, is_growing_lines
from extractors.inbox import Came, Inbox
from extractors.line_parts import REMEMBERED, LineParts
from extractors.line_stream import listen_to_lines
from extractors.port import Source
from extractors.run import extract_paths, extract_source


def document(text: str, *, start: float | None = None, **more: Any) -> dict[str, Any]:
    claim: dict[str, Any] = {"property": "utterance", "value": text, "language": "en"}
    if start is not None:
        claim["segment"] = {"start": start, "end": start + 1}
    return {"mediagraph": 1, "asset": "live.ts", "model": "asr", "task": "transcript", "observations": [claim], **more}


def line_of(number: int, found: dict[str, Any]) -> Extracted:
    data = orjson.dumps(found)
    return extract_source(Source("a.jsonl", "a.jsonl", data, "application/json", f"{number:064x}", len(data), number))


def parts_of(documents: list[dict[str, Any]], *, is_live: bool = False) -> list[str]:
    parts = LineParts(is_live=is_live)
    lines = [parts.set_apart(line_of(number, found)) for number, found in enumerate(documents, 1)]
    return [run.part for line in lines for extraction in line.extractions for run in extraction.runs]


def test_first_line_of_a_file_keeps_its_part_and_later_ones_are_told_apart_by_their_seconds() -> None:
    said = [document("a", start=0), document("b", start=12.48), document("c", start=20)]
    assert parts_of(said) == ["", "from 12.48 s", "from 20 s"]


def test_in_a_live_stream_every_line_is_told_apart_by_its_seconds() -> None:
    said = [document("a", start=0), document("b", start=12.5)]
    assert parts_of(said, is_live=True) == ["from 0 s", "from 12.5 s"]
    assert parts_of(said[1:], is_live=True) == ["from 12.5 s"]


def test_lines_without_seconds_are_told_apart_by_number() -> None:
    assert parts_of([document("a"), document("b"), document("c")]) == ["", "2", "3"]


def test_a_part_that_is_given_stays() -> None:
    assert parts_of([document("a", part="p"), document("b", part="p"), document("c", part="q")]) == ["p", "p", "q"]


def test_a_later_word_about_the_same_seconds_replaces_only_where_it_says_when_it_was_made() -> None:
    guess, final = document("the wrong", start=3), document("the Wright", start=3)
    assert parts_of([guess, final], is_live=True) == ["from 3 s", "from 3 s 2"]
    timed = [document("the wrong", start=3, time="2026-11-22T10:00:00Z")]
    timed.append(document("the Wright", start=3, time="2026-11-22T10:00:01Z"))
    assert parts_of(timed, is_live=True) == ["from 3 s", "from 3 s"]


def test_lines_about_different_assets_and_models_keep_their_part() -> None:
    other_asset = document("b") | {"asset": "other.ts"}
    other_model = document("c") | {"model": "asr-2"}
    assert parts_of([document("a"), other_asset, other_model]) == ["", "", ""]


def test_what_is_remembered_is_bounded() -> None:
    parts = LineParts()
    line = line_of(1, document("a"))
    for number in range(REMEMBERED + 10):
        parts._seen[number] = parts._seen.get(number) or __import__("collections").Counter()
    parts.set_apart(line)
    assert len(parts._seen) == REMEMBERED + 10


def test_a_file_of_lines_reads_the_same_whole_and_as_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "live.jsonl"
    documents = [document(str(at), start=at * 2) for at in range(6)] + [document("untimed"), document("again")]
    growing = GrowingLines(str(path))
    came: list[Came] = []
    with path.open("w") as file:
        for found in documents:
            file.write(json.dumps(found) + "\n\n")
            file.flush()
            came += growing.new_lines()
    whole = list(extract_paths([str(path)], workers=0))
    assert [c.extracted for c in came] == whole
    assert [c.data for c in came] == [json.dumps(found).encode() for found in documents]


def test_a_line_without_its_end_is_left_until_it_has_one(tmp_path: Path) -> None:
    path = tmp_path / "live.jsonl"
    text = json.dumps(document("late", start=1))
    path.write_text(text[:20])
    growing = GrowingLines(str(path))
    assert list(growing.new_lines()) == []
    with path.open("a") as file:
        file.write(text[20:] + "\n")
    assert [c.extracted.refusal for c in growing.new_lines()] == [""]
    assert list(growing.new_lines()) == []


def test_lines_that_were_read_before_are_seen_and_not_given(tmp_path: Path) -> None:
    path = tmp_path / "live.jsonl"
    path.write_text("".join(json.dumps(document(text)) + "\n" for text in "ab"))
    growing = GrowingLines(str(path), known_bytes=path.stat().st_size)
    assert list(growing.new_lines()) == []
    with path.open("a") as file:
        file.write(json.dumps(document("c")) + "\n")
    (came,) = growing.new_lines()
    assert (came.extracted.line, came.extracted.extractions[0].runs[0].part) == (3, "3")


def test_a_file_that_was_replaced_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "live.jsonl"
    path.write_text(json.dumps(document("first and longer")) + "\n")
    growing = GrowingLines(str(path))
    assert len(list(growing.new_lines())) == 1
    other = tmp_path / "new"
    other.write_text(json.dumps(document("b")) + "\n" + json.dumps(document("c")) + "\n")
    os.replace(other, path)
    assert [c.extracted.line for c in growing.new_lines()] == [1, 2]


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    (came,) = GrowingLines(str(tmp_path / "gone.jsonl")).new_lines()
    assert "gone.jsonl: cannot be read: No such file" in came.extracted.refusal


@pytest.mark.parametrize(
    ("name", "is_one"), [("a.jsonl", True), ("A.NDJSON", True), ("a.json", False), ("a.jsonl.gz", False)]
)
def test_what_grows_is_told_by_its_ending(name: str, is_one: bool) -> None:
    assert is_growing_lines(name) is is_one


class Lines:
    """A stream of given lines."""

    def __init__(self, *lines: bytes) -> None:
        self.lines = list(lines)

    def readline(self, size: int) -> bytes:
        return self.lines.pop(0)[:size] if self.lines else b""


def test_a_stream_gives_each_line_and_names_the_broken_one() -> None:
    good = json.dumps(document("a", start=1)).encode() + b"\n"
    inbox = Inbox()
    inbox.listen("test", lambda box: listen_to_lines(Lines(good, b"{broken\n", b"\n", good), box))
    came = [c for burst in inbox.bursts(most=10) for c in burst]
    assert [c.extracted.place for c in came] == ["stdin:1", "stdin:2", "stdin:4"]
    assert [bool(c.extracted.refusal) for c in came] == [False, True, False]
    assert "not valid JSON at line 2, column" in came[1].extracted.refusal
    assert came[0].data == good.strip()


def test_a_full_inbox_makes_the_listener_wait_and_loses_nothing() -> None:
    lines = [json.dumps(document(str(at), start=at)).encode() + b"\n" for at in range(50)]
    inbox = Inbox(most=3)
    inbox.listen("test", lambda box: listen_to_lines(Lines(*lines), box))
    bursts = list(inbox.bursts(most=4))
    assert max(map(len, bursts)) <= 4
    assert [c.extracted.line for burst in bursts for c in burst] == list(range(1, 51))


def test_a_listener_that_fails_ends_the_bursts_with_its_reason() -> None:
    def fail(inbox: Inbox) -> None:
        raise OSError("no more watches: 0 of 0 left")

    inbox = Inbox()
    inbox.listen("test", fail)
    with pytest.raises(OSError, match="no more watches"):
        list(inbox.bursts(most=1))


def test_an_inbox_that_ends_lets_its_listeners_go() -> None:
    inbox = Inbox(most=1)
    inbox.listen("test", lambda box: listen_to_lines(Lines(*[b"{}\n"] * 100), box))
    first = next(inbox.bursts(most=1))
    inbox.end()
    for thread in inbox._listeners:
        thread.join(10)
    assert len(first) == 1
    assert not any(thread.is_alive() for thread in inbox._listeners)
