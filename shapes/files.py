"""Validating files: any RDF syntax, any shapes, for ``mediagraph validate`` and for whoever imports it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from ontology.rdf_files import MAX_BYTES, FileRefused, rdf_format, read_bytes, refuse_entities
from shapes.engines.port import DataSyntaxError
from shapes.engines.pyshacl_engine import TIME_LIMIT_S
from shapes.engines.waiting import Progress, Say, interruptible, silent
from shapes.report import Report
from shapes.shapes_graph import ShapesGraph, Triple, our_shapes
from shapes.slices import ontology_support
from shapes.validate import EngineName, Slice, make_validator

if TYPE_CHECKING:
    import pyoxigraph

STDIN: Final = Path("-")
"""The file name that stands for stdin: Turtle or TriG, or RDF/XML or JSON-LD where it begins so."""
_ENDING: Final = re.compile(r"\.(?:ttl|nt|nq|trig|rdf|owl|jsonld|n3)(?:\.gz)?$", re.IGNORECASE)
_PLACE: Final = re.compile(r"line (\d+)(?: between)? columns? (\d+)")
_LINE_AT_END: Final = re.compile(r" \(line \d+\)$")


def validate_files(
    data: Sequence[Path],
    shapes: Sequence[Path] | None = None,
    ontology: Sequence[Path] = (),
    engine: str = "auto",
    *,
    limit_s: int = TIME_LIMIT_S,
    say: Say = silent,
) -> Report:
    """Validate files against shapes, all graphs of a file taken together; without shapes, against ours.

    Syntax goes by the content, then the ending; relative IRIs by each file's own URI; the file ``-`` is stdin. A folder
    stands for the RDF files below it. `ontology` is read beside the data (classes, subclasses) and nothing is reported
    about it; our own is added where our shapes are used. `engine` is auto, shacl or pyshacl; `limit_s` is how many
    seconds pySHACL may take. `say` is told which shapes are recursive, and every ten seconds what is being done.

    Raises `DataSyntaxError` naming file, line and column, `ShapesError` for shapes that are ill-formed, and ValueError
    for an unknown engine. Ctrl-C is heard at once, however much there is to do.
    """
    name = _engine_name(engine)

    def work(progress: Progress) -> Report:
        progress.doing = "reading the shapes"
        graph = our_shapes() if shapes is None else ShapesGraph(_shape_triples(list(_files(shapes))))
        validator = make_validator(graph, engine=name, limit_s=limit_s)
        for circle in validator.recursions:
            say(f"the shapes are recursive, which SHACL leaves open: {circle}")
        support = _text(list(_files(ontology)), progress) + (ontology_support() if shapes is None else "")
        text = _text(list(_files(data)), progress)
        progress.doing = f"validating {text.count(chr(10)):,} triples"
        return validator.validate(Slice(text, support))

    return interruptible(work, say)


def _text(paths: Sequence[Path], progress: Progress) -> str:
    texts = []
    for path in paths:
        progress.doing = f"reading {path}"
        texts.append(rdf_text(path))
    return "".join(texts)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that are meant: those given, and what has an ending of RDF in folders given, sorted."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(p for p in path.rglob("*") if p.is_file() and _ENDING.search(p.name))
        if not found:
            raise DataSyntaxError(f"{path}: no RDF file lies in this folder", where=str(path))
        yield from found


def _engine_name(engine: str) -> EngineName:
    for name in get_args(EngineName):
        if engine == name:
            found: EngineName = name
            return found
    raise ValueError(f"{engine!r} is no engine; there are {', '.join(get_args(EngineName))}")


def _shape_triples(paths: Sequence[Path]) -> Iterator[Triple]:
    for path in paths:
        for quad in _parse(path, *_content(path)):
            yield str(quad.subject), str(quad.predicate), str(quad.object)


def rdf_text(path: Path) -> str:
    """Return an RDF file, or all in a folder, as N-Triples, blank nodes renamed apart.

    Raises `DataSyntaxError` with file, line, column.
    """
    import pyoxigraph
    from pyoxigraph import RdfFormat

    if path.is_dir():
        return "".join(rdf_text(file) for file in _files([path]))
    content, syntax = _content(path)
    quads = _parse(path, content, syntax)
    if syntax in (RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD):
        triples = (pyoxigraph.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
        text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    else:
        # N-Quads without a graph are N-Triples, and no Python code touches a quad: 0.27 s for 330,000, not 1.04 s.
        text = pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS)
    return text.decode("utf-8") if text is not None else ""


@lru_cache(maxsize=1)
def _stdin() -> bytes:
    # Kept, because whoever asks for the file a second time is to get the same.
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _content(path: Path) -> tuple[bytes, pyoxigraph.RdfFormat]:
    try:
        content = _stdin() if path == STDIN else read_bytes(path)
    except FileRefused as err:
        raise DataSyntaxError(str(err), where=str(path), line=err.line, column=err.column) from err
    if len(content) > MAX_BYTES:
        raise DataSyntaxError(f"{path}: more than {MAX_BYTES} bytes", where=str(path))
    # Turtle and N-Triples are TriG too.
    syntax = rdf_format("stdin.trig" if path == STDIN else path.name, content)
    if syntax is None:
        known = "Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD and N3 are read, gzipped too"
        raise DataSyntaxError(f"{path}: is no RDF by its content or its ending; {known}", where=str(path))
    return content, syntax


def _parse(path: Path, content: bytes, syntax: pyoxigraph.RdfFormat) -> Iterator[pyoxigraph.Quad]:
    import pyoxigraph

    if syntax == pyoxigraph.RdfFormat.RDF_XML:
        try:
            refuse_entities(content, str(path))
        except FileRefused as err:
            raise DataSyntaxError(str(err), where=str(path), line=err.line, column=1) from err
    base = f"{Path.cwd().as_uri()}/" if path == STDIN else path.absolute().as_uri()
    stream = io.BytesIO(content)
    try:
        yield from pyoxigraph.parse(stream, format=syntax, base_iri=base, rename_blank_nodes=True)
    except SyntaxError as err:
        raise _syntax_error(path, err) from err


def _syntax_error(path: Path, err: SyntaxError) -> DataSyntaxError:
    line, column = err.lineno, err.offset
    if line is None and (place := _PLACE.search(str(err))):
        line, column = int(place[1]), int(place[2])
    where = f"{path}" if line is None else f"{path}, line {line}, column {column}"
    reason = _LINE_AT_END.sub("", str(err).partition(": ")[2] or str(err))
    return DataSyntaxError(f"{where}: {reason}", where=str(path), line=line, column=column)
