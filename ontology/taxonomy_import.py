"""The door for foreign taxonomies: IPTC NewsCodes, EBU and TV-Anytime classification schemes, any SKOS file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ontology.classification_scheme import read_classification_scheme
from ontology.graphs import ONTOLOGY
from ontology.imported import ImportedTaxonomy, SkosPen, describe, skos
from ontology.model import Quad, Term, TermError
from ontology.namespaces import MG
from ontology.newscodes import read_json, read_knowledge_item
from ontology.rdf_files import FileRefused, is_xml, parse_rdf, read_bytes
from ontology.skolem import skolemise

__all__ = ["FileRefused", "ImportedTaxonomy", "import_taxonomy", "import_taxonomy_bytes"]

KNOWN_SCHEMES: Final = (
    (re.compile(r"cv\.iptc\.org/newscodes/mediatopic/"), ("about",)),
    (re.compile(r"ContentGenreCS|[:/]ContentCS"), ("genre",)),
    (re.compile(r"AtmosphereCS"), ("mood",)),
    (re.compile(r"ContentAlertCS"), ("contentAdvisory",)),
    (re.compile(r"[:/](?:FormatCS|EditorialFormatCodeCS)"), ("format",)),
)
"""Schemes whose claimable properties are known beforehand, by a pattern of their IRI."""

_ROOT: Final = re.compile(rb"<(?!\?|!)(?:[A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)")
_XL: Final = "http://www.w3.org/2008/05/skos-xl#"


def import_taxonomy(
    path: str | Path, *, applies_to: Iterable[str] | None = None, graph: Term = ONTOLOGY
) -> ImportedTaxonomy:
    """Return the taxonomy in a file, gzipped or not, as SKOS quads in `graph`.

    `applies_to` names the claimable properties (local names) that take values from its schemes; None leaves what the
    file says, and `KNOWN_SCHEMES`. Raises `FileRefused`, with line and column, where nothing can be read.
    """
    path = Path(path)
    return import_taxonomy_bytes(read_bytes(path), str(path), applies_to=applies_to, graph=graph)


def import_taxonomy_bytes(
    data: bytes, name: str, *, applies_to: Iterable[str] | None = None, graph: Term = ONTOLOGY
) -> ImportedTaxonomy:
    """Return the taxonomy in bytes; `name` tells the syntax where the content does not, and stands in errors."""
    taxonomy = _read(data, name, graph)
    if not taxonomy.concepts:
        raise FileRefused(name, "holds no skos:Concept, NewsML-G2 concept or classification term")
    properties = None if applies_to is None else tuple(applies_to)
    return _with_applies_to(taxonomy, properties, graph)


def _read(data: bytes, name: str, graph: Term) -> ImportedTaxonomy:
    pen = SkosPen(graph)
    if is_xml(data):
        root = _ROOT.search(data)
        match root[1] if root else b"":
            case b"knowledgeItem" | b"conceptItem":
                read_knowledge_item(data, name, pen)
                return pen.taxonomy()
            case b"ClassificationScheme" | b"Mpeg7":
                read_classification_scheme(data, name, pen)
                return pen.taxonomy()
            case b"RDF":
                return _read_skos(data, name, graph)
        element = root[1].decode("ascii", "replace") if root else "nothing"
        raise FileRefused(
            name, f"its XML begins with {element}; knowledgeItem, ClassificationScheme, Mpeg7 and rdf:RDF are read"
        )
    if data.lstrip()[:1] == b"{" and b'"conceptSet"' in data:
        read_json(_json(data, name), name, pen)
        return pen.taxonomy()
    return _read_skos(data, name, graph)


def _json(data: bytes, name: str) -> object:
    import orjson

    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as err:
        raise FileRefused(name, f"not valid JSON: {err.msg}", line=err.lineno, column=err.colno) from err


def _read_skos(data: bytes, name: str, graph: Term) -> ImportedTaxonomy:
    problems: list[str] = []
    quads = skolemise(_keep_quads(data, name, graph, problems))
    return describe(dict.fromkeys((*quads, *_plain_labels(quads))), problems)


def _keep_quads(data: bytes, name: str, graph: Term, problems: list[str]) -> Iterator[Quad]:
    for quad in parse_rdf(data, name, graph=graph):
        if isinstance(quad, TermError):
            problems.append(f"{quad}; the statement was left out")
        else:
            yield quad


def _plain_labels(quads: list[Quad]) -> Iterator[Quad]:
    """Yield the plain labels that SKOS-XL labels stand for (SKOS Reference, appendix B.3, S55 to S57)."""
    forms = {quad.subject: quad.object for quad in quads if quad.predicate == f"<{_XL}literalForm>"}
    kinds = {f"<{_XL}{local}>": skos(local) for local in ("prefLabel", "altLabel", "hiddenLabel")}
    for quad in quads:
        if quad.predicate in kinds and quad.object in forms:
            yield Quad(quad.subject, kinds[quad.predicate], forms[quad.object], quad.graph)


def _with_applies_to(taxonomy: ImportedTaxonomy, properties: tuple[str, ...] | None, graph: Term) -> ImportedTaxonomy:
    """Return the taxonomy with mg:appliesTo on its schemes: the caller's, else the file's, else the table's."""
    predicate = f"<{MG}appliesTo>"
    said = {quad.subject for quad in taxonomy.quads if quad.predicate == predicate}
    added = []
    for scheme in taxonomy.schemes:
        known = next((found for pattern, found in KNOWN_SCHEMES if pattern.search(scheme)), ())
        wanted = known if properties is None else properties
        if properties is not None or f"<{scheme}>" not in said:
            added += [Quad(f"<{scheme}>", predicate, f"<{MG}{local}>", graph) for local in wanted]
    kept = [q for q in taxonomy.quads if properties is None or q.predicate != predicate]
    return describe(dict.fromkeys((*kept, *added)), taxonomy.problems)
