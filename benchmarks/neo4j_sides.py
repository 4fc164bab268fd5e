"""Both sides of benchmarks.neo4j on one server: our projection and offline import, and rdflib-neo4j."""

from __future__ import annotations

import contextlib
import io
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rdflib

from benchmarks.measuring import MEDIAGRAPH, measured
from graph.neo4j.connection import Connection
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.scope import is_hidden
from graph.neo4j.server import ServerInfo, status, stop
from graph.projections import Cursor, catch_up
from graph.stores.oxigraph import MemoryDataset
from graph.stores.oxigraph_disk import DiskDataset
from ontology.model import Quad
from ontology.model.rdf import literal_value
from ontology.namespaces import MG

PEER_BATCH = 5_000
"""What rdflib-neo4j has by default, and recommends."""
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Taken:
    """What writing so many relationships took: wall seconds, and CPU-seconds of the client and of the server."""

    relationships: int
    wall_s: float
    client_s: float
    server_s: float

    @property
    def rate(self) -> float:
        """Relationships a second."""
        return self.relationships / self.wall_s

    @property
    def cpu_rate(self) -> float:
        """Relationships a CPU-second of both, which other work on the machine changes less."""
        return self.relationships / (self.client_s + self.server_s)


class Clock:
    """A watch that can be stopped: wall, and CPU of this process and of the server's."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._total = [0.0, 0.0, 0.0]

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Count what passes meanwhile."""
        begun = self._now()
        yield
        self._total = [total + end - start for total, start, end in zip(self._total, begun, self._now(), strict=True)]

    def taken(self, relationships: int) -> Taken:
        """Return what was counted so far."""
        return Taken(relationships, *self._total)

    def _now(self) -> tuple[float, float, float]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return time.perf_counter(), used.ru_utime + used.ru_stime, cpu_of(self._server)


def cpu_of(pid: int) -> float:
    """Return the CPU-seconds that a process has used (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_S


def fresh_server(home: Path) -> ServerInfo:
    """Return a server whose database is empty, just started, by a process of its own."""
    if status(home):
        stop(home)
        for kind in ("databases", "transactions"):
            shutil.rmtree(home / "data" / kind / "neo4j", ignore_errors=True)
    subprocess.run([MEDIAGRAPH, "neo4j", "start", "--home", str(home), "--json"], check=True, stdout=subprocess.DEVNULL)
    info = status(home)
    assert info is not None
    return info


class Ours:
    """Our projection of a Dataset on disk; `begin` builds the state before the first ChangeSet."""

    def __init__(self, dataset: DiskDataset, server: ServerInfo) -> None:
        self._dataset, self._server = dataset, server
        self.connection = Connection(server.settings())
        self.projection = Neo4jProjection(self.connection)

    def begin(self) -> None:
        """Build the picture of the Dataset as it was before its first ChangeSet."""
        with MemoryDataset(self._dataset.base).reader() as nothing:
            self.projection.rebuild(nothing, Cursor(*self._dataset.identity, 0))

    def catch_up(self, relationships: int) -> Taken:
        """Take over what was committed meanwhile, so many relationships; reading the ChangeSets counts."""
        clock = Clock(self._server.pid)
        with clock.running():
            catch_up(self.projection, self._dataset)
        return clock.taken(relationships)

    def close(self) -> None:
        """Let go of the server."""
        self.connection.close()


def first_load(data: Path, relationships: int) -> Taken:
    """Load a data folder into its own empty server with `mediagraph rebuild neo4j --offline`, from a cold process.

    Everything counts: reading the Dataset, files, the tool, the server's restart, constraints and indexes.
    """
    info = fresh_server(data / "neo4j")
    settings = {"URI": info.uri, "USER": info.user, "PASSWORD": info.password}
    variables = [f"MEDIAGRAPH_NEO4J_{name}={value}" for name, value in settings.items()]
    run = measured(["env", *variables, MEDIAGRAPH, "--data", str(data), "rebuild", "neo4j", "--offline", "--json"])
    if run.code:
        raise SystemExit(f"rebuild neo4j --offline ended with {run.code}: {run.err}")
    after = status(data / "neo4j")
    assert after is not None
    assert after.pid != info.pid
    return Taken(relationships, run.wall_s, run.cpu_s, cpu_of(after.pid))


class Peer:
    """rdflib-neo4j on an empty server: batched, names shortened, several values of a property overwritten.

    These are its fastest settings. It is handed terms of rdflib that were made before, grouped by subject.
    """

    def __init__(self, server: ServerInfo) -> None:
        from rdflib_neo4j import HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

        self._server = server
        auth = {"uri": server.uri, "user": server.user, "pwd": server.password, "database": "neo4j"}
        config = Neo4jStoreConfig(
            auth_data=auth,
            custom_prefixes={"mg": rdflib.Namespace(MG)},
            batching=True,
            batch_size=PEER_BATCH,
            handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.SHORTEN,
        )
        with contextlib.redirect_stdout(io.StringIO()):
            self._store = Neo4jStore(config=config)
            self._store.open(None)

    def add(self, changesets: Iterable[list[Quad]], relationships: int) -> Taken:
        """Write the triples of these ChangeSets, so many relationships; the time to make rdflib's terms is left out."""
        clock = Clock(self._server.pid)
        for quads in changesets:
            triples = _triples(quads)
            with clock.running():
                for triple in triples:
                    self._store.add(triple)
        with clock.running():
            self._store.commit(commit_nodes=True)
            self._store.commit(commit_rels=True)
            # It waits for no answer before the next question: the last one is waited for here.
            self._store.session.run("RETURN 1").consume()
        return clock.taken(relationships)

    def close(self) -> None:
        """Let go of the server."""
        with contextlib.redirect_stdout(io.StringIO()):
            self._store.close()
        self._store.driver.close()


def _triples(quads: Iterable[Quad]) -> list[Any]:
    shown = sorted({quad[:3] for quad in quads if not is_hidden(quad.graph)})
    return [tuple(map(_term, triple)) for triple in shown]


def _term(term: str) -> rdflib.URIRef | rdflib.Literal:
    if term.startswith("<"):
        return rdflib.URIRef(term[1:-1])
    literal = literal_value(term)
    if literal.language:
        return rdflib.Literal(literal.text, lang=literal.language)
    kind = rdflib.URIRef(literal.datatype) if term.endswith(">") else None
    return rdflib.Literal(literal.text, datatype=kind)
