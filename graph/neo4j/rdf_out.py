"""What lies in Neo4j, read back as RDF: as quads, or as a Dataset to read, on disk, that any check can be run on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from graph.dataset import DatasetError, Reader, Writer
from graph.neo4j.connection import Connection, Neo4jError
from graph.neo4j.kept_namespaces import read_namespaces
from graph.neo4j.names import Namespaces
from graph.neo4j.nodes import decode_node
from graph.neo4j.relationships import decode_relationship
from graph.neo4j.scan import FoundSubject, scan
from graph.neo4j.standstill import while_nothing_is_written
from ontology.model import Quad


class NotReadable(Neo4jError):
    """Something lies in Neo4j that stands for no RDF: it was not written by us."""


def quads_of(connection: Connection, namespaces: Namespaces) -> Iterator[Quad]:
    """Yield every statement that Neo4j holds, page by page; raise `NotReadable` for what stands for none."""
    for subject in scan(connection):
        yield from quads_of_subject(subject, namespaces)


def quads_of_subject(subject: FoundSubject, namespaces: Namespaces) -> set[Quad]:
    """Return the statements of one node and of what goes out from it; raise `NotReadable` as `quads_of` does."""
    quads: set[Quad] = set()
    try:
        for node in subject.nodes:
            quads |= decode_node(subject.iri, node.properties, namespaces)
        for relationship in subject.relationships:
            if relationship.end is None:
                raise ValueError(f"its relationship {relationship.type} leads to a node that is none of ours")
            quads.add(
                decode_relationship(
                    subject.iri, relationship.type, relationship.end, relationship.properties, namespaces
                )
            )
    except (ValueError, TypeError, KeyError) as err:
        raise NotReadable(f"{subject.iri} in Neo4j is not RDF of ours: {err}") from err
    return quads


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A Dataset that was read back into a store of its own, and is only read; processes may open it together."""

    store: Path
    base: str
    sequence: int

    @contextmanager
    def _open(self) -> Iterator[Reader]:
        import pyoxigraph

        from graph.stores.oxigraph import OxigraphReader

        reader = OxigraphReader(pyoxigraph.Store.read_only(str(self.store)), base=self.base, sequence=self.sequence)
        try:
            yield reader
        finally:
            reader.close()

    def reader(self, *, at_least: int = 0) -> AbstractContextManager[Reader]:
        """Open what was read back."""
        return self._open()

    def writer(self, *, holder: str) -> AbstractContextManager[Writer]:
        """Raise `DatasetError`: it is a copy."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise DatasetError(f"{self.store} was read back from Neo4j: it is only read")


def read_back(connection: Connection, folder: Path, *, base: str) -> ReadBack:
    """Read all of Neo4j back into a store in a folder, at flat memory; it takes twice its size on disk meanwhile.

    Raises `NotReadable`, and `Neo4jError` where no whole state lies there.
    """
    import pyoxigraph

    lines, store = folder / "read-back.nq", folder / "read-back"

    def write_down(_: int) -> None:
        namespaces = connection.read(read_namespaces)
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(f"{quad.nquads()}\n" for quad in quads_of(connection, namespaces))

    sequence, _ = while_nothing_is_written(connection, write_down)
    opened = pyoxigraph.Store(str(store))
    opened.bulk_load(path=str(lines), format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    opened.flush()
    del opened
    lines.unlink()
    return ReadBack(store, base, sequence)
