"""Writes a dump in the form of Wikidata's JSON: invented entities, the same for one seed.

    python -m benchmarks.dump_like dump.json.gz --entities 1000000

Names are made of syllables, with as many people, places and organisations, homonyms and aliases as a dump of linked
items has; nothing in it is true. It is written item by item, so that a large one takes no memory.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

_SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprst" for vowel in "aeio"]
_ENDS = ("n", "r", "s", "l", "th", "ck", "nd", "", "", "")
FIRST_QID = 1_000
_CLASSES = {"human": 5, "city": 515, "company": 4830453, "film": 11424, "river": 4022}


def word(random: Random, least: int = 2, most: int = 4) -> str:
    """Return an invented word."""
    return ("".join(random.choices(_SYLLABLES, k=random.randint(least, most))) + random.choice(_ENDS)).capitalize()


def items(count: int, *, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Yield items of the form of Wikidata's dump."""
    random = Random(seed)
    first = [word(random) for _ in range(3_000)]
    last = [word(random, 2, 5) for _ in range(60_000)]
    places = [word(random, 2, 5) for _ in range(120_000)]
    for number in range(count):
        kind = random.choices(list(_CLASSES), weights=(45, 25, 12, 13, 5))[0]
        yield _item(random, number, count, kind, _name(random, kind, first, last, places))


def _name(random: Random, kind: str, first: list[str], last: list[str], places: list[str]) -> str:
    place = places[min(int(random.paretovariate(0.6)), len(places)) - 1]
    match kind:
        case "human":
            return f"{first[min(int(random.paretovariate(0.4)), 3_000) - 1]} {random.choice(last)}"
        case "city":
            return random.choice((place, f"{place} {random.choice(places)}", f"New {random.choice(places)}"))
        case "company":
            return f"{random.choice(last)} {random.choice(('Inc.', 'GmbH', 'Group', 'University', place))}"
        case "film":
            return f"The {word(random)} of {random.choice(places)}"
    return f"{random.choice(places)} River"


def _item(random: Random, number: int, count: int, kind: str, name: str) -> dict[str, Any]:
    aliases = [{"language": "en", "value": f"{name} {word(random)}"} for _ in range(random.choice((0, 0, 1, 2)))]
    wikis = ["enwiki", "dewiki", "frwiki", "ruwiki"][: min(4, 1 + int(random.paretovariate(1)))]
    links = {"P31": [_CLASSES[kind]], "P17": [FIRST_QID + random.randrange(200)]}
    if kind == "human":
        links["P27"] = [FIRST_QID + random.randrange(200)]
    links["P361"] = [FIRST_QID + random.randrange(count)]
    return {
        "type": "item",
        "id": f"Q{FIRST_QID + number}",
        "labels": {lang: {"language": lang, "value": name} for lang in ("en", "de", "mul")},
        "descriptions": {"en": {"language": "en", "value": f"{kind} of {word(random)}, invented"}},
        "aliases": {"en": aliases},
        "sitelinks": {wiki: {"site": wiki, "title": name} for wiki in wikis},
        "claims": {name: [_statement(name, qid) for qid in qids] for name, qids in links.items()},
    }


def _statement(name: str, qid: int) -> dict[str, Any]:
    value = {"entity-type": "item", "numeric-id": qid, "id": f"Q{qid}"}
    snak = {"snaktype": "value", "property": name, "datavalue": {"value": value, "type": "wikibase-entityid"}}
    return {"mainsnak": snak, "type": "statement", "rank": "normal"}


def write_dump(path: Path, count: int) -> None:
    """Write a dump of so many items, as Wikidata does: an array, one item a line, gzipped."""
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as file:
        file.write("[\n")
        for number, item in enumerate(items(count)):
            file.write((",\n" if number else "") + json.dumps(item, ensure_ascii=False, separators=(",", ":")))
        file.write("\n]\n")


def main() -> None:
    """Write a dump."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--entities", type=int, default=1_000_000)
    options = parser.parse_args()
    write_dump(options.path, options.entities)


if __name__ == "__main__":
    main()
