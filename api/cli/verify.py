"""`mediagraph verify`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import data_option, json_option, settings
from api.settings import Settings
from graph.engine import Engine
from graph.projections import Difference

if TYPE_CHECKING:
    from graph.neo4j.verify import Verdict
    from graph.verify_shapes import ShapesOutcome

_OWN = ("facts", "changes", "merge", "shapes")
_CHECKS = (*_OWN, "neo4j")
_SHOWN = 20
_MOST = 10_000


@dataclass(slots=True)
class Found:
    """What the checks found, by name: differences, and of `shapes` and `neo4j` what else there is to say."""

    differences: dict[str, list[Difference]] = field(default_factory=dict)
    shapes: ShapesOutcome | None = None
    neo4j: Verdict | None = None

    def left(self, *, repaired: bool) -> bool:
        """Say whether something still differs."""
        if not repaired:
            return any(self.differences.values())
        # Nothing that stands is changed because it breaks a shape.
        return bool(self.differences.get("shapes")) or bool(self.neo4j and self.neo4j.left)


@click.command("verify")
@click.argument("checks", nargs=-1, type=click.Choice(_CHECKS))
@click.option("--in", "place", type=click.Choice(["dataset", "neo4j"]), help="Where shapes reads; default the dataset.")
@click.option("--since-last", is_flag=True, help="shapes checks what changed since it last checked, and no more.")
@data_option
@json_option
@click.option("--repair", is_flag=True, help="Make the plain triples, the facts and Neo4j what the evidence says.")
def command(
    *, checks: tuple[str, ...], place: str | None, since_last: bool, data: str | None, as_json: bool, repair: bool
) -> int:
    """Compare what stands with what it should be; all checks, or those named. Exit code 1 where they differ.

    facts: the plain triples with the facts. changes: what stands with the patches of all commits.
    merge: the facts with the evidence, by merging it again. shapes: all that stands with our shapes.
    neo4j: what lies in Neo4j with the dataset, statement by statement; among all checks where one is set.
    """
    chosen = settings(data)
    if place and "shapes" not in checks:
        raise click.UsageError("--in says where `shapes` reads: name that check")
    if since_last and ("shapes" not in checks or place == "neo4j"):
        raise click.UsageError("--since-last is for `shapes` on the dataset: name that check, without --in neo4j")
    if not chosen.neo4j_uri and ("neo4j" in checks or place == "neo4j"):
        raise click.UsageError("no Neo4j is named: set MEDIAGRAPH_NEO4J_URI, _USER and _PASSWORD")
    names = checks or (_CHECKS if chosen.neo4j_uri else _OWN)
    found = _check(names, chosen, partial(_verify_shapes, chosen, place, since_last=since_last), repair=repair)
    if as_json:
        _print_json(found, repair=repair)
    else:
        _print(found)
    return 1 if found.left(repaired=repair) else 0


def _check(names: Sequence[str], chosen: Settings, shapes: Callable[[], ShapesOutcome], *, repair: bool) -> Found:
    """Run the checks by name, mending on the way: Neo4j last, for it follows what is mended in the Dataset."""
    from api.opening import open_engine

    engine, found = open_engine(chosen), Found()
    for name in sorted(set(names), key=_CHECKS.index):
        if name == "neo4j":
            continue
        if name == "shapes":
            found.shapes = shapes()
            found.differences[name] = [Difference(name, line) for line in found.shapes.lines()]
        else:
            found.differences[name] = _compare(name, engine)
    if repair:
        _repair(engine, found.differences)
    if "neo4j" in names:
        from api.cli.verify_neo4j import verify_neo4j

        found.neo4j = verify_neo4j(chosen, repair=repair)
        found.differences["neo4j"] = found.neo4j.found
    return found


def _compare(name: str, engine: Engine) -> list[Difference]:
    from graph.remerge import remerge
    from graph.verify import CHECKS

    if name == "merge":
        result = remerge(engine, author="mediagraph verify", reason="verify", clock=_now, write=False)
        changed = [Difference(name, f"merging again changes {asset}") for asset in result.changed]
        return changed + [Difference(name, refused) for refused in result.refused]
    with engine.dataset.reader() as reader:
        return list(islice(CHECKS[name](reader), _MOST))


def _verify_shapes(chosen: Settings, place: str | None, *, since_last: bool) -> ShapesOutcome:
    from api.opening import data_folder, open_dataset
    from graph.kept_report import KeptReport, kept_path, verify_shapes_since
    from shapes.shapes_graph import files_digest

    if place == "neo4j":
        from api.cli.verify_neo4j import verify_shapes_in_neo4j

        return verify_shapes_in_neo4j(chosen, _progress())
    opened = partial(open_dataset, chosen)
    path = kept_path(data_folder(chosen).path)
    kept = KeptReport(path, identity=opened().identity, shapes_digest=files_digest())
    return verify_shapes_since(kept, opened, workers=chosen.workers, progress=_progress(), full=not since_last)


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


def _print_json(found: Found, *, repair: bool) -> None:
    body: dict[str, Any] = {
        "clean": not any(found.differences.values()),
        "differences": {name: [d.what for d in differences] for name, differences in found.differences.items()},
        "repaired": repair,
    }
    if found.shapes is not None:
        body["shapes"] = found.shapes.as_json()
    if found.neo4j is not None:
        from api.cli.verify_neo4j import verdict_json

        body["neo4j"] = verdict_json(found.neo4j)
    click.echo(json.dumps(body))


def _print(found: Found) -> None:
    if found.shapes is not None and sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    for name, differences in found.differences.items():
        if name == "shapes" and found.shapes is not None:
            click.echo(found.shapes.as_text(), nl=False)
            continue
        if name == "neo4j" and found.neo4j and found.neo4j.behind:
            click.echo(f"neo4j has taken over {found.neo4j.behind:,} ChangeSets that it was behind", err=True)
        _print_differences(name, differences)
        if name == "neo4j" and found.neo4j and found.neo4j.left is not found.neo4j.found:
            left = found.neo4j.left
            _print_differences("neo4j, after the repair", left)


def _print_differences(name: str, differences: list[Difference]) -> None:
    click.echo(f"{name}: {'clean' if not differences else f'{len(differences)} differences'}")
    for difference in differences[:_SHOWN]:
        click.echo(f"  {difference.what}")
    if len(differences) > _SHOWN:
        click.echo(f"  and {len(differences) - _SHOWN} more; --json has them")


def _now() -> datetime:
    return datetime.now(UTC)
