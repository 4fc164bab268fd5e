"""What the fast engine cannot do, read from the shapes beforehand, never found out by failing.

Measured with shacl 0.3.4: look-around and back-references in sh:pattern are refused while compiling, as are the
name classes of XML Schema; SPARQL targets, JavaScript and entailment are passed over in silence, which is worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ontology.model.rdf import literal_value
from shapes.report import readable
from shapes.shapes_graph import ShapesGraph, display, sh

_PATTERNS: Final = (
    (re.compile(r"\(\?<?[=!]"), "look-around"),
    (re.compile(r"\(\?>|[*+?}]\+"), "possessive or atomic matching"),
    (re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]"), "a back-reference"),
    (re.compile(r"(?<!\\)(?:\\\\)*\\[icIC]"), "a name class of XML Schema"),
    (re.compile(r"\[[^\]]*-\["), "character class subtraction"),
)
_PASSED_OVER: Final = {
    "target": "a SPARQL-based target",
    "js": "a JavaScript constraint",
    "entailment": "an entailment regime",
    "rule": "rules",
    "values": "derived values",
}


def reasons_for_reference(shapes: ShapesGraph) -> Iterator[str]:
    """Yield why these shapes must go to the reference engine; nothing where the fast one does all of them."""
    for shape in shapes.subjects(sh("pattern")):
        for pattern in shapes.values(shape, sh("pattern")):
            text = literal_value(pattern).text if pattern.startswith('"') else ""
            for found, what in _PATTERNS:
                if found.search(text):
                    yield f"{readable(display(shape))} has {what} in its sh:pattern {text!r}"
    for local, what in _PASSED_OVER.items():
        for shape in shapes.subjects(sh(local)):
            yield f"{readable(display(shape))} has {what} (sh:{local})"
