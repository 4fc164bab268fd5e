"""Examples of newsroom forms, written by us, and ways to read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.extracted import Extracted
from extractors.media_type import media_type_of
from extractors.port import Source
from extractors.run import extract_source
from ontology.model import Observation

EXAMPLES = Path(__file__).parent / "examples"

Claims = dict[str, list[Observation]]


def source_of(data: bytes | str, name: str) -> Source:
    """A Source as a file of this name would give it."""
    data = data.encode() if isinstance(data, str) else data
    return Source(name, Path(name).name, data, media_type_of(data[:65_536], Path(name).name), "0" * 64, len(data))


@pytest.fixture(scope="session")
def examples() -> Path:
    return EXAMPLES


@pytest.fixture(scope="session")
def read() -> Callable[[bytes | str, str], Extracted]:
    """From bytes and a name to what they say, by the extractor that the registry finds."""
    return lambda data, name: extract_source(source_of(data, name))


@pytest.fixture(scope="session")
def example(read: Callable[[bytes | str, str], Extracted]) -> Callable[[str], Extracted]:
    """What one of the examples says."""
    return lambda name: read((EXAMPLES / name).read_bytes(), name)


@pytest.fixture(scope="session")
def claims() -> Callable[..., Claims]:
    """The claims of one Asset of a result (by its place), by property; of one task where it is given."""

    def by_property(result: Extracted, place: int = 0, task: str = "") -> Claims:
        found: Claims = {}
        for run in result.extractions[place].runs:
            for claim in run.observations if not task or run.task == task else ():
                found.setdefault(claim.property, []).append(claim)
        return found

    return by_property


@pytest.fixture(scope="session")
def values(claims: Callable[..., Claims]) -> Callable[..., dict[str, list[str]]]:
    """As `claims`, but their values alone."""

    def by_property(result: Extracted, place: int = 0, task: str = "") -> dict[str, list[str]]:
        return {name: [claim.value for claim in said] for name, said in claims(result, place, task).items()}

    return by_property
