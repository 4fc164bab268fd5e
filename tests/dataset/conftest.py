"""Datasets of every kind, fresh for each test; servers are started once."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.datafolder import make_data_folder
from graph.stores.oxigraph import MemoryDataset
from graph.stores.oxigraph_disk import DiskDataset
from graph.stores.sparql_endpoint import EndpointDataset
from graph.stores.sparql_http import Endpoint

REPOSITORY = Path(__file__).parents[2]
BASE = "https://example.org/id/"
STORES = ("memory", "disk", "oxigraph serve", "Fuseki in memory", "Fuseki TDB2")


@pytest.fixture(params=STORES)
def dataset(request: pytest.FixtureRequest, tmp_path: Path):
    """An empty Dataset on each store in turn."""
    match request.param:
        case "memory":
            return MemoryDataset(BASE)
        case "disk":
            return DiskDataset(make_data_folder(tmp_path / "data", base=BASE))
    name = {"oxigraph serve": "oxigraph_server", "Fuseki in memory": "fuseki_memory", "Fuseki TDB2": "fuseki_tdb2"}
    endpoint: Endpoint = request.getfixturevalue(name[request.param])
    endpoint.update("DROP ALL")
    return EndpointDataset(endpoint, base=BASE)


@pytest.fixture
def disk(tmp_path: Path) -> DiskDataset:
    return DiskDataset(make_data_folder(tmp_path / "data", base=BASE))


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("oxigraph is not installed (PyPI: oxigraph): its server is not tested")
    folder = tmp_path_factory.mktemp("oxigraph-server")

    def command(port: int) -> list[str]:
        return [str(program), "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]

    yield from _serve(command, folder, query="query", update="update")


@pytest.fixture(scope="session")
def fuseki_jar() -> Path:
    """The Fuseki server, brought by Maven into .cache/ once."""
    if not shutil.which("java"):
        pytest.skip("java is not installed: Fuseki is not tested")
    folder = REPOSITORY / ".cache" / "fuseki"
    if not list(folder.glob("jena-fuseki-server-*.jar")):
        if not shutil.which("mvn"):
            pytest.skip("mvn is not installed: Fuseki cannot be brought and is not tested")
        pom = REPOSITORY / "deploy" / "fuseki-local" / "pom.xml"
        goal = ["mvn", "-B", "-q", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
        done = subprocess.run(goal, check=False, capture_output=True, text=True, timeout=300)
        if done.returncode:
            pytest.skip(f"mvn could not bring Fuseki, which is not tested: {done.stdout[-300:]}")
    return next(folder.glob("jena-fuseki-server-*.jar"))


@pytest.fixture(scope="session")
def fuseki_memory(fuseki_jar: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    yield from _fuseki(fuseki_jar, ["--mem"], tmp_path_factory.mktemp("fuseki-memory"))


@pytest.fixture(scope="session")
def fuseki_tdb2(fuseki_jar: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("fuseki-tdb2")
    (folder / "db").mkdir()
    yield from _fuseki(fuseki_jar, ["--tdb2", f"--loc={folder / 'db'}"], folder)


def _fuseki(jar: Path, storage: list[str], folder: Path) -> Iterator[Endpoint]:
    def command(port: int) -> list[str]:
        java = ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", str(jar)]
        return [*java, *storage, "--update", "--port", str(port), "--localhost", "/ds"]

    yield from _serve(command, folder, query="ds/query", update="ds/update")


def _serve(command: Callable[[int], list[str]], folder: Path, *, query: str, update: str) -> Iterator[Endpoint]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(command(port), stdout=log, stderr=log, cwd=folder)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(f"{url}/{query}?query=ASK%7B%7D", server, folder / "server.log")
        yield Endpoint(f"{url}/{query}", f"{url}/{update}")
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError) as err:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: {err}\n{log.read_text()[-2000:]}") from err
            time.sleep(0.1)
