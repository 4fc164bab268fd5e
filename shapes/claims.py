"""The shapes of what can be claimed, written from the ontology: ``python -m shapes.claims`` makes claims.ttl.

A property's declaration gives its type, cardinality and names; this module adds what only an editor knows: in which
group it stands on a form, in which order, and whether people filter by it. ``--check`` says whether claims.ttl is
what would be written.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ontology.declarations import Declarations, read_declarations
from ontology.generated_file import write_or_check
from ontology.namespaces import MG, PREFIXES, compact
from ontology.property_term import PropertyTerm
from ontology.resources import turtle_files

FILE: Final = Path(__file__).with_name("claims.ttl")
_XSD, _RDF, _RDFS = PREFIXES["xsd"], PREFIXES["rdf"], PREFIXES["rdfs"]
_LANGUAGES: Final = ("en", "fr", "de", "es")

GROUPS: Final[dict[str, str]] = {
    "description": (
        "title headline description caption captionWriter keyword keywordPath keyPhrase album label trackNumber"
    ),
    "subject": "genre format about depicts setting mood emotion sentiment shotType segmentType contentAdvisory",
    "people": (
        "depictsPerson depictsOrganisation depictsPlace depictsBrand depictsWork depictsEvent mentions "
        "mentionsPerson mentionsOrganisation mentionsPlace mentionsBrand mentionsWork mentionsEvent mentionsDate "
        "mentionsQuantity"
    ),
    "content": "transcript utterance subtitle onScreenText language speaker",
    "appearance": (
        "faceCount ageRange genderPresentation faceAttribute faceYaw facePitch faceRoll faceBrightness "
        "faceSharpness dominantColour brightness contrast sharpness loudness"
    ),
    "creation": (
        "creator creatorJobTitle creatorContact contributor dateCreated creditLine source digitalSourceType rating "
        "supplier supplierImageId jobId instructions urgency"
    ),
    "rights": (
        "licence licensor copyrightNotice copyrightOwner rightsMarked usageTerms webStatement modelRelease "
        "modelReleaseStatus minorModelAge propertyRelease propertyReleaseStatus registryEntry"
    ),
    "technical": (
        "mediaFormat width height aspectRatio orientation rotation duration frameRate frameCount timecode bitRate "
        "videoCodec audioCodec sampleRate channels bitDepth pixelFormat colourSpace colourProfile"
    ),
    "camera": (
        "captureDate digitisedDate modifiedDate cameraMake cameraModel cameraSerialNumber cameraOwner lensMake "
        "lensModel lensSerialNumber exposureTime fNumber isoSpeed focalLength focalLength35mm flash "
        "exposureProgram exposureMode exposureCompensation meteringMode whiteBalance lightSource maximumAperture "
        "subjectDistance sceneCaptureType digitalZoom software"
    ),
    "place": (
        "contentLocation latitude longitude altitude sublocation city region country countryCode gpsDirection gpsTime"
    ),
}
"""Group to its properties in their order on a form; others follow, by name, in the group of their module."""

_MODULE_GROUPS: Final = {"technical": "technical", "perception": "appearance", "description": "description"}

FACETS: Final = (
    "keyword language dominantColour faceAttribute dateCreated rating licence creditLine mediaFormat width "
    "height duration frameRate videoCodec audioCodec captureDate cameraMake cameraModel lensModel city region "
    "country countryCode orientation"
)
"""Literal properties that people filter by. Those with Concepts and Entities as values are facets anyway."""

_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "concept": ("a Concept", "un Concept", "ein Concept", "un Concept"),
    "entity": ("a {class}", "de classe {class}", "der Klasse {class}", "de clase {class}"),
    "asset": ("an Asset", "un Asset", "ein Asset", "un Asset"),
    "text": ("text", "un texte", "Text", "un texto"),
    "integer": ("a whole number", "un nombre entier", "eine ganze Zahl", "un número entero"),
    "decimal": ("a number", "un nombre", "eine Zahl", "un número"),
    "date": ("a date", "une date", "ein Datum", "una fecha"),
    "boolean": ("true or false", "vrai ou faux", "wahr oder falsch", "verdadero o falso"),
    "address": ("an absolute IRI", "une IRI absolue", "eine absolute IRI", "una IRI absoluta"),
}
_COUNTS: Final[dict[str, tuple[str, ...]]] = {
    "set": ("", "", "", ""),
    "single": (", one at most", ", au plus une valeur", ", höchstens ein Wert", ", un valor como máximo"),
    "textByLanguage": (
        ", one in each language at most",
        ", au plus une valeur par langue",
        ", höchstens ein Wert je Sprache",
        ", un valor por idioma como máximo",
    ),
}
_QUOTES: Final = (("“", "”"), ("« ", " »"), ("„", "“"), ("«", "»"))


class _Words(NamedTuple):
    """What the ontology says of a property for people: labels by language, definition, module."""

    labels: dict[str, str]
    definition: str
    module: str


def claims_turtle(declarations: Declarations | None = None) -> str:
    """Return the text of claims.ttl for the ontology's declarations."""
    declared = declarations or read_declarations()
    words = _read_words()
    lines = [
        "# Generated from the ontology by `python -m shapes.claims`; not edited by hand.",
        "# What can be claimed of an Asset, a Segment or an Entity: one property shape for each claimable property.",
        *(f"@prefix {p}: <{PREFIXES[p]}> ." for p in ("mg", "rdf", "rdfs", "sh", "skos", "xsd")),
        "@prefix mgs: <https://w3id.org/mediagraph/shapes#> .",
        "",
    ]
    shapes: defaultdict[str, list[str]] = defaultdict(list)
    blocks = []
    for number, group, term in _ordered(declared, words):
        for owner in _owners(term):
            shapes[owner].append(f"mgs:{owner}-{term.local}")
            blocks.append(_property_shape(owner, term, words[term.local], group=group, order=number))
    for owner, names in sorted(shapes.items()):
        lines += [f"mgs:{owner}Shape sh:property", "    " + " ,\n    ".join(names) + " .", ""]
    return "\n".join(lines + blocks)


