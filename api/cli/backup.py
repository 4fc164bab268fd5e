"""`mediagraph backup`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.options import data_option, json_option, settings


@click.command("backup")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@data_option
@json_option
def command(target: Path, data: str | None, as_json: bool) -> None:
    """Copy the data folder into a new folder DIR; it may be in use meanwhile."""
    from api.opening import data_folder
    from graph.backup import back_up

    made = back_up(data_folder(settings(data)), target, now=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"path": made.path, "sequence": made.sequence, "time": made.time}))
    else:
        click.echo(f"state {made.sequence} is in {made.path}")
