"""What one MMIF annotation says, by its type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from extractors.port import ObservationSkipped
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.answer_text import MAX_TEXT, clean
from extractors.vendors.entity_types import is_secret, mention_property
from extractors.vendors.links import link_iri
from extractors.vendors.mmif_index import Entry, Index, local_type, text_at
from extractors.vendors.plain_numbers import number_of
from ontology.model import WHOLE, Box, Observation, Segment

_NOTHING: Final = frozenset(("", "-", "NEG", "negative", "other", "none"))
"""Labels by which classifiers say that a frame is of no kind that they know."""
_WRITING: Final = frozenset(("text", "word", "line", "paragraph"))


def claims_of(view: Node, index: Index) -> dict[str, list[Observation]]:
    """Return the claims of one view, by the document they are about."""
    name = view.text("id")
    found: dict[str, list[Observation]] = {}
    for node in view.nodes("annotations"):
        node.strict = True
        entry = index.entries.get(index.long(name, node.look("properties", "id") or ""))
        try:
            kind, properties = local_type(node.text("@type")), node.node("properties")
            claims = list(_claims(kind, properties, entry, index)) if entry is not None else []
        except ObservationSkipped as skipped:
            view.reading.problem(str(skipped))
            node.drop()
            continue
        if claims and entry is not None:
            found.setdefault(index.document_of(entry), []).extend(claims)
    return found


def _claims(kind: str, node: Node, entry: Entry, index: Index) -> Iterator[Observation]:
    # The index has read these already: they say where an annotation lies, not what it says.
    for key in ("id", "start", "end", "timePoint", "point", "targets", "document", "timeUnit"):
        node.raw(key)
    if kind == "Alignment":
        node.raw("source")
        node.raw("target")
        return
    read = _KINDS.get(kind)
    if read is not None:
        yield from read(node, entry, index)


def _label(node: Node) -> tuple[str, float | None]:
    """Take the label of an annotation, and its score among the classifier's."""
    label = next((text for text in (node.text(key) for key in ("label", "frameType")) if text), "").strip()
    scores: Any = None
    for key in ("classification", "classifications"):
        scores = node.raw(key) or scores
    sure, given = number_of(scores.get(label) if isinstance(scores, dict) else None), node.number("confidence")
    return label, given if sure is None else sure


def _frame(node: Node, entry: Entry, index: Index) -> Iterator[Observation]:
    """Yield what kind of stretch or moment it is; one without a label only holds others."""
    label, sure = _label(node)
    where = index.times(entry)
    if label not in _NOTHING and where is not None:
        yield Observation("segmentType", label, sure, "en", where, node.at)


def _box(node: Node, entry: Entry, index: Index) -> Iterator[Observation]:
    """Yield what is in a box; a box around writing is read by what is aligned with it."""
    label, sure = _label(node)
    label = label or node.text("boxType").strip()
    node.raw("coordinates")
    if label not in _NOTHING and label.lower() not in _WRITING:
        yield Observation("depicts", label, sure, "en", _where(entry, index), node.at)


def _text(node: Node, entry: Entry, index: Index) -> Iterator[Observation]:
    """Yield a text that an app wrote: read from the picture, or heard."""
    language, text = "", node.raw("text")
    if isinstance(text, dict):
        language, text = str(text.get("@language", "")), text.get("@value")
    if not isinstance(text, str) or not clean(text):
        raise ObservationSkipped(f"{node.at}/text is {shown(text)}, not a text")
    name, where = _manner(entry, index)
    tag = "" if name == "onScreenText" else language
    yield Observation(name, clean(text)[:MAX_TEXT], node.number("confidence"), tag, where, node.at)


def _manner(entry: Entry, index: Index) -> tuple[str, Segment]:
    """Return which property a text is of, and where: by the nearest thing that it is aligned with."""
    own = index.times(entry)
    for name in index.around(entry):
        if name in index.documents:
            kind = index.documents[name].kind
            written = kind == "ImageDocument" and own is None
            return ("onScreenText" if written else "transcript" if own is None else "utterance"), own or WHOLE
        other = index.entries.get(name)
        if other is None:
            continue
        if other.kind == "BoundingBox":
            return "onScreenText", _where(other, index)
        if other.kind in ("TimePoint", "TimeFrame"):
            seen = other.kind == "TimePoint" or any(other.properties.get(key) for key in ("label", "frameType"))
            return ("onScreenText" if seen else "utterance"), index.times(other) or WHOLE
    return ("transcript" if own is None else "utterance"), own or WHOLE


