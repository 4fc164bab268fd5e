"""`mediagraph quarantine fix`: shown first, then done; wrong use is told apart from what still fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

Run = Callable[..., CompletedProcess[str]]
Ingest = Callable[..., dict[str, Any]]


def test_fixing_all_and_ingesting_again_writes_nothing(
    writable: Path, samples: Path, run: Run, ingest: Ingest, sequence: Callable[[Path], int]
) -> None:
    before = sequence(writable)
    shown = json.loads(run("quarantine", "fix", "--all", "--json", "--data", writable).stdout)
    assert (len(shown["fixed"]), shown["failed"], shown["without"], shown["sequences"]) == (3, [], [], [])
    assert {change["field"] for one in shown["fixed"] for change in one["changes"]} == {"confidence", "end", "language"}
    assert sequence(writable) == before
    done = run("quarantine", "fix", "--all", "--apply", "--by", "anna", "--json", "--data", writable)
    assert done.returncode == 0
    assert json.loads(done.stdout)["sequences"] == [before + 1]
    assert json.loads(run("quarantine", "list", "--json", "--data", writable).stdout) == []
    report = ingest(writable, samples, "--manifest", samples / "manifest.csv")
    assert (report["changed"], report["quarantined"]) == (0, 0)
    assert sequence(writable) == before + 1
    assert run("verify", "--data", writable).returncode == 0


def test_wrong_use_and_what_fails_have_their_exit_codes(writable: Path, run: Run) -> None:
    items = json.loads(run("quarantine", "list", "--json", "--data", writable).stdout)
    one = next(item["id"] for item in items if "confidence" in (item["patch"] or {}))
    assert run("quarantine", "fix", "--data", writable).returncode == 2
    assert run("quarantine", "fix", "--all", "--apply", "--data", writable).returncode == 2
    assert run("quarantine", "fix", "--all", "--patch", "{}", "--data", writable).returncode == 2
    assert run("quarantine", "fix", one, "--patch", "{", "--data", writable).returncode == 2
    failed = run("quarantine", "fix", one, "--patch", '{"confidence": 9}', "--data", writable)
    assert failed.returncode == 1
    assert "A confidence is one number from 0 to 1." in failed.stdout


def test_a_rule_chooses_its_items(writable: Path, run: Run) -> None:
    name = "Observation-confidence"
    for rule in (name, f"mgs:{name}", f"https://w3id.org/mediagraph/shapes#{name}"):
        shown = json.loads(run("quarantine", "fix", "--rule", rule, "--json", "--data", writable).stdout)
        assert len(shown["fixed"]) == 1
    assert len(json.loads(run("quarantine", "list", "--rule", "Segment-end", "--json", "--data", writable).stdout)) == 0
