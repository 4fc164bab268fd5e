"""The pages about duplicates: their queries run, and their numbers are those of the code."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from extractors.files import keyframes, picture_hash
from graph.dataset import Solutions
from graph.fingerprint_index import MOST_TIES, NEAR
from ontology.graphs import FACTS, ONTOLOGY, REVIEW
from ontology.namespaces import PREFIXES

from .conftest import NEAR as COPIES
from .conftest import Archive, scene

DOCS = Path(__file__).parents[2] / "docs"
QUERIES = re.findall(r"```sparql\n(.*?)```", (DOCS / "how-to" / "find-duplicates.md").read_text("utf-8"), re.DOTALL)


def asked(archive: Archive, sparql: str) -> list[tuple[str | None, ...]]:
    """The rows of a query over facts and what is for review."""
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    with archive.engine.dataset.reader() as reader:
        answer = reader.query(prologue + sparql, default_graphs=["", FACTS, ONTOLOGY, REVIEW])
        assert isinstance(answer, Solutions)
        return list(answer.rows)


@pytest.mark.parametrize("number", range(4))
def test_the_queries_find_what_they_say(number: int, archive: Archive, tmp_path: Path) -> None:
    assert len(QUERIES) == 4
    folder = tmp_path / "in"
    folder.mkdir()
    scene(1).save(folder / "first-flight.mp4.png")
    COPIES["half"](scene(1)).save(folder / "small.png")
    shutil.copy(folder / "small.png", folder / "small again.png")
    archive.bring(folder)
    sparql = QUERIES[number].replace("first-flight.mp4", "first-flight.mp4.png")
    rows = asked(archive, sparql)
    assert len(rows) == 1, rows
    expected = (['"small again.png"', '"2"'], ['"pdq\\"', '\\"of\\": 256'], ['"small again.png"'], ['"review"', '"1"'])
    assert all(text in " ".join(str(term) for term in rows[0]) for text in expected[number]), rows


def test_the_numbers_on_the_pages_are_those_of_the_code() -> None:
    page = " ".join((DOCS / "explanation" / "duplicates.md").read_text("utf-8").split())
    decision = " ".join((DOCS / "decisions" / "0006-fingerprints.md").read_text("utf-8").split())
    assert f"at most {NEAR} bits" in page
    assert f"less than quality {picture_hash.ENOUGH_QUALITY}" in page
    assert f"a side below {picture_hash.SMALLEST} pixels" in page
    assert f"at up to {keyframes.MOST_KEYFRAMES} keyframes" in page
    assert MOST_TIES == 10
    assert "tied to ten others at most" in page
    assert f"{picture_hash.SIDE} x {picture_hash.SIDE}" in decision
    assert f"at most {keyframes.MOST_KEYFRAMES} keyframes" in decision
    assert f"{keyframes.MOST_PIXELS // 1_000_000} million pixels in all" in decision
    assert f"over {picture_hash.MOST_PIXELS // 1_000_000} million pixels" in decision
