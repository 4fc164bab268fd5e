"""The contract of extractors: ours keep it with all their examples, and each way of breaking it is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors import contract, registry
from extractors.contract import check_extractor
from extractors.listing import list_extractors, properties_of
from extractors.port import AssetReference, Extraction, Run, Source, SourceRefused
from extractors.source import open_sources
from ontology.model import Agent, AgentKind, Box, Observation, Segment
from ontology.terms import PROPERTIES

EXAMPLES = sorted((Path(__file__).parents[1]).glob("*/examples"))
MADE_BY_TESTS = {"image", "streams", "subtitles", "xmp-sidecar", "text", "pdf", "ebu-stl", "aaf"}
"""Their samples are made by their own tests, or are those of samples/: what they say may be refused on purpose."""
SAMPLES = Path(__file__).parents[3] / "samples" / "first-flights"


@cache
def _samples() -> dict[str, list[str]]:
    """Return all examples and samples by the extractor that finds them to be its own."""
    found: dict[str, list[str]] = {}
    files = [path for folder in EXAMPLES for path in sorted(folder.rglob("*")) if path.is_file()]
    media = [path for path in sorted(SAMPLES.iterdir()) if path.suffix not in (".json", ".jsonl", ".gz", ".csv")]
    for path in [*files, *media]:
        source = next(iter(open_sources(str(path))), None)
        extractor = registry.find_extractor(source) if isinstance(source, Source) else None
        if extractor is not None:
            found.setdefault(extractor.name, []).append(str(path))
    return found


@pytest.mark.parametrize("name", sorted(n for form in registry.BUILT_IN.values() for n in form))
def test_ours_keep_the_contract(name: str) -> None:
    samples = _samples().get(name, [])
    assert samples or name in MADE_BY_TESTS, f"{name} has no example"
    assert [check for check in check_extractor(name, samples) if not check.passed] == []


def test_each_is_listed_with_its_licence_and_what_it_maps() -> None:
    rows = {row.name: row for row in list_extractors()}
    assert rows.keys() >= {name for form in registry.BUILT_IN.values() for name in form}
    ours = [row for row in rows.values() if row.distribution == "mediagraph"]
    assert {row.licence for row in ours} == {"Apache-2.0"}
    assert [row.name for row in ours if row.broken or not row.reads or not row.form] == []
    assert all(set(row.maps) <= PROPERTIES.keys() for row in ours)
    assert rows["google-vision"].keys > 50
    assert {"depicts", "emotion", "keyword"} <= set(rows["google-vision"].maps)


MODEL = Agent(AgentKind.MODEL, "m")


@dataclass(frozen=True)
class Custom:
    """An extractor made of two functions."""

    says: Callable[[Source], list[Observation]]
    recognise: Callable[[Source], bool] = field(default=lambda source: b"custom" in source.data)
    name: str = "custom"
    version: str = "1"
    reads: str = "documents with the word custom"
    agent: Agent = MODEL

    def recognises(self, source: Source) -> bool:
        return self.recognise(source)

    def extract(self, source: Source) -> Iterator[Extraction]:
        yield Extraction(AssetReference(name="a.jpg"), (Run(self.agent, "labels", tuple(self.says(source))),))


def fine(source: Source) -> list[Observation]:
    if b'"custom"' not in source.data:
        raise SourceRefused("not custom")
    return [Observation("keyword", "a", 0.5, "en", pointer="/custom")]


@pytest.fixture
def broken_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Custom], dict[str, str]]:
    """Check an extractor as if it were installed; return its broken promises with the reason."""
    sample = tmp_path / "a.json"
    sample.write_text(json.dumps({"custom": "x"}))

    def check(extractor: Custom) -> dict[str, str]:
        monkeypatch.setattr(registry, "get_extractor", lambda name: extractor)
        monkeypatch.setattr(registry, "find_extractor", lambda source, **_: extractor)
        return {c.name: c.why for c in check_extractor("custom", [str(sample)]) if not c.passed}

    return check


def test_an_extractor_that_keeps_it_all(broken_promises: Callable[[Custom], dict[str, str]]) -> None:
    assert broken_promises(Custom(fine)) == {}


def raising(source: Source) -> bool:
    raise ValueError("no")


def unsteady() -> Callable[[Source], list[Observation]]:
    calls = [0]

    def says(source: Source) -> list[Observation]:
        calls[0] += 1
        return [Observation("keyword", str(calls[0]))]

    return says


def parsed(source: Source) -> list[Observation]:
    return [Observation("keyword", source.json["custom"].upper())]


RULES = "what it says is in the ontology's words, and keeps their rules"
DECOYS = "it recognises its own form only, and recognising never raises"


@pytest.mark.parametrize(
    ("extractor", "promise", "why"),
    [
        (Custom(fine, name="other"), "its name is that of its entry point", "its name is 'other'"),
        (Custom(fine, version=""), "it says its version and what it reads", "version is empty"),
        (Custom(fine, recognise=lambda s: True), DECOYS, "recognises application/json b'{}'"),
        (Custom(fine, recognise=raising), DECOYS, "recognises raises ValueError"),
        (Custom(fine, recognise=lambda s: False), "it recognises each sample", "a.json is not recognised"),
        (Custom(lambda s: [Observation("colour", "x")]), RULES, "'colour' is no property of the ontology"),
        (Custom(lambda s: [Observation("keyword", " ")]), RULES, "not a text that says something"),
        (Custom(lambda s: [Observation("keyword", "a", 1.5)]), RULES, "1.5"),
        (Custom(lambda s: [Observation("keyword", "a", language="english")]), RULES, "english"),
        (Custom(lambda s: [Observation("keyword", "a", segment=Segment(box=Box(0.5, 0, 0.6, 1)))]), RULES, "1.1"),
        (Custom(lambda s: [Observation("keyword", "a"), Observation("keyword", "a", 0.5)]), RULES, "said twice"),
        (Custom(fine, agent=Agent(AgentKind.MODEL, " ")), RULES, "has no name"),
        (Custom(unsteady()), "the same bytes say the same twice", "a.json does not"),
        (Custom(parsed), f"of {contract.MUTANTS} broken copies of each sample none crashes it", "raises"),
    ],
)  # fmt: skip
def test_each_broken_promise_is_named(
    extractor: Custom, promise: str, why: str, broken_promises: Callable[[Custom], dict[str, str]]
) -> None:
    assert why in broken_promises(extractor)[promise]


def test_one_that_takes_too_long_is_named(
    broken_promises: Callable[[Custom], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contract, "LONGEST_S", -1.0)
    assert "limit" in broken_promises(Custom(fine))["it reads each sample"]


def test_declared_properties_come_before_those_of_the_table() -> None:
    declared: Any = Custom(fine)
    object.__setattr__(declared, "maps", ("title", "keyword"))
    object.__setattr__(declared, "keys", {"a": "depicts"})
    assert properties_of(declared) == ("keyword", "title")
    object.__setattr__(declared, "maps", ())
    assert properties_of(declared) == ("depicts",)
