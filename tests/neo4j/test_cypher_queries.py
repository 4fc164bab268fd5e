"""docs/reference/neo4j.md: its ten queries give what it shows, and what it names is what stands in Neo4j.

`make golden` writes the rows anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from graph.neo4j.connection import Connection
from graph.neo4j.cypher import run_cypher
from graph.neo4j.names import Namespaces, NotOurs, iri_of_label, iri_of_property, iri_of_type
from graph.neo4j.schema import statements
from ontology.namespaces import MG
from ontology.terms import CLASSES, PROPERTIES, STRUCTURAL

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "neo4j.md"
PICTURE = ROOT / "docs" / "images" / "neo4j-schema.svg"
_QUERY = re.compile(r"^### (\d+\. [^\n]+)\n\n```cypher\n(.*?)^```\n\n(\|.*?\n)\n*(?=###|\Z)", re.MULTILINE | re.DOTALL)


def _queries() -> list[tuple[str, str, str]]:
    return [(m[1], m[2], m[3]) for m in _QUERY.finditer(PAGE.read_text(encoding="utf-8") + "\n")]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value)
    return "" if value is None else str(value) if isinstance(value, str) else json.dumps(value)


def _table(columns: tuple[str, ...], rows: list[list[Any]]) -> str:
    lines = [columns, ["---"] * len(columns), *([_cell(value) for value in row] for row in rows)]
    written = "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
    return written.replace("| " + " | ".join(["---"] * len(columns)) + " |", "|" + "---|" * len(columns))


def test_there_are_ten_queries() -> None:
    assert [int(title.partition(".")[0]) for title, _, _ in _queries()] == list(range(1, 11))


@pytest.mark.parametrize(("title", "cypher", "shown"), _queries(), ids=[title for title, _, _ in _queries()])
def test_a_query_gives_what_is_shown_golden(sample_graph: Connection, title: str, cypher: str, shown: str) -> None:
    found = run_cypher(sample_graph, cypher)
    assert found.rows
    table = _table(found.columns, found.rows)
    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(page.replace(f"{cypher}```\n\n{shown}", f"{cypher}```\n\n{table}"), encoding="utf-8")
        return
    assert table == shown


def test_every_label_and_type_there_is_one_that_the_page_names(sample_graph: Connection) -> None:
    """A label or type of ours that the samples have and the page does not would be one that nobody is told of."""
    page = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`:?(\w+)`", page))
    (labels,) = run_cypher(sample_graph, "CALL db.labels() YIELD label RETURN collect(label)").rows[0]
    ours = {label for label in labels if "__" not in label and label not in ("RollUp", "Release")}
    assert ours
    assert not ours - named
    tied = "MATCH (a)-[r]->() WHERE NOT a:Asset OR r.fact IS NULL RETURN DISTINCT type(r)"
    types = {row[0] for row in run_cypher(sample_graph, tied).rows}
    unnamed = {t for t in types if "__" not in t} - named
    assert unnamed <= {"APPLIES_TO", "HAS_TOP_CONCEPT", "TOP_CONCEPT_OF", "NARROW_MATCH", "RELATED"}


def test_every_property_that_the_page_names_of_a_fact_is_on_its_relationship(sample_graph: Connection) -> None:
    asked = "MATCH (:Asset)-[d:DEPICTS]->(:Concept) UNWIND keys(d) AS key RETURN DISTINCT key ORDER BY key"
    found = [row[0] for row in run_cypher(sample_graph, asked).rows]
    assert found == ["confidence", "fact", "key", "models", "segments", "sequence"]
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{key}` |" in page for key in found)


def test_review_is_fact_nodes_only(sample_graph: Connection) -> None:
    """What the page promises of a plain MATCH: no relationship says what is not accepted."""
    waiting = "MATCH (f:Fact) WHERE f.status <> 'accepted' RETURN count(f)"
    assert run_cypher(sample_graph, waiting).rows[0][0] > 50
    said = """
        MATCH (f:Fact)-[:SUBJECT]->(s), (f)-[:OBJECT]->(o), (s)-[r]->(o)
        WHERE f.status <> 'accepted' AND r.fact = f.iri RETURN count(r)
    """
    assert run_cypher(sample_graph, said).rows == [[0]]


def test_the_page_names_every_index_and_no_other(sample_graph: Connection) -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## Indexes")[2].partition("## Ten queries")[0]
    named = set(re.findall(r"`(mediagraph_\w+)`", page))
    assert named == set(statements()) - {"mediagraph_own_name", "mediagraph_namespace_prefix"}
    asked = "SHOW INDEXES YIELD name WHERE name STARTS WITH 'mediagraph_' RETURN collect(name)"
    assert set(statements()) <= set(run_cypher(sample_graph, asked).rows[0][0])


def test_the_picture_names_labels_types_and_properties_that_exist() -> None:
    text, ours, met = PICTURE.read_text(encoding="utf-8"), Namespaces(), 0
    for kind, content in re.findall(r'<text class="(label|type|type how|more)"[^>]*>([^<]*)</text>', text):
        for word in re.findall(r":(\w+)", content) if kind != "type" else []:
            local = iri_of_label(word, ours).removeprefix(MG) if word != "Resource" else "Asset"
            assert local in CLASSES or word in ("Concept", "ConceptScheme"), word
            met += 1
        if kind.startswith("type"):
            for word in re.findall(r"[A-Z_]{3,}", content):
                local = iri_of_type(word, ours).removeprefix(MG)
                known = local in PROPERTIES or local in STRUCTURAL or local.startswith("http://www.w3.org/2004/02/skos")
                assert known, word
                met += 1
    assert met > 40


def test_the_names_on_the_page_are_names_of_the_projection() -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## Nodes")[2].partition("Other properties")[0]
    ours = Namespaces()
    for row in page.splitlines():
        for name in re.findall(r"`([a-z]\w+)`", row.rsplit("|", 2)[1] if row.startswith("| `:") else ""):
            try:
                assert iri_of_property(name, ours)
            except NotOurs as err:  # a name that would be read by nobody
                pytest.fail(f"{name}: {err}")
