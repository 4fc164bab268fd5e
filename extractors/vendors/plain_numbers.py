"""Numbers that stand in lists and under keys of the writer's own, where no `Node` takes them."""

from __future__ import annotations

from typing import Any, Final

_LARGEST: Final = 1e12
_SMALLEST: Final = 1e-24


def number_of(value: Any) -> float | None:
    """Return a number as `extractors.reading.Node.number` takes it; None for anything else, and beyond 1e12.

    >>> number_of(0.5), number_of(True), number_of(1e-38)
    (0.5, None, 0.0)
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST < value < _LARGEST:
        return None
    return value if abs(value) >= _SMALLEST else type(value)(0)
