"""`mediagraph ingest -` and `ingest --watch` as processes: facts are there soon after what was said, none is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pytest

MEDIAGRAPH = str(Path(sys.executable).with_name("mediagraph"))
SAMPLES = Path(__file__).parents[2] / "samples" / "first-flights"
LONGEST_S = 60.0
"""Enough for a busy machine; how soon facts follow is measured by benchmarks/live.py."""


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MEDIAGRAPH_")}
    return kept | {"MEDIAGRAPH_SIMILARITY": "no"}


class Following:
    """A process that follows its inputs, and the lines of JSON it writes."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [MEDIAGRAPH, "--data", str(data), "ingest", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        )  # fmt: skip
        self._reports: Queue[dict[str, Any]] = Queue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._reports.put(json.loads(line))

    def report(self) -> dict[str, Any]:
        """Return the next report; fails where none comes."""
        try:
            return self._reports.get(timeout=LONGEST_S)
        except Empty:
            raise AssertionError(f"no report in {LONGEST_S} s; it runs: {self.process.poll() is None}") from None

    def say(self, document: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(document) + "\n")
        self.process.stdin.flush()

    def ask(self, sparql: str) -> list[str]:
        done = subprocess.run(
            [MEDIAGRAPH, "--data", str(self.data), "query", sparql, "--include", "review", "--format", "json"],
            capture_output=True, text=True, timeout=LONGEST_S, check=False, env=environment(),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return sorted(row["v"]["value"] for row in json.loads(done.stdout)["results"]["bindings"])

    def end(self) -> tuple[int, str]:
        """Ask it to end; return its exit code and stderr."""
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=LONGEST_S)
        assert "Traceback" not in errors, errors
        return self.process.returncode, errors


Follow = Callable[..., Following]


@pytest.fixture
def follow(tmp_path: Path) -> Iterator[Follow]:
    """Start following; what still runs at the end of the test is killed."""
    started: list[Following] = []

    def start(*arguments: str) -> Following:
        started.append(Following(tmp_path / "data", *arguments))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


def sentence(text: str, start: float, asset: str = "live.mp4") -> dict[str, Any]:
    claim = {"property": "utterance", "value": text, "language": "en", "segment": {"start": start, "end": start + 2}}
    return {"mediagraph": 1, "asset": asset, "model": "asr", "task": "transcript", "observations": [claim]}


UTTERANCES = "SELECT ?v { ?segment mg:utterance ?v }"


def test_lines_on_stdin_become_facts_while_the_stream_is_open(follow: Follow) -> None:
    live = follow("-", "--json")
    for at in range(3):
        live.say(sentence(f"sentence {at}", at * 3.0))
    deadline = time.monotonic() + LONGEST_S
    while time.monotonic() < deadline and not (live.data / "checkpoints").exists():
        time.sleep(0.1)
    while time.monotonic() < deadline and len(live.ask(UTTERANCES)) < 3:
        time.sleep(0.1)
    assert live.ask(UTTERANCES) == ["sentence 0", "sentence 1", "sentence 2"]
    assert live.process.poll() is None
    live.say(sentence("the last", 9))
    assert live.process.stdin is not None
    live.process.stdin.close()
    report = live.report()
    assert (report["assets"], report["observations"], report["failed"]) == (1, 4, [])
    assert live.process.wait(LONGEST_S) == 0
    assert len(live.ask(UTTERANCES)) == 4


def test_a_broken_line_on_stdin_is_named_and_the_others_count(follow: Follow) -> None:
    live = follow("-", "--json")
    live.say(sentence("before", 0))
    assert live.process.stdin is not None
    live.process.stdin.write("{this is not json\n[1, 2]\n")
    live.say(sentence("after", 3))
    live.process.stdin.close()
    report = live.report()
    assert [failure["path"] for failure in report["failed"]] == ["stdin:2", "stdin:3"]
    assert report["observations"] == 2
    assert live.process.wait(LONGEST_S) == 1


def test_a_stream_that_is_said_again_changes_nothing(follow: Follow) -> None:
    for expected in (1, 0):
        live = follow("-", "--json")
        for at in range(4):
            live.say(sentence(f"sentence {at}", at * 3.0))
        assert live.process.stdin is not None
        live.process.stdin.close()
        assert live.report()["changed"] == expected
        assert live.process.wait(LONGEST_S) == 0


