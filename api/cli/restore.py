"""`mediagraph restore`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.options import data_option, json_option, settings


@click.command("restore")
@click.argument("source", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_option
@json_option
@click.option("--by", default="mediagraph restore", show_default=True, help="Who restores.")
def command(source: Path, data: str | None, as_json: bool, by: str) -> None:
    """Put the backup DIR in the place of the data folder's state. What was erased since stays erased."""
    from graph.backup import restore

    folder = restore(source, settings(data).data, now=datetime.now(UTC), by=by)
    if as_json:
        click.echo(json.dumps({"path": str(folder.path), "dataset": folder.dataset_id, "epoch": folder.epoch}))
    else:
        click.echo(f"{folder.path} is restored; epoch {folder.epoch} begins, so projections are rebuilt")
