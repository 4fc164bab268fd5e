"""Nodes and relationships as the CSV files that `neo4j-admin database import` reads.

Rows of the same labels (or type) and the same properties of the same types share a file, whose header names and types
its columns. What CSV cannot say exactly (a hostile name, an item that holds the array delimiter) is left to the
caller, and so is what comes in a form of its own after `FORMS` others.
"""

from __future__ import annotations

import errno
import math
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from graph.neo4j.errors import Neo4jError
from graph.neo4j.nodes import RESOURCE, Node
from graph.neo4j.relationships import Relationship

DELIMITER: Final = ","
ARRAY_DELIMITER: Final = "\x1d"
"""GROUP SEPARATOR: what stands between the items of a list; an item that holds one goes another way."""
FORMS: Final = 1_000
"""Files at most, beside that of bare nodes: real Datasets have dozens, a hostile one as many forms as nodes."""
_LONGEST: Final = 500_000
"""Characters of the longest text: a field has to fit into the tool's buffer of 4 MiB."""
_BLOCK: Final = 500
"""Rows that are written at once."""
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

_Form = tuple[Any, ...]
_Write = Callable[[Any], str]


class NotForCsv(Exception):
    """A node or relationship that these files cannot hold exactly."""


class CsvFiles:
    """The files of one import, in a folder; a context manager that writes out what is held at its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[_Form, _File] = {}
        self.size = 0
        """Characters written; about the bytes on disk."""

    def __enter__(self) -> CsvFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            for file in self._files.values():
                self.size += file.flush()

    def node(self, node: Node) -> None:
        """Add a node; raise `NotForCsv` where that cannot be exact."""
        properties = node.properties
        values = properties.values()
        file = self._file(("n", node.labels, tuple(properties), *map(_kind, values)))
        cells = [_text(node.iri), *(write(value) for write, value in zip(file.writes, values, strict=True))]
        self.size += file.add(DELIMITER.join(cells))

    def bare_node(self, iri: str) -> None:
        """Add a node with its IRI alone, which has a file whatever there are; labels and properties come later."""
        form: _Form = ("n", frozenset({RESOURCE}), ())
        file = self._files.get(form)
        if file is None:
            file = self._files[form] = self._begin(form)
        self.size += file.add(_text(iri))

    def relationship(self, relationship: Relationship) -> None:
        """Add a relationship; raise `NotForCsv` where that cannot be exact."""
        properties = relationship.properties
        values = properties.values()
        file = self._file(("r", relationship.type, tuple(properties), *map(_kind, values)))
        ends = [_text(relationship.start), _text(relationship.end), str(relationship.key)]
        cells = [*ends, *(write(value) for write, value in zip(file.writes, values, strict=True))]
        self.size += file.add(DELIMITER.join(cells))

    def arguments(self) -> list[str]:
        """Return the options that name the files to the tool."""
        return [file.argument for file in self._files.values()]

    def _file(self, form: _Form) -> _File:
        file = self._files.get(form)
        if file is None:
            if len(self._files) >= FORMS:
                raise NotForCsv
            file = self._files[form] = self._begin(form)
        return file

    def _begin(self, form: _Form) -> _File:
        what, labels, names, *kinds = form
        words = sorted(labels) if what == "n" else [labels]
        if not all(map(_PLAIN.fullmatch, (*words, *names))):
            raise NotForCsv
        types = [_TYPES[kind] for kind in kinds]
        columns = [f"{name}:{type_}" for name, (type_, _) in zip(names, types, strict=True)]
        keys = ["iri:ID"] if what == "n" else [":START_ID", ":END_ID", "key:long"]
        path = self._folder / f"{what}{len(self._files)}.csv"
        option = "nodes" if what == "n" else "relationships"
        header = DELIMITER.join(keys + columns) + "\n"
        return _File(path, header, [write for _, write in types], f"--{option}={':'.join(words)}={path}")


class _File:
    """One file under way; it is open only while a block is written, so that there may be many."""

    __slots__ = ("_path", "_rows", "argument", "writes")

    def __init__(self, path: Path, header: str, writes: list[_Write], argument: str) -> None:
        self._path, self._rows = path, [header]
        self.writes, self.argument = writes, argument

    def add(self, row: str) -> int:
        """Take a row in; return how many characters were written for it and those before."""
        self._rows.append(row + "\n")
        return self.flush() if len(self._rows) >= _BLOCK else 0

    def flush(self) -> int:
        """Write what is held; raise `Neo4jError` where the disk is full."""
        text = "".join(self._rows)
        self._rows = []
        try:
            with self._path.open("a", encoding="utf-8", newline="") as file:
                file.write(text)
        except OSError as err:
            if err.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise no_space(self._path.parent) from err
        return len(text)


def no_space(folder: Path, needed: int = 0) -> Neo4jError:
    """Return the error for a disk that is too small for an import."""
    more = f" ({needed // 2**20 + 1:,} MB more are needed)" if needed else ""
    return Neo4jError(f"no space is left in {folder} for the files of the import{more}: free some, or load by batches")


def _kind(value: Any) -> Any:
    kind = type(value)
    if kind is list:
        return ("list", type(value[0])) if value else None
    if kind is datetime:
        return "moment" if value.tzinfo is not None else "local"
    return kind


def _text(value: str) -> str:
    if len(value) > _LONGEST:
        raise NotForCsv
    return f'"{value}"' if '"' not in value else '"' + value.replace('"', '""') + '"'


def _float(value: float) -> str:
    if not math.isfinite(value):
        raise NotForCsv
    return repr(value)


def _integer(value: int) -> str:
    if not -(2**62) < value < 2**62:
        raise NotForCsv
    return str(value)


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _texts(values: list[str]) -> str:
    text = ARRAY_DELIMITER.join(values)
    if text.count(ARRAY_DELIMITER) != len(values) - 1 or "" in values:
        raise NotForCsv
    return _text(text)


def _many(write: _Write) -> _Write:
    return lambda values: ARRAY_DELIMITER.join(map(write, values))


class _Types(dict[Any, tuple[str, _Write]]):
    """The column type of each kind of value, and how a value is written there."""

    def __missing__(self, kind: Any) -> tuple[str, _Write]:
        raise NotForCsv


_TYPES: Final = _Types(
    {
        str: ("string", _text),
        int: ("long", _integer),
        float: ("double", _float),
        bool: ("boolean", _boolean),
        date: ("date", date.isoformat),
        "moment": ("datetime", datetime.isoformat),
        "local": ("localdatetime", datetime.isoformat),
        ("list", str): ("string[]", _texts),
        ("list", int): ("long[]", _many(_integer)),
        ("list", float): ("double[]", _many(_float)),
        ("list", bool): ("boolean[]", _many(_boolean)),
        ("list", date): ("date[]", _many(date.isoformat)),
    }
)
