"""Forms of bare lists and generic keys are told apart: one document, one extractor, whichever is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors import registry
from extractors.port import Source

FORMS = (
    "ibm-stt", "ibm-nlu", "kaldi", "deepgram", "assemblyai", "clarifai", "chat-answers", "hugging-face", "spacy",
    "mmif", "label-studio", "coco", "web-annotation",
)  # fmt: skip
EXAMPLES = sorted(p for p in (Path(__file__).parent / "examples").iterdir() if p.name.partition(".")[0] in FORMS)

# Documents that are of none of these forms, however much they look like it.
NEARLY: tuple[Any, ...] = (
    [], {}, [[]], [{}], "text", 1, None,
    {"text": "only a text"},
    {"results": []},
    {"results": [{"alternatives": [{"transcript": "of Google", "confidence": 0.9}]}]},
    {"words": [{"word": "a", "start": 0.1, "end": 0.2}]},
    {"labels": ["a"], "scores": [0.5]},
    {"task": "ner"},
    [{"label": "a"}],
    [{"label": "a", "score": 0.5, "frobnicate": 1}],
    {"message": {"content": "no model"}},
    {"images": ["a.jpg"], "annotations": ["x"]},
    {"data": {"image": "a.jpg"}, "annotations": []},
    {"entities": [{"name": "of Google", "type": "PERSON", "salience": 0.5}], "language": "en"},
    {"metadata": {}, "documents": [], "views": []},
    {"type": "Annotation"},
    {"choices": ["a", "b"]},
    {"ents": [], "text": "nothing else"},
    {"object": "chat.completion.chunk", "choices": [{"delta": {"content": "a"}}]},
)  # fmt: skip


def test_every_form_has_examples() -> None:
    assert {path.name.partition(".")[0] for path in EXAMPLES} == set(FORMS)
    assert len(EXAMPLES) >= 70


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_an_example_is_of_one_registered_extractor(path: Path) -> None:
    source = Source(str(path), path.name, path.read_bytes(), "application/json")
    names = registry.BUILT_IN[registry.JSON]
    found = [name for name in names if registry.get_extractor(name).recognises(source)]
    assert found == [path.name.partition(".")[0]]


@pytest.mark.parametrize("document", NEARLY, ids=[str(document)[:40] for document in NEARLY])
def test_what_only_looks_like_a_form_is_none_of_these(document: Any, as_source: Callable[..., Source]) -> None:
    source = as_source(document)
    assert [name for name in FORMS if registry.get_extractor(name).recognises(source)] == []
