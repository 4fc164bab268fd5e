"""People, organisations, places, events, objects, subjects and genres of a ninjs item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.news.newscodes import bare_code, code_iris, scheme_code_iri, topic_iris
from extractors.news.newsroom import DEPICTING, MENTIONING, claim
from extractors.reading import Node
from extractors.values import percent
from ontology.model import MediaKind, Observation

GROUPS: Final = {
    "people": ("person", "mentionsPerson", "depictsPerson"),
    "organisations": ("organisation", "mentionsOrganisation", "depictsOrganisation"),
    "places": ("place", "mentionsPlace", "depictsPlace"),
    "events": ("event", "mentionsEvent", "depictsEvent"),
    "objects": ("object", "mentions", "depicts"),
}
"""Name in ninjs 2 and 3, name in 1.x, property where it is named, property where it is seen."""

_TOOLS: Final = ("system", "tool", "machine", "auto", "software", "algorithm", "classifier")


def named_things(item: Node, kind: MediaKind) -> Iterator[Observation]:
    """Yield what the item names or shows; one in a relation that is neither is kept."""
    for plural, (single, mentioned, depicted) in GROUPS.items():
        for key in (plural, single):
            for node in listed(item, key):
                yield from _thing(node, mentioned, depicted, kind)
    for key in ("genres", "genre"):
        for node in listed(item, key):
            yield from _genre(node)


def listed(item: Node, key: str) -> Iterator[Node]:
    """Take a list of objects, or one that stands for itself; both are counted as a list."""
    return item.nodes(key, path=f"{item.path}.{key}[]".lstrip("."))


def _thing(node: Node, mentioned: str, depicted: str, kind: MediaKind) -> Iterator[Observation]:
    relation = node.text("rel")
    is_address = "://" in relation
    relation = bare_code(relation).lower()
    if is_address and relation not in DEPICTING and relation not in MENTIONING:
        relation = ""  # an identifier in the wrong place, as in IPTC's own example of AP
    if relation not in DEPICTING and relation not in MENTIONING:
        node.keep()
        return
    name, ids = node.text("name"), identifiers_of(node)
    for key in node.rest():
        if key.startswith("geometry_"):
            node.raw(key)
            node.reading.keep(f"{node.path}.geometry_*")
    is_about_picture = kind is MediaKind.IMAGE and relation in ("about", "isabout", "subject")
    prop = depicted if relation in DEPICTING or is_about_picture else mentioned
    yield from claim(prop, name, node.at, ids=ids)


def identifiers_of(node: Node, *, topics: bool = False) -> tuple[str, ...]:
    """Take uri, literal, scheme and code of a concept; return the identifiers they make."""
    literal, scheme, code = node.text("literal"), node.text("scheme"), node.text("code")
    in_scheme = scheme_code_iri(scheme, code)
    found = (*code_iris(node.text("uri"), literal, catalog={}, topics=topics), *((in_scheme,) if in_scheme else ()))
    if topics and code and (not scheme or "iptc.org" in scheme):
        found += topic_iris(code)
    return tuple(dict.fromkeys(found))


def _genre(node: Node) -> Iterator[Observation]:
    name, literal, uri = node.text("name"), node.look("literal"), node.look("uri")
    ids = identifiers_of(node)
    yield from claim("genre", name or _code_of(uri) or _code_of(literal), node.at, ids=ids)


def _code_of(code: object) -> str:
    return bare_code(code) if isinstance(code, str) else ""


def subjects(item: Node, language: str) -> tuple[list[Observation], list[Observation]]:
    """Return the topics that people assigned, and those that a tool did."""
    assigned: list[Observation] = []
    found: list[Observation] = []
    for key in ("subjects", "subject"):
        for node in listed(item, key):
            creator = node.text("creator").lower()
            claims = list(_subject(node, language))
            (found if any(word in creator for word in _TOOLS) else assigned).extend(claims)
    return assigned, found


def _subject(node: Node, language: str) -> Iterator[Observation]:
    name = node.text("name")
    code = node.look("literal") or node.look("code") or node.look("uri")
    ids = identifiers_of(node, topics=True)
    sure = node.number("confidence")
    value = name or (code if isinstance(code, str) else "")
    yield from claim(
        "about",
        value,
        node.at,
        language=language if name else "",
        ids=ids,
        sure=None if sure is None else percent(sure),
    )
