"""The second pass: PageRank over a document's candidates, and the features that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.linking import pagerank
from graph.linking.bearers import Names
from graph.linking.disambiguate import KEPT, joint_sheet, pruned
from graph.linking.features import AT, FEATURES, LOCAL, Context, local_sheet
from graph.linking.linking_model import read_model
from graph.linking.mentions import Mention, with_antecedents
from graph.linking.nil import FOUND, GIVEN, best_rows, found_rows, given_rows
from graph.linking.pagerank import Nodes, ranks

if TYPE_CHECKING:
    from graph.linking.features import Sheet
    from graph.linking.index import WikidataIndex


def nodes(names: list[int], qids: list[int], shares: list[float], *, bags: NDArray[np.float32] | None = None) -> Nodes:
    """Return nodes without words, unless `bags` are given."""
    return Nodes(
        qids=np.array(qids, np.uint32),
        name=np.array(names, np.int32),
        share=np.array(shares),
        weight=np.ones(len(names)),
        bags=bags if bags is not None else np.zeros((len(names), 4), np.float32),
    )


def test_without_reason_to_step_shares_stay_as_they_are() -> None:
    lonely = nodes([0, 0, 1], [1, 2, 3], [0.7, 0.3, 1.0])
    np.testing.assert_allclose(ranks(lonely), [0.7, 0.3, 1.0], atol=1e-9)


def test_a_statement_lifts_both_of_its_ends() -> None:
    related = {2: [3], 3: [2]}
    asked = nodes([0, 0, 1, 1], [1, 2, 3, 4], [0.6, 0.4, 0.4, 0.6])
    lifted = ranks(asked, lambda qid: np.array(related.get(qid, []), np.uint32))
    assert lifted[1] > lifted[0]
    assert lifted[2] > lifted[3]
    assert lifted[0] + lifted[1] == pytest.approx(1)


def test_alike_words_lift_and_those_of_the_same_name_do_not() -> None:
    bags = np.eye(4, dtype=np.float32)[[0, 1, 1]]
    across = ranks(nodes([0, 0, 1], [1, 2, 3], [0.5, 0.5, 1.0], bags=bags))
    assert across[1] > across[0]
    within = ranks(nodes([0, 0, 0], [1, 2, 3], [0.4, 0.3, 0.3], bags=bags))
    np.testing.assert_allclose(within, [0.4, 0.3, 0.3], atol=1e-9)


def test_a_long_document_walks_in_parts_and_no_name_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagerank, "MOST_NODES", 5)
    names = [name for name in range(10) for _ in range(3)]
    shares = ranks(nodes(names, list(range(30)), [0.5, 0.3, 0.2] * 10))
    np.testing.assert_allclose(shares.reshape(10, 3).sum(axis=1), 1)
    assert not len(ranks(nodes([], [], [])))


def joint(index: WikidataIndex, text: str, *surfaces: str) -> Sheet:
    """Return the joint sheet of a text with the shipped first pass."""
    mentions, at = [], 0
    for surface in surfaces:
        at = text.index(surface, at)
        mentions.append(Mention(at, at + len(surface), surface))
        at += len(surface)
    names = Names(index)
    sheet = local_sheet(text, with_antecedents(mentions), names, context=Context())
    smaller, shares = pruned(sheet, read_model().local)
    return joint_sheet(smaller, shares, lambda qid: names.profile(qid).bag, None)


def test_joint_features_see_the_other_mentions(homonyms: WikidataIndex) -> None:
    sheet = joint(homonyms, "Angela Merkel came. Merkel spoke.", "Angela Merkel", "Merkel")
    assert sheet.rows.shape[1] == len(FEATURES)
    of_merkel = {
        int(q): row for q, row in zip(sheet.qids[sheet.starts[1] :], sheet.rows[sheet.starts[1] :], strict=True)
    }
    chancellor, player = of_merkel[567], of_merkel[6819]
    assert chancellor[AT["antecedent"]] > 0.5 > player[AT["antecedent"]]
    assert chancellor[AT["elsewhere_share"]] > player[AT["elsewhere_share"]]
    assert chancellor[AT["local"]] + player[AT["local"]] == pytest.approx(1, abs=1e-5)


def test_the_first_pass_keeps_the_best_few(homonyms: WikidataIndex) -> None:
    names = Names(homonyms)
    sheet = local_sheet("Paris", [Mention(0, 5, "Paris")], names, context=Context())
    weights = np.zeros(len(LOCAL))
    weights[LOCAL.index("type_person")] = 5
    kept, shares = pruned(sheet, weights)
    assert len(kept.qids) <= KEPT
    assert kept.qids[0] == 47899
    assert shares.tolist() == sorted(shares.tolist(), reverse=True)


def test_heads_see_mentions_without_candidates_and_rivals(homonyms: WikidataIndex) -> None:
    text = "New Zyzzyx in Paris"
    mentions = [Mention(0, 10, "New Zyzzyx", score=0.3), Mention(4, 10, "Zyzzyx", score=0.9), Mention(14, 19, "Paris")]
    names = Names(homonyms)
    smaller, shares = pruned(local_sheet(text, mentions, names, context=Context()), np.zeros(len(LOCAL)))
    sheet = joint_sheet(smaller, shares, lambda qid: names.profile(qid).bag, None)
    scores = np.full(len(sheet.qids), 0.5)
    best = best_rows(sheet, scores)
    assert best.tolist()[:2] == [-1, -1]
    assert best[2] >= 0
    rows = found_rows(given_rows(text, sheet, scores, best), mentions)
    columns = [dict(zip(FOUND, row, strict=True)) for row in rows.tolist()]
    assert len(rows[0]) == len(FOUND) > len(GIVEN)
    assert columns[0]["score"] == 0
    assert columns[2]["score"] == 0.5
    assert columns[0]["rival_span"] == pytest.approx(0.9)
    assert columns[1]["rival_span"] == pytest.approx(0.3)
    assert columns[2]["rival_span"] == 0
    assert [column["opens"] for column in columns] == [1, 0, 0]
