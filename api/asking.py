"""Asking a Dataset, now or as of the past, and asking another endpoint over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

from api.opening import open_dataset
from api.settings import Settings
from graph.dataset import Answer, DatasetError, QuerySyntaxError, Reader, Solutions, Triples
from ontology.model import Term
from ontology.model.rdf import XSD, iri, lang_string, string
from ontology.namespaces import PREFIXES


def prologue(sparql: str, *, base: str) -> str:
    """Return the declarations of our prefixes that a query uses, on one line, to be put before it.

    A prefix that the query declares itself is declared again after ours, so its own meaning counts.
    """
    known = PREFIXES | {"mgd": base}
    return "".join(f"PREFIX {p}: <{namespace}> " for p, namespace in known.items() if f"{p}:" in sparql)


def answer(
    reader: Reader,
    sparql: str,
    *,
    base: str,
    default_graphs: Sequence[Term] | None,
    named: Sequence[Term] | None = None,
) -> Answer:
    """Return the answer to a query that may use our prefixes; syntax errors are placed in the query as it was given."""
    before = prologue(sparql, base=base)
    try:
        return reader.query(before + sparql, default_graphs=default_graphs, named_graphs=named)
    except QuerySyntaxError as err:
        column = err.column - len(before) if err.line == 1 and err.column else err.column
        message = _replaced(str(err), err, column) + _slash_hint(sparql)
        raise QuerySyntaxError(message, line=err.line, column=column) from err


_SLASHED = re.compile(r"\b(mgt|mgd):([\w-]+)/([\w-]+)")


def _slash_hint(sparql: str) -> str:
    """Return a hint where a concept is written as tables show it: in SPARQL that slash begins a property path."""
    found = _SLASHED.search(sparql)
    return f"; in SPARQL write {found[1]}:{found[2]}\\/{found[3]}, a plain / is a path" if found else ""


def _replaced(message: str, err: QuerySyntaxError, column: int | None) -> str:
    """Return the message with the moved column, where it names one."""
    return (
        message
        if column is None
        else message.replace(f":{err.column}", f":{column}").replace(f"column {err.column}", f"column {column}")
    )


def ask(
    settings: Settings, sparql: str, *, as_of: str | None, default_graphs: Sequence[Term]
) -> tuple[AbstractContextManager[Answer], str]:
    """Return a context that holds the answer open, and the base of the Dataset's IRIs."""
    dataset = open_dataset(settings)

    @contextmanager
    def opened() -> Iterator[Answer]:
        if as_of:
            from graph.history import as_of as past

            with past(dataset, moment(as_of)) as reader:
                yield answer(reader, sparql, base=dataset.base, default_graphs=default_graphs)
        else:
            with dataset.reader() as reader:
                yield answer(reader, sparql, base=dataset.base, default_graphs=default_graphs)

    return opened(), dataset.base


def moment(text: str) -> int | datetime:
    """Return a sequence or a time (UTC where it names no zone); raise `DatasetError` for what is neither."""
    if text.isdigit():
        return int(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as err:
        raise DatasetError(f"{text!r} is neither a sequence nor a time such as 2026-11-22T10:00:00Z") from err
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def ask_endpoint(url: str, sparql: str) -> Answer:
    """Return a remote endpoint's answer (SPARQL 1.1 Protocol); raise `DatasetError` or `QuerySyntaxError`."""
    from SPARQLWrapper import JSON, POST, TURTLE, SPARQLExceptions, SPARQLWrapper

    client = SPARQLWrapper(url)
    client.setMethod(POST)
    client.setTimeout(60)
    client.setQuery(prologue(sparql, base=PREFIXES["mg"]) + sparql)
    builds = client.queryType in ("CONSTRUCT", "DESCRIBE")
    client.setReturnFormat(TURTLE if builds else JSON)
    try:
        result = client.query()
    except SPARQLExceptions.QueryBadFormed as err:
        raise QuerySyntaxError(f"{url} says: {err}", line=None, column=None) from err
    except (OSError, SPARQLExceptions.SPARQLWrapperException) as err:
        raise DatasetError(f"{url} did not answer: {err}") from err
    return _triples(result.response.read()) if builds else _solutions(json.loads(result.response.read()))


def _solutions(document: dict[str, Any]) -> Answer:
    if "boolean" in document:
        return bool(document["boolean"])
    variables = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    return Solutions(variables, (tuple(_term(row.get(v)) for v in variables) for row in bindings))


def _term(cell: dict[str, str] | None) -> Term | None:
    if cell is None:
        return None
    value = cell["value"]
    match cell["type"]:
        case "uri":
            return iri(value)
        case "bnode":
            return f"_:{value}"
    if "xml:lang" in cell:
        return lang_string(value, cell["xml:lang"])
    datatype = cell.get("datatype", XSD + "string")
    return string(value) if datatype == XSD + "string" else f"{string(value)}^^{iri(datatype)}"


def _triples(turtle: bytes) -> Triples:
    import pyoxigraph

    parsed = pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)
    return Triples((str(q.subject), str(q.predicate), str(q.object)) for q in parsed)
