"""The client for others' services: against our own on this machine, and against some that lie, stall and redirect."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from graph.linking.reconciliation_client import ReconciliationClient, ServiceError
from graph.linking.reconciling import Constraint, ReconciliationQuery
from graph.linking.things import Ref
from tests.linking.reconcile_service import reconcile_settings as reconcile_settings  # noqa: PLC0414
from tests.linking.reconcile_service import served as served  # noqa: PLC0414

MANIFEST = {"versions": ["0.2"], "name": "n", "identifierSpace": "http://a/", "schemaSpace": "http://b/", "extend": {}}
Answering = Callable[[str, dict[str, list[str]]], tuple[int, dict[str, str], bytes]]


class _Handler(BaseHTTPRequestHandler):
    answer: Answering

    def do_GET(self) -> None:
        self._send({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._send(parse_qs(body.decode()))

    def _send(self, form: dict[str, list[str]]) -> None:
        status, headers, body = type(self).answer(self.path, form)
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Callable[[Answering], str]]:
    """Start a service that answers as it is told; return its address."""
    servers = []

    def start(answer: Answering) -> str:
        handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/reconcile"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def answers(result: object, manifest: object = MANIFEST) -> Answering:
    """Answer the manifest, and every form with this."""
    return lambda _, form: (200, {}, json.dumps(result if form else manifest).encode())


def test_our_own_service_is_asked_in_batches(served: str) -> None:
    client = ReconciliationClient(f"{served}/reconcile", batch=2)
    assert client.manifest().identifier_space == "http://www.wikidata.org/entity/"
    assert client.manifest().can_extend
    asked = [
        ReconciliationQuery("Angela Merkel"),
        ReconciliationQuery("nobody that is known"),
        ReconciliationQuery("Paris", types=frozenset({"wikidata:city"}), limit=1),
        ReconciliationQuery("Paris", constraints=(Constraint("country", (Ref("Q30", "USA"),)),)),
        ReconciliationQuery(constraints=(Constraint("identifier", ("Q494455",)),)),
    ]
    found = list(client.reconcile(asked))
    assert [len(one) for one in found[:3]] == [1, 0, 1]
    assert [(one[0].id, one[0].match) for one in found if one][2:] == [("Q830149", True), ("Q494455", True)]
    assert found[0][0].types[0] == "wikidata:politician"
    values = client.extend(["Q567", "Q183", "Q424242"], ["citizenship", "born", "sitelinks"])
    assert values["Q567"] == {
        "citizenship": [Ref("Q183", "Germany")],
        "born": ["1954-07-17T00:00:00"],
        "sitelinks": [200],
    }
    assert values["Q424242"] == {"citizenship": [], "born": [], "sitelinks": []}


@pytest.mark.parametrize(
    "url",
    [
        "http://wikidata.example/reconcile",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https:///nohost",
        "https://user:secret@host.example/",
        "http://127.0.0.1.evil.example/",
        "https://[::1/",
        "",
    ],
)
def test_only_https_and_this_machine_are_asked(url: str) -> None:
    with pytest.raises(ServiceError, match=r"address|https|http"):
        ReconciliationClient(url)


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ([], "where an object must be"),
        ({"name": "n"}, "identifierSpace"),
        (MANIFEST | {"versions": ["0.3"]}, "0.3"),
        (MANIFEST | {"name": 7}, "'name'"),
    ],
)
def test_what_is_no_manifest_is_refused(service: Callable[[Answering], str], manifest: object, said: str) -> None:
    with pytest.raises(ServiceError, match=said):
        ReconciliationClient(service(answers({}, manifest))).manifest()


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ([], "where an object must be"),
        ({"q1": {"result": []}}, "without a result"),
        ({"q0": {"result": [{"id": "a"}]}}, "without id, name or score"),
        ({"q0": {"result": [{"id": "a", "name": "b", "score": "high"}]}}, "without id, name or score"),
        ({"q0": {"result": [7]}}, "where an object must be"),
    ],
)
def test_what_is_no_result_is_refused(service: Callable[[Answering], str], result: object, said: str) -> None:
    client = ReconciliationClient(service(answers(result)))
    with pytest.raises(ServiceError, match=said):
        list(client.reconcile([ReconciliationQuery("a")]))


def test_odd_candidates_and_cells_are_read_as_far_as_they_go(service: Callable[[Answering], str]) -> None:
    one = {"id": "a", "name": "b", "score": 3, "type": ["t", {"id": "u"}, 5], "match": "yes"}
    client = ReconciliationClient(service(answers({"q0": {"result": [one | {"id": "z", "score": 1}, one]}})))
    (found,) = client.reconcile([ReconciliationQuery("x")])
    assert [(c.id, c.match, c.types) for c in found] == [("a", False, ("t", "u")), ("z", False, ("t", "u"))]
    rows = {"rows": {"a": {"p": [{}, {"str": "x"}, {"int": 3}, {"float": 1.5}, {"odd": 1}, 7]}}}
    client = ReconciliationClient(service(answers(rows)))
    assert client.extend(["a", "b"], ["p"]) == {"a": {"p": ["x", 3, 1.5]}, "b": {"p": []}}


def test_redirects_lead_nowhere_else(service: Callable[[Answering], str]) -> None:
    elsewhere: list[str] = []

    def seen(path: str, form: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        elsewhere.append(path)
        return 200, {}, json.dumps(MANIFEST).encode()

    other = service(seen)
    away = service(lambda *_: (302, {"Location": other}, b""))
    with pytest.raises(ServiceError, match="only the same host"):
        ReconciliationClient(away).manifest()
    inside = service(lambda *_: (302, {"Location": "http://169.254.169.254/latest"}, b""))
    with pytest.raises(ServiceError, match="only the same host"):
        ReconciliationClient(inside).manifest()

    def moved(path: str, form: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        if form:
            return 307, {"Location": "/there"}, b""
        return (200, {}, json.dumps(MANIFEST).encode()) if path == "/here" else (301, {"Location": "/here"}, b"")

    client = ReconciliationClient(service(moved))
    assert client.manifest().name == "n"
    with pytest.raises(ServiceError, match="redirects a query"):
        list(client.reconcile([ReconciliationQuery("a")]))
    assert elsewhere == []


def test_a_service_that_is_busy_is_asked_again_and_not_for_ever(service: Callable[[Answering], str]) -> None:
    waits: list[float] = []
    count = iter(range(100))

    def busy(*_: object) -> tuple[int, dict[str, str], bytes]:
        if next(count) < 2:
            return 503, {"Retry-After": "7"}, b"later"
        return 200, {}, json.dumps(MANIFEST).encode()

    assert ReconciliationClient(service(busy), sleep=waits.append).manifest().name == "n"
    assert waits == [7, 7]
    always = service(lambda *_: (429, {"Retry-After": "99999"}, b"<b>no</b>"))
    with pytest.raises(ServiceError, match=r"answers 429: <b>no</b>"):
        ReconciliationClient(always, sleep=waits.append).manifest()
    assert waits[2:] == [30, 30]
    refused = service(lambda *_: (400, {}, b"what?"))
    with pytest.raises(ServiceError, match=r"answers 400: what\?"):
        ReconciliationClient(refused, sleep=waits.append).manifest()
    assert len(waits) == 4


def test_too_much_too_late_and_nothing_are_errors(service: Callable[[Answering], str]) -> None:
    much = service(lambda *_: (200, {}, b" " * 200_000))
    with pytest.raises(ServiceError, match="more than 100,000 bytes"):
        ReconciliationClient(much, most_bytes=100_000).manifest()
    no_json = service(lambda *_: (200, {}, b"<html>"))
    with pytest.raises(ServiceError, match="not JSON"):
        ReconciliationClient(no_json).manifest()
    deep = service(lambda *_: (200, {}, b"[" * 100_000))
    with pytest.raises(ServiceError, match="not JSON"):
        ReconciliationClient(deep).manifest()
    cut = service(lambda *_: (200, {"Content-Length": "500"}, b"{"))
    with pytest.raises(ServiceError, match=r"does not answer|not JSON"):
        ReconciliationClient(cut, timeout_s=0.5).manifest()

    def stalls(*_: object) -> tuple[int, dict[str, str], bytes]:
        time.sleep(2)
        return 200, {}, b"{}"

    with pytest.raises(ServiceError, match="does not answer"):
        ReconciliationClient(service(stalls), timeout_s=0.2).manifest()
    with pytest.raises(ServiceError, match="does not answer"):
        ReconciliationClient("http://127.0.0.1:9/reconcile").manifest()


def test_what_is_asked_is_what_the_specification_says(service: Callable[[Answering], str]) -> None:
    asked: list[dict[str, Any]] = []

    def listens(_: str, form: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        if not form:
            return 200, {}, json.dumps(MANIFEST).encode()
        asked.append(json.loads(form["queries"][0]))
        return 200, {}, json.dumps({key: {"result": []} for key in asked[-1]}).encode()

    client = ReconciliationClient(service(listens), batch=2)
    constraint = Constraint("P17", (Ref("Q30", "USA"), "x"))
    queries = [
        ReconciliationQuery("é", frozenset({"b", "a"}), "all", 3, (constraint,)),
        *[ReconciliationQuery("b")] * 2,
    ]
    assert list(client.reconcile(queries)) == [[], [], []]
    assert asked == [
        {
            "q0": {
                "limit": 3,
                "query": "é",
                "type": ["a", "b"],
                "type_strict": "all",
                "properties": [{"pid": "P17", "v": [{"id": "Q30", "name": "USA"}, "x"]}],
            },
            "q1": {"limit": 5, "query": "b"},
        },
        {"q0": {"limit": 5, "query": "b"}},
    ]
