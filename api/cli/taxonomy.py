"""`mediagraph taxonomy`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.options import data_option, json_option, settings
from ontology.model import Quad

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("taxonomy")
def command() -> None:
    """Import, check, compare or export taxonomies."""


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@data_option
@json_option
@click.option("--for", "applies_to", multiple=True, metavar="PROPERTY", help="Properties that take its concepts.")
@click.option("--by", default="mediagraph taxonomy import", help="Who imports.")
def import_(files: tuple[Path, ...], data: str | None, as_json: bool, applies_to: tuple[str, ...], by: str) -> int:
    """Import IPTC Media Topics, EBU and TV-Anytime classification schemes, or any SKOS file; makes a new Release.

    Labels that are ingested from then on find the new concepts too.
    """
    from api.opening import open_engine
    from graph.release import publish_import
    from ontology.taxonomy_import import import_taxonomy

    engine = open_engine(settings(data), make=True)
    rows: list[dict[str, object]] = []
    failed = 0
    for path in files:
        try:
            taxonomy = import_taxonomy(path, applies_to=applies_to or None)
        except Exception as err:  # one file that cannot be read does not stop the others
            rows.append({"path": str(path), "failed": str(err)})
            failed += 1
            continue
        now = datetime.now(UTC)
        with engine.writing(holder=by, now=now) as (writer, _):
            release = publish_import(writer, taxonomy.quads, title=path.name, author=by, now=now)
        rows.append(
            {
                "path": str(path),
                "release": release,
                "schemes": list(taxonomy.schemes),
                "concepts": len(taxonomy.concepts),
                "problems": list(taxonomy.problems),
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print_imported(rows)
    return 1 if failed else 0


def _print_imported(rows: list[dict[str, object]]) -> None:
    for row in rows:
        if "failed" in row:
            click.echo(f"failed: {row['failed']}", err=True)
            continue
        schemes = row["schemes"]
        assert isinstance(schemes, list)
        release = f"Release {row['release']}" if row["release"] else "nothing new"
        click.echo(f"{row['path']}: {row['concepts']} concepts in {len(schemes)} schemes, {release}")
        problems = row["problems"]
        assert isinstance(problems, list)
        for problem in problems[:10]:
            click.echo(f"  note: {problem}", err=True)
        if len(problems) > 10:
            click.echo(f"  note: and {len(problems) - 10} more", err=True)


@command.command("check")
@click.argument("files", nargs=-1, type=_FILE)
@data_option
@json_option
@click.option("--reason/--no-reason", default=True, show_default=True, help="Ask an OWL reasoner too, with Java.")
def check(files: tuple[Path, ...], data: str | None, as_json: bool, reason: bool) -> int:
    """Name breaches of SKOS integrity, cycles, orphans, missing or double labels, and OWL inconsistency.

    Without FILES it checks the current Release of the data folder, or what mediagraph brings where there is none.
    """
    from ontology.reasoning import check_consistency
    from ontology.taxonomy_check import check_taxonomy

    quads = _read(files) if files else _current(data)
    breaches = check_taxonomy(quads)
    reasoning = check_consistency(quads) if reason else None
    if as_json:
        body = {
            "breaches": [b._asdict() for b in breaches],
            "reasoner": {"verdict": reasoning.verdict, "sentence": reasoning.sentence} if reasoning else None,
        }
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        for breach in breaches:
            click.echo(f"{breach.rule}: {breach.sentence}")
        click.echo(f"{len(breaches)} breaches; reasoner: {reasoning.sentence if reasoning else 'not asked'}")
    inconsistent = reasoning is not None and reasoning.verdict == "inconsistent"
    return 1 if breaches or inconsistent else 0


@command.command("diff")
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
def diff(before: Path, after: Path) -> None:
    """Say which terms AFTER adds, removes and changes against BEFORE."""
    from ontology.diff import diff as compare

    for line in compare(_read([before]), _read([after])).lines():
        click.echo(line)


@command.command("export")
@data_option
@click.option("--scheme", metavar="IRI", help="Only this concept scheme.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; default is stdout.")
def export(data: str | None, scheme: str | None, out: Path | None) -> None:
    """Write the current Release as Turtle."""
    from api.results import to_turtle
    from graph.dataset import Triples

    quads = _current(data)
    if scheme:
        quads = _of_scheme(quads, scheme)
    triples = Triples(iter([(q.subject, q.predicate, q.object) for q in quads]))
    text = "".join(to_turtle(triples, base="https://mediagraph.example/id/"))
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


def _of_scheme(quads: list[Quad], scheme: str) -> list[Quad]:
    from ontology.model.rdf import iri
    from ontology.namespaces import PREFIXES

    node, in_scheme = iri(scheme), f"<{PREFIXES['skos']}inScheme>"
    members = {q.subject for q in quads if q.predicate == in_scheme and q.object == node} | {node}
    kept = [q for q in quads if q.subject in members]
    if not kept:
        raise click.ClickException(f"there is no concept scheme {scheme}")
    return kept


_RDF_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld", ".n3")


def _read(files: Iterable[Path]) -> list[Quad]:
    """Return the quads of RDF files as they stand, and of the other forms that `taxonomy import` reads."""
    from ontology.graphs import ONTOLOGY
    from ontology.model import TermError
    from ontology.rdf_files import FileRefused, parse_rdf, read_bytes
    from ontology.taxonomy_import import import_taxonomy

    def as_rdf(path: Path) -> list[Quad]:
        found = parse_rdf(read_bytes(path), str(path), graph=ONTOLOGY)
        return [quad for quad in found if not isinstance(quad, TermError)]

    quads: list[Quad] = []
    for path in files:
        if path.name.removesuffix(".gz").endswith(_RDF_ENDINGS):
            quads += as_rdf(path)
            continue
        try:
            quads += import_taxonomy(path).quads
        except FileRefused:
            quads += as_rdf(path)
    return quads


def _current(data: str | None) -> list[Quad]:
    from api.opening import open_dataset
    from graph.datafolder import DataFolderError
    from ontology.catalog import load_release
    from ontology.graphs import ONTOLOGY

    try:
        dataset = open_dataset(settings(data))
    except DataFolderError:
        return list(load_release())
    with dataset.reader() as reader:
        return list(reader.quads(None, None, None, ONTOLOGY)) or list(load_release())
