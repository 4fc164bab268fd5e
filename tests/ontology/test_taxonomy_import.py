"""Foreign taxonomies become SKOS: IPTC NewsCodes in both forms, classification schemes, any SKOS file."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pytest

from ontology.concepts import ConceptIndex
from ontology.graphs import ONTOLOGY
from ontology.taxonomy_check import check_taxonomy
from ontology.taxonomy_import import FileRefused, ImportedTaxonomy, import_taxonomy, import_taxonomy_bytes

NEWSML = """<?xml version="1.0" encoding="UTF-8"?>
<knowledgeItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" version="1">
 <conceptSet>
  <concept id="a"><conceptId qcode="medtop:01000000"/>
   <name xml:lang="en-GB">arts</name><name xml:lang="en-GB" role="skos:altLabel">culture</name>
   <definition xml:lang="en-GB">All forms of
      art</definition>
   <related uri="http://cv.iptc.org/newscodes/mediatopic/" rel="skos:inScheme"/>
   <related uri="https://www.wikidata.org/wiki/Q735" rel="skos:exactMatch"/></concept>
  <concept id="b"><conceptId qcode="medtop:20000002" retired="2020-01-01T00:00:00+00:00"/>
   <name xml:lang="en-GB">film</name><note role="skos:changeNote" xml:lang="en-GB">2020: retired</note>
   <broader qcode="medtop:01000000"/><related qcode="subj:01000000" rel="skos:broadMatch"/></concept>
  <concept id="c"><name>nameless</name></concept>
 </conceptSet>
</knowledgeItem>"""
IKOS = {
    "uri": "http://cv.iptc.org/newscodes/mediatopic/",
    "prefLabel": {"en-GB": "Media Topic"},
    "hasTopConcept": ["http://cv.iptc.org/newscodes/mediatopic/01000000"],
    "conceptSet": [
        {
            "uri": "http://cv.iptc.org/newscodes/mediatopic/01000000",
            "qcode": "medtop:01000000",
            "prefLabel": {"en-GB": "arts"},
            "altLabel": {"en-GB": ["culture"]},
            "definition": {"en-GB": "All forms of art"},
            "exactMatch": ["http://www.wikidata.org/entity/Q735"],
        },
        {
            "uri": "http://cv.iptc.org/newscodes/mediatopic/20000002",
            "qcode": "medtop:20000002",
            "retired": "2020-01-01T00:00:00+00:00",
            "prefLabel": {"en-GB": "film"},
            "changeNote": {"en-GB": "2020: retired"},
            "broader": ["http://cv.iptc.org/newscodes/mediatopic/01000000"],
            "broadMatch": ["subj:01000000"],
        },
        {"qcode": "medtop:20000003"},
    ],
}
SCHEME = """<ClassificationScheme uri="urn:tva:metadata:cs:ContentCS:2011">
 <Term termID="3.1"><Name xml:lang="en">NON-FICTION</Name><Name xml:lang="de">Sachliches</Name>
  <Definition xml:lang="en">Facts</Definition>
  <Term termID="3.1.1 "><Name xml:lang="en">News</Name><Name xml:lang="en">Bulletin</Name>
   <Keyword xml:lang="en">News</Keyword>
   <ValidityFlag>0</ValidityFlag></Term>
  <Term termID="3.1.1"><Name xml:lang="en">Sport</Name><Term termID="3.1.1.9"><Name>Rowing</Name></Term></Term>
  <Term><Name xml:lang="en">Lost</Name></Term>
 </Term></ClassificationScheme>"""
TURTLE = """
@prefix e: <https://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
e:s a skos:ConceptScheme .
e:a a skos:Concept ; skos:inScheme e:s ; skos:topConceptOf e:s ; skos:prefLabel "A"@en ;
  skos:definition "The first."@en ;
  xl:altLabel [ a xl:Label ; xl:literalForm "Alpha"@EN ] .
