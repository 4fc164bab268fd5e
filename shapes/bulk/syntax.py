"""Queries in shapes that are no SPARQL, with the line and column within the query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ontology.model.rdf import literal_value
from shapes.bulk.prefixes import prefix_lines
from shapes.report import readable
from shapes.shapes_graph import ShapesGraph, display, sh

_PATH: Final = re.compile(r"[$?]PATH\b")
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SHOWN: Final = 200


def query_faults(shapes: ShapesGraph) -> Iterator[str]:
    """Yield each query that does not parse: engines find out when they first run it, and only say the place."""
    import pyoxigraph

    store = pyoxigraph.Store()
    for local in ("select", "ask"):
        for node in shapes.subjects(sh(local)):
            header = prefix_lines(shapes, node)
            for query in (q for q in shapes.values(node, sh(local)) if q.startswith('"')):
                text = literal_value(query).text
                try:
                    store.query(header + _PATH.sub("<urn:path>", text))
                except SyntaxError as err:
                    owner = next((shape for shape, _ in shapes.referrers(node)), node)
                    where = _where(str(err), header.count("\n"))
                    yield f"{readable(display(owner))}: its sh:{local} does not parse{where}"
                except (ValueError, RuntimeError):
                    continue  # it parses; the store lacks something that an engine may have


def _where(reason: str, header_lines: int) -> str:
    found = _PLACE.search(reason)
    if found is None:
        return f": {' '.join(reason.split())[:_SHOWN]}"
    line = int(found[1]) - header_lines
    return f", line {line}, column {found[2]} of the query: {' '.join(found[3].split())[:_SHOWN]}"
