"""Under which names an entity can be met in text: its own, and those that follow from them.

Derived names are what the field's gold sets ask for beside labels and aliases: surnames, names without a legal form or
bracket, acronyms, demonyms, clubs without their "F.C.". Each carries a penalty, so that it ranks behind a real name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from graph.linking.entity import Entity
from graph.linking.name_words import (
    ABBREVIATED,
    CLUB_FORMS,
    FAMILY_FIRST,
    GENERIC_AFTER,
    GENERIC_BEFORE,
    HONORIFICS,
    LEGAL_FORMS,
    OFFICES,
    PARTICLES,
    SMALL_WORDS,
    SUFFIXES,
)
from graph.linking.nationalities import demonyms_of, kindred, with_plurals
from graph.linking.normalise import MAX_NAME, normalise
from graph.linking.types import BIT, ORGANISATION, PERSON, PLACE


class AliasKind(IntEnum):
    """How an entity came by a name; OCR is found when asked, and never stored."""

    LABEL = 0
    ALIAS = 1
    TITLE = 2
    REDIRECT = 3
    DERIVED = 4
    FOREIGN = 5
    OCR = 6


class Surface(NamedTuple):
    """A normalised name, how the entity came by it, and what it costs, in steps of `candidate.PENALTY_STEP`, 0..31."""

    key: str
    kind: AliasKind
    penalty: int


MOST_PENALTY: Final = 31
_MOST_NAMES: Final = 400
_BRACKET: Final = re.compile(r"\s*[(\[（][^)\]）]*[)\]）]\s*")
# Two or three capitalised words, with initials, particles or "Jr.": what a table without types may say of a person.
_MAYBE_A_PERSON: Final = re.compile(
    r"^[^\W\d_][\w.'’-]+(?: (?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w'’-]+|d[aei]|van|von|del?)){1,3}(?:,? (?:Jr|Sr)\.)?$"
)
_ROMAN: Final = re.compile(r"^[IVX]{1,6}$")
_CAPITAL: Final = re.compile(r"[A-Z0-9]")

# "Müller" is written "Mueller" where umlauts are not to be had; `normalise` makes it "muller".
_SPELLED: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe"}
)

_NAMES_OF_PEOPLE = BIT["person"] | BIT["character"]
_ACRONYMS = ORGANISATION | BIT["law"] | BIT["award"]
_FIRST_WORD = BIT["company"] | BIT["brand"] | BIT["sports_team"]
_CUT_AFTER_COLON = BIT["work"] | BIT["game"]

_GENERIC_BY_FIRST: Final[dict[str, list[tuple[str, ...]]]] = {}
for _generic in GENERIC_BEFORE:
    _GENERIC_BY_FIRST.setdefault(_generic[0], []).append(_generic)


def surfaces(entity: Entity, bits: int, languages: tuple[str, ...]) -> list[Surface]:
    """Return every name under which an entity of these types is indexed, each once, under its smallest penalty."""
    best: dict[str, tuple[int, AliasKind]] = {}
    for count, (text, kind, penalty) in enumerate(_names(entity, bits, languages)):
        if count > _MOST_NAMES:
            break
        if len(text) > MAX_NAME:
            continue
        _keep(best, normalise(text), kind, penalty)
        spelled = text.translate(_SPELLED)
        if spelled != text:
            _keep(best, normalise(spelled), AliasKind.DERIVED, penalty + 2)
    return [Surface(key, kind, penalty) for key, (penalty, kind) in best.items()]


def _keep(best: dict[str, tuple[int, AliasKind]], key: str, kind: AliasKind, penalty: int) -> None:
    # A name of one letter or digit is one by definition only: "X" was a label, or it is nobody's name.
    if key and not (len(key) == 1 and kind == AliasKind.DERIVED):
        best[key] = min(best.get(key, (99, kind)), (min(penalty, MOST_PENALTY), kind))


def _names(entity: Entity, bits: int, languages: tuple[str, ...]) -> Iterator[tuple[str, AliasKind, int]]:
    full: dict[str, int] = {}
    for text, kind, penalty in _given(entity, languages):
        yield text, kind, penalty
        if kind in (AliasKind.LABEL, AliasKind.TITLE):
            full.setdefault(text, penalty)
        elif kind == AliasKind.ALIAS:
            # What follows from an alias is one step further from the entity: a pen name's surname is hardly used.
            full.setdefault(text, penalty + 2)
    for demonym in _demonyms(entity, bits, languages):
        yield demonym, AliasKind.DERIVED, 3
    for surname in entity.surnames:
        yield surname, AliasKind.DERIVED, 5
    description = entity.description(("en",))
    for text, penalty in full.items():
        for derived, more in derived_names(text, bits, description):
            yield derived, AliasKind.DERIVED, penalty + more


def _given(entity: Entity, languages: tuple[str, ...]) -> Iterator[tuple[str, AliasKind, int]]:
    main = entity.label(languages)
    yield main, AliasKind.LABEL, 0
    if entity.title:
        yield entity.title, AliasKind.TITLE, 1
    for label in entity.labels.values():
        if label != main:
            yield label, AliasKind.FOREIGN, 4
    for language, names in entity.aliases.items():
        ours = not language or language == languages[0] or language == "mul"
        for rank, name in enumerate(names):
            yield (name, AliasKind.ALIAS, 2 + min(rank // 2, 8)) if ours else (name, AliasKind.FOREIGN, 6)
    for name in entity.foreign:
        yield name, AliasKind.FOREIGN, 6
    for name in entity.redirects:
        yield name, AliasKind.REDIRECT, 7


def _demonyms(entity: Entity, bits: int, languages: tuple[str, ...]) -> Iterator[str]:
    label = entity.label(languages)
    yield from with_plurals(tuple(entity.demonyms))
    if bits & PLACE or not bits:
        yield from demonyms_of(label)
    if bits & BIT["ethnic_group"] or not bits:
        yield from kindred(label)
    if bits & BIT["ethnic_group"] and label.endswith("s"):
        yield label[:-1]


def derived_names(name: str, bits: int, description: str = "") -> Iterator[tuple[str, int]]:
    """Yield what else an entity of these types may be called that has this name, and what each costs."""
    plain = _BRACKET.sub(" ", name).strip()
    if plain and plain != name:
        yield plain, 1
    name = plain or name
    before, comma, _ = name.partition(", ")
    if comma and before:
        yield before, 8 if bits & BIT["work"] else 2
        name = before
    if name[:4].lower() == "the ":
        name = name[4:]
        yield name, 1
    for ours, written in ABBREVIATED:
        if ours in name:
            yield name.replace(ours, written), 2
    if bits & _NAMES_OF_PEOPLE:
        yield from _of_a_person(name, description)
    elif not bits and _MAYBE_A_PERSON.match(name):
        for text, penalty in _of_a_person(name, description):
            yield text, penalty + 3
    if bits & PERSON:
        return
    yield from _without_forms(name, bits)
    if bits & _CUT_AFTER_COLON and ": " in name:
        head, _, tail = name.partition(": ")
        yield head, 6
        yield tail, 6


def _of_a_person(name: str, description: str) -> Iterator[tuple[str, int]]:
    """Yield the surname, given name and shorter forms of a person's name."""
    head, of, _ = name.partition(" of ")
    if of:
        yield head, 3
    words = [word.rstrip(",") for word in head.split() if word.strip(".").lower() not in SUFFIXES]
    if len(words) > 1 and len(words) < len(head.split()):
        yield " ".join(words), 2
    while len(words) > 1 and words[0].strip(".").lower() in HONORIFICS:
        words = words[1:]
        yield " ".join(words), 2
    if len(words) < 2:
        return
    if _ROMAN.match(words[-1]) or of:
        yield words[0], 10
        return
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    surname = " ".join(words[start:])
    yield surname, 5
    if start < len(words) - 1:
        yield words[-1], 6
    if len(words) > 2:
        yield f"{words[0]} {surname}", 2
        yield f"{words[0]} {words[-1]}", 4
        if start > 1:
            yield " ".join(words[1:]), 6
        if len(words) == 3 and start == 2 and len(words[1]) > 2:
            yield words[1], 10
    yield f"{words[0][0]} {surname}", 7
    yield words[0], 7 if any(nation in description for nation in FAMILY_FIRST) else 13


