"""What becomes of each key of a Google Vision response; paths inside ``responses[]`` are written without it."""

from __future__ import annotations

from typing import Final

SAFE_SEARCH: Final = ("adult", "spoof", "medical", "violence", "racy")

FEATURES: Final = frozenset(
    (
        "labelAnnotations",
        "localizedObjectAnnotations",
        "faceAnnotations",
        "landmarkAnnotations",
        "logoAnnotations",
        "textAnnotations",
        "fullTextAnnotation",
        "safeSearchAnnotation",
        "imagePropertiesAnnotation",
        "cropHintsAnnotation",
        "webDetection",
        "productSearchResults",
    )
)
"""The keys by which a response is known as Vision's."""

_CONFIDENCE: Final = "the claim's confidence"
_MID: Final = "an identifier: the Freebase IRI http://rdf.freebase.com/ns/m.…"
_PIXELS: Final = "kept: pixels; the Segment's box where fullTextAnnotation.pages tell the picture's size"
_NORMALISED: Final = "the Segment's box"
_TOPICALITY: Final = "kept: how much of the picture's topic it is"


def _box(path: str) -> dict[str, str]:
    return {
        f"{path}.normalizedVertices[].x": _NORMALISED,
        f"{path}.normalizedVertices[].y": _NORMALISED,
        f"{path}.vertices": _PIXELS,
        f"{path}.vertices[].x": _NORMALISED,
        f"{path}.vertices[].y": _NORMALISED,
    }


def _described(path: str, becomes: str) -> dict[str, str]:
    """Return the keys of an EntityAnnotation."""
    return {
        f"{path}[].description": becomes,
        f"{path}[].mid": _MID,
        f"{path}[].score": _CONFIDENCE,
        f"{path}[].locale": "the text's language tag",
        f"{path}[].topicality": _TOPICALITY,
        f"{path}[].confidence": "kept: deprecated by Google, who say to use score",
        f"{path}[].properties": "kept: names and values that Google does not document",
    }


_TEXT: Final = "fullTextAnnotation"
_PARAGRAPH: Final = f"{_TEXT}.pages[].blocks[].paragraphs[]"

