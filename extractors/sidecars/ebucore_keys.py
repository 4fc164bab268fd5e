"""EBUCore (EBU Tech 3293, versions 1.4 to 1.10): every element and attribute that is read, and what it becomes."""

from __future__ import annotations

from typing import Final

_RELATIONS: Final = (
    "relation", "isRelatedTo", "isNextInSequence", "followsInSequence", "isVersionOf", "hasVersion", "isReplacedBy",
    "replaces", "isRequiredBy", "requires", "hasPart", "hasTrackPart", "isReferencedBy", "references", "isFormatOf",
    "hasFormat", "hasEpisode", "hasSeason", "isSeriesOf", "hasMember", "sameAs", "isParentOf", "hasChild", "hasMaster",
    "isMasterOf",
)  # fmt: skip
_SHOWN: Final = (
    "publicationEventId", "publicationEventName", "firstShowing", "lastShowing", "live", "liveProduction", "free",
    "formatIdRef", "rightsIDRefs",
)  # fmt: skip
_DOCUMENT: Final = (
    "version", "schema", "dateLastModified", "timeLastModified", "documentId", "documentLocation", "documentName",
    "typeLabel", "typeLink", "formatLabel", "formatLink",
)  # fmt: skip
PART_OF: Final = ("isPartOf", "isEpisodeOf", "isSeasonOf", "hasSeries", "isMemberOf", "hasParent", "isChildOf")
"""Relations to something larger."""

_ANYWHERE: Final = {
    "typeDefinition": "what the type means, in words", "typeSource": "who defines the type",
    "typeNamespace": "who defines the type", "typeLanguage": "in which language the type is named",
    "typeGroup": "the group of types", "typeValue": "the type, as a value",
    "formatDefinition": "what the format means, in words", "formatSource": "who defines the format",
    "formatNamespace": "who defines the format", "formatLanguage": "in which language the format is named",
    "statusLabel": "whether it is a working or a final one", "statusDefinition": "the status, in words",
    "statusLink": "the status, as a code", "statusSource": "who defines the status", "note": "a note beside it",
    "attributionDate": "when it was attributed", "geographicalScope": "where it applies",
    "geographicalExclusionScope": "where it does not apply", "length": "how long it may be",
    "castFlag": "whether it names the cast", "precision": "how exact the date is", "attributor": "who attributed it",
    "linkToLogo": "a picture of it", "lastUpdate": "when it was last known to be so",
    "runningOrderNumber": "its place in a running order", "totalNumberOfGroupMembers": "how many there are",
    "orderedGroupFlag": "whether they have an order", "level": "its rank",
}  # fmt: skip


_OF_ENTITIES: Final = (
    "attributor", "birthDate", "deathDate", "birthPlace", "deathPlace", "nationality", "username", "nickname",
    "occupation", "details", "guest", "gender", "relatedContacts", "skill", "affiliation", "additionalInformation",
    "salutation", "organisationCode", "organisationDescription", "organisationNationality", "organisationDepartment",
    "award", "@costCentre", "@serviceId", "@publicationChannelId", "@eventId",
)  # fmt: skip
_OF_FORMATS: Final = (
    "regionDelimX", "regionDelimY", "lines", "bitRate", "bitRateMax", "bitRateMode", "noiseFilter", "filter",
    "flag_3D", "comment", "sampleType", "vendor", "family", "url", "version", "@unit", "@trackId", "@trackName",
    "videoTrack", "timecodeTrack", "metadataTrack", "ancillaryDataFormat", "signingFormat", "metadataFormat",
    "acquisitionData", "documentFormat", "fileSize", "hash", "storage", "overallBitRate", "end", "orientation",
    "resolution", "imageEncoding", "audioTrackConfiguration", "editRate", "locatorTargetInformation",
    "containerFormatComment", "colourPrimaries", "@formatId", "@formatName", "@formatVersionId", "@mediumId",
    "@containerFormatId", "@containerFormatVersionId", "@containerFormatProfileLevel", "@containerFormatDefinition",
    "@storageType", "@hashFunction",
)  # fmt: skip


