"""One record of Dublin Core: what each of its elements becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from extractors.reading import Node
from extractors.reference import is_media_name
from extractors.sidecars import codecs, measured
from extractors.sidecars.credits import say_identifier
from extractors.sidecars.said import Said, absolute_iri, base_name, is_copyright, say_together
from extractors.sidecars.times import duration, moment
from extractors.xml_form import Text, language_tag
from ontology.model import MediaKind

PLAIN: Final = {
    "creator": "creator", "contributor": "contributor", "publisher": "publishedBy", "subject": "about",
    "description": "description", "abstract": "description", "tableOfContents": "description", "source": "source",
    "coverage": "contentLocation", "spatial": "contentLocation", "temporal": "temporalCoverage",
    "alternative": "alternativeTitle", "isPartOf": "partOf", "isEpisodeOf": "partOf", "license": "licence",
    "rightsHolder": "copyrightOwner", "medium": "carrier", "audience": "audience", "educationLevel": "audience",
}  # fmt: skip
DATES: Final = {
    "date": "dateCreated", "created": "dateCreated", "issued": "datePublished", "available": "datePublished",
    "modified": "modifiedDate",
}  # fmt: skip
KEPT: Final = (
    "relation", "hasPart", "isVersionOf", "hasVersion", "isReplacedBy", "replaces", "isRequiredBy", "requires",
    "isReferencedBy", "references", "isFormatOf", "hasFormat", "conformsTo", "bibliographicCitation", "provenance",
    "mediator", "instructionalMethod", "accrualMethod", "accrualPeriodicity", "accrualPolicy", "dateAccepted",
    "dateCopyrighted", "dateSubmitted", "valid",
)  # fmt: skip
_KINDS: Final = {
    "movingimage": MediaKind.VIDEO, "video": MediaKind.VIDEO, "sound": MediaKind.AUDIO, "audio": MediaKind.AUDIO,
    "image": MediaKind.IMAGE, "stillimage": MediaKind.IMAGE, "text": MediaKind.TEXT,
}  # fmt: skip
_DCMI_TYPES: Final = (
    "Collection", "Dataset", "Event", "Image", "InteractiveResource", "MovingImage", "PhysicalObject", "Service",
    "Software", "Sound", "StillImage", "Text",
)  # fmt: skip
_PERIOD: Final = re.compile(r"(start|end|name)\s*=\s*([^;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of a record: the element's local name, its text, and its link (rdf:resource, xlink:href)."""

    name: str
    text: Text
    link: str


