"""MPEG-7 (ISO/IEC 15938-5): every element and attribute that is read, and what it becomes.

A content description (Video, Audio, AudioVisual, Image …) is counted as ``content``, and a segment of a
decomposition, however deep, as ``segment``.
"""

from __future__ import annotations

from typing import Final

CONTENTS: Final = (
    "AudioVisual", "Video", "Audio", "Image", "Multimedia", "MultimediaCollection", "Signal", "InkContent",
    "AnalyticEditedVideo", "Still",
)  # fmt: skip
DECOMPOSITIONS: Final = (
    "TemporalDecomposition", "SpatialDecomposition", "SpatioTemporalDecomposition", "MediaSourceDecomposition",
)  # fmt: skip
SEGMENTS: Final = (
    "AudioVisualSegment", "VideoSegment", "AudioSegment", "StillRegion", "MovingRegion", "AudioVisualRegion",
    "VideoText", "Mosaic", "ImageText", "MultimediaSegment", "Still", "StillRegion3D", "InkSegment",
    "EditedVideoSegment", "Shot", "CompositionShot", "IntraCompositionShot",
)  # fmt: skip
STRUCTURED: Final = {
    "Who": "depictsPerson", "WhatObject": "depicts", "WhatAction": "depicts", "Where": "depictsPlace",
    "When": "temporalCoverage", "Why": "about", "How": "keyword",
}  # fmt: skip

_MEDIA: Final = "content/MediaInformation/MediaProfile/MediaFormat"
_CREATION: Final = "content/CreationInformation/Creation"
_CLASS: Final = "content/CreationInformation/Classification"


def _annotation(path: str) -> dict[str, str]:
    """Return the table of what a content and a segment both have."""
    return {
        f"{path}/TextAnnotation/FreeTextAnnotation": "description; utterance or onScreenText by its type",
        f"{path}/TextAnnotation/KeywordAnnotation/Keyword": "keyword",
        **{f"{path}/TextAnnotation/StructuredAnnotation/{name}/Name": becomes for name, becomes in STRUCTURED.items()},
        f"{path}/TextAnnotation/StructuredAnnotation/Who/@href": "identifier, where it is an IRI",
        f"{path}/TextAnnotation/@confidence": "confidence",
        f"{path}/TextAnnotation/@type": "which kind of text it is",
        f"{path}/TextAnnotation/@relevance": "kept: how much it matters",
        f"{path}/TextAnnotation/DependencyStructure": "kept: the grammar of a sentence",
        f"{path}/StructuralUnit/Name": "segmentType",
        f"{path}/StructuralUnit/@href": "identifier of segmentType",
        f"{path}/Semantic/SemanticBase/Label/Name": "depictsPerson, depictsEvent, depictsPlace, depicts or about",
        f"{path}/VisualDescriptor/Value/Index": "dominantColour, where it is red, green and blue",
        f"{path}/VisualDescriptor": "kept: a measure of the picture by which others are found",
        f"{path}/AudioDescriptor": "kept: a measure of the sound by which others are found",
        f"{path}/VisualDescriptionScheme": "kept: measures of the picture by which others are found",
        f"{path}/AudioDescriptionScheme": "kept: measures of the sound by which others are found",
        f"{path}/MatchingHint": "kept: how to weigh measures",
        f"{path}/PointOfView": "kept: how much it matters, and to whom",
        f"{path}/Relation": "kept: how segments relate",
        f"{path}/TemporalMask": "kept: segments in pieces",
        f"{path}/UsageInformation/Rights/RightsID": "kept: a reference to a rights system",
        f"{path}/UsageInformation": "kept: who may use it, by reference",
        f"{path}/@id": "kept: the document's own reference",
    }


