"""Which of the candidate spans are mentions: a trained score for each, and the best choice that does not overlap.

The score is the probability that a person who marks what is named would mark exactly this span. The model is
`models/spans.json`; what it was trained on, and how well it does, says `models/spans.md`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from graph.linking.boosting import BoostedTrees, read_trees
from graph.linking.gazetteer import Names
from graph.linking.span_candidates import Span, candidate_spans
from graph.linking.span_features import FEATURES, NameFacts, feature_rows
from graph.linking.tokens import Tokens, tokens_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.ner import Named

MODEL: Final = Path(__file__).parent / "models" / "spans.json"

THRESHOLD: Final = 0.05
"""Score from which a span is a mention. Low: what is missed here is lost, what is wrong here can still become NIL."""


class Marked(Protocol):
    """What has a start and an end in a text."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The one after its last."""


class Reading(NamedTuple):
    """A text with its candidate spans, how each was found, and a row of features for each."""

    tokens: Tokens
    spans: list[Span]
    sources: list[int]
    rows: NDArray[np.float32]


def read_spans(
    text: str, named: Sequence[Named], names: Names, facts_of: Callable[[str], NameFacts], *, restored: bool = False
) -> Reading:
    """Return what may be chosen from in a text; training and use both begin here."""
    tokens = tokens_of(text)
    found = candidate_spans(tokens, named, names)
    rows = feature_rows(tokens, found, named, facts_of, restored=restored)
    return Reading(tokens, list(found), list(found.values()), rows)


def span_model(path: Path = MODEL) -> BoostedTrees:
    """Return the model that the project ships, read once a process."""
    return read_trees(path, FEATURES)


def choose(spans: Sequence[Marked], scores: Sequence[float], threshold: float = THRESHOLD) -> list[int]:
    """Return the places of the spans to keep, in the order of the text: none overlap.

    Of all such choices it is the one with the greatest sum of (score - threshold): as many true mentions as can be
    expected, where a false one costs `threshold` of a true one (weighted interval scheduling, Kleinberg and Tardos
    2005, 6.1; n log n).
    """
    order = sorted((span.end, span.start, at) for at, span in enumerate(spans) if scores[at] > threshold)
    ends = [end for end, _, _ in order]
    best, before = [0.0], []
    for place, (_, start, at) in enumerate(order):
        free = bisect_right(ends, start, 0, place)
        before.append(free)
        best.append(max(best[-1], best[free] + scores[at] - threshold))
    kept: list[int] = []
    place = len(order)
    while place:
        if best[place] == best[place - 1]:
            place -= 1
        else:
            kept.append(order[place - 1][2])
            place = before[place - 1]
    return kept[::-1]
