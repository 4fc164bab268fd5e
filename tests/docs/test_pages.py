"""Every Markdown page: its links lead somewhere, it names no machine, and the index knows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

Prose = Callable[[str], str]

LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:home|root|work|tmp|Users|mnt|private)/\w")
PAGES_AT_LEAST = 25


def _anchors(text: str) -> set[str]:
    """Return the anchors that a page's headings make, as code hosts make them."""
    made: set[str] = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*$", text, re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
        anchor = words.strip().replace(" ", "-")
        number = 0
        while (anchor if number == 0 else f"{anchor}-{number}") in made:
            number += 1
        made.add(anchor if number == 0 else f"{anchor}-{number}")
    return made


def _links(text: str) -> list[str]:
    without_code = re.sub(r"`[^`\n]*`", lambda found: "`" + " " * (len(found[0]) - 2) + "`", text)
    return [found[1] for found in LINK.finditer(without_code)]


def test_links_resolve(page: Path, read_prose: Prose) -> None:
    broken = []
    for link in _links(read_prose(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        if not target.exists():
            broken.append(f"{link}: there is no {path}")
        elif anchor and target.suffix == ".md":
            known = _anchors(read_prose(target.read_text(encoding="utf-8")))
            if anchor not in known:
                broken.append(f"{link}: {target.name} has no heading #{anchor}; it has {sorted(known)}")
    assert not broken, "\n".join(broken)


def test_no_machine_is_named(page: Path) -> None:
    found = MACHINE_PATH.search(page.read_text(encoding="utf-8"))
    assert not found, f"{found[0]!r} is a path of somebody's machine"


def test_one_title_and_no_unfinished_words(page: Path, read_prose: Prose) -> None:
    text = read_prose(page.read_text(encoding="utf-8"))
    titles = re.findall(r"^# .+$", text, re.MULTILINE)
    assert len(titles) == 1, f"a page has one title; this one has {titles}"
    unfinished = re.search(r"\b(TODO|FIXME|TBD|lorem ipsum)\b", text)
    assert not unfinished, unfinished


@pytest.mark.parametrize("kind", ["tutorial", "how-to", "reference", "explanation"])
def test_the_index_names_every_page(root: Path, kind: str) -> None:
    index = (root / "docs" / "README.md").read_text(encoding="utf-8")
    linked = {(root / "docs" / link).resolve() for link in _links(index) if ":" not in link}
    pages = sorted((root / "docs" / kind).glob("*.md"))
    assert pages, f"docs/{kind} is empty"
    missing = [str(path.relative_to(root / "docs")) for path in pages if path.resolve() not in linked]
    assert not missing, f"docs/README.md does not link {', '.join(missing)}"


def test_decisions_are_numbered_once_and_say_what_they_cost(root: Path) -> None:
    pages = sorted((root / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in pages]
    assert len(set(numbers)) == len(numbers), numbers
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}: "), path.name
        for part in ("**Question.**", "**Choice.**", "**What it costs.**"):
            assert part in text, f"{path.name} has no {part}"


def test_there_are_as_many_pages_as_there_should_be(root: Path) -> None:
    found = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    assert len(found) >= PAGES_AT_LEAST, len(found)
