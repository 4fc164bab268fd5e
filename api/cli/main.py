"""The console script: verbs are imported only when called, so that `--help` is quick."""

from __future__ import annotations

import sys
from importlib import import_module

import click

VERBS: dict[str, str] = {
    "ingest": "Read files, folders and models' outputs into the graph.",
    "status": "Count what stands: assets, facts, review, quarantine, precision.",
    "query": "Ask SPARQL, as text or from a file.",
    "explain": "Show the evidence behind an asset, a fact or a triple.",
    "decide": "Accept, reject or correct a fact, in your name.",
    "quarantine": "List, show or retry what was refused.",
    "policy": "Show or fit what facts are judged by: calibration and bands.",
    "changes": "List, show or undo commits.",
    "erase": "Remove an asset or entity everywhere, history too.",
    "validate": "Check any RDF against shapes; without --shapes, ours.",
    "taxonomy": "Import, check, compare or export taxonomies.",
    "export": "Write the graph as N-Quads or JSON-LD.",
    "verify": "Compare every projection with the dataset.",
    "rebuild": "Make a projection anew.",
    "neo4j": "Start, stop or look at a local Neo4j; ask one in Cypher.",
    "wikidata": "Build, show or update the index that names are linked by.",
    "link": "Link what texts name to Wikidata; measure how well.",
    "backup": "Copy the data folder while it is in use.",
    "restore": "Put a backup in the place of the data folder.",
    "extractors": "List the forms of input that are read.",
    "serve": "Serve the page, SPARQL and explanations on this machine.",
}
"""Verb to its line in `--help`, in the order of the work."""


class Verbs(click.Group):
    """A group whose commands are imported from `api.cli.<verb>` when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a verb's command; None for an unknown one."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"api.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs with their lines, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", metavar="DIR", help="Where state lives; default ./mediagraph-data or MEDIAGRAPH_DATA.")
@click.version_option(package_name="mediagraph")
@click.pass_context
def mediagraph(ctx: click.Context, data: str | None) -> None:
    """Turn what models say about media files into a knowledge graph that people can trust.

    Exit codes: 0 done; 1 something was refused or failed, and is named; 2 wrong use.
    """
    ctx.obj = {"data": data}


def main() -> None:
    """Run the command line; errors that a person can meet become one sentence and an exit code."""
    from api.cli.errors import run

    sys.exit(run(mediagraph))


if __name__ == "__main__":
    main()
