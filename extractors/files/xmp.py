"""XMP packets (ISO 16684-1) as plain values: RDF/XML read with defusedxml, so that no entity is ever expanded.

A packet becomes names (``dc:title``) with texts, lists and structures; prefixes are the usual ones, whatever the packet
calls them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_DEEPEST: Final = 20
_MOST_VALUES: Final = 20_000

PREFIXES: Final = {
    "adobe:ns:meta/": "x",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://creativecommons.org/ns#": "cc",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.acdsee.com/iptc/1.0/": "acdsee",
    "http://ns.adobe.com/DICOM/": "DICOM",
    "http://ns.adobe.com/album/1.0/": "album",
    "http://ns.adobe.com/camera-raw-defaults/1.0/": "crd",
    "http://ns.adobe.com/camera-raw-saved-settings/1.0/": "crss",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://ns.adobe.com/creatorAtom/1.0/": "creatorAtom",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/hdr-gain-map/1.0/": "hdrgm",
    "http://ns.adobe.com/illustrator/1.0/": "illustrator",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://ns.adobe.com/pdfx/1.3/": "pdfx",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/bj/": "xmpBJ",
    "http://ns.adobe.com/xap/1.0/g/": "xmpG",
    "http://ns.adobe.com/xap/1.0/g/img/": "xmpGImg",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/sType/Dimensions#": "stDim",
    "http://ns.adobe.com/xap/1.0/sType/Job#": "stJob",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/xap/1.0/sType/Version#": "stVer",
    "http://ns.adobe.com/xap/1.0/t/pg/": "xmpTPg",
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": "xmpDM",
    "http://ns.adobe.com/xmp/note/": "xmpNote",
    "http://ns.adobe.com/xmp/sType/Area#": "stArea",
    "http://ns.apple.com/HDRGainMap/1.0/": "HDRGainMap",
    "http://ns.apple.com/faceinfo/1.0/": "apple-fi",
    "http://ns.apple.com/pixeldatainfo/1.0/": "apdi",
    "http://ns.camerabits.com/photomechanic/1.0/": "photomech",
    "http://ns.exiftool.ca/1.0/": "et",
    "http://ns.exiftool.org/1.0/": "et",
    "http://ns.extensis.com/extensis/1.0/": "extensis",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
    "http://ns.google.com/photos/1.0/container/": "Container",
    "http://ns.google.com/photos/1.0/container/item/": "Item",
    "http://ns.google.com/photos/1.0/creations/": "GCreations",
    "http://ns.google.com/photos/1.0/depthmap/": "GDepth",
    "http://ns.google.com/photos/1.0/image/": "GImage",
    "http://ns.google.com/photos/1.0/panorama/": "GPano",
    "http://ns.google.com/photos/dd/1.0/camera/": "Camera",
    "http://ns.google.com/photos/dd/1.0/device/": "Device",
    "http://ns.google.com/photos/dd/1.0/profile/": "Profile",
    "http://ns.iview-multimedia.com/mediapro/1.0/": "mediapro",
    "http://ns.microsoft.com/photo/1.0": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://ns.microsoft.com/photo/1.2/t/Region#": "MPReg",
    "http://ns.microsoft.com/photo/1.2/t/RegionInfo#": "MPRI",
    "http://ns.nikon.com/nine/1.0/": "nine",
    "http://ns.optimasc.com/dex/1.0/": "dex",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://prismstandard.org/namespaces/basic/2.1/": "prism",
    "http://prismstandard.org/namespaces/basic/3.0/": "prism",
    "http://prismstandard.org/namespaces/pmi/2.2/": "pmi",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.aiim.org/pdfa/ns/extension/": "pdfaExtension",
    "http://www.aiim.org/pdfa/ns/id/": "pdfaid",
    "http://www.aiim.org/pdfua/ns/id/": "pdfuaid",
    "http://www.artstor.org/ARTstorCore/": "art",
    "http://www.digikam.org/ns/1.0/": "digiKam",
    "http://www.dji.com/drone-dji/1.0/": "drone-dji",
    "http://www.geotate.com/Geotate/1.0/": "Geotate",
    "http://www.metadataworkinggroup.com/schemas/collections/": "mwg-coll",
    "http://www.metadataworkinggroup.com/schemas/keywords/": "mwg-kw",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://www.npes.org/pdfx/ns/id/": "pdfxid",
    "http://www.tc260.org.cn/ns/AIGC/1.0/": "TC260",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://xmp.gettyimages.com/gift/1.0/": "GettyImagesGIFT",
}

_PACKET: Final = re.compile(rb"<(?:\w{1,20}:)?x[ma]pmeta[\s>]"), re.compile(rb"</(?:\w{1,20}:)?x[ma]pmeta\s{0,9}>")
_BARE: Final = re.compile(rb"<\w{1,20}:RDF[\s>]"), re.compile(rb"</\w{1,20}:RDF\s{0,9}>")
_MOST_PACKETS: Final = 100


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language ("" for none and for x-default)."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """Named fields."""

    fields: dict[str, list[XmpValue]]

    def text(self, name: str) -> str:
        """Return the first text of a field, or ""."""
        return next((v.text for v in self.fields.get(name, ()) if isinstance(v, Text)), "")

    def texts(self, name: str) -> list[str]:
        """Return all texts of a field."""
        return [v.text for v in self.fields.get(name, ()) if isinstance(v, Text)]

    def structures(self, name: str) -> list[Structure]:
        """Return all structures of a field."""
        return [v for v in self.fields.get(name, ()) if isinstance(v, Structure)]


XmpValue = Text | Structure


class XmpBroken(ValueError):
    """A packet that is not well-formed, or forbidden; the message says where."""


def read_packets(data: bytes) -> tuple[Structure, list[str]]:
    """Return everything that the packets in some bytes say, together, and what is wrong with those that are broken."""
    fields: dict[str, list[XmpValue]] = {}
    problems: list[str] = []
    for packet in _packets(data):
        try:
            root = _parse(packet)
            for name, values in _descriptions(root):
                fields.setdefault(name, []).extend(values)
        except XmpBroken as err:
            problems.append(str(err))
    if sum(len(values) for values in fields.values()) > _MOST_VALUES:
        problems.append(f"XMP has more than {_MOST_VALUES} values; it is not used")
        fields = {}
    return Structure(fields), problems


def _packets(data: bytes) -> list[bytes]:
    """Return the XML of each packet; the bytes as they are where no packet is found, so that their error is told."""
    if data.startswith((b"\xfe\xff", b"\xff\xfe")) or b"\x00<" in data[:64] or b"<\x00" in data[:64]:
        data = data.decode("utf-16-be" if data[:1] in (b"\xfe", b"\x00") else "utf-16-le", "replace").encode("utf-8")
    found = _between(data, *_PACKET) or _between(data, *_BARE)
    return found or ([data.strip(b"\x00 \r\n\t")] if data.strip(b"\x00 \r\n\t") else [])


def _between(data: bytes, start: re.Pattern[bytes], end: re.Pattern[bytes]) -> list[bytes]:
    """Return what stands between starts and ends, with both; linear, however many starts have no end."""
    found: list[bytes] = []
    at = 0
    while len(found) < _MOST_PACKETS:
        first = start.search(data, at)
        last = end.search(data, first.end()) if first else None
        if first is None or last is None:
            break
        found.append(data[first.start() : last.end()])
        at = last.end()
    return found


def _parse(packet: bytes) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(packet, forbid_dtd=True)
    except DefusedXmlException as err:
        raise XmpBroken(f"XMP declares entities or a document type, which is forbidden: {type(err).__name__}") from err
    except ParseError as err:
        raise XmpBroken(f"XMP is not well-formed XML: {err}") from err
    except (ValueError, LookupError) as err:
        raise XmpBroken(f"XMP cannot be decoded: {err}") from err
    return root


def _descriptions(root: Element) -> list[tuple[str, list[XmpValue]]]:
    found: list[tuple[str, list[XmpValue]]] = []
    for rdf in root.iter(f"{_RDF}RDF"):
        for description in rdf:
            found += _fields(description, 0).items()
    toolkit = root.get("{adobe:ns:meta/}xmptk")
    return [*found, ("x:xmptk", [Text(toolkit)])] if toolkit else found


def _fields(element: Element, depth: int) -> dict[str, list[XmpValue]]:
    fields: dict[str, list[XmpValue]] = {}
    for name, value in element.attrib.items():
        if not name.startswith((_RDF, "{http://www.w3.org/XML/")):
            fields.setdefault(_name(name), []).append(Text(value))
    for child in element:
        if isinstance(child.tag, str):
            fields.setdefault(_name(child.tag), []).extend(_values(child, depth + 1))
    return fields


def _values(element: Element, depth: int) -> list[XmpValue]:
    """Return what a property element holds: a list's items, a structure, or a text (ISO 16684-1, 7)."""
    if depth > _DEEPEST:
        raise XmpBroken(f"XMP is nested deeper than {_DEEPEST} levels")
    children = [child for child in element if isinstance(child.tag, str)]
    if len(children) == 1 and children[0].tag in (f"{_RDF}Bag", f"{_RDF}Seq", f"{_RDF}Alt"):
        items = [value for item in children[0] for value in _values(item, depth + 1)]
        return _without_default_twins(items, children[0])
    if len(children) == 1 and children[0].tag == f"{_RDF}Description":
        value = children[0].find(f"{_RDF}value")
        return _values(value, depth + 1) if value is not None else [Structure(_fields(children[0], depth))]
    if children or _has_fields(element):
        return [Structure(_fields(element, depth))]
    resource = element.get(f"{_RDF}resource")
    text = resource if resource is not None else (element.text or "")
    language = element.get(_LANG, "")
    return [Text(text, "" if language.lower() == "x-default" else language)] if text.strip() else []


def _has_fields(element: Element) -> bool:
    return any(not name.startswith((_RDF, "{http://www.w3.org/XML/")) for name in element.attrib)


def _without_default_twins(items: list[XmpValue], container: Element) -> list[XmpValue]:
    """Return a list's items; of language alternatives, x-default only where no language repeats its text."""
    if not container.tag.endswith("Alt"):
        return items
    tagged = {item.text for item in items if isinstance(item, Text) and item.language}
    return [i for i in items if not (isinstance(i, Text) and not i.language and i.text in tagged)]


def _name(tag: str) -> str:
    namespace, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    if not namespace:
        return local
    return f"{PREFIXES.get(namespace, namespace)}:{local}"


def ratio(text: str) -> Decimal | None:
    """Return the number a text spells, also as ``1/160``; None where it spells none below 1e15."""
    numerator, _, denominator = text.strip().partition("/")
    try:
        number = Decimal(numerator) / Decimal(denominator or 1)
    except (InvalidOperation, ZeroDivisionError):
        return None
    return number if number.is_finite() and abs(number) < Decimal("1e15") else None
