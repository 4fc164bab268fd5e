"""Both engines, each with our shapes loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shapes.engines.pyshacl_engine import PyshaclEngine
from shapes.shapes_graph import our_shapes
from shapes.validate import EngineName, ShaclValidator, make_validator

ENGINES: tuple[EngineName, ...] = ("shacl", "pyshacl")


@pytest.fixture(scope="session")
def validators() -> Iterator[dict[str, ShaclValidator]]:
    """Validators of our shapes, by engine."""
    made: dict[str, ShaclValidator] = {engine: make_validator(our_shapes(), engine=engine) for engine in ENGINES}
    yield made
    for validator in made.values():
        if isinstance(validator.engine, PyshaclEngine):
            validator.engine.close()
