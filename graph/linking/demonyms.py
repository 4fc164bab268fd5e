"""Words for the people of a place, and its adjectives: "French" is a mention, of France, its people or language."""

from __future__ import annotations

from functools import cache
from typing import Final

from graph.linking.types import BIT, implied

DEMONYM_KINDS: Final = implied(BIT["country"] | BIT["region"] | BIT["city"]) | BIT["ethnic_group"] | BIT["language"]
"""What a demonym may mean."""


def is_demonym(word: str) -> bool:
    """Whether a folded word is a demonym of a country or region that we know.

    >>> is_demonym("french"), is_demonym("swedes"), is_demonym("table")
    (True, True, False)
    """
    return word in _demonyms()


@cache
def _demonyms() -> frozenset[str]:
    from graph.linking.nationalities import KINDRED

    return frozenset(KINDRED)
