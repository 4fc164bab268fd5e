"""The same files in any order and any number of batches give the same facts and the same evidence."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest

Ingest = Callable[..., dict[str, Any]]
Ask = Callable[..., list[dict[str, str]]]

# Asset IRIs may differ with what was met first (a name, bytes), and all that is derived from them does: names are
# compared in their place.
FACTS = """
SELECT ?name ?where ?predicate ?object ?confidence ?status { GRAPH mg:evidence {
    ?fact a mg:Fact ; mg:subject ?subject ; mg:predicate ?predicate ; mg:object ?o ; mg:confidence ?confidence ;
      mg:status ?status .
    OPTIONAL { ?subject mg:segmentOf ?owner }
    BIND(COALESCE(?owner, ?subject) AS ?asset)
    BIND(IF(BOUND(?owner), STRAFTER(STR(?subject), "/segment/"), "") AS ?where) }
  ?asset rdfs:label ?name .
  OPTIONAL { GRAPH ?labels { ?o rdfs:label ?label } FILTER(?labels IN (mg:facts, mg:review)) }
  BIND(COALESCE(?label, IF(CONTAINS(STR(?o), "/entity/"), "an entity", STR(?o))) AS ?object) }
"""
OBSERVATIONS = """
SELECT ?name ?where ?property ?value ?language ?confidence ?agent ?version ?task ?extractor { GRAPH mg:evidence {
    ?observation mg:activity ?activity ; mg:property ?property ; mg:value ?value .
    ?activity mg:asset ?asset ; mg:agent ?a ; mg:task ?task ; mg:extractor ?extractor .
    ?a rdfs:label ?agent . OPTIONAL { ?a mg:version ?version }
    OPTIONAL { ?observation mg:confidence ?confidence }
    OPTIONAL { ?observation mg:segment ?segment . BIND(STRAFTER(STR(?segment), "/segment/") AS ?where) }
    BIND(LANG(?value) AS ?language) }
  ?asset rdfs:label ?name }
"""
PLAIN = """
SELECT ?name ?predicate ?object ?graph {
  VALUES ?graph { mg:facts mg:review }
  GRAPH ?graph { ?asset ?predicate ?o }
  GRAPH mg:facts { ?asset rdfs:label ?name ; a ?class }
  FILTER(STRSTARTS(STR(?predicate), STR(mg:)) && ?predicate NOT IN (mg:rendition, mg:callerId))
  OPTIONAL { GRAPH ?graph { ?o rdfs:label ?label } }
  BIND(COALESCE(?label, STR(?o)) AS ?object) }
"""
FLOORS = {FACTS: 250, OBSERVATIONS: 500, PLAIN: 200}


def _rows(ask: Ask, data: Path, sparql: str) -> list[tuple[tuple[str, str], ...]]:
    return sorted(tuple(sorted(row.items())) for row in ask(data, sparql))


@pytest.fixture(scope="module")
def copied(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples in a folder of their own, so that part manifests can lie beside them."""
    folder = tmp_path_factory.mktemp("copied") / "first-flights"
    shutil.copytree(samples, folder)
    return folder


@pytest.fixture(scope="module")
def at_once(copied: Path, ingest: Ingest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of it in one ingest."""
    data = tmp_path_factory.mktemp("at-once") / "data"
    ingest(data, copied, "--manifest", copied / "manifest.csv")
    return data


def _part_manifest(folder: Path, names: Iterable[str], number: int) -> Path:
    """Write the rows of the manifest that are about these outputs, as a manifest of their own."""
    with (folder / "manifest.csv").open(newline="") as file:
        header, *rows = list(csv.reader(file))
    part = folder / f".part-{number}.csv"
    with part.open("w", newline="") as file:
        csv.writer(file).writerows([header, *(row for row in rows if row[0] in set(names))])
    return part


def _media_last(path: Path) -> bool:
    """Say whether a file comes late: media, and the one output whose asset the manifest names by its bytes alone.

    Bytes that nobody has brought yet have no name, so they cannot be known to be those of a name met elsewhere.
    """
    by_hash = path.name == "windy-thursday.txt.comprehend-sentiment.json"
    return by_hash or not path.name.removesuffix(".gz").endswith((".json", ".srt", ".vtt"))


@pytest.mark.parametrize("order", ["shuffled", "outputs first"])
def test_order_and_batching_do_not_matter(
    order: str, copied: Path, at_once: Path, ingest: Ingest, ask: Ask, tmp_path: Path
) -> None:
    files = [p for p in copied.iterdir() if p.name != "manifest.csv" and not p.name.startswith(".")]
    Random(7).shuffle(files)
    if order == "outputs first":
        files.sort(key=_media_last)
    data, groups = tmp_path / "data", 4
    for number in range(groups):
        group = files[number * len(files) // groups : (number + 1) * len(files) // groups]
        ingest(data, *group, "--manifest", _part_manifest(copied, [p.name for p in group], number))
    for sparql, floor in FLOORS.items():
        expected = _rows(ask, at_once, sparql)
        assert len(expected) >= floor
        assert _rows(ask, data, sparql) == expected


def test_several_workers_write_what_one_writes(
    copied: Path, at_once: Path, ingest: Ingest, ask: Ask, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    manifest = copied / "manifest.csv"
    ingest(data, copied, "--manifest", manifest, MEDIAGRAPH_WORKERS="1", MEDIAGRAPH_BATCH="2")
    for sparql in FLOORS:
        assert _rows(ask, data, sparql) == _rows(ask, at_once, sparql)
