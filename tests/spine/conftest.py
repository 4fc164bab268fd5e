"""The command line as a person uses it: every call here is a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from api.opening import open_engine
from api.settings import Settings

MEDIAGRAPH = Path(sys.executable).with_name("mediagraph")
SAMPLES = Path(__file__).parents[2] / "samples" / "first-flights"


def call(*arguments: object, timeout: float = 180, cwd: Path | None = None, **variables: str) -> CompletedProcess[str]:
    """Run `mediagraph` and return what it printed and its exit code; a traceback on stderr fails the test."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MEDIAGRAPH_")} | variables
    command = [str(MEDIAGRAPH), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, cwd=cwd, env=environment
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="session")
def run() -> Callable[..., CompletedProcess[str]]:
    """`call`, for tests."""
    return call


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the first flights."""
    return SAMPLES


@pytest.fixture(scope="session")
def ingest() -> Callable[..., dict[str, Any]]:
    """Ingest paths into a data folder and return the report; the exit code must be the one expected."""

    def ingested(data: Path, *paths: object, code: int = 0, **variables: str) -> dict[str, Any]:
        done = call("ingest", *paths, "--data", data, "--json", **variables)
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    return ingested


@pytest.fixture(scope="session")
def ask() -> Callable[..., list[dict[str, str]]]:
    """Ask a SELECT of a data folder; rows of plain values, in the order of the answer."""

    def asked(data: Path, sparql: str, *options: str) -> list[dict[str, str]]:
        done = call("query", sparql, "--data", data, "--format", "json", *options)
        assert done.returncode == 0, done.stderr
        bindings = json.loads(done.stdout)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    return asked


@pytest.fixture(scope="session")
def sequence(ask: Callable[..., list[dict[str, str]]]) -> Callable[[Path], int]:
    """Return the sequence of the last ChangeSet of a data folder."""

    def last(data: Path) -> int:
        rows = ask(data, "SELECT (MAX(?n) AS ?last) { GRAPH mg:changes { ?change mg:sequence ?n } }")
        return int(rows[0]["last"])

    return last


@pytest.fixture(scope="session")
def first_flights(
    tmp_path_factory: pytest.TempPathFactory, ingest: Callable[..., dict[str, Any]]
) -> tuple[Path, dict[str, Any]]:
    """A data folder with samples/ ingested, to be read only, and the report of that ingest."""
    data = tmp_path_factory.mktemp("first-flights") / "data"
    report = ingest(data, SAMPLES, "--manifest", SAMPLES / "manifest.csv")
    return data, report


@pytest.fixture
def writable(first_flights: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """A copy of that data folder, to be written to."""
    data = tmp_path / "data"
    shutil.copytree(first_flights[0], data)
    return data


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the Release and nothing else."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    engine = open_engine(Settings(data=data, similarity=False), make=True)
    with engine.writing(holder="tests", now=datetime.now(UTC)):
        pass
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """An empty data folder of the test's own; the Release is there already, which saves seconds."""
    folder = tmp_path / "data"
    shutil.copytree(prepared, folder)
    return folder


@pytest.fixture(scope="session")
def label_file() -> Callable[..., Path]:
    """Write a Rekognition answer with these labels (name: percent) and return its path."""

    def written(path: Path, labels: dict[str, float] | None = None, **more: object) -> Path:
        said = [{"Name": name, "Confidence": sure} for name, sure in (labels or {"Dog": 98.5}).items()]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"Labels": said, "LabelModelVersion": "3.0"} | more), encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="session")
def plain_file() -> Callable[..., Path]:
    """Write our plain form with these observations and return its path."""

    def written(path: Path, *observations: dict[str, Any], **more: object) -> Path:
        model = {"name": "a-model", "version": "1", "kind": "model"}
        document = {"mediagraph": 1, "model": model, "task": "labels", "observations": list(observations)} | more
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return written
