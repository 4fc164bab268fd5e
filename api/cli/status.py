"""`mediagraph status`."""

from __future__ import annotations

import json

import click

from api.cli.options import data_option, json_option, settings


@click.command("status")
@data_option
@json_option
def command(data: str | None, as_json: bool) -> None:
    """Count what stands: assets, facts, review, quarantine; what the accepted band promises; how far Neo4j is."""
    from api.opening import open_dataset
    from api.overview import overview
    from api.precision import accepted_precision
    from api.projections import as_json as projections_json
    from api.projections import standings, status_lines

    chosen = settings(data)
    dataset = open_dataset(chosen)
    with dataset.reader() as reader:
        counts = overview(reader)
        precision = accepted_precision(reader)
    projections = standings(chosen)
    if as_json:
        body = {
            "sequence": counts.sequence,
            "assets": counts.asset_count,
            "kinds": counts.assets,
            "facts": counts.facts,
            "observations": counts.observations,
            "agents": counts.agents,
            "quarantined": counts.quarantined,
            "precision": precision.as_json(),
            "projections": projections_json(projections),
        }
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    click.echo(f"assets        {counts.asset_count:>10,}   " + ", ".join(f"{n} {k}" for k, n in counts.assets.items()))
    for status, number in counts.facts.items():
        click.echo(f"{status:<13} {number:>10,}")
    click.echo(f"observations  {counts.observations:>10,}   by {counts.agents} agents")
    click.echo(f"quarantine    {counts.quarantined:>10,}")
    click.echo(f"precision     {precision.as_text()}")
    click.echo(f"state         {counts.sequence:>10,}   the last ChangeSet")
    for line in status_lines(projections):
        click.echo(line)
