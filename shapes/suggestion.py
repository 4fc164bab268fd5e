"""What a suggestion is, and what is known when one is made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ontology.model import Observation

Alike: TypeAlias = Callable[[str, Sequence[str]], Sequence[float]]
"""Says how near in meaning a text is to each of several, -1 to 1: an embedder, where there is one."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the result: the refused Observation, its Asset's duration and frame, the known properties.

    `duration_s` is in seconds, `frame` width and height in pixels; None where unknown. `elsewhere` is what other
    evidence says of the same Asset, by property: a value and who says it. `alike` tells nearness of meaning.
    """

    observation: Observation | None = None
    duration_s: float | None = None
    frame: tuple[int, int] | None = None
    properties: Collection[str] = field(default_factory=tuple)
    elsewhere: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    alike: Alike | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence for a person, and the fields to change (empty where only a person can tell)."""

    sentence: str
    patch: dict[str, Any] = field(default_factory=dict)


Suggester: TypeAlias = Callable[[Observation, Context], Suggestion | None]
