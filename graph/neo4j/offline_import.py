"""The first load of a server of our own, by `neo4j-admin database import` while it is stopped.

The state is written into CSV files while the server still answers; then it is stopped, the files are imported, and it
is started again. The checkpoint comes with the import, as "building", and says "whole" only when constraints, indexes
and the little that CSV cannot hold stand: whoever is killed at any moment leaves nothing that is taken for whole.
"""

from __future__ import annotations

import logging
import pickle
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from graph.dataset import Reader, Solutions
from graph.neo4j import writing
from graph.neo4j.bulk import nodes_and_relationships
from graph.neo4j.checkpoint import (
    BUILDING,
    WHOLE,
    Checkpoint,
    lock_rebuild,
    read_checkpoint,
    set_checkpoint,
    while_building,
)
from graph.neo4j.connection import Connection, Neo4jAway, Neo4jError, Neo4jRefused
from graph.neo4j.csv_files import ARRAY_DELIMITER, DELIMITER, CsvFiles, NotForCsv, no_space
from graph.neo4j.half_import import DATABASE, marked, work_folder
from graph.neo4j.kept_namespaces import save_namespaces
from graph.neo4j.names import Namespaces
from graph.neo4j.nodes import RESOURCE, Node
from graph.neo4j.relationships import Relationship
from graph.neo4j.schema import SCHEMA_VERSION, migrate, statements
from graph.neo4j.server import offline, run_tool, status
from graph.projections import Cursor
from ontology.model.rdf import literal_value

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

WORTH_IT: Final = 500_000
"""Quads from which stopping and starting the server takes less time than it saves."""
_AT_ONCE: Final = 20_000
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_log = logging.getLogger(__name__)


class OfflineLoad:
    """How a projection is loaded whose server was started in `home` by `mediagraph neo4j start`.

    `demanded`: also where it is small, or a whole graph stands there; what hinders it is then an error.
    """

    def __init__(self, home: Path, *, demanded: bool = False) -> None:
        self._home, self._demanded = home.absolute(), demanded

    def run(self, connection: Connection, reader: Reader, cursor: Cursor) -> bool:
        """Load a state and return True; return False, with what stood there still there or nothing, where it has to
        be loaded by batches.

        Raises `Neo4jRefused` where it was demanded and cannot be, `Neo4jAway` where another process loads meanwhile.
        """
        hindrance = self._hindrance(connection, reader)
        if hindrance:
            if self._demanded:
                raise Neo4jRefused(f"{connection.settings.where} cannot be loaded offline: {hindrance}")
            return False
        try:
            _load(self._home, connection, reader, cursor)
        except Neo4jAway:
            raise
        except Neo4jError as err:
            if self._demanded:
                raise
            _log.warning("not loaded offline but by batches: %s", err)
            return False
        return True

    def _hindrance(self, connection: Connection, reader: Reader) -> str:
        """Return why a state cannot, or need not, be loaded offline; "" where it can."""
        if not _is_server_of(self._home, connection):
            return f"it is not the server of {self._home}"
        if strange := connection.read(_strange):
            return f"it holds {strange}, which an import would drop"
        if self._demanded:
            return ""
        checkpoint = connection.read(read_checkpoint)
        if checkpoint and checkpoint.is_whole:
            return "a whole graph stands there"
        return "" if _is_large(reader) else f"it has fewer than {WORTH_IT:,} quads"


def _is_server_of(home: Path, connection: Connection) -> bool:
    settings, info = connection.settings, status(home)
    if info is None or not info.running or settings.database != DATABASE:
        return False
    asked, ours = urlsplit(settings.uri), urlsplit(info.uri)
    return asked.hostname in _LOOPBACK and asked.port == ours.port


def _strange(tx: ManagedTransaction) -> str:
    """Return what stands in a database that is not ours, or ours to build again; "" for nothing."""
    counts = "RETURN COUNT { (:Resource) } + COUNT { (:_Namespace) } + COUNT { (:_Mediagraph) } - COUNT { () }"
    others = -tx.run(counts).single(strict=True)[0]
    if others > 0:
        return f"{others:,} nodes of others"
    ours = statements()
    for kind, found in (
        ("constraint", "SHOW CONSTRAINTS YIELD name"),
        ("index", "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"),
    ):
        for record in tx.run(found):
            if record[0] not in ours:
                return f"the {kind} {record[0]}"
    return ""


def _is_large(reader: Reader) -> bool:
    count = f"SELECT (COUNT(*) AS ?n) {{ SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {WORTH_IT} }}"
    answer = reader.query(count)
    assert isinstance(answer, Solutions)
    (term,) = next(answer.rows)
    return term is not None and int(literal_value(term).text) >= WORTH_IT


