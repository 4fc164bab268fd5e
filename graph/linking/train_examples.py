"""What linking is trained on: gold sets as mentions with candidates, and which of those are right.

Each document is read twice: with its gold spans given, and with all spans that the span model proposes. Every number
that a model gives about a document is of one that had not seen it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

from graph.linking.bearers import Names
from graph.linking.features import Context, Sheet, local_sheet
from graph.linking.folds import fold_of
from graph.linking.gold import GoldDocument
from graph.linking.mentions import Mention, MentionFinder, proposed
from graph.linking.small_index import SmallIndex
from graph.linking.train_spans import PARTIAL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.boosting import BoostedTrees
    from graph.linking.index import WikidataIndex

Source = Union["WikidataIndex", SmallIndex]
"""What is asked for candidates."""

FREE = -2
"""Truth of a mention that is not judged."""
NOT_GOLD = -1
"""Truth of a span that nobody marked."""
NIL = 0
"""Truth of a mention of what has no QID."""


@dataclass(slots=True)
class Example:
    """One document's mentions with their local features; `truth`: for each a QID, or NIL, NOT_GOLD, FREE; `known`:
    whether the index holds that QID.

    `found`: the spans are proposals; else they are given. `weight`: of the document, so that sets weigh alike. `ranks`:
    the ranker learns from it too.
    """

    set_name: str
    document: GoldDocument
    fold: int
    found: bool
    sheet: Sheet
    truth: NDArray[np.int64]
    known: NDArray[np.bool_]
    names: Names
    index: Source
    weight: float = 1.0
    ranks: bool = True


@dataclass(slots=True)
class Read:
    """A document as the finder reads it, before any span is scored."""

    set_name: str
    document: GoldDocument
    fold: int
    reading: Any
    named: Any
    given: list[Mention]


def read_documents(sets: Sequence[tuple[str, GoldDocument]], finder: MentionFinder, index: WikidataIndex) -> list[Read]:
    """Return what the finder reads in each document, and its gold spans as mentions."""
    texts = [document.text for _, document in sets]
    found = []
    for (name, document), (_, reading, named) in zip(sets, finder.read_all(texts, index=index), strict=True):
        spans = [(mention.start, mention.end) for mention in document.mentions if not mention.free]
        given = finder.given(document.text, spans, index=index)
        found.append(Read(name, document, fold_of(document.text), reading, named, given))
    return found


def given_examples(reads: Iterable[Read], names: Names, index: Source) -> list[Example]:
    """Return an example of each document with its gold spans."""
    return [_example(read, read.given, False, names, index) for read in reads]


def found_examples(
    reads: Iterable[Read], models: Mapping[int, BoostedTrees], names: Names, index: Source
) -> list[Example]:
    """Return an example of each document with the spans that the model of its fold proposes."""
    examples = []
    for read in reads:
        scores = models[read.fold].probabilities(read.reading.rows).tolist()
        mentions = proposed(read.document.text, read.reading, read.named, scores)
        examples.append(_example(read, mentions, True, names, index))
    return examples


def _example(read: Read, mentions: list[Mention], found: bool, names: Names, index: Source) -> Example:
    import numpy as np

    sheet = local_sheet(read.document.text, mentions, names, context=Context())
    truth = np.array(list(_truths(read, mentions)), np.int64)
    known = np.array([qid > NIL and index.find(int(qid)) is not None for qid in truth.tolist()], np.bool_)
    return Example(read.set_name, read.document, read.fold, found, sheet, truth, known, names, index)


def _truths(read: Read, mentions: Sequence[Mention]) -> Iterator[int]:
    low, high = read.document.evaluated
    gold = {(m.start, m.end): m for m in read.document.mentions}
    marked = [(m.start, m.end) for m in read.document.mentions if not m.free]
    partial = read.set_name.startswith(PARTIAL)
    for mention in mentions:
        of_gold = gold.get((mention.start, mention.end))
        if not low <= mention.start <= mention.end <= high or (of_gold and of_gold.free):
            yield FREE
        elif of_gold:
            yield of_gold.qid or NIL
        elif partial and not any(start < mention.end and mention.start < end for start, end in marked):
            # Two names a sentence are marked there: what is not, says nothing.
            yield FREE
        else:
            yield NOT_GOLD


def weigh(examples: Sequence[Example]) -> None:
    """Give each example its weight: sets weigh by the root of their mentions, so that none speaks for all."""
    mentions: Counter[str] = Counter()
    for example in examples:
        mentions[example.set_name] += int((example.truth >= 0).sum())
    mean = sum(mentions.values()) / max(len(mentions), 1)
    for example in examples:
        example.weight = float((mean / max(mentions[example.set_name], 1)) ** 0.5)
