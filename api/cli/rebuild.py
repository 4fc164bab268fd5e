"""`mediagraph rebuild`."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import click

from api.cli.options import data_option, json_option, settings
from api.settings import Settings


@click.command("rebuild")
@click.argument("projection", type=click.Choice(["facts", "neo4j"]))
@click.option(
    "--offline",
    is_flag=True,
    help="neo4j: by offline import, the server stopped meanwhile; without it only where that server is empty.",
)
@data_option
@json_option
def command(projection: str, *, offline: bool, data: str | None, as_json: bool) -> int:
    """Make a projection anew; it may be interrupted and called again.

    facts: every asset is merged again from its evidence and the decisions; only what differs is written.
    neo4j: what is ours there is deleted, then loaded from the newest state. A large one goes into a server that
    `mediagraph neo4j start` has started for this data folder, and that is empty, by offline import: several times as
    fast.
    """
    chosen = settings(data)
    if projection == "neo4j":
        return _neo4j(chosen, offline=offline, as_json=as_json)
    if offline:
        raise click.UsageError("--offline is for neo4j")
    return _facts(chosen, as_json=as_json)


def _facts(chosen: Settings, *, as_json: bool) -> int:
    from api.opening import open_engine
    from graph.remerge import remerge

    result = remerge(
        open_engine(chosen),
        author="mediagraph rebuild",
        reason="rebuild facts",
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


def _neo4j(chosen: Settings, *, offline: bool, as_json: bool) -> int:
    from api.opening import open_dataset
    from api.projections import NoNeo4j, named_neo4j
    from graph.neo4j.offline_import import OfflineLoad
    from graph.neo4j.projection import Neo4jProjection
    from graph.neo4j.scan import count_elements
    from graph.projections import rebuild

    started = time.monotonic()
    try:
        named = named_neo4j(chosen)
    except NoNeo4j as err:
        raise click.UsageError(str(err)) from err
    with named as connection:
        load = OfflineLoad(chosen.data / "neo4j", demanded=offline)
        sequence = rebuild(Neo4jProjection(connection, offline=load), open_dataset(chosen))
        nodes, relationships = count_elements(connection)
    seconds = time.monotonic() - started
    if as_json:
        body = {"sequence": sequence, "nodes": nodes, "relationships": relationships, "seconds": round(seconds, 3)}
        click.echo(json.dumps(body))
    else:
        click.echo(
            f"neo4j is at sequence {sequence:,}: {nodes:,} nodes and {relationships:,} relationships in {seconds:.1f} s"
        )
    return 0
