"""Gold sets: texts in which people marked what is named, and as which Wikidata entity.

Three forms are read, each plain or gzipped: ELEVANT JSON lines, NIF Turtle, and IOB with QIDs. What a document's
mentions count for is the same in all of them (`GoldMention`).
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from graph.linking.errors import GoldError

LONGEST_LINE: Final = 32 << 20
"""Characters in one line; a longer one is refused, because it would be held in memory whole."""

_QID: Final = re.compile(r"(?:https?://(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]{0,17})\Z")
_PRONOUNS: Final = re.compile(
    r"(i|me|my|mine|myself|you|yours?|we|us|ours?|he|him|his|himself|she|hers?|herself|it|its|itself|they|them|theirs?|"
    r"themselves|who|whom|whose|which|that|this|these|those)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GoldMention:
    """One marked span of characters, `start` to before `end`, and the entity it names; `qid` None is NIL.

    What is `optional`, a `coreference` ("he", "the company") or `nested` in another mention neither counts when it is
    missed nor costs when it is found.
    """

    start: int
    end: int
    qid: int | None
    type: str = ""
    optional: bool = False
    coreference: bool = False
    nested: bool = False

    @property
    def counts(self) -> bool:
        """Whether missing it is an error."""
        return self.qid is not None and not self.free

    @property
    def free(self) -> bool:
        """Whether it neither counts nor costs."""
        return self.optional or self.coreference or self.nested


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text and its mentions, in order; only what lies inside `evaluated` (characters) is judged."""

    id: str
    text: str
    mentions: tuple[GoldMention, ...]
    evaluated: tuple[int, int]


def read_gold(path: Path) -> Iterator[GoldDocument]:
    """Yield the documents of a gold set, in the order of the file.

    The form is told by the content, not by the name.

    Raises:
        GoldError: the file is empty, of no known form, or broken; the message names file and line.
    """
    from graph.linking.gold_elevant import read_elevant
    from graph.linking.gold_iob import read_iob
    from graph.linking.gold_nif import read_nif

    form = _form(path)
    read = {"elevant": read_elevant, "nif": read_nif, "iob": read_iob}[form]
    empty = True
    for document in read(path):
        empty = False
        yield document
    if empty:
        raise GoldError(f"{path}: no document stands in it")


def set_name(path: Path) -> str:
    """Return the name of a set: that of its file, without what says only the form.

    >>> set_name(Path("gold/wiki-fair-v2-dev.benchmark.jsonl.gz"))
    'wiki-fair-v2-dev'
    >>> set_name(Path("RSS-500_wd.train.ttl.gz"))
    'RSS-500_wd.train'
    """
    return re.sub(r"(\.benchmark)?(\.(jsonl?|ndjson|ttl|nif|turtle|tsv|iob|conll|txt))?(\.gz)?$", "", path.name)


def read_qid(value: object) -> int | None:
    """Return the number of a QID, alone or at the end of a Wikidata IRI; None for all else, which is NIL.

    >>> read_qid("http://www.wikidata.org/entity/Q42"), read_qid("<NIL>")
    (42, None)
    """
    found = _QID.match(value) if isinstance(value, str) else None
    return int(found[1][1:]) if found else None


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each line with its number, from 1, without its end; unzipped where the content is gzip."""
    number = 0
    try:
        with _open(path) as file:
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise GoldError(f"{path}, line {number}: longer than {LONGEST_LINE:,} bytes")
                yield number, line.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as err:
        raise GoldError(f"{path}, line {number}: not UTF-8 ({err.reason})") from err
    except (EOFError, zlib.error, gzip.BadGzipFile) as err:
        raise GoldError(f"{path}: damaged gzip after line {number}: {err}") from err
    except OSError as err:
        raise GoldError(f"{path}: {err.strerror or err}") from err


def in_order(text: str, mentions: Iterable[GoldMention]) -> tuple[GoldMention, ...]:
    """Return mentions sorted, each span once; those inside a longer one are nested, and pronouns coreference."""
    by_span: dict[tuple[int, int], GoldMention] = {}
    for mention in mentions:
        known = by_span.get((mention.start, mention.end))
        if known is None or (known.free and not mention.free):
            by_span[mention.start, mention.end] = mention
    ordered = sorted(by_span.values(), key=lambda m: (m.start, -m.end))
    return tuple(_with_flags(text, ordered))


def _with_flags(text: str, ordered: Sequence[GoldMention]) -> Iterator[GoldMention]:
    # Sorted by start and then longest first, a span is nested when one before it reaches at least as far.
    reach = -1
    for mention in ordered:
        pronoun = _PRONOUNS.match(text[mention.start : mention.end].strip()) is not None
        if mention.end <= reach or pronoun:
            mention = replace(
                mention, nested=mention.nested or mention.end <= reach, coreference=mention.coreference or pronoun
            )
        reach = max(reach, mention.end)
        yield mention


def _form(path: Path) -> str:
    first = next((line for _, line in numbered_lines(path) if line.strip()), "").lstrip()
    if not first:
        raise GoldError(f"{path}: empty; a gold set is ELEVANT JSON lines, NIF Turtle or IOB with QIDs")
    if first.startswith("{"):
        return "elevant"
    # Turtle begins with a directive, a comment or an IRI; none of them begins a line of IOB.
    if re.match(r"@(prefix|base)\b|(prefix|base)\s|<\S*>\s|#\s*(baseURI|[^\t]*\bnif\b)", first, re.IGNORECASE):
        return "nif"
    if path.name.removesuffix(".gz").endswith((".ttl", ".nif", ".turtle")):
        return "nif"
    if "\t" in first or first.startswith("-DOCSTART-") or " " in first or not re.search(r"\W", first):
        return "iob"
    raise GoldError(f"{path}, line 1: {first[:60]!r} begins none of ELEVANT JSON lines, NIF Turtle and IOB with QIDs")


def _open(path: Path) -> io.BufferedIOBase:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if zipped else path.open("rb")
