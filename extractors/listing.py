"""What there is to say of each extractor: what it reads, from whom it is, under which licence, what it maps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from extractors import registry
from extractors.port import Extractor
from extractors.reading import KEPT
from ontology.terms import PROPERTIES

OURS: Final = "mediagraph"
_WORD: Final = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """One extractor. `form` is the kind of input, "" where it may read any; `keys` and `kept` how many keys its table
    maps and leaves in the blob on purpose (0 where it has no table); `maps` the properties its claims may have;
    `broken` why it cannot be loaded."""

    name: str
    version: str
    reads: str
    form: str
    distribution: str
    licence: str
    keys: int
    kept: int
    maps: tuple[str, ...]
    broken: str = ""


def list_extractors() -> Iterator[Listed]:
    """Yield every extractor, ours first; imports them all. One that cannot be loaded has `broken`, and no version."""
    forms = {name: form for form, found in registry.BUILT_IN.items() for name in found}
    for name in registry.names():
        distribution = OURS if name in forms else _distribution_of(name)
        try:
            extractor = registry.get_extractor(name)
        except registry.ExtractorBroken as err:
            licence = _licence_of(distribution)
            yield Listed(name, "", "", forms.get(name, ""), distribution, licence, 0, 0, (), broken=str(err))
            continue
        keys: Mapping[str, str] = getattr(extractor, "keys", {})
        kept = sum(becomes.startswith(KEPT) for becomes in keys.values())
        yield Listed(
            name=name,
            version=extractor.version,
            reads=extractor.reads,
            form=forms.get(name, ""),
            distribution=distribution,
            licence=_licence_of(distribution),
            keys=len(keys) - kept,
            kept=kept,
            maps=properties_of(extractor),
        )


def properties_of(extractor: Extractor) -> tuple[str, ...]:
    """Return the properties an extractor maps to: those it declares (`maps`), else those its table of keys names."""
    declared: tuple[str, ...] = getattr(extractor, "maps", ())
    if declared:
        return tuple(sorted(declared))
    keys: Mapping[str, str] = getattr(extractor, "keys", {})
    words = {word for becomes in keys.values() if not becomes.startswith(KEPT) for word in _WORD.findall(becomes)}
    return tuple(sorted(words & PROPERTIES.keys()))


def _distribution_of(name: str) -> str:
    from importlib.metadata import entry_points

    points = entry_points(group=registry.GROUP, name=name)
    return next((point.dist.name for point in points if point.dist is not None), "")


@cache
def _licence_of(distribution: str) -> str:
    """Return the licence a distribution declares (core metadata 2.4, before that the field License), or ""."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        found = metadata(distribution) if distribution else None
    except PackageNotFoundError:
        return ""
    for field in ("License-Expression", "License") if found is not None else ():
        if found is not None and field in found:
            return str(found[field]).partition("\n")[0].strip()
    return ""
