"""Causes: what breaches of one rule have in common, so that a thousand of them are a handful of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, TypeVar

_Item = TypeVar("_Item")
_VALUES: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"[^\"]*\"|\[[^\]]*\]|-?\d+(?:[.,:]\d+)*")
_MANY: Final = 2
"""How many equal values make a cause of their own."""


class Told(NamedTuple):
    """What is known of one breach: the wrong value ("" for none), and the suggestion ("" for none)."""

    value: str
    suggestion: str = ""


def kind_of_fault(suggestion: str) -> str:
    """Return a suggestion without the values in it: breaches that give the same have the same fault.

    >>> kind_of_fault("97 looks like a percentage; as a fraction it is 0.97.")
    '… looks like a percentage; as a fraction it is …'
    """
    return _VALUES.sub("…", suggestion).rstrip(".")


def by_cause(items: Iterable[_Item], told: Callable[[_Item], Told]) -> list[tuple[str, list[_Item]]]:
    """Return items by what they have in common, the commonest first: the same fault, else the same wrong value.

    What has nothing in common with another comes last, under "".
    """
    known = [(item, told(item)) for item in items]
    values = Counter(one.value for _, one in known if one.value and not one.suggestion)
    groups: dict[str, list[_Item]] = {}
    for item, one in known:
        if one.suggestion:
            cause = kind_of_fault(one.suggestion)
        else:
            cause = f"the value is {one.value}" if values[one.value] >= _MANY else ""
        groups.setdefault(cause, []).append(item)
    if len(groups) == 1 and not any(one.suggestion for _, one in known):
        return [("", next(iter(groups.values())))]
    return sorted(groups.items(), key=lambda group: (not group[0], -len(group[1]), group[0]))
