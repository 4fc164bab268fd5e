"""What a Fact puts on the relationship of its plain triple: how sure, who said so, where, and the Fact itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.neo4j.values import Value

FACT_PROPERTIES: Final = ("confidence", "models", "segments", "fact")
"""Derived from evidence, and so never decoded; `sequence` stands on every relationship."""


def fact_properties(
    fact: str, *, confidence: float | None, models: Iterable[str], segments: Iterable[str]
) -> dict[str, Value]:
    """Return the properties of an accepted Fact for its relationship; what is absent or empty is left out.

    `fact` and `segments` are IRIs; `models` are the names of the Agents of its supporting Observations.
    """
    properties: dict[str, Value] = {"fact": fact}
    if confidence is not None:
        properties["confidence"] = confidence
    for name, values in (("models", sorted(set(models))), ("segments", sorted(set(segments)))):
        if values:
            properties[name] = values
    return properties
