"""The contract of the Dataset port: every store runs it whole."""

from __future__ import annotations

import http.server
import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from graph.changes import ChangeRefused, ChangeTooLarge, change_feed, commit, get_change, list_changes
from graph.changeset_nodes import UnknownChange
from graph.dataset import ChangeConflict, DatasetError, QueryRefused, QuerySyntaxError, Solutions, Triples
from graph.history import as_of, sequence_at
from graph.runs import commit_run
from graph.undo import undo, undo_run
from ontology.graphs import CHANGES, DEFAULT_DATASET, FACTS, ONTOLOGY, REVIEW
from ontology.model import MAX_QUADS, Quad, TermError
from ontology.model.rdf import XSD, lang_string, string

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
S, P = "<https://example.org/s>", "<https://example.org/p>"
OTHER = "<https://example.org/graph>"


def typed(lexical: str, name: str) -> str:
    return f'"{lexical}"^^<{XSD}{name}>'


def quad(number: int, graph: str = FACTS) -> Quad:
    return Quad(f"<https://example.org/s{number}>", P, string(f"value {number}"), graph)


def write(dataset, *, add=(), remove=(), now=NOW, **more) -> int:
    with dataset.writer(holder="test") as writer:
        return commit(writer, add=add, remove=remove, author="tester", reason="a test", now=now, **more)


def standing(dataset) -> set[Quad]:
    with dataset.reader() as reader:
        return {quad for quad in reader.quads() if quad.graph != CHANGES}


def rows(reader, sparql: str, **graphs) -> list[tuple]:
    answer = reader.query(sparql, **graphs)
    assert isinstance(answer, Solutions)
    return sorted(answer.rows)


# Reading


def test_an_empty_dataset_is_at_sequence_0_and_holds_nothing(dataset):
    with dataset.reader() as reader:
        assert reader.sequence == 0
        assert list(reader.quads()) == []
        assert reader.query("ASK { ?s ?p ?o }") is False
        assert b"".join(reader.dump_nquads()) == b""


def test_quads_by_each_pattern(dataset):
    here, there, unnamed = quad(1), quad(1, OTHER), quad(2, "")
    write(dataset, add=[here, there, unnamed])
    with dataset.reader() as reader:
        assert set(reader.quads(here.subject)) == {here, there}
        assert set(reader.quads(None, P, None, FACTS)) == {here}
        assert set(reader.quads(None, None, unnamed.object)) == {unnamed}
        assert set(reader.quads(graph="")) == {unnamed}
        assert set(reader.quads(here.subject, P, here.object, OTHER)) == {there}
        assert set(reader.quads(S)) == set()


def test_the_default_graph_of_a_query_is_the_unnamed_graph_with_facts_and_ontology(dataset):
    write(dataset, add=[quad(1, ""), quad(2, FACTS), quad(3, ONTOLOGY), quad(4, REVIEW), quad(5, OTHER)])
    with dataset.reader() as reader:
        select = "SELECT ?o WHERE { ?s ?p ?o }"
        assert rows(reader, select) == [(string(f"value {number}"),) for number in (1, 2, 3)]
        with_review = rows(reader, select, default_graphs=[*DEFAULT_DATASET, REVIEW])
        assert with_review == [(string(f"value {number}"),) for number in (1, 2, 3, 4)]
        assert rows(reader, select, default_graphs=[""]) == [(string("value 1"),)]
        assert rows(reader, select, default_graphs=[]) == []


def test_named_graphs_are_all_readable_unless_they_are_listed(dataset):
    write(dataset, add=[quad(1, ""), quad(4, REVIEW), quad(5, OTHER)])
    with dataset.reader() as reader:
        select = f"SELECT ?g WHERE {{ GRAPH ?g {{ ?s {P} ?o }} }}"
        assert rows(reader, select) == [(OTHER,), (REVIEW,)]
        assert rows(reader, select, named_graphs=[OTHER]) == [(OTHER,)]
        assert rows(reader, select, named_graphs=[]) == []


def test_from_in_the_text_holds_unless_the_caller_says_the_graphs(dataset):
    write(dataset, add=[quad(1, ""), quad(4, REVIEW), quad(5, OTHER)])
    with dataset.reader() as reader:
        select = f"SELECT ?o FROM {REVIEW} WHERE {{ ?s ?p ?o }}"
        assert rows(reader, select) == [(string("value 4"),)]
        # A role is a list of graphs: what the text says must not widen it.
        assert rows(reader, select, default_graphs=[""], named_graphs=[]) == [(string("value 1"),)]


