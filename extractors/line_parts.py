"""Lines of JSON Lines that go on with what earlier lines said: each gets a part of its own, so none replaces another.

A newer run replaces an older one of the same asset, agent, task and part. Lines that agree in these are not newer and
older, but one after the other; which they are is told by the seconds they speak of, else by their number.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field, replace
from typing import Final

from extractors.extracted import Extracted
from extractors.port import Run
from extractors.reference import FoundAsset

REMEMBERED: Final = 200_000
"""Runs remembered of one stream, so that memory stays flat; of two lines further apart the later is a run anew."""


@dataclass(slots=True)
class LineParts:
    """Sees the lines of one stream in order. `is_live`: the stream may end and go on as a new one.

    In a file, the first line keeps its part, so that a new file of a newer model replaces the old one's lines. In a
    live stream there is no first line: each that speaks of seconds is told apart by them.
    """

    is_live: bool = False
    _seen: OrderedDict[int, Counter[str] | str] = field(default_factory=OrderedDict)
    """What a Run speaks of to its parts so far; the one part where it came once, which takes a fifth of the memory."""

    def set_apart(self, line: Extracted) -> Extracted:
        """Return what a line said, with the part of each run made its own where an earlier line had the same."""
        if line.line is None or not line.extractions:
            return line
        extractions = tuple(
            replace(extraction, runs=tuple(self._run(run, asset, line.extractor) for run in extraction.runs))
            for extraction, asset in zip(line.extractions, line.assets, strict=True)
        )
        return replace(line, extractions=extractions)

    def _run(self, run: Run, asset: FoundAsset, extractor: str) -> Run:
        if run.part:
            return run
        reference, agent = asset.reference, run.agent
        slot = hash((reference.id, reference.name, asset.path, extractor, agent.kind, agent.name, run.task))
        seen = self._seen.pop(slot, None)
        part = _by_time(run) if self.is_live or seen is not None else ""
        parts = Counter([seen]) if isinstance(seen, str) else seen or Counter()
        parts[part] += 1
        self._seen[slot] = part if seen is None else parts
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        # A run that says when it was made can say itself that it is the newer one of the same seconds.
        if parts[part] == 1 or (part and (run.ended or run.started)):
            return replace(run, part=part)
        return replace(run, part=f"{part} {parts[part]}".strip())


def _by_time(run: Run) -> str:
    """Return the part of a run that speaks only of seconds: from when on; "" for any other."""
    starts = [o.segment.start_s for o in run.observations]
    known = [start for start in starts if start is not None]
    return f"from {min(known).normalize():f} s" if known and len(known) == len(starts) else ""
