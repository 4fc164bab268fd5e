"""The Dataset on any SPARQL 1.1 endpoint whose update requests are atomic (DESIGN 4, 6).

Against a server a file lock protects nothing, so a commit is compare-and-set: one request moves a head node from the
sequence and nonce that were read to the next, and changes the quads only where it could; an ASK for the new nonce
says whether it did, whatever became of the answer.

The unnamed graph is kept in mg:unnamed here, because the protocol cannot name the default graph of a server among
others. A reader is no snapshot: each query is consistent in itself, and the sequence is that of opening.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from graph.dataset import Answer, ChangeConflict, DatasetError, Solutions, Triples
from graph.stores.oxigraph import ScratchWriter
from graph.stores.sparql_http import Endpoint, term_of
from graph.stores.sparql_text import names_graphs, refuse_service
from graph.stores.update_text import check_quads, check_term, quads_block
from ontology.graphs import DEFAULT_DATASET
from ontology.model import Quad, Term
from ontology.model.describe import mg
from ontology.model.rdf import integer, string
from ontology.namespaces import DEFAULT_BASE, MG

UNNAMED: Final = f"<{MG}unnamed>"
"""Where an endpoint keeps the unnamed graph."""
HEAD: Final = f"<{MG}head>"
"""The graph, and its only node, that says at which sequence an endpoint is."""
_NOWHERE: Final = "urn:x-mediagraph:no-graph"
_BATCH: Final = 500
_ASKS_GRAPH: Final = re.compile(r"graph", re.IGNORECASE)


class EndpointNotAtomic(DatasetError):
    """The endpoint keeps half of an update request that failed: commits to it could be torn."""


class EndpointReader:
    """The endpoint as it is now: the Reader of the port."""

    def __init__(self, endpoint: Endpoint, *, base: str, sequence: int) -> None:
        self._endpoint, self._base, self._sequence = endpoint, base, sequence

    @property
    def base(self) -> str:
        """The base of data IRIs."""
        return self._base

    @property
    def sequence(self) -> int:
        """The sequence of the last ChangeSet when the reader was opened."""
        return self._sequence

    def quads(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        object: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches anything, graph "" the unnamed graph."""
        for term in (subject, predicate, object, graph):
            if term:
                check_term(term)
        pattern = f"{subject or '?s'} {predicate or '?p'} {object or '?o'}"
        where = f"GRAPH {'?g' if graph is None else _there(graph)} {{ {pattern} }}"
        hidden = f"FILTER(?g != {HEAD})" if graph is None else ""
        _, rows = self._endpoint.select(f"SELECT * WHERE {{ {where} {hidden} }}")
        for row in rows:
            yield Quad(
                subject or _bound(row, "s"),
                predicate or _bound(row, "p"),
                object or _bound(row, "o"),
                _here(_bound(row, "g")) if graph is None else graph,
            )

    def query(
        self,
        sparql: str,
        *,
        default_graphs: Sequence[Term] | None = None,
        named_graphs: Sequence[Term] | None = None,
        base: str | None = None,
    ) -> Answer:
        """Answer SPARQL 1.1 as the port says; FROM in the text holds where neither argument is given."""
        refuse_service(sparql, base=base)
        text = f"BASE <{base}>\n{sparql}" if base else sparql
        graphs: dict[str, Sequence[str]] = {}
        if default_graphs is not None or named_graphs is not None or not names_graphs(sparql, base=base):
            chosen = DEFAULT_DATASET if default_graphs is None else default_graphs
            graphs["default_graph_uri"] = [_there(graph)[1:-1] for graph in chosen] or [_NOWHERE]
            if _ASKS_GRAPH.search(sparql):
                named = self._named_graphs() if named_graphs is None else [graph[1:-1] for graph in named_graphs]
                graphs["named_graph_uri"] = named or [_NOWHERE]
        match _form(text):
            case "ASK":
                return self._endpoint.ask(text, **graphs)
            case "CONSTRUCT" | "DESCRIBE":
                return Triples(self._endpoint.triples(text, **graphs))
        variables, rows = self._endpoint.select(text, **graphs)
        return Solutions(variables, (tuple(term_of(row.get(name)) for name in variables) for row in rows))

    def dump_nquads(self, graph: Term | None = None) -> Iterator[bytes]:
        """Yield the N-Quads of everything, or of one graph, in chunks of whole lines."""
        graphs = [_here(f"<{iri}>") for iri in (*self._named_graphs(), UNNAMED[1:-1])] if graph is None else [graph]
        for name in graphs:
            everything = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {_there(name)} {{ ?s ?p ?o }} }}"
            triples = self._endpoint.triples(everything)
            while lines := [f"{Quad(*triple, name).nquads()}\n" for triple in islice(triples, 10 * _BATCH)]:
                yield "".join(lines).encode("utf-8")

    def present(self, quads: Collection[Quad]) -> set[Quad]:
        """Return those of the quads that stand."""
        wanted = list(quads)
        found: set[Quad] = set()
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            check_quads(batch)
            rows = " ".join(
                f"({number} {quad.subject} {quad.predicate} {quad.object} {_there(quad.graph)})"
                for number, quad in enumerate(batch)
            )
            _, answer = self._endpoint.select(
                f"SELECT ?n WHERE {{ VALUES (?n ?s ?p ?o ?g) {{ {rows} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            )
            found.update(batch[int(row["n"]["value"])] for row in answer)
        return found

    def _named_graphs(self) -> list[str]:
        _, rows = self._endpoint.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        ours = {UNNAMED[1:-1], HEAD[1:-1]}
        return [row["g"]["value"] for row in rows if row["g"]["value"] not in ours]


class EndpointWriter(EndpointReader):
    """The endpoint at the head that was read last: the Writer of the port."""

    def __init__(self, endpoint: Endpoint, *, base: str, sequence: int, nonce: str) -> None:
        super().__init__(endpoint, base=base, sequence=sequence)
        self._nonce = nonce

    def apply(
        self, *, remove: Collection[Quad], add: Collection[Quad], sequence: int, more_follows: bool = False
    ) -> None:
        """Move the head and change the quads in one request; `ChangeConflict` where another writer moved it first."""
        if sequence != self._sequence + 1:
            raise ChangeConflict(f"ChangeSet {sequence} cannot follow {self._sequence}: read again and retry")
        nonce = uuid.uuid4().hex
        old, new = _head(self._sequence, self._nonce), _head(sequence, nonce)
        request = (
            f"DELETE {{ {old} {quads_block(map(_to_there, remove))} }}\n"
            f"INSERT {{ {new} {quads_block(map(_to_there, add))} }}\nWHERE {{ {old} }}"
        )
        failure: DatasetError | None = None
        try:
            self._endpoint.update(request)
        except DatasetError as err:
            # The answer may be lost and the change made: the nonce knows.
            failure = err
        if self._endpoint.ask(f"ASK {{ {new} }}"):
            self._sequence, self._nonce = sequence, nonce
        elif failure is not None:
            raise DatasetError(f"ChangeSet {sequence} was not written, nothing of it stands: {failure}") from failure
        else:
            raise ChangeConflict(f"another writer committed ChangeSet {sequence} first: read again and retry")

    def publish(self) -> None:
        """Nothing to do: readers of an endpoint see each commit."""

    def give_way(self) -> bool:
        """Read the head again; True where others have written. Nobody has to wait for anybody here."""
        before = self._sequence
        self._sequence, self._nonce, _ = read_head(self._endpoint)
        return self._sequence != before

    @contextmanager
    def scrubbing(self) -> Iterator[None]:
        """Nothing we can do: when the server's files forget what was removed is the server's matter."""
        yield


class EndpointDataset:
    """A Dataset on a SPARQL 1.1 endpoint; `base` counts for an empty one only, later it must agree."""

    def __init__(self, endpoint: Endpoint, *, base: str = DEFAULT_BASE) -> None:
        self._endpoint, self._base = endpoint, base
        refuse_torn_updates(endpoint)
        _make_head(endpoint, base)
        _, _, said = read_head(endpoint)
        if said["base"] != base:
            raise DatasetError(f"{endpoint.query_url} holds a Dataset with base {said['base']}, not {base}")
        self.identity = (said["dataset"], int(said["epoch"]))

    @property
    def base(self) -> str:
        """The base of data IRIs."""
        return self._base

    @contextmanager
    def reader(self, *, at_least: int = 0) -> Iterator[EndpointReader]:
        """Open the endpoint as it is; raises `DatasetError` where its sequence is below `at_least`."""
        sequence, _, _ = read_head(self._endpoint)
        if sequence < at_least:
            raise DatasetError(f"{self._endpoint.query_url} is at sequence {sequence}; {at_least} was asked for")
        yield EndpointReader(self._endpoint, base=self._base, sequence=sequence)

    @contextmanager
    def writer(self, *, holder: str) -> Iterator[EndpointWriter]:
        """Read the head, which the next commit will have to find unchanged; nobody is kept from writing."""
        sequence, nonce, _ = read_head(self._endpoint)
        yield EndpointWriter(self._endpoint, base=self._base, sequence=sequence, nonce=nonce)

    @contextmanager
    def scratch(self, *, near: int) -> Iterator[ScratchWriter]:
        """Open a private copy in memory of what the endpoint holds now, whatever `near` is."""
        import pyoxigraph

        store = pyoxigraph.Store()
        with self.reader() as reader:
            for chunk in reader.dump_nquads():
                store.load(chunk, pyoxigraph.RdfFormat.N_QUADS)
            writer = ScratchWriter(store, base=self._base)
        del store
        try:
            yield writer
        finally:
            writer.close()


def read_head(endpoint: Endpoint) -> tuple[int, str, dict[str, str]]:
    """Return the sequence, the nonce and the rest of what the head of an endpoint says."""
    _, rows = endpoint.select(f"SELECT ?p ?o WHERE {{ GRAPH {HEAD} {{ {HEAD} ?p ?o }} }}")
    said = {row["p"]["value"].rpartition("#")[2]: row["o"]["value"] for row in rows}
    try:
        return int(said["sequence"]), said["nonce"], said
    except KeyError as err:
        raise DatasetError(f"{endpoint.query_url} holds no Dataset of ours: {HEAD} says no {err}") from err


def refuse_torn_updates(endpoint: Endpoint) -> None:
    """Raise `EndpointNotAtomic` unless a request whose second operation fails leaves nothing of its first."""
    mark = f"GRAPH {mg('probe')} {{ {mg('probe')} {mg('nonce')} {string(uuid.uuid4().hex)} }}"
    # SPARQL 1.1 Update 3.1.4 and 3.2.2: without SILENT both fail where there is nothing to load or to drop.
    for failing in ("LOAD <urn:x-mediagraph:nothing-to-load>", f"DROP GRAPH <urn:uuid:{uuid.uuid4()}>"):
        try:
            endpoint.update(f"INSERT DATA {{ {mark} }} ;\n{failing}")
        except DatasetError:
            if not endpoint.ask(f"ASK {{ {mark} }}"):
                return
            endpoint.update(f"DELETE DATA {{ {mark} }}")
            raise EndpointNotAtomic(
                f"{endpoint.update_url} kept the first half of an update request whose second half failed; a commit "
                "needs a store whose requests are atomic"
            ) from None
        endpoint.update(f"DELETE DATA {{ {mark} }}")
    raise EndpointNotAtomic(f"{endpoint.update_url} does not fail where it should, so it cannot be told to be atomic")


def _make_head(endpoint: Endpoint, base: str) -> None:
    said = f"{mg('base')} {string(base)} ; {mg('dataset')} {string(str(uuid.uuid4()))} ; {mg('epoch')} {integer(1)}"
    start = f"{mg('sequence')} {integer(0)} ; {mg('nonce')} {string(uuid.uuid4().hex)}"
    node = f"GRAPH {HEAD} {{ {HEAD} {start} ; {said} }}"
    empty = f"FILTER NOT EXISTS {{ GRAPH {HEAD} {{ {HEAD} {mg('sequence')} ?any }} }}"
    endpoint.update(f"INSERT {{ {node} }} WHERE {{ {empty} }}")


def _head(sequence: int, nonce: str) -> str:
    return f"GRAPH {HEAD} {{ {HEAD} {mg('sequence')} {integer(sequence)} ; {mg('nonce')} {string(nonce)} }}"


def _form(sparql: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE: the first such word outside comments, IRIs and prefixes."""
    plain = re.sub(r"<[^>\s]*>|#[^\n]*", " ", sparql)
    match = re.search(r"(?<![\w:?$])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:-])", plain, re.IGNORECASE)
    return match[1].upper() if match else "SELECT"


def _there(graph: Term) -> Term:
    return graph or UNNAMED


def _here(graph: Term) -> Term:
    return "" if graph == UNNAMED else graph


def _to_there(quad: Quad) -> Quad:
    return quad if quad.graph else quad._replace(graph=UNNAMED)


def _bound(row: dict[str, Any], name: str) -> Term:
    term = term_of(row.get(name))
    if term is None:
        raise DatasetError(f"the endpoint left ?{name} unbound in {row}")
    return term
