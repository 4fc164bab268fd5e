"""`mediagraph validate`."""

from __future__ import annotations

import json
from pathlib import Path

import click

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("validate")
@click.argument("data", nargs=-1, required=True, type=_FILE)
@click.option("--shapes", multiple=True, type=_FILE, help="SHACL shapes; without any, ours.")
@click.option("--ontology", multiple=True, type=_FILE, help="Classes and what else the shapes refer to.")
@click.option("--engine", type=click.Choice(["auto", "shacl", "pyshacl"]), default="auto", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
def command(
    data: tuple[Path, ...], shapes: tuple[Path, ...], ontology: tuple[Path, ...], engine: str, form: str
) -> int:
    """Check RDF files in any syntax against SHACL shapes. Exit code 1 where something does not hold.

    Relative IRIs are resolved against each file's own location.
    """
    from shapes.files import validate_files

    report = validate_files(data, shapes or None, ontology=ontology, engine=engine)
    match form:
        case "json":
            click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        case "turtle":
            click.echo(report.as_turtle(), nl=False)
        case _:
            click.echo(report.as_text(), nl=False)
    return 0 if report.conforms else 1
