"""What an ingest counts, for people and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ontology.model.identifiers import digest


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be used, with the reason as a sentence."""

    path: str
    reason: str


@dataclass(slots=True)
class Summary:
    """The counts of one ingest. Assets are remembered by digest, so that memory stays small.

    `unmapped_keys` and `kept_keys` are extractor to key path to count; `notes` are sentences about parts that were
    skipped and about runs that a newer one keeps out.
    """

    observations: int = 0
    quarantined: int = 0
    failed: list[Failure] = field(default_factory=list)
    unmapped_keys: dict[str, dict[str, int]] = field(default_factory=dict)
    kept_keys: dict[str, dict[str, int]] = field(default_factory=dict)
    keywords_unmapped: int = 0
    notes: list[str] = field(default_factory=list)
    skipped: int = 0
    sequence: int = 0
    seconds: float = 0.0
    _facts: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)

    def count_asset(self, asset_iri: str, facts: tuple[int, int, int], *, changed: bool) -> None:
        """Count an Asset's standing Facts (accepted, review, rejected); a later count replaces an earlier one."""
        key = digest(asset_iri)[:16]
        self._facts[key] = facts
        if changed:
            self._changed.add(key)

    def count_keys(self, extractor: str, unmapped: dict[str, int], kept: dict[str, int]) -> None:
        """Count the keys of one output that were not understood, and those left in the blob on purpose."""
        for counts, found in ((self.unmapped_keys, unmapped), (self.kept_keys, kept)):
            if found:
                of_extractor = counts.setdefault(extractor, {})
                for key, number in found.items():
                    of_extractor[key] = of_extractor.get(key, 0) + number

    def join(self, later: Summary) -> None:
        """Add the counts of a later run; of an Asset that both speak of, the later Facts stand."""
        self.observations += later.observations
        self.quarantined += later.quarantined
        self.failed += later.failed
        for extractor in later.unmapped_keys.keys() | later.kept_keys.keys():
            self.count_keys(extractor, later.unmapped_keys.get(extractor, {}), later.kept_keys.get(extractor, {}))
        self.keywords_unmapped += later.keywords_unmapped
        self.notes += later.notes
        self.skipped += later.skipped
        self.sequence = max(self.sequence, later.sequence)
        self.seconds += later.seconds
        self._facts |= later._facts
        self._changed |= later._changed

    @property
    def assets(self) -> int:
        """How many Assets this run spoke of."""
        return len(self._facts)

    @property
    def changed(self) -> int:
        """How many of them changed."""
        return len(self._changed)

    @property
    def facts(self) -> tuple[int, int, int]:
        """The Facts that stand about them: accepted, in review, rejected."""
        accepted, review, rejected = 0, 0, 0
        for a, v, r in self._facts.values():
            accepted, review, rejected = accepted + a, review + v, rejected + r
        return accepted, review, rejected

    def as_json(self) -> dict[str, Any]:
        """Return the summary with the keys that `ingest --json` promises."""
        accepted, review, rejected = self.facts
        return {
            "assets": self.assets,
            "observations": self.observations,
            "facts": {"accepted": accepted, "review": review, "rejected": rejected},
            "changed": self.changed,
            "unchanged": self.assets - self.changed,
            "quarantined": self.quarantined,
            "failed": [{"path": f.path, "reason": f.reason} for f in self.failed],
            "unmapped_keys": self.unmapped_keys,
            "kept_keys": self.kept_keys,
            "keywords_unmapped": self.keywords_unmapped,
            "notes": self.notes,
            "skipped": self.skipped,
            "sequence": self.sequence,
            "seconds": round(self.seconds, 3),
        }
