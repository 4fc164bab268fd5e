"""Reading a graph as text, subject by subject, so that no triple becomes a Python value on the way.

The store writes the rows itself: 6 µs a triple, two a term, where Python's own terms cost 8 to 14 (measured). Rows come
in the order of the index that begins with graph and subject, so all that a graph says about one stands together. That
holds for stores on disk; in memory the order is another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import IO, Final, cast

import pyoxigraph

from graph.dataset import DatasetError
from ontology.model import Term
from ontology.model.rdf import XSD

_ENOUGH: Final = 1 << 20
_HEADER: Final = b"?s\t?p\t?o\n"
_ROW: Final = re.compile(rb"([^\t\n]+)\t?(.*)\n")
_SHORT: Final = re.compile(rb"\t([-+.0-9][-+.0-9eE]*|true|false)\n")
"""What TSV writes without quotes and datatype, as Turtle does."""


class _Enough(Exception):
    """All rows wanted were read."""


def count_rows(store: pyoxigraph.Store, graph: Term, *, most: int | None = None) -> int:
    """Return how many rows a graph has, counting no further than `most`: 0.5 µs each."""
    rows = f"GRAPH {graph} {{ ?s ?p ?o }}"
    counted = rows if most is None else f"{{ SELECT ?s {{ {rows} }} LIMIT {most} }}"
    (row,) = _solutions(store, f"SELECT (COUNT(*) AS ?rows) {{ {counted} }}")
    return int(cast(pyoxigraph.Literal, row[0]).value)


def read_subjects(store: pyoxigraph.Store, graph: Term, take: Callable[[bytes], None], *, first: int, end: int) -> None:
    """Give `take` what a graph says, about a megabyte of rows with whole subjects at a time.

    A row is subject, predicate and object as N-Triples terms, a tab between, and a line end (neither stands in terms).
    Those subjects come whose own first row is `first` or later, and before `end`, so neighbours share none. Raises
    `DatasetError` where the store cannot be read to the end.
    """
    # The row before tells whether a subject began earlier.
    begin = max(first - 1, 0)
    cut = _Cut(take, has_earlier=first > 0, rows=end - begin)
    try:
        rows = _solutions(store, f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }} OFFSET {begin}")
        rows.serialize(cast(IO[bytes], cut), pyoxigraph.QueryResultsFormat.TSV)
        cut.hand_on(is_last=True)
    except _Enough:
        pass
    except (OSError, RuntimeError) as err:
        raise DatasetError(f"the store could not be read to the end: {err}") from err


def read_names(store: pyoxigraph.Store, graph: Term, take: Callable[[bytes], None]) -> None:
    """Give `take` the subjects of a graph, each once, as N-Triples terms."""
    _each_row(_solutions(store, f"SELECT DISTINCT ?s {{ GRAPH {graph} {{ ?s ?p ?o }} }}"), lambda row: take(row[1]))


def read_pairs(store: pyoxigraph.Store, predicate: Term, take: Callable[[bytes, bytes], None]) -> None:
    """Give `take` the (subject, object) of a predicate in any graph, as N-Triples terms."""
    rows = _solutions(store, f"SELECT ?s ?o {{ GRAPH ?g {{ ?s {predicate} ?o }} }}")
    _each_row(rows, lambda row: take(row[1], row[2]))


def _each_row(rows: pyoxigraph.QuerySolutions, take: Callable[[re.Match[bytes]], None]) -> None:
    rows.serialize(cast(IO[bytes], _Rows(take)), pyoxigraph.QueryResultsFormat.TSV)


class _Rows:
    """What the store writes rows to: hands them on as matches of `_ROW`, some thousands at a time."""

    def __init__(self, take: Callable[[re.Match[bytes]], None]) -> None:
        self._take = take
        self._rest = b""
        self._has_header = True

    def write(self, data: bytes) -> int:
        """Take what the store wrote."""
        text = self._rest + bytes(data)
        end = text.rfind(b"\n") + 1
        self._rest = text[end:]
        for found in _ROW.finditer(text, text.find(b"\n") + 1 if self._has_header and end else 0, end):
            self._take(found)
        self._has_header = self._has_header and not end
        return len(data)

    def flush(self) -> None:
        """Do nothing: each row ends with a line end."""


def _solutions(store: pyoxigraph.Store, query: str) -> pyoxigraph.QuerySolutions:
    return cast(pyoxigraph.QuerySolutions, store.query(query))


class _Cut:
    """What the store writes rows to: hands on whole subjects, of the first `rows` rows alone."""

    def __init__(self, take: Callable[[bytes], None], *, has_earlier: bool, rows: int) -> None:
        self._take, self._has_earlier, self._rows = take, has_earlier, rows
        self._kept: list[bytes] = []
        self._size = 0
        self._has_header = True

    def write(self, data: bytes) -> int:
        """Take what the store wrote."""
        self._kept.append(bytes(data))
        self._size += len(data)
        if self._size >= _ENOUGH:
            self.hand_on(is_last=False)
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is whole was handed on."""

    def hand_on(self, *, is_last: bool) -> None:
        """Hand on all subjects that are whole; raises `_Enough` after the last one wanted."""
        text = b"".join(self._kept)
        if self._has_header:
            text, self._has_header = text.removeprefix(_HEADER), False
        end = len(text) if is_last else _start_of_last(text)
        whole, rest = text[:end], text[end:]
        # One megabyte more before looking again: a subject of a million triples is looked at a thousand times else.
        self._kept, self._size = [rest], 0
        start = 0
        if self._has_earlier and whole:
            start, self._has_earlier = _end_of_subject(whole, 0), False
        rows = whole.count(b"\n")
        if rows >= self._rows:
            end = _end_of_subject(whole, _start_of_row(whole, self._rows - 1)) if self._rows else 0
            self._give(whole[start:end])
            raise _Enough
        self._rows -= rows
        self._give(whole[start:])

    def _give(self, rows: bytes) -> None:
        if rows:
            self._take(_SHORT.sub(_in_full, rows))


def _in_full(found: re.Match[bytes]) -> bytes:
    text = found[1]
    if text in (b"true", b"false"):
        kind = b"boolean"
    elif b"e" in text.lower():
        kind = b"double"
    else:
        kind = b"decimal" if b"." in text else b"integer"
    return b'\t"%s"^^<%s%s>\n' % (text, XSD.encode(), kind)


def _start_of_row(text: bytes, number: int) -> int:
    if number == 0:
        return 0
    return next(islice(re.finditer(rb"\n", text), number - 1, None)).end()


def _start_of_last(text: bytes) -> int:
    """Return where the subject of the last whole row begins; 0 without one."""
    end = text.rfind(b"\n")
    row = text.rfind(b"\n", 0, max(end, 0)) + 1
    subject = text[row : text.find(b"\t", row) + 1]
    return 0 if end < 0 or text.startswith(subject) else text.find(b"\n" + subject) + 1


def _end_of_subject(text: bytes, row: int) -> int:
    """Return where the last row of the subject of a row ends."""
    subject = text[row : text.find(b"\t", row) + 1]
    last = max(text.rfind(b"\n" + subject, row), row)
    return text.find(b"\n", last + 1) + 1
