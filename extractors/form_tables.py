"""The tables of forms as Markdown: every key of a form, and what it becomes."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeGuard

from extractors.port import Extractor
from extractors.reading import KEPT
from extractors.registry import BUILT_IN, get_extractor

REFERENCE: Final = Path(__file__).parents[1] / "docs" / "reference"
MAPPED_SHARE: Final = REFERENCE / "mapped-share.csv"
"""What was measured over real outputs of each form; written by `python -m benchmarks.mapped_share`."""

VENDORS: Final = ("extractors.plain", "extractors.vendors.")
"""Where the forms of models and of those who sell them are."""


class Form(Extractor, Protocol):
    """An extractor with a table of keys."""

    @property
    def keys(self) -> Mapping[str, str]:
        """Key path to what it becomes."""
        ...


def forms() -> Iterator[Form]:
    """Yield our extractors that have a table of keys, in the order in which they are asked."""
    for group in BUILT_IN.values():
        for extractor in map(get_extractor, group):
            if _has_keys(extractor):
                yield extractor


def module_of(form: Extractor) -> str:
    """Return the module that one of our extractors stands in."""
    return next(group[form.name] for group in BUILT_IN.values() if form.name in group).partition(":")[0]


def sections(chosen: Iterable[Form]) -> Iterator[str]:
    """Yield the lines of a page: a summary of the forms, then a section with each table, which several may share."""
    groups: dict[int, list[Form]] = {}
    for form in chosen:
        groups.setdefault(id(form.keys), []).append(form)
    yield from _summary([form for group in groups.values() for form in group])
    for group in groups.values():
        yield from _section(group)


def _has_keys(extractor: Extractor) -> TypeGuard[Form]:
    return isinstance(getattr(extractor, "keys", None), Mapping)


def _summary(listed: Sequence[Form]) -> Iterator[str]:
    """Yield the table of forms: how many keys their tables map and keep, and what was measured."""
    measured = _measured()
    yield "| form | keys it reads | and keeps | real files | keys read in them | kept | not mapped | mapped |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for form in listed:
        kept = sum(becomes.startswith(KEPT) for becomes in form.keys.values())
        found = measured.get(form.name)
        columns = ("files", "read", "kept", "unmapped", "mapped")
        figures = " ".join(f"| {found[column] if found else ''}" for column in columns)
        yield f"| [{form.name}](#{_anchor(form, listed)}) | {len(form.keys) - kept} | {kept} {figures} |"
    yield ""


def _anchor(form: Form, listed: Sequence[Form]) -> str:
    return "-".join(other.name for other in listed if other.keys is form.keys)


def _measured() -> dict[str, dict[str, str]]:
    if not MAPPED_SHARE.is_file():
        return {}
    with MAPPED_SHARE.open(encoding="utf-8", newline="") as file:
        return {row["form"]: row for row in csv.DictReader(file)}


def _section(group: Sequence[Form]) -> Iterator[str]:
    yield f"## {', '.join(form.name for form in group)}"
    yield ""
    for form in group:
        yield f"- `{form.name}` {form.version}: {form.reads}."
    # What a module says of itself are the decisions that its table cannot show.
    yield ""
    yield (sys.modules[module_of(group[0])].__doc__ or "").strip()
    keys = group[0].keys
    mapped = sum(not becomes.startswith(KEPT) for becomes in keys.values())
    yield ""
    yield f"{len(keys)} keys are known: {mapped} are read, {len(keys) - mapped} stay in the blob."
    yield ""
    yield "| key | becomes |"
    yield "| --- | --- |"
    for path, becomes in keys.items():
        yield f"| `{path}` | {_cell(becomes)} |"
    yield ""


def _cell(becomes: str) -> str:
    kept, colon, reason = becomes.partition(":")
    text = f"*kept*:{reason}" if kept == KEPT and colon else becomes
    return text.replace("|", "\\|")
