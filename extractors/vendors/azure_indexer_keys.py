"""What becomes of each key of a Video Indexer index; keys of ``videos[].insights`` stand here without it."""

from __future__ import annotations

from typing import Final

from extractors.vendors.azure_indexer_times import instance_keys

_CONFIDENCE: Final = "the claim's confidence"
_LANGUAGE: Final = "the text's language tag"
_NUMBER: Final = "kept: its number"
_THUMBNAIL: Final = "kept: a picture"
_LINK: Final = "an identifier: the article's address"

INSIGHTS: Final = (
    "transcript", "ocr", "keywords", "topics", "faces", "labels", "scenes", "shots", "brands", "namedPeople",
    "namedLocations", "emotions", "sentiments", "audioEffects", "visualContentModeration", "textualContentModeration",
    "observedPeople", "detectedObjects", "framePatterns", "clapperboards", "speakers", "blocks", "statistics",
)  # fmt: skip
"""The insights by which an index is known."""


def _named(path: str, becomes: str) -> dict[str, str]:
    """Return the keys of a brand, a person or a place that is named in words."""
    return {
        f"{path}.id": _NUMBER,
        f"{path}.name": becomes,
        f"{path}.confidence": _CONFIDENCE,
        f"{path}.referenceUrl": _LINK,
        f"{path}.referenceId": "kept: the end of that address",
        f"{path}.referenceType": "kept: whose address it is",
        f"{path}.description": "kept: about the thing in the world",
        f"{path}.tags": "kept: the caller's lists of names",
        f"{path}.isCustom": "kept: whether the caller taught the name",
        **instance_keys(
            path,
            appearances=True,
            instanceSource="kept: whether it is said or written",
            brandType="kept: whether it is said or written",
        ),
    }


_FACE: Final = {
    "faces[].id": _NUMBER,
    "faces[].name": "depictsPerson; an unknown one is depicts 'Face'",
    "faces[].confidence": "confidence of depictsPerson",
    "faces[].knownPersonId": "an identifier, under an IRI of ours",
    "faces[].referenceId": "an identifier, under an IRI of ours for Bing",
    "faces[].bingId": "an identifier, under an IRI of ours for Bing",
    "faces[].referenceType": "kept: Bing",
    "faces[].title": "kept: about the person in the world",
    "faces[].description": "kept: about the person in the world",
    "faces[].imageUrl": "kept: another picture of the person",
    "faces[].thumbnailId": _THUMBNAIL,
    "faces[].highQuality": "kept: whether its pictures are good",
    "faces[].thumbnails": "kept: pictures of the face",
    "faces[].thumbnails[].id": _THUMBNAIL,
    "faces[].thumbnails[].fileName": _THUMBNAIL,
    **instance_keys("faces[].thumbnails[]"),
    **instance_keys("faces[]", appearances=True, thumbnailsIds=_THUMBNAIL),
}

_TEXTS: Final = {
    "transcript[].id": _NUMBER,
    "transcript[].text": "utterance",
    "transcript[].confidence": _CONFIDENCE,
    "transcript[].language": _LANGUAGE,
    "transcript[].speakerId": "speaker, by the name that speakers give the number",
    **instance_keys("transcript[]"),
    "speakers[].id": "by which a line of the transcript finds its speaker",
    "speakers[].name": "speaker",
    **instance_keys("speakers[]"),
    "ocr[].id": _NUMBER,
    "ocr[].text": "onScreenText",
    "ocr[].confidence": _CONFIDENCE,
    "ocr[].language": _LANGUAGE,
    **{
        f"ocr[].{edge}": "kept: pixels; the Segment's box where videos[] tell the frame's width and height"
        for edge in ("left", "top", "width", "height")
    },
    "ocr[].angle": "kept: how far the text is turned",
    **instance_keys("ocr[]"),
    "keywords[].id": _NUMBER,
    "keywords[].text": "keyword",
    "keywords[].name": "keyword",
    "keywords[].confidence": _CONFIDENCE,
    "keywords[].language": _LANGUAGE,
    "keywords[].isTranscript": "kept: whether it is said",
    **instance_keys("keywords[]", appearances=True),
    "topics[].id": _NUMBER,
    "topics[].name": "about",
    "topics[].confidence": _CONFIDENCE,
    "topics[].language": _LANGUAGE,
    "topics[].referenceUrl": _LINK,
    "topics[].referenceId": "kept: the topic's place in its own tree",
    "topics[].referenceType": "kept: whose tree it is",
    "topics[].iptcName": "about: its last part, a name of IPTC's Media Topics",
    "topics[].iabName": "keyword: a category of the IAB",
    **instance_keys("topics[]", appearances=True),
    **_named("brands[]", "mentionsBrand"),
    **_named("namedPeople[]", "mentionsPerson"),
    **_named("namedLocations[]", "mentionsPlace"),
    "emotions[].id": _NUMBER,
    "emotions[].type": "emotion, in English",
    **instance_keys("emotions[]", confidence=_CONFIDENCE, appearances=True),
    "sentiments[].id": _NUMBER,
    "sentiments[].sentimentType": "sentiment, in English",
    "sentiments[].sentimentKey": "sentiment, in English, in a summary",
    "sentiments[].averageScore": "kept: from 0 to 1, on a scale of Azure's own",
    **instance_keys("sentiments[]", appearances=True),
    "textualContentModeration.id": _NUMBER,
    "textualContentModeration.bannedWordsCount": "contentAdvisory 'banned words', where there are any",
    "textualContentModeration.bannedWordsRatio": "kept: how many of all words",
    **instance_keys("textualContentModeration"),
}