def _titles(path: str) -> dict[str, str]:
    return {
        f"{path}/title/title": "title; of a part, chapter",
        f"{path}/title/title/@xml:lang": "its language",
        f"{path}/title/@typeLabel": "kept: which title it is",
        f"{path}/alternativeTitle/title": "title; partOf where its type is a series'; of a part, chapter",
        f"{path}/alternativeTitle/title/@xml:lang": "its language",
        f"{path}/alternativeTitle/@typeLabel": "says whether it is a series' title",
        f"{path}/description/description": "description",
        f"{path}/description/description/@xml:lang": "its language",
        f"{path}/description/@typeLabel": "says whether it is a transcript",
        f"{path}/subject/subject": "about, or keyword where its type says so",
        f"{path}/subject/subject/@xml:lang": "its language",
        f"{path}/subject/subjectCode": "identifier of about",
        f"{path}/subject/subjectDefinition": "kept: what the subject means, in words",
        f"{path}/subject/@typeLabel": "says whether it is a keyword, a person, an organisation, a place or an event",
        f"{path}/subject/@typeLink": "kept: the scheme of the subject",
    }


def _entity(path: str, becomes: str) -> dict[str, str]:
    return {
        f"{path}/contactDetails/name": becomes,
        f"{path}/contactDetails/givenName": f"{becomes}: its first part",
        f"{path}/contactDetails/otherGivenName": f"{becomes}: its middle part",
        f"{path}/contactDetails/familyName": f"{becomes}: its last part",
        f"{path}/contactDetails/suffix": f"{becomes}: its end",
        f"{path}/contactDetails/stageName": "credit: whom a performer plays",
        f"{path}/contactDetails/relatedInformationLink": "identifier of the person",
        f"{path}/contactDetails/@contactId": "identifier of the person, where it is an IRI",
        f"{path}/organisationDetails/organisationName": becomes,
        f"{path}/organisationDetails/relatedInformationLink": "identifier of the organisation",
        f"{path}/organisationDetails/@organisationId": "identifier of the organisation, where it is an IRI",
        f"{path}/@entityId": "identifier of the person or organisation, where it is an IRI",
        f"{path}/role/@typeLabel": "which property it is: director, performer …; another role stands in credit",
        f"{path}/role/@typeLink": "the role, where it has no label",
    }


def _dates(path: str) -> dict[str, str]:
    kinds = {
        "created": "dateCreated", "issued": "datePublished", "released": "datePublished", "modified": "modifiedDate",
        "digitised": "digitisedDate", "alternative": "datePublished or dateCreated, by its type",
    }  # fmt: skip
    return {
        **{f"{path}/date/{kind}/@startDate": becomes for kind, becomes in kinds.items()},
        f"{path}/date/created/@startYear": "dateCreated",
        f"{path}/date/created/@startTime": "its time of day",
        f"{path}/date/alternative/@typeLabel": "which date it is",
        f"{path}/date/date": "dateCreated or datePublished, by the type",
        f"{path}/date/@typeLabel": "which date it is",
        **{
            f"{path}/date/{kind}": "kept: a step of the workflow, not of the work"
            for kind in ("copyrighted", "encoded", "ingested", "archived", "note")
        },
    }


