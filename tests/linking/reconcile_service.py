"""What the tests of reconciliation share: a Dataset with people in it, a small index, the application, the schemas."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from api.app import make_app
from api.opening import open_engine
from api.settings import Settings
from extractors.run import extract_paths
from graph.linking.build import build
from graph.linking.building import BuildOptions
from graph.pipeline import ingest

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'

ITEMS: list[dict[str, Any]] = [
    {"id": "Q567", "label": "Angela Merkel", "labels": {"fr": "Angela Merkel", "de": "Angela Merkel"},
     "description": "Chancellor of Germany from 2005 to 2021", "types": ["politician"], "aliases": ["Angela Kasner"],
     "popularity": {"sitelinks": 200}, "facts": {"born": ["1954-07-17"], "citizenship": ["Q183"]}},
    {"id": "Q183", "label": "Germany", "labels": {"de": "Deutschland", "fr": "Allemagne"}, "types": ["country"],
     "popularity": {"sitelinks": 300}},
    {"id": "Q90", "label": "Paris", "description": "capital of France", "types": ["city"],
     "popularity": {"sitelinks": 320}, "facts": {"country": ["Q142"]}},
    {"id": "Q830149", "label": "Paris", "description": "city in Texas", "types": ["city"],
     "popularity": {"sitelinks": 40}, "facts": {"country": ["Q30"]}},
    {"id": "Q142", "label": "France", "types": ["country"], "popularity": {"sitelinks": 300}},
    {"id": "Q30", "label": "United States of America", "types": ["country"], "popularity": {"sitelinks": 310}},
    {"id": "Q494455", "label": "Orville Wright", "description": "American aviation pioneer", "types": ["person"],
     "popularity": {"sitelinks": 60}, "facts": {"born": ["1871-08-19"]}},
    {"id": "Q197", "label": "airplane", "types": ["vehicle"], "popularity": {"sitelinks": 150}},
    {"id": "Q999001", "label": HOSTILE, "description": HOSTILE, "types": ["book"]},
]  # fmt: skip
"""Facts written by us."""

SAID: dict[str, Any] = {
    "mediagraph": 1,
    "asset": "flyer.jpg",
    "model": {"name": "m", "version": "1"},
    "task": "t",
    "observations": [
        {"property": "depictsPerson", "value": "Katharine Wright", "confidence": 0.99},
        {"property": "depictsPerson", "value": HOSTILE, "confidence": 0.99},
        {"property": "depicts", "value": "biplane", "confidence": 0.99},
    ],
}

SCHEMAS = "https://reconciliation-api.github.io/specs/0.2/schemas/"
Validate = Callable[[str, object], None]


@pytest.fixture(scope="session")
def validate(shared: Path) -> Validate:
    """Raise where a value does not fit the schema of this name in the shared copy of API 0.2."""
    from jsonschema import Draft7Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT7

    folder = shared / "reconciliation-api" / "0.2" / "schemas"
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    assert len(schemas) >= 11, sorted(schemas)
    resources = [(SCHEMAS + name, DRAFT7.create_resource(schema)) for name, schema in schemas.items()]
    registry = Registry().with_resources(resources)

    def check(name: str, value: object) -> None:
        schema = schemas[f"{name}.json"] | {"$id": SCHEMAS + f"{name}.json"}
        Draft7Validator(schema, registry=registry).validate(value)

    return check


@pytest.fixture(scope="session")
def reconcile_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder with two people in it and of an index with nine items."""
    folder = tmp_path_factory.mktemp("reconcile")
    (folder / "in").mkdir()
    (folder / "in" / "a.plain.json").write_text(json.dumps(SAID))
    lines = folder / "items.jsonl"
    lines.write_text("".join(json.dumps(item) + "\n" for item in ITEMS))
    build(BuildOptions((lines,), folder / "index"))
    settings = Settings(data=folder / "data", similarity=False, wikidata_index=str(folder / "index"))
    engine = open_engine(settings, make=True)
    summary = ingest(engine, extract_paths([str(folder / "in")], workers=0), clock=lambda: datetime.now(UTC))
    assert (summary.assets, summary.failed) == (1, [])
    return settings


@pytest.fixture(scope="module")
def client(reconcile_settings: Settings) -> Iterator[TestClient]:
    """The application in process."""
    with TestClient(make_app(reconcile_settings)) as opened:
        yield opened


@pytest.fixture(scope="module")
def served(reconcile_settings: Settings) -> Iterator[str]:
    """The application on a port of this machine; its address."""
    config = uvicorn.Config(make_app(reconcile_settings), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < end, "the server took more than a minute to start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)
