"""`mediagraph decide` and `quarantine`: people outrank models, and what was refused can come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

Run = Callable[..., CompletedProcess[str]]
Ask = Callable[..., list[dict[str, str]]]
Ingest = Callable[..., dict[str, Any]]

FACT = """SELECT ?fact ?s ?p ?o {{ ?s mg:rendition ?r .
    GRAPH mg:evidence {{ ?fact mg:status '{status}' ; mg:subject ?s ; mg:predicate ?p ; mg:object ?o }}
    FILTER(?p = mg:depicts) }} ORDER BY ?fact LIMIT 1"""
"""A Fact of this status that says what an asset depicts, with its triple."""


def _one(ask: Ask, data: Path, status: str) -> dict[str, str]:
    return ask(data, FACT.format(status=status))[0]


def _status(ask: Ask, data: Path, fact: str) -> str:
    rows = ask(data, f"SELECT ?status {{ GRAPH mg:evidence {{ <{fact}> mg:status ?status }} }}")
    return rows[0]["status"] if rows else "absent"


def _stands(ask: Ask, data: Path, row: dict[str, str]) -> bool:
    return ask(data, f"SELECT (COUNT(*) AS ?n) {{ <{row['s']}> <{row['p']}> <{row['o']}> }}") == [{"n": "1"}]


def _decide(run: Run, data: Path, *arguments: str) -> CompletedProcess[str]:
    return run("decide", *arguments, "--by", "reviewer@example.org", "--data", data)


def test_accepting_what_awaited_review(writable: Path, run: Run, ask: Ask) -> None:
    row = _one(ask, writable, "review")
    assert not _stands(ask, writable, row)
    assert _decide(run, writable, row["fact"], "accept", "--why", "I was there").returncode == 0
    assert _status(ask, writable, row["fact"]) == "accepted"
    assert _stands(ask, writable, row)
    explained = run("explain", row["fact"], "--data", writable).stdout
    assert "reviewer@example.org" in explained
    assert "I was there" in explained


def test_rejecting_outranks_every_model_and_survives_a_new_ingest(
    writable: Path, run: Run, ask: Ask, ingest: Ingest, samples: Path
) -> None:
    row = _one(ask, writable, "accepted")
    assert _decide(run, writable, row["fact"], "reject").returncode == 0
    assert _status(ask, writable, row["fact"]) == "rejected"
    assert not _stands(ask, writable, row)
    ingest(writable, samples, "--manifest", samples / "manifest.csv")
    assert _status(ask, writable, row["fact"]) == "rejected"


def test_correcting_puts_another_value_in_its_place(writable: Path, run: Run, ask: Ask) -> None:
    row = _one(ask, writable, "accepted")
    wanted = "https://w3id.org/mediagraph/taxonomy/depicted/airship"
    if row["o"] == wanted:
        wanted = "https://w3id.org/mediagraph/taxonomy/depicted/boat"
    done = _decide(run, writable, row["fact"], "correct", wanted, "--why", "look again")
    assert done.returncode == 0, done.stderr
    assert not _stands(ask, writable, row)
    assert _stands(ask, writable, row | {"o": wanted})


def test_undoing_a_decision_restores(writable: Path, run: Run, ask: Ask, sequence: Callable[[Path], int]) -> None:
    row = _one(ask, writable, "review")
    before = sequence(writable)
    assert _decide(run, writable, row["fact"], "accept").returncode == 0
    assert sequence(writable) > before
    done = run("changes", "undo", sequence(writable), "--by", "reviewer@example.org", "--data", writable)
    assert done.returncode == 0, done.stderr
    assert _status(ask, writable, row["fact"]) == "review"
    assert not _stands(ask, writable, row)


def test_wrong_use_is_told_apart_from_refusal(writable: Path, run: Run, ask: Ask) -> None:
    row = _one(ask, writable, "accepted")
    assert run("decide", row["fact"], "accept", "--data", writable).returncode == 2
    assert _decide(run, writable, row["fact"], "perhaps").returncode == 2
    absent = _decide(run, writable, row["fact"] + "x", "accept")
    assert absent.returncode == 1
    assert row["fact"] + "x" in absent.stderr


def test_a_correction_to_a_concept_that_is_none_is_refused(writable: Path, run: Run, ask: Ask) -> None:
    row = _one(ask, writable, "accepted")
    done = _decide(run, writable, row["fact"], "correct", "https://example.org/no-concept")
    assert done.returncode in (1, 2)
    assert "no-concept" in done.stderr
    assert _stands(ask, writable, row)


def test_the_quarantine_lists_and_shows(writable: Path, run: Run) -> None:
    listed = run("quarantine", "list", "--data", writable)
    assert "suggestion" in listed.stdout
    items = json.loads(run("quarantine", "list", "--json", "--data", writable).stdout)
    percent = next(item for item in items if item["observation"].get("confidence") in ("97", "97.0"))
    shown = run("quarantine", "show", percent["id"], "--data", writable)
    assert "97" in shown.stdout
    assert "refused:" in shown.stdout
    by_its_end = run("quarantine", "show", percent["id"][-10:], "--data", writable)
    assert by_its_end.stdout == shown.stdout


def test_a_retry_keeps_what_still_breaks_its_rule(writable: Path, run: Run, sequence: Callable[[Path], int]) -> None:
    before = sequence(writable)
    result = json.loads(run("quarantine", "retry", "--json", "--data", writable).stdout)
    assert result == {"retried": 3, "released": 0, "kept": 3}
    assert sequence(writable) == before


def test_a_retry_releases_what_meets_the_rules_by_now(
    data: Path, run: Run, ask: Ask, ingest: Ingest, plain_file: Callable[..., Path], tmp_path: Path
) -> None:
    def duration(seconds: str, day: str) -> Path:
        said = {"property": "duration", "value": seconds}
        probe = {"name": "probe", "version": "1", "kind": "system"}
        return plain_file(tmp_path / f"{day}.json", said, asset="clip.mp4", model=probe, task="facts", time=day)

    late = {
        "property": "mood",
        "value": "calm",
        "language": "en",
        "confidence": 0.9,
        "segment": {"start": 14, "end": 15},
    }
    ingest(data, duration("10.0", "2026-01-01T00:00:00Z"))
    assert ingest(data, plain_file(tmp_path / "moods.json", late, asset="clip.mp4"))["quarantined"] == 1
    ingest(data, duration("20.0", "2026-01-02T00:00:00Z"))
    result = json.loads(run("quarantine", "retry", "--json", "--data", data).stdout)
    assert result == {"retried": 1, "released": 1, "kept": 0}
    assert json.loads(run("quarantine", "list", "--json", "--data", data).stdout) == []
    calm = "SELECT (COUNT(?o) AS ?n) { GRAPH mg:evidence { ?o mg:value 'calm'@en ; mg:activity ?run } }"
    assert ask(data, calm) == [{"n": "1"}]


def test_quarantine_of_an_unknown_item(writable: Path, run: Run) -> None:
    assert run("quarantine", "show", "https://example.org/none", "--data", writable).returncode == 1
    assert run("quarantine", "retry", "https://example.org/none", "--data", writable).returncode == 1
