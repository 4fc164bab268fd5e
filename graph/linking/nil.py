"""Heads that look at a mention as a whole, once its candidates are ranked: is it in the index, and is the best right?

Three probabilities: `known`, that what is named is in the index at all; `given`, that the best candidate is right where
somebody else marked the span; `found`, that span and entity are both right where we found the span ourselves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from graph.linking.features import AT, FEATURES, Sheet
from graph.linking.mentions import Mention

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OWN_FEATURES: Final = {
    "score": "probability of the best candidate, by the trees",
    "second": "that of the next",
    "total": "sum of all candidates' probabilities",
    "characters": "length of the mention",
    "digits": "it has a digit",
    "capital": "it begins with a capital",
    "opens": "it begins a sentence or line, so that its capital means little",
    "mentions": "logarithm of 1 + mentions in the document",
    "repeats": "how often the name is a mention in the document, 5 at most",
}
FOUND_FEATURES: Final = {
    "span_score": "probability that the span is a mention, by the span model",
    "by_ner": "the model that finds names found it",
    "by_gazetteer": "the index found it",
    "rival_span": "the best span score of those it overlaps",
    "rival": "the best product of span score and best candidate's probability of those it overlaps",
}
GIVEN: Final = (*OWN_FEATURES, *(f"best_{name}" for name in FEATURES))
"""Columns of the heads `known` and `given`; `best_`: a feature of the best candidate, 0 where there is none."""
FOUND: Final = (*GIVEN, *FOUND_FEATURES)
"""Columns of the head `found`."""


def given_rows(text: str, sheet: Sheet, scores: NDArray[np.float64], best: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return a row for each mention, float32, shape (mentions, GIVEN).

    `scores`: the trees' probability of each candidate; `best`: the row of each mention's best candidate, -1 for none.
    """
    import numpy as np

    rows = np.zeros((len(sheet.mentions), len(GIVEN)), np.float32)
    has = best >= 0
    rows[has, len(OWN_FEATURES) :] = sheet.rows[best[has]]
    many = float(np.log1p(len(sheet.mentions)))
    counts: dict[int, int] = {}
    for name in sheet.name_of:
        counts[name] = counts.get(name, 0) + 1
    for at, (mention, name) in enumerate(zip(sheet.mentions, sheet.name_of, strict=True)):
        of_mention = sorted(scores[sheet.starts[at] : sheet.starts[at + 1]].tolist(), reverse=True)
        first, second = (*of_mention, 0.0, 0.0)[:2]
        rows[at, : len(OWN_FEATURES)] = (
            *(first, second, sum(of_mention), min(len(mention.surface), 60)),
            *(float(any(c.isdigit() for c in mention.surface)), float(mention.surface[:1].isupper())),
            *(_opens(text, mention.start), many, min(counts[name], 5)),
        )
    return rows


def found_rows(given: NDArray[np.float32], mentions: Sequence[Mention]) -> NDArray[np.float32]:
    """Return rows of `given_rows` with what is known of spans that we found, float32, shape (mentions, FOUND)."""
    import numpy as np

    scores = given[:, GIVEN.index("score")].tolist()
    rivals = _rivals(mentions, scores)
    own = [
        (mention.score, float("ner" in mention.source), float("gazetteer" in mention.source), *rival)
        for mention, rival in zip(mentions, rivals, strict=True)
    ]
    return np.concatenate((given, np.array(own, np.float32).reshape(len(own), len(FOUND_FEATURES))), axis=1)


def _opens(text: str, start: int) -> float:
    """Return 1 where what stands before a place ends a sentence or line."""
    before = text[max(0, start - 4) : start].rstrip(" \t\"'“‘(")
    return float(not before or before[-1] in ".!?:\n\r•|")


_REACH: Final = 64
"""Mentions before and after that are looked at for overlap: a name has at most twelve words."""


def _rivals(mentions: Sequence[Mention], scores: Sequence[float]) -> list[tuple[float, float]]:
    """Return for each mention the best span score, and the best product, of those that it overlaps."""
    starts = [mention.start for mention in mentions]
    found = []
    for at, mention in enumerate(mentions):
        span = both = 0.0
        last = bisect_left(starts, mention.end)
        for other in range(max(0, at - _REACH), min(last, at + _REACH)):
            rival = mentions[other]
            if other != at and rival.end > mention.start:
                span = max(span, rival.score)
                both = max(both, rival.score * scores[other])
        found.append((span, both))
    return found


def best_rows(sheet: Sheet, scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the row of each mention's best candidate, -1 for one without; of equals the one with the better share."""
    import numpy as np

    order = np.lexsort((-sheet.rows[:, AT["local"]], -scores, sheet.mention))
    best = np.full(len(sheet.mentions), -1, np.int64)
    owners = sheet.mention[order]
    first = np.flatnonzero(np.diff(owners, prepend=-1)) if len(owners) else np.zeros(0, np.int64)
    best[owners[first]] = order[first]
    return best
