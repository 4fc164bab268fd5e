"""SVG (SVG 2, W3C): the size of the drawing, its title and description, and the RDF in its metadata; no entities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from extractors.files.claims import Claims, Speaker
from extractors.files.content_credentials import read_credentials
from extractors.files.integrity import naming_defect
from extractors.files.xmp_claims import date_text, read_xmp
from extractors.port import Extraction, Run, Source, SourceRefused
from extractors.xml_tree import parse_xml
from ontology.model import MediaKind

MEDIA_TYPE: Final = "image/svg+xml"

_PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://creativecommons.org/ns#": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "adobe:ns:meta/": "x",
    "http://c2pa.org/manifest": "c2pa",
}
PROPERTIES: Final = {
    "dc:title": "title", "dc:description": "description", "dc:creator": "creator", "dc:contributor": "contributor",
    "dc:publisher": "publishedBy", "dc:rights": "copyrightNotice", "dc:subject": "keyword", "dc:language": "language",
    "dc:source": "source", "dc:relation": "ingredient", "dc:coverage": "contentLocation", "dc:date": "dateCreated",
    "dc:identifier": "imageGuid", "cc:license": "licence", "cc:attributionName": "creditLine",
    "cc:attributionURL": "webStatement",
}  # fmt: skip
"""Properties of a ``cc:Work``, or of an ``rdf:Description``, and what they become."""

_PER_UNIT: Final = {
    "": Decimal(1), "px": Decimal(1), "pt": Decimal(96) / 72, "pc": Decimal(16), "in": Decimal(96),
    "cm": Decimal(96) / Decimal("2.54"), "mm": Decimal(96) / Decimal("25.4"),
}  # fmt: skip
_LENGTH: Final = re.compile(r"\s*(\d{0,9}(?:\.\d{1,9})?(?:e[+-]?\d{1,2})?)\s*([a-z]*)\s*")
_DEEPEST: Final = 8


@dataclass(frozen=True)
class SvgExtractor:
    """SVG drawings."""

    name: str = "svg"
    version: str = "1"
    reads: str = "SVG drawings: size, title, description, RDF metadata (Dublin Core, Creative Commons), XMP, C2PA"

    def recognises(self, source: Source) -> bool:
        """Say whether this is SVG."""
        return source.media_type == MEDIA_TYPE

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a drawing; raise `SourceRefused` where it is not well-formed or too large."""
        if not source.whole:
            raise SourceRefused(f"{source.path}: an SVG of {source.byte_size} bytes is over the limit")
        name, root = parse_xml(source, _PREFIXES)
        if name != "svg":
            raise SourceRefused(f"{source.path}: its root element is {name[:40]!r}, not svg")
        claims = Claims(source)
        for defect in [found for found in (naming_defect(source.name, MEDIA_TYPE),) if found]:
            claims.defect(defect)
        _say_size(root, claims)
        _say_root(root, claims)
        credentials: list[Run] = []
        for metadata in root.get("metadata", ()):
            _say_metadata(metadata, claims)
            if "x:xmpmeta" in metadata:
                read_xmp(source.data, claims)
            if "c2pa:manifest" in metadata:
                credentials = read_credentials(source.data, MEDIA_TYPE, claims)
        yield claims.extraction(MediaKind.IMAGE, credentials)


def _say_size(root: dict[str, Any], claims: Claims) -> None:
    """Say width and height in CSS pixels; where they are missing or percentages, those of the viewBox."""
    box = re.split(r"[\s,]+", str(root.get("@viewBox", "")).strip())
    for prop, number in (("width", 2), ("height", 3)):
        pixels = _pixels(str(root.get(f"@{prop}", ""))) or (_pixels(box[number]) if len(box) == 4 else None)
        if pixels is not None:
            claims.say(Speaker.MEASURED, prop, int(pixels.to_integral_value()))


def _pixels(text: str) -> Decimal | None:
    match = _LENGTH.fullmatch(text.lower())
    if match is None or match[2] not in _PER_UNIT:
        return None
    try:
        pixels = Decimal(match[1]) * _PER_UNIT[match[2]]
    except InvalidOperation:
        return None
    return pixels if Decimal("0.5") <= pixels < Decimal("1e9") else None


def _say_root(root: dict[str, Any], claims: Claims) -> None:
    version = str(root.get("@version", ""))
    if re.fullmatch(r"\d(?:\.\d)?", version):
        claims.say(Speaker.MEASURED, "formatVersion", f"SVG {version}", pointer="/SVG/version")
    for element, prop in (("title", "title"), ("desc", "description")):
        for node in root.get(element, ()):
            language = str(node.get("@xml:lang", root.get("@xml:lang", "")))
            tag = language if re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", language) else ""
            claims.say(Speaker.PERSON, prop, str(node.get("#", "")), pointer=f"/SVG/{element}", language=tag)
    drawn = sum(len(nodes) for name, nodes in root.items() if isinstance(nodes, list) and name not in _OWN)
    if drawn:
        claims.kept["SVG:drawing"] += drawn


_OWN: Final = ("title", "desc", "metadata")


def _say_metadata(metadata: dict[str, Any], claims: Claims) -> None:
    for rdf in metadata.get("rdf:RDF", ()):
        for name, works in rdf.items():
            for work in works if isinstance(works, list) else ():
                if name in ("cc:Work", "rdf:Description"):
                    _say_work(work, claims)
                else:
                    claims.kept[f"SVG:{name}"] += 1


def _say_work(work: dict[str, Any], claims: Claims) -> None:
    for name, values in work.items():
        prop = PROPERTIES.get(name)
        if not isinstance(values, list):
            continue
        if prop is None:
            found = claims.kept if name in ("dc:format", "dc:type") else claims.unmapped
            found[f"SVG:{name}"] += len(values)
            continue
        for value in values:
            for text in _texts(value, 0):
                said = date_text(text) if prop == "dateCreated" else text
                claims.say(Speaker.PERSON, prop, said, pointer=f"/SVG/{name}")


def _texts(node: dict[str, Any], depth: int) -> Iterator[str]:
    """Yield what a property holds: a resource, a text, the items of a list, or the title of an agent."""
    resource = node.get("@rdf:resource", node.get("@resource"))
    children = [(name, value) for name, value in node.items() if isinstance(value, list)]
    if resource:
        yield str(resource)
    elif not children:
        yield str(node.get("#", ""))
    elif depth < _DEEPEST:
        for name, values in children:
            if name in ("rdf:Bag", "rdf:Seq", "rdf:Alt", "rdf:li", "cc:Agent", "dc:title", "rdf:Description"):
                for value in values:
                    yield from _texts(value, depth + 1)


EXTRACTOR: Final = SvgExtractor()