def test_select_has_variables_in_order_and_none_for_what_is_unbound(dataset):
    write(dataset, add=[quad(1)])
    with dataset.reader() as reader:
        answer = reader.query("SELECT ?s ?o ?nothing WHERE { ?s ?p ?o }")
        assert isinstance(answer, Solutions)
        assert answer.variables == ("s", "o", "nothing")
        assert list(answer.rows) == [(quad(1).subject, quad(1).object, None)]


def test_construct_and_describe_give_triples(dataset):
    write(dataset, add=[quad(1), Quad(S, P, lang_string('He said "hé"\n\t. <x>', "fr"), FACTS)])
    with dataset.reader() as reader:
        answer = reader.query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(answer, Triples)
        assert set(answer.rows) == {(S, P, lang_string('He said "hé"\n\t. <x>', "fr")), tuple(quad(1)[:3])}
        described = reader.query(f"DESCRIBE {S}")
        assert isinstance(described, Triples)
        assert [triple[0] for triple in described.rows] == [S]


def test_a_relative_iri_is_resolved_against_the_base_given(dataset):
    write(dataset, add=[quad(1)])
    with dataset.reader() as reader:
        assert reader.query("ASK { <s1> ?p ?o }", base="https://example.org/") is True


def test_dump_holds_every_quad_as_nquads(dataset):
    quads = {quad(1), quad(2, ""), Quad(S, P, string('a "quoted" line\nand é 𝄞'), OTHER)}
    write(dataset, add=quads)
    with dataset.reader() as reader:
        lines = b"".join(reader.dump_nquads()).decode().splitlines()
        assert {line for line in lines if CHANGES not in line} == {q.nquads() for q in quads}
        assert (
            b"".join(reader.dump_nquads(OTHER)).decode()
            == Quad(S, P, string('a "quoted" line\nand é 𝄞'), OTHER).nquads() + "\n"
        )


@pytest.mark.parametrize(
    ("sparql", "line"),
    [("SELECT * WHERE {\n ?s ?p ", 2), ("SELEC ?s WHERE { }", 1), ("ASK {\n\n ?s nothing:p ?o }", 3)],
)
def test_a_syntax_error_names_line_and_column(dataset, sparql, line):
    with dataset.reader() as reader, pytest.raises(QuerySyntaxError) as error:
        reader.query(sparql)
    assert error.value.line == line
    assert error.value.column is not None
    assert f"line {line}, column {error.value.column}" in str(error.value)