def test_a_line_of_a_stream_can_be_explained_from_what_was_kept(follow: Follow) -> None:
    live = follow("-", "--json")
    live.say(sentence("kept", 0))
    assert live.process.stdin is not None
    live.process.stdin.close()
    live.report()
    live.process.wait(LONGEST_S)
    kept = [json.loads(path.read_bytes()) for path in (live.data / "blobs").iterdir()]
    assert kept == [sentence("kept", 0)]


def test_what_comes_into_a_watched_folder_is_read(follow: Follow, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(SAMPLES / "le-mans-1908.jpg", folder)
    live = follow(str(folder), "--watch", "--json")
    first = live.report()
    assert (first["assets"], first["failed"]) == (1, [])
    shutil.copy(SAMPLES / "le-mans-1908.jpg.rekognition-labels.json", folder)
    labels = live.report()
    assert (labels["assets"], labels["changed"], labels["failed"]) == (1, 1, [])
    (folder / "deep" / "er").mkdir(parents=True)
    shutil.copy(SAMPLES / "flyer-1903.jpg", folder / "deep" / "er")
    assert live.report()["assets"] == 1
    (folder / ".hidden.json").write_text("{}")
    (folder / "broken.json").write_text("{")
    assert "broken.json" in live.report()["failed"][0]["path"]
    code, errors = live.end()
    assert code == 1
    assert "Watching" in errors
    assert len(live.ask("SELECT ?v { ?v a mg:ImageAsset }")) == 2


def test_a_growing_file_of_lines_is_read_line_by_line(follow: Follow, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / "live.jsonl"
    path.write_text(json.dumps(sentence("before", 0)) + "\n")
    live = follow(str(folder), "--watch", "--json")
    assert live.report()["observations"] == 1
    with path.open("a") as file:
        for at in range(1, 4):
            file.write(json.dumps(sentence(f"sentence {at}", at * 3.0)) + "\n")
            file.flush()
            assert live.report()["observations"] == 1
        file.write('{"mediagraph": 1, ')
    assert live.end()[0] == 0
    assert live.ask(UTTERANCES) == ["before", "sentence 1", "sentence 2", "sentence 3"]


def test_the_recording_joins_what_was_said_about_it_while_it_grew(follow: Follow, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    film = (SAMPLES / "first-flight.mp4").read_bytes()
    live = follow(str(folder), "-", "--watch", "--json")
    live.report()
    live.say(sentence("while it was recorded", 1, asset="first-flight.mp4"))
    live.report()
    with (folder / "first-flight.mp4").open("wb") as file:
        for at in range(0, len(film), 65_536):
            file.write(film[at : at + 65_536])
            file.flush()
            time.sleep(0.01)
    assert live.report()["failed"] == []
    assert live.end()[0] == 0
    assert live.ask("SELECT ?v { ?v a mg:VideoAsset }") == live.ask(
        "SELECT ?v { GRAPH mg:evidence { ?s mg:segmentOf ?v } ?s mg:utterance ?u . ?v mg:rendition ?r }"
    )


def test_what_lay_beyond_the_end_is_checked_again_when_the_recording_grew(follow: Follow, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(SAMPLES / "first-flight.mp4", folder / "clip.mp4")
    live = follow(str(folder), "-", "--watch", "--json")
    live.report()
    live.say(sentence("beyond the end", 30, asset="clip.mp4"))
    assert live.report()["quarantined"] == 1
    assert live.ask(UTTERANCES) == []
    longer = tmp_path / "longer.mp4"
    _write_film(longer, seconds=40)
    os.replace(longer, folder / "clip.mp4")
    live.report()
    assert live.end()[0] == 0
    assert live.ask(UTTERANCES) == ["beyond the end"]


def _write_film(path: Path, *, seconds: int) -> None:
    import av
    import numpy as np

    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=5)
        stream.width, stream.height = 64, 48
        for _ in range(seconds * 5):
            for packet in stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")):
                film.mux(packet)
        for packet in stream.encode():
            film.mux(packet)


def test_watching_nothing_is_wrong_use(follow: Follow) -> None:
    live = follow("-", "--watch")
    _, errors = live.process.communicate(timeout=LONGEST_S)
    assert live.process.returncode == 2
    assert "--watch needs a folder" in errors