KEYS: Final = {
    "@xml:lang": "the language of texts that name none",
    "@timeBase": "kept: what times count from",
    "@timeUnit": "kept: the unit of times in the world",
    "@mediaTimeUnit": "the unit of increments of time",
    "DescriptionMetadata/Creator/Agent/Name": "the person or organisation who says what is said",
    "DescriptionMetadata/Instrument/Tool/Name": "the program that measured, or found what it describes",
    "DescriptionMetadata/PrivateIdentifier": "the file that it is about, where it is a file name",
    **{
        f"DescriptionMetadata/{name}": "kept: of the document"
        for name in (
            "CreationTime",
            "CreationLocation",
            "LastUpdate",
            "Version",
            "Comment",
            "Confidence",
            "PublicIdentifier",
            "Rights",
            "Package",
        )
    },
    "DescriptionMetadata/Creator/Role": "kept: what the author of the document is",
    "DescriptionMetadata/Instrument/Setting": "kept: how the program was set",
    "Description/@xsi:type": "kept: the kind of description; the elements say it",
    "Description/MultimediaContent/@xsi:type": "kept: the kind of content; the elements say it",
    "Description/Semantics/SemanticBase/Label/Name": "as content/Semantic",
    "content/@xsi:type": "kept: the kind of content; the element says it",
    "content/MediaLocator/MediaUri": "the file that it is about",
    "content/MediaInformation/MediaIdentification/EntityIdentifier": "eidr, isan, umid or houseIdentifier",
    "content/MediaInformation/MediaIdentification/EntityIdentifier/@organization": "kept: who gave the identifier",
    "content/MediaInformation/MediaIdentification/EntityIdentifier/@type": "the scheme of the identifier",
    "content/MediaInformation/MediaIdentification/VideoDomain": "kept: where the pictures come from",
    "content/MediaInformation/MediaIdentification/AudioDomain": "kept: where the sound comes from",
    "content/MediaInformation/MediaIdentification/ImageDomain": "kept: where the picture comes from",
    "content/MediaInformation/MediaProfile/MediaInstance/MediaLocator/MediaUri": "the file that it is about",
    "content/MediaInformation/MediaProfile/MediaInstance/InstanceIdentifier": "kept: the number of the copy",
    "content/MediaInformation/MediaProfile/@master": "kept: whether it is the master",
    "content/MediaInformation/MediaProfile/MediaTranscodingHints": "kept: how to code it anew",
    "content/MediaInformation/MediaProfile/MediaQuality": "kept: how good a copy is",
    f"{_MEDIA}/FileFormat/Name": "mediaFormat",
    f"{_MEDIA}/FileFormat/Term/Name": "mediaFormat: the brand",
    f"{_MEDIA}/BitRate": "bitRate",
    f"{_MEDIA}/VisualCoding/Format/Name": "videoCodec",
    f"{_MEDIA}/VisualCoding/Format/Term/Name": "videoCodec: its profile",
    f"{_MEDIA}/VisualCoding/Format/@colorDomain": "kept: whether it is in colour",
    f"{_MEDIA}/VisualCoding/Frame/@width": "width",
    f"{_MEDIA}/VisualCoding/Frame/@height": "height",
    f"{_MEDIA}/VisualCoding/Frame/@rate": "frameRate",
    f"{_MEDIA}/VisualCoding/Frame/@aspectRatio": "aspectRatio",
    f"{_MEDIA}/VisualCoding/Frame/@structure": "fieldOrder, where it is progressive",
    f"{_MEDIA}/VisualCoding/Pixel/@bitsPer": "bitDepth",
    f"{_MEDIA}/VisualCoding/Pixel/@aspectRatio": "aspectRatio",
    f"{_MEDIA}/VisualCoding/Pixel/@resolution": "kept: dots an inch of a scan",
    f"{_MEDIA}/VisualCoding/ColorSampling": "kept: where the samples of colours lie",
    f"{_MEDIA}/AudioCoding/Format/Name": "audioCodec",
    f"{_MEDIA}/AudioCoding/Format/Term/Name": "audioCodec: its profile",
    f"{_MEDIA}/AudioCoding/AudioChannels": "channels",
    f"{_MEDIA}/AudioCoding/Sample/@rate": "sampleRate",
    f"{_MEDIA}/AudioCoding/Sample/@bitsPer": "bitDepth",
    f"{_MEDIA}/AudioCoding/Emphasis": "kept: how treble was raised",
    f"{_MEDIA}/AudioCoding/Presentation": "kept: mono or stereo, in words",
    **{
        f"{_MEDIA}/{name}": "kept: a detail of the format that has no property"
        for name in (
            "Content",
            "Medium",
            "FileSize",
            "System",
            "Bandwidth",
            "TargetChannelBitRate",
            "ScalableCoding",
            "BitRate/@variable",
            "BitRate/@minimum",
            "BitRate/@average",
            "BitRate/@maximum",
            "SceneCodingFormat",
            "GraphicsCodingFormat",
            "OtherCodingFormat",
        )
    },
    f"{_CREATION}/Title": "title, alternativeTitle, album or partOf by its type; of a segment, chapter",
    f"{_CREATION}/Title/@type": "which title it is",
    f"{_CREATION}/TitleMedia": "kept: a title as picture or sound",
    f"{_CREATION}/Abstract/FreeTextAnnotation": "description",
    f"{_CREATION}/Abstract/KeywordAnnotation/Keyword": "keyword",
    f"{_CREATION}/Abstract/StructuredAnnotation/Who/Name": "depictsPerson …, as in TextAnnotation",
    f"{_CREATION}/Creator/Role/@href": "which property it is, where the role has no name",
    f"{_CREATION}/Creator/Role/Name": "which property it is; another role stands in credit",
    f"{_CREATION}/Creator/Agent/Name": "creator, or by its role",
    f"{_CREATION}/Creator/Agent/Name/GivenName": "its first part",
    f"{_CREATION}/Creator/Agent/Name/FamilyName": "its last part",
    f"{_CREATION}/Creator/Character/Name": "credit: whom a performer plays",
    f"{_CREATION}/Creator/Instrument": "kept: with what it was made",
    f"{_CREATION}/CreationCoordinates/Location/Name": "contentLocation",
    f"{_CREATION}/CreationCoordinates/Location/GeographicPosition/Point/@latitude": "depictsCoordinates",
    f"{_CREATION}/CreationCoordinates/Location/GeographicPosition/Point/@longitude": "depictsCoordinates",
    f"{_CREATION}/CreationCoordinates/Location/Region": "contentLocation, where no name is given",
    f"{_CREATION}/CreationCoordinates/Date/TimePoint": "dateCreated; digitisedDate, where a program says it",
    f"{_CREATION}/CreationTool/Tool/Name": "software",
    f"{_CREATION}/CreationTool/Setting": "kept: how the program was set",
    f"{_CREATION}/CopyrightString": "copyrightNotice",
    f"{_CLASS}/Form/Name": "format",
    f"{_CLASS}/Genre/Name": "genre",
    f"{_CLASS}/Genre/@href": "identifier of genre",
    f"{_CLASS}/Genre/@type": "kept: which genre it is",
    f"{_CLASS}/Subject/FreeTextAnnotation": "about",
    f"{_CLASS}/Subject/KeywordAnnotation/Keyword": "about",
    f"{_CLASS}/Subject/Name": "about",
    f"{_CLASS}/Purpose/Name": "kept: what it was made for",
    f"{_CLASS}/Language": "language",
    f"{_CLASS}/Language/@type": "kept: whether it is the original",
    f"{_CLASS}/CaptionLanguage": "subtitleLanguage",
    f"{_CLASS}/SignLanguage": "kept: a language of signs",
    f"{_CLASS}/Release/@date": "datePublished",
    f"{_CLASS}/Release/Region": "kept: where it was released",
    f"{_CLASS}/Target/Age/@min": "audience",
    f"{_CLASS}/Target/Age/@max": "audience",
    f"{_CLASS}/ParentalGuidance/ParentalRating/Name": "ageRating",
    f"{_CLASS}/ParentalGuidance/MinimumAge": "ageRating",
    f"{_CLASS}/ParentalGuidance/Region": "kept: where the rating holds",
    f"{_CLASS}/MediaReview": "kept: what a critic says",
    f"{_CLASS}/Version": "kept: which version it is",
    "content/CreationInformation/RelatedMaterial": "kept: another resource",
    "content/MediaTime/MediaTimePoint": "kept: when the content begins in its file",
    "content/MediaTime/MediaDuration": "duration",
    "content/MediaTime/MediaIncrDuration": "duration",
    **_annotation("content"),
    "segment/MediaTime/MediaTimePoint": "where the segment begins",
    "segment/MediaTime/MediaRelTimePoint": "where the segment begins",
    "segment/MediaTime/MediaRelIncrTimePoint": "where the segment begins, in units of @mediaTimeUnit",
    "segment/MediaTime/MediaDuration": "where the segment ends",
    "segment/MediaTime/MediaIncrDuration": "where the segment ends, in units of @mediaTimeUnit",
    "segment/CreationInformation/Creation/Title": "chapter",
    "segment/SpatialLocator/Box": "the segment's box, by the size of the picture",
    "segment/SpatialLocator/Polygon/Coords": "the segment's box: the one around it",
    "segment/SpatialMask": "kept: regions in pieces",
    "segment/MediaLocator": "kept: where the segment lies as a file",
    "segment/Text": "onScreenText",
    **_annotation("segment"),
    **{
        f"*/@{name}": "kept: of the decomposition"
        for name in ("gap", "overlap", "criteria", "unlocatedRegion", "dim", "closed", "codingFlag")
    },
    "*/@xsi:type": "kept: the kind of element; what it holds says it",
    "*/@preferred": "kept: which name is preferred",
    "*/@termID": "kept: the term's number; its name is read",
    "*/Definition": "kept: what a term means, in words",
    "*/Header": "kept: of the document",
}
"""XPath below the root to what it becomes."""