def _core(path: str) -> dict[str, str]:
    """Return the table of coreMetadata, which a part has too."""
    event = f"{path}/publicationHistory/publicationEvent"
    return {
        **_titles(path),
        **_entity(f"{path}/creator", "creator"),
        **_entity(f"{path}/contributor", "contributor"),
        **_entity(f"{path}/publisher", "publishedBy"),
        **_dates(path),
        f"{path}/type/genre/@typeLabel": "genre",
        f"{path}/type/genre/@typeLink": "identifier of genre",
        f"{path}/type/objectType/@typeLabel": "format",
        f"{path}/type/objectType/@typeLink": "identifier of format",
        f"{path}/type/targetAudience/@typeLabel": "audience, or ageRating where a system is named",
        f"{path}/type/targetAudience/@formatLabel": "the system of ageRating",
        f"{path}/type/audienceLevel/@typeLabel": "audience",
        f"{path}/type/type": "format",
        f"{path}/identifier/identifier": "eidr, isan, umid or houseIdentifier",
        f"{path}/identifier/@formatLabel": "the scheme of the identifier",
        f"{path}/identifier/@typeLabel": "the scheme, where no format is named",
        f"{path}/source": "source",
        f"{path}/language/language": "language; subtitleLanguage where its type says so",
        f"{path}/language/@typeLabel": "says whether it is one of subtitles",
        **{f"{path}/{name}": "kept: another resource" for name in _RELATIONS},
        f"{path}/isEpisodeOf/relation": "partOf",
        f"{path}/isPartOf/relationIdentifier/identifier": "partOf",
        f"{path}/isMemberOf/relationLink": "partOf",
        f"{path}/coverage/coverage": "contentLocation, or temporalCoverage where its type says so",
        f"{path}/coverage/@typeLabel": "says which coverage it is",
        f"{path}/coverage/temporal/PeriodOfTime/periodName": "temporalCoverage",
        f"{path}/coverage/temporal/PeriodOfTime/@startDate": "temporalCoverage: from",
        f"{path}/coverage/temporal/PeriodOfTime/@endDate": "temporalCoverage: to",
        f"{path}/coverage/temporal/PeriodOfTime/@startYear": "temporalCoverage: from",
        f"{path}/coverage/temporal/PeriodOfTime/@endYear": "temporalCoverage: to",
        f"{path}/coverage/temporal/PeriodOfTime/@period": "temporalCoverage",
        f"{path}/coverage/spatial/location/name": "contentLocation",
        f"{path}/coverage/spatial/location/@locationId": "identifier of the place, where it is an IRI",
        f"{path}/coverage/spatial/location/code": "identifier of the place, where it is an IRI",
        f"{path}/coverage/spatial/location/coordinates/posy": "depictsCoordinates",
        f"{path}/coverage/spatial/location/coordinates/posx": "depictsCoordinates",
        f"{path}/coverage/spatial/location/region/country/@typeLabel": "contentLocation, where no name is given",
        f"{path}/rights/rights": "usageTerms, or copyrightNotice where it is one",
        f"{path}/rights/copyrightStatement": "copyrightNotice",
        f"{path}/rights/rightsLink": "webStatement",
        f"{path}/rights/exploitationIssues": "instructions",
        f"{path}/rights/disclaimer": "usageTerms",
        **_entity(f"{path}/rights/rightsHolder", "copyrightOwner"),
        f"{path}/rights/coverage": "kept: where and when the rights hold, which one text cannot say",
        f"{path}/rights/rightsClearanceFlag": "kept: whether rights are open",
        f"{path}/rights/processingRestrictionFlag": "kept: whether it may be processed",
        f"{path}/rights/rightsAttributedId": "kept: an identifier of the rights",
        f"{path}/rights/contactDetails": "kept: whom to ask",
        f"{path}/rights/@rightsID": "kept: the record's own reference",
        f"{path}/rights/@formatIDRefs": "kept: the record's own reference",
        f"{path}/version": "kept: which version it is, in words",
        f"{event}/publicationDate": "datePublished",
        f"{event}/publicationTime": "its time of day",
        f"{event}/publicationChannel": "publishedOn",
        f"{event}/publicationChannel/@typeLabel": "kept: the kind of channel",
        f"{event}/publicationService/publicationServiceName": "publishedOn, where no channel is named",
        f"{event}/publicationMedium": "kept: by which medium it was published",
        f"{event}/publicationRegion": "kept: where it was published",
        f"{event}/scheduleDate": "kept: on which day of the schedule",
        **{f"{event}/@{name}": "kept: how it was published" for name in _SHOWN},
        f"{event}/publicationService/publicationSource/organisationName": "publishedBy",
        f"{path}/planning/publicationEvent/publicationDate": "datePublished",
        f"{path}/rating/ratingValue": "ageRating, or rating where it is a number on a scale of five",
        f"{path}/rating/@formatLabel": "the system of ageRating",
        f"{path}/rating/@typeLabel": "the system, where no format is named",
        f"{path}/rating/ratingScaleMaxValue": "whether rating can hold the number",
        f"{path}/audienceRating/ratingValue": "ageRating",
        f"{path}/event/name": "depictsEvent",
        f"{path}/event/@eventId": "identifier of the event, where it is an IRI",
    }


