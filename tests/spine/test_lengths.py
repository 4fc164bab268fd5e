"""How long an Asset is, where sources disagree or its file grew: judged by what stands afterwards, not before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

Ingest = Callable[..., dict[str, Any]]
Ask = Callable[..., list[dict[str, str]]]
Run = Callable[..., CompletedProcess[str]]

LENGTHS = """SELECT ?value ?status { GRAPH mg:evidence {
    ?fact mg:predicate mg:duration ; mg:object ?value ; mg:status ?status } }"""


def measured(path: Path, tool: str, seconds: float, *, at: float) -> Path:
    """Write what a tool measured of clip.mp4, with a claim about a moment of it."""
    claims = [
        {"property": "duration", "value": seconds},
        {"property": "keyword", "value": f"seen by {tool}", "segment": {"start": at, "end": at + 0.5}},
    ]
    model = {"name": tool, "kind": "system"}
    path.write_text(json.dumps({"mediagraph": 1, "asset": "clip.mp4", "model": model, "observations": claims}))
    return path


def test_a_length_in_review_does_not_send_the_accepted_one_there(
    tmp_path: Path, ingest: Ingest, ask: Ask, run: Run
) -> None:
    data = tmp_path / "data"
    ingest(data, measured(tmp_path / "a.json", "one", 20, at=1), MEDIAGRAPH_SIMILARITY="no")
    ingest(data, measured(tmp_path / "b.json", "two", 20, at=2), MEDIAGRAPH_SIMILARITY="no")
    ingest(data, measured(tmp_path / "c.json", "other", 19, at=3), MEDIAGRAPH_SIMILARITY="no")
    assert {row["value"]: row["status"] for row in ask(data, LENGTHS)} == {"20": "accepted", "19": "review"}
    assert run("verify", "--data", data, MEDIAGRAPH_SIMILARITY="no").returncode == 0


def test_a_new_length_is_not_judged_beside_the_one_it_replaces(tmp_path: Path, ingest: Ingest, ask: Ask) -> None:
    data, output = tmp_path / "data", tmp_path / "a.json"
    for seconds in (20, 40):
        ingest(data, measured(output, "one", seconds, at=seconds - 2), MEDIAGRAPH_SIMILARITY="no")
    values = {row["value"]: row["status"] for row in ask(data, LENGTHS)}
    assert set(values.values()) == {"accepted"}
    assert len(values) == 1
