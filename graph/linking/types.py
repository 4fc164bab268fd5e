"""Coarse types of entities: 64 bits, from labels of types, from Wikidata's classes, or from a short description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from graph.linking.type_words import ACTORS
from graph.linking.type_words_things import THINGS

TYPE_BITS: Final = (
    *("person", "politician", "athlete", "musician", "actor", "writer", "artist", "scientist", "journalist"),
    *("military_person", "religious_figure", "royalty", "businessperson", "film_maker", "character", "ethnic_group"),
    *("organisation", "company", "brand", "sports_team", "sports_league", "political_party", "government_body"),
    *("military_unit", "media_outlet", "school", "institution", "religious_body", "band"),
    *("place", "country", "region", "city", "village", "district", "water", "landform", "building", "venue"),
    *("transport", "celestial"),
    *("event", "sports_event", "war"),
    *("work", "film", "tv", "book", "song", "album", "game", "artwork"),
    *("award", "law", "species", "disease", "language", "given_name", "family_name", "disambiguation", "product"),
    *("vehicle", "date", "concept"),
)
"""Names of the coarse types; the place in the list is the bit. Only appended to: indexes hold the numbers."""

BIT: Final = {name: 1 << place for place, name in enumerate(TYPE_BITS)}
"""Name of a coarse type to its bit."""

_PERSONS: Final = TYPE_BITS[1:14]
_ORGANISATIONS: Final = TYPE_BITS[TYPE_BITS.index("company") : TYPE_BITS.index("place")]
_PLACES: Final = TYPE_BITS[TYPE_BITS.index("country") : TYPE_BITS.index("celestial")]
_EVENTS: Final = ("sports_event", "war")
_WORKS: Final = ("film", "tv", "book", "song", "album", "artwork")
_IMPLIED: Final = {
    sum(BIT[name] for name in names): BIT[broad]
    for names, broad in (
        (_PERSONS, "person"),
        (_ORGANISATIONS, "organisation"),
        (_PLACES, "place"),
        (_EVENTS, "event"),
        (_WORKS, "work"),
    )
}

PERSON, ORGANISATION, PLACE = BIT["person"], BIT["organisation"], BIT["place"]

_BY_WORD: Final[dict[str, int]] = {}
for _name, _words in (ACTORS | THINGS).items():
    for _word in filter(None, map(str.strip, _words.replace("\n", "|").split("|"))):
        _BY_WORD[_word] = _BY_WORD.get(_word, 0) | BIT[_name]

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TAIL: Final = re.compile(
    r"\b(?:of|in|from|on|at|for|by|to|with|that|which|who|whose|where|located|based|situated|near|between|within|"
    r"founded|born|known|published|released|formerly|containing|characterized|characterised|having|belonging|directed|"
    r"produced|written|created|starring|played|developed|made|owned|operated|established|built|used|held)\b.*$"
)
_JOINED: Final = re.compile(r"\s*(?:[,;:/(]|\band\b|\bor\b|\bbut\b|&)\s*")
_LONGEST: Final = 300
"""Characters of a description that are read for its kind."""


def type_bits(types: Iterable[str]) -> int:
    """Return the coarse types of labels of types ("film actor", "SoccerClub"), or of QIDs of well-known classes.

    >>> names_of(type_bits(["film actor", "village in Estonia"]))
    ('person', 'actor', 'place', 'village')
    """
    found = 0
    for kind in types:
        found |= bits_of_type(kind)
    return implied(found)


@lru_cache(maxsize=65_536)
def bits_of_type(kind: str) -> int:
    """Return the coarse types of one label of a type or QID of a class; 0 for one that is not known."""
    if kind[:1] == "Q" and kind[1:].isdigit():
        from graph.linking.type_roots import ROOTS

        return ROOTS.get(int(kind[1:]), 0)
    spaced = " ".join(re.split(r"[\W_]+", _CAMEL.sub(" ", kind).lower())).strip()
    return _BY_WORD.get(spaced, 0) or _bits_of_phrase(spaced)


@lru_cache(maxsize=4_096)
def bits_of_description(description: str) -> int:
    """Return the coarse types that a short description begins with; 0 where its first nouns are not known.

    >>> names_of(bits_of_description("American actor and singer (born 1970)"))
    ('person', 'musician', 'actor')
    """
    head = _TAIL.sub("", description[:_LONGEST].split(". ", maxsplit=1)[0].lower())
    found = 0
    for part in _JOINED.split(head)[:4]:
        found |= _bits_of_phrase(" ".join(re.split(r"[\W_]+", part)).strip())
    return implied(found)


def _bits_of_phrase(phrase: str) -> int:
    """Return the types of the longest known end of a phrase, up to three words, once what follows "of" is left out."""
    words = _TAIL.sub("", phrase).split() or phrase.split()
    for count in (3, 2, 1):
        ending = " ".join(words[-count:])
        found = _BY_WORD.get(ending) or _BY_WORD.get(ending.removesuffix("s"))
        if found:
            return found
    return 0


def implied(bits: int) -> int:
    """Return types with the broad ones that they imply: a politician is a person, a village a place."""
    for narrow, broad in _IMPLIED.items():
        if bits & narrow:
            bits |= broad
    return bits


def names_of(bits: int) -> tuple[str, ...]:
    """Return the names of the coarse types in a mask, in the order of `TYPE_BITS`."""
    return tuple(name for place, name in enumerate(TYPE_BITS) if bits >> place & 1)


def bits_of_bracket(title: str) -> int:
    """Return the coarse types that the bracket of a title says ("Spider-Man (2002 film)"); 0 where there is none."""
    if not title.endswith(")") or " (" not in title:
        return 0
    return implied(_bits_of_phrase(title[title.rindex(" (") + 2 : -1].lower()))
