"""What the identifiers in an MMIF file stand for: documents, annotations, and what is aligned with what.

Identifiers are short inside a view (``tf1``) and long outside it (``v1:tf1``). Everything here is looked up, never
walked without an end: chains of alignments and targets are followed a few steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

from ontology.model import Segment, seconds

MAX_STEPS: Final = 6
"""How many alignments and targets are followed from an annotation to what it is about."""

_MAX_TIME: Final = 1e12
_UNITS: Final = {
    "milliseconds": Decimal("0.001"), "millisecond": Decimal("0.001"), "ms": Decimal("0.001"), "seconds": Decimal(1),
    "second": Decimal(1), "s": Decimal(1), "sec": Decimal(1),
}  # fmt: skip


def local_type(address: str) -> str:
    """Return the name in a type's address.

    >>> local_type("http://mmif.clams.ai/vocabulary/TimeFrame/v5")
    'TimeFrame'
    """
    parts = address.rstrip("/").split("/")
    return parts[-2] if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:2].isdigit() else parts[-1]


class Entry(NamedTuple):
    """One annotation, or one document (whose view is ""): its type, its properties, and what its view says of it."""

    view: str
    kind: str
    properties: dict[str, Any]
    contains: dict[str, Any]


class Index:
    """Entries by their long identifiers, and alignments in both directions."""

    def __init__(self, documents: Any, views: Any) -> None:
        self.documents: dict[str, Entry] = {}
        self.entries: dict[str, Entry] = {}
        self.aligned: dict[str, list[str]] = {}
        for document in _objects(documents):
            properties = _object(document.get("properties"))
            entry = Entry("", local_type(str(document.get("@type", ""))), properties, {})
            self.documents[str(properties.get("id", ""))] = entry
        for view in _objects(views):
            self._add(view)

    def _add(self, view: dict[str, Any]) -> None:
        name, contains = str(view.get("id", "")), _object(_object(view.get("metadata")).get("contains"))
        by_kind = {local_type(str(address)): _object(said) for address, said in contains.items()}
        for annotation in _objects(view.get("annotations")):
            properties, kind = _object(annotation.get("properties")), local_type(str(annotation.get("@type", "")))
            entry = Entry(name, kind, properties, by_kind.get(kind, {}))
            self.entries[self.long(name, properties.get("id", ""))] = entry
            if kind == "Alignment":
                source, target = (self.long(name, properties.get(key, "")) for key in ("source", "target"))
                self.aligned.setdefault(source, []).append(target)
                self.aligned.setdefault(target, []).append(source)

    def long(self, view: str, name: object) -> str:
        """Return a long identifier; those of documents stay as they are."""
        text = str(name)
        return text if ":" in text or text in self.documents else f"{view}:{text}"

    def around(self, entry: Entry) -> Iterator[str]:
        """Yield the identifiers that an annotation is aligned with or made up of, nearest first, a few steps far."""
        start = self.long(entry.view, entry.properties.get("id", ""))
        found, edge = {start}, [start]
        for _ in range(MAX_STEPS):
            near = (name for known in edge for name in self._next(known) if name not in found)
            edge = list(dict.fromkeys(near))[:1_000]
            found.update(edge)
            yield from edge

    def _next(self, name: str) -> list[str]:
        """Return one step from an annotation: what it is aligned with, its first and last target, its document."""
        entry = self.entries.get(name)
        if entry is None:
            return []
        listed = entry.properties.get("targets")
        targets = [listed[0], listed[-1]] if isinstance(listed, list) and listed else []
        single = [entry.properties.get(key) for key in ("document", "timePoint")]
        named = [target for target in (*targets, *single) if isinstance(target, str)]
        return self.aligned.get(name, [])[:50] + [self.long(entry.view, target) for target in named]

    def document_of(self, entry: Entry) -> str:
        """Return the document that an annotation is about; the only one where nothing says which, "" for none."""
        said = text_at("document", entry)
        if said in self.documents:
            return said
        for name in self.around(entry):
            if name in self.documents:
                return name
            other = self.entries.get(name)
            if other is not None and text_at("document", other) in self.documents:
                return text_at("document", other)
        return next(iter(self.documents)) if len(self.documents) == 1 else said

    def times(self, entry: Entry) -> Segment | None:
        """Return the stretch or moment of time of an annotation itself; None where it has none."""
        if entry.kind == "TimePoint" or "timePoint" in entry.properties:
            at = entry.properties.get("timePoint", entry.properties.get("point"))
            moment = self._seconds(entry, at) if not isinstance(at, str) else None
            return None if moment is None else Segment(moment)
        if entry.kind not in ("TimeFrame", "Chapter", "Sentence", "Utterance", "SpeechSegment"):
            return None
        start, end = (self._seconds(entry, entry.properties.get(key)) for key in ("start", "end"))
        return Segment(start, end) if start is not None or end is not None else self._by_targets(entry)

    def _by_targets(self, entry: Entry) -> Segment | None:
        """Return the stretch from the first to the last target: TimePoints, TimeFrames, or tokens aligned with them."""
        targets = entry.properties.get("targets")
        if not isinstance(targets, list) or not targets:
            return None
        first, last = (self._time_near(self.long(entry.view, target)) for target in (targets[0], targets[-1]))
        if first is None or first.start_s is None:
            return None
        return Segment(first.start_s, (last.end_s or last.start_s) if last is not None else None)

    def _time_near(self, name: str) -> Segment | None:
        for known in (name, *self.aligned.get(name, ())[:5]):
            entry = self.entries.get(known)
            if entry is not None and not isinstance(entry.properties.get("targets"), list):
                found = self.times(entry)
                if found is not None:
                    return found
        return None

    def _seconds(self, entry: Entry, value: Any) -> Decimal | None:
        if type(value) not in (int, float) or abs(value) > _MAX_TIME:
            return None
        unit = str(entry.properties.get("timeUnit", entry.contains.get("timeUnit", "milliseconds"))).lower()
        if unit in _UNITS:
            return seconds(Decimal(str(value)) * _UNITS[unit])
        rate = entry.contains.get("fps") or self._rate(entry)
        if unit.startswith("frame") and type(rate) in (int, float) and rate > 0:
            return seconds(Decimal(str(value)) / Decimal(str(rate)))
        return None

    def _rate(self, entry: Entry) -> Any:
        document = self.documents.get(text_at("document", entry)) or next(iter(self.documents.values()), None)
        return document.properties.get("fps") if document is not None else None


def text_at(key: str, entry: Entry) -> str:
    """Return a text that an annotation has, else what its view says of all of its type; "" for none."""
    said = entry.properties.get(key, entry.contains.get(key))
    return said if isinstance(said, str) else ""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(values: Any) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
