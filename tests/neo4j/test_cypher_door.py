"""The Cypher door: what it answers, what it refuses, and that nobody gets around it; against a real server."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from graph.neo4j.connection import Connection, Neo4jError
from graph.neo4j.cypher import Limits, Rows, run_cypher
from graph.neo4j.cypher_errors import CypherError, CypherFailed, CypherRefused, CypherStopped, CypherSyntaxError
from graph.neo4j.cypher_plan import refuse_plan
from graph.neo4j.cypher_text import MAX_TEXT, refuse_text
from tests.neo4j.hostile_cypher import ESCAPED, REACHES_OUT, READS, WRITES

ROWS_OF_GRAPH = "MATCH (n) RETURN count(n) + COUNT { ()-->() } AS n"


@pytest.fixture(scope="module")
def graph(neo4j_module: Connection) -> Connection:
    """A server with three nodes and two relationships, a label and a type of each kind."""
    neo4j_module.write(
        lambda tx: tx.run(
            """
            CREATE (a:Resource:Asset {iri: 'https://a.example/a', title: 'A', duration: 1.5, vector: [1.0, 2.0]})
            CREATE (c:Resource:Concept {iri: 'https://a.example/c', prefLabel: 'c'})
            CREATE (:Own {name: 'no iri'})
            CREATE (a)-[:DEPICTS {confidence: 0.9, models: ['m']}]->(c)
            CREATE (c)-[:BROADER]->(a)
            """
        ).consume()
    )
    return neo4j_module


@pytest.fixture(autouse=True)
def _unchanged(graph: Connection) -> Iterator[None]:
    """Whatever is asked, the graph is afterwards what it was."""
    count = "MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() RETURN nodes, count(r) AS ties"
    schema = "SHOW INDEXES YIELD name RETURN collect(name) AS names"

    def look(tx: Any) -> tuple[Any, ...]:
        counted, named = tx.run(count).single(), tx.run(schema).single()
        content = tx.run("MATCH (n) RETURN labels(n) AS l, properties(n) AS p ORDER BY elementId(n)").values()
        return counted["nodes"], counted["ties"], sorted(named["names"]), content

    before = graph.read(look)
    assert before[:2] == (3, 2)
    yield
    assert graph.read(look) == before


def ask(graph: Connection, text: str, parameters: dict[str, Any] | None = None, **limits: Any) -> Rows:
    return run_cypher(graph, text, parameters, limits=Limits(**{"seconds": 20, **limits}))


def test_rows_come_with_their_columns_in_order(graph: Connection) -> None:
    found = ask(graph, "UNWIND [3, 1, 2] AS x RETURN x, x * 2 AS `twice over` ORDER BY x")
    assert found.columns == ("x", "twice over")
    assert found.rows == [[1, 2], [2, 4], [3, 6]]
    assert found.cut == ""
    assert found.took_s > 0


def test_nodes_relationships_and_paths_are_json(graph: Connection) -> None:
    node = {"iri": "https://a.example/c", "labels": ["Concept", "Resource"], "properties": {"prefLabel": "c"}}
    tie = {
        "type": "DEPICTS",
        "start": "https://a.example/a",
        "end": "https://a.example/c",
        "properties": {"confidence": 0.9, "models": ["m"]},
    }
    # The ends of a relationship are not in the row: their IRIs are looked up.
    assert ask(graph, "MATCH ()-[r:DEPICTS]->() RETURN r, {a: [r]} AS m").rows == [[tie, {"a": [tie]}]]
    (row,) = ask(graph, "MATCH p = (a:Asset)-[:DEPICTS]->(c) RETURN p, c, nodes(p)[1]").rows
    assert row[0]["relationships"] == [tie]
    assert [n["iri"] for n in row[0]["nodes"]] == ["https://a.example/a", "https://a.example/c"]
    assert row[1:] == [node, node]
    assert ask(graph, "MATCH (n:Own) RETURN n").rows == [
        [{"iri": None, "labels": ["Own"], "properties": {"name": "no iri"}}]
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0.0 / 0.0", "NaN"),
        ("1.0 / 0.0", "Infinity"),
        ("-1.0 / 0.0", "-Infinity"),
        ("9223372036854775807", 2**63 - 1),
        ("date('1903-12-17')", "1903-12-17"),
        ("datetime('1903-12-17T10:35:00Z')", "1903-12-17T10:35:00Z"),
        ("datetime('1903-12-17T10:35:00.120-05:00')", "1903-12-17T10:35:00.12-05:00"),
        ("localdatetime('1903-12-17T10:35:10')", "1903-12-17T10:35:10"),
        ("localtime('10:35:00.000000001')", "10:35:00.000000001"),
        ("duration('P1DT12S')", "P1DT12S"),
        ("point({x: 1, y: 2})", {"srid": 7203, "coordinates": [1.0, 2.0]}),
        ("[1, [2, [null, true]]]", [1, [2, [None, True]]]),
        ("{a: 1, b: {c: 'ü😀'}}", {"a": 1, "b": {"c": "ü😀"}}),
        ("'a;b // not a comment /* nor this'", "a;b // not a comment /* nor this"),
    ],
)
def test_every_kind_of_value_is_json(graph: Connection, expression: str, expected: Any) -> None:
    (row,) = ask(graph, f"RETURN {expression} AS x").rows
    assert row == [expected]
    assert not isinstance(row[0], float) or math.isfinite(row[0])


def test_parameters_are_values_and_never_text(graph: Connection) -> None:
    hostile = "x'}) CREATE (:Evil) //"
    assert ask(graph, "RETURN $a AS a, $b AS b", {"a": hostile, "b": [1, {"c": None}]}).rows == [
        [hostile, [1, {"c": None}]]
    ]
    assert ask(graph, "MATCH (n:$($label)) RETURN count(n)", {"label": "Asset"}).rows == [[1]]
    assert ask(graph, "MATCH (n:$($label)) RETURN count(n)", {"label": "Asset`) DETACH DELETE n //"}).rows == [[0]]


@pytest.mark.parametrize("text", READS)
def test_what_only_reads_is_answered(graph: Connection, text: str) -> None:
    assert ask(graph, text).columns


@pytest.mark.parametrize("text", WRITES)
def test_what_writes_is_refused(graph: Connection, text: str) -> None:
    with pytest.raises(CypherError) as refused:
        ask(graph, text)
    assert isinstance(refused.value, CypherRefused | CypherSyntaxError)


@pytest.mark.parametrize("text", REACHES_OUT)
def test_what_reaches_beyond_the_graph_is_refused(graph: Connection, text: str) -> None:
    with pytest.raises(CypherRefused) as refused:
        ask(graph, text, {"path": "file:///etc/passwd"})
    assert "root:" not in str(refused.value)


@pytest.mark.parametrize("text", ESCAPED)
def test_escapes_that_read_differently_are_refused(graph: Connection, text: str) -> None:
    with pytest.raises(CypherRefused, match="escape") as refused:
        ask(graph, text)
    assert refused.value.column == text.index("\\u") + 1


@pytest.mark.parametrize("text", ["MATCH (n) RETURN n; CREATE (m)", "RETURN 1; RETURN 2", ":use system", "BEGIN", ""])
def test_one_query_at_a_time(graph: Connection, text: str) -> None:
    with pytest.raises(CypherError):
        ask(graph, text)


# A server that others use is not asked to load files, to end their work or to change its passwords.
_HARMFUL = ("PASSWORD", "TERMINATE", "KILLCONNECTION", "LOAD", "L\\U004FAD")


@pytest.mark.parametrize("text", [t for t in (*WRITES, *ESCAPED) if not any(h in t.upper() for h in _HARMFUL)])
def test_read_access_mode_alone_keeps_writers_out(graph: Connection, text: str) -> None:
    """Without text and plan being looked at, the server itself refuses what writes; the fixture looks at the graph."""
    with suppress(Neo4jError):
        graph.read(lambda tx: tx.run(text).consume(), server_timeout_s=20)


@pytest.mark.parametrize("text", [t for t in REACHES_OUT if "LOAD CSV" in t.upper() or "dbms" in t or "SHOW " in t])
def test_the_plan_alone_keeps_them_out(graph: Connection, text: str) -> None:
    """What a text hides from the first wall, the server's plan shows to the second."""
    if text.startswith("USE") or "TERMINATE" in text:
        text = "SHOW USERS"

    def plan(tx: Any) -> Any:
        return tx.run("EXPLAIN\n" + text, path="x").consume()

    planned = graph.read(plan)
    with pytest.raises(CypherRefused):
        refuse_plan(planned.query_type, planned.plan)