def _without_forms(name: str, bits: int) -> Iterator[tuple[str, int]]:
    """Yield a name without legal forms, club forms and generic words before or after it."""
    words = name.split()
    shorter = _stripped(words, LEGAL_FORMS)
    if shorter != words:
        yield " ".join(shorter), 1
        words = shorter
    if bits & _ACRONYMS or not bits:
        yield from acronyms(" ".join(words))
    if bits & BIT["sports_team"]:
        yield from _of_a_team(words)
        words = _stripped(words, CLUB_FORMS)
    if len(words) < 2:
        return
    if bits & _FIRST_WORD or not bits:
        yield words[0], 10
    if bits & BIT["school"] and words[-1] == "University":
        yield "University of " + " ".join(words[:-1]), 5
    if bits & BIT["school"] and words[:2] == ["University", "of"]:
        yield " ".join(words[2:]) + " University", 5
    yield from _without_kind(words)


def _of_a_team(words: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the shorter names of a team: without "F.C.", its place alone, its last word alone."""
    shorter = _stripped(words, CLUB_FORMS)
    whole = " ".join(shorter)
    if shorter != words:
        yield whole, 2
    country = whole.partition(" national ")[0].removesuffix(" women's").removesuffix(" men's")
    if country != whole:
        yield country, 6
    elif len(shorter) > 1:
        yield shorter[-1], 7
        yield " ".join(shorter[:-1]), 8


def _without_kind(words: list[str]) -> Iterator[tuple[str, int]]:
    """Yield a name without the words that say what kind of thing it is; an office without what it is of."""
    lower = [word.lower() for word in words]
    if lower[-1] in GENERIC_AFTER:
        yield " ".join(words[:-1]), 5
        if len(words) > 2 and lower[-2] in GENERIC_AFTER:
            yield " ".join(words[:-2]), 7
    if lower[0] in OFFICES and "of" in lower[1:3]:
        yield " ".join(words[: lower.index("of")]), 8
    for generic in _GENERIC_BY_FIRST.get(lower[0], ()):
        count = len(generic)
        if len(words) > count and tuple(lower[:count]) == generic:
            yield " ".join(words[count:]), 5


def _stripped(words: list[str], forms: frozenset[str]) -> list[str]:
    """Return words without the forms that they begin or end with; at least one word is left."""
    while len(words) > 1 and words[-1].strip(",.").replace(".", "").lower() in forms:
        words = words[:-1]
    while len(words) > 1 and words[0].strip(",.").replace(".", "").lower() in forms:
        words = words[1:]
    if len(words) > 1 and words[-1] in ("&", "and"):
        words = words[:-1]
    return [*words[:-1], *(word.rstrip(",") for word in words[-1:])]


def acronyms(name: str) -> Iterator[tuple[str, int]]:
    """Yield the initials of a name of two to seven capitalised words; small words may count or not.

    >>> list(acronyms("Federal Bureau of Investigation"))
    [('FBI', 5), ('FBOI', 9)]
    """
    words = [word for word in re.split(r"[\s/–-]+", name) if word and word[0].isalpha()]
    capital = [word for word in words if word[0].isupper() and word.lower() not in SMALL_WORDS]
    if not 2 <= len(capital) <= 7 or any(word[0].islower() and word.lower() not in SMALL_WORDS for word in words):
        return
    short = "".join(word[0] for word in capital)
    yield short, 5 if len(short) > 2 else 9
    whole = "".join(word[0] for word in words).upper()
    if whole != short and len(whole) <= 7:
        yield whole, 9


def is_place(bits: int) -> bool:
    """Return whether a mask says that an entity is a place."""
    return bool(bits & PLACE)
