"""Fixing what was refused: it stands, it says who did it, it is not undone by an ingest, and it can be taken back."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.opening import open_engine
from api.settings import Settings
from extractors.extracted import Extracted
from extractors.port import AssetReference, Extraction, Run
from extractors.reference import FoundAsset, Way
from graph.corrections import corrections
from graph.engine import Engine
from graph.erase import ErasableDataset, erase
from graph.fixing import Choice, Fixed, fix_quarantine, try_fixes
from graph.pipeline import ingest
from graph.quarantine import Refused, all_items
from graph.standing import StandingReader
from graph.summary import Summary
from graph.undoing import undo_change
from ontology.graphs import CHANGES, EVIDENCE, ONTOLOGY
from ontology.model import Agent, AgentKind, Box, Observation, Quad, Segment
from ontology.model.rdf import iri
from shapes.patches import PatchRefused
from shapes.shapes_graph import our_shapes
from shapes.slices import ontology_support, triples_text
from shapes.validate import Slice, make_validator

MODEL = Agent(AgentKind.MODEL, "llava", "1")
PROBE = Agent(AgentKind.SYSTEM, "probe", "1")
MEASURED = (Observation("duration", "12.5"), Observation("width", "640"), Observation("height", "480"))
LENGTH = Run(PROBE, "facts", MEASURED)
NUMBERS = itertools.count()

GOOD = Observation("depicts", "Aircraft", 0.9, "en")
MENDABLE = {
    "percent": Observation("depictsPlace", "Le Mans", 97.0),
    "swapped": Observation("mood", "calm", 0.5, "en", Segment(Decimal(9), Decimal(2))),
    "milliseconds": Observation("mood", "tense", 0.5, "en", Segment(Decimal(1500), Decimal(2250))),
    "over the end": Observation("mood", "happy", 0.5, "en", Segment(Decimal(9), Decimal(14))),
    "language": Observation("caption", "A machine.", 0.5, "english"),
    "spelling of a language": Observation("caption", "A plane.", 0.5, "en_US"),
    "box in percent": Observation("depicts", "Person", 0.8, "en", Segment(box=Box(10, 20, 30, 40))),
    "box in pixels": Observation("depicts", "Crowd", 0.8, "en", Segment(box=Box(64, 48, 320, 240))),
    "property": Observation("depict", "Bicycle", 0.8, "en"),
    "date": Observation("dateCreated", "17.12.1903"),
    "whole number": Observation("faceCount", "2 faces"),
    "identifier": Observation("depictsPerson", "Orville Wright", 0.9, identifiers=("Q494455",)),
    "two faults": Observation("depictsPlace", "Kitty Hawk", 55.0, "", Segment(Decimal(3), Decimal(1))),
}
LOST = {
    "negative": Observation("depicts", "Dog", -0.5),
    "no date": Observation("dateCreated", "soon"),
    "unknown": Observation("xyzzy", "Dog"),
    "hostile language": Observation("caption", "Hm.", 0.5, "no such <language>"),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    opened = open_engine(Settings(data=tmp_path_factory.mktemp("fixing") / "data", similarity=False), make=True)
    return replace(opened, blobs=None)  # nothing here comes from a file


@pytest.fixture
def name() -> str:
    return f"clip-{next(NUMBERS)}.mp4"


def now() -> datetime:
    return datetime.now(UTC)


def bring(engine: Engine, name: str, *observations: Observation, day: str = "") -> Summary:
    """Ingest what a model says of an Asset; `day` makes a later output of it."""
    ended = f"2026-01-{day}T00:00:00Z" if day else ""
    runs = (LENGTH, Run(MODEL, "labels", observations, ended=ended))
    reference = AssetReference(name=name)
    output = hashlib.sha256(f"{name}{day}".encode()).hexdigest()
    found = FoundAsset(Way.NAME_ONLY, reference, "", "")
    result = Extracted(
        path=f"{name}.json", shown=f"{name}.json", sha256=output, extractor="plain", extractor_version="1",
        extractions=(Extraction(reference, runs),), assets=(found,),
    )  # fmt: skip
    return ingest(engine, [result], clock=now)


def refused(engine: Engine, name: str) -> dict[str, Refused]:
    """Return what is in quarantine about an Asset."""
    with engine.dataset.reader() as reader:
        return {iri_: item for iri_, item in all_items(reader) if name.removesuffix(".mp4") + "-" in _asset(item)}


def _asset(item: Refused) -> str:
    return item.activity.asset_iri


def fix(engine: Engine, name: str, *, by: str = "anna", why: str = "") -> Fixed:
    return fix_quarantine(engine, Choice(set(refused(engine, name))), by=by, why=why, now=now())


def state(engine: Engine) -> tuple[int, frozenset[Quad]]:
    with engine.dataset.reader() as reader:
        return reader.sequence, frozenset(quad for quad in reader.quads() if quad.graph not in (CHANGES, ONTOLOGY))


def said(engine: Engine, asset_iri: str) -> set[Observation]:
    with engine.dataset.reader() as reader:
        runs = StandingReader(reader, reader.base).read(asset_iri).evidence.runs
        return {observation for run in runs for observation in run.observations if run.activity.task == "labels"}


@pytest.mark.parametrize("fault", MENDABLE)
def test_what_can_be_mended_stands_afterwards(engine: Engine, name: str, fault: str) -> None:
    bring(engine, name, GOOD, MENDABLE[fault])
    [item] = refused(engine, name).values()
    assert item.suggestion
    assert item.rules or fault in ("spelling of a language", "identifier")
    trial = try_fixes(engine, Choice(set(refused(engine, name))))
    assert len(trial.fixed) == 1
    assert refused(engine, name), "a trial writes nothing"
    done = fix(engine, name)
    assert [one.corrected for one in done.fixed] == [one.corrected for one in trial.fixed]
    assert refused(engine, name) == {}
    assert len(said(engine, item.activity.asset_iri)) == 2


@pytest.mark.parametrize("fault", LOST)
def test_what_only_a_person_can_tell_stays(engine: Engine, name: str, fault: str) -> None:
    bring(engine, name, GOOD, LOST[fault])
    before = state(engine)
    done = fix(engine, name)
    assert (done.fixed, done.sequences) == ([], [])
    assert len(done.without) + len(done.failed) == 1
    assert state(engine) == before


def test_a_patch_by_hand_is_tried_like_any_other(engine: Engine, name: str) -> None:
    bring(engine, name, GOOD, LOST["no date"])
    [item_iri] = refused(engine, name)
    wrong = fix_quarantine(engine, Choice({item_iri}, patches={item_iri: '{"value": "later"}'}), by="anna", now=now())
    assert [reason for _, reason in wrong.failed] != []
    right = fix_quarantine(engine, Choice({item_iri}, patches={item_iri: '{"value": "1903"}'}), by="anna", now=now())
    assert len(right.fixed) == 1
    assert refused(engine, name) == {}


NO_PATCHES = (
    "{", "[]", "{}", '{"valu": 1}', '{"value": 1}', '{"segment": {"start": "x"}}', '{"confidence": "a"}',
    '{"segment": {"box": ["1"]}}', '{"identifiers": "Q1"}',
)  # fmt: skip


@pytest.mark.parametrize("patch", NO_PATCHES)
def test_a_patch_that_is_none_is_refused(engine: Engine, name: str, patch: str) -> None:
    bring(engine, name, LOST["no date"])
    [item_iri] = refused(engine, name)
    with pytest.raises(PatchRefused):
        try_fixes(engine, Choice({item_iri}, patches={item_iri: patch}))


def test_what_was_not_chosen_stays_refused(engine: Engine, name: str) -> None:
    bring(engine, name, GOOD, MENDABLE["percent"], MENDABLE["date"], LOST["negative"])
    confidence = {i for i, item in refused(engine, name).items() if item.patch and "confidence" in item.patch}
    done = fix_quarantine(engine, Choice(confidence, rule="mgs:Observation-confidence"), by="anna", now=now())
    assert len(done.fixed) == 1
    assert {item.observation for item in refused(engine, name).values()} == {MENDABLE["date"], LOST["negative"]}


def test_who_did_it_is_recorded_and_the_model_still_answers(engine: Engine, name: str) -> None:
    bring(engine, name, MENDABLE["percent"])
    done = fix(engine, name, by="anna", why="percent again")
    with engine.dataset.reader() as reader:
        told = corrections(reader, reader.base)
        [change] = [q.subject for q in reader.quads(None, None, None, CHANGES)
                    if "percent again" in q.object and q.predicate.endswith("reason>")][:1]  # fmt: skip
        assert {q.object for q in reader.quads(change, None, None, CHANGES)} >= {'"anna"'}
        observation = next(o for o in told if "Le Mans" in str(list(reader.quads(iri(o), None, None, EVIDENCE))))
        run = next(iter(reader.quads(iri(observation), f"<{_mg('activity')}>", None, EVIDENCE))).object
        assert next(iter(reader.quads(run, f"<{_mg('agent')}>", None, EVIDENCE))).object == iri(MODEL.iri(reader.base))
    assert told[observation].startswith("corrected by anna on ")
    assert told[observation].endswith("confidence 97 → 0.97")
    assert len(done.sequences) == 1


def _mg(local: str) -> str:
    return f"https://w3id.org/mediagraph/ns#{local}"


def test_a_fix_can_be_undone_and_done_again(engine: Engine, name: str) -> None:
    bring(engine, name, GOOD, MENDABLE["percent"], MENDABLE["language"])
    before = state(engine)[1]
    done = fix(engine, name)
    fixed = state(engine)[1]
    undo_change(engine, done.sequences[0], by="bob", why="wrong", now=now())
    after = state(engine)[1]
    # Agents and Mappings that the fix brought stay: later ChangeSets may rest on them.
    assert before <= after
    assert {quad.subject.partition("/id/")[2].partition("/")[0] for quad in after - before} <= {"mapping", "agent"}
    assert bring(engine, name, GOOD, MENDABLE["percent"], MENDABLE["language"]).quarantined == 2
    fix(engine, name)
    names = {quad.predicate for quad in fixed ^ state(engine)[1]}
    assert names <= {f"<{_mg('time')}>"}


def test_the_same_words_of_a_newer_output_are_read_the_same_way(engine: Engine, name: str) -> None:
    bring(engine, name, GOOD, MENDABLE["percent"])
    fix(engine, name)
    summary = bring(engine, name, GOOD, MENDABLE["percent"], MENDABLE["date"], day="02")
    assert summary.quarantined == 1
    assert {item.observation.property for item in refused(engine, name).values()} == {"dateCreated"}


def test_other_words_are_judged_anew(engine: Engine, name: str) -> None:
    bring(engine, name, Observation("depictsPlace", "Le Mans", 97.0))
    fix(engine, name)
    assert bring(engine, name, Observation("depictsPlace", "Le Mans", 98.0), day="02").quarantined == 1


def test_erasing_the_asset_takes_its_fixes_along(engine: Engine, name: str) -> None:
    bring(engine, name, MENDABLE["percent"])
    [item] = refused(engine, name).values()
    fix(engine, name)
    dataset = cast(ErasableDataset, engine.dataset)
    erase(dataset, iri(item.activity.asset_iri), by="anna", why="asked", now=now(), delete_blob=lambda _: None)
    assert not [quad for quad in state(engine)[1] if item.activity.asset_iri in quad.object]


def test_what_is_fixed_meets_every_shape(engine: Engine, name: str) -> None:
    bring(engine, name, GOOD, *MENDABLE.values())
    fix(engine, name)
    text = triples_text(quad for quad in state(engine)[1])
    with engine.dataset.reader() as reader:
        taxonomies = triples_text(quad for quad in reader.quads(None, None, None, ONTOLOGY) if not _is_blank(quad))
    report = make_validator(our_shapes()).validate(Slice(text, ontology_support() + taxonomies))
    assert report.conforms, report.as_text()


def _is_blank(quad: Quad) -> bool:
    return "_:" in (quad.subject[:2], quad.object[:2])


@given(
    st.lists(st.sampled_from([GOOD, *MENDABLE.values(), *LOST.values()]), min_size=1, max_size=6, unique=True),
    st.sets(st.integers(0, 5)),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fix_then_ingest_again_writes_nothing(engine: Engine, observations: list[Observation], taken: set[int]) -> None:
    name = f"clip-{next(NUMBERS)}.mp4"
    bring(engine, name, *observations)
    before = refused(engine, name)
    chosen = {item_iri for number, item_iri in enumerate(before) if number in taken}
    done = fix_quarantine(engine, Choice(chosen), by="anna", now=now())
    after = refused(engine, name)
    assert set(before) - set(after) == {one.item_iri for one in done.fixed}
    stood = state(engine)
    assert bring(engine, name, *observations).quarantined == len(after)
    assert state(engine) == stood
