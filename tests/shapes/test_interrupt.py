"""Work that takes long: patterns that explode are stopped with a name, and Ctrl-C is heard in the midst of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shapes.engines.pyshacl_engine import PyshaclEngine
from shapes.engines.waiting import Progress, interruptible
from shapes.files import validate_files
from shapes.shapes_graph import read_shapes
from shapes.validate import Slice, TimeLimitReached, make_validator

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> . "
EXPLODES = "(a+)+$"
DATA = f'<https://e.example/a> <https://e.example/p> "{"a" * 60}b" .\n'


def shapes(pattern: str) -> bytes:
    return f"{HEAD} ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:pattern '{pattern}' ] .".encode()


def test_a_pattern_that_explodes_costs_the_fast_engine_nothing() -> None:
    report = make_validator(read_shapes([("s", shapes(EXPLODES))])).validate(Slice(DATA))
    assert [r.component for r in report.results] == ["PatternConstraintComponent"]


@pytest.mark.parametrize("pattern", ["(?=a)" + EXPLODES, "^(a|a)*\\\\1$"])
def test_a_pattern_that_explodes_in_the_reference_is_stopped(pattern: str) -> None:
    validator = make_validator(read_shapes([("s", shapes(pattern))]), limit_s=2)
    assert isinstance(validator.engine, PyshaclEngine)
    with validator.engine, pytest.raises(TimeLimitReached, match="did not end within 2 s"):
        validator.validate(Slice(DATA))


def test_the_engine_goes_on_after_it_was_stopped() -> None:
    validator = make_validator(read_shapes([("s", shapes("(?=a)" + EXPLODES))]), limit_s=2)
    with pytest.raises(TimeLimitReached):
        validator.validate(Slice(DATA))
    assert not validator.validate(Slice('<https://e.example/a> <https://e.example/p> "b" .\n')).conforms


def test_work_returns_what_it_returns_and_raises_what_it_raises() -> None:
    assert interruptible(lambda progress: progress.doing + "done") == "done"
    with pytest.raises(ZeroDivisionError):
        interruptible(lambda _: 1 / 0)


def test_progress_says_what_is_done_and_for_how_long() -> None:
    said: list[str] = []
    progress = Progress(said.append)
    progress.tell()
    progress.doing = "validating 3 triples"
    progress.tell()
    assert said == ["validating 3 triples, 0 s so far"]


def test_ctrl_c_ends_a_validation_at_once(tmp_path: Path) -> None:
    """In the midst of a compiled engine's work, which hears no signals: here of pySHACL's, which never ends."""
    (tmp_path / "shapes.ttl").write_bytes(shapes("(?=a)" + EXPLODES))
    (tmp_path / "data.nt").write_text(DATA)
    command = [sys.executable, "-m", "api.cli.main", "validate", "data.nt", "--shapes", "shapes.ttl"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (children := list_children(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, "Interrupted" in said, "Traceback" in said) == (130, True, False)
    while any(alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(alive(child) for child in children)


def list_children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    tasks = Path(f"/proc/{pid}/task").glob("*/children") if path.exists() else []
    return [int(child) for task in tasks for child in task.read_text().split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_recursive_shapes_are_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(f"{HEAD} ex:S sh:targetSubjectsOf ex:p ; sh:node ex:S .")
    (tmp_path / "data.nt").write_text(DATA)
    said: list[str] = []
    validate_files([tmp_path / "data.nt"], [tmp_path / "shapes.ttl"], say=said.append)
    assert said == ["the shapes are recursive, which SHACL leaves open: https://e.example/S → https://e.example/S"]
