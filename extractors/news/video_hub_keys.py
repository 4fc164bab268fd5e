"""What becomes of each property of the IPTC Video Metadata Hub, recommendations 1.2 to 1.7, in its JSON form."""

from __future__ import annotations

from typing import Final

WORDED: Final = {
    "title": "title", "headline": "headline", "description": "description", "altTextAccessibility": "description",
    "extDescrAccessibility": "description", "dopesheet": "description", "transcript": "transcript",
    "keywords": "keyword",
}  # fmt: skip
"""Texts by language (AltLang) to the property they are claimed as."""

UNWORDED: Final = {
    "copyrightNotice": "copyrightNotice", "usageTerms": "usageTerms", "dataMiningConstraint ?": "usageTerms",
    "otherConstraints": "usageTerms", "creditLine": "creditLine", "language": "language", "dataMining": "dataMining",
    "aISystemUsed": "aiSystem", "aISystemVersionUsed": "aiSystemVersion", "aIPromptInformation": "aiPrompt",
    "aIPromptWriterName": "aiPromptWriter", "modelReleaseDocuments": "modelRelease",
    "propertyReleaseDocuments": "propertyRelease", "storylineIdentifiers": "partOf", "source": "source",
}  # fmt: skip
"""Plain texts, or texts whose language a claim does not tell."""

ENTITIES: Final = {
    "personsShown": "depictsPerson", "personsHeard": "speaker", "featuredOrganisations": "depictsOrganisation",
    "objectsShown": "depicts", "shownEvents": "depictsEvent", "productsShown": "depictsBrand",
    "videoShotTypes": "shotType", "licensor": "licensor", "supplier": "supplier", "supplyChainSources": "source",
}  # fmt: skip
"""Entities (a name by language, identifiers) to the property they are claimed as."""

PARTIES: Final = {"creators": "creator", "contributors": "contributor"}
TERMS: Final = {
    "aboutCvTerms": "about", "genres": "genre", "contentWarning": "contentAdvisory", "workflowTag": "label",
    "modelReleaseStatus": "modelReleaseStatus", "propertyReleaseStatus": "propertyReleaseStatus",
    "digitalSourceType": "digitalSourceType", "stylePeriod": "genre",
}  # fmt: skip
"""Terms of a vocabulary (CvTerm) to the property they are claimed as."""

DATES: Final = {"dateCreated": "dateCreated", "dateReleased": "datePublished"}
NUMBERS: Final = {
    "audioChannelCount": "channels", "audioSampleRate": "sampleRate", "fileBitrate": "bitRate",
    "videoFrameRate": "frameRate", "orientation": "orientation",
}  # fmt: skip
TECHNICAL: Final = {
    "audioChannelLayout": "channelLayout", "audioCoding": "audioCodec", "videoCoding": "videoCodec",
    "mediaType": "mediaFormat",
}  # fmt: skip
LOCATIONS: Final = {"locationsCreated": "contentLocation", "locationsShown": "depictsPlace"}
DEVICE: Final = {
    "manufacturer": "cameraMake", "modelName": "cameraModel", "serialNumber": "cameraSerialNumber",
    "attLensDescription": "lensModel",
}  # fmt: skip
ROLES: Final = {
    "director": "director", "writer": "writer", "author": "writer", "screenwriter": "writer", "composer": "composer",
    "performer": "performer", "actor": "performer", "presenter": "presenter", "host": "presenter",
    "producer": "producer",
}  # fmt: skip
"""Roles of creators and contributors that have a property of their own, by the end of their code."""

_KEPT: Final = {
    "altText": "in words", "audioBitRate": "of one stream", "audioBitRateType": "fixed or variable",
    "audioBitsPerSample": "of the sound; bitDepth is the picture's here", "copyrightYear": "the notice says it",
    "dopesheetLinks": "a link", "editorialDurationEnds": "which span is proposed for use",
    "editorialDurationStarts": "which span is proposed for use", "editorialDurations": "which span is proposed for use",
    "embdEncRightsExpr": "an expression for rights engines", "externalMetadataLinks": "a link",
    "feedIdentifier": "through which feed it came", "fileFormat": "mediaType says it", "parentId": "of another video",
    "planningRefs": "of use to the planner only", "releaseReady": "the provider's own rule", "rendition": "of one file",
    "reviewRatings": "what a critic gave, by the critic's own scale", "signalAspectRatio":
    "of the signal, not the picture",
    "signalFormat": "a term of several measures", "snapshotLinks": "a link", "streamReady": "how the file is arranged",
    "timedTextLinks": "a link", "transcriptLinks": "a link", "videoBitrate": "of one stream",
    "videoBitrateType": "fixed or variable", "videoStreamsCount": "how many there are", "videoEncodingProfile":
    "which of the codec's profiles",
    "videoVersion": "metadataLastEdited says which metadata are newer", "visualColour": "whether it is in colour",
}  # fmt: skip
_ENTITY: Final = {"name": "", "identifiers": "its identifier"}
_LOCATION: Final = ("name", "sublocation", "city", "provinceState", "countryName")


