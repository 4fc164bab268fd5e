"""What the built wheel holds: the names it owns, and the data files without which it could not work."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWNED = {"ontology", "shapes", "extractors", "graph", "api"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        yield archive.namelist()


def test_it_owns_five_names_and_nothing_else(names: list[str]) -> None:
    tops = {name.split("/", 1)[0] for name in names if ".dist-info/" not in name}
    assert tops == OWNED


@pytest.mark.parametrize(
    "needed",
    [
        "ontology/media.ttl",
        "ontology/technical.ttl",
        "ontology/taxonomy/subject.ttl",
        "ontology/alignment/ebucore.ttl",
        "ontology/context.jsonld",
        "shapes/observation.ttl",
        "shapes/fact.ttl",
        "extractors/plain.schema.json",
        "graph/linking/starter/countries.tsv",
        "graph/neo4j/pom.xml",
        "extractors/models/minilm/vocab.txt",
        "api/pages/home.html",
        "api/pages/style.css",
        "api/pages/sparql.js",
    ],
)
def test_it_carries_what_the_code_reads(names: list[str], needed: str) -> None:
    assert needed in names


def test_no_test_sample_or_state_is_in_it(names: list[str]) -> None:
    assert not [n for n in names if n.startswith(("tests/", "samples/", "benchmarks/")) or "mediagraph-data" in n]


def test_the_console_script_is_declared(names: list[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in names)