KEYS: Final[dict[str, str]] = {
    **_described("labelAnnotations", "depicts"),
    "localizedObjectAnnotations[].name": "depicts, in its box",
    "localizedObjectAnnotations[].mid": _MID,
    "localizedObjectAnnotations[].score": _CONFIDENCE,
    "localizedObjectAnnotations[].languageCode": "the text's language tag; English where it is absent",
    **_box("localizedObjectAnnotations[].boundingPoly"),
    "faceAnnotations[].detectionConfidence": "confidence of depicts 'Face' in that box",
    **{
        f"faceAnnotations[].{word}Likelihood": "faceAttribute as 'word: LIKELIHOOD'; emotion too where LIKELY or more"
        for word in ("joy", "sorrow", "anger", "surprise")
    },
    **{
        f"faceAnnotations[].{word}Likelihood": "faceAttribute as 'word: LIKELIHOOD'"
        for word in ("underExposed", "blurred", "headwear")
    },
    "faceAnnotations[].rollAngle": "faceRoll, degrees",
    "faceAnnotations[].panAngle": "faceYaw, degrees",
    "faceAnnotations[].tiltAngle": "facePitch, degrees",
    **_box("faceAnnotations[].boundingPoly"),
    "faceAnnotations[].fdBoundingPoly": "kept: the same face's skin only",
    "faceAnnotations[].landmarks": "kept: points of the face",
    "faceAnnotations[].landmarkingConfidence": "kept: about the landmarks",
    **_described("landmarkAnnotations", "depictsPlace"),
    **_box("landmarkAnnotations[].boundingPoly"),
    "landmarkAnnotations[].locations[].latLng.latitude": "depictsCoordinates, as latitude,longitude",
    "landmarkAnnotations[].locations[].latLng.longitude": "depictsCoordinates, as latitude,longitude",
    **_described("logoAnnotations", "depictsBrand"),
    **_box("logoAnnotations[].boundingPoly"),
    "textAnnotations[].description": "onScreenText: the first, which is the whole text",
    "textAnnotations[].locale": "that text's language tag",
    "textAnnotations[].boundingPoly": "kept: around the whole text; its paragraphs have boxes of their own",
    "textAnnotations[]": "kept: the words of the whole text",
    f"{_TEXT}.text": "onScreenText, where textAnnotations are absent",
    f"{_TEXT}.pages[].width": "the picture's size, by which pixels become fractions",
    f"{_TEXT}.pages[].height": "the picture's size, by which pixels become fractions",
    f"{_TEXT}.pages[].property": "kept: languages; each paragraph's is mapped",
    f"{_TEXT}.pages[].confidence": "kept: each paragraph's is mapped",
    f"{_TEXT}.pages[].blocks[].boundingBox": "kept: each paragraph's is mapped",
    f"{_TEXT}.pages[].blocks[].confidence": "kept: each paragraph's is mapped",
    f"{_TEXT}.pages[].blocks[].property": "kept: each paragraph's is mapped",
    f"{_TEXT}.pages[].blocks[].blockType": "kept: text, table, picture …",
    **_box(f"{_PARAGRAPH}.boundingBox"),
    f"{_PARAGRAPH}.confidence": _CONFIDENCE,
    f"{_PARAGRAPH}.property.detectedLanguages[].languageCode": "the text's language tag: the first",
    f"{_PARAGRAPH}.property.detectedLanguages[].confidence": "kept: how sure that language is",
    f"{_PARAGRAPH}.words[].symbols[].text": "onScreenText of the paragraph",
    f"{_PARAGRAPH}.words[].symbols[].property.detectedBreak.type": "the space or line end after a letter",
    f"{_PARAGRAPH}.words[].symbols[].property.detectedBreak.isPrefix": "kept: whether the break stands before it",
    f"{_PARAGRAPH}.words[].symbols[].property.detectedLanguages": "kept: the paragraph's is mapped",
    f"{_PARAGRAPH}.words[].symbols[].boundingBox": "kept: a letter's place",
    f"{_PARAGRAPH}.words[].symbols[].confidence": "kept: a letter's; the paragraph's is mapped",
    f"{_PARAGRAPH}.words[].boundingBox": "kept: a word's place",
    f"{_PARAGRAPH}.words[].confidence": "kept: a word's; the paragraph's is mapped",
    f"{_PARAGRAPH}.words[].property": "kept: a word's languages",
    **{
        f"safeSearchAnnotation.{word}": "contentLikelihood as 'word: LIKELIHOOD'; contentAdvisory too if LIKELY or more"
        for word in SAFE_SEARCH
    },
    "imagePropertiesAnnotation.dominantColors.colors[].color.red": "dominantColour, as #RRGGBB",
    "imagePropertiesAnnotation.dominantColors.colors[].color.green": "dominantColour",
    "imagePropertiesAnnotation.dominantColors.colors[].color.blue": "dominantColour",
    "imagePropertiesAnnotation.dominantColors.colors[].color.alpha": "kept: transparency",
    "imagePropertiesAnnotation.dominantColors.colors[].score": "kept: a share of attention, not a confidence",
    "imagePropertiesAnnotation.dominantColors.colors[].pixelFraction": "kept: a share of pixels, not a confidence",
    **{
        f"imagePropertiesAnnotation.dominantColors.colors[].{key}": "kept: the same, as Google's demonstration has it"
        for key in ("hex", "percent", "percentRounded", "rgb")
    },
    "imagePropertiesAnnotation.cropHints": "kept: how to crop the picture; says nothing about what it shows",
    "cropHintsAnnotation": "kept: how to crop the picture; says nothing about what it shows",
    "webDetection.webEntities[].description": "about; its score is no confidence, so there is none",
    "webDetection.webEntities[].entityId": _MID,
    "webDetection.webEntities[].score": "kept: not comparable between pictures, by Google's own words",
    "webDetection.bestGuessLabels[].label": "keyword",
    "webDetection.bestGuessLabels[].languageCode": "the text's language tag",
    **{
        f"webDetection.{key}": "kept: addresses of other pictures and pages"
        for key in (
            "fullMatchingImages",
            "partialMatchingImages",
            "pagesWithMatchingImages",
            "visuallySimilarImages",
        )
    },
    "error.code": "named in a sentence",
    "error.message": "named in a sentence",
    "error.status": "kept: the code in words",
    "error.details": "kept: for programs",
    "inputConfig.gcsSource.uri": "the Asset's name, of a document",
    "inputConfig.mimeType": "kept: the file itself says it",
    "totalPages": "kept: how many pages the document has",
    **{f"safeSearchAnnotation.{key}Confidence": "kept: withdrawn by Google" for key in (*SAFE_SEARCH, "nsfw")},
    "context.uri": "the Asset's name",
    "context.pageNumber": "the Activity's part",
    "productSearchResults": "not mapped: products of the caller's own catalogue",
}
