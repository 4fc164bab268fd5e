"""docs/reference/wikidata-index.md says what the code does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.linking import files
from graph.linking.build import build
from graph.linking.building import BuildOptions
from graph.linking.lines import MOST_LINE
from graph.linking.normalise import MAX_NAME, normalise
from graph.linking.postings import MOST_HOMONYMS
from graph.linking.surfaces import AliasKind
from graph.linking.types import TYPE_BITS


@pytest.fixture(scope="module")
def page() -> str:
    return (Path(__file__).parents[2] / "docs" / "reference" / "wikidata-index.md").read_text(encoding="utf-8")


def test_it_lists_the_types_in_their_order(page: str) -> None:
    listed = page.split("## Coarse types")[1].split("`")[1::2][: len(TYPE_BITS)]
    assert tuple(listed) == TYPE_BITS


def test_it_names_every_kind_and_bound(page: str) -> None:
    for kind in AliasKind:
        assert f"`{kind.name}`" in page
    for bound in (f"{MAX_NAME} characters", f"{MOST_HOMONYMS} bearers", f"{MOST_LINE >> 20} MiB"):
        assert bound in page
    assert normalise("J. K. Rowling") in page


def test_it_names_every_file(page: str, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "Q90", "label": "Paris", "description": "city"}) + "\n")
    build(BuildOptions((source,), tmp_path / "index", vectors=1))
    described = page.split("## Files")[1]
    for path in (tmp_path / "index").iterdir():
        stem, _, suffix = path.name.replace("-000", "-NNN").rpartition(".")
        assert f"`{stem}.{suffix}`" in described or (f"`{stem}." in described and f"`.{suffix}`" in described), (
            path.name
        )
    assert f"`{files.INFO}`" in described