_FORMAT: Final = "coreMetadata/format"
_STREAM_ATTRIBUTES: Final = {
    "FormatName": "the codec", "FormatVersionId": "the codec's version", "FormatProfile": "the codec's profile",
    "FormatProfileLevel": "kept: the codec's level", "FormatId": "kept: the record's own reference",
    "FormatDefinition": "kept: the format, in words",
}  # fmt: skip

_TECHNICAL: Final = {
    **{f"{_FORMAT}/videoFormat/@video{name}": becomes for name, becomes in _STREAM_ATTRIBUTES.items()},
    **{f"{_FORMAT}/audioFormat/@audio{name}": becomes for name, becomes in _STREAM_ATTRIBUTES.items()},
    f"{_FORMAT}/videoFormat/videoEncoding/@typeLabel": "the codec, in more words",
    f"{_FORMAT}/videoFormat/codec/codecIdentifier/identifier": "the codec, as the container names it",
    f"{_FORMAT}/videoFormat/codec/name": "the codec, where no format is named",
    f"{_FORMAT}/videoFormat/width": "width",
    f"{_FORMAT}/videoFormat/height": "height",
    f"{_FORMAT}/videoFormat/frameRate": "frameRate",
    f"{_FORMAT}/videoFormat/frameRate/@factorNumerator": "frameRate, times this",
    f"{_FORMAT}/videoFormat/frameRate/@factorDenominator": "frameRate, divided by this",
    f"{_FORMAT}/videoFormat/aspectRatio/factorNumerator": "aspectRatio",
    f"{_FORMAT}/videoFormat/aspectRatio/factorDenominator": "aspectRatio",
    f"{_FORMAT}/videoFormat/aspectRatio/@typeLabel": "whether it is the display's shape",
    f"{_FORMAT}/videoFormat/scanningFormat": "fieldOrder",
    f"{_FORMAT}/videoFormat/scanningOrder": "fieldOrder",
    f"{_FORMAT}/videoFormat/videoTrack": "kept: the number and name of the track",
    f"{_FORMAT}/audioFormat/audioEncoding/@typeLabel": "the codec, in more words",
    f"{_FORMAT}/audioFormat/codec/codecIdentifier/identifier": "the codec, as the container names it",
    f"{_FORMAT}/audioFormat/samplingRate": "sampleRate",
    f"{_FORMAT}/audioFormat/sampleSize": "bitDepth",
    f"{_FORMAT}/audioFormat/channels": "channels",
    f"{_FORMAT}/audioFormat/audioTrack/@trackLanguage": "language",
    f"{_FORMAT}/audioFormat/audioTrackConfiguration": "kept: how the channels are placed, in words",
    f"{_FORMAT}/imageFormat/width": "width",
    f"{_FORMAT}/imageFormat/height": "height",
    f"{_FORMAT}/dataFormat/captioningFormat/@language": "subtitleLanguage",
    f"{_FORMAT}/dataFormat/subtitlingFormat/@language": "subtitleLanguage",
    f"{_FORMAT}/containerFormat/@containerFormatName": "mediaFormat",
    f"{_FORMAT}/containerFormat/containerEncoding/@formatLabel": "mediaFormat, where no name is given",
    f"{_FORMAT}/containerFormat/codec/codecIdentifier/identifier": "mediaFormat: the file's brand",
    f"{_FORMAT}/mimeType/@typeLabel": "mediaFormat",
    f"{_FORMAT}/format": "mediaFormat, where it is a media type",
    f"{_FORMAT}/medium/@typeLabel": "carrier",
    f"{_FORMAT}/duration/normalPlayTime": "duration",
    f"{_FORMAT}/duration/timecode": "duration, at the frame rate",
    f"{_FORMAT}/duration/editUnitNumber": "duration",
    f"{_FORMAT}/duration/editUnitNumber/@editRate": "units a second",
    f"{_FORMAT}/start/timecode": "timecode",
    f"{_FORMAT}/timecodeFormat/timecodeStart/timecode": "timecode",
    f"{_FORMAT}/fileName": "the file that it is about",
    f"{_FORMAT}/locator": "the file that it is about, where no file name is given",
    f"{_FORMAT}/dateCreated/@startDate": "digitisedDate",
    f"{_FORMAT}/dateModified/@startDate": "kept: when the file was written",
    f"{_FORMAT}/technicalAttributeString/@typeLabel": "which measure it is, by MediaInfo's name",
    f"{_FORMAT}/videoFormat/technicalAttributeString": "colourPrimaries, colourTransfer, colourSpace, pixelFormat …",
    f"{_FORMAT}/technicalAttributeInteger": "bitRate, where it is the overall one",
    f"{_FORMAT}/audioFormatExtended/audioProgramme/loudnessMetadata/integratedLoudness": "loudness",
    f"{_FORMAT}/audioFormatExtended/audioProgramme/loudnessMetadata/loudnessRange": "loudnessRange",
    f"{_FORMAT}/audioFormatExtended/audioProgramme/loudnessMetadata/maxTruePeak": "truePeak",
    f"{_FORMAT}/audioFormatExtended/audioProgramme/loudnessMetadata/maxMomentary": "maximumMomentaryLoudness",
    f"{_FORMAT}/audioFormatExtended/audioProgramme/loudnessMetadata/maxShortTerm": "maximumShortTermLoudness",
    f"{_FORMAT}/audioFormatExtended/audioProgramme/@audioProgrammeLanguage": "language",
    f"{_FORMAT}/audioFormatExtended": "kept: how sounds make a scene (ADM), which a player renders",
}

