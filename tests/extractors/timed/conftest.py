"""Ways to read time-based text made for these tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.extracted import Extracted

EXAMPLES = Path(__file__).parent / "examples"


@pytest.fixture(scope="session")
def example(read: Callable[..., Extracted]) -> Callable[[str], Extracted]:
    """From the name of an example file to what it says."""
    return lambda name: read((EXAMPLES / name).read_bytes(), name)


@pytest.fixture(scope="session")
def rows() -> Callable[[Extracted], list[tuple[str, str, str, str]]]:
    """From a result to (property, fragment, value, language) of each claim, in order."""

    def of(found: Extracted) -> list[tuple[str, str, str, str]]:
        assert not found.refusal
        return [
            (c.property, c.segment.fragment, c.value, c.language)
            for extraction in found.extractions
            for run in extraction.runs
            for c in run.observations
        ]

    return of
