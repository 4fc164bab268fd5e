"""`mediagraph quarantine`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click

from api.cli.options import data_option, json_option, settings
from graph.quarantine import NotInQuarantine, Refused, payload


@click.group("quarantine")
def command() -> None:
    """List, show or retry what was refused: Observations that broke a rule, with the reason and a suggestion."""


@command.command("list")
@data_option
@json_option
def list_items(data: str | None, as_json: bool) -> None:
    """List what is in quarantine, grouped by reason."""
    from api.opening import open_dataset
    from graph.quarantine import all_items

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader:
        items = list(all_items(reader))
    if as_json:
        click.echo(json.dumps([_json(iri, item) for iri, item in items], ensure_ascii=False, indent=2))
        return
    if not items:
        click.echo("The quarantine is empty.")
        return
    by_reason: dict[str, list[tuple[str, Refused]]] = {}
    for iri, item in items:
        by_reason.setdefault(item.reasons[0] if item.reasons else "", []).append((iri, item))
    for reason, group in sorted(by_reason.items(), key=lambda pair: -len(pair[1])):
        click.echo(f"{len(group)} × {reason}")
        for iri, item in group[:10]:
            said = item.observation
            click.echo(f"    {iri}\n      {said.property} {said.value[:60]!r} by {item.activity.agent.name}")
            if item.suggestion:
                click.echo(f"      suggestion: {item.suggestion}")
        if len(group) > 10:
            click.echo(f"    and {len(group) - 10} more")


@command.command("show")
@click.argument("item")
@data_option
@json_option
def show(item: str, data: str | None, as_json: bool) -> None:
    """Show one item whole, by its IRI or the end of it."""
    from api.opening import open_dataset

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader:
        iri, refused = _find(reader, item)
    if as_json:
        click.echo(json.dumps(_json(iri, refused), ensure_ascii=False, indent=2))
        return
    click.echo(f"{iri}\nabout {refused.activity.asset_iri}")
    for reason in refused.reasons:
        click.echo(f"refused: {reason}")
    if refused.suggestion:
        click.echo(f"suggestion: {refused.suggestion}")
    click.echo(json.dumps(json.loads(payload(refused.activity, refused.observation)), ensure_ascii=False, indent=2))


@command.command("retry")
@click.argument("items", nargs=-1)
@data_option
@json_option
def retry(items: tuple[str, ...], data: str | None, as_json: bool) -> None:
    """Check items again, all or those named: what meets the rules now becomes evidence."""
    from api.opening import open_engine
    from graph.retrying import retry_quarantine

    engine = open_engine(settings(data))
    with engine.dataset.reader() as reader:
        named = [_find(reader, item)[0] for item in items]
    result = retry_quarantine(engine, named or None, now=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"retried": result.retried, "released": result.released, "kept": result.kept}))
    else:
        click.echo(f"{result.retried} retried, {result.released} released, {result.kept} still refused")


def _find(reader: Any, text: str) -> tuple[str, Refused]:
    """Return the item of an IRI or of the end of one; a click error where there is none or several."""
    from graph.quarantine import all_items, get_item

    if text.startswith(("http:", "https:")):
        try:
            return text, get_item(reader, text)
        except NotInQuarantine as err:
            raise click.ClickException(str(err)) from err
    found = [(iri, item) for iri, item in all_items(reader) if iri.endswith(text)]
    if len(found) != 1:
        raise click.ClickException(f"{text!r} is the end of {len(found)} items' IRIs; 'quarantine list' shows them")
    return found[0]


def _json(iri: str, item: Refused) -> dict[str, Any]:
    return {
        "id": iri,
        "asset": item.activity.asset_iri,
        "reasons": list(item.reasons),
        "suggestion": item.suggestion,
        "patch": json.loads(item.patch) if item.patch else None,
        **json.loads(payload(item.activity, item.observation)),
    }