KEYS: Final = {
    **{f"*/@{name}": f"kept: {why}" for name, why in _ANYWHERE.items()},
    **{f"*/{name}": "kept: of the person or organisation, not of the Asset" for name in _OF_ENTITIES},
    **{f"*/{name}": "kept: a detail of the format that has no property" for name in _OF_FORMATS},
    "@xml:lang": "the language of texts that name none",
    "@writingLibraryName": "the program that measured",
    "@writingLibraryVersion": "its version",
    "metadataProvider": "the person or organisation who says what people say",
    **{f"@{name}": "kept: of the document" for name in _DOCUMENT},
    **_core("coreMetadata"),
    **_TECHNICAL,
    "coreMetadata/part": "the same again, of a part: what has a place of its own there is said of the Segment",
    "coreMetadata/partStartTime/normalPlayTime": "where the part begins",
    "coreMetadata/partDuration/normalPlayTime": "where the part ends",
    "coreMetadata/partEndTime/normalPlayTime": "where the part ends",
    "coreMetadata/@partName": "of a part: chapter",
    "coreMetadata/@typeLabel": "of a part: segmentType",
    "coreMetadata/@typeLink": "of a part: identifier of segmentType",
    "coreMetadata/@partDefinition": "of a part: description",
    "coreMetadata/@partId": "kept: the record's own reference",
    "coreMetadata/@partNumber": "kept: its number",
    "coreMetadata/@partTotalNumber": "kept: how many there are",
    "coreMetadata/planning/@planningId": "kept: the record's own reference",
    "coreMetadata/publicationHistory/@publicationHistoryId": "kept: the record's own reference",
}
"""XPath below the root to what it becomes; a part has all of coreMetadata, counted with it."""
