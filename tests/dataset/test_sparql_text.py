"""What a SPARQL text is told before any store sees it: SERVICE and LOAD refused, errors that say where."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dataset import QueryRefused, QuerySyntaxError
from graph.stores.sparql_text import names_graphs, refuse_load, refuse_service, syntax_error

# Port 9 is refused by the client before any packet is sent, should one of these ever get through.
AWAY = "<http://127.0.0.1:9/>"


@pytest.mark.parametrize(
    "update",
    [
        f"LOAD {AWAY}",
        f"load silent {AWAY} into graph <http://g>",
        f"INSERT DATA {{ <http://load> <http://p> 'load' }} ; LOAD {AWAY}",
        f"INSERT DATA {{ <http://a> <http://b> 1 }}; # LOAD\n LOAD SILENT {AWAY}",
        f"\\u004COAD {AWAY}",
    ],
)
def test_load_is_refused(update):
    with pytest.raises(QueryRefused, match="LOAD"):
        refuse_load(update)


def test_service_in_an_update_is_refused():
    with pytest.raises(QueryRefused, match="SERVICE"):
        refuse_load(f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {AWAY} {{ ?s ?p ?o }} }}")
    with pytest.raises(QueryRefused, match="SERVICE"):
        refuse_load(f"INSERT DATA {{ <http://a> <http://b> 'load' }} ; DELETE {{ }} WHERE {{ SERVICE {AWAY} {{ }} }}")


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <http://load> <http://payload> 'LOAD <http://x>' }",
        "PREFIX load: <http://load/> DELETE WHERE { ?load load:load 'service' } # LOAD <http://x>",
    ],
)
def test_the_word_load_elsewhere_is_no_load(update):
    refuse_load(update)


def test_a_syntax_error_beside_the_word_is_told_as_one():
    with pytest.raises(QuerySyntaxError) as error:
        refuse_service("SELECT ?service WHERE {\n  ?service ?p 'x' .\n  ?s ?p }")
    assert error.value.line == 3


@pytest.mark.parametrize(
    ("sparql", "named"),
    [
        ("SELECT * FROM <http://g> { ?s ?p ?o }", True),
        ("SELECT * FROM NAMED <http://g> { GRAPH ?g { ?s ?p ?o } }", True),
        ("ASK from<http://g>{ ?s ?p ?o }", True),
        ("SELECT ?from { ?from <http://from> 'from' } # FROM <http://g>", False),
        ("PREFIX from: <http://g/> ASK { from:a ?p ?o }", False),
        ("ASK { }", False),
    ],
)
def test_naming_graphs_is_told_from_the_word(sparql, named):
    assert names_graphs(sparql) is named


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("<>{}()#'\"\\ \n.?$:abSERVICEservice1=;,/@^-_"), max_size=40), st.booleans())
def test_no_text_around_it_hides_a_service(noise, before):
    """Whatever stands before or after: with a SERVICE that the engine would run, the text is refused or wrong."""
    call = f"SERVICE {AWAY} {{ ?s ?p ?o }}"
    sparql = f"ASK {{ {noise}\n{call} }}" if before else f"ASK {{ {call}\n{noise} }}"
    parses_without = _parses(sparql.replace(call, "{ }"))
    if parses_without:
        with pytest.raises(QueryRefused):
            refuse_service(sparql)
    else:
        with pytest.raises((QueryRefused, QuerySyntaxError)):
            refuse_service(sparql)


def _parses(sparql: str) -> bool:
    if "service" in sparql.lower():
        return False
    try:
        pyoxigraph.Store().query(sparql)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("SELECT * WHERE {\n ?s ?p ", "line 2, column 8: found the end of the text; expected one of"),
        ("ASK { ?s foo:bar ?o }", "a prefix is used that no PREFIX declares"),
        ("ASK { ?s <a b> 1 }", "not a valid IRI"),
    ],
)
def test_an_error_says_where_what_and_why(sparql, said):
    with pytest.raises(SyntaxError) as error:
        pyoxigraph.Store().query(sparql)
    assert said in str(syntax_error(error.value, sparql))
