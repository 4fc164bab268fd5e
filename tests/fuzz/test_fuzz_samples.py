"""Every sample and example broken at random, two thousand times over (benchmarks/fuzz_ingest.py does 100,000)."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_ingest import LONGEST_S, Tally, fuzz, sample_files
from benchmarks.mutation import BYTES, STRUCTURE, mutant
from benchmarks.mutation_text import LINES, XML
from extractors.port import Source
from extractors.run import extract_source

INPUTS = 2_000


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    """What became of the broken files."""
    scratch = tmp_path_factory.mktemp("fuzz")
    start = time.monotonic()
    found = fuzz(scratch / "broken", scratch / "data", range(INPUTS), seed=0, workers=2)
    assert time.monotonic() - start < 180
    return found


def test_every_broken_file_ends_named(tally: Tally) -> None:
    assert tally.bad == []
    assert tally.inputs == INPUTS


def test_no_broken_file_takes_long(tally: Tally) -> None:
    assert tally.slowest[0] < LONGEST_S


def test_breaking_reaches_every_end(tally: Tally) -> None:
    assert tally.kinds["refused"] >= 300
    assert tally.kinds["read"] >= 300
    assert tally.kinds["read in part"] >= 100
    assert tally.quarantined >= 10


def test_every_sample_and_every_way_of_breaking_takes_part() -> None:
    samples = sample_files()
    names = {mutant(samples, number)[0].partition("-")[2].partition(".")[0] for number in range(len(samples))}
    assert names == {path.name.partition(".")[0] for path in samples}
    assert len(samples) >= 85
    assert min(len(BYTES), len(STRUCTURE), len(XML), len(LINES)) >= 7


def test_every_form_of_structure_is_broken_as_such() -> None:
    """XML loses, gains and repeats elements and declares entities; lines change their numbers."""
    xml, lines = b"<?xml version='1.0'?><a x='1'><b>2</b><c><d/></c></a>", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"
    broken = {change(xml, Random(number)) for change in XML for number in range(20)}
    assert len(broken) >= 60
    assert any(b"<!ENTITY" in data for data in broken)
    assert any(data.count(b"<a>") >= 150 for data in broken)
    cues = {change(lines, Random(number)) for change in LINES for number in range(20)}
    assert len(cues) >= 60
    assert any(b"-->" not in data for data in cues)


def test_what_became_of_files_can_be_kept() -> None:
    kept = Tally(Counter(read=3), ["a: took longer"], (1.5, "a"), 7, 1, 4, 2.0)
    assert Tally.from_json(json.loads(json.dumps(kept.as_json()))) == kept


def test_the_same_number_gives_the_same_file() -> None:
    samples = sample_files()
    assert [mutant(samples, n) for n in range(60)] == [mutant(samples, n) for n in range(60)]
    assert mutant(samples, 1, seed=1) != mutant(samples, 1, seed=2)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=25,
)
KEYS = st.sampled_from(
    ["Labels", "Name", "Confidence", "observations", "segment", "box", "mediagraph", "asset", "model", "results",
     "items", "responses", "Entities", "FaceDetails", "segments", "text", "property", "value", "JobStatus"]
)  # fmt: skip
KNOWN = st.recursive(
    JSON,
    lambda inner: st.dictionaries(KEYS, inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(document=KNOWN, name=st.sampled_from([p.name.removesuffix(".gz") for p in sample_files() if ".json" in p.name]))
def test_any_json_under_any_name_is_read_or_refused(document: object, name: str) -> None:
    data = json.dumps(document).encode()
    result = extract_source(Source(name, name, data, "application/json", "0" * 64, len(data)))
    assert result.extractions or len(result.refusal) > len(name)
    assert " failed: " not in result.refusal, result.refusal


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=400), name=st.sampled_from([path.name for path in sample_files()]))
def test_any_bytes_under_any_name_are_read_or_refused(
    data: bytes, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from extractors.inputs import Input
    from extractors.run import extract_input

    path = Path(tmp_path_factory.getbasetemp()) / name
    path.write_bytes(data)
    for result in extract_input(Input(str(path), len(data))):
        assert result.extractions or result.skipped or len(result.refusal) > len(name)
        assert " failed: " not in result.refusal, result.refusal
