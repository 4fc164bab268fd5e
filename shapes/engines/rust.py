"""The default engine: `shacl`, written in Rust. Shapes are compiled once; data goes in as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import shacl

from ontology.model import Term
from shapes.engines.port import DataSyntaxError, Found, ShapesError, TooDeep

_PLACE: Final = re.compile(r"line (\d+)(?: between)? columns? (\d+)")
_QUERY_FAULT: Final = "SPARQL error"
_DEPTH_FAULT: Final = "recursion limit exceeded"
_BLANKS: Final = re.compile(r"^(?:_:([^ \n]+)|<[^>\n]*>) <[^>\n]*> (?:_:([^ \n]+) \.$)?", re.MULTILINE)
_RENAMED: Final = re.compile(r"_:0_b(\d+)")


class _Labels:
    """The engine numbers blank nodes as it meets them; called with a term, this gives its label in the data.

    The number goes on from the blank nodes of the shapes, which it has met before.
    """

    def __init__(self, text: str, first: int) -> None:
        self._text = text
        self._first = first
        self._labels: list[str] | None = None

    def __call__(self, term: Term) -> Term:
        found = _RENAMED.fullmatch(term) if term.startswith("_:") else None
        if found is None:
            return term
        if self._labels is None:
            self._labels = _blank_labels(self._text)
        return f"_:{self._labels[int(found[1]) - self._first]}"


def _blank_labels(text: str) -> list[str]:
    """Return the labels of the blank nodes in N-Triples, in the order they are met."""
    return list(dict.fromkeys(label for line in _BLANKS.finditer(text) for label in line.groups() if label))


class RustEngine:
    """`shacl` with compiled shapes. Safe to use from several threads: a run works on a copy of the term store."""

    def __init__(self, shapes_text: str) -> None:
        try:
            self._shapes: Final = shacl.Shapes.from_text(shapes_text, format="ntriples")
        except ValueError as err:
            raise ShapesError(str(err)) from err
        self._blanks: Final = len(_blank_labels(shapes_text))

    @property
    def name(self) -> str:
        """The name `shacl`."""
        return "shacl"

    def check(self, text: str) -> Sequence[Found]:
        """Validate N-Triples; raise `DataSyntaxError` with line and column where they do not parse.

        Raises `ShapesError` where a query of the shapes cannot be run, `TooDeep` where they nest beyond 48 levels.
        """
        try:
            report = self._shapes.validate_text(text, format="ntriples")
        except ValueError as err:
            if str(err).startswith(_QUERY_FAULT):
                # Queries are compiled when they are first run: what is wrong with them is wrong with the shapes.
                raise ShapesError(str(err)) from err
            if str(err).startswith(_DEPTH_FAULT):
                raise TooDeep(str(err)) from err
            place = _PLACE.search(str(err))
            line, column = (int(place[1]), int(place[2])) if place else (None, None)
            raise DataSyntaxError(str(err), line=line, column=column) from err
        if not len(report):
            return ()
        original = _Labels(text, self._blanks)
        return [
            Found(
                focus=original(result.focus_node),
                path=result.path,
                value=result.value and original(result.value),
                severity=result.severity_iri,
                component=result.component_iri,
                source_shape=result.source_shape or "",
                messages=tuple(result.messages),
            )
            for result in report.results
        ]
