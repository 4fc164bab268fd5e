"""Fixtures that every area shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Other people's data, named by MEDIAGRAPH_SHARED; the test is skipped by name where it is unset."""
    folder = os.environ.get("MEDIAGRAPH_SHARED")
    if not folder:
        pytest.skip("MEDIAGRAPH_SHARED is not set: it names the folder of real vocabularies and outputs")
    return Path(folder) / "data"
