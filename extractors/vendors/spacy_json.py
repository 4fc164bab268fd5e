"""spaCy's documents as JSON: names with their places in the text, spans, categories; and lists for training.

``Doc.to_json``, displaCy's manual form, a list of either, Prodigy's lines, and pairs for training
(``["text", {"entities": [[0, 5, "ORG"]]}]``). A name is the text between its offsets, which are characters. The id
of a knowledge base becomes an identifier where it is one of Wikidata's or an address. Names that people marked for
training are a person's claims. https://spacy.io/api/data-formats
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from extractors.json_form import Said, make_run
from extractors.port import AssetReference, ObservationSkipped, Source
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.entity_types import becomes, is_secret, mention_property
from extractors.vendors.links import link_iri
from extractors.vendors.list_form import BARE, ListForm
from extractors.vendors.plain_numbers import number_of
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment
from ontology.namespaces import PREFIXES

_ENTITY: Final = {
    "label": becomes(),
    "start": "the name that is mentioned, and the Segment's characters",
    "end": "the name that is mentioned, and the Segment's characters",
    "kb_id": "identifiers of the thing named, where Wikidata's or an address",
    "kb_url": "identifiers of the thing named, where Wikidata's or an address",
    "id": "kept: the name of the rule that found it",
    "ent_id": "kept: the name of the rule that found it",
    "text": "kept: the text between the offsets says it",
    "token_start": "kept: the same in tokens",
    "token_end": "kept: the same in tokens",
    "score": "the claim's confidence",
}
KEYS: Final[dict[str, str]] = {
    "text": "what offsets count in",
    **{f"ents[].{key}": meaning for key, meaning in _ENTITY.items()},
    **{f"spans[].{key}": meaning for key, meaning in _ENTITY.items()},
    "ents[]": "kept: an account's, a document's or a device's number or address",
    "spans[]": "kept: an account's, a document's or a device's number or address",
    "spans": "spans by their groups' names, each read like ents",
    "cats": "about, each category with its score as confidence",
    "sents": "kept: where sentences begin and end",
    "tokens": "kept: the words, their grammar and their lemmas",
    "title": "title",
    "lang": "the text's language tag",
    "_": "kept: attributes of the caller's own",
    "underscore_doc": "kept: attributes of the caller's own",
    "underscore_token": "kept: attributes of the caller's own",
    "underscore_span": "kept: attributes of the caller's own",
    "settings": "kept: how displaCy draws it",
    "answer": "accept; what Prodigy's user rejected or ignored claims nothing",
    "_input_hash": "kept: Prodigy's number of the text",
    "_task_hash": "kept: Prodigy's number of the question",
    "_session_id": "kept: who annotated, as Prodigy numbers them",
    "_annotator_id": "the Agent's name: the person who marked it",
    "_view_id": "kept: how Prodigy asked",
    "_timestamp": "kept: when it was marked",
    "meta": "kept: the caller's own words",
    "entities": "pairs for training: [start, end, label], read like ents",
}

_MODEL: Final = Agent(AgentKind.MODEL, "spacy")
_MARKED: Final = ("answer", "_input_hash", "_task_hash", "_annotator_id")
_QID: Final = re.compile(r"Q[1-9]\d*\Z")


def _fits(document: dict[str, Any]) -> bool:
    if BARE in document:
        items = document[BARE]
        return bool(items) and all(_is_pair(item) or (isinstance(item, dict) and _is_doc(item)) for item in items[:5])
    return _is_doc(document)


def _is_pair(item: Any) -> bool:
    if not (isinstance(item, list) and len(item) == 2 and isinstance(item[0], str) and isinstance(item[1], dict)):
        return False
    return bool(item[1]) and item[1].keys() <= {"entities", "cats", "spans", "links", "heads", "deps"}


def _is_doc(document: dict[str, Any]) -> bool:
    if not isinstance(document.get("text"), str):
        return False
    tokens, ents = document.get("tokens"), document.get("ents")
    if _all_spans(ents) and (ents or "sents" in document or isinstance(tokens, list)):
        return True
    if _all_spans(tokens) and tokens and ({"id"} <= tokens[0].keys()):
        return True
    return "_input_hash" in document or "_task_hash" in document


def _all_spans(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(v, dict) and {"start", "end"} <= v.keys() for v in values[:3])


def _read(root: Node, source: Source) -> Iterator[Said]:
    if BARE not in root:
        yield _said(root, "")
        return
    items = root.items(BARE)
    for index, item in enumerate(items):
        at, name = f"{root.at}/{index}", "" if len(items) == 1 else f"{source.name}#{index}"
        if _is_pair(item):
            marks = {key: value for key, value in item[1].items() if key in ("entities", "cats", "spans")}
            yield _said(Node(root.reading, {"text": item[0], **marks, "answer": "accept"}, at), name, pair=True)
        elif isinstance(item, dict):
            yield _said(Node(root.reading, item, at), name)
        else:
            root.reading.problem(f"{at} is {shown(item)}, neither a document nor a pair of a text and its marks")


def _said(node: Node, name: str, *, pair: bool = False) -> Said:
    is_marked = any(key in node for key in _MARKED)
    text, language, verdict = node.text("text"), node.text("lang"), node.text("answer")
    who = node.text("_annotator_id").strip()
    agent = Agent(AgentKind.PERSON, who or "annotator") if is_marked else _MODEL
    names = [*node.each("ents", lambda part: _entity(part, text)), *_spans(node, text)]
    names += _pairs(node, text)
    runs = [make_run(agent, "entities", names), make_run(agent, "categories", _categories(node))]
    title = node.text("title").strip()
    if title:
        claim = Observation("title", title, None, language, pointer=f"{node.at}/title")
        runs.append(make_run(agent, "title", [claim]))
    if verdict not in ("", "accept"):
        node.reading.problem(f"{node.at or 'the document'} was answered with {verdict[:20]!r}, so it claims nothing")
        runs = []
    return Said(node, AssetReference(name=name, kind=MediaKind.TEXT), [run for run in runs if run.observations])


def _spans(node: Node, text: str) -> list[Observation]:
    """Return the spans: Prodigy's are a list, spaCy's a list for each group's name."""
    if not isinstance(node.look("spans"), dict):
        return node.each("spans", lambda part: _entity(part, text))
    groups = node.raw("spans")
    found: list[Observation] = []
    for group, spans in groups.items():
        holder = Node(node.reading, {"spans": spans}, f"{node.at}/spans/{group}")
        found += holder.each("spans", lambda part: _entity(part, text))
    return found