_PICTURES: Final = {
    "labels[].id": _NUMBER,
    "labels[].name": "depicts",
    "labels[].language": _LANGUAGE,
    "labels[].referenceId": "kept: the label with those above it, in English",
    **instance_keys("labels[]", confidence=_CONFIDENCE, appearances=True),
    "scenes[].id": _NUMBER,
    **instance_keys("scenes[]"),
    "shots[].id": _NUMBER,
    "shots[].tags": "shotType; setting for Indoor and Outdoor; not on which side of the picture a face is",
    "shots[].keyFrames": "kept: pictures of the shot and their times",
    **instance_keys("shots[]"),
    "visualContentModeration[].id": _NUMBER,
    "visualContentModeration[].adultScore": "confidence of contentAdvisory 'adult'",
    "visualContentModeration[].racyScore": "confidence of contentAdvisory 'racy'",
    **instance_keys("visualContentModeration[]"),
    "observedPeople[].id": _NUMBER,
    "observedPeople[].thumbnailId": _THUMBNAIL,
    "observedPeople[].clothing[].id": _NUMBER,
    "observedPeople[].clothing[].type": "personAttribute, as 'sleeve: short'",
    "observedPeople[].clothing[].properties.length": "personAttribute, as 'sleeve: short'",
    "observedPeople[].clothing[].properties": "kept: what else is seen of the clothes",
    "observedPeople[].matchingFace": "kept: the number of a face that is a claim of its own",
    **instance_keys("observedPeople[]"),
    "detectedObjects[].id": _NUMBER,
    "detectedObjects[].displayName": "depicts",
    "detectedObjects[].type": "depicts, where it has no displayName",
    "detectedObjects[].wikiDataId": "an identifier: the Wikidata item",
    "detectedObjects[].thumbnailId": _THUMBNAIL,
    **instance_keys("detectedObjects[]", confidence=_CONFIDENCE),
    "framePatterns[].id": _NUMBER,
    "framePatterns[].patternType": "segmentType, in English",
    "framePatterns[].name": "kept: the pattern's name, in full",
    "framePatterns[].displayName": "kept: the pattern's name, in full",
    "framePatterns[].thumbnailId": _THUMBNAIL,
    **instance_keys("framePatterns[]", confidence=_CONFIDENCE),
    "clapperboards[].id": _NUMBER,
    "clapperboards[].thumbnailId": _THUMBNAIL,
    "clapperboards[].isHeadSlate": "kept: whether it stands before the take",
    "clapperboards[].fields[].title": "onScreenText, as 'scene: 4'",
    "clapperboards[].fields[].content": "onScreenText, as 'scene: 4'",
    **instance_keys("clapperboards[]"),
    "blocks": "kept: stretches that make a long transcript easier to read",
    "audioEffects[].id": _NUMBER,
    "audioEffects[].type": "depicts; segmentType for Silence and Speech",
    "audioEffects[].audioEffectKey": "the same, in a summary",
    "audioEffects[].name": "kept: the same in the index's language",
    **instance_keys(
        "audioEffects[]",
        confidence=f"{_CONFIDENCE}; the 0 that Silence and Speech always have is none",
        appearances=True,
    ),
}

_VIDEO: Final = {
    "externalId": "the caller's id of the Asset; its name where it is an address",
    "externalUrl": "the Asset's name",
    "state": "Processed; any other state is named",
    "failureMessage": "named beside the state",
    "failureCode": "named beside the state",
    "isAdult": "true: contentAdvisory 'adult', by a person",
    "width": "width; by which boxes in pixels become fractions",
    "height": "height; by which boxes in pixels become fractions",
    **dict.fromkeys(
        (
            "accountId", "id", "moderationState", "reviewState", "privacyMode", "processingProgress", "indexingPreset",
            "streamingPreset", "linguisticModelId", "personModelId", "logoGroupId", "isSearchable", "excludedAIs",
            "detectSourceLanguage", "languageAutoDetectMode", "thumbnailId", "publishedUrl", "publishedProxyUrl",
            "publishedUrlProxy", "viewToken", "name", "animationModelId", "customLanguages",
        ),
        "kept: about the index, not about the video",
    ),
    "metadata": "kept: what the caller noted, in a form of the caller's",
    "sourceLanguage": "kept: insights say it",
    "sourceLanguages": "kept: insights say it",
    "language": "kept: insights say it",
    "languages": "kept: insights say it",
}  # fmt: skip

KEYS: Final[dict[str, str]] = {
    "name": "title, by the one who uploaded the video; the Asset's name where it is a file's",
    "description": "description, by the one who uploaded the video",
    "userName": "the Agent of title and description",
    **dict.fromkeys(
        (
            "accountId", "id", "partition", "privacyMode", "state", "created", "lastModified", "lastIndexed", "isOwned",
            "isEditable", "isBase", "durationInSeconds", "videosRanges", "searchMatches", "summarizedInsights",
        ),
        "kept: about the index, not about the video",
    ),
    **{f"videos[].{key}": becomes for key, becomes in _VIDEO.items()},
    "version": "the Agents' version",
    "duration": "duration, and the reference's duration",
    "sourceLanguage": "language",
    "sourceLanguages": "language, one claim for each",
    "language": "kept: the language that the insights are written in",
    "languages": "kept: the languages that the insights are written in",
    **_TEXTS,
    **_FACE,
    **_PICTURES,
    "statistics": "kept: words and turns of each speaker, counted",
}  # fmt: skip
