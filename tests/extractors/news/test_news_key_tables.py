"""What a form's table promises, the code takes: a document with every key of the table leaves none of them over.

A key that the table calls read and the code does not take is counted as unmapped (`extractors.reading`), so one
document that has all of them holds the two equal; a key that nobody knows is named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from extractors.extracted import Extracted
from extractors.json_form import JsonForm
from extractors.news import newsml1, newsml_g2, ninjs, nitf, video_hub
from extractors.port import Source
from extractors.reading import KEPT
from extractors.xml_form import XmlForm
from ontology.terms import PROPERTIES

Tree = dict[str, Any]

DOTTED = (
    "tobject.property", "tobject.subject", "date.issue", "date.release", "date.expire", "doc.copyright", "doc.rights",
    "object.title", "body.head", "body.content", "body.end", "story.date",
)  # fmt: skip


def read_keys(keys: Mapping[str, str]) -> list[str]:
    return [key for key, becomes in keys.items() if not becomes.startswith(KEPT) and "*" not in key]


def tree_of(paths: list[list[str]]) -> Tree:
    """The smallest tree in which all these paths stand."""
    root: Tree = {}
    for path in paths:
        node = root
        for step in path:
            node = node.setdefault(step, {})
    return root


def as_json(tree: Tree) -> Any:
    """A tree of keys (``people[]`` for a list) as a document; a leaf is a text."""
    if not tree:
        return "x"
    found: Tree = {}
    for key, below in sorted(tree.items(), key=lambda pair: "[]" in pair[0]):
        name = key.removesuffix("[]")
        found[name] = [as_json(below)] if key.endswith("[]") else as_json(below)
    return found


def as_xml(name: str, tree: Tree) -> str:
    """A tree of steps as XML; an element has text where one of its steps is ``#``."""
    attributes = "".join(f" {key[1:]}={quoteattr('x')}" for key in tree if key.startswith("@"))
    inner = "".join(as_xml(key, below) for key, below in tree.items() if key[0] not in "@#")
    return f"<{name}{attributes}>{'x' if '#' in tree else ''}{inner}</{name}>"


def unmapped(form: JsonForm, data: str, media_type: str) -> set[str]:
    source = Source("a", "a", data.encode(), media_type)
    return {key for extraction in form.extract(source) for key in extraction.unmapped}


@pytest.mark.parametrize("spelling", ["small", "camel"])
@pytest.mark.parametrize("form", [ninjs.EXTRACTOR, video_hub.EXTRACTOR], ids=lambda form: form.name)
def test_every_key_of_a_json_table_is_taken(form: JsonForm, spelling: str) -> None:
    """ninjs has two spellings, of which a document has one."""
    keys = [key for key in read_keys(form.keys) if not key.startswith("associations[].")]
    if form is ninjs.EXTRACTOR:
        camel = {key.lower() for key in keys if key != key.lower()}
        keys = [k for k in keys if (k == k.lower() if spelling == "small" else k not in camel)]
    document = as_json(tree_of([key.split(".") for key in keys]))
    document.pop("mediafragment", None)  # makes all of it about a part
    if form is ninjs.EXTRACTOR:
        document |= {"associations": [dict(document)], "type": "picture"}
        document["renditions"][0]["name"] = "original"
    assert unmapped(form, json.dumps(document), "application/json") == set()
    document["frobnicate"] = 1
    assert unmapped(form, json.dumps(document), "application/json") == {"frobnicate"}


def nested(form: XmlForm) -> list[list[str]]:
    found = []
    for key in read_keys(form.keys):
        for name in DOTTED if form is nitf.EXTRACTOR else ():
            key = key.replace(name.replace(".", "/"), name)
        head, _, attribute = key.partition("/@") if "/@" in key else ("", "", "")
        is_attribute = bool(attribute) or key.startswith("@")
        path = [*head.split("/"), "@" + attribute] if attribute else key.removesuffix("/#").split("/")
        found.append(path if is_attribute else [*path, "#"])
    return found


@pytest.mark.parametrize(
    ("form", "root", "inside"),
    [
        (newsml_g2.EXTRACTOR, "newsItem", ()),
        (newsml1.EXTRACTOR, "NewsML", ("Identification", "NewsManagement", "NewsComponent")),
        (nitf.EXTRACTOR, "nitf", ()),
    ],
    ids=["newsml-g2", "newsml", "nitf"],
)
def test_every_key_of_an_xml_table_is_taken(form: XmlForm, root: str, inside: tuple[str, ...]) -> None:
    tree = tree_of(nested(form))
    if inside:
        tree["NewsItem"] = {name: tree.pop(name) for name in inside}
    document = as_xml(root, tree)
    assert unmapped(form, document, "application/xml") == set()
    strange = document.replace(f"</{root}>", f"<frobnicate/></{root}>")
    assert unmapped(form, strange, "application/xml") == {"frobnicate"}


def test_every_property_that_an_example_claims_is_declared(examples: Path, example: Callable[[str], Extracted]) -> None:
    for path in sorted(examples.iterdir()):
        said = {c.property for e in example(path.name).extractions for run in e.runs for c in run.observations}
        assert said
        assert said <= set(PROPERTIES), path.name
