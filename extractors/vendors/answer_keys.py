"""Words by which vision and chat models name what they see, when they are asked for JSON, and the properties they mean.

Nobody prescribes these keys: prompts do. A key is looked up in the singular and the plural, without case and signs
(``onScreenText``, ``on_screen_text``, ``On-screen text``). What is not listed here is counted as unmapped by its key.
"""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final[dict[str, str]] = {
    "keyword": "tag keyword hashtag",
    "depicts": "label object item thing animal activity action activitie detectedobject visualelement food vehicle",
    "caption": (
        "caption description summary alttext alt altcaption shortdescription longdescription detaileddescription "
        "imagedescription scenedescription shortcaption longcaption narrative answer response"
    ),
    "title": "title",
    "headline": "headline",
    "depictsPerson": "people person celebrity celebritie publicfigure",
    "depictsBrand": "brand logo",
    "depictsOrganisation": "organisation organization company companie",
    "depictsPlace": "place location landmark country city",
    "depictsEvent": "event",
    "onScreenText": "text ocr ocrtext onscreentext visibletext detectedtext textinimage extractedtext overlaytext",
    "transcript": "transcript transcription",
    "about": "topic subject theme category categorie",
    "genre": "genre",
    "setting": "setting scene environment background",
    "mood": "mood atmosphere tone",
    "emotion": "emotion expression",
    "sentiment": "sentiment",
    "dominantColour": "color colour dominantcolor dominantcolour palette colorpalette",
    "shotType": "shottype camerashot framing cameraangle shotsize composition",
    "contentAdvisory": "contentwarning contentadvisory contentadvisorie moderationlabel unsafecontent sensitivecontent",
    "language": "language",
}
_BY_WORD: Final = {word: name for name, words in _WORDS.items() for word in words.split()}
_SIGNS: Final = re.compile(r"[^a-z0-9]+")

PARTICULAR: Final = frozenset(("depictsPerson", "depictsPlace", "depictsOrganisation", "depictsBrand", "depictsEvent"))
"""Properties of particular things: what is no proper name (a man in a red coat; a beach) is a kind of thing instead."""

NAMES: Final = ("label", "name", "tag", "text", "value", "caption", "title", "object", "description", "word", "topic")
"""Under which key an object of a list holds its own name, first match first."""

CONFIDENCES: Final = ("confidence", "score", "probability")


def answer_property(key: str) -> str:
    """Return the property that a key of an answer means; "" for a key that nobody lists.

    >>> answer_property("Tags"), answer_property("alt_text"), answer_property("frobnicates")
    ('keyword', 'caption', '')
    """
    word = _SIGNS.sub("", key.lower())
    return _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("s"), "")


def is_proper_name(text: str) -> bool:
    """Say whether a text looks like a name: a few words, of which the first and most others are capitalised.

    >>> is_proper_name("Ada Lovelace"), is_proper_name("A man in a red coat"), is_proper_name("beach")
    (True, False, False)
    """
    words = text.split()
    if not 0 < len(words) <= 6 or words[0].lower() in ("a", "an", "one", "two", "three", "some", "several", "unknown"):
        return False
    capitals = sum(not word[0].islower() for word in words)
    return not words[0][0].islower() and capitals * 2 > len(words)