def _read_words() -> dict[str, _Words]:
    import pyoxigraph

    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    definitions: dict[str, str] = {}
    modules: dict[str, str] = {}
    for file in turtle_files(""):
        for quad in pyoxigraph.parse(file.data, format=pyoxigraph.RdfFormat.TURTLE):
            local = quad.subject.value.removeprefix(MG) if isinstance(quad.subject, pyoxigraph.NamedNode) else ""
            value = quad.object
            if quad.predicate.value == _RDFS + "label" and isinstance(value, pyoxigraph.Literal):
                labels[local][value.language or ""] = value.value
            elif quad.predicate.value == PREFIXES["skos"] + "definition" and isinstance(value, pyoxigraph.Literal):
                definitions[local] = value.value
            elif quad.predicate.value == _RDFS + "isDefinedBy" and isinstance(value, pyoxigraph.NamedNode):
                modules[local] = value.value.rpartition("/")[2]
    return {local: _Words(labels[local], definitions.get(local, ""), modules.get(local, "")) for local in labels}


def _ordered(declared: Declarations, words: dict[str, _Words]) -> Iterator[tuple[int, str, PropertyTerm]]:
    """Yield (order in its group, group, property), groups in the order of `GROUPS`."""
    by_local = {term.local: term for term in declared.properties}
    placed = {local for names in GROUPS.values() for local in names.split()}
    members = {group: [local for local in names.split() if local in by_local] for group, names in GROUPS.items()}
    for local in sorted(by_local.keys() - placed):
        members[_MODULE_GROUPS.get(words[local].module, "description")].append(local)
    for group, locals_ in members.items():
        for number, local in enumerate(locals_, 1):
            yield number, group, by_local[local]


