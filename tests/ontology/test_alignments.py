"""The foreign terms our alignments name exist in the vocabularies as published."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ontology.catalog import load_files
from ontology.model.rdf import is_iri
from ontology.namespaces import PREFIXES
from ontology.resources import turtle_files

PUBLISHED = {
    "ec": ("ebu/ebucoreplus/ebucoreplus.owl.gz", "ttl", 60),
    "schema": ("schemaorg/schemaorg-current-https.ttl.gz", "ttl", 90),
    "prov": ("w3c-vocabs/prov.nq.gz", "nq", 15),
    "oa": ("w3c-vocabs/oa.nq.gz", "nq", 5),
    "skos": ("w3c-vocabs/skos.nq.gz", "nq", 3),
    "dc": ("w3c-vocabs/dc11.nq", "nq", 8),
}


@pytest.fixture(scope="module")
def named() -> set[str]:
    """Every IRI that modules and alignments (not taxonomies) name as a value."""
    quads = load_files([*turtle_files(""), *turtle_files("alignment")])
    return {quad.object[1:-1] for quad in quads if is_iri(quad.object) and "dc/terms/source" not in quad.predicate}


@pytest.mark.parametrize("prefix", PUBLISHED)
def test_terms_exist(prefix: str, named: set[str], shared: Path) -> None:
    import pyoxigraph

    path, syntax, floor = PUBLISHED[prefix]
    data = (shared / path).read_bytes()
    text = gzip.decompress(data) if path.endswith(".gz") else data
    parsed = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.from_extension(syntax))
    known = {quad.subject.value for quad in parsed if isinstance(quad.subject, pyoxigraph.NamedNode)}
    ours = {iri for iri in named if iri.startswith(PREFIXES[prefix]) and iri != PREFIXES[prefix]}
    assert len(ours) >= floor
    assert ours - known == set()


def test_video_metadata_hub_terms_exist(named: set[str], shared: Path) -> None:
    namespace = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    pages = sorted((shared / "iptc-video-metadata-hub").glob("*Rec_1.5.html.gz"))
    text = "".join(gzip.decompress(page.read_bytes()).decode("utf-8", "replace") for page in pages)
    ours = {iri.removeprefix(namespace) for iri in named if iri.startswith(namespace)}
    # In IPTC Photo Metadata but not in the Video Metadata Hub.
    photo_only = {
        "ArtworkOrObject", "PersonInImage", "DigImageGUID", "ModelAge", "AIPromptInformation", "AIPromptWriterName",
        "AISystemUsed", "AISystemVersionUsed",
    }  # fmt: skip
    assert len(ours) >= 15
    assert {local for local in ours - photo_only if f"Iptc4xmpExt:{local}" not in text} == set()
