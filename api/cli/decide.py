"""`mediagraph decide`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from api.cli.options import data_option, json_option, keep_up, settings

_VERDICTS = ("accept", "reject", "correct", "undo")


@click.command("decide")
@click.argument("fact")
@click.argument("verdict", type=click.Choice(_VERDICTS))
@click.argument("value", required=False, default="")
@data_option
@json_option
@click.option("--by", required=True, help="Who decides.")
@click.option("--why", default="", help="Why.")
@click.option(
    "--shown",
    type=click.Choice(["doubtful", "audit", "report"]),
    default="report",
    show_default=True,
    help="Why the fact was shown; only random audits tell how good all facts are.",
)
@click.option("--probability", type=float, help="For an audit: with what probability the fact was drawn.")
def command(  # noqa: PLR0917 - one parameter an option
    fact: str,
    verdict: str,
    value: str,
    data: str | None,
    as_json: bool,
    by: str,
    why: str,
    shown: str,
    probability: float | None,
) -> None:
    """Accept, reject or correct a fact, in your name; `undo` takes the newest decision back.

    FACT is its IRI or CURIE, as `explain` shows it. VALUE is what a correction puts in place: a label, a name, a
    number, an IRI. A decision outranks every model, and applies again when its fact returns.
    """
    from api.opening import open_engine
    from graph.deciding import decide_fact, take_back
    from graph.explained import NothingToExplain
    from ontology.model import ShownWhy, Verdict
    from ontology.namespaces import expand

    chosen = settings(data)
    engine = open_engine(chosen)
    now = datetime.now(UTC)
    fact_iri = fact.strip("<>") if fact.startswith(("http", "<", "urn:")) else expand(fact, base=engine.dataset.base)
    try:
        if verdict == "undo":
            outcome = take_back(engine, fact_iri, by=by, now=now, why=why)
        else:
            outcome = decide_fact(
                engine, fact_iri, Verdict(verdict), by=by, now=now, value=value, why=why, shown=ShownWhy(shown),
                probability=probability,
            )  # fmt: skip
    except NothingToExplain as err:
        raise click.ClickException(str(err)) from err
    keep_up(chosen, outcome.sequence)
    if as_json:
        body = {
            "decision": outcome.decision.iri(engine.dataset.base),
            "fact": fact_iri,
            "status": outcome.status,
            "corrected": outcome.corrected,
            "sequence": outcome.sequence,
        }
        click.echo(json.dumps(body))
        return
    click.echo(f"{fact_iri} is now {outcome.status or 'gone'}")
    if outcome.corrected:
        click.echo(f"in its place stands {outcome.corrected}")
