"""A value that no graph should hold is left out by name; what stands beside it is used."""

from __future__ import annotations

import orjson

from extractors.longest_value import LONGEST_VALUE
from extractors.port import Source
from extractors.run import extract_source


def test_a_huge_value_is_left_out_and_said() -> None:
    claims = [{"property": "keyword", "value": text} for text in ("x" * (LONGEST_VALUE + 1), "y" * LONGEST_VALUE, "z")]
    data = orjson.dumps({"mediagraph": 1, "asset": "a.jpg", "model": "m", "observations": claims})
    found = extract_source(Source("a.json", "a.json", data, "application/json"))
    said = [o.value[0] for e in found.extractions for run in e.runs for o in run.observations]
    problems = [problem for e in found.extractions for problem in e.problems]
    assert said == ["y", "z"]
    assert problems == [
        f"/observations/0: a keyword of {LONGEST_VALUE + 1} characters is left out; {LONGEST_VALUE} are the limit"
    ]


def test_a_number_written_as_a_text_is_read_and_other_texts_are_named() -> None:
    labels = [{"label": "a", "score": "0.93"}, {"label": "b", "score": "high"}, {"label": "c", "score": "1e-3"}]
    data = orjson.dumps({"asset": "a.jpg", "labels": [{"label": "first", "score": 0.5}, *labels]})
    found = extract_source(Source("a.json", "a.json", data, "application/json"))
    said = {o.value: o.confidence for e in found.extractions for run in e.runs for o in run.observations}
    assert said == {"first": 0.5, "a": 0.93, "c": 0.001}
    assert any("'high', not a number" in problem for e in found.extractions for problem in e.problems)
