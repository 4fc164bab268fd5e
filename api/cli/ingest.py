"""`mediagraph ingest`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

import click

from api.cli.options import data_option, json_option, settings
from graph.summary import Summary

STDIN = "-"


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--manifest", type=click.Path(dir_okay=False), help="CSV or JSON Lines: which output is of which asset.")
@click.option("--watch", is_flag=True, help="Go on: read what changes there, until interrupted.")
@data_option
@json_option
@click.option("--workers", type=click.IntRange(0), help="Processes that extract; default one a core.")
def command(
    *, paths: tuple[str, ...], manifest: str | None, watch: bool, data: str | None, as_json: bool, workers: int | None
) -> int:
    """Read files, folders and models' outputs into the graph; - reads JSON Lines from stdin as they come.

    What was read before and did not change writes nothing, so the same command again goes on where it was
    interrupted. Exit code 1 where an input could not be used; it is named, and the rest goes on.
    """
    from api.opening import open_engine, open_neo4j
    from api.projections import caught_up, followed
    from extractors.manifest import ManifestError
    from extractors.pool import PoolLimits
    from extractors.run import extract_paths
    from graph.pipeline import ingest

    chosen = settings(data)
    count = workers if workers is not None else chosen.workers or None
    limits = PoolLimits(fingerprints=chosen.fingerprints)
    files = [path for path in paths if path != STDIN]
    if watch and not files:
        raise click.UsageError("--watch needs a folder or a file; - alone is read as it comes already")
    try:
        # Read even where only stdin is: a manifest that cannot be used is named before anything is read.
        extracted = extract_paths(files, manifest=manifest, workers=count, limits=limits)
    except ManifestError as err:
        raise click.UsageError(str(err)) from err
    engine = open_engine(chosen, make=True)
    first = partial(ingest, engine, extracted, clock=_now, progress=_progress()) if files else None
    with followed(chosen, open_neo4j(chosen)) as follower:
        if not watch and STDIN not in paths:
            assert first is not None
            summary = first()
        else:
            from api.cli.following import follow_inputs

            each = partial(_report_burst, as_json=as_json) if watch else None
            watched = files if watch else []
            summary = follow_inputs(
                engine,
                first,
                watched=watched,
                manifest=manifest,
                stdin=STDIN in paths,
                each=each,
                limits=limits,
                clock=_now,
            )
        behind = caught_up(follower, summary.sequence)
    if watch and as_json:
        # Each burst has been reported: this is all that is left to say.
        _say_faults(behind, [])
    else:
        summary.notes += behind
        _report(summary, as_json=as_json)
    return 1 if summary.failed else 0


def _now() -> datetime:
    return datetime.now(UTC)


def _report(summary: Summary, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(summary.as_json(), ensure_ascii=False))
    else:
        _print(summary)


def _report_burst(summary: Summary, *, as_json: bool) -> None:
    """Write what came of one burst: a line of JSON, or of words."""
    if as_json:
        _report(summary, as_json=True)
        sys.stdout.flush()
        return
    accepted, review, rejected = summary.facts
    click.echo(
        f"{_now():%H:%M:%S} {summary.changed:,} of {summary.assets:,} assets changed, "
        f"{summary.observations:,} observations read; their facts: {accepted:,} accepted, {review:,} to review, "
        f"{rejected:,} rejected (sequence {summary.sequence})"
    )
    _say_faults(summary.notes, [failure.reason for failure in summary.failed])
    sys.stdout.flush()


def _progress() -> Callable[[Summary], None]:
    """Return what shows progress on stderr: a line that is rewritten on a terminal, else one every ten seconds."""
    terminal = sys.stderr.isatty()
    shown = [0.0]

    def show(summary: Summary) -> None:
        now = time.monotonic()
        if now - shown[0] < (0.2 if terminal else 10.0):
            return
        first, shown[0] = shown[0] == 0.0, now
        line = f"{summary.assets:,} assets, {summary.observations:,} observations, {summary.seconds:.0f} s"
        if terminal:
            click.echo(f"\r\x1b[K{line}", err=True, nl=False)
        elif not first:
            click.echo(line, err=True)

    return show


def _print(summary: Summary) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    accepted, review, rejected = summary.facts
    click.echo(f"{summary.assets:,} assets, {summary.changed:,} of them changed, in {summary.seconds:.1f} s")
    click.echo(f"{summary.observations:,} observations read, {summary.quarantined:,} in quarantine")
    click.echo(f"{accepted:,} facts accepted, {review:,} to review, {rejected:,} rejected")
    if summary.keywords_unmapped:
        click.echo(f"{summary.keywords_unmapped:,} labels found no concept and stand as keywords")
    for extractor, keys in sorted(summary.unmapped_keys.items()):
        names = ", ".join(f"{key} ({count})" for key, count in sorted(keys.items())[:8])
        click.echo(f"not understood in {extractor}: {names}{' …' if len(keys) > 8 else ''}")
    _say_faults(summary.notes, [failure.reason for failure in summary.failed])


def _say_faults(notes: list[str], failures: Iterable[str]) -> None:
    for note in notes[:20]:
        click.echo(f"note: {note}", err=True)
    if len(notes) > 20:
        click.echo(f"note: and {len(notes) - 20} more; --json has them all", err=True)
    for reason in failures:
        click.echo(f"failed: {reason}", err=True)
