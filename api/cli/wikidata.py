"""`mediagraph wikidata`."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import data_option, json_option, settings

if TYPE_CHECKING:
    from graph.linking.building import BuildReport

_INPUTS = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path))


@click.group("wikidata")
def command() -> None:
    """Build the index that names are linked by, from a Wikidata dump; show what is inside; bring it up to date."""


@command.command("build")
@_INPUTS
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of the index.")
@click.option("--languages", default="en,fr,de,es", show_default=True, help="Of names and texts; the first is shown.")
@click.option("--classes", default="", help="Only these: coarse types by name, or classes by QID; between commas.")
@click.option("--min-sitelinks", default=0, type=click.IntRange(0), help="Only entities with as many articles.")
@click.option("--vectors", default=0, type=click.IntRange(0), help="For how many to make a vector of the description.")
@click.option("--licence", default="", help="Licence of the inputs, as `info` then says it.")
@click.option("--workers", type=click.IntRange(1), help="Processes that work; default one a core.")
@json_option
def build(
    *,
    inputs: tuple[Path, ...],
    out: Path,
    languages: str,
    classes: str,
    min_sitelinks: int,
    vectors: int,
    licence: str,
    workers: int | None,
    as_json: bool,
) -> int:
    """Build an index of INPUT into the folder --out: names, priors, types, records, relations.

    INPUT is a dump of Wikidata (JSON array or JSON Lines; plain, gzip or bzip2), JSON Lines of the plain form, a table
    or triples; several are merged by QID. The same command goes on where a killed one was. Exit code 1 where a part of
    an input could not be read; it is named, and the index lacks it.
    """
    from graph.linking.build import build as build_index
    from graph.linking.building import BuildOptions

    options = BuildOptions(
        inputs=inputs,
        out=out,
        languages=_parts(languages),
        classes=_parts(classes),
        min_sitelinks=min_sitelinks,
        vectors=vectors,
        workers=workers or settings(None).workers or os.cpu_count() or 1,
        licence=licence,
    )
    report = build_index(options, progress=_progress())
    if as_json:
        click.echo(json.dumps(report.as_json() | {"out": str(out)}, ensure_ascii=False))
    else:
        _print(report, out)
    return 1 if report.failed else 0


@command.command("info")
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@json_option
def info(folder: Path | None, as_json: bool) -> None:
    """Say what is inside the index in DIR: how many, how old, from what, under which licence.

    Without DIR, the one that MEDIAGRAPH_WIKIDATA_INDEX names, else the starter index.
    """
    from graph.linking.wikidata_info import index_folder, read_info

    found = folder or index_folder(settings(None).wikidata_index)
    inside = read_info(found)
    said = inside.as_json() | {"folder": str(found), "bytes": inside.bytes}
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    rows = {
        "folder": said["folder"],
        "entities": f"{said['entities']:,}",
        "aliases": f"{said['aliases']:,} under {said['names']:,} names",
        "relations": f"{said['relations']:,}",
        "vectors": f"{said['vectors']:,}",
        "redirects": f"{said['redirects']:,}",
        "languages": ", ".join(said["languages"]),
        "built": said["built"],
        "from": ", ".join(said["sources"]),
        "licence": said["licence"],
        "size": f"{said['bytes'] / 1e6:,.1f} MB",
    }
    _table(rows)
    _table({name.replace("_", " "): f"{count:,}" for name, count in said["counts"].items() if count})


@command.command("delta")
@_INPUTS
@click.option("--index", type=click.Path(path_type=Path, file_okay=False), help="Folder of the index.")
@data_option
@json_option
def delta(*, inputs: tuple[Path, ...], index: Path | None, data: str | None, as_json: bool) -> int:
    """Bring changed, new, deleted and redirected items of INPUT into the data folder's overlay: linkable at once.

    INPUT has any form that `build` reads. The index's own files do not change.
    """
    from api.opening import open_index
    from graph.linking.delta import apply_delta

    with open_index(settings(data), index) as opened:
        report = apply_delta(inputs, opened)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        click.echo(f"{report.changed:,} changed, {report.deleted:,} deleted, {report.redirected:,} redirected")
        _say_what_was_refused(report.faults, report.refused, report.shown)
    return 1 if report.failed else 0


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _print(report: BuildReport, out: Path) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    click.echo(f"{report.entities:,} entities, {report.aliases:,} aliases in {out}, {report.bytes / 1e6:,.1f} MB")
    click.echo(f"{report.lines:,} lines read in {report.seconds:.1f} s")
    _table({name.replace("_", " "): f"{count:,}" for name, count in report.counts.items() if count})
    _say_what_was_refused(report.faults, report.refused, report.shown)


def _say_what_was_refused(faults: list[str], refused: Mapping[str, int], shown: list[str], *, most: int = 10) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    for reason, count in refused.items():
        click.echo(f"{count:,} lines refused: {reason}", err=True)
    for line in shown[:most]:
        click.echo(f"  {line}", err=True)


def _table(rows: Mapping[str, Any]) -> None:
    width = max(map(len, rows), default=0)
    for name, value in rows.items():
        click.echo(f"{name:<{width}}  {value}")


def _progress() -> Callable[[str, float], None]:
    """Return what shows progress on stderr: a line that is rewritten on a terminal, else one every ten seconds."""
    terminal = sys.stderr.isatty()
    shown = [time.monotonic()]

    def show(stage: str, share: float) -> None:
        now = time.monotonic()
        if now - shown[0] < (0.2 if terminal else 10.0):
            return
        shown[0] = now
        line = f"{stage}: {share:.0%}"
        click.echo(f"\r\x1b[K{line}" if terminal else line, err=True, nl=not terminal)

    return show
