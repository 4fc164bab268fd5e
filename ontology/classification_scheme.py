"""Classification schemes as EBU, TV-Anytime and MPEG-7 publish them: terms nested in a ClassificationScheme (XML).

ISO/IEC 15938-5, 7.3 (ClassificationScheme DS). A term's IRI is the scheme's URI, a colon and its termID, as TV-Anytime
writes references (ETSI TS 102 822-3-1, 6.3.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ontology.imported import SkosPen
from ontology.newscodes import xml_elements
from ontology.rdf_files import FileRefused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_IN_USE: Final = "0"
_SCHEME: Final = "ClassificationScheme"


def local_name(element: Element) -> str:
    """Return an element's name without its namespace: the schemes are published with several, and without."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def read_classification_scheme(data: bytes, name: str, pen: SkosPen) -> None:
    """Write every scheme in a file; raise `FileRefused`, with the place, where there is none or the XML is bad."""
    from defusedxml.ElementTree import iterparse

    found = False
    for element in xml_elements(iterparse, data, name):
        if local_name(element) == _SCHEME:
            _write_scheme(element, name, pen)
            found = True
            element.clear()
    if not found:
        raise FileRefused(name, "holds no ClassificationScheme")


def _write_scheme(element: Element, name: str, pen: SkosPen) -> None:
    scheme = element.get("uri", "").strip()
    if ":" not in scheme:
        raise FileRefused(name, f"its ClassificationScheme has no absolute uri, but {scheme!r}")
    scheme = quote(scheme, safe=":/?#[]@!$&'()*+,;=%~-._")
    pen.scheme(scheme)
    pen.text(scheme, "notation", scheme.rstrip("/").rpartition("/")[2].rpartition(":cs:")[2] or scheme)
    met: set[str] = set()
    for term in _children(element, "Term"):
        _write_term(term, scheme, None, met, pen)


def _write_term(term: Element, scheme: str, above: str | None, met: set[str], pen: SkosPen) -> None:
    code = (term.get("termID") or term.get("termId") or "").strip()
    if not code:
        pen.problems.append(f"{scheme}: a term without termID was left out: {_name(term)!r}")
        return
    concept = f"{scheme}:{quote(code, safe='')}"
    number = 1
    while concept in met:
        number += 1
        concept = f"{scheme}:{quote(code, safe='')}~{number}"
    if number > 1:
        pen.problems.append(f"{scheme}: termID {code!r} stands {number} times; {_name(term)!r} was taken as {concept}")
    met.add(concept)
    pen.concept(concept, scheme)
    pen.text(concept, "notation", code)
    if above is None:
        pen.top(concept, scheme)
    else:
        pen.link(concept, "broader", above)
    _write_texts(term, concept, pen)
    if any((child.text or "").strip() == _NOT_IN_USE for child in _children(term, "ValidityFlag")):
        pen.deprecate(concept)
    for child in _children(term, "Term"):
        _write_term(child, scheme, concept, met, pen)


def _write_texts(term: Element, concept: str, pen: SkosPen) -> None:
    """Write names, keywords and definitions: one preferred label a language, the others as alternatives."""
    preferred: dict[str, str] = {}
    alternatives: set[tuple[str, str]] = set()
    named = (*_children(term, "Name"), *_children(term, "Keyword"))
    for child in named:
        text, language = " ".join((child.text or "").split()), child.get(_LANGUAGE, "").lower()
        if not text:
            continue
        if local_name(child) == "Name" and language not in preferred:
            preferred[language] = text
            pen.text(concept, "prefLabel", text, language)
        else:
            alternatives.add((text, language))
    for text, language in sorted(alternatives):
        if preferred.get(language) != text:  # SKOS S13: a label is preferred or alternative, not both
            pen.text(concept, "altLabel", text, language)
    for child in _children(term, "Definition"):
        if (child.text or "").strip():
            pen.text(concept, "definition", child.text or "", child.get(_LANGUAGE, ""))


def _children(element: Element, name: str) -> list[Element]:
    return [child for child in element if local_name(child) == name]


def _name(term: Element) -> str:
    return next((" ".join((child.text or "").split()) for child in _children(term, "Name")), "")
