"""Calls of the command line for tests of what goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

MEDIAGRAPH = Path(sys.executable).with_name("mediagraph")
SAMPLES = Path(__file__).parents[2] / "samples" / "first-flights"


def without_similarity() -> dict[str, str]:
    """The environment of every call here: all of one test judge alike."""
    # What goes wrong here has nothing to do with labels that are found by meaning: their model need not be loaded.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MEDIAGRAPH_")}
    return kept | {"MEDIAGRAPH_SIMILARITY": "no"}


def call(*arguments: object, timeout: float = 180, **options: Any) -> CompletedProcess[str]:
    """Run `mediagraph`; a traceback on stderr fails the test, whatever was wrong."""
    environment = without_similarity()
    command = [str(MEDIAGRAPH), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, env=environment, **options
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="session")
def run() -> Callable[..., CompletedProcess[str]]:
    """`call`, for tests."""
    return call


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of `call`, for processes that run beside the test."""
    return without_similarity()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the first flights."""
    return SAMPLES


@pytest.fixture(scope="session")
def label_file() -> Callable[..., Path]:
    """Write a Rekognition answer with these labels (name: percent) and return its path."""

    def written(path: Path, labels: dict[str, float] | None = None) -> Path:
        said = [{"Name": name, "Confidence": sure} for name, sure in (labels or {"Dog": 98.5}).items()]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"Labels": said, "LabelModelVersion": "3.0"}), encoding="utf-8")
        return path

    return written
