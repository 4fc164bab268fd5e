"""Values of a Cypher answer as JSON: nodes by their IRI, relationships by both ends, times as ISO 8601.

A relationship comes from the server with the inner ids of its ends only; `Written.complete` puts the IRIs in.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""What `json.dumps` writes: None, bool, int, float, str, list, dict."""

_DEEPEST = 60
"""Lists in lists that are written; what is deeper becomes text."""


class Written:
    """Turns values into JSON and remembers which ends of relationships still need their IRI."""

    def __init__(self) -> None:
        self._open: list[tuple[dict[str, Json], str, str]] = []
        self._met: dict[str, str | None] = {}

    def value(self, value: Any, depth: int = 0) -> Json:
        """Return a value as JSON: NaN and the infinities, bytes, times, durations and points as text."""
        match value:
            case None | bool() | int() | str():
                return value
            case float():
                return value if math.isfinite(value) else _NOT_FINITE[repr(value)]
            case bytes() | bytearray():
                return base64.b64encode(value).decode("ascii")
        if depth > _DEEPEST:
            return "… deeper than is written here"
        if isinstance(value, Mapping) and not hasattr(value, "element_id"):
            return {str(key): self.value(item, depth + 1) for key, item in value.items()}
        return self._of_graph(value, depth)

    def complete(self, iris_of: Callable[[Sequence[str]], Mapping[str, str | None]]) -> None:
        """Put the IRI at the ends of relationships; `iris_of` gives those of inner ids that were not met as nodes."""
        missing = sorted({inner for _, _, inner in self._open if inner not in self._met})
        if missing:
            self._met |= dict(iris_of(missing))
        for row, key, inner in self._open:
            row[key] = self._met.get(inner)
        self._open.clear()

    def _of_graph(self, value: Any, depth: int) -> Json:
        from neo4j import spatial
        from neo4j.graph import Node, Path, Relationship
        from neo4j.vector import Vector

        if isinstance(value, Node):
            return self._node(value, depth)
        if isinstance(value, Relationship):
            return self._relationship(value, depth)
        if isinstance(value, Path):
            nodes = [self._node(node, depth) for node in value.nodes]
            return {"nodes": nodes, "relationships": [self._relationship(r, depth) for r in value.relationships]}
        if isinstance(value, spatial.Point):
            return {"srid": value.srid, "coordinates": [self.value(float(number)) for number in value]}
        if isinstance(value, list | tuple | set | frozenset) and not hasattr(value, "iso_format"):
            return [self.value(item, depth + 1) for item in value]
        if isinstance(value, Vector):
            return [self.value(number) for number in value.to_native()]
        return _text(value)

    def _node(self, node: Any, depth: int) -> Json:
        properties = {key: self.value(item, depth + 1) for key, item in sorted(node.items())}
        found = properties.pop("iri", None)
        if node.labels or properties or found:
            self._met[node.element_id] = found
        return {"iri": found, "labels": sorted(node.labels), "properties": properties}

    def _relationship(self, relationship: Any, depth: int) -> Json:
        row: dict[str, Json] = {"type": relationship.type, "start": None, "end": None, "properties": {}}
        row["properties"] = {key: self.value(item, depth + 1) for key, item in sorted(relationship.items())}
        for key, node in (("start", relationship.start_node), ("end", relationship.end_node)):
            if node is not None:
                self._open.append((row, key, node.element_id))
        return row


_NOUGHTS = re.compile(r"(:\d\d(?:\.\d*[1-9])?)\.?0+(?=[Z+-]|$)")
"""Nanoseconds that are not there: `12:00:00.000000000Z`."""
_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def _text(value: Any) -> str:
    """Return a time, date, duration, or what a newer server may send, as text."""
    for name in ("iso_format", "isoformat"):
        write = getattr(value, name, None)
        if write is not None:
            return _NOUGHTS.sub(r"\1", str(write())).replace("+00:00", "Z")
    return str(value)[:10_000]
