"""What a check of everything against the shapes found: counts by rule, the first of each, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from shapes.report import Result, readable
from shapes.shapes_graph import display

EXAMPLES: Final = 10
"""Results of a rule that are kept; all are counted."""


class Rule(NamedTuple):
    """A rule that something breaks: its severity, the shape or constraint that states it, and its sentence."""

    severity: str
    shape: str
    sentence: str


class Followed(NamedTuple):
    """How a kept report was brought up to date: from which sequence, by how many ChangeSets, and what that did."""

    since: int
    changes: int
    appeared: int
    vanished: int


@dataclass(slots=True)
class ShapesOutcome:
    """What a check of everything found: focus nodes `checked`, breaches by rule, and the first of each as examples.

    Where the report that was kept could be `followed`, only what the changes since concern was checked; the counts are
    those of everything all the same (docs/explanation/delta-validation.md).
    """

    sequence: int
    checked: int = 0
    counts: Counter[Rule] = field(default_factory=Counter)
    examples: dict[Rule, list[Result]] = field(default_factory=dict)
    unbounded: tuple[str, ...] = ()
    seconds: float = 0.0
    followed: Followed | None = None

    @property
    def clean(self) -> bool:
        """Say whether everything holds."""
        return not self.counts

    def lines(self) -> list[str]:
        """Return a line for each rule that is broken, the most broken first: how often, and what it says."""
        return [f"{count:,} × {rule.sentence} (rule {self._name(rule)})" for rule, count in self._ordered()]

    def as_text(self) -> str:
        """Return what was found for people: the count, then each rule with a few examples."""
        if self.clean:
            return "\n".join(["shapes: clean", *self._way(), ""])
        lines = [f"shapes: {self.counts.total():,} breaches of {len(self.counts)} rules", *self._way()]
        for (rule, count), line in zip(self._ordered(), self.lines(), strict=True):
            lines += [f"  {line}", *(f"    - {_example(result)}" for result in self.examples[rule])]
            lines += [f"    … and {count - EXAMPLES:,} more"] if count > EXAMPLES else []
        return "\n".join([*lines, *(f"  checked in full: {reason}" for reason in self.unbounded), ""])

    def as_json(self) -> dict[str, Any]:
        """Return what was found as a JSON document: `checked`, and each rule with its count and examples."""
        rules = [
            {
                "rule": self._name(rule),
                "severity": rule.severity,
                "message": rule.sentence,
                "count": count,
                "examples": [
                    {"focus": r.focus, "path": r.path, "value": r.value, "message": r.message}
                    for r in self.examples[rule]
                ],
            }
            for rule, count in self._ordered()
        ]
        seconds = round(self.seconds, 3)
        followed = None if self.followed is None else self.followed._asdict()
        return {
            "sequence": self.sequence,
            "checked": self.checked,
            "seconds": seconds,
            "followed": followed,
            "rules": rules,
        }

    def _way(self) -> list[str]:
        """Return a line about a report that was followed."""
        if self.followed is None:
            return []
        since, changes, appeared, vanished = self.followed
        return [
            f"  {self.checked:,} focus nodes checked, for {changes:,} ChangeSets since sequence {since}: "
            f"{appeared:,} breaches appeared, {vanished:,} vanished"
        ]

    def _ordered(self) -> list[tuple[Rule, int]]:
        return sorted(self.counts.items(), key=lambda counted: (-counted[1], counted[0]))

    def _name(self, rule: Rule) -> str:
        return readable(display(rule.shape))

    def add(self, units: int, results: Iterable[Result]) -> None:
        """Count what a chunk gave."""
        self.checked += units
        for result in results:
            rule = Rule(result.severity, result.constraint or result.source_shape, result.rule or result.message)
            self.counts[rule] += 1
            kept = self.examples.setdefault(rule, [])
            if len(kept) < EXAMPLES:
                kept.append(result)


def _example(result: Result) -> str:
    value = "" if result.value in (None, result.focus) else f"  {readable(result.value or '')}"
    return f"{readable(result.focus)}{f'  {readable(result.path)}' if result.path else ''}{value}"
