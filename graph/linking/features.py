"""What is read off a mention and a candidate: numbers with a name and a meaning, by which candidates are compared.

`FEATURES` is the table. Those up to `LOCAL` need the mention and its text only; the others what the first pass made of
all mentions of the document together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.linking.bearers import NAME_FEATURES, Bearers, Names
from graph.linking.context_words import TextWords
from graph.linking.mentions import Mention

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TEXT_FEATURES: Final = {
    "agrees": "1 where its types are what the model that finds names said, -1 where they are not, 0 unknown",
    "near": "rarity of the words of its description and types that stand near, summed, 3 at most",
    "wide": "the same in the wide context, 5 at most",
    "wide_share": "the same, of all words of description and types",
    "rest_found": "share of the label's other words that stand in the wide context",
    "elsewhere": "other names in the document that it may be meant by, 3 at most",
    "in_graph": "the graph says already that the asset shows or names it",
    "near_graph": "a statement joins it with what the graph says of the asset",
}
MENTION_FEATURES: Final = {
    "words": "words of the mention",
    "lower": "the mention has no capital",
    "all_capitals": "the mention is in capitals",
    "demonym": "the mention is a demonym",
    "told": "the model that finds names said what it is",
    "takes_up": "the mention takes up a longer one before it",
}
JOINT_FEATURES: Final = {
    "local": "its share of the mention by the local score",
    "local_lead": "that share, less the best of the others",
    "near_lead": "`near`, less the best of the others",
    "wide_lead": "`wide`, less the best of the others",
    "antecedent": "its share of the longer mention that this one takes up",
    "elsewhere_share": "its best share of any other name in the document",
    "rank_share": "its share of the mention by personalised PageRank",
    "rank_lift": "logarithm of that share by its local share",
}
LOCAL: Final = (*NAME_FEATURES, *TEXT_FEATURES, *MENTION_FEATURES)
FEATURES: Final = (*LOCAL, *JOINT_FEATURES)
"""Names of all columns, in their order."""
MEANINGS: Final = NAME_FEATURES | TEXT_FEATURES | MENTION_FEATURES | JOINT_FEATURES
"""Each column's meaning."""

AT: Final = {name: place for place, name in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class Context:
    """What the graph already knows of the asset that a text belongs to.

    `entities`: those it is linked to, by QID, from people, identifiers or other texts of it; `words`: other text that
    is said of it: title, keywords.
    """

    entities: frozenset[int] = frozenset()
    words: str = ""


@dataclass(slots=True)
class Sheet:
    """All candidates of a text's mentions as rows: those of mention m are `starts[m]` to before `starts[m + 1]`.

    `rows`: float32, shape (candidates, LOCAL or FEATURES); `qids` and `mention`: uint32 and int32, shape
    (candidates,). `name_of`: for each mention the number of its name; mentions of one name share their candidates.
    """

    mentions: Sequence[Mention]
    bearers: list[Bearers]
    name_of: list[int]
    starts: NDArray[np.int64]
    rows: NDArray[np.float32]
    qids: NDArray[np.uint32]
    mention: NDArray[np.int32]


def local_sheet(
    text: str,
    mentions: Sequence[Mention],
    names: Names,
    *,
    context: Context,
    neighbours: frozenset[int] = frozenset(),
) -> Sheet:
    """Return the candidates of mentions with their local features; `neighbours`: of the context's entities."""
    import numpy as np

    bearers, name_of = _bearers(mentions, names)
    counts = [len(found.candidates) for found in bearers]
    starts = np.array([0, *accumulate(counts)], np.int64)
    rows = np.zeros((int(starts[-1]), len(LOCAL)), np.float32)
    width = len(NAME_FEATURES)
    if len(rows):
        rows[:, :width] = np.concatenate([found.rows for found in bearers])
    words, elsewhere = TextWords(text, context.words), _elsewhere(bearers, name_of)
    for at, (mention, found) in enumerate(zip(mentions, bearers, strict=True)):
        if found.candidates:
            own = rows[starts[at] : starts[at + 1], width:]
            near, wide = words.around(mention.start, mention.end)
            surroundings = _Surroundings(near, wide, elsewhere, context.entities, neighbours)
            own[:, : len(TEXT_FEATURES)] = _of_text(mention.type_mask, found, surroundings)
            own[:, len(TEXT_FEATURES) :] = _of_mention(mention, found)
    qids = np.array([c.qid for found in bearers for c in found.candidates], np.uint32)
    owner = np.repeat(np.arange(len(mentions), dtype=np.int32), counts)
    return Sheet(mentions, bearers, name_of, starts, rows, qids, owner)


def _bearers(mentions: Sequence[Mention], names: Names) -> tuple[list[Bearers], list[int]]:
    found, name_of = [], []
    numbers: dict[tuple[str, str], int] = {}
    for mention in mentions:
        longer = mentions[mention.antecedent].name if mention.antecedent is not None else ""
        found.append(names.bearers(mention.name, longer))
        name_of.append(numbers.setdefault((mention.name, longer), len(numbers)))
    return found, name_of


def _elsewhere(bearers: Sequence[Bearers], name_of: Sequence[int]) -> Counter[int]:
    """Return under how many names of the document each entity is a candidate."""
    once = dict(zip(name_of, bearers, strict=True))
    return Counter(candidate.qid for found in once.values() for candidate in found.candidates)


class _Surroundings(NamedTuple):
    """Stems near and wide, under how many names each entity may be meant, what the graph knows and what it joins."""

    near: frozenset[str]
    wide: frozenset[str]
    elsewhere: Counter[int]
    known: frozenset[int]
    neighbours: frozenset[int]


def _of_text(mask: int, found: Bearers, around: _Surroundings) -> list[tuple[float, ...]]:
    near, wide, elsewhere, known, neighbours = around
    rows: list[tuple[float, ...]] = []
    for candidate, (said, rest) in zip(found.candidates, found.apart, strict=True):
        near_sum = wide_sum = total = 0.0
        for stem, weight in said:
            total += weight
            if stem in wide:
                wide_sum += weight
                if stem in near:
                    near_sum += weight
        agrees = (1.0 if mask & candidate.type_mask else -1.0) if mask and candidate.type_mask else 0.0
        rows.append(
            (
                agrees,
                min(near_sum, 3.0),
                min(wide_sum, 5.0),
                wide_sum / total if total else 0.0,
                len(wide.intersection(rest)) / len(rest) if rest else 0.0,
                min(elsewhere[candidate.qid] - 1, 3),
                float(candidate.qid in known),
                float(candidate.qid in neighbours),
            )
        )
    return rows


def _of_mention(mention: Mention, found: Bearers) -> tuple[float, ...]:
    surface = mention.surface
    return (
        min(surface.count(" ") + 1, 6),
        float(surface == surface.lower()),
        float(surface.isupper() and len(surface) > 1),
        float(found.demonym),
        float(bool(mention.type_mask)),
        float(mention.antecedent is not None),
    )