def _table() -> dict[str, str]:
    keys = {**WORDED, **UNWORDED, **DATES, **NUMBERS, **TECHNICAL}
    for path, becomes in (ENTITIES | PARTIES).items():
        keys[path] = becomes
        keys |= {f"{path}[].name": becomes, f"{path}[].identifiers": "the claim's identifiers"}
        about = ("description", "characteristics", "gtin")
        keys |= {f"{path}[].{key}": "kept: about the thing itself" for key in about}
        keys[f"{path}[].role"] = "kept: its part in the video"
        if path in PARTIES:
            keys[f"{path}[].role"] = "a property of its own, such as director, beside this one"
    for path, becomes in TERMS.items():
        keys[path] = becomes
        keys |= {f"{path}[].cvTermName": becomes, f"{path}[].cvTermId": f"{becomes}, or the claim's identifier"}
        keys |= {f"{path}[].cvId": "kept: the term's own address holds it"}
        keys[f"{path}[].cvTermRefinedAbout"] = "kept: in which way it is about it"
    for path, becomes in LOCATIONS.items():
        keys[path] = becomes
        keys |= {f"{path}[].{key}": f"{becomes}, its parts with commas between" for key in _LOCATION}
        keys |= {f"{path}[].identifiers": "the claim's identifiers"}
        keys |= {f"{path}[].{key}": "kept: the country and names say it" for key in ("countryCode", "worldRegion")}
    created = {"gpsLatitude": "latitude", "gpsLongitude": "longitude", "gpsAltitude": "altitude"}
    keys |= {f"locationsCreated[].{key}": f"{name}, where there is one such place" for key, name in created.items()}
    shown = {"gpsLatitude": "depictsCoordinates", "gpsLongitude": "depictsCoordinates"}
    keys |= {f"locationsShown[].{key}": becomes for key, becomes in shown.items()}
    keys["locationsShown[].gpsAltitude"] = "kept: how high it lies"
    keys |= {f"recordingDevice.{key}": becomes for key, becomes in DEVICE.items()}
    keys["recordingDevice.ownerDeviceId"] = "kept: the owner's number of the device"
    keys |= {key: f"kept: {why}" for key, why in _KEPT.items()}
    return keys | _OTHERS


_OTHERS: Final = {
    "identifier": "the Asset's id",
    "circaDateCreated": "dateCreated, where it is a date and no exact one is told; else it stays in the blob",
    "dateModified": "modifiedDate",
    "metadataLastEdited": "when the Run ended: newer metadata replace older ones",
    "metadataAuthority.name": "whose word it is", "metadataAuthority.identifiers": "kept: codes of the authority",
    "metadataLastEditor.name": "whose word it is, where there is no authority",
    "metadataLastEditor.identifiers": "kept: codes of the editor",
    "copyrightOwners": "copyrightOwner", "copyrightOwners[].name": "copyrightOwner",
    "copyrightOwners[].identifiers": "kept: codes of the owner", "copyrightOwners[].role": "kept: of which rights",
    "dataOnScreen": "onScreenText", "dataOnScreen[].regionText": "onScreenText",
    "dataOnScreen[].measureType": "the unit of the box",
    **{f"dataOnScreen[].regionArea{edge}": "the Segment's box" for edge in ("X", "Y", "Width", "Height")},
    "fileDuration": "duration", "fileDuration.timeValue": "duration", "fileDuration.timeFormat": "the unit of duration",
    "frameSize.widthPixels": "width", "frameSize.heightPixels": "height", "frameSize.unitPixels": "kept: pixels",
    "videoDisplayAspectRatio": "aspectRatio",
    "temporalCoverage.tempCoverageFrom": "temporalCoverage", "temporalCoverage.tempCoverageTo": "temporalCoverage",
    "publicationEvents": "publishedOn", "publicationEvents[].date": "datePublished",
    "publicationEvents[].name": "publishedOn", "publicationEvents[].identifier": "kept: the event's code",
    "ratings": "ageRating", "ratings[].ratingValue": "ageRating",
    "ratings[].ratingSourceLink": "ageRating: whose rating it is",
    **{f"ratings[].{key}": "kept: detail of the rating" for key in (
        "ratingScaleMinValue", "ratingScaleMaxValue", "ratingValueLogoLink", "ratingRegions")},
    "registryEntries": "registryEntry; eidr or isan, by the registry", "registryEntries[].assetIdentifier":
    "registryEntry; eidr or isan, by the registry", "registryEntries[].registryIdentifier": "which registry it is",
    "registryEntries[].role": "kept: why it was registered",
    "workflowRating": "rating",
    **{f"{part}.name": "partOf" for part in ("series", "season", "episode")},
    **{f"{part}.identifier": "kept: its code" for part in ("series", "season", "episode")},
    "season.number": "seasonNumber", "episode.number": "episodeNumber",
    "linkedEncRightsExpr[].linkedRightsExpr": "webStatement",
    "linkedEncRightsExpr[].rightsExprLangId": "kept: in which language rights are encoded",
    "linkedEncRightsExpr[].rightsExprEncType": "kept: in which language rights are encoded",
}  # fmt: skip
KEYS: Final[dict[str, str]] = {
    "mediafragment.uri": "the Segment, by its Media Fragment; the Asset's name, where it is a media file's",
    "mediafragment.delimitertype": "kept: the address says it",
    **{f"photoVideoMetadataIPTC.{path}": becomes for path, becomes in _table().items()},
    "photoVideoMetadata_*": "kept: metadata of another party than IPTC",
}
"""Key path to what it becomes; claims about a fragment are those that a Segment can have."""