def _entity(part: Node, text: str) -> Iterator[Observation]:
    label, ids = part.text("label"), tuple(_identifiers(part))
    first, after, sure = part.integer("start"), part.integer("end"), part.number("score")
    if first is None or after is None or not 0 <= first < after <= len(text):
        raise ObservationSkipped(f"{part.at} lies from {first} to {after}, outside the text's {len(text)} characters")
    name = text[first:after].strip()
    if is_secret(label):
        part.keep()
    elif name:
        yield Observation(mention_property(label), name, sure, "", Segment(characters=(first, after)), part.at, ids)


def _identifiers(part: Node) -> Iterable[str]:
    for key in ("kb_id", "kb_url"):
        given = part.text(key).strip()
        if _QID.match(given):
            yield PREFIXES["wd"] + given
        elif given.startswith(("http://", "https://")):
            found = link_iri(given)
            # displaCy writes "#" or a page of its own where there is no knowledge base.
            if found and (key == "kb_id" or found.startswith(PREFIXES["wd"])):
                yield found


def _pairs(node: Node, text: str) -> Iterator[Observation]:
    """Yield the names of a pair for training: [start, end, label]."""
    for index, mark in enumerate(node.items("entities")):
        at = f"{node.at}/1/entities/{index}"
        if not isinstance(mark, list) or len(mark) < 3:
            node.reading.problem(f"{at} is {shown(mark)}, not [start, end, label]")
            continue
        span = dict(zip(("start", "end", "label"), mark, strict=False))
        try:
            yield from _entity(Node(node.reading, span, at, "ents[]", strict=True), text)
        except ObservationSkipped as skipped:
            node.reading.problem(str(skipped))


def _categories(node: Node) -> Iterator[Observation]:
    """Yield each category with its score; in pairs for training true and false stand as 1 and 0."""
    cats = node.raw("cats")
    for label, score in cats.items() if isinstance(cats, dict) else ():
        sure = number_of(score)
        if label.strip() and sure is not None:
            yield Observation("about", label, sure, "", WHOLE, f"{node.at}/cats")
        elif label.strip() and score is True:
            yield Observation("about", label, None, "", WHOLE, f"{node.at}/cats")


EXTRACTOR: Final = ListForm(
    name="spacy",
    version="1",
    reads="spaCy's Doc.to_json, displaCy's and Prodigy's forms, and lists for training",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