@pytest.fixture
def tempting_server() -> Iterator[tuple[str, list[str]]]:
    """A server on the loopback that notes every request; none must come."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", requests
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ service silent <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ FILTER(1<1)SERVICE#>\n<{url}> {{ ?s ?p ?o }} }}",
        "PREFIX service: <{url}> ASK {{ {{ SERVICE service: {{ ?s ?p ?o }} }} UNION {{ ?s ?p 'service' }} }}",
        "SELECT * WHERE {{ BIND(<{url}> AS ?there) SERVICE ?there {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
        "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ OPTIONAL {{ {{ SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }} }}",
    ],
)
def test_service_is_refused_and_nothing_is_fetched(dataset, tempting_server, sparql):
    url, requests = tempting_server
    with dataset.reader() as reader, pytest.raises(QueryRefused, match="SERVICE"):
        reader.query(sparql.format(url=url))
    assert requests == []


def test_the_word_service_elsewhere_is_no_service(dataset):
    write(dataset, add=[Quad(S, P, string("service"), FACTS)])
    with dataset.reader() as reader:
        text = "PREFIX service: <https://example.org/> # SERVICE <http://x> {\nASK { ?service service:p 'service' }"
        assert reader.query(text) is True


# Committing


def test_a_commit_stands_with_its_change_and_its_sequence(dataset):
    assert write(dataset, add=[quad(1), quad(2)]) == 1
    assert write(dataset, add=[quad(3)], remove=[quad(1)], run="nightly") == 2
    assert standing(dataset) == {quad(2), quad(3)}
    with dataset.reader(at_least=2) as reader:
        change = get_change(reader, 2)
        assert (change.sequence, change.author, change.reason, change.run) == (2, "tester", "a test", "nightly")
        assert change.time == "2026-11-22T10:00:00Z"
        assert (change.removed, change.added) == ((quad(1),), (quad(3),))
        assert [c.sequence for c in change_feed(reader, after=1)] == [2]
        assert [c.sequence for c in list_changes(reader)] == [2, 1]
        assert [c.sequence for c in list_changes(reader, limit=1, before=2)] == [1]


def test_what_changes_nothing_writes_nothing(dataset):
    write(dataset, add=[quad(1)])
    assert write(dataset, add=[quad(1)], remove=[quad(2)]) == 1
    assert write(dataset, add=[quad(1)], remove=[quad(1)]) == 1
    assert write(dataset) == 1
    with dataset.reader() as reader:
        assert reader.sequence == 1


def test_a_writer_reads_its_own_writes(dataset):
    with dataset.writer(holder="test") as writer:
        commit(writer, add=[quad(1)], author="a", reason="r", now=NOW)
        assert set(writer.quads(quad(1).subject)) == {quad(1)}
        assert writer.present([quad(1), quad(2)]) == {quad(1)}
        assert writer.sequence == 1


def test_a_writer_reads_what_stood_before(dataset):
    write(dataset, add=[quad(1)])
    with dataset.writer(holder="test") as writer:
        assert writer.sequence == 1
        assert writer.base == dataset.base
        assert writer.present([quad(1), quad(2, "")]) == {quad(1)}


CANONICAL = {
    typed("007", "int"): typed("7", "integer"),
    typed("7", "unsignedByte"): typed("7", "integer"),
    typed("1.50", "decimal"): typed("1.5", "decimal"),
    typed("-0.0", "decimal"): typed("0", "decimal"),
    typed("1.0E0", "double"): typed("1", "double"),
    typed("1", "boolean"): typed("true", "boolean"),
    typed("2020-01-01T00:00:00+00:00", "dateTime"): typed("2020-01-01T00:00:00Z", "dateTime"),
    typed("2020-01-01T00:00:00.500Z", "dateTime"): typed("2020-01-01T00:00:00.5Z", "dateTime"),
    typed("PT60S", "duration"): typed("PT1M", "duration"),
    typed("PT3600S", "dayTimeDuration"): typed("PT1H", "dayTimeDuration"),
    '"x"@en-GB': '"x"@en-gb',
    f'"x"^^<{XSD}string>': '"x"',
    '"\\u0041"': '"A"',
}


def test_a_literal_comes_back_in_canonical_form_and_can_be_removed(dataset):
    given = [Quad(f"<https://example.org/s{n}>", P, term, FACTS) for n, term in enumerate(CANONICAL)]
    assert write(dataset, add=given) == 1
    assert standing(dataset) == {q._replace(object=CANONICAL[q.object]) for q in given}
    assert write(dataset, add=given) == 1, "the same values again are no change"
    assert write(dataset, remove=given) == 2
    assert standing(dataset) == set()


SURVIVORS = [
    string(""),
    string('"quotes", \\ and\ttabs\nand\r\nends'),
    string("\x00\x01\x1f\x7f"),
    string("é 漢字 𝄞 \u200b\ufeff"),
    string("} ; DROP ALL # <x> \"\"\" ''' \\u0041"),
    lang_string("bonjour", "fr-ca"),
    typed("abc", "decimal"),
    typed("123456789012345678901234567890", "integer"),
    typed("0.1", "decimal"),
    typed("2026-11-22", "date"),
    typed("1903", "gYear"),
    typed("P1Y", "yearMonthDuration"),
    typed("https://example.org/a b", "anyURI"),
    '"x"^^<https://example.org/datatype>',
    "<https://example.org/é/漢?a=b&c=%20#f'()*!$,;@~>",
    "<urn:isbn:0-486-27557-4>",
]


def test_a_canonical_term_survives_the_store_and_its_change(dataset):
    given = {Quad(S, P, term, FACTS) for term in SURVIVORS}
    write(dataset, add=given)
    assert standing(dataset) == given
    with dataset.reader() as reader:
        assert set(get_change(reader, 1).added) == given
        assert rows(reader, "SELECT ?o WHERE { ?s ?p ?o }") == sorted((term,) for term in SURVIVORS)


HOSTILE_IRIS = [
    "<https://example.org/a> . } ; DROP ALL #>",
    "<https://example.org/a b>",
    "<https://example.org/a\nb>",
    "<relative>",
    "<>",
    "",
    '"x"',
    "plain",
    "<https://example.org/\\u0020>",
    "<https://example.org/\ud800>",
]
HOSTILE_LITERALS = ['"x', '"a" . } ; DROP ALL #"', '"x"@', '"x"@en us', '"x"^^<a b>', '"a\nb"', '"\ud800"']


def test_hostile_terms_are_refused_and_nothing_changes(dataset):
    write(dataset, add=[quad(1)])
    hostile = [Quad(term, P, string("x"), FACTS) for term in HOSTILE_IRIS]
    hostile += [Quad(S, term, string("x"), FACTS) for term in HOSTILE_IRIS]
    hostile += [Quad(S, P, string("x"), term) for term in HOSTILE_IRIS if term]
    hostile += [Quad(S, P, term, FACTS) for term in HOSTILE_LITERALS]
    with dataset.writer(holder="test") as writer:
        for one, trusted in itertools.product(hostile, (False, True)):
            for change in ({"add": [one]}, {"remove": [one]}):
                with pytest.raises(TermError):
                    commit(writer, **change, author="a", reason="r", now=NOW, trusted=trusted)
    assert standing(dataset) == {quad(1)}


def test_blank_nodes_come_in_as_iris_of_ours(dataset):
    write(dataset, add=[Quad("_:a", P, "_:b", FACTS), Quad("_:b", P, string("x"), FACTS)])
    found = standing(dataset)
    (top,) = [q for q in found if q.object.startswith("<")]
    assert top.subject.startswith(f"<{dataset.base}.well-known/genid/")
    assert {q.subject for q in found} == {top.subject, top.object}
    with pytest.raises(TermError):
        write(dataset, remove=[Quad("_:a", P, top.object, FACTS)])


def test_only_commits_write_into_the_graph_of_changes(dataset):
    with pytest.raises(ChangeRefused, match="mg:changes"):
        write(dataset, add=[quad(1, CHANGES)])
    with pytest.raises(ChangeRefused):
        write(dataset, remove=[quad(1, CHANGES)])


def test_a_changeset_has_a_limit(dataset):
    many = [quad(number) for number in range(MAX_QUADS + 1)]
    with pytest.raises(ChangeTooLarge, match="20000"):
        write(dataset, add=many, trusted=True)
    assert standing(dataset) == set()


def test_a_run_is_many_changesets_and_is_undone_as_one(dataset):
    before, many = {quad(1), quad(2)}, {quad(number) for number in range(2, 32)}
    write(dataset, add=before)
    with dataset.writer(holder="test") as writer:
        big = {"author": "a", "reason": "r", "run": "large", "now": NOW, "limit": 10}
        assert commit_run(writer, add=many, remove=before, **big) == 4
        assert [change.run for change in change_feed(writer)] == ["", "large", "large", "large"]
    assert standing(dataset) == many
    with dataset.writer(holder="test") as writer:
        undo_run(writer, "large", author="a", reason="wrong", now=NOW)
    assert standing(dataset) == before


def test_a_changeset_that_does_not_follow_is_refused(dataset):
    with dataset.writer(holder="test") as writer, pytest.raises(ChangeConflict):
        writer.apply(remove=[], add=[quad(1)], sequence=5)
    assert standing(dataset) == set()


def test_an_unknown_change_and_an_unreached_sequence_are_named(dataset):
    write(dataset, add=[quad(1)])
    with dataset.reader() as reader, pytest.raises(UnknownChange, match="no ChangeSet 7; the last is 1"):
        get_change(reader, 7)


def test_undo_restores_and_is_refused_where_something_came_after(dataset):
    write(dataset, add=[quad(1), quad(2)])
    write(dataset, remove=[quad(1)], add=[quad(3)])
    with dataset.writer(holder="test") as writer:
        with pytest.raises(ChangeRefused) as refused:
            undo(writer, 1, author="a", reason="r", now=NOW)
        assert refused.value.later == (2,)
        assert undo(writer, 2, author="a", reason="r", now=NOW) == 3
        assert undo(writer, 1, author="a", reason="r", now=NOW) == 4
    assert standing(dataset) == set()


def test_every_past_state_can_be_read(dataset):
    states = [set()]
    for number in range(1, 6):
        now = NOW.replace(hour=10 + number)
        write(dataset, add=[quad(number)], remove=[quad(number - 2)], now=now)
        states.append(standing(dataset))
    for sequence, state in enumerate(states):
        with as_of(dataset, sequence) as past:
            assert past.sequence == sequence
            assert {q for q in past.quads() if q.graph != CHANGES} == state
            assert [change.sequence for change in change_feed(past)] == list(range(1, sequence + 1))
    with dataset.reader() as reader:
        assert sequence_at(reader, NOW) == 0
        assert sequence_at(reader, NOW.replace(hour=13, minute=30)) == 3
    with pytest.raises(DatasetError, match="0 to 5"), as_of(dataset, 6):
        pass
    assert standing(dataset) == states[-1], "reading the past changes nothing"


def test_every_store_runs_the_whole_contract(request):
    """A suite that runs nothing is green: count what was collected."""
    if request.config.getoption("keyword") or any("::" in argument for argument in request.config.args):
        pytest.skip("only some tests were asked for")
    ours = [item for item in request.session.items if item.path.name == "test_contract.py"]
    stores = Counter(item.callspec.params["dataset"] for item in ours if "dataset" in item.fixturenames)
    assert set(stores) == {"memory", "disk", "oxigraph serve", "Fuseki in memory", "Fuseki TDB2"}
    assert len(set(stores.values())) == 1
    assert min(stores.values()) >= 35
