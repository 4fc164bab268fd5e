"""A run over files and folders: order, limits, and what happens to the rest when one file misbehaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.extracted import Extracted, pack, unpack
from extractors.inputs import list_inputs
from extractors.pool import PoolLimits
from extractors.run import extract_paths

FAST = PoolLimits(seconds=3.0, memory_bytes=4 << 30, results=4)


def places(found: list[Extracted]) -> list[str]:
    return [Path(e.place).name for e in found if not e.skipped]


def test_workers_change_nothing(folder: Path, labels: bytes) -> None:
    for number in range(150):
        (folder / f"labels-{number:03}.json").write_bytes(labels)
    (folder / "lines.jsonl").write_bytes(b"\n".join([labels] * 40))
    alone, one, two = (list(extract_paths([str(folder)], workers=count, limits=FAST)) for count in (0, 1, 2))
    assert alone == one == two
    assert places(alone)[0] == "flyer.jpg"
    assert places(alone)[1:] == sorted(
        places(alone)[1:], key=lambda place: (place.partition(":")[0], len(place), place)
    )
    assert len(alone) == 193
    assert not [e.refusal for e in alone if e.refusal]


def test_results_survive_the_way_between_processes(folder: Path) -> None:
    for extracted in extract_paths([str(folder)], workers=0):
        assert unpack(pack(extracted)) == extracted
    odd = Extracted("a\udcff", "a\\udcff", 3, skipped="hidden")
    assert unpack(pack(odd)) == odd


@pytest.mark.usefixtures("foreign")
def test_a_file_that_hangs_dies_or_eats_is_named_and_the_rest_goes_on(folder: Path) -> None:
    for word in ("crash", "die", "eat", "fault", "hang"):
        (folder / f"bad-{word}.json").write_text(f'{{"foreign": "{word}"}}')
    started = time.monotonic()
    found = {Path(e.path).name: e for e in extract_paths([str(folder)], workers=2, limits=FAST)}
    assert time.monotonic() - started < 30
    reasons = {name: e.refusal.partition(": ")[2] for name, e in found.items() if e.refusal}
    assert reasons == {
        "bad-crash.json": "ended the process that read it (SIGABRT)",
        "bad-die.json": "ended the process that read it (exit status 3)",
        "bad-eat.json": "needs more memory than a worker may take",
        "bad-fault.json": "the extractor foreign failed: KeyError: 'Labels'",
        "bad-hang.json": "took longer than 3 s",
    }
    assert all(found[name].extractions for name in ("flyer.jpg", "run-7.json"))


def test_a_slow_reader_is_no_reason_to_end_a_worker(folder: Path, labels: bytes) -> None:
    (folder / "lines.jsonl").write_bytes(b"\n".join([labels] * 60))
    found = []
    for extracted in extract_paths([str(folder)], workers=1, limits=replace(FAST, seconds=5)):
        found.append(extracted)
        if len(found) == 3:
            time.sleep(7.0)
    assert [e.refusal for e in found if e.refusal] == []
    assert len(found) == 63


def test_ending_early_ends_the_workers(folder: Path, labels: bytes) -> None:
    (folder / "lines.jsonl").write_bytes(b"\n".join([labels] * 5000))
    before = _children()  # of other tests in this process
    results = extract_paths([str(folder)], workers=2, limits=FAST)
    next(results)
    children = _children() - before
    assert children
    results.close()  # type: ignore[attr-defined]
    assert not children & _children()


def _children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_ctrl_c_ends_the_run_and_its_workers(folder: Path, labels: bytes) -> None:
    (folder / "lines.jsonl").write_bytes(b"\n".join([labels] * 20_000))
    program = (
        "import sys\nfrom extractors.run import extract_paths\n"
        f"for number, e in enumerate(extract_paths([{str(folder)!r}], workers=2)):\n"
        "    if number == 5: print('begun', flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in errors
    assert workers
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_folders_are_walked_with_care(tmp_path: Path, labels: bytes) -> None:
    inner = tmp_path / "b" / "deep"
    inner.mkdir(parents=True)
    (inner / "x.json").write_bytes(labels)
    (tmp_path / ".hidden.json").write_bytes(labels)
    (tmp_path / ".git").mkdir()
    (inner / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again.json").symlink_to(inner / "x.json")
    (tmp_path / "broken.json").symlink_to(tmp_path / "none.json")
    os.mkfifo(tmp_path / "pipe.json")
    found = {Path(e.path).name: e for e in extract_paths([str(tmp_path)], workers=0)}
    assert (found[".hidden.json"].skipped, found[".git"].skipped) == ("hidden", "hidden")
    assert "cannot be read: No such file" in found["broken.json"].refusal
    assert "not a regular file" in found["pipe.json"].refusal
    assert sum(1 for e in found.values() if e.extractions) == 1


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    (found,) = extract_paths([str(tmp_path / "none")], workers=0)
    assert found.refusal == f"{tmp_path}/none: cannot be read: No such file or directory"


def test_a_hidden_file_that_is_asked_for_is_read(tmp_path: Path, labels: bytes) -> None:
    (tmp_path / ".x.json").write_bytes(labels)
    (found,) = extract_paths([str(tmp_path / ".x.json")], workers=0)
    assert found.extractions


def test_media_come_before_outputs(tmp_path: Path) -> None:
    for name in ("a.jpg.whisper.json.gz", "a.json", "b.srt", "c.xmp", "z.jpg", "y.MP4", "x.txt.gz"):
        (tmp_path / name).write_bytes(b"")
    order = [Path(item.path).name for item in list_inputs([str(tmp_path)])]
    assert order == ["x.txt.gz", "y.MP4", "z.jpg", "a.jpg.whisper.json.gz", "a.json", "b.srt", "c.xmp"]


def test_one_file_named_twice_is_read_once(folder: Path) -> None:
    paths = [str(folder), str(folder / "flyer.jpg"), f"{folder}/./flyer.jpg"]
    assert places(list(extract_paths(paths, workers=0))).count("flyer.jpg") == 1


def test_the_manifest_itself_is_passed_over(folder: Path) -> None:
    (folder / "m.csv").write_text("output\nrun-7.json\n")
    found = {Path(e.path).name: e for e in extract_paths([str(folder)], manifest=str(folder / "m.csv"), workers=0)}
    assert found["m.csv"].skipped == "this is the manifest"
