"""RDF of any syntax as our quads: files and bytes, gzipped or not, with the place of each error."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ontology.model.rdf import DEFAULT_GRAPH, Quad, Term, TermError, iri, lang_string, string, typed

if TYPE_CHECKING:
    import pyoxigraph

MAX_BYTES: Final = 1 << 30
"""The most bytes one file may hold after decompression."""

_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_GZIP_MAGIC: Final = b"\x1f\x8b"
# A prefixed element without an attribute has no namespace: <urn:a> is an IRI, <rdf:RDF xmlns…> is XML.
_XML_START: Final = re.compile(rb"<(?:\?xml|!DOCTYPE|!--|[A-Za-z_][\w.\-]*:[A-Za-z_][\w.\-]*\s|[A-Za-z_][\w.\-]*[\s>])")
_ENTITY: Final = re.compile(
    rb"<!ENTITY\s+(%\s+)?[^\s>]+\s+(?:(?:SYSTEM|PUBLIC)\b|\"([^\"]*)\"|'([^']*)')", re.IGNORECASE
)
_MAX_ENTITY: Final = 1_000
_PLACE: Final = re.compile(r"line (\d+)(?:,? (?:column|between columns) (\d+))?")


class FileRefused(ValueError):
    """A file that cannot be read: `path`, and `line` and `column` from 1 where they are known."""

    def __init__(self, path: str, fault: str, *, line: int | None = None, column: int | None = None) -> None:
        self.path, self.fault, self.line, self.column = path, fault, line, column
        place = "" if line is None else f" at line {line}" + ("" if column is None else f", column {column}")
        super().__init__(f"{path}{place}: {fault}")


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, decompressed where gzipped; raise `FileRefused` for damage or more than `MAX_BYTES`."""
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            with gzip.GzipFile(fileobj=raw) if zipped else raw as stream:
                data = stream.read(MAX_BYTES + 1)
    except (EOFError, gzip.BadGzipFile, gzip.zlib.error) as err:  # type: ignore[attr-defined]
        raise FileRefused(str(path), f"damaged gzip: {err}") from err
    except OSError as err:
        raise FileRefused(str(path), err.strerror or str(err)) from err
    if len(data) > MAX_BYTES:
        raise FileRefused(str(path), f"more than {MAX_BYTES} bytes after decompression")
    return data


def is_xml(data: bytes) -> bool:
    """Say whether bytes begin as XML does; an N-Triples file, which also begins with ``<``, does not."""
    return _XML_START.match(data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()) is not None


def rdf_format(name: str, data: bytes) -> pyoxigraph.RdfFormat | None:
    """Return the RDF syntax of a file by its content, then by its name; None where it is no RDF we know."""
    from pyoxigraph import RdfFormat

    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if is_xml(data):
        return RdfFormat.RDF_XML
    if start[:1] in (b"{", b"["):
        return RdfFormat.JSON_LD if not start.startswith(b"[]") else RdfFormat.TURTLE
    ending = name.removesuffix(".gz").rpartition(".")[2].lower()
    # EBUCorePlus is published as Turtle under the name .owl: what is no XML there is Turtle.
    return RdfFormat.TURTLE if ending in ("owl", "rdf", "xml", "txt") else RdfFormat.from_extension(ending)


def parse_rdf(
    data: bytes, name: str, *, graph: Term = DEFAULT_GRAPH, syntax: pyoxigraph.RdfFormat | None = None
) -> Iterator[Quad | TermError]:
    """Yield each statement as a Quad in `graph`, or the `TermError` that keeps it from being one.

    Blank nodes stay as they are (see `ontology.skolem`). Raises `FileRefused` with line and column.
    """
    import pyoxigraph

    syntax = syntax or rdf_format(name, data)
    if syntax is None:
        raise FileRefused(name, "is no RDF: Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD and N3 are read")
    if syntax == pyoxigraph.RdfFormat.RDF_XML:
        refuse_entities(data, name)
    try:
        for statement in pyoxigraph.parse(io.BytesIO(data), format=syntax, base_iri=None):
            yield _quad(statement, graph)
    except SyntaxError as err:
        place = _xml_place(data) if syntax == pyoxigraph.RdfFormat.RDF_XML else (None, None)
        raise _refused(name, err, place) from err
    except (ValueError, OSError) as err:
        raise FileRefused(name, str(err)) from err


def refuse_entities(data: bytes, name: str) -> None:
    """Raise `FileRefused` for XML entities that nest, lie outside, or are long: the parser would expand them all.

    The whole document is looked through, since a DOCTYPE may be of any length; XML in UTF-16 or UTF-32, where
    declarations cannot be seen as bytes, is refused.
    """
    if b"\x00" in data[:200]:
        raise FileRefused(name, "RDF/XML is read in UTF-8 alone")
    for found in _ENTITY.finditer(data):
        value = found[2] if found[2] is not None else found[3]
        if found[1] or value is None or b"&" in value or b"%" in value or len(value) > _MAX_ENTITY:
            line = data.count(b"\n", 0, found.start()) + 1
            raise FileRefused(
                name, f"an XML entity that is nested, external or longer than {_MAX_ENTITY} bytes is refused", line=line
            )


def _quad(statement: pyoxigraph.Quad, graph: Term) -> Quad | TermError:
    try:
        return Quad(_term(statement.subject), _term(statement.predicate), _term(statement.object), graph)
    except TermError as err:
        return err


def _term(node: object) -> Term:
    import pyoxigraph

    if isinstance(node, pyoxigraph.NamedNode):
        return iri(node.value)
    if isinstance(node, pyoxigraph.BlankNode):
        return f"_:{node.value}"
    if isinstance(node, pyoxigraph.Literal):
        if node.language:
            return lang_string(node.value, node.language)
        datatype = node.datatype.value
        return string(node.value) if datatype == _LANG_STRING else typed(node.value, datatype)
    raise TermError("term", str(node), "is a triple term, which no taxonomy needs")


def _refused(name: str, err: SyntaxError, place: tuple[int | None, int | None]) -> FileRefused:
    """Return the error with its place: from the exception's fields, else from its words, else as found elsewhere."""
    words = err.msg or str(err)
    if err.lineno:
        return FileRefused(name, words, line=err.lineno, column=err.offset)
    found = _PLACE.search(words)
    if found is None:
        return FileRefused(name, words, line=place[0], column=place[1])
    return FileRefused(name, words, line=int(found[1]), column=int(found[2]) if found[2] else None)


def _xml_place(data: bytes) -> tuple[int | None, int | None]:
    """Return line and column at which XML stops being well-formed, which the RDF parser does not say."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        fromstring(data)
    except ParseError as err:
        return err.position[0], err.position[1] + 1
    except (DefusedXmlException, ValueError, LookupError):
        return None, None
    return None, None
