"""What a model's answer says: free text as a caption, JSON by the words of its keys.

A model's text is as hostile as any other input: control characters are taken out, each value and the number of values
are bounded, and an answer that begins as JSON and is none claims nothing, but is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import orjson

from extractors.reading import Reading
from extractors.values import shown
from extractors.vendors.answer_keys import CONFIDENCES, NAMES, PARTICULAR, answer_property, is_proper_name
from extractors.vendors.plain_numbers import number_of
from ontology.model import WHOLE, Observation, Segment, seconds

MAX_TEXT: Final = 20_000
"""Characters of one value; more is cut, and said."""
MAX_VALUES: Final = 500
"""Values of one answer; more are left, and said."""
MAX_DEPTH: Final = 4
"""How deep an answer's objects are looked into."""

_FENCE: Final = re.compile(r"```(?:json|JSON)?\s*\n(.*?)(?:\n\s*```|\Z)", re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_THOUGHT: Final = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_NOTHING: Final = frozenset(("", "none", "n/a", "na", "null", "unknown", "no text", "not visible", "-"))
_STARTS: Final = ("start", "start_time", "startTime", "begin", "timestamp", "time")
_ENDS: Final = ("end", "end_time", "endTime", "stop")


def clean(text: str) -> str:
    """Return a text without control characters and outer white space."""
    return _CONTROL.sub("", text).strip()


def answer_claims(text: str, reading: Reading, *, at: str, path: str) -> list[Observation]:
    """Return what an answer says; `at` is its JSON Pointer, `path` its key path, under which unknown keys are counted.

    A model's thoughts before its answer (``<think>``) are no answer.
    """
    text = _THOUGHT.sub("", text[: MAX_TEXT * 10])
    body = clean(text)
    if not body:
        return []
    fenced = _FENCE.search(text)
    given = clean(fenced[1]) if fenced else body
    if given[:1] in ("{", "["):
        try:
            document = orjson.loads(given)
        except orjson.JSONDecodeError as err:
            reading.problem(f"{at} begins as JSON and is none ({err.msg}), so nothing of it is claimed: {shown(given)}")
            return []
        return _Answer(reading, at, path).read(document)
    return _Answer(reading, at, path).value("caption", body, None, WHOLE)


class _Answer:
    """One answer while its values are gathered: how many there are, and where it stands."""

    def __init__(self, reading: Reading, at: str, path: str) -> None:
        self.reading, self.at, self.path, self.left = reading, at, path, MAX_VALUES

    def read(self, document: Any) -> list[Observation]:
        """Return the claims of a structured answer: an object, or a list of objects or labels."""
        if isinstance(document, list):
            document = {"labels": document}
        found = list(islice(self._object(document, self.path, WHOLE, 0), MAX_VALUES))
        if len(found) == MAX_VALUES:
            self.reading.problem(f"{self.at} has {MAX_VALUES} values or more; those after them are left")
        return found

    def _object(self, given: dict[str, Any], path: str, where: Segment, depth: int) -> Iterator[Observation]:
        for key, value in given.items():
            name, here = answer_property(key), f"{path}.{key[:80]}"
            if isinstance(value, dict) and depth < MAX_DEPTH and not (name and _name(value)):
                yield from self._object(value, here, where, depth + 1)
            elif name:
                yield from self._values(name, value, here, where)
            elif key not in CONFIDENCES and value not in (None, "", [], {}):
                self.reading.leave(here, value)

    def _values(self, name: str, value: Any, path: str, where: Segment) -> Iterator[Observation]:
        """Yield the claims of one key: a text, a list of texts or of objects, or texts with a comma between."""
        if isinstance(value, str) and name in ("keyword", "depicts", "about") and value.count(",") >= 2:
            value = value.split(",")
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, str):
                yield from self.value(name, clean(item), None, where)
            elif isinstance(item, dict) and _name(item):
                yield from self._item(name, item, path, where)
            elif item not in (None, True, False, "", [], {}):
                self.reading.leave(path, item)

    def _item(self, name: str, item: dict[str, Any], path: str, where: Segment) -> Iterator[Observation]:
        key = _name(item)
        found = (number_of(item.get(word)) for word in CONFIDENCES)
        sure = next((number for number in found if number is not None), None)
        start, end = _time(item, _STARTS), _time(item, _ENDS)
        here = where if start is None else Segment(start, end)
        yield from self.value(name, clean(item[key]), sure, here)
        known = {key, *CONFIDENCES, *(_STARTS if start is not None else ()), *(_ENDS if start is not None else ())}
        for other in item.keys() - known:
            self.reading.leave(f"{path}[].{other[:80]}", item[other])

    def value(self, name: str, text: str, sure: float | None, where: Segment) -> list[Observation]:
        """Return the claim of one value; none for words that say that there is nothing."""
        if text.lower().rstrip(".") in _NOTHING:
            return []
        if len(text) > MAX_TEXT:
            self.reading.problem(f"{self.at} has {len(text)} characters in one value; {MAX_TEXT} of them are kept")
            text = text[:MAX_TEXT]
        if name in PARTICULAR and not is_proper_name(text):
            name = "setting" if name == "depictsPlace" else "depicts"
        if name == "dominantColour" and not _HEX.match(text):
            name = "keyword"
        return [Observation(name, text, sure, "", where, self.at)]


def _name(item: dict[str, Any]) -> str:
    """Return the key under which an object of a list holds its own name; "" where there is none."""
    return next((key for key in NAMES if isinstance(item.get(key), str) and item[key].strip()), "")


def _time(item: dict[str, Any], keys: tuple[str, ...]) -> Any:
    value = next((item[key] for key in keys if type(item.get(key)) in (int, float)), None)
    return None if value is None or abs(value) > 1e9 else seconds(value)
