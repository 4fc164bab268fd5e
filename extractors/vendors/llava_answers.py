"""LLaVA's answers by record: ``{"4": "Assistant: …", "5": "Assistant: …"}``, as its ScienceQA evaluation writes them.

Each record is an Asset of its own, named by the file and the record's number, with the answer as its description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source
from extractors.reading import Node
from ontology.model import Agent, AgentKind, Observation

KEYS: Final[dict[str, str]] = {"*": "description of the record with this number, without 'Assistant:'"}

_AGENT: Final = Agent(AgentKind.MODEL, "llava")
_ROLE: Final = re.compile(r"^\s*(?:ASSISTANT|Assistant)\s*:\s*")


def _fits(document: dict[str, Any]) -> bool:
    some = list(islice(document.items(), 20))
    return bool(some) and all(key.isdecimal() and isinstance(text, str) and _ROLE.match(text) for key, text in some)


def _read(root: Node, source: Source) -> Iterator[Said]:
    name = source.name.removesuffix(".json")
    for key in root.rest():
        text = _ROLE.sub("", root.text(key))
        if text.strip():
            claim = Observation("description", text, pointer=f"{root.at}/{_escaped(key)}")
            record = Node(root.reading, {})
            yield Said(record, AssetReference(name=f"{name}#{key}"), [make_run(_AGENT, "answer", [claim])])


def _escaped(key: str) -> str:
    """Return a key as a step of a JSON Pointer (RFC 6901, 3)."""
    return key.replace("~", "~0").replace("/", "~1")


EXTRACTOR: Final = JsonForm(
    name="llava-answers",
    version="1",
    reads="LLaVA's answers by record number",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
