"""IOB with QIDs, in its two forms: a token a line, and a document a line.

A token a line: columns by tabs (or blanks); the first is the token, one is the tag (`B`, `I`, `O`, also `B-PER`), and
one a QID, a Wikidata IRI, or what stands for none (`--NME--`, `NIL`); an empty line ends a sentence, `-DOCSTART-` a
document. A document a line: its name, a tab, and tokens of three parts, `token\\tag\\label`, where the label is `O`, a
QID at the beginning of a mention, `B` at that of one without, and `I` after either. Texts are tokens joined by a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from graph.linking.errors import GoldError
from graph.linking.gold import GoldDocument, GoldMention, in_order, numbered_lines, read_qid

_TAG: Final = re.compile(r"(?:([BIOES])(?:-(\S+))?)\Z")
_IN_LINE: Final = re.compile(r"[^\t]*\t\S+\\\S+\\(?:O|I|B|Q[0-9]+)(?:\s|\Z)")


@dataclass
class _Building:
    """A document that is being read, token by token."""

    name: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    mentions: list[GoldMention] = field(default_factory=list)
    open: tuple[int, int | None, str] | None = None

    def add(self, token: str, *, begins: bool, inside: bool, qid: int | None, kind: str = "", gap: str = " ") -> None:
        """Append a token: one that begins a mention, goes on with it, or is outside of any."""
        if begins or not inside:
            self.close()
        if self.parts:
            self.parts.append(gap)
            self.length += len(gap)
        if begins:
            self.open = (self.length, qid, kind)
        self.parts.append(token)
        self.length += len(token)

    def close(self) -> None:
        """End the mention that is open, if any."""
        if self.open:
            start, qid, kind = self.open
            self.mentions.append(GoldMention(start, self.length, qid, type=kind))
        self.open = None

    def document(self) -> GoldDocument:
        """Return what was read."""
        self.close()
        text = "".join(self.parts)
        return GoldDocument(self.name, text, in_order(text, self.mentions), (0, len(text)))


def read_iob(path: Path) -> Iterator[GoldDocument]:
    """Yield the documents of a file in IOB, of either form.

    Raises:
        GoldError: with file and line.
    """
    lines = numbered_lines(path)
    first = next(((number, line) for number, line in lines if line.strip()), None)
    if first is None:
        return
    yield from (_lines_of_documents if _IN_LINE.match(first[1]) else _lines_of_tokens)(path, chain([first], lines))


def _lines_of_documents(path: Path, lines: Iterable[tuple[int, str]]) -> Iterator[GoldDocument]:
    for number, line in lines:
        if not line.strip():
            continue
        name, _, body = line.partition("\t")
        document = _Building(name.strip() or str(number))
        # A third column, where there is one, is what some linker said.
        for part in body.partition("\t")[0].split():
            pieces = part.rsplit("\\", 2)
            if len(pieces) != 3:
                raise GoldError(f"{path}, line {number}: {part[:60]!r} is not token\\tag\\label")
            token, _, label = pieces
            qid = read_qid(label)
            if qid is None and label not in ("O", "I", "B"):
                raise GoldError(f"{path}, line {number}: label {label[:60]!r} of {token[:40]!r} is no QID, B, I or O")
            document.add(token, begins=qid is not None or label == "B", inside=label == "I", qid=qid)
        yield document.document()


def _lines_of_tokens(path: Path, lines: Iterable[tuple[int, str]]) -> Iterator[GoldDocument]:
    document, count, gap = _Building("1"), 1, " "
    for number, line in lines:
        if line.startswith("-DOCSTART-"):
            if document.parts:
                yield document.document()
                count += 1
            name = line.removeprefix("-DOCSTART-").strip().strip("()").partition("\t")[0].strip("()")
            document, gap = _Building(name if name and name != "-X- O O" else str(count)), " "
        elif not line.strip():
            document.close()
            gap = "\n"
        else:
            token, begins, inside, qid, kind = _columns(path, number, line, bool(document.open))
            document.add(token, begins=begins, inside=inside, qid=qid, kind=kind, gap=gap)
            gap = " "
    if document.parts:
        yield document.document()


def _columns(path: Path, number: int, line: str, is_open: bool) -> tuple[str, bool, bool, int | None, str]:
    """Return the token, whether it begins or goes on with a mention, and that mention's QID and type."""
    columns = line.split("\t") if "\t" in line else line.split()
    token = columns[0].strip() or columns[0]
    tagged = [tag for column in columns[1:] if (tag := _TAG.match(column.strip()))]
    qid = next((found for column in columns[1:] if (found := read_qid(column.strip())) is not None), None)
    if not tagged:
        if len(columns) > 1:
            raise GoldError(f"{path}, line {number}: no column of {line[:60]!r} is B, I or O")
        # AIDA's own files leave out the columns of tokens outside of mentions.
        return token, False, False, None, ""
    # AIDA's tag is a letter in the second column; CoNLL's is the last, after one of its own for phrases ("I-NP").
    tag = tagged[0] if len(columns[1].strip()) == 1 else tagged[-1]
    letter, kind = tag[1], (tag[2] or "").lower()
    begins = letter in "BS" or (letter in "IE" and not is_open)
    return token, begins, letter in "IE" and is_open, qid, kind
