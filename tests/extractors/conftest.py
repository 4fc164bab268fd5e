"""What the tests of several kinds of extractors share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.extracted import Extracted
from extractors.media_type import media_type_of
from extractors.port import Source
from extractors.run import extract_source


@pytest.fixture(scope="session")
def read() -> Callable[..., Extracted]:
    """From bytes and a name to what they say."""

    def run(data: bytes | str, name: str) -> Extracted:
        data = data.encode() if isinstance(data, str) else data
        return extract_source(Source(name, name, data, media_type_of(data, name), "0" * 64, len(data)))

    return run
