"""`mediagraph erase`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from api.cli.options import data_option, json_option, keep_up, settings


@click.command("erase")
@click.argument("thing", metavar="ASSET|ENTITY")
@data_option
@json_option
@click.option("--by", required=True, help="Who erases.")
@click.option("--why", required=True, help="Why; this stays in the history, what is erased does not.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(  # noqa: PLR0917 - one parameter an option
    thing: str, data: str | None, as_json: bool, by: str, why: str, yes: bool
) -> None:
    """Remove an asset or entity everywhere: quads, evidence, inputs, checkpoints, and the patches of the past."""
    from api.opening import data_folder, open_dataset
    from graph.backup import backups_before
    from graph.erase import erase
    from graph.explain import Explainer
    from graph.kept_report import kept_path
    from ontology.model.rdf import iri

    chosen = settings(data)
    dataset = open_dataset(chosen)
    with dataset.reader() as reader:
        thing_iri = Explainer(reader, dataset.base).iri_of(thing)
    if not yes and not as_json:
        click.confirm(f"Erase {thing_iri} for good, from the history too?", abort=True)
    folder = data_folder(chosen)

    def delete_blob(sha256: str) -> None:
        (folder.blobs / sha256).unlink(missing_ok=True)

    done = erase(dataset, iri(thing_iri), by=by, why=why, now=datetime.now(UTC), delete_blob=delete_blob)
    # The kept report of the shapes may quote what is erased.
    kept_path(folder.path).unlink(missing_ok=True)
    keep_up(chosen, done.sequence)
    backups = [backup.path for backup in backups_before(folder, done.sequence)]
    if as_json:
        body: dict[str, object] = {
            "erased": thing_iri,
            "sequence": done.sequence,
            "quads": done.quads,
            "patches": done.patches,
        }
        click.echo(
            json.dumps(body | {"blobs": list(done.blobs), "kept_blobs": list(done.kept_blobs), "backups": backups})
        )
        return
    click.echo(f"{thing_iri} is erased: {done.quads} quads, {done.patches} patches, {len(done.blobs)} inputs")
    for sha256 in done.kept_blobs:
        click.echo(f"note: the input {sha256} is kept, because other assets need it; it may still hold the words")
    for path in backups:
        click.echo(f"note: the backup {path} still holds it")
