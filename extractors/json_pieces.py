"""A large JSON document read in pieces: the document around its long lists, then each stretch of a list within it.

What the pieces say together is what the whole document says: the same Runs, each claim with the JSON Pointer of its
true position, the same keys counted. What stands around the lists is read again with every stretch, since it may say
what the items mean (speakers, versions, languages); what it says by itself is taken once. So a form may name a list in
`JsonForm.streams` where no claim about one item depends on another item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any, Final

from extractors.json_scan import LongList
from extractors.port import AssetReference, Extraction, Run, Source, SourceRefused
from extractors.reading import MAX_PROBLEMS, Node, Reading
from ontology.model import Observation

ROOT: Final = ("",)
"""Paths of lists to be cut where the document itself is one."""

Read = Callable[[Node, Source], Iterator[Extraction]]


def read_in_pieces(
    read: Read, reading: Callable[[], Reading], source: Source, lists: Sequence[LongList]
) -> Iterator[Extraction]:
    """Yield what a large object says: first what stands around these lists, then each stretch of them.

    Raises `SourceRefused` before anything is yielded where the document is not valid JSON.
    """
    large = source.large
    assert large is not None
    mark = f"\x00{token_hex(8)} "
    document = large.around(lists, mark)
    if not isinstance(document, dict):
        raise SourceRefused(f"{source.path}: is not an object")
    places = dict(_places(document, mark))
    for _, found in places.values():
        found.clear()
    pieces = _Pieces()
    try:
        alone = list(read(Node(reading(), document), source))
    except SourceRefused:
        alone = []  # nothing is said without the items; a reason that still holds with them refuses the source below
    yield from pieces.around(alone)
    least = large.size - sum(item.end - item.start for item in lists)
    for which, first, items in large.items(lists, least=least):
        if which not in places:
            continue  # a key that stands twice: the last one counts
        pointer, place = places[which]
        place[:] = items
        yield from pieces.stretch(read(Node(reading(), document), source), f"{pointer}/", first)
        place.clear()
    yield from pieces.rest()
    if pieces.reference is None:
        raise SourceRefused(f"{source.path}: says nothing about any Asset")


def _places(document: dict[str, Any], mark: str) -> Iterator[tuple[int, tuple[str, list[Any]]]]:
    """Yield (number, (JSON Pointer, list)) of the lists that hold a mark."""
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{at}/{key}", below) for key, below in value.items()]
        elif isinstance(value, list):
            if len(value) == 1 and isinstance(value[0], str) and value[0].startswith(mark):
                yield int(value[0].removeprefix(mark)), (at, value)
            else:
                waiting += [(f"{at}/{index}", below) for index, below in enumerate(value)]


_Slot = tuple[AssetReference, Run]
"""What a Run is about and how it was made: the Run without observations, part, and the version, which items may say."""


@dataclass(slots=True)
class _Pieces:
    """What was said by the document around the lists, and what is to be held back until its end."""

    reference: AssetReference | None = None
    _said: dict[tuple[AssetReference, Run], set[Observation]] = field(default_factory=dict)
    _unmapped: Counter[str] = field(default_factory=Counter)
    _kept: Counter[str] = field(default_factory=Counter)
    _problems: set[str] = field(default_factory=set)
    _named: int = 0
    _empty: dict[_Slot, Run] = field(default_factory=dict)
    _parts: dict[_Slot, str] = field(default_factory=dict)

    def around(self, extractions: list[Extraction]) -> Iterator[Extraction]:
        """Yield what is said without the items; a Run without claims waits, since the items may bring them."""
        for extraction in extractions:
            self._unmapped.update(extraction.unmapped)
            self._kept.update(extraction.kept)
            self._problems.update(extraction.problems)
            self._named += len(extraction.problems)
            for run in extraction.runs:
                key = (extraction.reference, replace(run, observations=()))
                self._said.setdefault(key, set()).update(run.observations)
                if not run.observations:
                    self._empty[_slot(extraction.reference, run)] = run
            yield self._passed(extraction, tuple(run for run in extraction.runs if run.observations))

    def stretch(self, extractions: Iterator[Extraction], prefix: str, first: int) -> Iterator[Extraction]:
        """Yield what one stretch of a list adds; `first` is the index of its first item."""
        known = Counter(self._unmapped), Counter(self._kept)
        for extraction in extractions:
            found = replace(
                extraction,
                runs=tuple(self._new_runs(extraction, prefix, first)),
                unmapped=_less(extraction.unmapped, known[0]),
                kept=_less(extraction.kept, known[1]),
                problems=self._new_problems(extraction.problems, prefix, first),
            )
            if found.runs or found.unmapped or found.kept or found.problems:
                yield self._passed(found, found.runs)

    def rest(self) -> Iterator[Extraction]:
        """Yield the Runs to which no item brought a claim."""
        for (reference, _), run in self._empty.items():
            yield self._passed(Extraction(reference, (run,)), (run,))

    def _passed(self, extraction: Extraction, runs: tuple[Run, ...]) -> Extraction:
        self.reference = extraction.reference
        return replace(extraction, runs=runs)

    def _new_runs(self, extraction: Extraction, prefix: str, first: int) -> Iterator[Run]:
        reference = extraction.reference
        for run in extraction.runs:
            known = self._said.get((reference, replace(run, observations=())), set())
            new = tuple(_moved(o, prefix, first) for o in run.observations if o not in known)
            if not new:
                continue
            slot = _slot(reference, run)
            if self._empty.pop(slot, None) is not None:
                # Its part may come from its first claim (a page's): the first stretch says it for all.
                self._parts[slot] = run.part
            yield replace(run, observations=new, part=self._parts.get(slot, run.part))

    def _new_problems(self, problems: tuple[str, ...], prefix: str, first: int) -> tuple[str, ...]:
        """Return the new sentences, positions made true; of the whole document as many as of any other."""
        numbered = re.compile(re.escape(prefix) + r"(\d+)")
        new = [p for p in problems if p not in self._problems]
        room = max(0, MAX_PROBLEMS - self._named)
        self._named += len(new)
        if len(new) > room:
            new = [*new[:room], f"{prefix}{first} and after: {len(new) - room} more parts were skipped"]
        return tuple(numbered.sub(lambda m: f"{prefix}{int(m[1]) + first}", p) for p in new)


def _slot(reference: AssetReference, run: Run) -> _Slot:
    return reference, replace(run, agent=replace(run.agent, version=""), observations=(), part="")


def _moved(observation: Observation, prefix: str, first: int) -> Observation:
    """Return an Observation with the pointer to where it stands in the whole list."""
    if not first or not observation.pointer.startswith(prefix):
        return observation
    index, slash, below = observation.pointer[len(prefix) :].partition("/")
    if not index.isdigit():
        return observation
    return replace(observation, pointer=f"{prefix}{int(index) + first}{slash}{below}")


def _less(counts: dict[str, int], known: Counter[str]) -> dict[str, int]:
    """Return counts without what is known already, which is used up."""
    left = {}
    for path, count in counts.items():
        taken = min(count, known[path])
        known[path] -= taken
        if count > taken:
            left[path] = count - taken
    return left
