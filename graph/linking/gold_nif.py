"""NIF 2.0 in Turtle: contexts with their text, and phrases with offsets and `itsrdf:taIdentRef`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from graph.linking.errors import GoldError
from graph.linking.gold import GoldDocument, GoldMention, in_order, numbered_lines, read_qid

_NIF: Final = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
_TEXT: Final = _NIF + "isString"
_CONTEXT: Final = _NIF + "referenceContext"
_BEGIN: Final = _NIF + "beginIndex"
_END: Final = _NIF + "endIndex"
_ANCHOR: Final = _NIF + "anchorOf"
_ENTITY: Final = "http://www.w3.org/2005/11/its/rdf#taIdentRef"
_TYPE: Final = "http://www.w3.org/2005/11/its/rdf#taClassRef"
_READ: Final = frozenset({_TEXT, _CONTEXT, _BEGIN, _END, _ANCHOR, _ENTITY, _TYPE})

_SHIFT: Final = 16
"""Characters that offsets may be off by, where the anchor is found that near: encodings counted differently."""

_Node = dict[str, list[str]]


def read_nif(path: Path) -> Iterator[GoldDocument]:
    """Yield the contexts of a file in NIF, in its order; a phrase without a Wikidata identifier is NIL.

    Raises:
        GoldError: with the file, and the line of broken Turtle or the node that is wrong.
    """
    nodes = _nodes(path)
    phrases: dict[str, list[tuple[str, _Node]]] = defaultdict(list)
    for name, node in nodes.items():
        if _CONTEXT in node and _TEXT not in node and _ENTITY in node:
            phrases[node[_CONTEXT][0]].append((name, node))
    for context in phrases:
        if _TEXT not in nodes.get(context, {}):
            raise GoldError(f"{path}: the phrases of <{context}> have no text: it has no nif:isString")
    for name, node in nodes.items():
        if _TEXT in node:
            text = node[_TEXT][0]
            mentions = in_order(text, (_mention(path, text, *phrase) for phrase in phrases.get(name, ())))
            yield GoldDocument(name, text, mentions, (0, len(text)))


def _nodes(path: Path) -> Mapping[str, _Node]:
    import pyoxigraph

    whole = "\n".join(line for _, line in numbered_lines(path))
    nodes: dict[str, _Node] = defaultdict(dict)
    try:
        for quad in pyoxigraph.parse(whole.encode(), format=pyoxigraph.RdfFormat.TURTLE):
            if quad.predicate.value in _READ:
                value = str(getattr(quad.object, "value", ""))
                nodes[str(quad.subject)[1:-1]].setdefault(quad.predicate.value, []).append(value)
    except SyntaxError as err:
        raise GoldError(f"{path}, line {err.lineno}: not Turtle: {err.msg}") from err
    return nodes


def _mention(path: Path, text: str, name: str, node: _Node) -> GoldMention:
    try:
        start, end = int(node[_BEGIN][0]), int(node[_END][0])
    except (KeyError, ValueError) as err:
        raise GoldError(f"{path}: <{name}> has no nif:beginIndex and nif:endIndex that are numbers") from err
    if anchor := node.get(_ANCHOR, [""])[0]:
        start, end = _realigned(text, start, end, anchor)
    if not 0 <= start <= end <= len(text):
        raise GoldError(f"{path}: <{name}> spans {start} to {end}; its text has {len(text):,} characters")
    qids = [qid for value in sorted(node[_ENTITY]) if (qid := read_qid(value)) is not None]
    kind = node.get(_TYPE, [""])[0].rpartition("/")[2].rpartition("#")[2].lower()
    return GoldMention(start, end, qids[0] if qids else None, type=kind)


def _realigned(text: str, start: int, end: int, anchor: str) -> tuple[int, int]:
    if text[start:end] == anchor:
        return start, end
    low = max(0, start - _SHIFT)
    places = [at for at in range(low, start + _SHIFT + 1) if text.startswith(anchor, at)]
    if not places:
        return start, end
    nearest = min(places, key=lambda at: abs(at - start))
    return nearest, nearest + len(anchor)
