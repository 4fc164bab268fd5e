"""`mediagraph serve`: the page, read-only SPARQL, explanations; beside an ingest too."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

MEDIAGRAPH = Path(sys.executable).with_name("mediagraph")
First = tuple[Path, dict[str, Any]]


@contextmanager
def serving(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a data folder on a free port; yield the process and its address."""
    process = subprocess.Popen(
        [MEDIAGRAPH, "serve", "--port", "0", "--data", data], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        address = re.search(r"http://\S+?(?=/?\s|/?$)", line)
        assert address, line
        yield process, address[0]
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=20)
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()


@pytest.fixture(scope="module")
def client(first_flights: First) -> Iterator[httpx.Client]:
    """A client of a server over the samples."""
    with serving(first_flights[0]) as (_, address), httpx.Client(base_url=address, timeout=40) as client:
        yield client


ASSETS = "SELECT ?name { ?asset mg:rendition ?r ; rdfs:label ?name } ORDER BY ?name"


def test_the_page_has_counts_a_box_and_facts(client: httpx.Client, first_flights: First) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    accepted = first_flights[1]["facts"]["accepted"]
    assert f"{accepted}" in page.text.replace(",", "")
    assert "<textarea" in page.text
    assert "/explain?target=" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_each_fact_on_the_page_leads_to_its_explanation(client: httpx.Client) -> None:
    links = re.findall(r'href="(/explain\?target=[^"]+)"', client.get("/").text)
    assert links
    for link in links[:3]:
        explained = client.get(link.replace("&amp;", "&"), headers={"accept": "text/html"})
        assert explained.status_code == 200
        assert "sure" in explained.text or "gave no confidence" in explained.text


def test_nothing_on_the_page_comes_from_another_host(client: httpx.Client) -> None:
    page = client.get("/").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        assert client.get(asset).status_code == 200


def test_sparql_by_get(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": ASSETS})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/sparql-results+json")
    assert len(answer.json()["results"]["bindings"]) == 9
    assert int(answer.headers["mediagraph-sequence"]) > 0


def test_sparql_by_post_both_ways(client: httpx.Client) -> None:
    form = client.post("/sparql", data={"query": ASSETS})
    body = client.post("/sparql", content=ASSETS, headers={"content-type": "application/sparql-query"})
    assert form.json() == body.json()
    assert len(form.json()["results"]["bindings"]) == 9


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("application/sparql-results+xml", "<?xml"),
        ("text/csv", "name\r\n"),
        ("text/tab-separated-values", "?name\n"),
        ("*/*", "{"),
    ],
)
def test_sparql_in_other_forms(client: httpx.Client, accept: str, start: str) -> None:
    answer = client.get("/sparql", params={"query": ASSETS}, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.text.startswith(start)


def test_an_update_is_refused(client: httpx.Client) -> None:
    update = "INSERT DATA { <http://e/s> <http://e/p> 1 }"
    assert client.post("/sparql", data={"update": update}).status_code == 403
    kind = {"content-type": "application/sparql-update"}
    assert client.post("/sparql", content=update, headers=kind).status_code == 403
    assert client.get("/sparql", params={"query": update}).status_code == 400


def test_a_syntax_error_is_400_with_line_and_column(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT ?a {\n ?a ; }"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["line"] == 2
    assert problem["column"] >= 1


def test_what_reaches_outside_is_refused(client: httpx.Client) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert client.get("/sparql", params={"query": query}).status_code == 400


def test_no_query_and_no_such_page(client: httpx.Client) -> None:
    assert client.get("/sparql").status_code == 400
    assert client.get("/no-such-page").status_code == 404
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e%2fapp.py").status_code == 404


def test_explain_as_json_ld_and_as_a_page(client: httpx.Client) -> None:
    answer = client.get("/explain", params={"target": "flyer-1903.jpg"})
    assert answer.status_code == 200
    assert len(answer.json()["facts"]) >= 20
    page = client.get("/explain", params={"target": "flyer-1903.jpg"}, headers={"accept": "text/html"})
    assert "amazon-rekognition-labels" in page.text
    assert client.get("/explain", params={"target": "absent.jpg"}).status_code == 404
    pattern = client.get("/explain", params={"target": "? mg:depicts mgt:depicted/bicycle"})
    assert pattern.json()["@graph"]


def test_hostile_text_is_inert_on_pages(client: httpx.Client) -> None:
    page = client.get("/explain", params={"target": "<script>alert(1)</script>"}, headers={"accept": "text/html"})
    assert "<script>alert(1)" not in page.text


def test_openapi_describes_it(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert {"/sparql", "/explain"} <= set(document["paths"])


def test_it_listens_on_loopback_only(first_flights: First) -> None:
    with serving(first_flights[0]) as (_, address):
        port = int(address.rsplit(":", 1)[1])
        assert address.startswith("http://127.0.0.1:")
        listening = Path("/proc/net/tcp").read_text().splitlines()
        hosts = {line.split()[1].partition(":")[0] for line in listening if line.split()[1].endswith(f":{port:04X}")}
        assert hosts <= {"0100007F"}
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", port), timeout=2)


def test_it_stops_on_sigterm(first_flights: First) -> None:
    with serving(first_flights[0]) as (process, address):
        assert httpx.get(address + "/sparql", params={"query": ASSETS}, timeout=40).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) in (0, -signal.SIGTERM)


def test_an_ingest_beside_it_is_seen(writable: Path, label_file: Callable[..., Path], tmp_path: Path) -> None:
    with serving(writable) as (_, address):
        count = {"query": "SELECT (COUNT(?a) AS ?n) { ?a rdfs:label 'seen-live.jpg' }"}
        assert (
            httpx.get(address + "/sparql", params=count, timeout=40).json()["results"]["bindings"][0]["n"]["value"]
            == "0"
        )
        output = label_file(tmp_path / "seen-live.jpg.rekognition-labels.json")
        command = [MEDIAGRAPH, "ingest", output, "--data", writable, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["assets"] == 1
        deadline = time.monotonic() + 10
        while True:
            answer = httpx.get(address + "/sparql", params=count, timeout=40).json()
            if answer["results"]["bindings"][0]["n"]["value"] == "1":
                break
            assert time.monotonic() < deadline, "the server still shows the state before the ingest"
            time.sleep(0.2)


def test_a_folder_that_is_no_data_folder_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [MEDIAGRAPH, "serve", "--port", "0", "--data", tmp_path / "nowhere"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "nowhere" in done.stderr
