"""`mediagraph erase`: the one exception to append-only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

Run = Callable[..., CompletedProcess[str]]
Ask = Callable[..., list[dict[str, str]]]
Ingest = Callable[..., dict[str, Any]]


def test_an_erased_asset_is_gone_from_present_past_and_inputs(
    data: Path, tmp_path: Path, run: Run, ask: Ask, ingest: Ingest, plain_file: Callable[..., Path]
) -> None:
    said = {"property": "caption", "value": "Secret Xyzzy at the door", "language": "en", "confidence": 0.97}
    other = said | {"value": "A harmless cat"}
    ingest(data, plain_file(tmp_path / "in" / "a.json", said, asset="private.jpg"))
    ingest(data, plain_file(tmp_path / "in" / "b.json", other, asset="public.jpg"))
    before = ask(data, "SELECT (MAX(?n) AS ?last) { GRAPH mg:changes { ?c mg:sequence ?n } }")[0]["last"]
    done = run("erase", "private.jpg", "--by", "dpo@example.org", "--why", "asked to", "--json", "--data", data)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["quads"] >= 10
    exported = run("export", "--data", data).stdout
    assert "Xyzzy" not in exported
    assert "private.jpg" not in exported
    assert "A harmless cat" in exported
    past = run("query", "SELECT ?n { ?a rdfs:label ?n ; a ?c }", "--as-of", before, "--data", data, "--format", "csv")
    assert "private.jpg" not in past.stdout
    assert not [path for path in (data / "blobs").rglob("*") if path.is_file() and b"Xyzzy" in path.read_bytes()]
    assert run("explain", "private.jpg", "--data", data).returncode == 1
    assert run("verify", "--data", data).returncode == 0


def test_erasing_needs_who_and_why(writable: Path, run: Run) -> None:
    assert run("erase", "flyer-1903.jpg", "--data", writable, "--yes").returncode == 2
    unknown = run("erase", "absent.jpg", "--by", "a", "--why", "b", "--yes", "--data", writable)
    assert unknown.returncode == 1
    assert "absent.jpg" in unknown.stderr
