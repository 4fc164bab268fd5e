"""A trained model on a document's mentions: which candidate is best, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.linking.bearers import Names
from graph.linking.disambiguate import joint_sheet, pruned
from graph.linking.features import Sheet
from graph.linking.linking_model import LinkingModel
from graph.linking.nil import best_rows, found_rows, given_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.index import WikidataIndex
    from graph.linking.small_index import SmallIndex


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model says of a document's mentions.

    `sheet`: the candidates of the second pass with all features, `scores` the probability of each of them. For each
    mention: `best`, the row of its best candidate, -1 for none; `known`, the probability that what it names is in the
    index; `right`, that the best candidate is right (and, where spans are proposals, that the span is a mention).
    """

    sheet: Sheet
    scores: NDArray[np.float64]
    best: NDArray[np.int64]
    known: NDArray[np.float64]
    right: NDArray[np.float64]


def second_pass(sheet: Sheet, local: NDArray[np.float64], names: Names, index: WikidataIndex | SmallIndex) -> Sheet:
    """Return the best candidates of a local sheet with all features, by the weights of the first pass."""
    smaller, shares = pruned(sheet, local)
    return joint_sheet(smaller, shares, lambda qid: names.profile(qid).bag, neighbours_of(index))


def neighbours_of(index: WikidataIndex | SmallIndex) -> Callable[[int], NDArray[np.uint32]] | None:
    """Return how to ask an index for an entity's neighbours; None where it holds none."""
    return index.neighbours if index.info.relations or index.overlay_folder.exists() else None


def judge(model: LinkingModel, text: str, sheet: Sheet, scores: NDArray[np.float64], *, found: bool) -> Judged:
    """Return what a model says of a sheet with all features; `scores`: the ranker's probability of each candidate.

    `found`: the spans are proposals of ours, which may overlap; else they are given.
    """
    import numpy as np

    best = best_rows(sheet, scores)
    rows = given_rows(text, sheet, scores, best)
    known = model.known.of(rows)
    right = model.found.of(found_rows(rows, sheet.mentions)) if found else model.given.of(rows)
    return Judged(sheet, scores, best, known, np.where(best >= 0, right, 0.0))
