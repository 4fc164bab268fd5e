"""Regions of a picture that people or programs marked: faces and things, as boxes.

Metadata Working Group 2.0, 5.9 (`mwg-rs`); Microsoft's people tags (`MP`); IPTC Photo Metadata 2025.1, Image Region. A
region without a name or a meaning stays in the file, and so does one in pixels of a picture of another size.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.xmp import Structure, Text, XmpValue, ratio
from ontology.model import Box, Segment

_E: Final = "Iptc4xmpExt:"
_SHOWN: Final = {
    f"{_E}PersonInImage": "depictsPerson",
    f"{_E}OrganisationInImageName": "depictsOrganisation",
    f"{_E}Event": "depictsEvent",
    "dc:subject": "keyword",
    "dc:description": "description",
    "photoshop:Headline": "headline",
}
"""Plain properties that an IPTC region may carry, and what they become in its box."""
_HUMAN: Final = ("human", "person", "face")
_PLACED: Final = ("Face", "Pet", "BarCode", "Focus", "")


def segment_of(x: Decimal, y: Decimal, w: Decimal, h: Decimal) -> Segment | None:
    """Return a box given by its upper left corner and size, as fractions; None where it is none inside a picture."""
    left, top = max(x, Decimal(0)), max(y, Decimal(0))
    right, bottom = min(x + w, Decimal(1)), min(y + h, Decimal(1))
    if right - left <= 0 or bottom - top <= 0:
        return None
    return Segment(box=Box(float(left), float(top), float(right - left), float(bottom - top)))


def _numbers(texts: Iterable[str]) -> list[Decimal] | None:
    found = [ratio(text) for text in texts]
    return None if None in found else [number for number in found if number is not None]


def say_mwg_regions(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say who is where: areas have their centre, width and height, or a diameter, mostly as fractions."""
    if not isinstance(value, Structure):
        return False
    sizes = [_size(each) for each in value.structures("mwg-rs:AppliedToDimensions")]
    for region in value.structures("mwg-rs:RegionList"):
        area = next(iter(region.structures("mwg-rs:Area")), Structure({}))
        segment = _mwg_segment(area, next(iter(sizes), None))
        kind = region.text("mwg-rs:Type")
        name = region.text("mwg-rs:Name") or region.text("mwg-rs:Description") or region.text("mwg-rs:BarCodeValue")
        if segment is None or kind not in _PLACED:
            claims.unmapped["XMP:mwg-rs:RegionList"] += 1
        elif not name:
            claims.kept[f"XMP:mwg-rs:RegionList ({kind or 'no type'} without a name)"] += 1
        else:
            prop = {"Face": "depictsPerson", "BarCode": "onScreenText"}.get(kind, "keyword")
            claims.say(Speaker.PERSON, prop, name, pointer=f"{pointer}/mwg-rs:RegionList", segment=segment)
    return True


def _size(dimensions: Structure) -> tuple[Decimal, Decimal] | None:
    numbers = _numbers((dimensions.text("stDim:w"), dimensions.text("stDim:h")))
    return (numbers[0], numbers[1]) if numbers and min(numbers) > 0 else None


def _mwg_segment(area: Structure, size: tuple[Decimal, Decimal] | None) -> Segment | None:
    edges = [area.text(f"stArea:{edge}") for edge in ("x", "y", "w", "h")]
    diameter = area.text("stArea:d")
    if diameter and not edges[2]:
        edges[2:] = [diameter, diameter]
    numbers = _numbers(edges)
    if numbers is None:
        return None
    x, y, w, h = numbers
    if area.text("stArea:unit") == "pixel":
        if size is None:
            return None
        x, y, w, h = x / size[0], y / size[1], w / size[0], h / size[1]
    elif diameter and size is not None:
        h = w * size[0] / size[1]
    return segment_of(x - w / 2, y - h / 2, w, h)


