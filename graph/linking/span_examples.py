"""Gold sets as examples for the choice among spans: which candidate spans people marked, and how much each counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking.folds import fold_of
from graph.linking.gold import GoldDocument, read_gold, set_name
from graph.linking.span_candidates import Source, Span
from graph.linking.span_features import FEATURES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.index import WikidataIndex
    from graph.linking.mentions import MentionFinder

PARTIAL: Final = ("RSS-500",)
"""Sets that mark two names in each sentence and leave the others: what is not marked there says nothing, but where it
overlaps what is."""


SMALL_INDEX: Final = 0.9
"""Rank from which an entity stays in the small index that a copy of the examples pretends to have."""
COPIES: Final = 0.25
"""Weight of the copies: with a small index, and without capitals."""


@dataclass(slots=True)
class Examples:
    """Rows of features, whether each is a mention, its weight, its fold, and which document it is of."""

    rows: NDArray[np.float32]
    truths: NDArray[np.int8]
    weights: NDArray[np.float64]
    folds: NDArray[np.int8]


@dataclass(slots=True)
class Judged:
    """A document of a set with its candidate spans and their rows, for measuring."""

    name: str
    document: GoldDocument
    spans: list[Span]
    rows: NDArray[np.float32]


def read_sets(paths: Iterable[Path]) -> list[tuple[str, GoldDocument]]:
    """Return every document with the name of its set; a text that several sets have is kept once."""
    seen: set[str] = set()
    found = []
    for path in sorted(paths):
        for document in read_gold(path):
            text = " ".join(document.text.split())
            if text not in seen:
                seen.add(text)
                found.append((set_name(path), document))
    return found


def examples_of(
    sets: Sequence[tuple[str, GoldDocument]], finder: MentionFinder, index: WikidataIndex, *, lowered: bool = False
) -> tuple[Examples, list[Judged]]:
    """Return the examples of all documents, each set of the same weight; `lowered`: their texts without capitals."""
    import numpy as np

    texts = [document.text.lower() if lowered else document.text for _, document in sets]
    rows, truths, weights, folds, judged = [], [], [], [], []
    for (name, document), text, reading in zip(sets, texts, finder.readings(texts, index=index), strict=True):
        # A letter whose small form is longer moves what follows: such a text has no copy without capitals.
        if len(text) != len(document.text):
            continue
        kept, truth, weight = _labelled(name, document, reading.spans, reading.sources)
        rows.append(reading.rows[kept])
        truths += truth
        weights += weight
        folds += [fold_of(document.text)] * len(kept)
        judged.append(Judged(name, document, reading.spans, reading.rows))
    mass = _balanced([name for name, *_ in ((j.name, j) for j in judged)], [len(part) for part in rows])
    return (
        Examples(
            np.concatenate(rows),
            np.array(truths, np.int8),
            np.array(weights) * mass,
            np.array(folds, np.int8),
        ),
        judged,
    )


def _labelled(
    name: str, document: GoldDocument, spans: Sequence[Span], sources: Sequence[int]
) -> tuple[list[int], list[int], list[float]]:
    """Return places, truths and weights of the spans that are judged: inside the evaluation, and no free mention's."""
    low, high = document.evaluated
    gold = {(mention.start, mention.end): mention for mention in document.mentions}
    marked = [(m.start, m.end) for m in document.mentions if not m.free]
    partial = name.startswith(PARTIAL)
    kept, truths, weights = [], [], []
    for at, span in enumerate(spans):
        mention = gold.get((span.start, span.end))
        if not low <= span.start <= span.end <= high or (mention and mention.free):
            continue
        overlaps = mention or any(start < span.end and span.start < end for start, end in marked)
        if partial and not overlaps and sources[at] & (Source.NER | Source.CAPITALS):
            continue
        kept.append(at)
        truths.append(int(mention is not None))
        weights.append(1.0)
    return kept, truths, weights


def _balanced(names: Sequence[str], counts: Sequence[int]) -> NDArray[np.float64]:
    """Return a weight for each example, so that each set weighs the same and their mean is 1."""
    import numpy as np

    total: dict[str, int] = defaultdict(int)
    for name, count in zip(names, counts, strict=True):
        total[name] += count
    mean = sum(total.values()) / len(total)
    return np.repeat([mean / total[name] for name in names], counts)


def with_small_index(examples: Examples) -> Examples:
    """Return the examples as an index of the best known entities only would show them, at the weight of a copy."""
    import numpy as np

    at = {name: place for place, name in enumerate(FEATURES)}
    rows = examples.rows.copy()
    unknown = rows[:, at["best_popularity"]] < SMALL_INDEX
    for name in ("gazetteer", "plural", "agrees", "bearers", "log_prior", "popularity", "best_popularity"):
        rows[unknown, at[name]] = 0
    for name in (
        "own",
        "derived",
        "common",
        "untyped",
        "sitelinks",
        "described",
        "type_count",
        *(n for n in FEATURES if n.startswith("type_")),
    ):
        rows[unknown, at[name]] = 0
    for name in ("popularity", "best_popularity"):
        rows[:, at[name]] = np.clip((rows[:, at[name]] - SMALL_INDEX) / (1 - SMALL_INDEX), 0, 1)
    # A span that only the index had found would not be there.
    found = rows[:, [at[n] for n in ("ner", "trimmed", "capitals", "gazetteer", "plural", "name_part", "hashtag")]].any(
        1
    )
    return Examples(rows[found], examples.truths[found], examples.weights[found] * COPIES, examples.folds[found])
