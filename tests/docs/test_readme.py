"""README.md: its commands, folders and files exist; the first screen is what a newcomer needs."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli.main import VERBS

FIRST_SCREEN_LINES = 16


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    """The README."""
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def commands(text: str) -> list[str]:
    """Every command line of its blocks, without comments and continued lines."""
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line for line in lines if re.match(r"(make|mediagraph|\.venv/bin/mediagraph)\b", line)]


def test_its_make_targets_exist(root: Path, commands: list[str]) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    asked = {shlex.split(line, comments=True)[1] for line in commands if line.startswith("make ")}
    assert asked == {"demo", "test"}
    assert asked <= targets


def test_its_verbs_exist(commands: list[str]) -> None:
    used = [shlex.split(line)[1] for line in commands if "mediagraph " in line]
    assert used
    assert set(used) <= set(VERBS)


def test_the_two_commands_stand_on_the_first_screen(text: str) -> None:
    first = "\n".join(text.splitlines()[:FIRST_SCREEN_LINES])
    assert "make demo" in first
    assert "make test" in first
    assert first.index("make demo") < first.index("make test")


def test_its_folders_and_files_exist(root: Path, text: str) -> None:
    named = re.findall(r"`([\w-]+(?:/[\w.-]+)*/|[\w-]+(?:/[\w-]+)*\.(?:py|md|toml))`", text)
    assert len(named) >= 8
    missing = [name for name in named if not (root / name).exists()]
    assert not missing, missing


def test_every_code_folder_has_its_row(root: Path, text: str) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    for folder in (*packages, "samples", "tests", "benchmarks", "docs"):
        assert re.search(rf"^\| .*`{folder}/`", text, re.MULTILINE), folder


def test_python_version_and_licence_are_those_of_the_project(root: Path, text: str) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or newer" in text
    assert f"[{project['license']}](LICENSE)" in text
    assert "Apache License" in (root / "LICENSE").read_text(encoding="utf-8")
    assert f"Version {'.'.join(project['version'].split('.')[:2])}" in text


def test_the_size_of_the_set_up_is_the_measured_one(root: Path, text: str) -> None:
    page = (root / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8")
    measured = re.search(r"takes \*\*([\d,]+) MB\*\*", page)
    assert measured
    assert f"({measured[1]} MB)" in text


def test_the_port_is_that_of_the_makefile(root: Path, text: str) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    host, port = (re.search(rf"^{name} \?= (\S+)$", makefile, re.MULTILINE) for name in ("HOST", "PORT"))
    assert host
    assert port
    assert f"http://{host[1]}:{port[1]}/" in text


def test_the_demo_data_are_where_the_makefile_puts_them(root: Path, text: str) -> None:
    folder = re.search(r"^DEMO_DATA \?= (\S+)$", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert folder
    assert f"export MEDIAGRAPH_DATA={folder[1]}\n" in text


@pytest.mark.parametrize("word", ["seamless", "powerful", "cutting-edge", "revolution", "leverage", "world-class"])
def test_it_praises_nothing(word: str, text: str, read_prose: Callable[[str], str]) -> None:
    assert word not in read_prose(text).lower()
