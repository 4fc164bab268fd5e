"""What the pages show is what happens: each `console` block of them is run, in order, and its output compared.

A line that begins with "$ " is a command; it goes on while a quote is open or the line ends in a backslash. The lines
below it must appear in its output in that order, as whole lines, where "…" stands for any text, and a line that is
only "…" for any lines. `echo $?` shows the exit code; a command whose code is not shown must end with 0. Blocks in
other languages (`sh`) are not run. `make golden` brings the numbers on the pages up to date.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEDIAGRAPH = Path(sys.executable).with_name("mediagraph")
SAMPLES = "samples/first-flights"
INGEST = ["ingest", SAMPLES, "--manifest", f"{SAMPLES}/manifest.csv"]
COMMANDS_AT_LEAST = {
    "README.md": 2,
    "docs/tutorial/first-flights.md": 12,
    "docs/reference/command-line.md": 20,
    "docs/how-to/fix-what-was-refused.md": 9,
}
"""Pages that are run, and how many commands each has at least."""

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """A command as written on a page, and the lines that the page shows below it."""

    command: str
    shown: tuple[str, ...]


def steps(text: str) -> Iterator[Step]:
    """Yield the commands of a page's console blocks with their shown lines."""
    for block in _BLOCK.findall(text):
        lines = block.splitlines()
        while lines:
            first = lines.pop(0)
            assert first.startswith("$ "), f"a console block begins with a command, not with {first!r}"
            command = first[2:]
            while _is_open(command):
                command += "\n" + lines.pop(0)
            shown: list[str] = []
            while lines and not lines[0].startswith("$ "):
                shown.append(lines.pop(0))
            yield Step(command, tuple(shown))


def _is_open(command: str) -> bool:
    try:
        shlex.split(command)
    except ValueError:
        return True
    return command.endswith("\\")


def missing(shown: tuple[str, ...], output: str) -> str | None:
    """Return the first shown line that the output does not have where it should; None where all are there.

    >>> missing(("a … c", "…", "d"), "a b c\\nx\\nd")
    >>> missing(("a", "c"), "a\\nb\\nc")
    'c'
    """
    lines = [line.rstrip() for line in output.splitlines()]
    at, may_skip = 0, True
    for line in shown:
        if line.strip() in ("…", ""):
            may_skip = may_skip or line.strip() == "…"
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.rstrip().split("…")))
        ahead = range(at, len(lines)) if may_skip else range(at, min(_next_full(lines, at) + 1, len(lines)))
        found = next((number for number in ahead if pattern.fullmatch(lines[number])), None)
        if found is None:
            return line
        at, may_skip = found + 1, False
    return None