def _owners(term: PropertyTerm) -> tuple[str, ...]:
    """Return the shapes whose nodes have Facts with this property."""
    if term.level == "Entity":
        return ("Entity",)
    return ("Asset", "Segment") if term.roll_up == "none" else ("Asset",)


def _property_shape(owner: str, term: PropertyTerm, words: _Words, *, group: str, order: int) -> str:
    # A number from two tools that differ, or two texts in one language, is for a person to settle.
    cardinality = {"set": "", "textByLanguage": "sh:uniqueLang true"}.get(term.merge_kind, "sh:maxCount 1")
    facet = term.range_kind in ("concept", "entity") or term.local in FACETS.split()
    lines = [
        f"mgs:{owner}-{term.local}",
        "    a sh:PropertyShape ;",
        f"    sh:path mg:{term.local} ;",
        f"    sh:name {_texts(words.labels)} ;",
        f'    sh:description "{_escaped(words.definition)}"@en ;',
        f"    sh:group mgs:{group}Group ; sh:order {order} ;",
        *(["    mg:facet true ;"] if facet else []),
        *([f'    mgs:breach "review" ; {cardinality} ;'] if cardinality else []),
        "    sh:severity sh:Violation ;",
        f"    {_type(term)} ;",
        f"    sh:message {_texts(_messages(term, words))} .",
        "",
    ]
    return "\n".join(lines)


def _type(term: PropertyTerm) -> str:
    if term.range_kind == "asset":
        return "sh:nodeKind sh:IRI"  # no class: the other Asset may be on its way in the same ChangeSet
    if term.range_kind != "literal":
        return f"sh:nodeKind sh:IRI ; sh:class {compact(term.range)}"
    datatype = term.datatype.removeprefix(_XSD)
    if term.datatype in (_RDF + "langString", _RDFS + "Literal"):
        return "sh:or ( [ sh:datatype rdf:langString ] [ sh:datatype xsd:string ] ) ; sh:maxLength 100000"
    if datatype == "string":
        return "sh:datatype xsd:string ; sh:maxLength 100000"
    if datatype == "dateTime":
        # Archives often know the day or the year alone.
        return "sh:or ( [ sh:datatype xsd:dateTime ] [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] )"
    if datatype == "date":
        return "sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] )"
    if datatype == "anyURI":
        return "sh:or ( [ sh:datatype xsd:anyURI ] [ sh:nodeKind sh:IRI ] )"
    return f"sh:datatype {compact(term.datatype)}"


def _messages(term: PropertyTerm, words: _Words) -> dict[str, str]:
    count = _COUNTS.get(term.merge_kind, _COUNTS["single"])
    messages = {}
    for number, language in enumerate(_LANGUAGES):
        opening, closing = _QUOTES[number]
        label = words.labels.get(language) or words.labels["en"]
        kind = _KINDS[_kind(term)][number].format(**{"class": term.range.removeprefix(MG)})
        colon = " :" if language == "fr" else ":"
        messages[language] = f"{opening}{label}{closing}{colon} {kind}{count[number]}."
    return messages


def _kind(term: PropertyTerm) -> str:
    if term.range_kind != "literal":
        return term.range_kind
    local = term.datatype.removeprefix(_XSD)
    names = {"dateTime": "date", "gYear": "date", "double": "decimal", "float": "decimal", "anyURI": "address"}
    name = names.get(local, local)
    return name if name in _KINDS else "text"


def _texts(texts: dict[str, str]) -> str:
    return " , ".join(f'"{_escaped(texts[lang])}"@{lang}' for lang in _LANGUAGES if lang in texts)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def main(arguments: list[str]) -> int:
    """Write claims.ttl, or with ``--check`` return 1 where it is out of date."""
    return write_or_check(FILE, claims_turtle(), command="python -m shapes.claims", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
