"""A form's table says what becomes of each element; these tests hold it to what the code takes and leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors import registry
from extractors.json_form import JsonForm
from extractors.port import Source
from extractors.reading import KEPT, Node
from extractors.sidecars import mediainfo_tags as tags
from ontology.terms import PROPERTIES

UNKNOWN = {
    "coreMetadata/format/technicalAttributeString[HouseMark]",
    "File/track/Frobnication",
    "pbcoreExtension[houseColour]",
    "record/dc:frobnication",
    "record/dcvalue[shelf/row]",
}
"""What the examples hold that no form knows."""


class Taken:
    """Watches Nodes: which keys each had, and which of them nobody took."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.all: set[str] = set()
        self.left: set[str] = set()
        made, closed, dropped = Node.__init__, Node.close, Node.drop

        def make(node: Node, reading: Any, value: dict[str, Any], *more: Any, **named: Any) -> None:
            made(node, reading, value, *more, **named)
            self.all |= {path_of(node, key) for key in value}

        def close(node: Node) -> None:
            self.left |= {path_of(node, key) for key in node.rest()}
            closed(node)

        def drop(node: Node) -> None:
            self.left |= {path_of(node, key) for key in node.rest()}
            dropped(node)

        monkeypatch.setattr(Node, "__init__", make)
        monkeypatch.setattr(Node, "close", close)
        monkeypatch.setattr(Node, "drop", drop)


def path_of(node: Node, key: str) -> str:
    path = f"{node.path}.{key}" if node.path else key
    return alike(path.replace("[]", "").replace(".#", "").replace(".", "/"))


def alike(path: str) -> str:
    """Return a path with those made equal that the code reads by one function."""
    path = path.replace("record/dcterms:", "record/dc:").replace("segment/", "content/")
    if not path.startswith("coreMetadata/"):
        return path
    path = re.sub(r"(?:creator|contributor|publisher|rights/rightsHolder)/", "entity/", path)
    path = re.sub(r"date/(?:created|issued|modified|digitised|released|alternative)/", "date/created/", path)
    return re.sub(r"(?:is[A-Z]\w+Of|planning)/", "relation/", path)


def test_an_example_is_recognised_by_its_form_alone(
    example: Path, example_form: JsonForm, as_source: Callable[..., Source]
) -> None:
    source = as_source(example.read_bytes(), name=example.name)
    found = [name for name, extractor in registry.all_extractors() if extractor.recognises(source)]
    assert found == [example_form.name]


def test_nothing_vanishes(example: Path, example_form: JsonForm, as_source: Callable[..., Source]) -> None:
    extractions = list(example_form.extract(as_source(example.read_bytes())))
    assert {path for extraction in extractions for path in extraction.unmapped} <= UNKNOWN
    for extraction in extractions:
        for run in extraction.runs:
            assert all(claim.property in PROPERTIES for claim in run.observations)
            assert all(claim.value.strip() == claim.value != "" for claim in run.observations)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    return Taken(monkeypatch)


def test_every_element_of_the_table_is_taken_or_kept_by_an_example(
    form: JsonForm, taken: Taken, examples_of: Callable[[str], list[Path]], as_source: Callable[..., Source]
) -> None:
    if form.name.startswith("mediainfo"):
        pytest.skip("MediaInfo's tags are compared by other rules; test_every_tag_of_mediainfo_is_known holds them")
    for example in examples_of(form.name):
        list(form.extract(as_source(example.read_bytes())))
    said = {alike(path): becomes for path, becomes in form.keys.items() if not path.startswith("*/")}
    read = {path for path, becomes in said.items() if not becomes.startswith(KEPT)}
    absent = {path for path in read if not any(other.startswith(path) for other in taken.all)}
    assert absent == set(), "no example has these"
    never = {path for path in read if path in taken.left and not any(t.startswith(path + "/") for t in taken.all)}
    assert never <= partly(form), "the table says these are read; the code leaves them"
    assert taken.left & (said.keys() - read)


def partly(form: JsonForm) -> set[str]:
    """Elements that are read of one instance, part or broadcast, and kept of another."""
    return {
        alike(path)
        for path in form.keys
        if path.startswith(("pbcoreInstantiation", "coreMetadata/title", "coreMetadata/format"))
        or path in ("pbcorePart/@partType", "pbcoreTitle", "segment/MediaTime/MediaTimePoint")
    }


def test_every_tag_of_mediainfo_is_known() -> None:
    for name in tags.STREAM:
        assert tags.stream_value(name)
    for name, prop in {**tags.DESCRIBED, **tags.FOUND}.items():
        assert prop in PROPERTIES
        assert tags.described(name) or tags.found(name)
    for name, why in tags.KEPT.items():
        if why.startswith(KEPT):
            assert tags.is_kept(name.strip("*").removeprefix("extra.") + ("x" if name.endswith("*") else "")), name
    assert not any(tags.is_kept(name) for name in ("Frobnication", "Test_Field", "Country", "Xyz"))
