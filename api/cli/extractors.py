"""`mediagraph extractors`."""

from __future__ import annotations

import json

import click

from api.cli.options import json_option


@click.group("extractors")
def command() -> None:
    """List the forms of input that are read."""


@command.command("list")
@json_option
def list_extractors(as_json: bool) -> None:
    """List every extractor: name, version, what it reads."""
    from extractors.registry import all_extractors

    rows = [{"name": name, "version": e.version, "reads": e.reads} for name, e in all_extractors()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        click.echo(f"{row['name']:<{width}}  {row['version']:<6}  {row['reads']}")
