"""What a person reads when something cannot be done: one sentence on stderr, exit code 1, no traceback."""

from __future__ import annotations

import os
import sys

import click


def run(group: click.Group) -> int:
    """Run a click group and return the exit code: 0 done, 1 refused or failed, 2 wrong use, 130 interrupted."""
    try:
        result = group.main(standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as err:
        return err.exit_code
    except click.ClickException as err:
        err.show()
        return 2 if isinstance(err, click.UsageError) else 1
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Interrupted. What was committed stands; the same command goes on from there.", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error, and nothing more can be said on stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as err:
        if os.environ.get("MEDIAGRAPH_TRACEBACK"):
            raise
        click.echo(f"mediagraph: {_sentence(err)}", err=True)
        return 1


def _sentence(err: BaseException) -> str:
    if isinstance(err, OSError) and err.strerror:
        return f"{err.filename}: {err.strerror}" if err.filename else err.strerror
    if isinstance(err, KeyError) and err.args:
        return str(err.args[0])
    return str(err) or type(err).__name__
