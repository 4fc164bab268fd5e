"""What becomes of each key of ninjs: 1.x (``versioncreated``, ``person``), 2.x and 3.x (``versionCreated``).

Version 3 writes in camel case what versions 1 and 2 write small; both spellings stand in the table.
"""

from __future__ import annotations

from typing import Final

_CONTACT: Final = "kept: how to reach them"
_CONCEPT: Final = {
    "name": "the claim's value",
    "rel": "whether it is depicted, or mentioned; in a picture, what it is about is depicted",
    "uri": "the claim's identifier",
    "literal": "the claim's identifier, where it is a QCode or one of IPTC's codes",
    "scheme": "with code, the claim's identifier",
    "code": "with scheme, the claim's identifier",
    "contactInfo": _CONTACT,
}
_SUBJECT: Final = {
    **_CONCEPT,
    "name": "about; a Media Topic's code is its identifier",
    "rel": "kept: how the item relates to the subject; each way is a topic of it",
    "creator": "who assigned it: what a tool or system assigned is a model's claim",
    "relevance": "kept: how much it matters in the item, which is not how sure it is",
    "confidence": "confidence, of 100",
}
_TEXT: Final = {"role": "which text it is", "contentType": "whether it is markup", "value": "the text"}
_COUNTS: Final = {"charCount": "kept: counted by the provider", "wordCount": "kept: counted by the provider"}
_RENDITION: Final = {
    "name": "which rendition is the item as it was made",
    "href": "the Asset's name, where the original's ends in a media file's",
    "contentType": "which rendition is the item as it was made",
    "mimetype": "which rendition is the item as it was made",
    "title": "kept: a title for the link",
    "width": "width, of the original or only rendition; of others it stays in the blob",
    "height": "height, of the original or only rendition; of others it stays in the blob",
    "sizeInBytes": "by which a duration in wrong units is told",
    "duration": "duration, of the original or only rendition",
    "format": "kept: a refinement of the content type",
    "aspectRatio": "aspectRatio, of the original or only rendition",
    "videoCodec": "videoCodec, of the original or only rendition",
    "frameRate": "frameRate, of the original or only rendition",
    "bitrate": "bitRate, of the original or only rendition",
    "poi": "kept: the point at which a crop is centred",
    "transportProtocol": "kept: how a stream is sent",
    "scanType": "kept: progressive or interlaced, of a stream",
    "resources": "kept: tracks of a stream that is not at hand",
    "extensions": "kept: the provider's own",
}
_DATES: Final = {
    "startDate": "mentionsDate", "endDate": "mentionsDate", "expectedStartDate": "mentionsDate",
    "expectedEndDate": "mentionsDate", "estimatedStartDate": "mentionsDate", "estimatedEndDate": "mentionsDate",
    "expectedDuration": "kept: for how long", "recurrence": "kept: when it comes again",
}  # fmt: skip
_ITEM: Final[dict[str, str]] = {
    "uri": "the Asset's id",
    "guid": "the Asset's id, where there is no uri (Superdesk)",
    "type": "the Asset's class, where it is a text, picture, graphic, video or audio",
    "version": "kept: versionCreated says which is newer",
    "versionCreated": "when the Run ended: a newer version of the item replaces an older one",
    "firstCreated": "dateCreated of a text that tells none",
    "contentCreated": "dateCreated",
    "contentDigitised": "digitisedDate",
    "embargoedUntil": "embargoedUntil",
    "embargoed": "embargoedUntil",
    "expires": "expiryDate",
    "pubStatus": "publicationStatus",
    "urgency": "urgency",
    "copyrightHolder": "copyrightOwner, and whose word the item is",
    "copyrightNotice": "copyrightNotice",
    "usageTerms": "usageTerms",
    "edNote": "instructions",
    "ednotes[].value": "instructions",
    "ednotes[].role": "kept: for whom the note is",
    "language": "language, and the texts' language tag",
    "title": "title; of an item with eventDetails mentionsEvent, too",
    "by": "byline; creator, where it names people",
    "byline": "byline; creator, where it names people",
    "slugline": "slugline",
    "located": "contentLocation",
    "headline": "headline",
    "mimetype": "kept: renditions and bodies have their own",
    "representationType": "kept: how complete this representation is",
    "profile": "kept: the provider's name for the item's structure",
    "newsworthiness": "kept: a rank by the provider's own scale",
    "standard": "kept: the version of ninjs",
    "$standard": "kept: the version of ninjs",
    "charCount": "kept: counted by the provider",
    "wordCount": "kept: counted by the provider",
    "name": "kept: what an associated item is called in this one",
    "rel": "kept: how an associated item relates to this one",
    "organisations[].symbols": "kept: under which symbol shares of it are traded",
    "places[].geoJSON": "kept: where the place lies; the place's own, not the item's",
    "infoSources[].name": "source; whose word the item is, for one in the role of provider",
    "infoSources[].role": "whether it is the provider",
    "infoSources[].rel": "whether it is the provider",
    **{f"infoSources[].{key}": "kept: codes of the source" for key in ("uri", "literal", "scheme", "code")},
    "infoSources[].contactInfo": _CONTACT,
    **{f"{group}[].{key}": value for group in ("people", "organisations", "places", "objects") for key, value in
       _CONCEPT.items()},
    **{f"events[].{key}": value for key, value in _CONCEPT.items()},
    "events[].id": "kept: its number in this document",
    **{f"subjects[].{key}": value for key, value in _SUBJECT.items()},
    **{f"genres[].{key}": _CONCEPT[key] for key in ("uri", "literal", "scheme", "code")},
    "genres[].name": "genre",
    **{f"headlines[].{key}": value for key, value in _TEXT.items()},
    "headlines[].value": "headline, of the main one or the first; others are descriptions",
    **{f"descriptions[].{key}": value for key, value in _TEXT.items()},
    "descriptions[].value": "description; creditLine or captionWriter, by its role",
    **{f"bodies[].{key}": value for key, value in (_TEXT | _COUNTS).items()},
    "bodies[].value": "bodyText, without markup; another rendering of a text that is said already stays in the blob",
    **{f"renditions[].{key}": value for key, value in _RENDITION.items()},
    "altIds[].role": "houseIdentifier, before its value",
    "altIds[].value": "houseIdentifier",
    "trustIndicators": "kept: links to statements about the provider",
    "trustIndicator": "kept: links to statements about the provider",
    "rightsInfo.langId": "kept: the language of the encoded rights",
    "rightsInfo.linkedRights": "webStatement",
    "rightsInfo.encodedRights": "kept: an expression for rights engines",
    "digitalSourceType.uri": "digitalSourceType",
    "digitalSourceType.name": "kept: in words",
    "digitalSourceType.literal": "digitalSourceType, where it is a QCode",
    **{f"eventDetails.dates.{key}": value for key, value in _DATES.items()},
    "eventDetails.organiser.name": "mentions: a person or organisation",
    "eventDetails.organiser.uri": "its identifier",
    "eventDetails.organiser.literal": "its identifier, where it is a QCode",
    "eventDetails.organiser.rel": "kept: the organiser's part",
    "eventDetails.organiser.contactInfo": _CONTACT,
    "eventDetails.organiser.symbols": "kept: under which symbol shares of it are traded",
    "eventDetails.eventStatus": "kept: whether the event takes place",
    "eventDetails.plannedCoverageStatus": "kept: whether there will be reports",
    "plannedCoverage": "kept: orders for items that do not exist yet",
    "genAIDisclosure": "kept: free words about generated parts",
    "aiInfo": "kept: free words about generated parts",
}  # fmt: skip

