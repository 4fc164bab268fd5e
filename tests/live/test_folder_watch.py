"""Which files of a watched folder are read: also those that were there before the system watched their folder."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.folder_watch import FolderWatch
from extractors.inbox import Came, Inbox
from extractors.pool import Pool


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(1)
    yield made
    made.close()


class Kept(Inbox):
    """An inbox that one looks into."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[Came] = []

    def put(self, came: Came) -> None:
        self.came.append(came)


def write(path: Path) -> Path:
    claim = {"property": "keyword", "value": path.stem}
    path.write_text(json.dumps({"mediagraph": 1, "asset": "a.jpg", "model": "m", "observations": [claim]}) + "\n")
    return path


def read_until(watch: FolderWatch, inbox: Kept, count: int) -> list[str]:
    deadline = time.monotonic() + 30
    while len(inbox.came) < count and time.monotonic() < deadline:
        watch._read(inbox)
        time.sleep(0.02)
    return sorted(Path(came.extracted.path).name for came in inbox.came)


def test_files_of_a_new_folder_are_found_without_an_event_of_their_own(tmp_path: Path, pool: Pool) -> None:
    watch, inbox = FolderWatch([str(tmp_path)], pool), Kept()
    deep = tmp_path / "deep" / "er"
    deep.mkdir(parents=True)
    write(deep / "early.json")
    watch._note([str(tmp_path / "deep")])
    assert read_until(watch, inbox, 1) == ["early.json"]
    write(deep / "late.json")
    write(deep / "lines.jsonl")
    assert read_until(watch, inbox, 3) == ["early.json", "late.json", "lines.jsonl"]
    time.sleep(0.5)
    watch._read(inbox)
    assert len(inbox.came) == 3


def test_hidden_and_foreign_files_are_left(tmp_path: Path, pool: Pool) -> None:
    folder = tmp_path / "in"
    (folder / ".git").mkdir(parents=True)
    watch, inbox = FolderWatch([str(folder)], pool), Kept()
    watch._note([str(write(folder / ".git" / "a.json")), str(write(tmp_path / "b.json")), str(folder / "gone.json")])
    watch._note([str(write(folder / "c.json"))])
    assert read_until(watch, inbox, 1) == ["c.json"]
