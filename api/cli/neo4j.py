"""`mediagraph neo4j`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from api.cli.neo4j_query import command as query
from api.cli.options import data_option, json_option, settings

if TYPE_CHECKING:
    from graph.neo4j.server import ServerInfo

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _home_option(function: _Function) -> _Function:
    text = "Where the server's files lie; default: neo4j in the data folder."
    return click.option("--home", metavar="DIR", help=text)(function)


def _env_option(function: _Function) -> _Function:
    text = "Write `export` lines for a shell, the password among them."
    return click.option("--env", "as_env", is_flag=True, help=text)(function)


@click.group("neo4j")
def command() -> None:
    """Start, stop and look at a Neo4j of one's own on this machine, without Docker; ask any Neo4j in Cypher."""


@command.command("start")
@_home_option
@data_option
@json_option
@_env_option
@click.option("--version", metavar="V", help="Which Neo4j; default: the one that was, at first 5.26.30.")
@click.option("--heap", metavar="MB", type=click.IntRange(256, 1_000_000), help="Java heap; at first 1024.")
@click.option("--page-cache", metavar="MB", type=click.IntRange(8, 10_000_000), help="Page cache; at first 512.")
def start(
    *,
    home: str | None,
    data: str | None,
    as_json: bool,
    as_env: bool,
    version: str | None,
    heap: int | None,
    page_cache: int | None,
) -> None:
    """Start Neo4j Community and wait until it answers; one that runs already is left as it is.

    It needs Java (17; 21 for versions of 2025 and later). At the first time Maven brings its jars, about 120 MB.
    """
    from graph.neo4j import server

    info = server.start(_home(home, data), version=version, heap_mb=heap, page_cache_mb=page_cache)
    _show(info, info.as_json(), as_json=as_json, as_env=as_env)


@command.command("stop")
@_home_option
@data_option
@json_option
def stop(home: str | None, data: str | None, as_json: bool) -> None:
    """Stop it, by its own process id. Where none runs nothing is done."""
    from graph.neo4j import server

    folder = _home(home, data)
    stopped = server.stop(folder)
    if as_json:
        click.echo(json.dumps({"stopped": stopped}))
    else:
        click.echo(f"the Neo4j in {folder} is stopped" if stopped else f"no Neo4j runs in {folder}")


@command.command("status")
@_home_option
@data_option
@json_option
@_env_option
def status(home: str | None, data: str | None, as_json: bool, as_env: bool) -> None:
    """Say whether it runs, and where."""
    from graph.neo4j import server

    folder = _home(home, data)
    info = server.status(folder)
    if info is None:
        click.echo(json.dumps({"running": False}) if as_json else f"no Neo4j was started in {folder}")
        return
    _show(info, info.as_json() | {"running": info.running}, as_json=as_json, as_env=as_env)


command.add_command(query)


def _home(home: str | None, data: str | None) -> Path:
    return Path(home) if home else settings(data).data / "neo4j"


def _show(info: ServerInfo, values: dict[str, str | int], *, as_json: bool, as_env: bool) -> None:
    if as_json:
        click.echo(json.dumps(values))
    elif as_env:
        lines = {
            "MEDIAGRAPH_NEO4J_URI": info.uri,
            "MEDIAGRAPH_NEO4J_USER": info.user,
            "MEDIAGRAPH_NEO4J_PASSWORD": info.password,
            "MEDIAGRAPH_NEO4J_DATABASE": info.settings().database,
        }
        for name, value in lines.items():
            click.echo(f"export {name}={shlex.quote(value)}")
    elif info.running:
        click.echo(f"Neo4j {info.version} runs at {info.uri}, in a browser at {info.http} (process {info.pid})")
        click.echo(
            f"user {info.user}; --json prints the password, --env the lines that point mediagraph at it", err=True
        )
    else:
        click.echo(f"the Neo4j {info.version} in {info.home} does not run")
