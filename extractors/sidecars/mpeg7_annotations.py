"""MPEG-7's annotations: texts, keywords, who and what is shown, colours; of a content and of its segments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from extractors.reading import Node
from extractors.sidecars.mpeg7_keys import STRUCTURED
from extractors.sidecars.mpeg7_names import agent, term
from extractors.sidecars.said import Said
from extractors.values import parse_number
from extractors.xml_form import Text, text_of, texts
from ontology.model import WHOLE, Segment

_SPEECH: Final = re.compile(r"transcript|speech|asr|spoken|dialog|closed.?caption", re.IGNORECASE)
_WRITTEN: Final = re.compile(r"ocr|on.?screen|overlay|text.?recognition|written", re.IGNORECASE)
_SEMANTIC: Final = {
    "AgentObjectType": "depictsPerson", "EventType": "depictsEvent", "SemanticPlaceType": "depictsPlace",
    "ObjectType": "depicts", "ConceptType": "about", "SemanticTimeType": "temporalCoverage",
    "SemanticStateType": "keyword",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where annotations go: what is gathered, the language of texts that name none, and the Segment."""

    said: Said
    language: str
    segment: Segment = WHOLE

    def say(self, name: str, value: Text, sure: float | None = None, identifiers: tuple[str, ...] = ()) -> None:
        """Say what an annotation says of the Segment."""
        self.said.describe(
            name,
            value,
            segment=self.segment,
            identifiers=identifiers,
            confidence=sure,
        )


def say_annotations(node: Node, place: Place) -> None:
    """Say all annotations of a content or segment."""
    for annotation in node.nodes("TextAnnotation"):
        _text_annotation(annotation, place)
    for unit in node.nodes("StructuralUnit"):
        value, links = term(unit)
        if value.value:
            place.say("segmentType", value._replace(value=value.value.rpartition(":")[2]), identifiers=links)
        elif links:
            name = re.sub(r"[-_.]", " ", links[0].rpartition(":")[2])
            # A scheme's term without a name says what it is only where it is a word.
            if re.fullmatch(r"[A-Za-z ]{3,40}", name):
                place.say("segmentType", value._replace(value=name), identifiers=links)
            else:
                node.reading.keep(f"{unit.path}.@href (a code without a name)")
    for semantic in node.nodes("Semantic"):
        say_semantics(semantic, place)
    for descriptor in node.nodes("VisualDescriptor"):
        _descriptor(descriptor, place)
    for kept in ("AudioDescriptor", "VisualDescriptionScheme", "AudioDescriptionScheme"):
        for measure in node.nodes(kept):
            measure.keep()


def _text_annotation(node: Node, place: Place) -> None:
    sure = confidence(node)
    kind = node.text("@type")
    language = text_of(node).language or place.language
    for value in texts(node, "FreeTextAnnotation", inherited=language):
        place.say(_prop(kind, place), value, sure)
    say_words(node, place, language, sure)


def _prop(kind: str, place: Place) -> str:
    if _SPEECH.search(kind):
        return "transcript" if place.segment == WHOLE else "utterance"
    return "onScreenText" if _WRITTEN.search(kind) else "description"


def say_words(node: Node, place: Place, language: str, sure: float | None = None) -> None:
    """Say keywords and structured annotations."""
    for keywords in node.nodes("KeywordAnnotation"):
        inherited = text_of(keywords).language or language
        for word in keywords.nodes("Keyword"):
            word.text("@type")
            place.say("keyword", text_of(word, inherited=inherited), sure)
    for structured in node.nodes("StructuredAnnotation"):
        inherited = text_of(structured).language or language
        for question, prop in STRUCTURED.items():
            for answer in structured.nodes(question):
                value, links = term(answer, inherited=inherited)
                place.say(prop, value, sure, links)
                if answer.rest():
                    answer.keep()


def confidence(node: Node) -> float | None:
    """Take a confidence in 0..1; one that is none is named."""
    written = node.text("@confidence")
    found = parse_number(written) if written else None
    if written and (found is None or not 0 <= found <= 1):
        node.reading.problem(f"{node.at}/@confidence is {written[:40]!r}, not a number from 0 to 1")
        return None
    return found


def say_semantics(node: Node, place: Place) -> None:
    """Say who and what a semantic description holds: its objects, agents, events, places, concepts."""
    for base in node.nodes("SemanticBase"):
        kind = base.text("@xsi:type").rpartition(":")[2]
        labels = [term(label, inherited=place.language) for label in base.nodes("Label")]
        agents = [agent(child) for child in base.nodes("Agent")]
        prop = _SEMANTIC.get(kind, "")
        if agents and agents[0][0].value:
            name, is_organisation, links = agents[0]
            place.say("depictsOrganisation" if is_organisation else "depictsPerson", name, identifiers=links)
        elif labels and prop:
            place.say(prop, labels[0][0], identifiers=labels[0][1])
        if base.rest():
            base.keep()
    if node.rest():
        node.keep()


def _descriptor(node: Node, place: Place) -> None:
    """Say dominant colours given as red, green and blue; other descriptors are measures to compare by."""
    kind = node.text("@xsi:type").rpartition(":")[2]
    spaces = [space.text("@type").lower() for space in node.nodes("ColorSpace")]
    if kind == "DominantColorType" and (not spaces or spaces[0] == "rgb"):
        for value in node.nodes("Value"):
            for index in texts(value, "Index") + texts(value, "ColorValueIndex"):
                parts = index.value.split()
                if len(parts) == 3 and all(part.isdigit() and int(part) < 256 for part in parts):
                    colour = "#" + "".join(f"{int(part):02X}" for part in parts)
                    place.say("dominantColour", Text(colour, index.at, ""))
            if value.rest():
                value.keep()
    if node.rest():
        node.keep()
