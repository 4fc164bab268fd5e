"""What tests of the documentation read: the pages, their headings, their sections."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def reference(root: Path) -> Path:
    """The folder of reference pages."""
    return root / "docs" / "reference"


def markdown_pages() -> list[Path]:
    """Every Markdown page of the repository: what git tracks, and what is new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        found = [*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *(ROOT / "docs").rglob("*.md")]
        listed = [str(path.relative_to(ROOT)) for path in found]
    return sorted({ROOT / name for name in listed if (ROOT / name).is_file()})


def prose(text: str) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", text)


def sections(text: str) -> dict[str, str]:
    """Return heading to section of a page: the text up to the next heading of the same or a higher level.

    A heading inside a fenced block is none.
    """
    masked = _FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    headings = [
        (found.start(), len(found[1]), found[2].strip().strip("`"))
        for found in re.finditer(r"^(#{1,6})\s+(.+?)\s*$", masked, re.MULTILINE)
    ]
    result: dict[str, str] = {}
    for number, (start, level, title) in enumerate(headings):
        end = next((at for at, other, _ in headings[number + 1 :] if other <= level), len(text))
        assert title not in result, f"two sections are called {title!r}"
        result[title] = text[start:end]
    return result


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row of a page, headings and rulers left out."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("|") or re.fullmatch(r"[|\s:-]+", line):
            continue
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if re.fullmatch(r"\|[|\s:-]+", below):
            continue
        found.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


@pytest.fixture(scope="session")
def read_sections() -> object:
    """`sections`, for tests."""
    return sections


@pytest.fixture(scope="session")
def read_rows() -> object:
    """`rows`, for tests."""
    return rows


@pytest.fixture(scope="session")
def read_prose() -> object:
    """`prose`, for tests."""
    return prose


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `page` every Markdown page, named by its path."""
    if "page" in metafunc.fixturenames:
        found = markdown_pages()
        metafunc.parametrize("page", found, ids=[str(path.relative_to(ROOT)) for path in found])