def _load(home: Path, connection: Connection, reader: Reader, cursor: Cursor) -> None:
    checkpoint = Checkpoint(cursor, reader.base, BUILDING, uuid.uuid4().hex, SCHEMA_VERSION)
    namespaces = Namespaces()
    with work_folder(home) as folder:
        arguments = _write_files(folder, reader, namespaces, checkpoint)
        try:
            with offline(home):
                _import(home, folder, arguments)
        finally:
            # They are of the database that was.
            connection.forget_bookmarks()
        migrate(connection)
        with (folder / "rest").open("rb") as rest:
            connection.write(lambda tx: _finish(tx, connection, checkpoint, rest, namespaces))


def _write_files(folder: Path, reader: Reader, namespaces: Namespaces, checkpoint: Checkpoint) -> list[str]:
    """Write a state into files and return the tool's options that name them; `rest` gets what CSV cannot hold."""
    with (folder / "rest").open("wb") as rest, CsvFiles(folder) as files:
        for one in nodes_and_relationships(reader, namespaces):
            try:
                if isinstance(one, Node):
                    files.node(one)
                else:
                    files.relationship(one)
            except NotForCsv:
                pickle.dump(one, rest)
                if isinstance(one, Node):
                    # Its relationships find it; labels and properties follow.
                    files.bare_node(one.iri)
    # The store takes no more than the files it is made from.
    if (free := shutil.disk_usage(folder).free) < files.size:
        raise no_space(folder, files.size - free)
    return [*files.arguments(), _checkpoint_file(folder, checkpoint)]


def _checkpoint_file(folder: Path, checkpoint: Checkpoint) -> str:
    cursor = checkpoint.cursor
    values: dict[str, Any] = {
        "id:ID(checkpoint)": "checkpoint",
        "name:string": "checkpoint",
        "dataset:string": cursor.dataset_id,
        "epoch:long": cursor.epoch,
        "sequence:long": cursor.sequence,
        "base:string": checkpoint.base,
        "state:string": checkpoint.state,
        "build:string": checkpoint.build,
        "schema:long": checkpoint.schema,
    }
    path = folder / "checkpoint.csv"
    cells = ('"' + str(value).replace('"', '""') + '"' for value in values.values())
    path.write_text(f"{DELIMITER.join(values)}\n{DELIMITER.join(cells)}\n", encoding="utf-8")
    return f"--nodes=_Mediagraph={path}"


def _import(home: Path, folder: Path, arguments: list[str]) -> None:
    with marked(home):
        done = run_tool(
            home,
            *("database", "import", "full", DATABASE, "--overwrite-destination=true", "--id-type=string"),
            *(f"--delimiter={DELIMITER}", f"--array-delimiter=U+{ord(ARRAY_DELIMITER):04X}", "--multiline-fields=true"),
            *("--bad-tolerance=0", f"--report-file={folder / 'report'}"),
            *arguments,
        )
        if done.returncode:
            said = " / ".join(line for line in (done.stderr or done.stdout).splitlines() if line.strip())
            raise Neo4jError(f"neo4j-admin could not import into {home}: {said[-800:] or 'it says nothing'}")


def _finish(
    held: ManagedTransaction, connection: Connection, checkpoint: Checkpoint, rest: IO[bytes], namespaces: Namespaces
) -> None:
    """Write what CSV could not hold, then that it is whole; other rebuilds wait for `held`."""
    lock_rebuild(held)
    where = connection.settings.where
    for kind, some in groupby(_pickled(rest), key=type):
        while load := list(islice(some, _AT_ONCE)):
            connection.write(while_building(checkpoint, where, _writes(kind, load)))

    def whole(tx: ManagedTransaction) -> None:
        save_namespaces(tx, namespaces)
        set_checkpoint(tx, replace(checkpoint, state=WHOLE))

    connection.write(while_building(checkpoint, where, whole))


def _writes(kind: type, load: list[Any]) -> Callable[[ManagedTransaction], None]:
    write = _complete if kind is Node else writing.create_relationships
    return lambda tx: write(tx, load)


def _complete(tx: ManagedTransaction, nodes: list[Node]) -> None:
    """Give nodes that were imported bare their properties and labels."""
    writing.set_properties(tx, {node.iri: node.properties for node in nodes})
    labels: dict[str, list[str]] = {}
    for node in nodes:
        for label in node.labels - {RESOURCE}:
            labels.setdefault(label, []).append(node.iri)
    writing.set_labels(tx, labels, {})


def _pickled(file: IO[bytes]) -> Iterator[Node | Relationship]:
    """Yield what `_write_files` put there; the file is ours, in a folder for its owner only."""
    file.seek(0)
    while True:
        try:
            yield pickle.load(file)  # noqa: S301
        except EOFError:
            return
