"""`mediagraph rebuild`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from api.cli.options import data_option, json_option, settings


@click.command("rebuild")
@click.argument("projection", type=click.Choice(["facts"]))
@data_option
@json_option
def command(projection: str, data: str | None, as_json: bool) -> int:
    """Make a projection anew. `facts`: every asset is merged again from its evidence and the decisions.

    Only what differs is written; it may be interrupted and called again.
    """
    from api.opening import open_engine
    from graph.remerge import remerge

    engine = open_engine(settings(data))
    result = remerge(
        engine,
        author="mediagraph rebuild",
        reason=f"rebuild {projection}",
        clock=lambda: datetime.now(UTC),
        progress=lambda count: click.echo(f"{count:,} assets merged", err=True) if count % 10_000 == 0 else None,
    )
    if as_json:
        body = {"assets": result.assets, "changed": list(result.changed), "refused": list(result.refused)}
        click.echo(json.dumps(body))
    else:
        click.echo(f"{result.assets:,} assets merged again, {len(result.changed):,} of them changed")
        for refused in result.refused:
            click.echo(f"failed: {refused}", err=True)
    return 1 if result.refused else 0
