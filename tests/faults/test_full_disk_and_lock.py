"""Disk full, store locked, interrupted: a clear sentence, nothing half-written, and it goes on afterwards."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from benchmarks import rekognition_like

Run = Callable[..., CompletedProcess[str]]
MEDIAGRAPH = Path(sys.executable).with_name("mediagraph")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs about 300 pictures."""
    folder = tmp_path_factory.mktemp("outputs")
    rekognition_like.write(folder, 300)
    return folder


def _small_files(size: int) -> Callable[[], None]:
    """Return what makes every write beyond `size` bytes of one file fail, as a full disk does."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [40_000, 400_000])
def test_a_full_disk_is_said_and_the_same_command_goes_on(folder: Path, run: Run, tmp_path: Path, size: int) -> None:
    data = tmp_path / "data"
    full = run("ingest", folder, "--data", data, "--json", preexec_fn=_small_files(size))
    assert full.returncode == 1, full.stdout + full.stderr
    assert full.stderr.strip()
    assert len(full.stderr) < 5_000
    again = run("ingest", folder, "--data", data, "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["assets"] == 300
    assert run("verify", "--data", data).returncode == 0


def test_a_folder_that_may_not_be_written_is_named(folder: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("in the way")
    done = run("ingest", folder, "--data", target / "data", "--json")
    assert done.returncode == 1
    assert str(target) in done.stderr
    assert target.read_text() == "in the way"


@pytest.fixture
def held(folder: Path, run: Run, tmp_path: Path) -> Path:
    """A data folder with one asset in it."""
    data = tmp_path / "data"
    first = next((folder / "0000").iterdir())
    assert run("ingest", first, "--data", data, "--json").returncode == 0
    return data


def test_two_ingests_at_once_both_arrive(
    folder: Path, held: Path, run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    other = tmp_path / "more"
    rekognition_like.write(other, 40, seed=5)
    for path in sorted(other.rglob("*.json")):
        path.rename(path.with_name("second-" + path.name))
    command = [MEDIAGRAPH, "ingest", "--data", held, "--json"]
    both = [
        subprocess.Popen([*command, source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        for source in (folder, other)
    ]
    for process, assets in zip(both, (300, 40), strict=True):
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert json.loads(out)["assets"] == assets
    count = run("query", "SELECT (COUNT(?a) AS ?n) { ?a a mg:ImageAsset }", "--data", held, "--format", "csv").stdout
    assert count.split()[1] == "340"
    assert run("verify", "--data", held).returncode == 0


def test_readers_are_not_blocked_by_a_writer(folder: Path, held: Path, run: Run, environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [MEDIAGRAPH, "ingest", folder, "--data", held, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    answers = 0
    while process.poll() is None:
        done = run("query", "SELECT (COUNT(?a) AS ?n) { ?a a mg:ImageAsset }", "--data", held, "--format", "csv")
        assert done.returncode == 0, done.stderr
        assert int(done.stdout.split()[1]) >= 1
        answers += 1
    process.communicate()
    assert process.returncode == 0
    assert answers >= 1


def test_ctrl_c_keeps_what_was_committed(folder: Path, run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    process = subprocess.Popen(
        [MEDIAGRAPH, "ingest", folder, "--data", data, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (data / "checkpoints").is_dir() or not os.listdir(data / "checkpoints"):
        assert time.monotonic() < deadline
        if process.poll() is not None:
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    assert process.returncode in (0, 1, 130), err
    again = run("ingest", folder, "--data", data, "--json")
    assert again.returncode == 0, again.stderr
    report = json.loads(again.stdout)
    assert report["assets"] == 300
    assert run("verify", "--data", data).returncode == 0
