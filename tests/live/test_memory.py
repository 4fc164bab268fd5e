"""What a live stream remembers between bursts is what a reader would find, and nothing is remembered too long."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.opening import open_engine
from api.settings import Settings
from extractors.extracted import Extracted
from extractors.port import Source
from extractors.run import extract_paths, extract_source
from graph.engine import Engine
from graph.pipeline import MOST_REMEMBERED, ingest
from graph.standing import StandingReader

SAMPLES = Path(__file__).parents[2] / "samples" / "first-flights"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return engine_in(tmp_path / "data")


def engine_in(data: Path) -> Engine:
    return Engine(open_engine(Settings(data=data, similarity=False), make=True).dataset)


def said(asset: str, *claims: dict[str, Any], part: str = "") -> Extracted:
    document = {"mediagraph": 1, "asset": asset, "model": "m", "task": "t", "part": part, "observations": list(claims)}
    data = json.dumps(document).encode()
    return extract_source(Source("stdin", "stdin", data, "application/json", hashlib.sha256(data).hexdigest(), 1, 1))


def keyword(text: str, start: float) -> dict[str, Any]:
    return {"property": "keyword", "value": text, "confidence": 0.99, "segment": {"start": start, "end": start + 1}}


def remembered_is_read(engine: Engine) -> int:
    """Compare all that is remembered with the Dataset; return how many Assets that were."""
    sequence, known = engine.memory
    with engine.dataset.reader() as reader:
        assert sequence == reader.sequence
        for asset_iri, standing in known.items():
            found = StandingReader(reader, reader.base).read(asset_iri)
            assert standing.evidence == found.evidence
            assert dict(standing.facts) == dict(found.facts)
            assert standing.quads == found.quads
    return len(known)


def test_what_is_remembered_of_the_samples_is_what_stands(engine: Engine) -> None:
    ingest(engine, extract_paths([str(SAMPLES)], manifest=str(SAMPLES / "manifest.csv"), workers=0), clock=now)
    assert remembered_is_read(engine) >= 8


def test_bursts_that_go_on_give_what_one_ingest_gives(engine: Engine, tmp_path: Path) -> None:
    lines = [said("live.ts", keyword(f"word {at}", at), part=str(at)) for at in range(12)]
    for line in lines:
        ingest(engine, [line], clock=now)
        assert remembered_is_read(engine) == 1
    other = engine_in(tmp_path / "other")
    ingest(other, lines, clock=now)
    with engine.dataset.reader() as one, other.dataset.reader() as whole:
        (asset_iri,) = engine.memory[1]
        assert StandingReader(one, one.base).read(asset_iri) == StandingReader(whole, whole.base).read(asset_iri)


def test_nothing_is_remembered_once_somebody_else_wrote(engine: Engine) -> None:
    ingest(engine, [said("live.ts", keyword("one", 1), part="1")], clock=now)
    other = Engine(engine.dataset)
    ingest(other, [said("live.ts", keyword("two", 2), part="2")], clock=now)
    summary = ingest(engine, [said("live.ts", keyword("three", 3), part="3")], clock=now)
    assert sum(summary.facts) == 3
    assert remembered_is_read(engine) == 1


def test_no_more_is_remembered_than_a_stream_needs(engine: Engine) -> None:
    ingest(engine, [said(f"{at}.ts", keyword("one", 1)) for at in range(MOST_REMEMBERED + 9)], clock=now)
    assert len(engine.memory[1]) == MOST_REMEMBERED


def test_a_file_that_goes_away_while_it_is_read_is_said_and_ends_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"mediagraph": 1, "asset": "a.mp4", "model": "m", "observations": [keyword("one", 1)]}))
    read = list(extract_paths([str(path)], workers=0))
    path.unlink()
    summary = ingest(open_engine(Settings(data=tmp_path / "data", similarity=False), make=True), read, clock=now)
    assert summary.notes == [f"{path}: went away after it was read, so it is not kept"]
    assert summary.assets == 1
