"""IPTC NewsCodes: knowledge items of NewsML-G2 (XML), and the JSON that IPTC publishes beside them.

NewsML-G2 2.35, section on Knowledge Items; the JSON is SKOS-shaped ("IKOS"). Both name concepts by QCodes such as
``medtop:20000002``, whose alias stands for the scheme's IRI.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from ontology.imported import SkosPen
from ontology.rdf_files import FileRefused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NEWSML: Final = "{http://iptc.org/std/nar/2006-10-01/}"
NEWSCODES: Final = "http://cv.iptc.org/newscodes/"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

# Aliases of IPTC's catalogue (catalog.IPTC-G2-Standards_41) whose scheme IRI does not end in the alias itself.
_ALIASES: Final = {
    "medtop": NEWSCODES + "mediatopic/",
    "subj": NEWSCODES + "subjectcode/",
    "medtopfacet": NEWSCODES + "mediatopicfacet/",
}
_LINKS: Final = frozenset(
    {"broader", "closeMatch", "exactMatch", "broadMatch", "narrowMatch", "relatedMatch", "related"}
)
_NOTES: Final = {"note": "note", "changeNote": "changeNote", "editorialNote": "editorialNote", "scopeNote": "scopeNote"}


def read_knowledge_item(data: bytes, name: str, pen: SkosPen) -> None:
    """Write the concepts of a NewsML-G2 knowledge item, one at a time, so that a large one needs little memory.

    Raises `FileRefused`, with line and column, for XML that is malformed or holds entities.
    """
    from defusedxml.ElementTree import iterparse

    schemes: set[str] = set()
    count = 0
    for element in xml_elements(iterparse, data, name):
        if element.tag == NEWSML + "concept":
            _write_concept(element, pen, schemes)
            count += 1
            element.clear()
    if not count:
        raise FileRefused(name, "is a NewsML-G2 item without any concept")


def xml_elements(iterparse: Callable[..., Any], data: bytes, name: str) -> Iterator[Element]:
    """Yield each element as it ends; raise `FileRefused` for malformed or hostile XML."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException

    try:
        for _, element in iterparse(io.BytesIO(data), events=("end",)):
            yield element
    except ParseError as err:
        line, column = err.position
        raise FileRefused(name, f"not well-formed XML: {err}", line=line, column=column + 1) from err
    except DefusedXmlException as err:
        raise FileRefused(name, f"XML entities and external references are refused: {err!r}") from err


def _write_concept(element: Element, pen: SkosPen, schemes: set[str]) -> None:
    identity = element.find(NEWSML + "conceptId")
    concept = _reference(identity, pen) if identity is not None else ""
    if not concept or identity is None:
        pen.problems.append("a concept without an identifier was left out")
        return
    in_scheme = [e.get("uri", "") for e in element.findall(NEWSML + "related") if _relation(e) == "inScheme"]
    scheme = next(filter(None, in_scheme), concept.rpartition("/")[0] + "/")
    if scheme not in schemes:
        schemes.add(scheme)
        pen.scheme(scheme)
    pen.concept(concept, scheme)
    pen.text(concept, "notation", identity.get("qcode", concept).rpartition(":")[2])
    if identity.get("retired"):
        pen.deprecate(concept)
    _write_texts(element, concept, pen)
    links = {(_relation(e), _reference(e, pen)) for e in element if e.tag in (NEWSML + "related", NEWSML + "broader")}
    for relation, value in sorted(links):
        if relation in _LINKS and value:
            pen.link(concept, relation, value)
        elif relation == "hasTopConcept":
            pen.top(value, concept)
    if not any(relation == "broader" for relation, _ in links):
        pen.top(concept, scheme)


def _write_texts(element: Element, concept: str, pen: SkosPen) -> None:
    for child in element:
        text, language = "".join(child.itertext()), child.get(_LANGUAGE, "")
        match child.tag.removeprefix(NEWSML):
            case "name":
                role = child.get("role", "skos:prefLabel").partition(":")[2]
                pen.text(concept, role if role in ("altLabel", "hiddenLabel") else "prefLabel", text, language)
            case "definition":
                pen.text(concept, "definition", text, language)
            case "note":
                pen.text(concept, _NOTES.get(child.get("role", "").partition(":")[2], "note"), text, language)


def _relation(element: Element) -> str:
    return "broader" if element.tag == NEWSML + "broader" else element.get("rel", "").partition(":")[2]


def _reference(element: Element, pen: SkosPen) -> str:
    uri = element.get("uri")
    return uri if uri else _expand(element.get("qcode", ""), pen)


def _expand(qcode: str, pen: SkosPen) -> str:
    """Return the IRI of a QCode; "" for a wildcard or an alias that no catalogue of ours has."""
    alias, colon, code = qcode.partition(":")
    if alias in ("http", "https", "urn"):
        return qcode
    if not colon or not code or not alias.isascii() or not alias.isalnum():
        if qcode:
            pen.problems.append(f"{qcode!r} is no QCode such as medtop:20000002; it was left out")
        return ""
    return _ALIASES.get(alias, f"{NEWSCODES}{alias}/") + code


def read_json(document: Any, name: str, pen: SkosPen) -> None:
    """Write the concepts of IPTC's JSON; raise `FileRefused` where its frame is not what IPTC publishes."""
    if not isinstance(document, dict) or not isinstance(document.get("conceptSet"), list):
        raise FileRefused(name, "is no NewsCodes JSON: it has no list conceptSet")
    scheme = str(document.get("uri", ""))
    if not scheme:
        raise FileRefused(name, "is no NewsCodes JSON: it does not name its scheme (key uri)")
    pen.scheme(scheme)
    _write_json_texts(document, scheme, pen)
    tops = {str(top) for top in document.get("hasTopConcept", ())}
    for entry in document["conceptSet"]:
        concept = str(entry.get("uri", "")) if isinstance(entry, dict) else ""
        if not concept:
            pen.problems.append(f"a concept without an identifier was left out: {str(entry)[:80]}")
            continue
        pen.concept(concept, scheme)
        pen.text(concept, "notation", str(entry.get("qcode", concept)).rpartition(":")[2])
        if entry.get("retired"):
            pen.deprecate(concept)
        _write_json_texts(entry, concept, pen)
        for relation in sorted(_LINKS & entry.keys()):
            for value in entry[relation]:
                pen.link(concept, relation, _expand(str(value), pen))
        if concept in tops or not entry.get("broader"):
            pen.top(concept, scheme)


def _write_json_texts(entry: dict[str, Any], subject: str, pen: SkosPen) -> None:
    for key in ("prefLabel", "altLabel", "hiddenLabel", "definition", *_NOTES):
        by_language = entry.get(key)
        if isinstance(by_language, dict):
            for language, texts in by_language.items():
                for text in texts if isinstance(texts, list) else [texts]:
                    pen.text(subject, key, str(text), language)