class Record:
    """Says one record."""

    def __init__(self, node: Node, language: str) -> None:
        self.said = Said(node.reading)
        self.node, self.language = node, language
        self.file_name = self.identifier = ""
        self.kind = MediaKind.UNKNOWN
        self._titled: set[str] = set()
        self._terms: list[Text] = []
        self._notices: list[Text] = []

    def read(self) -> None:
        """Take the record's elements, in the order of the table."""
        for key in self.node.rest():
            if key == "dcvalue":
                for child in self.node.nodes(key):
                    self._dspace(child)
            elif key.startswith(("dc:", "dcterms:")):
                name = key.partition(":")[2]
                if name in KEPT:
                    continue
                if name not in _READERS and name not in PLAIN and name not in DATES:
                    continue
                for child in self.node.nodes(key):
                    self._say(_value(child, name, self.language))
        say_together(self.said, "usageTerms", self._terms)
        say_together(self.said, "copyrightNotice", self._notices)

    def _dspace(self, child: Node) -> None:
        element, qualifier = child.text("@element"), child.text("@qualifier")
        language = language_tag(child.text("@language"))
        name = _DSPACE.get((element, qualifier), element if qualifier in ("", "none", "*") else qualifier)
        value = _value(child, name, language or self.language)
        known = name in _READERS or name in PLAIN or name in DATES
        if known:
            self._say(value)
        elif value.text.value and (name in KEPT or element in ("relation", "date")):
            child.reading.keep(f"{child.path}[{element}.{qualifier}]")
        elif value.text.value:
            child.reading.leave(f"{child.path}[{element[:40]}.{qualifier[:40]}]", value.text.value)

    def _say(self, value: _Value) -> None:
        if not value.text.value and not value.link:
            return
        if value.name in _READERS:
            _READERS[value.name](self, value)
        elif value.name in DATES:
            self._date(value)
        else:
            self._plain(value)

    def _plain(self, value: _Value) -> None:
        prop = PLAIN[value.name]
        known = (value.link,) if value.link else ()
        if prop == "about":
            # Repositories write several subjects in one element.
            for word in re.split(r";\s+", value.text.value):
                self.said.describe(prop, value.text._replace(value=word), identifiers=known)
        elif prop == "temporalCoverage" or (prop == "contentLocation" and _PERIOD.match(value.text.value)):
            self._period(value.text)
        else:
            self.said.describe(prop, value.text, identifiers=known)

    def _period(self, text: Text) -> None:
        """Say a period; a DCMI Period (``start=…; end=…;``) as from/to, a DCMI Point or Box by its name."""
        parts = {key.lower(): part.strip() for key, part in _PERIOD.findall(text.value)}
        if parts.get("start") or parts.get("end"):
            span = f"{parts.get('start', '')}/{parts.get('end', '')}"
            self.said.describe("temporalCoverage", text._replace(value=span, language=""))
        elif "name" in parts:
            self.said.describe("contentLocation", text._replace(value=parts["name"], language=""))
        else:
            self.said.describe("temporalCoverage", text)

    def _date(self, value: _Value) -> None:
        when = moment(value.text.value.partition("/")[0])
        if when:
            self.said.describe(DATES[value.name], Text(when, value.text.at, ""))
        else:
            self.said.problem(f"{value.text.at} is {value.text.value[:40]!r}, not a date")

    def title(self, value: _Value) -> None:
        """Say a title; of several in one language the first is the main one."""
        is_first = value.text.language not in self._titled
        self._titled.add(value.text.language)
        self.said.describe("title" if is_first else "alternativeTitle", value.text)

    def type_(self, value: _Value) -> None:
        """Say the type; a DCMI type in words, with its IRI."""
        name = value.text.value.rpartition("/")[2] if "dcmitype/" in value.text.value else value.text.value
        kind = _KINDS.get(re.sub(r"[\s_-]", "", name).lower())
        self.kind = kind or self.kind
        if name in _DCMI_TYPES:
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
            link = f"http://purl.org/dc/dcmitype/{name}"
            self.said.describe("format", Text(words, value.text.at, "en"), identifiers=(link,))
        else:
            self.said.describe("format", value.text, identifiers=(value.link,) if value.link else ())

    def format_(self, value: _Value) -> None:
        """Say a media type, a duration, or the carrier in words."""
        text = value.text
        if re.fullmatch(r"[a-z]+/[\w.+\-]+", text.value):
            self.said.measure("mediaFormat", codecs.media_type(text.value), text.at)
        elif is_media_name(base_name(text.value)):
            self.file_name = self.file_name or base_name(text.value)
        elif (length := duration(text.value)) is not None and not text.value.isdigit():
            measured.say_seconds(self.said, length, measured.Value(text.value, text.at))
        else:
            self.node.reading.keep(f"{self.node.path}.{value.name} (in words)")

    def identify(self, value: _Value) -> None:
        """Say an identifier, or take the name of the file."""
        text = value.text if value.text.value else value.text._replace(value=value.link)
        name = base_name(text.value)
        if is_media_name(name):
            self.file_name = self.file_name or name
            if "/" not in text.value:
                return
        self.identifier = self.identifier or text.value
        say_identifier(self.said, text)

    def speak(self, value: _Value) -> None:
        """Say a language."""
        code = language_tag(value.text.value)
        if code:
            self.said.describe("language", Text(code, value.text.at, ""))
        elif value.text.value.lower() not in ("zxx", "und", "mul", "mis"):
            self.said.describe("language", value.text)

    def right(self, value: _Value) -> None:
        """Gather a statement of rights; an address is where they are stated."""
        text = value.text if value.text.value else value.text._replace(value=value.link)
        if absolute_iri(text.value).startswith("http"):
            is_licence = "creativecommons.org" in text.value or "rightsstatements.org" in text.value
            self.said.describe("licence" if is_licence else "webStatement", text)
        else:
            (self._notices if is_copyright(text.value) else self._terms).append(text)


_READERS: Final[dict[str, Callable[[Record, _Value], None]]] = {
    "title": Record.title, "type": Record.type_, "format": Record.format_, "extent": Record.format_,
    "identifier": Record.identify, "language": Record.speak, "rights": Record.right,
    "accessRights": Record.right,
}  # fmt: skip
_DSPACE: Final = {
    ("contributor", "author"): "creator", ("date", "issued"): "issued", ("date", "created"): "created",
    ("description", "abstract"): "abstract", ("format", "mimetype"): "format", ("format", "extent"): "extent",
    ("identifier", "uri"): "identifier", ("identifier", "other"): "identifier", ("language", "iso"): "language",
    ("rights", "uri"): "rights", ("rights", "holder"): "rightsHolder", ("title", "alternative"): "alternative",
    ("coverage", "spatial"): "spatial", ("coverage", "temporal"): "temporal", ("relation", "ispartof"): "isPartOf",
    ("relation", "ispartofseries"): "isPartOf", ("subject", "lcsh"): "subject", ("subject", "other"): "subject",
    ("contributor", "editor"): "contributor", ("contributor", "other"): "contributor",
}  # fmt: skip


def _value(child: Node, name: str, language: str) -> _Value:
    own = language_tag(child.text("@xml:lang") or child.text("@lang"))
    link = child.text("@resource") or child.text("@href") or child.text("@valueURI")
    child.text("@element")
    return _Value(name, Text(child.text("#").strip(), child.at, own or language), absolute_iri(link))
