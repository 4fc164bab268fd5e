"""`mediagraph export`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from api.cli.options import data_option, settings


@click.command("export")
@data_option
@click.option("--format", "form", type=click.Choice(["nquads", "jsonld"]), default="nquads", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; default is stdout.")
def command(data: str | None, form: str, out: Path | None) -> None:
    """Write everything as N-Quads, or the assets as schema.org JSON-LD with each value's confidence and model."""
    from api.export import jsonld, nquads
    from api.opening import open_dataset

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader, _opened(out) as file:
        chunks: Iterator[bytes]
        chunks = nquads(reader) if form == "nquads" else (text.encode() for text in jsonld(reader, dataset.base))
        for chunk in chunks:
            file.write(chunk)
    if out:
        click.echo(f"wrote {out}", err=True)


@contextmanager
def _opened(out: Path | None) -> Iterator[BinaryIO]:
    """Open stdout, or a file that appears under its name only when it is whole."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    partial = out.with_name(out.name + ".partial")
    try:
        with partial.open("wb") as file:
            yield file
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)
