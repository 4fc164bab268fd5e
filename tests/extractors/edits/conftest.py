"""Ways to read edit lists made for these tests."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.extracted import Extracted
from extractors.port import Extraction

EXAMPLES = Path(__file__).parent / "examples"


@pytest.fixture(scope="session")
def example(read: Callable[..., Extracted]) -> Callable[[str], Extracted]:
    """From the name of an example file to what it says."""

    def run(name: str) -> Extracted:
        data = (EXAMPLES / name).read_bytes()
        return read(gzip.decompress(data) if name.endswith(".gz") else data, name.removesuffix(".gz"))

    return run


@pytest.fixture(scope="session")
def rows() -> Callable[[Extraction], list[tuple[str, str, str]]]:
    """From an extraction to (property, fragment, value) of each claim, in order."""
    return lambda extraction: [
        (claim.property, claim.segment.fragment, claim.value) for run in extraction.runs for claim in run.observations
    ]
