"""What Video Intelligence follows through a video: logos, persons, faces, celebrities, objects and texts.

A track is a Segment: its time, and its box where it is first seen. The boxes of later moments stay in the blob.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from extractors.reading import Node
from extractors.vendors.boxes import box_around, box_between
from extractors.vendors.google_json import read_duration, read_span
from extractors.vendors.links import mid_iri
from ontology.model import WHOLE, Box, Observation, Segment

ENGLISH: Final = "en"
_MID: Final = re.compile(r"/?(m|g)/([A-Za-z0-9_]+)$")
Span = tuple[Decimal | None, Decimal | None]


def segment(span: Span, box: Box | None = None) -> Segment:
    """Return the Segment of these bounds; the whole Asset where there is none."""
    return WHOLE if span == (None, None) and box is None else Segment(*span, box)


def read_segment(node: Node, key: str = "segment") -> Span:
    """Take a VideoSegment: its start and end in seconds."""
    return video_span(node.node(key)) if key in node else (None, None)


def video_span(node: Node) -> Span:
    """Take the bounds of a VideoSegment."""
    return read_span(node, "startTimeOffset", "endTimeOffset")


def read_entity(node: Node, key: str = "entity") -> tuple[str, str, tuple[str, ...]]:
    """Take an Entity: its name, the name's language, its Freebase or Knowledge Graph id as an identifier."""
    entity = node.node(key)
    name = entity.required("description")
    language = entity.text("languageCode") or ENGLISH
    return name, language, entity_identifiers(entity)


def entity_identifiers(entity: Node) -> tuple[str, ...]:
    """Take ``entityId`` as an identifier; one that is no machine id is named."""
    mid = entity.text("entityId")
    found = mid_iri(mid)
    if mid and found is None:
        entity.reading.problem(f"{entity.at}/entityId is {mid[:60]!r}, not a machine id such as /m/09j2d")
    return (found,) if found else ()


def logo(node: Node) -> Iterator[Observation]:
    """Yield where a logo is seen; one without tracks has segments only."""
    name, language, ids = read_entity(node)
    tracked = False
    for track in node.nodes("tracks"):
        sure = track.number("confidence")
        where, _ = read_track(track)
        tracked = True
        yield Observation("depictsBrand", name, sure, language, where, track.at, ids)
    for part in node.nodes("segments"):
        span = video_span(part)
        if not tracked:
            yield Observation("depictsBrand", name, None, language, segment(span), part.at, ids)


def thing(node: Node) -> Iterator[Observation]:
    """Yield an object where it is first seen; in a stream it has no time but that of its frame."""
    name, language, ids = read_entity(node)
    sure, span = node.number("confidence"), read_segment(node)
    first = _first(node, "frames")
    box = None
    if first is not None:
        moment, box = read_duration(first, "timeOffset"), read_box(first)
        span = (moment, None) if span == (None, None) else span
        first.close()
    yield Observation("depicts", name, sure, language, segment(span, box), node.at, ids)


def person(node: Node) -> Iterator[Observation]:
    """Yield each track of persons, and what is seen of the person."""
    for track in node.nodes("tracks"):
        sure = track.number("confidence")
        where, attributes = read_track(track)
        yield Observation("depicts", "Person", sure, ENGLISH, where, track.at)
        yield from _attributes(attributes, "personAttribute", where)


def face(node: Node) -> Iterator[Observation]:
    """Yield each track of a face, and what is seen of the face."""
    for track in node.nodes("tracks"):
        sure = track.number("confidence")
        where, attributes = read_track(track)
        yield Observation("depicts", "Face", sure, ENGLISH, where, track.at)
        yield from _attributes(attributes, "faceAttribute", where)


def old_face(node: Node) -> Iterator[Observation]:
    """Yield the segments of a face, as the first versions of the service wrote them."""
    for part in node.nodes("segments"):
        yield Observation("depicts", "Face", None, ENGLISH, segment(read_segment(part)), part.at)


def celebrity(node: Node) -> Iterator[Observation]:
    """Yield who is recognised on a track of a face; several candidates are claims of their own."""
    track = node.node("faceTrack")
    sure, (where, attributes) = track.number("confidence"), read_track(track)
    if where is not WHOLE:
        yield Observation("depicts", "Face", sure, ENGLISH, where, track.at)
        yield from _attributes(attributes, "faceAttribute", where)
    for candidate in node.nodes("celebrities"):
        known = candidate.node("celebrity")
        name, mid = known.text("displayName"), _MID.search(known.text("name"))
        if name:
            ids = (mid_iri(f"/{mid[1]}/{mid[2]}") or "",) if mid else ()
            sure = candidate.number("confidence")
            yield Observation("depictsPerson", name, sure, "", where, candidate.at, ids)


def text(node: Node) -> Iterator[Observation]:
    """Yield a text for each stretch of time in which it is seen, in its box at the first frame."""
    words = node.required("text")
    for part in node.nodes("segments"):
        span, sure = read_segment(part), part.number("confidence")
        first, box = _first(part, "frames"), None
        if first is not None:
            first.raw("timeOffset")
            box = read_polygon(first.node("rotatedBoundingBox"))
            first.close()
        yield Observation("onScreenText", words, sure, segment=segment(span, box), pointer=part.at)


def read_track(track: Node) -> tuple[Segment, list[tuple[str, str, float | None, str]]]:
    """Take when and where a track is, and its attributes: name, value, confidence, JSON Pointer."""
    span, attributes = read_segment(track), _read_attributes(track)
    first, box = _first(track, "timestampedObjects"), None
    if first is not None:
        moment, box = read_duration(first, "timeOffset"), read_box(first)
        span = (moment, None) if span == (None, None) else span
        attributes += _read_attributes(first)
        first.close()
    return segment(span, box), attributes


def read_box(node: Node, key: str = "normalizedBoundingBox") -> Box | None:
    """Take a box by its four edges; an edge that is left out is 0."""
    if key not in node:
        return None
    edges = node.node(key)
    left, top, right, bottom = (edges.number(edge) or 0.0 for edge in ("left", "top", "right", "bottom"))
    return box_between(left, top, right, bottom)


def read_polygon(polygon: Node) -> Box | None:
    """Take the box around the corners of a text, which may be turned; a coordinate that is left out is 0."""
    return box_around((v.number("x") or 0.0, v.number("y") or 0.0) for v in polygon.nodes("vertices"))


def _first(node: Node, key: str) -> Node | None:
    """Return the first of a list of moments; the others are counted as kept."""
    others = (node.size(key) or 1) - 1
    first = next(node.nodes(key), None)
    if first is not None and others:
        node.reading.keep(first.path, others)
    return first


def _read_attributes(node: Node) -> list[tuple[str, str, float | None, str]]:
    found = []
    for attribute in node.nodes("attributes"):
        name, value, sure = attribute.text("name"), attribute.text("value"), attribute.number("confidence")
        if name:
            found.append((name, value, sure, attribute.at))
    return found


def _attributes(
    found: list[tuple[str, str, float | None, str]], property_: str, where: Segment
) -> Iterator[Observation]:
    for name, value, sure, pointer in found:
        said = f"{name}: {value}" if value else name.replace("_", " ")
        yield Observation(property_, said, sure, segment=where, pointer=pointer)
