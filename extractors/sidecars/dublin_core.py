"""Dublin Core in XML: simple and qualified records (oai_dc, dcterms), one or many; DSpace's archive form.

A record is an element that holds elements of the Dublin Core namespaces, in whatever wrapper. RDF/XML is no such
record. Who says it is not in a record, so it is said by a person without a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from extractors.json_form import Said as Document
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.sidecars.dublin_core_record import DATES, KEPT, PLAIN, Record
from extractors.xml_form import XmlForm, language_tag

DC: Final = "http://purl.org/dc/elements/1.1/"
TERMS: Final = "http://purl.org/dc/terms/"
_WRAPPERS: Final = (
    "dc", "qualifieddc", "simpledc", "dublincore", "metadata", "record", "records", "resource", "resources", "item",
    "items", "collection", "OAI-PMH", "ListRecords", "GetRecord", "dcx", "simpleDublinCore", "DCRecord", "oai_dc",
)  # fmt: skip


def _keys() -> Iterator[tuple[str, str]]:
    for prefix in ("dc", "dcterms"):
        at = f"record/{prefix}:"
        yield at + "title", "title; a second one in its language alternativeTitle"
        for name, becomes in PLAIN.items():
            yield at + name, becomes
        for name, becomes in DATES.items():
            yield at + name, becomes
        yield at + "type", "format, and the kind of the Asset"
        yield at + "format", "mediaFormat, where it is a media type; kept, where it is in words"
        yield at + "extent", "duration, where it is one"
        yield at + "identifier", "the file that it is about, where it is a file name; eidr, isan, umid, houseIdentifier"
        yield at + "language", "language"
        yield at + "rights", "usageTerms, or copyrightNotice where it is one"
        yield at + "accessRights", "usageTerms"
        for name in KEPT:
            yield at + name, "kept: another resource, or a step of its record"
    yield "record/dcvalue", "as dc:… of its @element and @qualifier, in DSpace's form"
    yield "record/dcvalue/@element", "which element it is"
    yield "record/dcvalue/@qualifier", "which refinement it is"
    yield "record/dcvalue/@language", "its language"
    yield "*/@xsi:type", "kept: the scheme of a value, which the value shows"
    yield "*/@schema", "kept: DSpace's schema"
    for name in ("header", "responseDate", "request", "about", "resumptionToken"):
        yield f"*/{name}", "kept: of the record, not of the Asset"


KEYS: Final = dict(_keys())


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and any(key.startswith(("dc:", "dcterms:")) or key == "dcvalue" for key in value)


def _records(node: Node, language: str) -> Iterator[tuple[Node, str]]:
    """Yield each record with the language of its texts; wrappers are looked into, other elements left."""
    language = language_tag(node.text("@xml:lang")) or language
    if any(key.startswith(("dc:", "dcterms:")) or key == "dcvalue" for key in node.rest()):
        yield node, language
        return
    for key in node.rest():
        if key in _WRAPPERS:
            for child in node.nodes(key, path="record"):
                yield from _records(child, language)


def _count(value: Any, depth: int = 0) -> int:
    """Return how many records there are, as far as two."""
    if _is_record(value):
        return 1
    found = 0
    if isinstance(value, dict) and depth < 20:
        for key, below in value.items():
            if key in _WRAPPERS and isinstance(below, list):
                for item in below:
                    found += _count(item, depth + 1)
                    if found > 1:
                        return found
    return found


def _read(root: Node, source: Source) -> Iterator[Document]:
    several = _count({key: root.look(key) for key in root.rest()}) > 1
    root.path = "record"
    for number, (node, language) in enumerate(_records(root, ""), 1):
        record = Record(node, language)
        record.read()
        length = record.said.find_measured("duration")
        reference = AssetReference(
            id=record.identifier if several and not record.file_name else "",
            name=record.file_name,
            kind=record.kind,
            duration_s=float(length) if length else None,
        )
        part = str(number) if several and not (reference.id or reference.name) else ""
        yield Document(node, reference, record.said.runs(part=part))


@dataclass(frozen=True, kw_only=True)
class _DublinCoreForm(XmlForm):
    """Dublin Core has no root of its own: the namespaces tell it from others that wrap ``metadata``."""

    def recognises(self, source: Source) -> bool:
        """Say, by the root and the namespaces in the first 64 KiB, whether this is Dublin Core."""
        head = source.data[:65_536]
        names_it = any(
            text.encode(code) in head for text in (DC, TERMS) for code in ("utf-8", "utf-16-le", "utf-16-be")
        )
        return (names_it or b"<dcvalue" in head) and super().recognises(source)


EXTRACTOR: Final = _DublinCoreForm(
    name="dublin-core",
    version="1",
    reads="Dublin Core XML: oai_dc, qualified records, several in one file, DSpace's dublin_core.xml",
    keys=KEYS,
    roots=lambda namespace, name: name in _WRAPPERS or name == "dublin_core",
    read=_read,
    prefixes={DC: "dc", TERMS: "dcterms"},
)
