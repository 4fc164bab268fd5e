"""`mediagraph validate`."""

from __future__ import annotations

import json
from pathlib import Path

import click

_DATA = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_RULES = click.Path(exists=True, path_type=Path)


@click.command("validate")
@click.argument("data", nargs=-1, required=True, type=_DATA)
@click.option("--shapes", multiple=True, type=_RULES, help="SHACL shapes, or a folder of them; without any, ours.")
@click.option("--ontology", multiple=True, type=_RULES, help="Classes and what else the shapes refer to.")
@click.option("--engine", type=click.Choice(["auto", "shacl", "pyshacl"]), default="auto", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
@click.option(
    "--limit", type=click.IntRange(min=1), default=600, show_default=True, help="Seconds that pySHACL may take."
)
@click.option("--language", metavar="TAG", default="en", show_default=True, help="In which language rules are said.")
def command(
    *,
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    ontology: tuple[Path, ...],
    engine: str,
    form: str,
    limit: int,
    language: str,
) -> int:
    """Check RDF files in any syntax against SHACL shapes; - is stdin, in Turtle or TriG.

    Relative IRIs are resolved against each file's own location. Exit code 0 where everything holds; 1 where something
    does not, and where a file or the shapes cannot be read; 2 for wrong use.
    """
    from shapes.advised import wanted_for
    from shapes.files import validate_files

    report = validate_files(data, shapes or None, ontology, engine, limit_s=limit, say=_say)
    match form:
        case "json":
            wanted = wanted_for(report, data, shapes or None, ontology, language=language)
            click.echo(json.dumps(report.as_json(wanted), ensure_ascii=False, indent=2))
        case "turtle":
            click.echo(report.as_turtle(), nl=False)
        case _:
            wanted = wanted_for(report, data, shapes or None, ontology, language=language)
            click.echo(report.as_text(wanted=wanted), nl=False)
    return 0 if report.conforms else 1


def _say(sentence: str) -> None:
    click.echo(f"mediagraph: {sentence}", err=True)
