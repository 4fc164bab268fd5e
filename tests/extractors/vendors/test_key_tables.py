"""A form's table says what becomes of each key; these tests hold it to what the code does, key by key."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from extractors.json_form import JsonForm
from extractors.port import Extraction, Source
from extractors.reading import KEPT
from extractors.vendors import table
from ontology.declarations import read_declarations

WRAPPERS = re.compile(r"^(?:(?:responses|ResultList)\[\]\.)+")
UNMAPPED = {"productSearchResults"}


def paths(value: Any, path: str = "") -> Iterator[str]:
    """Yield the key path of every object key and list item, without the wrappers that tables leave out."""
    if isinstance(value, dict):
        for key, below in value.items():
            here = f"{path}.{key}" if path else key
            yield here
            yield from paths(below, here)
    elif isinstance(value, list):
        for below in value:
            here = f"{path}[]" if path else ""
            if here:
                yield here
            yield from paths(below, here)


def documents_of(example: Path) -> list[Any]:
    data = example.read_bytes()
    return [orjson.loads(line) for line in data.splitlines()] if example.suffix == ".jsonl" else [orjson.loads(data)]


def in_table(path: str) -> str:
    return WRAPPERS.sub("", path)


def test_an_example_is_recognised_by_its_form_alone(
    example: Path, example_form: JsonForm, recognised_by: Callable[[Source], list[str]]
) -> None:
    source = Source(str(example), example.name, example.read_bytes())
    assert recognised_by(source) == [example_form.name]


def test_every_key_of_the_table_stands_in_an_example(
    form: JsonForm, example_documents: Callable[[str], list[Any]]
) -> None:
    if form.keys == {"*": form.keys.get("*")}:
        pytest.skip("the keys of this form are record numbers")
    same_table = [other.name for other in table.FORMS if other.keys is form.keys]
    documents = [document for name in same_table for document in example_documents(name)]
    known = {in_table(path) for document in documents for path in paths(document)}
    assert set(form.keys) - known == set()


def test_every_value_is_mapped_or_kept(
    example: Path, example_form: JsonForm, read: Callable[..., list[Extraction]]
) -> None:
    extractions = read(example_form.name, example.read_bytes())
    unmapped = {key for extraction in extractions for key in extraction.unmapped}
    assert unmapped <= UNMAPPED
    kept = {key for extraction in extractions for key in extraction.kept}
    assert all(example_form.keys[key].startswith(KEPT) for key in kept)


def test_a_mapped_key_changes_what_is_said(
    form: JsonForm, example_documents: Callable[[str], list[Any]], outcome: Callable[[JsonForm, Any], Any]
) -> None:
    """Each key that the table says is read is renamed or given another value; in some example that must be noticed."""
    present = {in_table(path) for document in example_documents(form.name) for path in paths(document)}
    waiting = {path for path, becomes in form.keys.items() if is_read(becomes) and path in present}
    for document in example_documents(form.name):
        before = outcome(form, document)
        for path in sorted(waiting & {in_table(path) for path in paths(document)}):
            if any(outcome(form, other) != before for other in (renamed(document, path), altered(document, path))):
                waiting.discard(path)
    assert waiting == set()


def test_a_kept_key_changes_nothing(
    form: JsonForm, example_documents: Callable[[str], list[Any]], outcome: Callable[[JsonForm, Any], Any]
) -> None:
    """Renaming a key that stays in the blob leaves every claim as it was, and makes the new key unmapped."""
    read_too = {path for path, becomes in form.keys.items() if is_read(becomes)}
    kept = {
        path
        for path, becomes in form.keys.items()
        if becomes.startswith(KEPT) and not any(other.startswith((f"{path}.", f"{path}[")) for other in read_too)
    }
    for document in example_documents(form.name):
        before = outcome(form, document)
        for path in kept & {in_table(path) for path in paths(document)}:
            changed = renamed(document, path)
            # Comprehend's syntax is known by the one key that it keeps.
            assert outcome(form, changed) == before or not form.fits(changed), f"{path}: {form.keys[path]}"


def test_an_unknown_key_anywhere_is_named(
    form: JsonForm, example_documents: Callable[[str], list[Any]], as_source: Callable[..., Source]
) -> None:
    """An object that is read names a key that nobody knows, by its path."""
    if form.name == "llava-answers":
        pytest.skip("every key of this form is a record")
    read_objects = {path.rpartition(".")[0] for path, becomes in form.keys.items() if is_read(becomes)}
    for document in example_documents(form.name):
        present = {in_table(path) for path in paths(document)}
        for parent in (path for path in read_objects if path == "" or path in present):
            changed = copy.deepcopy(document)
            for holder in holders(changed, f"{parent}.frobnicate" if parent else "frobnicate"):
                holder["frobnicate"] = 1
            extractions = list(form.extract(as_source(changed)))
            named = any(key.endswith("frobnicate") for e in extractions for key in e.unmapped)
            kept_whole = any(parent.startswith(key) for e in extractions for key in e.kept)
            assert named or kept_whole or not dict_at(document, parent), parent


def test_every_property_is_declared(
    form: JsonForm, example_documents: Callable[[str], list[Any]], as_source: Callable[..., Source]
) -> None:
    declared = {term.local for term in read_declarations().properties}
    said = {
        claim.property
        for document in example_documents(form.name)
        for extraction in form.extract(as_source(document))
        for run in extraction.runs
        for claim in run.observations
    }
    assert said <= declared


def test_names_are_unique_and_the_page_is_up_to_date() -> None:
    names = [form.name for form in table.FORMS]
    assert len(set(names)) == len(names) >= 19
    assert table.main(["--check"]) == 0


def is_read(becomes: str) -> bool:
    return not becomes.startswith((KEPT, "not mapped"))


def holders(value: Any, path: str) -> Iterator[dict[str, Any]]:
    """Yield every object in which the last key of a path stands, or would stand."""
    for start in unwrapped(value):
        yield from _holders(start, path.replace("[]", ".[]").split("."))


def _holders(value: Any, steps: list[str]) -> Iterator[dict[str, Any]]:
    if steps[0] == "[]":
        for item in value if isinstance(value, list) else []:
            yield from _holders(item, steps[1:])
    elif isinstance(value, dict):
        if len(steps) == 1:
            yield value
        elif steps[0] in value:
            yield from _holders(value[steps[0]], steps[1:])


def unwrapped(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, dict):
        for key in ("responses", "ResultList"):
            yield from value.get(key, ())
    elif isinstance(value, list):
        yield from value


def dict_at(document: Any, parent: str) -> bool:
    return any(True for _ in holders(document, f"{parent}.x" if parent else "x"))


def renamed(document: Any, path: str) -> Any:
    """Return a copy in which a key has another name wherever it stands under this path."""
    changed, key = copy.deepcopy(document), path.removesuffix("[]").rpartition(".")[2]
    for holder in holders(changed, path.removesuffix("[]")):
        if key in holder:
            holder[f"{key}Frobnicated"] = holder.pop(key)
    return changed


def altered(document: Any, path: str) -> Any:
    """Return a copy in which the values under this path are others of the same type."""
    changed, key = copy.deepcopy(document), path.removesuffix("[]").rpartition(".")[2]
    for holder in holders(changed, path.removesuffix("[]")):
        match holder.get(key):
            case bool(value):
                holder[key] = not value
            case int(value) | float(value):
                holder[key] = value + 1
            case str(value):
                holder[key] = value + "x"
    return changed