def test_a_plan_that_is_missing_or_unknown_is_refused() -> None:
    for kind, plan in (("r", None), ("x", {"operatorType": "ProduceResults"}), (None, {"operatorType": "X"})):
        with pytest.raises(CypherRefused):
            refuse_plan(kind, plan)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("MATCH (n) RETRUN n", 1, 11),
        ("MATCH (n)\nWHERE n.x =\nRETURN n", 3, 8),
        ("RETURN 'é😀', x", 1, 14),
        ("/* never ends", 1, 1),
        ("RETURN 'never ends", 1, 8),
        ("MATCH (n)\n  RETURN apoc.meta.graph(n)", 2, 10),
    ],
)
def test_errors_say_where(graph: Connection, text: str, line: int, column: int) -> None:
    with pytest.raises(CypherError) as wrong:
        ask(graph, text)
    assert (wrong.value.line, wrong.value.column) == (line, column)
    assert "\n" not in str(wrong.value)
    assert "EXPLAIN" not in str(wrong.value)


def test_a_value_that_cannot_be_computed_is_named(graph: Connection) -> None:
    with pytest.raises(CypherFailed, match="by zero"):
        ask(graph, "UNWIND [1, 0] AS x RETURN 1 / x")
    with pytest.raises(CypherSyntaxError, match="nope"):
        ask(graph, "RETURN $nope")
    with pytest.raises(CypherFailed, match="no such fulltext"):
        ask(graph, "CALL db.index.fulltext.queryNodes('nosuch', 'x')")


