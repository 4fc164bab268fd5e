"""`mediagraph ingest` on samples/: what it reports, what stands then, and that a second run writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

Run = Callable[..., CompletedProcess[str]]
Ingest = Callable[..., dict[str, Any]]
Ask = Callable[..., list[dict[str, str]]]

KEYS = {
    "assets": int,
    "observations": int,
    "facts": dict,
    "changed": int,
    "unchanged": int,
    "quarantined": int,
    "failed": list,
    "unmapped_keys": dict,
    "keywords_unmapped": int,
    "seconds": float,
}
"""Issue 3, point 9: the keys of `ingest --json` and their kinds."""
MORE_KEYS = {"kept_keys": dict, "notes": list, "skipped": int, "sequence": int}
"""What is printed beyond those."""

MEDIA = 9


def test_the_report_has_exactly_the_keys_of_the_contract(first_flights: tuple[Path, dict[str, Any]]) -> None:
    report = first_flights[1]
    assert {key: type(value) for key, value in report.items()} == KEYS | MORE_KEYS
    assert set(report["facts"]) == {"accepted", "review", "rejected"}
    assert all(isinstance(n, int) for n in report["facts"].values())
    for counts in report["unmapped_keys"].values():
        assert all(isinstance(key, str) and isinstance(n, int) for key, n in counts.items())


def test_every_sample_is_read(first_flights: tuple[Path, dict[str, Any]]) -> None:
    report = first_flights[1]
    assert report["failed"] == []
    assert report["assets"] == MEDIA == report["changed"]
    assert report["unchanged"] == 0
    assert report["observations"] >= 700
    assert report["facts"]["accepted"] >= 200
    assert report["facts"]["review"] >= 10
    # What kind of text track the French subtitles are is kept: players want it, no property holds it.
    assert report["unmapped_keys"] == {}


def test_three_observations_are_quarantined_as_the_samples_say(
    first_flights: tuple[Path, dict[str, Any]], run: Run
) -> None:
    data, report = first_flights
    assert report["quarantined"] == 3
    items = json.loads(run("quarantine", "list", "--data", data, "--json").stdout)
    pointers = sorted(item["observation"]["pointer"] for item in items)
    assert pointers == ["/observations/14", "/observations/7", "/observations/9"]
    suggestions = {item["observation"]["pointer"]: item["suggestion"] for item in items}
    assert "0.97" in suggestions["/observations/7"]
    assert "23.8" in suggestions["/observations/14"]
    assert "en" in suggestions["/observations/9"].split()[-1]


def test_a_second_ingest_writes_nothing(
    writable: Path, samples: Path, ingest: Ingest, sequence: Callable[[Path], int], run: Run
) -> None:
    before, exported = sequence(writable), run("export", "--data", writable).stdout
    report = ingest(writable, samples, "--manifest", samples / "manifest.csv")
    assert (report["assets"], report["changed"], report["unchanged"]) == (MEDIA, 0, MEDIA)
    assert sequence(writable) == before
    assert sorted(run("export", "--data", writable).stdout.splitlines()) == sorted(exported.splitlines())


def test_the_second_report_says_what_stands(
    writable: Path, samples: Path, ingest: Ingest, first_flights: tuple[Path, dict[str, Any]]
) -> None:
    again = ingest(writable, samples, "--manifest", samples / "manifest.csv")
    first = first_flights[1]
    for key in ("facts", "observations", "quarantined", "keywords_unmapped", "failed", "unmapped_keys"):
        assert again[key] == first[key], key


def test_every_asset_has_its_own_class_and_bytes(first_flights: tuple[Path, dict[str, Any]], ask: Ask) -> None:
    rows = ask(
        first_flights[0],
        "SELECT ?name ?class { ?asset rdfs:label ?name ; a ?class ; mg:rendition [ mg:sha256 ?hash ] } ORDER BY ?name",
    )
    assert {row["name"]: row["class"].rsplit("#", 1)[1] for row in rows} == {
        "first-flight.mp4": "VideoAsset",
        "flyer-1903.jpg": "ImageAsset",
        "langley-aerodrome.webp": "ImageAsset",
        "le-mans-1908.jpg": "ImageAsset",
        "newspaper.png": "ImageAsset",
        "portrait-brothers.jpg": "ImageAsset",
        "windy-thursday.txt": "TextAsset",
        "witness.flac": "AudioAsset",
        "workshop-dayton.jpg": "ImageAsset",
    }


def test_a_newer_version_of_a_model_replaces_the_older(first_flights: tuple[Path, dict[str, Any]], ask: Ask) -> None:
    versions = ask(
        first_flights[0],
        """SELECT DISTINCT ?version { GRAPH mg:evidence {
             ?activity mg:agent [ rdfs:label "llava-13b" ; mg:version ?version ] ; mg:asset ?asset }
           ?asset rdfs:label "flyer-1903.jpg" }""",
    )
    assert versions == [{"version": "1.6"}]


def test_agreeing_models_make_one_fact(first_flights: tuple[Path, dict[str, Any]], ask: Ask) -> None:
    rows = ask(
        first_flights[0],
        """SELECT ?fact (COUNT(DISTINCT ?agent) AS ?agents) { ?asset rdfs:label "flyer-1903.jpg" .
             GRAPH mg:evidence { ?fact mg:subject ?asset ; mg:predicate mg:depicts ; mg:status "accepted" ;
               mg:object mgt:depicted/airplane ; mg:support [ mg:activity [ mg:agent ?agent ] ] } }
           GROUP BY ?fact""".replace(
            "mgt:depicted/airplane", "<https://w3id.org/mediagraph/taxonomy/depicted/airplane>"
        ),
    )
    assert len(rows) == 1
    assert int(rows[0]["agents"]) >= 3


def test_ingest_of_nothing_is_wrong_use(run: Run, tmp_path: Path) -> None:
    assert run("ingest", "--data", tmp_path / "data").returncode == 2
    missing = run("ingest", tmp_path / "absent", "--data", tmp_path / "data", "--json")
    assert missing.returncode in (1, 2)
    assert "absent" in missing.stdout + missing.stderr


def test_people_see_a_summary_that_counts_everything(samples: Path, run: Run, tmp_path: Path) -> None:
    text = samples / "windy-thursday.txt"
    done = run("ingest", text, samples / "windy-thursday.txt.plain.json", "--data", tmp_path / "data")
    assert done.returncode == 0
    summary = done.stdout + done.stderr
    for word in ("asset", "observation", "accepted", "review"):
        assert word in summary.lower(), summary
