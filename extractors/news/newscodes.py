"""Codes of newsrooms as IRIs: QCodes (``medtop:20000002``), addresses, bare IPTC codes, a scheme and a code.

NewsML-G2, "QCodes": the alias before the colon stands for the scheme's IRI, which a catalog tells; the code is
appended to it. The well-known aliases are those of IPTC's own catalog, catalog.IPTC-G2-Standards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ontology.model.rdf import TermError, iri

NEWSCODES: Final = "http://cv.iptc.org/newscodes/"
_CVX: Final = "http://cvx.iptc.org/"

# Aliases whose scheme is not called like them; all stand below NEWSCODES.
_RENAMED: Final = {
    "acdc": "audiocodec", "colsp": "colorspace", "colin": "colourindicator", "cpprole": "contentprodpartyrole",
    "cptnoterole": "conceptnoterole", "crel": "conceptrelation", "ctrol": "contributorrole", "cpnat": "cpnature",
    "cwarn": "contentwarning", "digsrctype": "digitalsourcetype", "drol": "descriptionrole", "eocstat":
    "eventoccurstatus", "eorol": "eventorganiserrole", "frmt": "format", "howextr": "howextracted", "isrol":
    "infosourcerole", "lrol": "languagerole", "medtop": "mediatopic", "mtyp": "mediatype", "ncostat":
    "newscoveragestatus", "ninat": "ninature", "nprod": "newsproduct", "nprov": "newsprovider", "prov": "provider",
    "rnd": "rendition", "scn": "scene", "stat": "pubstatusg2", "subj": "subjectcode", "sig": "signal", "vcdc":
    "videocodec", "ivqu": "videoqualifier", "why": "whypresent", "wldreg": "worldregion", "irel": "itemrelation",
    "plinat": "plinature", "cinat": "cinature", "erol": "edrole", "urgy": "urgency", "sov": "videoscaling",
}  # fmt: skip
_SAME: Final = (
    "genre", "prodgenre", "tone", "trustindicator", "timeunit", "dimensionunit", "imageregiontype", "productgenre",
    "videodefinition", "generic",
)  # fmt: skip
SCHEMES: Final[dict[str, str]] = {
    **{alias: f"{NEWSCODES}{name}/" for alias, name in _RENAMED.items()},
    **{name: f"{NEWSCODES}{name}/" for name in _SAME},
    "prodgenre": f"{NEWSCODES}productgenre/",
    **{name: f"{_CVX}{name}/" for name in ("bcp47", "figi", "gics", "isin", "iso3166-1a2", "iso3166-1a3", "iso3166-2")},
    "mic": f"{_CVX}iso10383-mic/",
    "ticker": f"{_CVX}ticker/",
    "dbpedia": "http://dbpedia.org/resource/",
    "geonames": "http://sws.geonames.org/",
    "geonameshttps": "https://sws.geonames.org/",
    "plus": "http://ns.useplus.org/ldf/vocab/",
    "wikidata": "http://www.wikidata.org/entity/",
    "mb-artist": "http://musicbrainz.org/artist/",
    "mb-recording": "http://musicbrainz.org/recording/",
    "mb-work": "http://musicbrainz.org/work/",
}
"""Alias to scheme IRI, for documents that name IPTC's catalog without bringing it."""

_QCODE: Final = re.compile(r"([A-Za-z][\w.\-]{0,60}):([^\s/][^\s]{0,200})")
_NEWSCODE: Final = re.compile(r"https?://cv\.iptc\.org/newscodes/([\w\-]+)[/#:]?(?:[a-z]{3,6}:)?([^/\s]+)/?")
_WIKIDATA: Final = re.compile(r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9]\d*)")
_TOPIC: Final = re.compile(r"20\d{6}")
_TOP: Final = re.compile(r"(?:0[1-9]|1[0-7])000000")
_SUBJECT: Final = re.compile(r"(?:0[1-9]|1[0-7])\d{6}")
_FREEBASE: Final = re.compile(r"https?://(?:www\.)?freebase\.com/([mg])/(\w+)")


def qcode_iri(qcode: str, catalog: Mapping[str, str] | None = None) -> str:
    """Return the IRI a QCode stands for, by the document's own catalog before the well-known one; "" for none.

    >>> qcode_iri("medtop:20000002")
    'http://cv.iptc.org/newscodes/mediatopic/20000002'
    """
    match = _QCODE.fullmatch(qcode.strip())
    if match is None:
        return ""
    scheme = (catalog or {}).get(match[1]) or SCHEMES.get(match[1], "")
    return address_iri(scheme + _escaped(match[2])) if scheme else ""


def address_iri(text: str) -> str:
    """Return an address (URL, URN, tag) in one spelling; "" where it is none, or names only a scheme of codes."""
    text = text.strip()
    if match := _NEWSCODE.fullmatch(text):
        return f"{NEWSCODES}{match[1]}/{match[2]}"
    if match := _WIKIDATA.fullmatch(text):
        return f"http://www.wikidata.org/entity/{match[1]}"
    if match := _FREEBASE.fullmatch(text):
        return f"http://rdf.freebase.com/ns/{match[1]}.{match[2]}"
    if not text.startswith(("http://", "https://", "urn:", "tag:", "info:")) or text.endswith("/id/"):
        return ""
    try:
        return iri(text)[1:-1]
    except TermError:
        return ""


def scheme_code_iri(scheme: str, code: str) -> str:
    """Return the IRI of a code in a scheme named by its IRI (ninjs 1.x); "" where one of them is missing."""
    if not scheme or not code:
        return ""
    gap = "" if scheme.endswith(("/", "#", ":", "=")) else "/"
    return address_iri(scheme + gap + _escaped(code))


def topic_iris(code: str) -> tuple[str, ...]:
    """Return what a bare code of eight digits stands for: a Media Topic, an IPTC Subject Code, or both.

    Media Topics kept the 17 codes of the Subject Codes' top level (IPTC, Media Topic NewsCodes, note).
    """
    code = code.strip()
    if _TOPIC.fullmatch(code):
        return (f"{NEWSCODES}mediatopic/{code}",)
    if _TOP.fullmatch(code):
        return (f"{NEWSCODES}mediatopic/{code}", f"{NEWSCODES}subjectcode/{code}")
    return (f"{NEWSCODES}subjectcode/{code}",) if _SUBJECT.fullmatch(code) else ()


def code_iris(*codes: str, catalog: Mapping[str, str] | None = None, topics: bool = False) -> tuple[str, ...]:
    """Return the IRIs of codes in any spelling, each once; `topics` says that bare ones are of IPTC's subjects."""
    found: list[str] = []
    for code in codes:
        if code:
            known = qcode_iri(code, catalog) or address_iri(code)
            found += [known] if known else topic_iris(code) if topics else ()
    return tuple(dict.fromkeys(found))


def bare_code(code: str) -> str:
    """Return a code without its alias or scheme: ``ninat:video`` is "video"."""
    return re.split(r"[:/]", code.strip().rstrip("/"))[-1]


def _escaped(code: str) -> str:
    return quote(code, safe="-._~:/?#[]@!$&'()*+,;=%")
