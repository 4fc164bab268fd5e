"""docs/how-to/query-neo4j.md: its script prints what it shows, its Cypher runs, and its commands too."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Settings
from graph.neo4j.connection import Connection
from graph.neo4j.cypher import run_cypher

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "how-to" / "query-neo4j.md").read_text(encoding="utf-8")
MEDIAGRAPH = Path(sys.executable).with_name("mediagraph")
VALUES = {
    "concept": "biplane",
    "one": "Katharine Wright",
    "other": "Samuel Langley",
    "asset": "flyer-1903.jpg",
}


@pytest.fixture(scope="module")
def environment(sample_graph: Connection, samples: Path) -> dict[str, str]:
    """The environment of somebody who has set mediagraph up with this server."""
    where = sample_graph.settings
    ours = {"URI": where.uri, "USER": where.user, "PASSWORD": where.password, "DATABASE": where.database}
    others = {name: value for name, value in os.environ.items() if not name.startswith("MEDIAGRAPH_")}
    return (
        others | {f"MEDIAGRAPH_NEO4J_{name}": value for name, value in ours.items()} | {"MEDIAGRAPH_DATA": str(samples)}
    )


def run(environment: dict[str, str], *words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False, input=""
    )


def test_the_script_prints_what_is_shown(environment: dict[str, str]) -> None:
    (script,) = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    (shown,) = re.findall(r"prints:\n\n```text\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    done = run(environment, sys.executable, "-c", script)
    assert done.stderr == ""
    assert done.stdout == shown


def test_every_query_on_the_page_gives_rows(sample_graph: Connection) -> None:
    queries = re.findall(r"^```cypher\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert len(queries) == 4
    for query in queries:
        assert run_cypher(sample_graph, query, VALUES).rows, query


def test_what_is_not_run_is_marked_so() -> None:
    section = TEXT.partition("## With Graph Data Science")[2]
    assert "**not run by a test**" in section
    assert "gds." not in TEXT.partition("## With Graph Data Science")[0]
    assert not re.findall(r"^```cypher", section, re.MULTILINE)


def test_the_commands_of_the_page(environment: dict[str, str], tmp_path: Path) -> None:
    (block,) = re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    first, second = block.strip().splitlines()
    done = run(environment, str(MEDIAGRAPH), *first.partition('"')[0].split()[1:], first.partition('"')[2].rstrip('"'))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].split() == ["a.label", "c.prefLabel_en", "d.confidence"]
    assert done.stdout.splitlines()[-1] == "(10 rows)"
    (tmp_path / "question.cypher").write_text(
        "MATCH (c:Concept {prefLabel_en: $concept}) RETURN c.iri AS iri, c AS node"
    )
    words = second.partition(">")[0].split()[1:]
    done = run(environment, str(MEDIAGRAPH), *words, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    iri = "https://w3id.org/mediagraph/taxonomy/depicted/biplane"
    assert done.stdout.splitlines() == ["iri,node", f"{iri},{iri}"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["CREATE (n)"], 1, "it would write"),
        (["MATCH (n) RETRUN n"], 2, "line 1, column 11"),
        (["RETURN $x", "--param", "x"], 2, "NAME=VALUE"),
        (["RETURN 1 AS x", "--rows", "0"], 2, "--rows"),
        (["UNWIND range(1, 1000000000) AS x RETURN count(x)", "--seconds", "1"], 1, "more than 1 s"),
    ],
)
def test_what_cannot_be_answered_is_said(environment: dict[str, str], words: list[str], code: int, said: str) -> None:
    done = run(environment, str(MEDIAGRAPH), "neo4j", "query", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert environment["MEDIAGRAPH_NEO4J_PASSWORD"] not in done.stderr


def test_json_says_what_was_cut(environment: dict[str, str]) -> None:
    text = "UNWIND range(1, 9) AS x RETURN x, $y AS y"
    done = run(
        environment,
        str(MEDIAGRAPH),
        "neo4j",
        "query",
        text,
        "--param",
        'y={"a": [1, null]}',
        "--rows",
        "2",
        "--format",
        "json",
    )
    found = json.loads(done.stdout)
    assert found["columns"] == ["x", "y"]
    assert found["rows"] == [[1, {"a": [1, None]}], [2, {"a": [1, None]}]]
    assert found["cut"] == "rows"
    assert done.stderr == "cut at 2 rows: there is more\n"


def test_without_a_server_it_says_how_to_have_one(environment: dict[str, str]) -> None:
    without = {name: value for name, value in environment.items() if not name.startswith("MEDIAGRAPH_NEO4J")}
    assert Settings.from_env(without).neo4j_uri == ""
    done = run(without, str(MEDIAGRAPH), "neo4j", "query", "RETURN 1")
    assert done.returncode == 2
    assert "MEDIAGRAPH_NEO4J_URI" in done.stderr
    away = environment | {"MEDIAGRAPH_NEO4J_URI": "bolt://127.0.0.1:1"}
    done = run(away, str(MEDIAGRAPH), "neo4j", "query", "RETURN 1")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