@pytest.mark.parametrize(
    "text",
    [
        "UNWIND range(1, 1000000000) AS x WITH x WHERE x < 0 RETURN x",
        "UNWIND range(1, 1000000000) AS x RETURN count(x)",
        "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b UNWIND range(1, 100000) AS c RETURN sum(a * b * c)",
    ],
)
def test_what_runs_for_ever_is_stopped_by_the_server(graph: Connection, text: str) -> None:
    with pytest.raises(CypherStopped, match="1 s"):
        ask(graph, text, seconds=1)


def test_what_needs_too_much_memory_fails_once_and_the_next_is_answered(graph: Connection) -> None:
    with pytest.raises(CypherFailed, match="memory"):
        ask(graph, "UNWIND range(1, 100000000) AS x RETURN collect(x) AS y", seconds=60)
    assert ask(graph, "RETURN 1").rows == [[1]]


def test_rows_and_bytes_are_bounded_and_the_answer_says_so(graph: Connection) -> None:
    found = ask(graph, "UNWIND range(1, 1000000000) AS x RETURN x", rows=7)
    assert (len(found.rows), found.cut) == (7, "rows")
    assert ask(graph, "UNWIND range(1, 7) AS x RETURN x", rows=7).cut == ""
    large = "UNWIND range(1, 1000) AS x RETURN reduce(s = 'abcdefgh', i IN range(1, 10) | s + s) AS y"
    found = ask(graph, large, bytes=100_000)
    assert found.cut == "bytes"
    assert len(found.rows) == 12


def test_parameters_that_no_driver_can_send_are_named(graph: Connection) -> None:
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    bad: list[tuple[dict[Any, Any], str]] = [
        ({"x": 2**63}, "64 bits"),
        ({"x": deep}, "deep"),
        ({"x": "\ud800"}, "surrogate"),
        ({"x": {"y": object()}}, "object"),
        ({"": 1}, "name"),
        ({"x": "y" * 1_100_000}, "bytes"),
    ]
    for parameters, word in bad:
        with pytest.raises(CypherRefused, match=word):
            ask(graph, "RETURN 1", parameters)


@pytest.mark.parametrize(
    "text", ["/*" * 40_000, "'\\" * 40_000, "`" * 80_001, "((((" * 20_000, "a." * 40_000 + "(", "RETURN 1 " * 20_000]
)
def test_texts_made_to_be_slow_are_not(text: str) -> None:
    """Reading a text once is all it takes: were it quadratic, this would take minutes."""
    if len(text) > MAX_TEXT:
        with pytest.raises(CypherRefused, match="100,000"):
            refuse_text(text)
        return
    with suppress(CypherError):
        refuse_text(text)
