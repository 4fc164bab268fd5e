"""Requests to a SPARQL 1.1 endpoint (SPARQL 1.1 Protocol), and terms out of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

import orjson

from graph.canonical_terms import stored_form
from graph.dataset import DatasetError, QuerySyntaxError
from graph.stores.sparql_text import syntax_error
from ontology.model import Term
from ontology.model.rdf import escape

_TIMEOUT_S: Final = 300
_JSON: Final = "application/sparql-results+json"
_N_TRIPLES: Final = "application/n-triples"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask and where to write, with HTTP Basic credentials where the server wants them."""

    query_url: str
    update_url: str
    user: str = ""
    password: str = ""

    def select(self, sparql: str, **graphs: Sequence[str]) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
        """Return variables and bindings of a SELECT, as the JSON results format has them."""
        answer = orjson.loads(self._ask(sparql, _JSON, graphs).read())
        return tuple(answer["head"].get("vars", ())), answer["results"]["bindings"]

    def ask(self, sparql: str, **graphs: Sequence[str]) -> bool:
        """Return the answer of an ASK."""
        return bool(orjson.loads(self._ask(sparql, _JSON, graphs).read())["boolean"])

    def triples(self, sparql: str, **graphs: Sequence[str]) -> Iterator[tuple[Term, Term, Term]]:
        """Yield the triples of a CONSTRUCT or DESCRIBE, read line by line."""
        for line in self._ask(sparql, _N_TRIPLES, graphs):
            text = line.decode("utf-8").strip()
            if text and not text.startswith("#"):
                subject, predicate, object_ = text.removesuffix(".").rstrip().split(" ", 2)
                yield subject, predicate, stored_term(object_)

    def update(self, sparql: str) -> None:
        """Send one update request; raises `DatasetError` where it is refused, fails, or does not answer."""
        wrapper = self._wrapper(self.update_url, sparql)
        wrapper.setMethod("POST")
        wrapper.queryType = "INSERT"
        wrapper.setRequestMethod("postdirectly")
        self._send(wrapper, sparql).read()

    def _ask(self, sparql: str, accept: str, graphs: dict[str, Sequence[str]]) -> IO[bytes]:
        wrapper = self._wrapper(self.query_url, sparql)
        wrapper.setMethod("POST")
        wrapper.setRequestMethod("urlencoded")
        wrapper.addCustomHttpHeader("Accept", accept)
        for name, iris in graphs.items():
            for iri in iris:
                wrapper.addParameter(name.replace("_", "-"), iri)
        return self._send(wrapper, sparql)

    def _wrapper(self, url: str, sparql: str) -> Any:
        # Imported here: it brings rdflib, which costs half a second that a cold command must not pay.
        from SPARQLWrapper import SPARQLWrapper

        wrapper = SPARQLWrapper(url, agent="mediagraph")
        wrapper.setTimeout(_TIMEOUT_S)
        # Without this it sends format=xml beside the Accept header, and Fuseki heeds that first.
        wrapper.setOnlyConneg(True)
        if self.user:
            wrapper.setCredentials(self.user, self.password)
        wrapper.queryString = sparql
        return wrapper

    def _send(self, wrapper: Any, sparql: str) -> IO[bytes]:
        from urllib.error import URLError

        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        try:
            response: IO[bytes] = wrapper._query()[0]
        except QueryBadFormed as err:
            raise _bad_query(sparql, str(err)) from None
        except SPARQLWrapperException as err:
            raise DatasetError(f"{wrapper.endpoint} refused the request: {_short(str(err))}") from err
        except (URLError, OSError) as err:
            raise DatasetError(f"{wrapper.endpoint} does not answer: {err}") from err
        return response


def term_of(binding: dict[str, str] | None) -> Term | None:
    """Return the term of one value in the JSON results format, literals in canonical form; None for none."""
    if binding is None:
        return None
    value = binding["value"]
    match binding["type"]:
        case "uri":
            return f"<{value}>"
        case "bnode":
            return f"_:{value}"
    if language := binding.get("xml:lang"):
        return f'"{escape(value)}"@{language.lower()}'
    datatype = binding.get("datatype", "")
    if not datatype or datatype.endswith("XMLSchema#string"):
        return f'"{escape(value)}"'
    return stored_form(f'"{escape(value)}"^^<{datatype}>')


def stored_term(term: Term) -> Term:
    """Return a term as it came from N-Triples in the form that Oxigraph would give it."""
    return stored_form(term) if term.startswith('"') else term


def _bad_query(sparql: str, said: str) -> QuerySyntaxError:
    """Return where the text is wrong: as our own parser sees it, else as the server put it."""
    import pyoxigraph

    try:
        pyoxigraph.Store().query(sparql)
    except SyntaxError as err:
        return syntax_error(err, sparql)
    return QuerySyntaxError(f"the endpoint does not accept the query: {_short(said)}", line=None, column=None)


def _short(said: str) -> str:
    return " ".join(said.split())[:300]
