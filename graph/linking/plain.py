"""Entities from JSON lines of the plain form: what a table of names, descriptions and counts says.

`id` and `label` are enough; docs/reference/wikidata-index.md lists the fields. A name's language is not known, so the
folders that an extract says it came from tell how far its aliases can be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from graph.linking.entity import Entity
from graph.linking.types import BIT, bits_of_description, implied

_QID: Final = re.compile(r"^Q([1-9][0-9]{0,9})$")
_TRUSTED: Final = frozenset({"entities", "open-english-namenet", "ror-organisations", "name-suggestion-index"})
_FOREIGN: Final = frozenset({"dbpedia-43k", "geonames-aliases", "places"})
_DEMONYM: Final = re.compile(r"^[A-Z][a-zé]+(?: [A-Z][a-z]+)*(?:ese|ish|ian|an|i|ch|ic|ek|ot|er|ais|x)$")
SOURCE_TYPES: Final[dict[str, int]] = {
    "football-clubs": BIT["sports_team"],
    "political-parties": BIT["political_party"],
    "everypolitician": BIT["politician"],
    "us-legislators": BIT["politician"],
    "moma-artists": BIT["artist"],
    "natural-earth-places": BIT["city"],
    "geonames-aliases": BIT["city"],
    "places-enwiki": BIT["place"],
    "places": BIT["place"],
    "countries-demonyms": BIT["country"],
    "name-suggestion-index": BIT["brand"],
    "ror-organisations": BIT["organisation"],
    "wikidata-lang": BIT["language"],
    "pantheon": BIT["person"],
}
"""Folder of an extract to the coarse type of everything in it."""


class LineRefused(ValueError):
    """A line that is no entity; it is counted and left out."""


def qid_number(value: object) -> int:
    """Return the number of a QID such as "Q42"; raises `LineRefused` for anything else."""
    match = _QID.match(value) if isinstance(value, str) else None
    if match is None or int(match[1]) >= 1 << 32:
        raise LineRefused(f"{value!r:.60} is no QID")
    return int(match[1])


def parse_plain(said: Mapping[str, Any]) -> Entity:
    """Return the entity of one line; raises `LineRefused` where it is none."""
    entity = Entity(qid_number(said.get("id")))
    if said.get("deleted"):
        entity.gone = True
        return entity
    if "redirect" in said:
        entity.redirect = qid_number(said["redirect"])
        return entity
    entity.sources = _texts(said.get("sources"))
    entity.labels = _by_language(said.get("labels"), _text(said.get("label")))
    entity.descriptions = _by_language(said.get("descriptions"), _text(said.get("description")))
    entity.title = _text(said.get("enwiki"))
    entity.types = _texts(said.get("types"))
    entity.demonyms = _texts(said.get("demonyms"))
    entity.surnames = _texts(said.get("family_name"))
    entity.popularity = {
        name: float(value) for name, value in _mapping(said.get("popularity")).items() if _is_count(value)
    }
    entity.facts = {name: _texts(values) for name, values in _mapping(said.get("facts")).items()}
    entity.relations = [
        (qid_number("Q" + str(pair[0]).lstrip("P")), qid_number(pair[1])) for pair in said.get("relations") or ()
    ]
    _sort_aliases(entity, _texts(said.get("aliases")))
    entity.redirects += _texts(said.get("redirects"))
    entity.foreign += _texts(said.get("foreign"))
    return entity


def _sort_aliases(entity: Entity, aliases: list[str]) -> None:
    sources = set(entity.sources)
    redirects = "wikipedia-redirects" in sources
    foreign = bool(sources & _FOREIGN) and not sources & _TRUSTED
    for alias in aliases:
        if "countries-demonyms" in sources and _DEMONYM.match(alias):
            entity.demonyms.append(alias)
        elif redirects and alias == alias.lower():
            entity.redirects.append(alias)
        elif foreign:
            entity.foreign.append(alias)
        else:
            entity.aliases.setdefault("", []).append(alias)


def source_bits(entity: Entity) -> int:
    """Return the coarse types that the folders of an extract say, and else what the description begins with."""
    bits = 0
    for source in entity.sources:
        bits |= SOURCE_TYPES.get(source, 0)
    return implied(bits)


def described_bits(entity: Entity) -> int:
    """Return the coarse types that the English description says."""
    return bits_of_description(entity.description(("en",)))


def _by_language(said: object, main: str) -> dict[str, str]:
    found = {"en": main} if main else {}
    return found | {str(language): _text(text) for language, text in _mapping(said).items() if _text(text)}


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        value = [value]
    return [text for v in value if (text := _text(v))] if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_count(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e18