"""


def said(taxonomy: ImportedTaxonomy) -> set[tuple[str, str, str]]:
    return {(q.subject.rpartition("/")[2][:-1], q.predicate.rpartition("#")[2][:-1], q.object) for q in taxonomy.quads}


@pytest.mark.parametrize(
    ("data", "name"),
    [(NEWSML.encode(), "medtop.xml"), (orjson.dumps(IKOS), "medtop.json")],
    ids=["NewsML-G2", "JSON"],
)
def test_newscodes_in_both_forms(data: bytes, name: str) -> None:
    taxonomy = import_taxonomy_bytes(data, name)
    assert taxonomy.schemes == ("http://cv.iptc.org/newscodes/mediatopic/",)
    assert [concept.rpartition("/")[2] for concept in taxonomy.concepts] == ["01000000", "20000002"]
    assert {
        ("01000000", "prefLabel", '"arts"@en-gb'),
        ("01000000", "altLabel", '"culture"@en-gb'),
        ("01000000", "definition", '"All forms of art"@en-gb'),
        ("01000000", "exactMatch", "<http://www.wikidata.org/entity/Q735>"),
        ("01000000", "notation", '"01000000"'),
        ("01000000", "topConceptOf", "<http://cv.iptc.org/newscodes/mediatopic/>"),
        ("20000002", "broader", "<http://cv.iptc.org/newscodes/mediatopic/01000000>"),
        ("20000002", "broadMatch", "<http://cv.iptc.org/newscodes/subjectcode/01000000>"),
        ("20000002", "deprecated", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("20000002", "changeNote", '"2020: retired"@en-gb'),
    } <= said(taxonomy)
    assert len(taxonomy.problems) == 1
    assert "without an identifier" in taxonomy.problems[0]
    assert {quad.graph for quad in taxonomy.quads} == {ONTOLOGY}


def test_classification_scheme() -> None:
    taxonomy = import_taxonomy_bytes(SCHEME.encode(), "ContentCS.xml")
    scheme = "urn:tva:metadata:cs:ContentCS:2011"
    assert taxonomy.schemes == (scheme,)
    assert taxonomy.concepts == tuple(f"{scheme}:{code}" for code in ("3.1", "3.1.1", "3.1.1.9", "3.1.1~2"))
    concepts = ConceptIndex(taxonomy.quads)
    assert concepts.label(f"{scheme}:3.1", "de") == "Sachliches"
    assert concepts.ancestors(f"{scheme}:3.1.1.9") == (f"{scheme}:3.1.1~2", f"{scheme}:3.1")
    assert concepts.is_deprecated(f"{scheme}:3.1.1")
    assert concepts.schemes_of("genre") == {scheme}
    assert {breach.rule for breach in check_taxonomy(taxonomy.quads)} <= {"definition-missing", "label-missing"}
    twice, lost = sorted(taxonomy.problems, key=len, reverse=True)
    assert "'3.1.1' stands 2 times; 'Sport'" in twice
    assert "without termID was left out: 'Lost'" in lost


def test_skos_with_xl_labels() -> None:
    taxonomy = import_taxonomy_bytes(TURTLE.encode(), "a.ttl", graph="<urn:proposal>")
    assert taxonomy.concepts == ("https://example.org/a",)
    assert [label.kind for label in ConceptIndex(taxonomy.quads).find("alpha")] == ["alt"]
    assert {quad.graph for quad in taxonomy.quads} == {"<urn:proposal>"}
    assert not any(term.startswith("_:") for quad in taxonomy.quads for term in quad[:3])
    assert check_taxonomy(taxonomy.quads) == []


def test_caller_says_what_a_scheme_applies_to() -> None:
    index = ConceptIndex(import_taxonomy_bytes(TURTLE.encode(), "a.ttl", applies_to=["genre", "mood"]).quads)
    assert index.schemes_of("genre") == index.schemes_of("mood") == {"https://example.org/s"}
    silent = import_taxonomy_bytes(NEWSML.encode(), "medtop.xml", applies_to=[])
    assert ConceptIndex(silent.quads).schemes_of("about") == frozenset()


def test_a_file_that_says_so_itself_is_believed() -> None:
    own = TURTLE + "e:s <https://w3id.org/mediagraph/ns#appliesTo> <https://w3id.org/mediagraph/ns#setting> ."
    assert ConceptIndex(import_taxonomy_bytes(own.encode(), "a.ttl").quads).schemes_of("setting")
    overruled = ConceptIndex(import_taxonomy_bytes(own.encode(), "a.ttl", applies_to=["mood"]).quads)
    assert not overruled.schemes_of("setting")


def test_gzip_is_seen_by_content(tmp_path: Path) -> None:
    path = tmp_path / "scheme.xml"
    path.write_bytes(gzip.compress(SCHEME.encode()))
    assert len(import_taxonomy(path).concepts) == 4


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        (NEWSML[:-30], "a.xml", r"a\.xml at line \d+, column \d+: not well-formed XML"),
        (SCHEME.replace("</Name><Name", "</Nam><Name", 1), "a.xml", r"at line 2, column \d+"),
        (NEWSML.replace("<knowledgeItem", "<!DOCTYPE k [<!ENTITY a 'aa'>]><knowledgeItem"), "a.xml", "refused"),
        ("<?xml version='1.0'?><html/>", "a.xml", "begins with html"),
        ("<ClassificationScheme uri='urn:x:y'/>", "a.xml", "holds no skos:Concept"),
        ("<ClassificationScheme uri='genre'><Term termID='1'/></ClassificationScheme>", "a.xml", "no absolute uri"),
        ('{"conceptSet": [}', "a.json", r"at line 1, column \d+: not valid JSON"),
        ('{"conceptSet": 1}', "a.json", "no list conceptSet"),
        ('{"conceptSet": []}', "a.json", "does not name its scheme"),
        ("<urn:a> <urn:b> <urn:c> .", "a.ttl", "holds no skos:Concept"),
        ("<urn:a> <urn:b> .", "a.ttl", "at line 1"),
        ("", "a.ttl", "holds no skos:Concept"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: str, name: str, fault: str) -> None:
    with pytest.raises(FileRefused, match=fault):
        import_taxonomy_bytes(data.encode(), name)


def test_faults_in_one_concept_do_not_stop_the_rest() -> None:
    data = NEWSML.replace('xml:lang="en-GB">arts', 'xml:lang="not a tag">arts').replace(
        "https://www.wikidata.org/wiki/Q735", "not an iri"
    )
    taxonomy = import_taxonomy_bytes(data.encode(), "a.xml")
    assert len(taxonomy.concepts) == 2
    assert any("taken without a language" in problem for problem in taxonomy.problems)
    assert any("it was left out" in problem and "not an iri" in problem for problem in taxonomy.problems)


def test_full_media_topics(shared: Path) -> None:
    folder = shared / "iptc-newscodes"
    xml = import_taxonomy(folder / "mediatopic-cptall-en-GB.newsmlg2.xml.gz")
    json = import_taxonomy(folder / "mediatopic-cptall-en-GB.json.gz")
    assert len(xml.concepts) >= 1_392
    assert xml.concepts == json.concepts
    assert not xml.problems
    assert not json.problems
    texts = ("#prefLabel>", "#definition>", "ote>")  # IPTC's two forms differ in quotes and notes, nowhere else
    assert {q for q in xml.quads if not q.predicate.endswith(texts)} == {
        q for q in json.quads if not q.predicate.endswith(texts)
    }
    index = ConceptIndex(json.quads)
    assert len([c for c in index.concepts() if index.is_deprecated(c)]) >= 308
    assert len([i for i, _ in index.identifiers() if "wikidata.org/entity/Q" in i]) >= 900
    (film,) = index.with_identifier("http://www.wikidata.org/entity/Q11424") or ("",)
    assert not film or "film" in index.label(film)
    assert index.schemes_of("about") == {"http://cv.iptc.org/newscodes/mediatopic/"}


def test_every_classification_scheme_of_ebu(shared: Path) -> None:
    counts, refused = {}, {}
    for path in sorted((shared / "ebu" / "cs").rglob("*.xml*")):
        try:
            taxonomy = import_taxonomy(path)
        except FileRefused as err:
            refused[path.name] = str(err)
            continue
        counts[path.name] = len(taxonomy.concepts)
        assert {breach.rule for breach in check_taxonomy(taxonomy.quads)} <= {
            "definition-duplicate",
            "definition-missing",
            "label-duplicate",
            "label-missing",
        }, path.name
    assert len(counts) >= 157
    assert sum(counts.values()) >= 14_900
    assert counts["ebu_ContentGenreCS.xml.gz"] >= 900
    assert set(refused) == {
        "TVARoleCS.xml",  # not well-formed as published: an unbound prefix
        "ebu_ReferenceAttributeListTemplateCS.xml",  # a scheme without terms
        "tva_transport_6-1_ContextNodeIDList_v171.xml.gz",  # lists of binary codes, no schemes
        "tva_transport_6-1_FieldIDList_v171.xml.gz",
    }
    assert "line 7" in refused["TVARoleCS.xml"]


def test_skos_inside_ebucoreplus(shared: Path) -> None:
    taxonomy = import_taxonomy(shared / "ebu" / "ebucoreplus" / "ebucoreplus.owl.gz")
    assert len(taxonomy.concepts) >= 8
    assert len(taxonomy.quads) >= 8_000
