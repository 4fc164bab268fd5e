"""Options that several verbs share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from api.settings import Settings

_Function = TypeVar("_Function", bound=Callable[..., Any])


def data_option(function: _Function) -> _Function:
    """Give a verb `--data DIR`; it may also stand before the verb."""
    text = "Where state lives; default ./mediagraph-data or MEDIAGRAPH_DATA."
    return click.option("--data", metavar="DIR", help=text)(function)


def json_option(function: _Function) -> _Function:
    """Give a verb `--json`: results for a program on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")(function)


def keep_up(chosen: Settings, sequence: int) -> None:
    """Bring Neo4j to what was just committed; a note on stderr says where that has to wait."""
    if chosen.neo4j_uri:
        from api.projections import bring_up_to_date

        for note in bring_up_to_date(chosen, sequence):
            click.echo(f"note: {note}", err=True)


def settings(data: str | None) -> Settings:
    """Return the settings of the environment, with the data folder that the command line names, if any."""
    context = click.get_current_context().find_root()
    named = data or (context.obj or {}).get("data")
    found = Settings.from_env(os.environ)
    return replace(found, data=Path(named)) if named else found