def _sentence(node: Node, entry: Entry, index: Index) -> Iterator[Observation]:
    """Yield what was said in a stretch of time; sentences of texts that nobody spoke are grammar."""
    text, where = node.raw("text"), index.times(entry)
    if isinstance(text, str) and clean(text) and where is not None:
        yield Observation("utterance", clean(text)[:MAX_TEXT], None, "", where, node.at)


def _where(entry: Entry, index: Index) -> Segment:
    """Return when and where a box lies; coordinates in pixels count only where the document tells its size."""
    time = index.times(entry)
    if time is None and isinstance(entry.properties.get("timePoint"), str):
        other = index.entries.get(index.long(entry.view, entry.properties["timePoint"]))
        time = index.times(other) if other is not None else None
    if time is None:
        near = (index.entries.get(name) for name in index.around(entry))
        time = next((found for other in near if other is not None and (found := index.times(other))), None)
    where = time or WHOLE
    box = _fractions(entry, index)
    return replace(where, box=box) if box is not None else where


def _fractions(entry: Entry, index: Index) -> Box | None:
    points = entry.properties.get("coordinates")
    if not isinstance(points, list) or len(points) < 2 or not all(_is_point(point) for point in points):
        return None
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    if not all(isinstance(value, float) and 0 <= value <= 1 for value in (*xs, *ys)):
        document = index.documents.get(index.document_of(entry))
        width, height = (_pixels(document.properties.get(key)) if document else 0 for key in ("width", "height"))
        if not width or not height:
            return None
        xs, ys = [x / width for x in xs], [y / height for y in ys]
    # A difference of two floats shows digits that nobody measured; Segments keep 1e-4.
    return Box(round(min(xs), 9), round(min(ys), 9), round(max(xs) - min(xs), 9), round(max(ys) - min(ys), 9))


def _pixels(value: object) -> float:
    """Return a size that is one; 0 for anything else."""
    return value if isinstance(value, int | float) and 0 < value < 1e9 else 0


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list) and len(point) == 2 and all(type(v) in (int, float) and abs(v) < 1e9 for v in point)
    )  # fmt: skip


def _name(node: Node, entry: Entry, index: Index) -> Iterator[Observation]:
    """Yield a name that is mentioned: in characters of a text document, else when that text was said."""
    kind, ids = node.text("category"), tuple(_grounding(node))
    text, sure = node.text("text"), node.number("confidence")
    where, written = _mentioned(entry, index)
    name = clean(text or written)
    if is_secret(kind):
        node.keep()
    elif name:
        yield Observation(mention_property(kind), name[:MAX_TEXT], sure, "", where, node.at, ids)


def _grounding(node: Node) -> Iterator[str]:
    given = node.raw("grounding")
    for address in given if isinstance(given, list) else [given]:
        found = link_iri(address) if isinstance(address, str) else None
        if found:
            yield found


def _mentioned(entry: Entry, index: Index) -> tuple[Segment, str]:
    """Return where a name stands, and the text between its offsets where the document holds its text."""
    said = text_at("document", entry)
    span = entry.properties.get("start"), entry.properties.get("end")
    holder = index.documents.get(said) or index.entries.get(index.long(entry.view, said))
    text = holder.properties.get("text") if holder is not None else None
    text = text.get("@value") if isinstance(text, dict) else text
    first, after = span
    if type(first) is not int or type(after) is not int or not 0 <= first < after:
        return WHOLE, ""
    written = text[first:after] if isinstance(text, str) else ""
    if said in index.documents or holder is None:
        return Segment(characters=(first, after)), written
    return _manner(holder, index)[1], written


_KINDS: Final[dict[str, Callable[[Node, Entry, Index], Iterator[Observation]]]] = {
    "TimeFrame": _frame,
    "TimePoint": _frame,
    "Chapter": _frame,
    "BoundingBox": _box,
    "TextDocument": _text,
    "Sentence": _sentence,
    "NamedEntity": _name,
}
"""Types of annotations that say something; tokens, paragraphs and the like only say where."""
