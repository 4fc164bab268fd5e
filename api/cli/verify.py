"""`mediagraph verify`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import click

from api.cli.options import data_option, json_option, settings
from graph.engine import Engine
from graph.projections import Difference

if TYPE_CHECKING:
    from graph.verify_shapes import ShapesOutcome

_CHECKS = ("facts", "changes", "merge", "shapes")
_SHOWN = 20
_MOST = 10_000


@click.command("verify")
@click.argument("checks", nargs=-1, type=click.Choice(_CHECKS))
@data_option
@json_option
@click.option("--repair", is_flag=True, help="Make the plain triples and facts what the evidence says.")
def command(checks: tuple[str, ...], data: str | None, as_json: bool, repair: bool) -> int:
    """Compare what stands with what it should be; all checks, or those named. Exit code 1 where they differ.

    facts: the plain triples with the facts. changes: what stands with the patches of all commits.
    merge: the facts with the evidence, by merging it again. shapes: all that stands with our shapes.
    """
    from api.opening import open_dataset, open_engine
    from graph.remerge import remerge
    from graph.verify import CHECKS

    engine = open_engine(settings(data))
    found: dict[str, list[Difference]] = {}
    outcome: ShapesOutcome | None = None
    for name in checks or _CHECKS:
        if name == "merge":
            result = remerge(engine, author="mediagraph verify", reason="verify", clock=_now, write=False)
            found[name] = [Difference(name, f"merging again changes {asset}") for asset in result.changed]
            found[name] += [Difference(name, refused) for refused in result.refused]
        elif name == "shapes":
            from graph.verify_shapes import verify_shapes

            given = settings(data)
            opened = partial(open_dataset, given)
            outcome = verify_shapes(opened, workers=given.workers, progress=_progress())
            found[name] = [Difference(name, line) for line in outcome.lines()]
        else:
            with engine.dataset.reader() as reader:
                found[name] = list(islice(CHECKS[name](reader), _MOST))
    if repair:
        _repair(engine, found)
    if as_json:
        body = {name: [d.what for d in differences] for name, differences in found.items()}
        shapes = {} if outcome is None else {"shapes": outcome.as_json()}
        click.echo(json.dumps({"clean": not any(found.values()), "differences": body, "repaired": repair, **shapes}))
    else:
        _print(found, outcome)
    # Nothing that stands is changed because it breaks a shape.
    left = found.get("shapes") if repair else any(found.values())
    return 1 if left else 0


def _repair(engine: Engine, found: dict[str, list[Difference]]) -> None:
    """Commit what brings the plain triples to the facts, and the facts to the evidence."""
    from graph.remerge import remerge
    from graph.runs import commit_run
    from graph.verify import differences_of_facts

    if found.get("facts"):
        with engine.writing(holder="mediagraph verify --repair", now=_now()) as (writer, _):
            missing, unfounded = differences_of_facts(writer)
            author, reason = "mediagraph verify", "bring plain triples to the facts"
            run = f"repair {_now().isoformat()}"
            commit_run(writer, remove=unfounded, add=missing, author=author, reason=reason, run=run, now=_now())
    if found.get("merge"):
        remerge(engine, author="mediagraph verify", reason="bring facts to the evidence", clock=_now)


def _progress() -> Callable[[ShapesOutcome], None]:
    """Return what shows progress on stderr: a line that is rewritten on a terminal, else one every ten seconds."""
    terminal, shown = sys.stderr.isatty(), [time.monotonic()]

    def show(outcome: ShapesOutcome) -> None:
        if time.monotonic() - shown[0] >= (0.2 if terminal else 10.0):
            shown[0] = time.monotonic()
            line = f"{outcome.checked:,} focus nodes checked, {outcome.counts.total():,} breaches"
            click.echo(f"\r\x1b[K{line}" if terminal else line, err=True, nl=not terminal)

    return show


def _print(found: dict[str, list[Difference]], outcome: ShapesOutcome | None) -> None:
    if outcome is not None and sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    for name, differences in found.items():
        if name == "shapes" and outcome is not None:
            click.echo(outcome.as_text(), nl=False)
            continue
        click.echo(f"{name}: {'clean' if not differences else f'{len(differences)} differences'}")
        for difference in differences[:_SHOWN]:
            click.echo(f"  {difference.what}")
        if len(differences) > _SHOWN:
            click.echo(f"  and {len(differences) - _SHOWN} more; --json has them")


def _now() -> datetime:
    return datetime.now(UTC)
