"""Single JSON values: as they stand in a sentence, percentages as fractions, numbers written as texts."""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import islice


def shown(value: object) -> str:
    """Return a JSON value as it stands in a sentence: short, and of bounded cost for any size."""
    match value:
        case dict():
            return f"an object with the keys {', '.join(str(key)[:20] for key in islice(value, 4)) or '(none)'}"
        case list():
            return f"a list of {len(value)}"
        case str():
            return repr(value[:60]) + ("…" if len(value) > 60 else "")
        case None:
            return "null"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)[:60]


def percent(value: float) -> float:
    """Return a percentage as a fraction, by moving the decimal point, so that no digit changes.

    >>> percent(50.19071578979492)
    0.5019071578979492
    """
    text = repr(value)
    return float(text + "e-2") if "e" not in text else float(Decimal(text).scaleb(-2))


def parse_number(text: str) -> float | None:
    """Return the number a text spells, None where it spells none or no finite one."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
