"""`mediagraph neo4j query`."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from api.cli.options import data_option, settings

_WIDTH = 60


@click.command("query")
@click.argument("cypher", metavar="CYPHER|FILE")
@data_option
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; VALUE is JSON, or text.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", help="Default: table.")
@click.option("--seconds", type=click.IntRange(1, 3600), default=30, help="How long it may run; default 30.")
@click.option("--rows", type=click.IntRange(1, 1_000_000), default=10_000, help="Rows at most; default 10000.")
def command(  # noqa: PLR0917 - one parameter an option
    cypher: str, data: str | None, params: tuple[str, ...], form: str, seconds: int, rows: int
) -> None:
    """Ask the Neo4j of the settings in Cypher, as text or from a file; `-` reads stdin. It only reads.

    Queries that would write, call other procedures or leave the graph are refused; time, rows and bytes are bounded.
    """
    from api.cypher_worker import CypherQuestion, ask_cypher, cypher_workers
    from graph.neo4j.cypher import Limits

    chosen = settings(data)
    if not chosen.neo4j_uri:
        raise click.UsageError("no Neo4j is set: MEDIAGRAPH_NEO4J_URI names one; `mediagraph neo4j start` makes one")
    question = CypherQuestion(_read(cypher), _parameters(params), Limits(seconds=seconds, rows=rows))
    workers = cypher_workers(chosen, count=1)
    try:
        answer = ask_cypher(workers, question, wait_s=seconds)
    finally:
        workers.stop()
    if answer.kind == "syntax":
        where = f" at line {answer.line}, column {answer.column}" if answer.line else ""
        raise click.UsageError(f"the query has a syntax error{where}: {answer.sentence}")
    if answer.kind != "rows":
        raise click.ClickException(answer.sentence)
    found = json.loads(answer.json)
    for chunk in _written(found, form):
        click.echo(chunk, nl=False)
    if found["cut"]:
        limit = f"{rows:,} rows" if found["cut"] == "rows" else f"{question.limits.bytes:,} bytes"
        click.echo(f"cut at {limit}: there is more", err=True)


def _read(text: str) -> str:
    """Return the query: the text itself, or what the file of that name holds."""
    if text == "-":
        return sys.stdin.read()
    # A file's name has no space in it, or one could not tell it from a query that is mistyped.
    if len(text) < 1000 and not any(c.isspace() for c in text) and Path(text).is_file():
        return Path(text).read_text(encoding="utf-8")
    return text


def _parameters(params: tuple[str, ...]) -> dict[str, Any]:
    """Return `name=value` pairs as parameters; a value that is no JSON is a text."""
    found: dict[str, Any] = {}
    for given in params:
        name, equals, value = given.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--param {given!r}: a parameter is NAME=VALUE")
        try:
            found[name] = json.loads(value)
        except (ValueError, RecursionError):
            found[name] = value
    return found


def _written(answer: Mapping[str, Any], form: str) -> Iterator[str]:
    columns, rows = answer["columns"], answer["rows"]
    if form == "json":
        yield json.dumps(answer, ensure_ascii=False) + "\n"
    elif form == "csv":
        for row in (columns, *([_cell(value) for value in row] for row in rows)):
            line = io.StringIO()
            csv.writer(line).writerow(row)
            yield line.getvalue()
    else:
        yield from _table(columns, [[_short(_cell(value)) for value in row] for row in rows])


def _table(columns: list[str], rows: list[list[str]]) -> Iterator[str]:
    heads = [_short(column) for column in columns]
    widths = [max(len(head), *(len(row[i]) for row in rows), 0) for i, head in enumerate(heads)]
    for row in (heads, ["-" * width for width in widths], *rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
    yield f"({len(rows):,} {'row' if len(rows) == 1 else 'rows'})\n"


def _cell(value: Any) -> str:
    """Return a value as text: a node by its IRI, a relationship by type and ends, a list or map as JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
        case {"iri": iri, "labels": _, "properties": _}:
            return str(iri)
        case {"type": kind, "start": start, "end": end, "properties": _}:
            return f"({start})-[:{kind}]->({end})"
    return json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    # Control characters of a hostile label must not reach the terminal.
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