_PLURALS: Final = {
    "people": "person", "organisations": "organisation", "places": "place", "subjects": "subject", "events": "event",
    "objects": "object", "infoSources": "infosource", "genres": "genre",
}  # fmt: skip


def _spellings(table: dict[str, str]) -> dict[str, str]:
    found = dict(table)
    for path, becomes in table.items():
        group, brackets, rest = path.partition("[]")
        single = _PLURALS.get(group)
        for other in (path.lower(), *((f"{single}{brackets}{rest}".lower(),) if single else ())):
            found.setdefault(other, becomes)
    return found


_TOP: Final = {
    **_spellings(_ITEM),
    "headline_*": "description: more headlines of ninjs 1.x, by their suffix",
    "description_*": "description",
    "body_*": "bodyText, without markup",
    "place[].geometry_*": "kept: where the place lies; the place's own, not the item's",
    "altids.*": "houseIdentifier, with the key before it",
    "renditions.*": "as renditions[], named by the key",
    "associations.*": "as associations[], named by the key",
}
KEYS: Final[dict[str, str]] = {
    **_TOP,
    **{f"associations[].{path}": f"{becomes}" for path, becomes in _TOP.items()},
}
"""Key path to what it becomes. Each association is an Asset of its own, read by the same table, however deep."""
