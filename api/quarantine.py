"""What is in quarantine, as people read it: by rule, then by cause, with the thing's label, the value and a way out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import click

from graph.dataset import Reader
from graph.explain import Explainer
from graph.quarantine import NotInQuarantine, Refused, all_items, get_item, payload
from ontology.model.rdf import iri, literal_value
from shapes.causes import Told, by_cause
from shapes.report import PLACEHOLDER
from shapes.shapes_graph import SHAPES, ShapesGraph, our_shapes

_EXAMPLES: Final = 10


class QuarantineList:
    """The items of one state of a Dataset, all or those that broke one rule, and the report about them."""

    def __init__(self, reader: Reader, *, rule: str = "", language: str = "en") -> None:
        from graph.fixing import rule_iri

        self._explainer = Explainer(reader, reader.base)
        self._language = language.lower()
        self._labels: dict[str, str] = {}
        self._shapes: ShapesGraph | None = None
        wanted = rule_iri(rule) if rule else ""
        self.items = [(item_iri, item) for item_iri, item in all_items(reader) if not wanted or wanted in item.rules]

    def lines(self) -> Iterator[str]:
        """Yield the report: rules, the most broken first; under each its causes with ten examples."""
        if not self.items:
            yield "The quarantine is empty."
            return
        by_rule: dict[str, list[tuple[str, Refused]]] = {}
        for pair in self.items:
            by_rule.setdefault(rule_name(pair[1]), []).append(pair)
        noun = "Observation" if len(self.items) == 1 else "Observations"
        yield f"{len(self.items)} {noun} refused; {len(by_rule)} {'rule' if len(by_rule) == 1 else 'rules'} broken."
        for rule, group in sorted(by_rule.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            yield ""
            yield f"{len(group)} × {self._sentence(group[0][1])}"
            if group[0][1].rules:
                yield f"    rule {rule}"
            for cause, items in by_cause(group, lambda pair: Told(pair[1].observation.value, pair[1].suggestion)):
                yield from self._cause(cause, items)
            yield from _command(rule, group)

    def _cause(self, cause: str, items: list[tuple[str, Refused]]) -> Iterator[str]:
        margin = "    "
        if cause:
            yield f"    {len(items)} × {cause}"
            margin = "        "
        for item_iri, item in items[:_EXAMPLES]:
            yield f"{margin}- {item_iri}"
            yield f"{margin}  {claim(item)}, about {self._label(item.activity.asset_iri)}"
            if item.suggestion:
                yield f"{margin}  suggestion: {item.suggestion}"
        if len(items) > _EXAMPLES:
            yield f"{margin}… and {len(items) - _EXAMPLES} more"

    def _label(self, asset_iri: str) -> str:
        if asset_iri not in self._labels:
            self._labels[asset_iri] = self._explainer.label(iri(asset_iri))
        return self._labels[asset_iri]

    def _sentence(self, item: Refused) -> str:
        """Return the first rule that an item broke, in the language asked for, else as it was said on refusal."""
        for rule in item.rules[:1]:
            self._shapes = self._shapes or our_shapes()
            literals = [literal_value(text) for text in self._shapes.messages(f"<{rule}>")]
            texts = {literal.language: literal.text for literal in literals}
            text = texts.get(self._language) or texts.get(self._language.partition("-")[0]) or texts.get("en")
            if text:
                return PLACEHOLDER.sub("…", text)
        return item.reasons[0] if item.reasons else "It was refused without a reason."


def rule_name(item: Refused) -> str:
    """Return the rules that an item broke, as people write them; the reason where no shape has it."""
    names = [f"mgs:{rule.removeprefix(SHAPES)}" if rule.startswith(SHAPES) else rule for rule in item.rules]
    return ", ".join(names) or (item.reasons[0] if item.reasons else "unknown")


def claim(item: Refused) -> str:
    """Return what was claimed and by whom, in short."""
    said = item.observation
    value = said.value if len(said.value) <= 60 else f"{said.value[:59]}…"
    sure = "" if said.confidence is None else f" at {said.confidence:g}"
    return f"{said.property} {value!r}{sure} by {item.activity.agent.name}"


def _command(rule: str, group: list[tuple[str, Refused]]) -> Iterator[str]:
    ready = sum(bool(item.patch) for _, item in group)
    if ready and group[0][1].rules:
        name = rule.partition(",")[0].removeprefix("mgs:")
        yield f"    {ready} of {len(group)} can be fixed: mediagraph quarantine fix --rule {name}"


def item_lines(reader: Reader, item_iri: str, item: Refused) -> Iterator[str]:
    """Yield one item whole: what it is about, why it was refused, the way out, and the payload."""
    label = Explainer(reader, reader.base).label(iri(item.activity.asset_iri))
    yield item_iri
    yield f"about {item.activity.asset_iri} ({label})"
    for reason in item.reasons:
        yield f"refused: {reason}"
    if item.rules:
        yield f"rule: {rule_name(item)}"
    if item.suggestion:
        yield f"suggestion: {item.suggestion}"
    if item.patch:
        yield f"patch: {item.patch}"
        yield f"fix: mediagraph quarantine fix {item_iri.rpartition('/')[2]}"
    document = json.loads(payload(item.activity, item.observation))
    yield json.dumps(document, ensure_ascii=False, indent=2)


def item_json(item_iri: str, item: Refused) -> dict[str, Any]:
    """Return one item as a JSON document."""
    return {
        "id": item_iri,
        "asset": item.activity.asset_iri,
        "rules": list(item.rules),
        "reasons": list(item.reasons),
        "suggestion": item.suggestion,
        "patch": json.loads(item.patch) if item.patch else None,
        **json.loads(payload(item.activity, item.observation)),
    }


def find_item(reader: Reader, text: str) -> tuple[str, Refused]:
    """Return the item of an IRI or of the end of one; raise a click error where there is none or several."""
    if text.startswith(("http:", "https:")):
        try:
            return text, get_item(reader, text)
        except NotInQuarantine as err:
            raise click.ClickException(str(err)) from err
    found = [(item_iri, item) for item_iri, item in all_items(reader) if item_iri.endswith(text)]
    if len(found) != 1:
        raise click.ClickException(f"{text!r} is the end of {len(found)} items' IRIs; 'quarantine list' shows them")
    return found[0]
