"""Azure AI Content Safety: how severe a text or a picture is in four categories.

A severity is 0 to 7 and is no confidence. From 4, medium by Azure's own words, it is also a contentAdvisory.
https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source
from extractors.reading import Node
from ontology.model import Agent, AgentKind, Observation

MEDIUM: Final = 4

KEYS: Final[dict[str, str]] = {
    "categoriesAnalysis[].category": "contentLikelihood as 'Violence: severity 4'; contentAdvisory too from 4 on",
    "categoriesAnalysis[].severity": "contentLikelihood",
    "blocklistsMatch": "kept: words of the caller's own lists",
}


def _fits(document: dict[str, Any]) -> bool:
    items = document.get("categoriesAnalysis")
    return isinstance(items, list) and all(isinstance(item, dict) and "category" in item for item in items[:3])


def _read(root: Node, source: Source) -> Iterator[Said]:
    claims = root.each("categoriesAnalysis", _category)
    yield Said(root, AssetReference(), [make_run(Agent(AgentKind.MODEL, "azure-content-safety"), "moderation", claims)])


def _category(node: Node) -> Iterator[Observation]:
    name, severity = node.required("category"), node.integer("severity")
    if severity is None:
        return
    yield Observation("contentLikelihood", f"{name}: severity {severity}", pointer=node.at)
    if severity >= MEDIUM:
        yield Observation("contentAdvisory", name, None, "en", pointer=node.at)


EXTRACTOR: Final = JsonForm(
    name="azure-content-safety",
    version="1",
    reads="Azure AI Content Safety answers",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
