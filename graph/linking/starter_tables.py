"""The tables that the starter index is built from: facts written by us, one file a kind, a line an entity.

docs/reference/starter-index.md describes them. The built index is made of them alone, so they are checked as a whole:
`faults` finds what a slip of the hand leaves behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from graph.linking.types import ORGANISATION, PLACE, type_bits

TABLES: Final = Path(__file__).parent / "starter"
"""Where the tables lie."""

COLUMNS: Final = (
    *("id", "label", "aliases", "types", "description", "country", "related", "popularity", "labels", "demonyms"),
)
"""First line of every table. Lists stand between bars, labels as `fr=…`, country and related are QIDs of the tables."""

LANGUAGES: Final = ("fr", "de", "es")
"""Languages that labels are given in beside English."""

SITELINKS: Final = {1: 20, 2: 45, 3: 90, 4: 150, 5: 250}
"""Class of popularity to the count that stands for it: languages in which an encyclopedia has an article on such."""

_QID: Final = re.compile(r"Q[1-9][0-9]{0,9}")
_COUNTRY, _RELATED = "P17", "P1659"
_CITIZEN = "P27"


class Row(NamedTuple):
    """A line of a table, its lists taken apart; `where` names file and line."""

    where: str
    id: str
    label: str
    aliases: list[str]
    types: list[str]
    description: str
    country: list[str]
    related: list[str]
    popularity: int
    labels: dict[str, str]
    demonyms: list[str]

    @property
    def kind(self) -> str:
        """The table that it stands in."""
        return self.where.partition(".tsv")[0]


class TableFault(ValueError):
    """A line that is no row; the message names file and line."""


def rows(folder: Path = TABLES) -> Iterator[Row]:
    """Yield all rows, table by table; raises `TableFault`."""
    for path in sorted(folder.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").split("\n")
        if tuple(lines[0].split("\t")) != COLUMNS:
            raise TableFault(f"{path.name}, line 1: the columns are {lines[0]!r:.80} and must be {', '.join(COLUMNS)}")
        for number, line in enumerate(lines[1:], 2):
            if line:
                yield _row(line, f"{path.name}, line {number}")


def _row(line: str, where: str) -> Row:
    parts = line.split("\t")
    if len(parts) != len(COLUMNS):
        raise TableFault(f"{where}: {len(parts)} columns, and {len(COLUMNS)} are needed")
    said = dict(zip(COLUMNS, parts, strict=True))
    if said["popularity"] not in "12345" or len(said["popularity"]) != 1:
        raise TableFault(f"{where}: popularity is {said['popularity']!r}, and a class from 1 to 5 is needed")
    labels = dict(entry.partition("=")[::2] for entry in _list(said["labels"]))
    return Row(
        where,
        said["id"],
        said["label"],
        _list(said["aliases"]),
        _list(said["types"]),
        said["description"],
        _list(said["country"]),
        _list(said["related"]),
        int(said["popularity"]),
        labels,
        _list(said["demonyms"]),
    )


def _list(text: str) -> list[str]:
    return text.split("|") if text else []


def plain(row: Row) -> Mapping[str, Any]:
    """Return a row in the plain form that `mediagraph wikidata build` reads."""
    bits = type_bits(row.types)
    placed = bool(bits & (PLACE | ORGANISATION))
    relations = [[_COUNTRY if placed else _CITIZEN, qid] for qid in row.country]
    relations += [[_RELATED, qid] for qid in row.related]
    said = {
        "id": row.id,
        "label": row.label,
        "description": row.description,
        "aliases": row.aliases,
        "types": row.types,
        "labels": row.labels,
        "demonyms": row.demonyms,
        "popularity": {"sitelinks": SITELINKS[row.popularity]},
        "relations": relations,
        # Of people the country of a description is where they are counted to, which is no citizenship.
        "facts": {"country": row.country} if placed and len(row.country) == 1 else {},
    }
    return {name: value for name, value in said.items() if value}


def faults(folder: Path = TABLES) -> list[str]:
    """Return what is wrong with the tables, in sentences; none where they can be built from."""
    try:
        every = list(rows(folder))
    except TableFault as err:
        return [str(err)]
    known: dict[str, str] = {}
    found = [] if every else [f"{folder} holds no tables"]
    for row in every:
        if row.id in known:
            found.append(f"{row.where}: {row.id} stands already in {known[row.id]}")
        known.setdefault(row.id, row.where)
    for row in every:
        found += [f"{row.where}: {fault}" for fault in _faults_of(row, known)]
    return found


def _faults_of(row: Row, known: Mapping[str, str]) -> Iterator[str]:
    if not _QID.fullmatch(row.id):
        yield f"{row.id!r} is no QID"
    if not row.label or not row.description:
        yield "a label and a description are needed"
    if not type_bits(row.types):
        yield f"none of the types {row.types} is known to type_words.py"
    if unknown := [qid for qid in (*row.country, *row.related) if qid not in known]:
        yield f"{', '.join(unknown)} stands in no table"
    if foreign := set(row.labels) - set(LANGUAGES):
        yield f"labels are given in {', '.join(sorted(foreign))}, and {', '.join(LANGUAGES)} are known"
    texts = (row.label, row.description, *row.aliases, *row.labels.values(), *row.demonyms)
    if untidy := [text for text in texts if not text or text != " ".join(text.split())]:
        yield f"{untidy[0]!r} is empty or has spaces at its ends"
