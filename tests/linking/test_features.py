"""What is read off mentions and candidates: the table, and what its columns say of small texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.linking.bearers import NAME_FEATURES, Names
from graph.linking.context_words import TextWords, count_stems, rarity, stem, stems
from graph.linking.features import AT, FEATURES, LOCAL, MEANINGS, Context, Sheet, local_sheet
from graph.linking.mentions import Mention, with_antecedents
from graph.linking.nil import FOUND, FOUND_FEATURES, GIVEN, OWN_FEATURES
from graph.linking.segments import Segments
from graph.linking.small_index import SmallIndex
from graph.linking.types import BIT

if TYPE_CHECKING:
    from graph.linking.index import WikidataIndex

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "linking.md"


def marked(text: str, *surfaces: str) -> list[Mention]:
    """Return mentions of surfaces, each the next in the text."""
    found, at = [], 0
    for surface in surfaces:
        at = text.index(surface, at)
        found.append(Mention(at, at + len(surface), surface))
        at += len(surface)
    return with_antecedents(found)


def sheet_of(index: WikidataIndex, text: str, *surfaces: str, context: Context | None = None) -> Sheet:
    """Return the local sheet of a text."""
    return local_sheet(text, marked(text, *surfaces), Names(index), context=context or Context())


def of(sheet: Sheet, mention: int, qid: int) -> dict[str, float]:
    """Return the features of a candidate of a mention."""
    low, high = sheet.starts[mention], sheet.starts[mention + 1]
    row = low + sheet.qids[low:high].tolist().index(qid)
    return dict(zip(LOCAL, sheet.rows[row].tolist(), strict=True))


def test_every_column_has_a_meaning_and_stands_in_the_reference() -> None:
    assert len(set(FEATURES)) == len(FEATURES) == len(MEANINGS)
    assert tuple(MEANINGS) == FEATURES
    assert FOUND[: len(GIVEN)] == GIVEN
    page = PAGE.read_text(encoding="utf-8")
    for name, meaning in (MEANINGS | OWN_FEATURES | FOUND_FEATURES).items():
        assert f"| `{name}` | {meaning} |" in page


def test_a_name_and_its_bearers(homonyms: WikidataIndex) -> None:
    sheet = sheet_of(homonyms, "Paris is large.", "Paris")
    city, texan, hilton = (of(sheet, 0, qid) for qid in (90, 830149, 47899))
    assert city["log_prior"] > texan["log_prior"]
    assert city["prior_lead"] > 0 > texan["prior_lead"]
    assert city["same_letters"] == city["kind_label"] == city["type_city"] == 1
    assert hilton["kind_derived"] == hilton["type_person"] == hilton["begins"] == 1
    assert hilton["same_name"] == 0
    assert hilton["length_ratio"] == pytest.approx(5 / 12)
    assert city["bearers"] == texan["bearers"] > 0


def test_words_of_the_text_speak_for_a_description(homonyms: WikidataIndex) -> None:
    far = sheet_of(homonyms, "He came to Paris from another city in Texas.", "Paris")
    near = sheet_of(homonyms, "He came to Paris by train.", "Paris")
    assert of(far, 0, 830149)["wide"] > of(far, 0, 90)["wide"]
    assert of(far, 0, 830149)["near"] > 0
    assert of(near, 0, 830149)["wide"] == of(near, 0, 90)["wide"] == 0


def test_a_mentions_own_words_do_not_speak_for_it(homonyms: WikidataIndex) -> None:
    assert of(sheet_of(homonyms, "Texas.", "Texas"), 0, 1439)["wide"] == 0


def test_what_the_model_says_of_a_kind(homonyms: WikidataIndex) -> None:
    person = Mention(0, 5, "Paris", type_mask=BIT["person"])
    sheet = local_sheet("Paris", [person], Names(homonyms), context=Context())
    assert of(sheet, 0, 47899)["agrees"] == 1
    assert of(sheet, 0, 90)["agrees"] == -1
    assert of(sheet_of(homonyms, "Paris", "Paris"), 0, 90)["agrees"] == 0


def test_demonyms_and_case(homonyms: WikidataIndex) -> None:
    sheet = sheet_of(homonyms, "The French eat mercury.", "French", "mercury")
    assert of(sheet, 0, 142)["demonym_country"] == 1
    assert of(sheet, 0, 121842)["demonym_people"] == 1
    assert of(sheet, 0, 150)["demonym_language"] == 1
    assert of(sheet, 1, 925)["case_agrees"] == of(sheet, 1, 925)["common"] == 1
    assert of(sheet, 1, 308)["case_agrees"] == 0


def test_a_short_name_takes_up_the_candidates_of_a_longer_one(homonyms: WikidataIndex) -> None:
    sheet = sheet_of(homonyms, "Freddie Mercury sang. Freddie smiled.", "Freddie Mercury", "Freddie")
    taken = of(sheet, 1, 1150)
    assert taken["takes_up"] == 1
    assert taken["elsewhere"] == 1


def test_what_the_graph_knows_counts(homonyms: WikidataIndex) -> None:
    text = "Merkel spoke."
    known = sheet_of(homonyms, text, "Merkel", context=Context(entities=frozenset({6819}), words="football player"))
    assert of(known, 0, 6819)["in_graph"] == 1
    assert of(known, 0, 567)["in_graph"] == 0
    assert of(known, 0, 6819)["wide"] > of(sheet_of(homonyms, text, "Merkel"), 0, 6819)["wide"] == 0


def test_a_name_that_nobody_bears_has_no_rows(homonyms: WikidataIndex) -> None:
    sheet = sheet_of(homonyms, "Zyzzyx and Paris", "Zyzzyx", "Paris")
    assert sheet.starts.tolist()[:2] == [0, 0]
    assert set(sheet.mention.tolist()) == {1}
    assert not len(local_sheet("", [], Names(homonyms), context=Context()).rows)


def test_names_are_kept_and_the_same(homonyms: WikidataIndex) -> None:
    names = Names(homonyms)
    first = names.bearers("Paris")
    assert names.bearers("Paris") is first
    assert first.rows.shape == (len(first.candidates), len(NAME_FEATURES))


def test_a_small_index_is_one_of_its_own(homonyms: WikidataIndex) -> None:
    least = homonyms.record(90).popularity  # type: ignore[union-attr]
    small = SmallIndex(homonyms, least=least)
    found = small.candidates("Paris")
    assert [candidate.qid for candidate in found] == [90]
    assert found[0].log_prior == pytest.approx(0)
    assert small.find(90) is not None
    assert small.find(47899) is None
    assert 0 <= found[0].popularity <= 1


def test_stems_join_what_means_alike() -> None:
    assert stem("France") == stem("French") == stem("Frenchmen")
    assert stems("The cities of Germany and a German") == ["city", stem("German"), stem("Germany")]
    assert rarity("no description holds this") == pytest.approx(1)
    assert 0 <= rarity(stem("politician")) < 0.7
    assert count_stems(["a city in Texas", "city", "cities"], least=2) == {"descriptions": 3, "stems": {"city": 3}}


def test_words_are_counted_from_lines(tmp_path: Path) -> None:
    from graph.linking.count_words import main

    lines = [{"id": f"Q{n}", "description": "city in Texas", "types": ["Q515", "town"]} for n in range(1, 70)]
    source = tmp_path / "lines.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in [*lines, {"id": "Q99", "label": "no more"}]))
    main([str(source), "--out", str(tmp_path / "words.json")])
    counted = {stem("city"): 69, stem("Texas"): 69, "town": 69}
    assert json.loads((tmp_path / "words.json").read_bytes()) == {"descriptions": 70, "stems": counted}


def test_words_around_a_place() -> None:
    text = "alpha " * 200 + "beta Paris gamma " + "delta " * 200
    near, wide = TextWords(text, "beside").around(text.index("Paris"), text.index("Paris") + 5)
    assert {"alpha", "beta", "gamma", "delta"} <= near
    assert "pari" not in near
    assert "beside" in wide
    far, _ = TextWords(text).around(0, 5)
    assert far == {"alpha"}


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-20, 20), min_size=1, max_size=5), max_size=6))
def test_segments_do_what_a_loop_would(groups: list[list[int]]) -> None:
    owner = np.repeat(np.arange(len(groups)), [len(group) for group in groups]).astype(np.int32)
    values = np.array([value for group in groups for value in group], float)
    segments = Segments(owner)
    leads, shares, expected = segments.leads(values, alone=9.0), segments.shares(values), []
    for group in groups:
        for at, value in enumerate(group):
            others = group[:at] + group[at + 1 :]
            expected.append(value - max(others) if others else 9.0)
    np.testing.assert_allclose(leads, expected)
    for number in range(len(groups)):
        assert shares[owner == number].sum() == pytest.approx(1)
    assert AT["local"] == len(LOCAL)
