"""Every sample broken at random, a thousand times over (benchmarks/fuzz_ingest.py does 20,000)."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_ingest import LONGEST_S, Tally, fuzz, sample_files
from benchmarks.mutation import BYTES, STRUCTURE, mutant
from extractors.port import Source
from extractors.run import extract_source

INPUTS = 1_000


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
    assert tally.kinds["refused"] >= 150
    assert tally.kinds["read"] >= 150
    assert tally.kinds["read in part"] >= 20
    assert tally.quarantined >= 15


def test_every_sample_and_every_way_of_breaking_takes_part() -> None:
    samples = sample_files()
    names = {mutant(samples, number)[0].partition("-")[2].partition(".")[0] for number in range(len(samples))}
    assert names == {path.name.partition(".")[0] for path in samples}
    assert len(samples) >= 38
    assert len(BYTES) + len(STRUCTURE) >= 14


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
