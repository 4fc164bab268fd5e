"""Reading RDF: every syntax, gzipped or not; damage and hostile XML are refused with their place."""

from __future__ import annotations

import contextlib
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology import rdf_files
from ontology.model import Quad, TermError
from ontology.rdf_files import FileRefused, is_xml, parse_rdf, read_bytes

QUAD = Quad("<urn:a>", "<urn:b>", '"c"@en')
RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">
  <rdf:Description rdf:about="urn:a"><u:b xml:lang="EN">c</u:b></rdf:Description>
</rdf:RDF>"""
SYNTAXES = {
    "a.ttl": '<urn:a> <urn:b> "c"@en .',
    "a.nt": '<urn:a> <urn:b> "c"@en .',
    "a.nq": '<urn:a> <urn:b> "c"@en <urn:g> .',
    "a.trig": '<urn:g> { <urn:a> <urn:b> "c"@EN . }',
    "a.n3": '<urn:a> <urn:b> "c"@en .',
    "a.jsonld": '{"@id": "urn:a", "urn:b": {"@value": "c", "@language": "en"}}',
    "a.json": '[{"@id": "urn:a", "urn:b": {"@value": "c", "@language": "EN"}}]',
    "a.rdf": RDF_XML,
    "a.owl": RDF_XML,
    "turtle.owl": '@prefix u: <urn:> . u:a u:b "c"@en .',
}


@pytest.mark.parametrize("name", SYNTAXES)
def test_each_syntax_gives_the_same_quad(name: str, tmp_path: Path) -> None:
    data = SYNTAXES[name].encode()
    assert list(parse_rdf(data, name)) == [QUAD]
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(data))
    assert list(parse_rdf(read_bytes(packed), packed.name)) == [QUAD]


def test_graph_is_the_callers() -> None:
    (quad,) = parse_rdf(SYNTAXES["a.nq"].encode(), "a.nq", graph="<urn:mine>")
    assert isinstance(quad, Quad)
    assert quad.graph == "<urn:mine>"


def test_literals_become_canonical_or_are_named() -> None:
    data = (
        b'@prefix x: <http://www.w3.org/2001/XMLSchema#> . <urn:a> <urn:b> "1.50"^^x:decimal, "01"^^x:integer, '
        b'"never"^^x:date .'
    )
    quads = list(parse_rdf(data, "a.ttl"))
    values = {quad.object for quad in quads if isinstance(quad, Quad)}
    assert values == {
        '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    }
    (fault,) = (quad for quad in quads if isinstance(quad, TermError))
    assert "never" in str(fault)


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.ttl", "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> .\n", 2),
        ("a.nt", '<urn:a> <urn:b> "c" .\n\n<urn:a> oops .\n', 3),
        ("a.rdf", RDF_XML.replace("</u:b>", "</u:x>"), 3),
        ("a.jsonld", '{"@id": "urn:a",\n "urn:b": }', 2),
    ],
)
def test_a_syntax_error_has_its_place(name: str, data: str, line: int) -> None:
    with pytest.raises(FileRefused, match=name) as caught:
        list(parse_rdf(data.encode(), name))
    assert caught.value.line == line
    assert f"line {line}" in str(caught.value)


BOMB = """<?xml version="1.0"?>
<!DOCTYPE r [
  <!ENTITY a "aaaaaaaaaa">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">
  <rdf:Description rdf:about="urn:a"><u:b>&b;</u:b></rdf:Description>
</rdf:RDF>"""


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        BOMB.replace('"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"', 'SYSTEM "file:///etc/hostname"'),
        BOMB.replace("aaaaaaaaaa", "a" * 2000).replace("&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;", "b"),
    ],
    ids=["nested", "external", "long"],
)
def test_entities_that_could_swell_are_refused(data: str) -> None:
    with pytest.raises(FileRefused, match="an XML entity that is nested"):
        list(parse_rdf(data.encode(), "bomb.rdf"))


def test_entities_that_shorten_namespaces_are_read() -> None:
    plain = BOMB.replace('"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"', '"c"').replace("<u:b>", '<u:b xml:lang="en">')
    assert list(parse_rdf(plain.encode(), "entities.rdf")) == [QUAD]


def test_unknown_names_are_refused() -> None:
    with pytest.raises(FileRefused, match="is no RDF"):
        list(parse_rdf(b"hello", "hello.pdf"))


def test_damaged_or_missing_files_are_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.ttl.gz"
    damaged.write_bytes(gzip.compress(b"x" * 10_000)[:-20])
    with pytest.raises(FileRefused, match="damaged gzip"):
        read_bytes(damaged)
    broken = tmp_path / "broken.ttl.gz"
    broken.write_bytes(gzip.compress(b"x" * 10_000)[:10] + b"\xff" * 50)
    with pytest.raises(FileRefused, match="damaged gzip"):
        read_bytes(broken)
    with pytest.raises(FileRefused, match=r"missing\.ttl"):
        read_bytes(tmp_path / "missing.ttl")


def test_a_zip_bomb_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf_files, "MAX_BYTES", 1000)
    bomb = tmp_path / "bomb.ttl.gz"
    bomb.write_bytes(gzip.compress(b"#" * 100_000))
    with pytest.raises(FileRefused, match="more than 1000 bytes"):
        read_bytes(bomb)


def test_xml_is_told_from_n_triples() -> None:
    assert is_xml(b"\xef\xbb\xbf<?xml version='1.0'?><r/>")
    assert is_xml(b"\n<rdf:RDF xmlns:rdf='x'/>")
    assert not is_xml(b"<urn:a> <urn:b> <urn:c> .")
    assert not is_xml(b"<http://example.org/a> a <http://example.org/b> .")


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.sampled_from(sorted(SYNTAXES)))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    # Anything but FileRefused, which names the file by construction, fails the test.
    with contextlib.suppress(FileRefused):
        assert all(isinstance(quad, Quad | TermError) for quad in parse_rdf(data, name))
