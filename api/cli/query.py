"""`mediagraph query`."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from api.cli.options import data_option, settings
from api.results import render
from graph.dataset import Answer, DatasetError, QuerySyntaxError
from ontology.graphs import DEFAULT_DATASET, REVIEW
from ontology.namespaces import PREFIXES

_FORMS = ("table", "json", "xml", "csv", "tsv", "turtle", "ntriples")


@click.command("query")
@click.argument("sparql", metavar="SPARQL|FILE")
@data_option
@click.option("--as-of", metavar="N|TIME", help="Read the past: a sequence, or a time such as 2026-11-22T10:00:00Z.")
@click.option("--include", multiple=True, type=click.Choice(["review"]), help="Also see facts that await review.")
@click.option("--endpoint", metavar="URL", help="Ask another SPARQL endpoint, such as a remote mediagraph.")
@click.option("--format", "form", type=click.Choice(_FORMS), default=None, help="Default: table, or turtle.")
def command(  # noqa: PLR0917 - one parameter an option
    sparql: str, data: str | None, as_of: str | None, include: tuple[str, ...], endpoint: str | None, form: str | None
) -> None:
    """Ask SPARQL 1.1, as text or from a file. The prefixes of mediagraph need not be declared.

    The default graph holds accepted facts, assets, entities and the ontology. Evidence is in GRAPH mg:evidence.
    """
    from api.asking import ask, ask_endpoint

    text = read_query(sparql)
    graphs = DEFAULT_DATASET + ((REVIEW,) if "review" in include else ())
    if endpoint:
        if as_of or include:
            raise click.UsageError("--as-of and --include read a data folder; they do not go with --endpoint")
        base = PREFIXES["mg"]
        opened: AbstractContextManager[Answer] = nullcontext(ask_endpoint(endpoint, text))
    else:
        opened, base = ask(settings(data), text, as_of=as_of, default_graphs=graphs)
    try:
        with opened as answer:
            for chunk in render(answer, form or _default_form(answer), base=base):
                click.echo(chunk, nl=False)
    except QuerySyntaxError as err:
        where = f" at line {err.line}, column {err.column}" if err.line else ""
        raise click.UsageError(f"the query has a syntax error{where}: {err}") from err
    except DatasetError as err:
        raise click.ClickException(str(err)) from err


def read_query(text: str) -> str:
    """Return the query: the text itself, or what the file of that name holds; `-` reads stdin."""
    if text == "-":
        return sys.stdin.read()
    looks_like_path = len(text) < 1000 and "\n" not in text and "{" not in text
    if looks_like_path:
        path = Path(text)
        if not path.is_file():
            raise click.UsageError(f"{text!r} is neither a SPARQL query (it has no {{ }}) nor a file that exists")
        return path.read_text(encoding="utf-8")
    return text


def _default_form(answer: object) -> str:
    from graph.dataset import Triples

    return "turtle" if isinstance(answer, Triples) else "table"
