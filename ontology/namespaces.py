"""The namespaces and prefixes that every part of mediagraph writes and reads."""

from __future__ import annotations

from typing import Final

MG: Final = "https://w3id.org/mediagraph/ns#"
TAXONOMY: Final = "https://w3id.org/mediagraph/taxonomy/"
DEFAULT_BASE: Final = "https://mediagraph.example/id/"
"""Base of data IRIs; fixed when a data folder is made."""

PREFIXES: Final[dict[str, str]] = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "ec": "http://www.ebu.ch/metadata/ontologies/ebucoreplus#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "iptcmt": "http://cv.iptc.org/newscodes/mediatopic/",
    "mg": MG,
    "mgt": TAXONOMY,
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix to namespace; `mgd`, the data base, is added per data folder."""


def expand(curie: str, *, base: str = DEFAULT_BASE) -> str:
    """Return the IRI of a CURIE such as ``mg:depicts``; ``mgd:`` is the data base.

    >>> expand("mg:depicts")
    'https://w3id.org/mediagraph/ns#depicts'

    Raises ValueError, naming the prefix, where it is not one of `PREFIXES`.
    """
    prefix, colon, local = curie.partition(":")
    namespace = base if prefix == "mgd" else PREFIXES.get(prefix)
    if not colon or namespace is None:
        raise ValueError(f"{curie!r}: the prefix {prefix!r} is not known; known are mgd, {', '.join(PREFIXES)}")
    return namespace + local


def compact(iri: str, *, base: str = DEFAULT_BASE) -> str:
    """Return the CURIE of an IRI where a prefix fits, else the IRI itself.

    >>> compact("https://w3id.org/mediagraph/ns#depicts")
    'mg:depicts'
    """
    best_prefix, best_namespace = "", ""
    for prefix, namespace in (*PREFIXES.items(), ("mgd", base)):
        if iri.startswith(namespace) and len(namespace) > len(best_namespace):
            best_prefix, best_namespace = prefix, namespace
    return f"{best_prefix}:{iri[len(best_namespace) :]}" if best_prefix else iri
