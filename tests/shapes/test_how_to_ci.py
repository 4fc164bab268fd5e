"""docs/how-to/validate-in-ci.md: its files and its commands, as they stand there; and the hook it names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "how-to" / "validate-in-ci.md").read_text("utf-8")
FILES = re.findall(r"```turtle\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)
SESSIONS = re.findall(r"```\n(\$ .*?)```", PAGE, re.DOTALL)
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_the_page_has_files_and_commands() -> None:
    assert (len(FILES), len(SESSIONS)) == (3, 3)


@pytest.mark.parametrize("session", SESSIONS)
def test_a_command_says_what_the_page_says(session: str, folder: Path) -> None:
    [command, *expected], [code, *_] = (part.splitlines() for part in re.split(r"^\$ echo \$\?\n", session, flags=re.M))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command.removeprefix("$ "),
        shell=True,
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout.splitlines(), str(done.returncode)) == (expected, code)


def test_the_hook_runs_the_command_on_rdf_files_alone() -> None:
    assert "- id: mediagraph-validate\n" in HOOKS
    assert "  entry: mediagraph validate\n" in HOOKS
    [pattern] = re.findall(r"^  files: (.*)$", HOOKS, re.M)
    for name in ("a.ttl", "b/c.nq.gz", "x.jsonld", "y.rdf"):
        assert re.search(pattern, name)
    for name in ("a.ttl.bak", "README.md", "ttl"):
        assert not re.search(pattern, name)
    assert "id: mediagraph-validate" in PAGE
