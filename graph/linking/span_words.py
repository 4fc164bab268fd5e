"""Small words of English by what they do, so that a span's neighbours say something without a tagger.

Also what holds names together ("of"), and the words that are nobody's name although the index knows a film of it.
"""

from __future__ import annotations

from typing import Final

_CLASSES: Final = {
    "determiner": (
        "the a an this that these those every each some any no another such both either neither all most many few "
        "several other"
    ),
    "possessive": ("my your his her its our their whose s"),
    "pronoun": (
        "i you he she it we they me him us them who whom which what myself himself herself itself themselves "
        "someone anyone everyone nobody something anything everything nothing one ones"
    ),
    "preposition": (
        "of in on at by for with from to into onto about against between among through during before after above "
        "below over under near across behind beyond within without toward towards upon via per despite since "
        "until till around along inside outside off out up down like unlike than as versus vs"
    ),
    "conjunction": (
        "and or but nor so yet if because while although though unless whereas whether when where why how once "
        "then also however thus therefore hence"
    ),
    "auxiliary": (
        "is are was were be been being am do does did done doing has have had having will would shall should can "
        "could may might must ought isn aren wasn weren don doesn didn hasn haven hadn won wouldn couldn shouldn "
        "can cannot ll re ve t d m"
    ),
    "adverb": (
        "not very too more less much just only even still already never ever always often sometimes again here "
        "there now today yesterday tomorrow soon later first last next almost quite rather well back away "
        "together especially particularly mainly mostly approximately about further instead else perhaps maybe "
        "likely"
    ),
    "reporting": (
        "said says say saying told tells tell asked asks added adds called named known born died won made make "
        "makes took take takes became become becomes got get gets went go goes came come comes seen see used use "
        "uses using played plays play worked works work moved served joined led began began wrote written "
        "released published including included include based located according"
    ),
}
_MONTHS: Final = (
    "january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed "
    "thu thurs fri sat sun"
)
_NUMBERS: Final = (
    "zero two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred "
    "hundreds thousand thousands million millions billion billions second third fourth fifth sixth seventh eighth "
    "ninth tenth dozen half quarter double twice once"
)
_TIMES: Final = (
    "year years month months week weeks day days hour hours minute minutes time times decade decades century "
    "centuries morning evening afternoon night season seasons age period way ways part parts number numbers lot "
    "lots kind sort thing things example case end start beginning side name names new old good great high low "
    "long short large small big little own same different important main major early late young"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLASSES: Final = ("", *_CLASSES)
"""What a word may be; "" for all others."""

CLASS_OF: Final = {word: at for at, words in enumerate(_CLASSES.values(), 1) for word in words.split()}
"""Folded word to the place of its class in `CLASSES`."""

CALENDAR: Final = _words(_MONTHS) | _words(_NUMBERS)
"""Words that alone are no mention, with a capital either."""

NO_NAMES: Final = frozenset(CLASS_OF) | CALENDAR | _words(_TIMES)
"""Words that alone, in lower case, are no mention."""

CONNECTORS: Final = _words(
    "of the de la le les du des del della di da dos das do von van der den ten zu zur al el and for in on at to y "
    "e et und d l a an with from"
)
"""Words without a capital that may stand within a name."""

BINDING: Final = _words("of de la le du des del della di da dos das do von van der den zu zur al el d l y e et")
"""Those that nearly always join what is on both sides."""

ABBREVIATIONS: Final = _words(
    "inc ltd co corp jr sr st mt ft calif mass conn tenn wash ariz colo fla ga ill ind kan ky la md mich minn "
    "miss mo mont neb nev okla ore pa tex va vt wis wyo ala ark del md univ dept bros vs no gen sen rep gov "
    "dr mr mrs ms prof vic"
)
"""Words whose point belongs to a name that ends with them."""