def _next_full(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at]:
        at += 1
    return at


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a `mediagraph` command line in a folder."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words[0] == "mediagraph", f"only mediagraph is run, not {words[0]!r}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MEDIAGRAPH_")}
    return subprocess.run(
        [str(MEDIAGRAPH), *words[1:]], cwd=folder, env=environment, check=False, text=True, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A folder that holds samples/ and nothing else, as a fresh clone does."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    return tmp_path


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `fresh`, with a data folder `pristine` into which samples/ was ingested from there."""
    folder = tmp_path_factory.mktemp("ingested")
    (folder / "samples").symlink_to(ROOT / "samples")
    done = run("mediagraph " + shlex.join(INGEST), folder)
    assert done.returncode == 0, done.stdout
    (folder / "mediagraph-data").rename(folder / "pristine")
    return folder


@pytest.fixture
def ingested(pristine: Path) -> Iterator[Path]:
    """The same folder, with a copy of that data folder where the command line looks for it."""
    shutil.copytree(pristine / "pristine", pristine / "mediagraph-data")
    yield pristine
    for path in pristine.iterdir():
        if path.name not in ("samples", "pristine"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def renumbered(line: str, output: str) -> str | None:
    """Return a line with the numbers that the output has in their place; None where no line there differs so.

    >>> renumbered("accepted   481 of …", "accepted    97 of 100")
    'accepted    97 of …'
    """
    number = r"\s*[\d,.]*\d"
    parts = ["".join(number if n else re.escape(t) for n, t in _runs(part)) for part in line.rstrip().split("…")]
    pattern = re.compile("(" + ").*(".join(parts) + ")")
    found = [match for text in output.splitlines() if (match := pattern.fullmatch(text.rstrip()))]
    return "…".join(found[0].groups()) if len(found) == 1 else None


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """Yield a text in pieces, and whether each is a number with the space before it."""
    for piece in re.split(r"(\s*\b\d[\d,.]*\b)", text):
        yield bool(re.fullmatch(r"\s*\d[\d,.]*", piece)), piece


@pytest.mark.parametrize("name", COMMANDS_AT_LEAST)
def test_what_a_page_shows_is_golden(name: str, request: pytest.FixtureRequest) -> None:
    page = list(steps((ROOT / name).read_text(encoding="utf-8")))
    assert len(page) >= COMMANDS_AT_LEAST[name], f"{name} has {len(page)} commands"
    begins_at_the_beginning = shlex.split(page[0].command)[1:] == INGEST
    folder: Path = request.getfixturevalue("fresh" if begins_at_the_beginning else "ingested")
    code, problems = 0, []
    for number, step in enumerate(page):
        if step.command == "echo $?":
            output = f"{code}\n"
        else:
            done = run(step.command, folder)
            code, output = done.returncode, done.stdout
            shows_code = number + 1 < len(page) and page[number + 1].command == "echo $?"
            if code and not shows_code:
                problems.append(f"$ {step.command}\nended with {code}:\n{output[-3000:]}")
                continue
        shown = step.shown
        if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
            shown = _rewrite(ROOT / name, shown, output)
        line = missing(shown, output)
        if line is not None:
            problems.append(f"$ {step.command}\nthe page shows\n    {line}\nand the output is\n{output[-6000:]}")
    assert not problems, f"\n{'-' * 80}\n".join(problems)


def _rewrite(path: Path, shown: tuple[str, ...], output: str) -> tuple[str, ...]:
    """Bring the numbers of lines that are not true any more up to date, on the page too."""
    present = [line.rstrip() for line in output.splitlines()]
    new = []
    for line in shown:
        right = line if missing((line,), "\n".join(present)) is None else renumbered(line, output)
        if right is not None and right != line:
            path.write_text(path.read_text(encoding="utf-8").replace(f"\n{line}\n", f"\n{right}\n"), encoding="utf-8")
        new.append(line if right is None else right)
    return tuple(new)


@pytest.mark.parametrize(
    ("shown", "output", "line"),
    [
        (("9 assets, in … s",), "9 assets, in 5.3 s\n", None),
        (("9 assets, in … s",), "8 assets, in 5.3 s\n", "9 assets, in … s"),
        (("one", "…", "four"), "one\ntwo\nthree\nfour\n", None),
        (("one", "four"), "one\ntwo\nthree\nfour\n", "four"),
        (("four", "…", "one"), "one\ntwo\nthree\nfour\n", "one"),
        (("three",), "one\ntwo\nthree\n", None),
    ],
)
def test_the_comparison_itself(shown: tuple[str, ...], output: str, line: str | None) -> None:
    assert missing(shown, output) == line


def test_numbers_are_brought_up_to_date() -> None:
    assert renumbered("accepted             481", "assets   9\naccepted              97") == "accepted              97"
    assert renumbered("9 assets, 2 of them, in … s", "8 assets, 0 of them, in 5.3 s") == "8 assets, 0 of them, in … s"
    assert renumbered("9 assets", "no assets") is None


def test_the_reading_of_blocks() -> None:
    page = "```console\n$ mediagraph query '\n  a\n'\nrow\n$ echo $?\n0\n```\ntext\n```sh\n$ no\n```\n"
    assert list(steps(page)) == [Step("mediagraph query '\n  a\n'", ("row",)), Step("echo $?", ("0",))]
