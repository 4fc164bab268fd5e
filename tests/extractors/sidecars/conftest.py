"""Examples of every sidecar form, written by us. `examples/NAME.WHAT.ENDING` is one of the form NAME."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractors.json_form import JsonForm
from extractors.media_type import media_type_of
from extractors.port import Extraction, Source
from extractors.sidecars import dublin_core, ebucore, mediainfo, mpeg7, pbcore, tv_anytime
from ontology.model import Observation

EXAMPLES = sorted((Path(__file__).parent / "examples").iterdir())
FORMS: dict[str, JsonForm] = {
    form.name: form
    for form in (
        ebucore.EXTRACTOR, mpeg7.EXTRACTOR, pbcore.EXTRACTOR, tv_anytime.EXTRACTOR, dublin_core.EXTRACTOR,
        mediainfo.EXTRACTOR, mediainfo.XML,
    )
}  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "example" in metafunc.fixturenames:
        metafunc.parametrize("example", EXAMPLES, ids=[path.name for path in EXAMPLES])
    if "form" in metafunc.fixturenames:
        metafunc.parametrize("form", FORMS.values(), ids=list(FORMS))


def source_of(data: bytes | str, name: str = "record.xml") -> Source:
    data = data.encode() if isinstance(data, str) else data
    return Source(name, name, data, media_type_of(data[:65_536], name))


@pytest.fixture(scope="session")
def forms() -> dict[str, JsonForm]:
    """Every sidecar form by name."""
    return FORMS


@pytest.fixture(scope="session")
def read() -> Callable[..., list[Extraction]]:
    """From a form's name and a document to its Extractions, or the refusal raised."""
    return lambda form, data, **more: list(FORMS[form].extract(source_of(data, **more)))


@pytest.fixture(scope="session")
def said() -> Callable[..., list[tuple[str, str]]]:
    """From a form's name and a document to (property, value) of all claims, in order."""

    def run(form: str, data: bytes | str) -> list[tuple[str, str]]:
        return [(claim.property, claim.value) for claim in claims_of(FORMS[form].extract(source_of(data)))]

    return run


def claims_of(extractions: Iterator[Extraction] | list[Extraction]) -> Iterator[Observation]:
    for extraction in extractions:
        for run in extraction.runs:
            yield from run.observations


@pytest.fixture(scope="session")
def as_source() -> Callable[..., Source]:
    """From bytes or text and a name to a Source, its media type found by content."""
    return source_of


@pytest.fixture
def example_form(example: Path) -> JsonForm:
    """The form of an example."""
    return FORMS[example.name.partition(".")[0]]


@pytest.fixture(scope="session")
def examples_of() -> Callable[[str], list[Path]]:
    """The examples of a form."""
    return lambda name: [path for path in EXAMPLES if path.name.partition(".")[0] == name]
