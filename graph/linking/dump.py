"""What one chunk of an input says: Wikidata's JSON, the plain form, tables and triples, told line by line.

docs/reference/wikidata-index.md describes the forms. A line that cannot be used is counted under its reason, and the
first of them are kept to be shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from graph.linking.entity import Entity
from graph.linking.lines import Chunk
from graph.linking.plain import LineRefused, parse_plain, qid_number
from graph.linking.wikidata_json import parse_item

MOST_SHOWN: Final = 20
"""Refused lines of a chunk that are kept to be shown."""

_TRIPLE: Final = re.compile(r"^Q(\d{1,10})[\t, ]+P(\d{1,5})[\t, ]+Q(\d{1,10})(?:[,\t].*)?$")
_LISTS: Final = ("aliases", "types", "redirects", "foreign", "demonyms", "family_name", "sources")


@dataclass(slots=True)
class Said:
    """What was read of a chunk beside its entities: lines, and why some were refused."""

    lines: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def refuse(self, where: str, reason: str, text: str = "") -> None:
        """Count a line that cannot be used."""
        self.refused[reason] += 1
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(f"{where}: {reason}{f' ({text})' if text else ''}")


def read_chunk(chunk: Chunk, *, name: str, languages: tuple[str, ...], header: str, said: Said) -> Iterator[Entity]:
    """Yield the entities of a chunk; `header` is the first line of a table, "" for an input that is none."""
    if chunk.document:
        said.lines += 1
        yield from _objects(chunk.data, f"{name}, the document", languages, said)
        return
    fields = tuple(header.split("\t")) if header else ()
    for number, raw in enumerate(chunk.data.splitlines(), chunk.first_line):
        line = raw.strip().removeprefix(b"\xef\xbb\xbf").removesuffix(b",").rstrip()
        if not line or line in (b"[", b"]"):
            continue
        said.lines += 1
        where = f"{name}, line {number}"
        if line[:1] == b"{":
            yield from _objects(line, where, languages, said)
        elif not (number == 1 and header):
            yield from _of_a_table(line, fields, where, said)


def header_of(start: bytes) -> str:
    """Return the first line of a table of entities (its first field is "id"); "" for another input."""
    first = start[:4_096].split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf").strip().decode("utf-8", "replace")
    return first if first.split("\t")[0] == "id" else ""


def _objects(text: bytes, where: str, languages: tuple[str, ...], said: Said) -> Iterator[Entity]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as err:
        said.refuse(where, "no JSON: cut short, or damaged", str(err)[:80])
        return
    several = found.get("entities") if isinstance(found, dict) else None
    # The answers of wbgetentities and Special:EntityData: items by QID. One under another QID was redirected.
    for key, one in several.items() if isinstance(several, dict) else [("", found)]:
        try:
            entity = _entity(one, languages)
        except LineRefused as err:
            said.refuse(where, "no entity", str(err))
            continue
        except (TypeError, ValueError, KeyError, AttributeError, IndexError) as err:
            said.refuse(where, "not of the form", f"{type(err).__name__}: {err}"[:80])
            continue
        yield entity
        if key and key != f"Q{entity.qid}" and not entity.gone:
            yield Entity(qid_number(key), redirect=entity.qid)


def _entity(said: Any, languages: tuple[str, ...]) -> Entity:
    if not isinstance(said, dict):
        raise LineRefused(f"{said!r:.40} is no JSON object")
    labels = said.get("labels")
    wikidata = "claims" in said or "missing" in said or said.get("type") in ("item", "property", "lexeme")
    if wikidata or (isinstance(labels, dict) and any(isinstance(value, dict) for value in labels.values())):
        return parse_item(said, languages)
    return parse_plain(said)


def _of_a_table(line: bytes, fields: tuple[str, ...], where: str, said: Said) -> Iterator[Entity]:
    text = line.decode("utf-8", "replace")
    if match := _TRIPLE.match(text):
        subject, predicate, object_ = (int(number) for number in match.groups())
        if 0 < subject < 1 << 32 and 0 < object_ < 1 << 32:
            yield _of_a_triple(subject, predicate, object_)
            return
    if not fields:
        said.refuse(where, "neither JSON, nor a triple, nor a row of a table with a first line", text[:40])
        return
    row: dict[str, Any] = {name: value for name, value in zip(fields, text.split("\t"), strict=False) if value.strip()}
    for name in _LISTS:
        if name in row:
            row[name] = [part for part in row[name].split("|") if part.strip()]
    row["popularity"] = {name: float(row[name]) for name in ("sitelinks", "pageviews") if row.get(name, "").isdigit()}
    try:
        yield parse_plain(row)
    except LineRefused as err:
        said.refuse(where, "no entity", str(err))


def _of_a_triple(subject: int, predicate: int, object_: int) -> Entity:
    match predicate:
        case 31:
            return Entity(subject, types=[f"Q{object_}"])
        case 106:
            return Entity(subject, occupations=[f"Q{object_}"])
        case 279:
            return Entity(subject, parents=[object_])
    return Entity(subject, relations=[(predicate, object_)])
