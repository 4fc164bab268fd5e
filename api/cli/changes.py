"""`mediagraph changes`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from api.cli.options import data_option, json_option, keep_up, settings


@click.group("changes")
def command() -> None:
    """List, show or undo commits. Each is one ChangeSet with its sequence, time, author, reason and patch."""


@command.command("list")
@data_option
@json_option
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
def list_changes(data: str | None, as_json: bool, limit: int) -> None:
    """List the newest ChangeSets."""
    from api.opening import open_dataset
    from graph.changes import list_changes as newest

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader:
        rows = [
            {
                "sequence": c.sequence,
                "time": c.time,
                "author": c.author,
                "reason": c.reason,
                "run": c.run,
                "removed": len(c.removed),
                "added": len(c.added),
            }
            for c in newest(reader, limit=limit)
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        counts = f"-{row['removed']} +{row['added']}"
        click.echo(f"{row['sequence']:>7}  {row['time']}  {counts:>14}  {row['author']}: {row['reason']}")


@command.command("show")
@click.argument("sequence", type=click.IntRange(1))
@data_option
def show(sequence: int, data: str | None) -> None:
    """Show a ChangeSet's patch: D lines were removed, A lines added."""
    from api.opening import open_dataset
    from graph.changes import get_change

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader:
        change = get_change(reader, sequence)
    click.echo(f"# ChangeSet {change.sequence}, {change.time}, {change.author}: {change.reason}")
    for sign, quads in (("D", change.removed), ("A", change.added)):
        for quad in sorted(quads):
            click.echo(f"{sign} {quad.nquads()}")


@command.command("undo")
@click.argument("sequence", type=click.IntRange(1))
@data_option
@json_option
@click.option("--by", required=True, help="Who undoes it.")
@click.option("--why", default="", help="Why.")
def undo(sequence: int, data: str | None, as_json: bool, by: str, why: str) -> None:
    """Undo a ChangeSet where its quads still stand as it left them; otherwise the later ones are named."""
    from api.opening import open_engine
    from graph.undoing import undo_change

    chosen = settings(data)
    result = undo_change(open_engine(chosen), sequence, by=by, why=why, now=datetime.now(UTC))
    keep_up(chosen, result)
    if as_json:
        click.echo(json.dumps({"undone": sequence, "sequence": result}))
    else:
        click.echo(f"ChangeSet {sequence} is undone by ChangeSet {result}")
