"""Literals that the store would write otherwise than the data does: "01" as 1, xsd:byte as xsd:integer.

Over such literals a query may give other rows than an engine that keeps them as they are written, so they are looked
for before a query is run over others' data.
"""

from __future__ import annotations

import re
from typing import Final

from ontology.namespaces import PREFIXES

_XSD: Final = PREFIXES["xsd"]
_TYPED: Final = re.compile(rf'"(?:[^"\\\n]|\\.)*"\^\^<{re.escape(_XSD)}[^>]*>')
_KEPT: Final = re.compile(
    rf'"(?:(?:-?[1-9][0-9]{{0,17}}|0)"\^\^<{re.escape(_XSD)}(?:integer|decimal)'
    rf'|-?(?:[1-9][0-9]{{0,11}}|0)\.[0-9]{{0,11}}[1-9]"\^\^<{re.escape(_XSD)}decimal'
    rf'|[^"\\]*"\^\^<{re.escape(_XSD)}(?:string|anyURI|hexBinary|base64Binary|language|token)'
    rf'|(?:true|false)"\^\^<{re.escape(_XSD)}boolean)>'
)


def is_kept(text: str) -> bool:
    """Say whether the store keeps every literal of N-Triples text as it is written."""
    doubtful = [literal for literal in set(_TYPED.findall(text)) if not _KEPT.fullmatch(literal)]
    if not doubtful:
        return True
    import pyoxigraph

    store = pyoxigraph.Store()
    lines = "".join(f"<urn:s:{number}> <urn:p> {literal} .\n" for number, literal in enumerate(doubtful))
    store.bulk_load(lines.encode("utf-8"), format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    return {str(quad.object) for quad in store} >= set(doubtful)
