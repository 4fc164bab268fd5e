"""Texts to links with the shipped model: joint choice, given spans, NIL, evidence, and what may go wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

from graph.linking.encoding import Encoder
from graph.linking.errors import LinkingError
from graph.linking.features import FEATURES
from graph.linking.linker import Context, Link, Linker
from graph.linking.linking_model import MODEL, read_model, write_model
from graph.linking.mentions import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graph.linking.index import WikidataIndex


@pytest.fixture(scope="module")
def linker(homonyms: WikidataIndex) -> Linker:
    """A linker with the shipped model."""
    return Linker(homonyms)


def links(found: Sequence[Link]) -> dict[str, int | None]:
    """Return what each surface was linked to."""
    return {link.mention.surface: link.qid for link in found}


def given(linker: Linker, text: str, *surfaces: str, context: Context | None = None) -> list[Link]:
    """Return the links of marked surfaces."""
    spans = [(text.index(surface), text.index(surface) + len(surface)) for surface in surfaces]
    return linker.link(text, spans=linker.finder.given(text, spans, index=linker.index), context=context)


def test_names_in_a_text_are_found_and_linked(linker: Linker) -> None:
    text = "Angela Merkel travelled to Paris, the capital of France. Merkel met Freddie Mercury of Queen there."
    found = linker.link(text)
    said = links(found)
    assert said["Angela Merkel"] == said["Merkel"] == 567
    assert said["Paris"] == 90
    assert said["France"] == 142
    assert said["Freddie Mercury"] == 1150
    ends = 0
    for link in found:
        assert link.mention.start >= ends
        ends = link.mention.end
        assert 0 <= link.probability <= 1
        assert 0 <= link.known <= 1
        assert text[link.mention.start : link.mention.end] == link.mention.surface
    merkel = next(link for link in found if link.mention.surface == "Merkel")
    assert merkel.mention.antecedent is not None
    assert found[merkel.mention.antecedent].mention.surface == "Angela Merkel"


def test_given_spans_are_answered_one_for_one(linker: Linker) -> None:
    text = "Zyzzyx saw Paris Hilton in Paris."
    found = given(linker, text, "Zyzzyx", "Paris Hilton")
    assert [link.mention.surface for link in found] == ["Zyzzyx", "Paris Hilton"]
    assert found[0].qid is None
    assert found[0].best is None
    assert not found[0].candidates
    assert found[0].probability > 0.5
    assert found[1].qid == found[1].best == 47899


def test_context_decides_between_bearers(linker: Linker) -> None:
    planet = given(linker, "Mercury is the planet nearest the Sun.", "Mercury")[0]
    metal = given(linker, "The metal mercury is a chemical element.", "mercury")[0]
    assert planet.best == 308
    assert metal.best == 925


def test_candidates_carry_scores_and_all_features(linker: Linker) -> None:
    link = given(linker, "Paris in Texas is a city.", "Paris")[0]
    assert {candidate.qid for candidate in link.candidates} == {90, 830149, 47899}
    scores = [candidate.score for candidate in link.candidates]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1 + 1e-9
    features = link.candidates[0].features
    assert tuple(features) == FEATURES
    assert len(features) == len(FEATURES)
    assert features["bearers"] > 0
    with pytest.raises(KeyError):
        features["no such feature"]


def test_a_doubtful_span_makes_a_doubtful_link(linker: Linker) -> None:
    text = "Angela Merkel spoke."
    sure = linker.link(text, spans=[Mention(0, 13, "Angela Merkel")])[0]
    doubtful = linker.link(text, spans=[Mention(0, 13, "Angela Merkel", score=0.1)])[0]
    assert sure.qid == 567
    assert doubtful.qid is None
    assert doubtful.best == 567
    assert 1 - doubtful.probability == pytest.approx(0.1 * sure.probability)


@pytest.mark.parametrize("text", ["", " \n ", "a", "\x00\ud800", "x" * 1_000_000, "#" * 50_000, "Paris" * 50_000])
def test_texts_that_hold_nothing_are_no_trouble(linker: Linker, text: str) -> None:
    assert isinstance(linker.link(text), list)


def test_a_book_is_weighed_in_parts(linker: Linker) -> None:
    text = "Angela Merkel met Freddie Mercury in Paris. Merkel left. " * 300
    found = linker.link(text)
    assert len(found) >= 1_000
    assert sum(link.qid is not None for link in found) > 0.9 * len(found)


def test_many_texts_are_linked_as_one_by_one(linker: Linker) -> None:
    texts = ["Paris Hilton sang.", "", "England and France"]
    assert [links(each) for each in linker.link_all(texts)] == [links(linker.link(text)) for text in texts]


def test_the_same_text_has_the_same_links(linker: Linker, homonyms: WikidataIndex) -> None:
    text = "Queen and Freddie Mercury in Paris, France"
    said = [(link.qid, link.probability) for link in linker.link(text)]
    assert said == [(link.qid, link.probability) for link in Linker(homonyms).link(text)]


def test_what_is_added_can_be_linked_at_once(homonyms_folder: Path, tmp_path: Path) -> None:
    from graph.linking.delta import put_own
    from graph.linking.entity import Entity
    from graph.linking.index import WikidataIndex

    folder, text = tmp_path / "index", "Blorpington Hall is in France."
    shutil.copytree(homonyms_folder, folder)
    with WikidataIndex.open(folder) as index:
        linker = Linker(index)
        assert given(linker, text, "Blorpington Hall")[0].qid is None
        own = Entity(qid=0, labels={"en": "Blorpington Hall"}, types=["building"])
        number = put_own("https://example.org/hall", own, index)
        until = time.monotonic() + 5
        while (link := given(linker, text, "Blorpington Hall")[0]).best != number:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert link.candidates[0].features["same_letters"] == 1


class _Partial:
    """An embedder that finds texts on Texas alike."""

    name = "partial"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[1.0, 0.0] if "Texas" in text else [0.0, 1.0] for text in texts], np.float32)


def test_an_encoder_moves_close_candidates_only(homonyms: WikidataIndex) -> None:
    from graph.linking.bearers import Names
    from graph.linking.features import local_sheet

    text = "Paris in Texas"
    sheet = local_sheet(text, [Mention(0, 5, "Paris")], Names(homonyms), context=Context())
    scores = np.array([0.5 if qid in (90, 830149) else 0.01 for qid in sheet.qids.tolist()])
    moved = Encoder(_Partial()).rescored(text, sheet, scores, homonyms, 2.0)
    by_qid = dict(zip(sheet.qids.tolist(), moved.tolist(), strict=True))
    assert by_qid[830149] > 0.5 > by_qid[90]
    assert by_qid[47899] == 0.01
    np.testing.assert_array_equal(Encoder(_Partial()).rescored(text, sheet, scores, homonyms, 0.0), scores)


def test_a_model_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(LinkingError, match=r"missing\.json"):
        read_model(tmp_path / "missing.json")
    other = json.loads(MODEL.read_bytes())
    other["ranker"]["names"][0] = "something else"
    (tmp_path / "other.json").write_text(json.dumps(other))
    with pytest.raises(LinkingError, match="other features"):
        read_model(tmp_path / "other.json")


def test_the_shipped_model_survives_writing(tmp_path: Path) -> None:
    write_model(tmp_path / "copy.json", read_model())
    model, copy = read_model(), read_model(tmp_path / "copy.json")
    assert (copy.found_from, copy.given.curve, copy.local.tolist()) == (
        model.found_from,
        model.given.curve,
        model.local.tolist(),
    )
    np.testing.assert_allclose(copy.ranker.value, model.ranker.value, rtol=1e-4)
    np.testing.assert_allclose(copy.ranker.threshold, model.ranker.threshold, rtol=1e-5)
    assert MODEL.stat().st_size < 2_000_000


def test_linking_needs_no_training_library(homonyms_folder: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from graph.linking.index import WikidataIndex; from graph.linking.linker import Linker\n"
        f"index = WikidataIndex.open(Path({str(homonyms_folder)!r}), overlay=Path({str(tmp_path)!r}))\n"
        "assert Linker(index).link('Angela Merkel')\n"
        "assert not {'sklearn', 'scipy', 'torch'} & set(sys.modules), set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


def test_the_command_explains(homonyms_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.cli.main import mediagraph

    monkeypatch.chdir(tmp_path)
    arguments = ["link", "text", "Angela Merkel in Paris", "--index", str(homonyms_folder), "--explain", "--json"]
    result = CliRunner().invoke(mediagraph, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)["links"]
    assert said[0]["qid"] == "Q567"
    assert set(said[0]["candidates"][0]["features"]) == set(FEATURES)
    assert 0 <= said[0]["known"] <= 1
