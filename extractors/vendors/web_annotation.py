"""W3C Web Annotations as JSON-LD: annotations, pages and collections of them, about any media.

What a body becomes is told by its purpose, else by the annotation's motivation: tagging is a keyword, describing and
commenting a description, classifying depicts, identifying what is depicted or mentioned, transcribing a transcript or
onScreenText. The target's source is the Asset, its fragment or selector the Segment. A creator is a person, or software
where its type says so; all that one of them says of one Asset in one document is one Run.
https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import Said, make_run
from extractors.port import AssetReference, ObservationSkipped, Source
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.answer_text import clean
from extractors.vendors.list_form import BARE, ListForm, listed
from extractors.vendors.run_times import run_time
from extractors.vendors.web_annotation_bodies import Body, bodies, claim_of
from extractors.vendors.web_annotation_keys import KEYS
from extractors.vendors.web_annotation_targets import Target, targets
from ontology.model import Agent, AgentKind, MediaKind, Observation

MAX_DEPTH: Final = 3
"""How deep pages stand in collections."""

_TYPES: Final = frozenset(("Annotation", "AnnotationPage", "AnnotationCollection"))
_SOFTWARE: Final = frozenset(("Software", "SoftwareAgent", "as:Application"))


def _fits(document: dict[str, Any]) -> bool:
    if BARE in document:
        items = document[BARE]
        return bool(items) and all(isinstance(item, dict) and _is_annotation(item) for item in items[:5])
    return _is_annotation(document)


def _is_annotation(document: dict[str, Any]) -> bool:
    kinds = document.get("type", document.get("@type"))
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if not any(isinstance(kind, str) and kind.removeprefix("oa:") in _TYPES for kind in kinds):
        return False
    context = document.get("@context")
    contexts = context if isinstance(context, list) else [context]
    if any(isinstance(one, str) and "anno" in one for one in contexts):
        return True
    return "target" in document or isinstance(document.get("items"), list) or isinstance(document.get("first"), dict)


def _read(root: Node, source: Source) -> Iterator[Said]:
    found: dict[str, dict[Agent, _Said]] = {}
    kinds: dict[str, MediaKind] = {}
    part = _short(root.raw("id") or root.raw("@id"))
    for node in _annotations(root, 0):
        node.strict = True
        try:
            _read_one(node, found, kinds)
        except ObservationSkipped as skipped:
            root.reading.problem(str(skipped))
            node.drop()
    for name, said in found.items():
        runs = [make_run(agent, "annotation", one.claims, part=part, time=one.time) for agent, one in said.items()]
        kind = kinds.get(name, MediaKind.UNKNOWN)
        spoken = [run for run in runs if run.observations]
        yield Said(Node(root.reading, {}), AssetReference(name=name, kind=kind), spoken)


def _short(name: Any) -> str:
    """Return what sets this document apart from others by the same people about the same Asset: its own address."""
    return name[:500] if isinstance(name, str) else ""


class _Said:
    """What one Agent says of one Asset, and when it last did."""

    def __init__(self) -> None:
        self.claims: list[Observation] = []
        self.time = ""


def _annotations(node: Node, depth: int) -> Iterator[Node]:
    """Yield the annotations of a document: itself, or those of its pages."""
    if BARE in node:
        for item in listed(node):
            yield from _annotations(item, depth + 1)
    elif depth <= MAX_DEPTH and ("items" in node or "first" in node):
        for key in ("items", "first"):
            if not node.is_text(key):
                for item in node.nodes(key, path="" if key == "items" else None):
                    yield from _annotations(item, depth + 1)
    elif "target" in node or "on" in node:
        node.raw("id")
        yield node
        node.close()


def _read_one(node: Node, found: dict[str, dict[Agent, _Said]], kinds: dict[str, MediaKind]) -> None:
    """Add the claims of one annotation: each body about each target."""
    purposes = _words(node, "motivation")
    agent, time = _agent(node), max(run_time(node, "modified"), run_time(node, "created"))
    said, about = list(bodies(node, purposes)), list(targets(node))
    for target in about:
        holder = found.setdefault(target.name, {}).setdefault(agent, _Said())
        holder.claims += _claims(said, target)
        holder.time = max(holder.time, time)
        if target.kind is not MediaKind.UNKNOWN:
            kinds[target.name] = target.kind
    if not about:
        raise ObservationSkipped(f"{node.at or 'the annotation'} has no target with an address")


def _claims(said: list[Body], target: Target) -> Iterator[Observation]:
    for body in said:
        claim = claim_of(body, target)
        if claim is not None:
            yield claim


def _words(node: Node, key: str) -> list[str]:
    """Take a word or a list of words."""
    value = node.raw(key)
    return [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)]


def _agent(node: Node) -> Agent:
    """Return who says it: the first creator, else the software that wrote it, else somebody."""
    person = _party(node, "creator")
    tool = _party(node, "generator")
    if person is not None:
        return person
    return Agent(AgentKind.PERSON, "annotator") if tool is None else Agent(AgentKind.SYSTEM, tool.name, tool.version)


def _party(node: Node, key: str) -> Agent | None:
    if node.is_text(key):
        name = clean(node.text(key))[:200]
        return Agent(AgentKind.PERSON, name) if name else None
    first, version = None, ""
    for party in node.nodes(key):
        kinds, names = _words(party, "type"), _words(party, "name")
        told = [*names, party.text("nickname"), party.text("email").removeprefix("mailto:"), party.text("id")]
        version = version or party.text("schema:softwareVersion")
        name = next((clean(text)[:200] for text in told if clean(text)), "")
        if first is None and name:
            kind = AgentKind.MODEL if _SOFTWARE.intersection(kinds) else AgentKind.PERSON
            first = Agent(kind, name, version[:80] if kind is AgentKind.MODEL else "")
        elif not name:
            node.reading.problem(f"{party.at} is {shown(kinds)}, a party without a name")
    return first


EXTRACTOR: Final = ListForm(
    name="web-annotation",
    version="2",
    reads="W3C Web Annotations as JSON-LD: annotations, pages and collections",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