def say_microsoft_regions(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say Windows' people tags: ``x, y, width, height`` as fractions from the upper left corner."""
    if not isinstance(value, Structure):
        return False
    for region in value.structures("MPRI:Regions"):
        name, edges = region.text("MPReg:PersonDisplayName"), region.text("MPReg:Rectangle")
        numbers = _numbers(edges.split(",")) if edges else None
        segment = segment_of(*numbers) if numbers and len(numbers) == 4 else None
        if not name:
            claims.kept["XMP:MPRI:Regions (without a name)"] += 1
        elif segment is None and edges:
            claims.unmapped["XMP:MPRI:Regions"] += 1
        else:  # a person without a rectangle is somewhere in the picture
            claims.say(Speaker.PERSON, "depictsPerson", name, pointer=pointer, segment=segment or Segment())
    claims.kept.update(f"XMP:{name}" for name in value.fields if name != "MPRI:Regions")
    return True


def say_image_regions(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say what an IPTC Image Region shows: its name as what it is a region of, and properties of its own."""
    if not isinstance(value, Structure):
        return False
    boundary = next(iter(value.structures(f"{_E}RegionBoundary")), Structure({}))
    segment = _boundary(boundary, claims)
    if segment is None:
        claims.kept[f"XMP:{_E}ImageRegion (no boundary that is a part of the picture)"] += 1
        return True
    is_human = any(kind.lower().rsplit("/", 1)[-1] in _HUMAN for kind in _kinds(value))
    for name in value.fields.get(f"{_E}Name", ()):
        if isinstance(name, Text):
            prop = "depictsPerson" if is_human else "keyword"
            claims.say(Speaker.PERSON, prop, name.text, pointer=pointer, segment=segment)
    for field, values in value.fields.items():
        for each in values:
            if field in _SHOWN and isinstance(each, Text):
                claims.say(Speaker.PERSON, _SHOWN[field], each.text, pointer=pointer, segment=segment)
            elif field == f"{_E}PersonInImageWDetails" and isinstance(each, Structure):
                for person in each.texts(f"{_E}PersonName"):
                    claims.say(Speaker.PERSON, "depictsPerson", person, pointer=pointer, segment=segment)
            elif field not in _SHOWN and not field.startswith((f"{_E}Name", f"{_E}RegionBoundary")):
                claims.kept[f"XMP:{_E}ImageRegion/{field}"] += 1
    return True


def _kinds(region: Structure) -> list[str]:
    """Return the content types of a region: names and identifiers of controlled terms."""
    terms = [*region.structures(f"{_E}rCtype"), *region.structures(f"{_E}RCtype")]
    return [text for term in terms for name in (f"{_E}Name", "xmp:Identifier") for text in term.texts(name)]


def _boundary(boundary: Structure, claims: Claims) -> Segment | None:
    """Return the box of a boundary: a rectangle, or what surrounds a circle or a polygon."""
    across, down = Decimal(1), Decimal(1)
    if boundary.text(f"{_E}rbUnit") == "pixel":
        across, down = Decimal(claims.value("width") or 0), Decimal(claims.value("height") or 0)
        if not across or not down:
            return None
    shape = boundary.text(f"{_E}rbShape").lower()
    if shape == "polygon":
        points = [
            _numbers((point.text(f"{_E}rbX"), point.text(f"{_E}rbY")))
            for point in boundary.structures(f"{_E}rbVertices")
        ]
        places = [(point[0] / across, point[1] / down) for point in points if point]
        if len(places) < 3:  # one vertex is a point, two are a line
            return None
        left, top = min(x for x, _ in places), min(y for _, y in places)
        return segment_of(left, top, max(x for x, _ in places) - left, max(y for _, y in places) - top)
    sizes = ("rbX", "rbY", "rbRx") if shape == "circle" else ("rbX", "rbY", "rbW", "rbH")
    numbers = _numbers(boundary.text(_E + name) for name in sizes)
    if numbers is None:
        return None
    if shape != "circle":
        x, y, w, h = numbers
        return segment_of(x / across, y / down, w / across, h / down)
    return _circle(numbers, across, down, claims)


def _circle(numbers: list[Decimal], across: Decimal, down: Decimal, claims: Claims) -> Segment | None:
    """Return what surrounds a circle; a relative radius is a fraction of the picture's width."""
    x, y, radius = numbers[0] / across, numbers[1] / down, numbers[2] / across
    width, height = Decimal(claims.value("width") or 0), Decimal(claims.value("height") or 0)
    tall = radius * width / height if width and height else radius
    return segment_of(x - radius, y - tall, 2 * radius, 2 * tall)
