"""Examples of every form, written by us, and ways to read them.

`examples/NAME.WHAT.json` is an example of the form NAME; together the examples of a form have every key of its table.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from extractors.json_form import JsonForm
from extractors.port import Extraction, Source, SourceRefused
from extractors.vendors.table import FORMS

EXAMPLES = sorted((Path(__file__).parent / "examples").iterdir())
BY_NAME = {form.name: form for form in FORMS}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "example" in metafunc.fixturenames:
        metafunc.parametrize("example", EXAMPLES, ids=[path.name for path in EXAMPLES])
    if "form" in metafunc.fixturenames:
        metafunc.parametrize("form", FORMS, ids=[form.name for form in FORMS])


def source_of(data: Any, name: str = "output.json") -> Source:
    if not isinstance(data, bytes):
        data = orjson.dumps(data)
    return Source(name, name.removesuffix(".gz"), data)


@pytest.fixture(scope="session")
def as_source() -> Callable[..., Source]:
    """From a document or bytes to a Source."""
    return source_of


@pytest.fixture(scope="session")
def read() -> Callable[..., list[Extraction]]:
    """From a form's name and a document (or bytes) to its Extractions, or the refusal's sentence raised."""

    def run(form: str, data: Any, **more: Any) -> list[Extraction]:
        return list(BY_NAME[form].extract(source_of(data, **more)))

    return run


@pytest.fixture(scope="session")
def recognised_by() -> Callable[[Source], list[str]]:
    """The names of all forms that recognise a Source."""
    return lambda source: [form.name for form in FORMS if form.recognises(source)]


@pytest.fixture(scope="session")
def example_documents() -> Callable[[str], list[Any]]:
    """The documents of all examples of a form; a line of JSON Lines is a document."""

    def documents(name: str) -> list[Any]:
        return [document for path in EXAMPLES if path.name.startswith(f"{name}.") for document in parsed(path)]

    return documents


def parsed(path: Path) -> Iterator[Any]:
    data = path.read_bytes()
    yield from map(orjson.loads, data.splitlines()) if path.suffix == ".jsonl" else [orjson.loads(data)]


@pytest.fixture
def example_form(example: Path) -> JsonForm:
    return BY_NAME[example.name.partition(".")[0]]


@pytest.fixture(scope="session")
def shared_source() -> Callable[[Path], Source]:
    """A Source from a file of other people's, unpacked."""

    def load(path: Path) -> Source:
        data = path.read_bytes()
        name = path.name.removesuffix(".gz")
        return Source(str(path), name, gzip.decompress(data) if path.suffix == ".gz" else data)

    return load


@pytest.fixture(scope="session")
def outcome() -> Callable[[JsonForm, Any], Any]:
    """What a form makes of a document, without counts: references, Runs, problems, or the refusal."""

    def run(form: JsonForm, data: Any) -> Any:
        try:
            return [(e.reference, e.runs, e.problems) for e in form.extract(source_of(data))]
        except SourceRefused as refused:
            return str(refused)

    return run
