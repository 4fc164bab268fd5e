"""Two passes over a document's mentions: each by itself, then all together.

The first gives each candidate a share of its mention by a weighted sum of its local features. The second sees what the
others made likely (antecedents, other names of one entity, PageRank) and weighs all features anew by boosted trees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from graph.linking.features import AT, FEATURES, JOINT_FEATURES, LOCAL, Sheet
from graph.linking.pagerank import Nodes, ranks
from graph.linking.segments import Segments

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEPT: Final = 10
"""Candidates of a mention that go into the second pass, the best by the first."""
WALKING: Final = 4
"""Those of a name that walk."""
_FLOOR: Final = 1e-3


def pruned(sheet: Sheet, weights: NDArray[np.float64]) -> tuple[Sheet, NDArray[np.float64]]:
    """Return the candidates that go into the second pass, the best first, and each one's local share.

    `weights`: of the local features, shape (LOCAL,).
    """
    import numpy as np

    shares = Segments(sheet.mention).shares(sheet.rows.astype(np.float64) @ weights)
    order = np.lexsort((sheet.qids, -shares, sheet.mention))
    kept = order[Segments(sheet.mention[order]).places() < KEPT]
    starts = np.searchsorted(sheet.mention[kept], np.arange(len(sheet.mentions) + 1))
    smaller = replace(sheet, starts=starts, rows=sheet.rows[kept], qids=sheet.qids[kept], mention=sheet.mention[kept])
    return smaller, shares[kept]


def joint_sheet(
    sheet: Sheet,
    shares: NDArray[np.float64],
    bag_of: Callable[[int], NDArray[np.float32]],
    neighbours: Callable[[int], NDArray[np.uint32]] | None,
) -> Sheet:
    """Return candidates as `pruned` gives them with all of their features.

    `bag_of`: an entity's hashed words; `neighbours` as for `pagerank.ranks`.
    """
    import numpy as np

    groups = Segments(sheet.mention)
    rank = _rank_shares(sheet, shares, bag_of, neighbours)
    joint = {
        "local": shares,
        "local_lead": groups.leads(shares, alone=1.0),
        "near_lead": groups.leads(sheet.rows[:, AT["near"]], alone=0.0),
        "wide_lead": groups.leads(sheet.rows[:, AT["wide"]], alone=0.0),
        "antecedent": _antecedent_shares(sheet, shares),
        "elsewhere_share": _elsewhere_shares(sheet, shares),
        "rank_share": rank,
        "rank_lift": np.log((rank + _FLOOR) / (shares + _FLOOR)),
    }
    rows = np.empty((len(sheet.rows), len(FEATURES)), np.float32)
    rows[:, : len(LOCAL)] = sheet.rows
    for place, name in enumerate(JOINT_FEATURES, len(LOCAL)):
        rows[:, place] = joint[name]
    return replace(sheet, rows=rows)


def _antecedent_shares(sheet: Sheet, shares: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    found = np.zeros(len(shares))
    starts = sheet.starts.tolist()
    for at, mention in enumerate(sheet.mentions):
        if mention.antecedent is None:
            continue
        low, high = starts[mention.antecedent], starts[mention.antecedent + 1]
        of_longer = dict(zip(sheet.qids[low:high].tolist(), shares[low:high].tolist(), strict=True))
        for row in range(starts[at], starts[at + 1]):
            found[row] = of_longer.get(int(sheet.qids[row]), 0.0)
    return found


def _elsewhere_shares(sheet: Sheet, shares: NDArray[Any]) -> NDArray[Any]:
    """Return each candidate's best share of a mention with another name."""
    import numpy as np

    best: dict[int, list[tuple[float, int]]] = {}
    names = [sheet.name_of[at] for at in sheet.mention.tolist()]
    qids, values = sheet.qids.tolist(), shares.tolist()
    for qid, share, name in zip(qids, values, names, strict=True):
        known = best.setdefault(qid, [])
        if not known or all(name != other for _, other in known) or share > known[0][0]:
            # The best two of different names are enough: one of them is another name's.
            known[:] = sorted([(share, name), *(pair for pair in known if pair[1] != name)], reverse=True)[:2]
    others = (
        next((share for share, other in best[qid] if other != name), 0.0) for qid, name in zip(qids, names, strict=True)
    )
    return np.fromiter(others, float, len(qids))


def _rank_shares(
    sheet: Sheet,
    shares: NDArray[Any],
    bag_of: Callable[[int], NDArray[np.float32]],
    neighbours: Callable[[int], NDArray[np.uint32]] | None,
) -> NDArray[Any]:
    import numpy as np

    said: dict[int, float] = {}
    first: dict[int, int] = {}
    for at, (name, mention) in enumerate(zip(sheet.name_of, sheet.mentions, strict=True)):
        first.setdefault(name, at)
        said[name] = said.get(name, 0.0) + mention.score
    chosen = [
        (row, name)
        for name, at in first.items()
        for row in range(int(sheet.starts[at]), min(int(sheet.starts[at + 1]), int(sheet.starts[at]) + WALKING))
    ]
    if not chosen:
        return np.zeros(len(shares))
    places = np.array([row for row, _ in chosen])
    of_names = np.array([name for _, name in chosen], np.int32)
    qids = sheet.qids[places]
    nodes = Nodes(
        qids=qids,
        name=of_names,
        share=shares[places],
        weight=np.array([said[name] for _, name in chosen]),
        bags=np.stack([bag_of(qid) for qid in qids.tolist()]),
    )
    keys = zip(of_names.tolist(), qids.tolist(), strict=True)
    ranked = dict(zip(keys, ranks(nodes, neighbours).tolist(), strict=True))
    owners = (sheet.name_of[at] for at in sheet.mention.tolist())
    return np.fromiter(
        (ranked.get(key, 0.0) for key in zip(owners, sheet.qids.tolist(), strict=True)), float, len(shares)
    )
