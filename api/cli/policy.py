"""`mediagraph policy`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from api.cli.options import data_option, json_option, settings


@click.group("policy")
def command() -> None:
    """Show or fit what facts are judged by: a calibration curve for each model, and the bands' thresholds."""


@command.command("show")
@data_option
@json_option
def show(data: str | None, as_json: bool) -> None:
    """Show the Policy that holds."""
    from api.opening import open_dataset
    from graph.policy import read_policy

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader:
        policy = read_policy(reader)
    curves = {
        name: {"scores": curve.scores, "probabilities": curve.probabilities}
        for name, curve in sorted(policy.calibrators.items())
    }
    if as_json:
        body = {"number": policy.number, "accept_from": policy.accept_from, "review_from": policy.review_from}
        click.echo(json.dumps(body | {"calibrators": curves, "families": policy.families}))
        return
    click.echo(f"Policy {policy.number}: accepted from {policy.accept_from:g}, to review from {policy.review_from:g}")
    for name, curve in curves.items():
        points = zip(curve["scores"], curve["probabilities"], strict=True)
        click.echo(f"  {name}: " + ", ".join(f"{score:.2f} means {probability:.2f}" for score, probability in points))
    if not curves:
        click.echo("  no model has a curve of its own yet: the stated prior holds for all")


@command.command("fit")
@data_option
@json_option
@click.option("--by", required=True, help="Who has it fitted.")
def fit(data: str | None, as_json: bool, by: str) -> None:
    """Learn from the decisions, and judge every fact again; only what changes is written."""
    from api.opening import open_engine
    from graph.fitting import fit_and_judge

    fitted = fit_and_judge(open_engine(settings(data)), by=by, clock=lambda: datetime.now(UTC))
    changed = len(fitted.remerged.changed) if fitted.remerged else 0
    if as_json:
        click.echo(json.dumps({"policy": fitted.policy.number, "learnt": fitted.learnt, "assets_changed": changed}))
    elif not fitted.learnt:
        click.echo(f"No model has been judged often enough to learn from; Policy {fitted.policy.number} holds.")
    else:
        click.echo(f"Policy {fitted.policy.number} holds; learnt {', '.join(fitted.learnt)}; {changed} assets changed")
