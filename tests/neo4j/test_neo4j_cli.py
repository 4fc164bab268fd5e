"""`ingest`, `status`, `verify`, `rebuild` and `serve` with a Neo4j, each a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from graph.neo4j.connection import Connection, Neo4jSettings

MEDIAGRAPH = Path(sys.executable).with_name("mediagraph")
Run = Callable[..., CompletedProcess[str]]
WAIT_S = 90


def environment(**variables: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MEDIAGRAPH_")}
    return own | {"MEDIAGRAPH_SIMILARITY": "false"} | variables


def mediagraph(*arguments: object, **variables: str) -> CompletedProcess[str]:
    """Run `mediagraph` with these variables; a traceback fails the test."""
    command = [str(MEDIAGRAPH), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=180, check=False, env=environment(**variables)
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def variables_of(where: Neo4jSettings) -> dict[str, str]:
    return {
        "MEDIAGRAPH_NEO4J_URI": where.uri,
        "MEDIAGRAPH_NEO4J_USER": where.user,
        "MEDIAGRAPH_NEO4J_PASSWORD": where.password,
        "MEDIAGRAPH_NEO4J_DATABASE": where.database,
    }


def say(path: Path, *labels: str) -> Path:
    """Write a document in our plain form, a run of its own about one Asset, and return its path."""
    said = [{"property": "depicts", "value": label, "confidence": 0.99} for label in labels]
    model = {"name": "a-model", "version": "1"}
    document = {"mediagraph": 1, "asset": "a.jpg", "model": model, "task": path.stem, "observations": said}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def where(neo4j_module: Connection) -> dict[str, str]:
    """The variables that name the server, whose database is empty when the module begins."""
    return variables_of(neo4j_module.settings)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("neo4j-cli") / "data"


@pytest.fixture(scope="module")
def ingested(where: dict[str, str], data: Path) -> dict[str, Any]:
    """The report of an ingest beside which Neo4j was kept up to date."""
    samples = Path(__file__).parents[2] / "samples" / "first-flights"
    done = mediagraph("ingest", samples, "--manifest", samples / "manifest.csv", "--data", data, "--json", **where)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_ingest_brings_neo4j_up_to_date(ingested, data: Path, where, neo4j_module: Connection) -> None:
    assert not [note for note in ingested["notes"] if "neo4j" in note]
    found = json.loads(mediagraph("status", "--data", data, "--json", **where).stdout)
    current = {"name": "neo4j", "sequence": ingested["sequence"], "lag": 0, "state": "current", "detail": ""}
    assert found["projections"] == [current]
    text = mediagraph("status", "--data", data, **where).stdout
    assert re.search(r"^neo4j +[\d,]+   current$", text, re.MULTILINE)
    assets = "MATCH (a:Asset)-[d:DEPICTS]->(:Concept) WHERE d.confidence > 0 RETURN count(d) AS n"
    assert neo4j_module.read(lambda tx: tx.run(assets).single()["n"]) > 0


def test_all_checks_with_neo4j_among_them_are_clean(ingested, data: Path, where) -> None:
    done = mediagraph("verify", "--data", data, **where)
    assert done.stdout.splitlines() == [f"{n}: clean" for n in ("facts", "changes", "merge", "shapes", "neo4j")]
    assert done.returncode == 0


def test_an_edit_by_hand_is_named_and_mended(ingested, data: Path, where, neo4j_module: Connection) -> None:
    edit = "MATCH (:Asset)-[d:DEPICTS]->() WITH d LIMIT 1 SET d.confidence = 0.125"
    neo4j_module.write(lambda tx: tx.run(edit).consume())
    done = mediagraph("verify", "neo4j", "--data", data, **where)
    assert done.returncode == 1
    assert done.stdout.startswith("neo4j: 1 differences\n")
    assert "confidence is 0.125, not 0." in done.stdout
    mended = mediagraph("verify", "neo4j", "--repair", "--data", data, "--json", **where)
    assert mended.returncode == 0
    document = json.loads(mended.stdout)
    assert (document["clean"], document["repaired"]) == (False, True)
    assert "confidence is 0.125" in document["differences"]["neo4j"][0]
    assert (document["neo4j"]["sequence"], document["neo4j"]["left"]) == (ingested["sequence"], [])
    assert mediagraph("verify", "neo4j", "--data", data, **where).stdout == "neo4j: clean\n"


def test_what_lies_in_neo4j_is_validated(ingested, data: Path, where, neo4j_module: Connection) -> None:
    def shapes() -> tuple[int, dict[str, Any]]:
        done = mediagraph("verify", "shapes", "--in", "neo4j", "--data", data, "--json", **where)
        return done.returncode, json.loads(done.stdout)["shapes"]

    code, found = shapes()
    assert (code, found["sequence"], found["rules"]) == (0, ingested["sequence"], [])
    assert found["checked"] > 100
    neo4j_module.write(lambda tx: tx.run("MATCH (f:Fact) WITH f LIMIT 1 SET f.confidence = 7.5").consume())
    code, found = shapes()
    assert code == 1
    assert any("confidence" in rule["examples"][0]["path"] for rule in found["rules"])
    assert not list(data.glob(".read-back-*"))
    mended = mediagraph("verify", "neo4j", "--repair", "--data", data, **where)
    assert (mended.returncode, mended.stdout.splitlines()[-1]) == (0, "neo4j, after the repair: clean")


def test_a_rebuild_makes_it_anew(ingested, data: Path, where, neo4j_module: Connection) -> None:
    neo4j_module.write(lambda tx: tx.run("MATCH (n:Fact) DETACH DELETE n").consume())
    done = mediagraph("rebuild", "neo4j", "--data", data, "--json", **where)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["sequence"] == ingested["sequence"]
    assert report["nodes"] > 1_000
    assert report["relationships"] > 1_000
    assert mediagraph("verify", "neo4j", "--data", data, **where).returncode == 0


def test_what_was_committed_without_it_is_taken_over_by_verify(ingested, data: Path, where, tmp_path: Path) -> None:
    assert mediagraph("ingest", say(tmp_path / "a.json", "aeroplane"), "--data", data).returncode == 0
    behind = json.loads(mediagraph("status", "--data", data, "--json", **where).stdout)["projections"][0]
    assert behind["state"] == "behind"
    assert behind["lag"] >= 1
    done = mediagraph("verify", "neo4j", "--data", data, **where)
    assert (done.returncode, done.stdout) == (0, "neo4j: clean\n")
    assert "has taken over" in done.stderr


def test_neo4j_away_never_fails_an_ingest(ingested, data: Path, where, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = where | {"MEDIAGRAPH_NEO4J_URI": f"bolt://127.0.0.1:{free.getsockname()[1]}"}
    done = mediagraph("ingest", say(tmp_path / "b.json", "bicycle"), "--data", data, **away)
    assert done.returncode == 0
    assert re.search(r"note: neo4j is away: .*; it catches up when it is back", done.stderr)
    status = json.loads(mediagraph("status", "--data", data, "--json", **away).stdout)["projections"][0]
    assert (status["state"], status["sequence"], status["lag"]) == ("away", None, None)
    failed = mediagraph("verify", "neo4j", "--data", data, **away)
    assert failed.returncode == 1
    assert "not compared" in failed.stdout
    back = mediagraph("ingest", say(tmp_path / "c.json", "balloon"), "--data", data, "--json", **where)
    assert not [note for note in json.loads(back.stdout)["notes"] if "neo4j" in note]
    assert mediagraph("verify", "neo4j", "--data", data, **where).stdout == "neo4j: clean\n"


def test_a_wrong_password_is_said_and_never_shown(ingested, data: Path, where, tmp_path: Path) -> None:
    wrong = where | {"MEDIAGRAPH_NEO4J_PASSWORD": "a-wrong-password"}
    said = ""
    for code, *arguments in (
        (0, "ingest", say(tmp_path / "d.json", "hat")),
        (1, "rebuild", "neo4j"),
    ):
        done = mediagraph(*arguments, "--data", data, **wrong)
        assert done.returncode == code, arguments
        said += done.stdout + done.stderr
    # Two, not more: after three the server refuses the right one too for a while.
    assert said.count("refuses the user") == 2
    assert "a-wrong-password" not in said


def test_a_password_in_the_address_is_refused_and_not_repeated(data: Path, ingested) -> None:
    done = mediagraph("status", "--data", data, "--json", MEDIAGRAPH_NEO4J_URI="bolt://neo4j:hidden-word@127.0.0.1:1")
    assert json.loads(done.stdout)["projections"][0]["state"] == "refused"
    assert "hidden-word" not in done.stdout + done.stderr


def test_without_a_neo4j_nothing_speaks_of_it(ingested, data: Path) -> None:
    assert json.loads(mediagraph("status", "--data", data, "--json").stdout)["projections"] == []
    assert "neo4j" not in mediagraph("verify", "facts", "--data", data).stdout
    for arguments in (["verify", "neo4j"], ["rebuild", "neo4j"], ["verify", "shapes", "--in", "neo4j"]):
        done = mediagraph(*arguments, "--data", data)
        assert done.returncode == 2
        assert "MEDIAGRAPH_NEO4J_URI" in done.stderr
    assert mediagraph("verify", "--in", "dataset", "--data", data).returncode == 2


def test_what_is_erased_goes_from_neo4j_at_once(ingested, data: Path, where, neo4j_module: Connection) -> None:
    held = "MATCH (a:Asset {label: 'le-mans-1908.jpg'}) RETURN count(a) AS n"
    assert neo4j_module.read(lambda tx: tx.run(held).single()["n"]) == 1
    said = ("--by", "tests", "--why", "a test", "--yes")
    done = mediagraph("erase", "le-mans-1908.jpg", *said, "--data", data, **where)
    assert (done.returncode, done.stderr) == (0, "")
    assert neo4j_module.read(lambda tx: tx.run(held).single()["n"]) == 0
    assert mediagraph("verify", "neo4j", "--data", data, **where).stdout == "neo4j: clean\n"


def test_serve_follows_what_others_commit(ingested, data: Path, where, tmp_path: Path) -> None:
    command = [str(MEDIAGRAPH), "serve", "--port", "0", "--data", str(data)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(**where))
    try:
        assert server.stderr is not None
        assert "mediagraph serves" in server.stderr.readline()
        done = mediagraph("ingest", say(tmp_path / "e.json", "umbrella"), "--data", data, "--json")
        sequence = json.loads(done.stdout)["sequence"]
        assert sequence > ingested["sequence"]
        deadline = time.monotonic() + WAIT_S
        state: dict[str, Any] = {}
        while state.get("sequence") != sequence:
            assert time.monotonic() < deadline, state
            state = json.loads(mediagraph("status", "--data", data, "--json", **where).stdout)["projections"][0]
        assert state["state"] == "current"
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) in (0, -signal.SIGTERM)
