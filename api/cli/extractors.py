"""`mediagraph extractors`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from api.cli.options import json_option


@click.group("extractors")
def command() -> None:
    """List the forms of input that are read; check an extractor of your own."""


@command.command("list")
@json_option
def list_extractors(as_json: bool) -> int:
    """List every extractor: name, version, licence, what it reads and what it maps."""
    from extractors.listing import OURS, list_extractors

    rows = list(list_extractors())
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
        return 1 if any(row.broken for row in rows) else 0
    width = max(len(row.name) for row in rows)
    for row in rows:
        origin = "" if row.distribution == OURS else f" [{row.distribution}]"
        click.echo(
            f"{row.name:<{width}}  {row.version:<4} {row.licence:<11} {row.form:<8} {row.reads or row.broken}{origin}"
        )
        if row.keys:
            click.echo(f"{'':<{width}}  {row.keys} keys read, {row.kept} kept; maps {_some(row.maps)}")
        elif row.maps:
            click.echo(f"{'':<{width}}  maps {_some(row.maps)}")
    return 1 if any(row.broken for row in rows) else 0


def _some(names: tuple[str, ...], *, most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


@command.command("check")
@click.argument("name")
@click.argument("samples", nargs=-1, type=click.Path(exists=True), metavar="[SAMPLE...]")
@json_option
def check(name: str, samples: tuple[str, ...], as_json: bool) -> int:
    """Check what an extractor promises, on samples (files or folders) of its form.

    Each promise is one line; exit code 1 where one is broken. Samples are also broken at random: an extractor may
    refuse them, and never crash or hang.
    """
    from extractors.contract import check_extractor
    from extractors.port import SourceRefused
    from extractors.registry import ExtractorUnknown

    try:
        checks = check_extractor(name, samples)
    except ExtractorUnknown as err:
        raise click.UsageError(str(err)) from err
    except SourceRefused as err:
        raise click.ClickException(str(err)) from err
    if as_json:
        click.echo(json.dumps([found._asdict() for found in checks], ensure_ascii=False, indent=2))
    else:
        for found in checks:
            click.echo(f"{'ok    ' if found.passed else 'BROKEN'}  {found.name}{': ' * bool(found.why)}{found.why}")
        if not samples:
            click.echo("No sample was given: what it reads was not checked.", err=True)
    return 0 if all(found.passed for found in checks) else 1
