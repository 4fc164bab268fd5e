"""What the accepted band promises, in words: its precision's lower bound, or "too few"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.dataset import Reader
from graph.decisions import read_decisions
from graph.precision import FEWEST_AUDITS, PrecisionBound, precision_bound


@dataclass(frozen=True, slots=True)
class AcceptedPrecision:
    """The bound, or None where there are too few audited Facts to say anything."""

    bound: PrecisionBound | None

    def as_text(self) -> str:
        """Return one sentence."""
        if self.bound is None:
            return f"too few decisions from random audits to say anything (at least {FEWEST_AUDITS} are needed)"
        b = self.bound
        return f"at least {b.bound:.1%} of accepted facts are right ({b.right} of {b.audited} audited; 95 % one-sided)"

    def as_json(self) -> dict[str, Any]:
        """Return the bound as JSON; `bound` is null and `reason` "too few" where there is none."""
        if self.bound is None:
            return {"bound": None, "reason": "too few"}
        return {"bound": self.bound.bound, "right": self.bound.right, "audited": self.bound.audited, "level": 0.95}


def accepted_precision(reader: Reader) -> AcceptedPrecision:
    """Return the bound that Decisions from random audits give."""
    return AcceptedPrecision(precision_bound(read_decisions(reader)))
