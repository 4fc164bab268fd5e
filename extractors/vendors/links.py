"""Identifiers that vendors give for people, places and labels, as the IRIs under which others know them."""

from __future__ import annotations

import re
from typing import Final

from ontology.model.rdf import TermError, iri
from ontology.namespaces import PREFIXES

FREEBASE: Final = "http://rdf.freebase.com/ns/"
"""Freebase is closed, but its RDF IRIs are what Wikidata's property P646 and Google's own data still map from."""

REKOGNITION_CELEBRITY: Final = "https://w3id.org/mediagraph/vendor/amazon-rekognition/celebrity/"
"""Amazon gives its celebrities ids but no IRIs; this one is ours."""

AZURE_PERSON: Final = "https://w3id.org/mediagraph/vendor/azure-video-indexer/person/"
"""Azure gives the persons that its callers taught it ids but no IRIs; this one is ours."""

BING_ENTITY: Final = "https://w3id.org/mediagraph/vendor/bing/entity/"
"""Bing gives celebrities ids but no IRIs; this one is ours."""

_WIKIDATA: Final = re.compile(r"^(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9]\d*)$")
_IMDB: Final = re.compile(r"^(?:https?://)?(?:www\.|m\.)?imdb\.com/(name|title)/([A-Za-z0-9]+)/?$")
_MID: Final = re.compile(r"^/([mg])/([A-Za-z0-9_]+)$")
_HOST_AND_PATH: Final = re.compile(r"^[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+/")


def link_iri(text: str) -> str | None:
    """Return the IRI of a web address as vendors write it, often without a scheme; None where it is none.

    >>> link_iri("www.wikidata.org/wiki/Q42")
    'http://www.wikidata.org/entity/Q42'
    >>> link_iri("www.imdb.com/name/nm0010930")
    'https://www.imdb.com/name/nm0010930/'
    """
    text = text.strip()
    if match := _WIKIDATA.match(text):
        return PREFIXES["wd"] + match[1]
    if match := _IMDB.match(text):
        return f"https://www.imdb.com/{match[1]}/{match[2]}/"
    if not text.lower().startswith(("http://", "https://")):
        if not _HOST_AND_PATH.match(text):
            return None
        text = "https://" + text
    return _valid(text)


def mid_iri(mid: str) -> str | None:
    """Return the IRI of a Freebase or Knowledge Graph machine id; None where the text is none.

    >>> mid_iri("/m/09j2d")
    'http://rdf.freebase.com/ns/m.09j2d'
    """
    match = _MID.match(mid)
    return f"{FREEBASE}{match[1]}.{match[2]}" if match else None


def _valid(text: str) -> str | None:
    try:
        return iri(text)[1:-1]
    except TermError:
        return None
