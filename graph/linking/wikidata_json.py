"""Entities from Wikidata's own JSON: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph.linking.entity import Entity
from graph.linking.plain import LineRefused, qid_number

_RELATIONS: Final = """
    6 17 19 20 22 25 26 27 30 35 36 37 39 40 47 50 54 57 58 69 86 102 108 112 118 127 131 137 138 155
    156 159 161 162 166 169 170 175 179 264 276 361 463 488 495 527 551 641 676 710 749 800 840 1344
    1346 1376 1412 1441 3373
"""
RELATIONS: Final = frozenset(map(int, _RELATIONS.split()))
"""Properties whose statements join two entities in the graph of relations."""

FACTS: Final[dict[int, str]] = {
    17: "country",
    19: "born in",
    20: "died in",
    27: "citizenship",
    31: "instance of",
    36: "capital",
    39: "position",
    50: "author",
    54: "team",
    57: "director",
    69: "educated at",
    102: "party",
    106: "occupation",
    108: "employer",
    131: "located in",
    136: "genre",
    159: "headquarters",
    161: "cast",
    175: "performer",
    276: "location",
    361: "part of",
    569: "born",
    570: "died",
    571: "inception",
    577: "published",
    580: "start",
    582: "end",
    641: "sport",
}
"""Properties whose values a record holds, by the name there; dates as far as they are exact: "1912-06-23", "1912"."""

_NAMES: Final = (1448, 1477, 742, 1449, 2561, 1813, 1705, 1559, 1476)
"""Official, birth and other names: aliases where their language is wanted, or they have none."""

_INSTANCE_OF, _SUBCLASS_OF, _OCCUPATION, _FAMILY_NAME, _DEMONYM = 31, 279, 106, 734, 1549
_MOST_VALUES: Final = 8
_TIME: Final = re.compile(r"^([+-])(\d{1,16})-(\d\d)-(\d\d)T")


def parse_item(said: Mapping[str, Any], languages: tuple[str, ...]) -> Entity:
    """Return the entity of one item, names and texts in these languages only (and "mul", which holds for all).

    Redirects and deleted items come as such; raises `LineRefused` for a property, a lexeme, or no entity at all.
    """
    kind = said.get("type", "item")
    if kind != "item":
        raise LineRefused(f"a {kind!r:.20} is no item")
    entity = Entity(qid_number(said.get("id") or said.get("entity")))
    if "redirect" in said:
        entity.redirect = qid_number(said["redirect"])
        return entity
    if "missing" in said or said.get("deleted"):
        entity.gone = True
        return entity
    wanted = (*languages, "mul")
    entity.labels = {lang: text for lang in wanted if (text := _value(_member(said, "labels").get(lang)))}
    entity.descriptions = {lang: text for lang in wanted if (text := _value(_member(said, "descriptions").get(lang)))}
    for language in wanted:
        names = [text for alias in _members(_member(said, "aliases").get(language)) if (text := _value(alias))]
        if names:
            entity.aliases[language] = names
    _add_sitelinks(entity, _member(said, "sitelinks"), languages)
    _add_claims(entity, _member(said, "claims"), wanted)
    entity.sources = ["wikidata"]
    return entity


def _add_sitelinks(entity: Entity, links: Mapping[str, Any], languages: tuple[str, ...]) -> None:
    entity.popularity["sitelinks"] = float(len(links))
    for language in languages:
        title = _title(links.get(f"{language}wiki"))
        if not title:
            continue
        if not entity.title and language == languages[0]:
            entity.title = title
        elif title not in entity.labels.values():
            entity.foreign.append(title)


def _add_claims(entity: Entity, claims: Mapping[str, Any], wanted: tuple[str, ...]) -> None:
    for name, statements in claims.items():
        number = int(name[1:]) if name[:1] == "P" and name[1:].isdigit() else 0
        if number in FACTS:
            values = [text for value in _best(statements) if (text := _fact(value))]
            if values and number != _INSTANCE_OF:
                entity.facts[FACTS[number]] = values[:_MOST_VALUES]
        if number == _INSTANCE_OF:
            entity.types = [f"Q{qid}" for qid in _qids(statements)][:_MOST_VALUES]
        elif number == _OCCUPATION:
            entity.occupations = [f"Q{qid}" for qid in _qids(statements)][:_MOST_VALUES]
        elif number == _SUBCLASS_OF:
            entity.parents = _qids(statements)
        elif number == _FAMILY_NAME:
            entity.surnames = [f"Q{qid}" for qid in _qids(statements)][:_MOST_VALUES]
        elif number == _DEMONYM:
            entity.demonyms = [text for value in _best(statements) if (text := _text_in(value, wanted))]
        elif number in _NAMES:
            names = [text for value in _best(statements) if (text := _text_in(value, wanted))]
            if names:
                entity.aliases[wanted[0]] = [*entity.aliases.get(wanted[0], ()), *names]
        elif number in RELATIONS:
            entity.relations += [(number, qid) for qid in _qids(statements)]


def _best(statements: object) -> Iterator[Mapping[str, Any]]:
    """Yield the values of a property's statements, preferred ones first, deprecated and unknown ones left out."""
    usable = [s for s in _members(statements) if isinstance(s, dict) and s.get("rank") != "deprecated"]
    for statement in sorted(usable, key=lambda s: s.get("rank") != "preferred"):
        value = _member(_member(statement, "mainsnak"), "datavalue")
        if value:
            yield value


def _qids(statements: object) -> list[int]:
    return list(dict.fromkeys(qid for value in _best(statements) if (qid := _qid(value))))


def _qid(value: Mapping[str, Any]) -> int:
    """Return the number of the item that a value names, 0 for another value; old dumps give `numeric-id` only."""
    said = value.get("value")
    if value.get("type") != "wikibase-entityid" or not isinstance(said, dict) or said.get("entity-type") != "item":
        return 0
    try:
        return qid_number(said.get("id") or f"Q{said.get('numeric-id')}")
    except LineRefused:
        return 0


def _fact(value: Mapping[str, Any]) -> str:
    if qid := _qid(value):
        return f"Q{qid}"
    said = value.get("value")
    if value.get("type") != "time" or not isinstance(said, dict):
        return ""
    match = _TIME.match(str(said.get("time")))
    precision = said.get("precision")
    if match is None or not isinstance(precision, int) or precision < 9:
        return ""
    sign, year, month, day = match.groups()
    date = f"{'-' if sign == '-' else ''}{int(year):04}"
    return date + (f"-{month}" if precision >= 10 else "") + (f"-{day}" if precision >= 11 else "")


def _text_in(value: Mapping[str, Any], wanted: tuple[str, ...]) -> str:
    said = value.get("value")
    if isinstance(said, dict):
        return _flat(said.get("text")) if said.get("language") in wanted else ""
    return _flat(said)


def _value(said: object) -> str:
    return _flat(said.get("value")) if isinstance(said, dict) else ""


def _title(link: object) -> str:
    return _flat(link.get("title")).replace("_", " ") if isinstance(link, dict) else ""


def _flat(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _member(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a member that is an object; PHP writes an empty one as []."""
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _members(said: object) -> list[Any]:
    return said if isinstance(said, list) else []
