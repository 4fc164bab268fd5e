"""What a TTML document says of its programme: ttm elements, and EBU's document metadata (EBU Tech 3390)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from extractors.timed.cues import CueSheet, language_tag
from extractors.xml_elements import Element
from ontology.model import WHOLE, Segment

_SAID: Final[Mapping[str, str]] = {
    "ttm:title": "title",
    "ttm:desc": "description",
    "ttm:copyright": "copyrightNotice",
    "ebuttm:documentCopyright": "copyrightNotice",
    "ebuttm:documentOriginalProgrammeTitle": "title",
    "ebuttm:documentTranslatedProgrammeTitle": "title",
    "ebuttm:documentOriginalEpisodeTitle": "headline",
    "ebuttm:documentTranslatedEpisodeTitle": "headline",
    "ebuttm:documentTranslatorsName": "contributor",
    "ebuttm:documentSubtitleReferenceCode": "jobId",
    "ebuttm:originalSourceServiceIdentifier": "source",
}
_AUTHORS: Final = ("ebuttm:documentEditorsName", "ebuttm:documentPublisher", "ebuttm:documentOriginatingSystem")
"""Who speaks in the document's metadata: the first of these that is named."""

_TIMECODE: Final = re.compile(r"\d{2}:\d{2}:\d{2}[:;]\d{2}")


class Metadata:
    """Reads a head's metadata into a sheet; keeps who the agents are, and where the programme starts."""

    def __init__(self, sheet: CueSheet) -> None:
        self._sheet = sheet
        self.agents: dict[str, str] = {}
        self.start_of_programme = ""

    def read_head(self, head: Element | None, language: str) -> None:
        """Read the metadata of a head."""
        if head is None:
            return
        authors: dict[str, str] = {}
        for element in [e for parent in (head, *head.elements("metadata")) for e in parent.elements(*_HOLDERS)]:
            if element.name == "ttm:agent":
                self._agent(element)
            elif element.name == "ebuttm:documentMetadata":
                self._document(element, language, authors)
            else:
                self._say(element, language)
        self._sheet.author = next((authors[name] for name in _AUTHORS if name in authors), "")
        self._actors(head)

    def read_part(self, element: Element, segment: Segment, language: str) -> None:
        """Read the metadata of a body, div, p or span: about that part, or the whole where it has no times."""
        for parent in (element, *element.elements("metadata")):
            for child in parent.elements("ttm:title", "ttm:desc", "ttm:copyright", "ittm:altText"):
                self._say(child, language, segment)

    def _say(self, element: Element, language: str, segment: Segment = WHOLE) -> None:
        name = _SAID.get(element.name, "description")
        if segment is not WHOLE and name != "description":
            name = "note"  # a title or right of a part has no property of its own
        own = language_tag(element.take("xml:lang")) or language
        self._sheet.say(name, element.text(), element.at, language=own if name in _LANGUAGED else "", segment=segment)

    def _document(self, document: Element, language: str, authors: dict[str, str]) -> None:
        titles = set()
        for child in document.elements(*_SAID, *_AUTHORS, "ebuttm:documentStartOfProgramme"):
            text = child.text()
            if child.name in _AUTHORS:
                authors.setdefault(child.name, text[:200])
            elif child.name == "ebuttm:documentStartOfProgramme":
                self.start_of_programme = text if _TIMECODE.fullmatch(text) else ""
            elif text and text not in titles:  # an episode called like its programme has no title of its own
                titles.add(text)
                self._say(child, language if "Translated" in child.name or child.name.startswith("ttm") else "")

    def _agent(self, agent: Element) -> None:
        names = {name.take("type"): name.text() for name in agent.elements("ttm:name")}
        identifier = agent.take("xml:id")
        found = next((names[kind] for kind in ("alias", "full", "given", "family", "other", "") if names.get(kind)), "")
        if identifier and found:
            self.agents[identifier] = found

    def _actors(self, head: Element) -> None:
        """An agent may say by whom it is played; the player had a part in making the programme."""
        for parent in (head, *head.elements("metadata")):
            for agent in parent.elements("ttm:agent"):
                for actor in agent.elements("ttm:actor"):
                    self._sheet.say("contributor", self.agents.get(actor.take("agent"), ""), actor.at)


_HOLDERS: Final = ("ttm:agent", "ebuttm:documentMetadata", "ttm:title", "ttm:desc", "ttm:copyright")
_LANGUAGED: Final = frozenset(("title", "description", "headline", "note"))
