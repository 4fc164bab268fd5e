"""One subject as one node and back: nothing is lost, whatever the quads are (hypothesis), and reading is natural."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.neo4j.loss import loss_report
from graph.neo4j.names import Namespaces, NotOurs
from graph.neo4j.nodes import decode_node, encode_node
from graph.neo4j.relationships import is_relationship
from graph.neo4j.tables import LONGEST_INDEXED
from ontology.catalog import load_release
from ontology.graphs import CHANGES, EVIDENCE, FACTS, ONTOLOGY, QUARANTINE, REVIEW
from ontology.model import Quad
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, XSD, lang_string, string, typed
from ontology.namespaces import MG, PREFIXES
from tests.neo4j.arbitrary_quads import SUBJECT, quads_of

LAWS = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
SCALARS = (bool, int, float, str, date, datetime)
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def node_of(*quads: tuple[str, str] | tuple[str, str, str]):
    said = [Quad(SUBJECT, q[0], q[1], q[2] if len(q) > 2 else FACTS) for q in quads]
    node = encode_node(SUBJECT, said, spaces := Namespaces())
    assert decode_node(node.iri, node.properties, spaces) == {q for q in said if not is_relationship(q)}
    return node


@LAWS
@given(quads_of(SUBJECT))
def test_decoding_a_node_gives_back_every_statement_and_no_other(quads):
    written = Namespaces()
    node = encode_node(SUBJECT, quads, written)
    read = Namespaces(written.foreign)
    assert decode_node(node.iri, node.properties, read) == {quad for quad in quads if not is_relationship(quad)}


@LAWS
@given(quads_of(SUBJECT))
def test_a_node_depends_on_its_statements_alone(quads):
    used = Namespaces()
    encode_node(SUBJECT, sorted(quads), used)
    again = encode_node(SUBJECT, sorted(quads, reverse=True), used)
    own = [quad for quad in quads if not is_relationship(quad)]
    assert again == encode_node(SUBJECT, own, Namespaces()), "neither order nor relationships nor use make a difference"


@LAWS
@given(quads_of(SUBJECT))
def test_properties_are_what_neo4j_can_hold(quads):
    node = encode_node(SUBJECT, quads, Namespaces())
    assert "iri" not in node.properties
    for name, value in node.properties.items():
        assert name
        assert "\x00" not in name
        values = value if isinstance(value, list) else [value]
        assert values, "an empty list would come back as no property"
        assert all(isinstance(v, SCALARS) for v in values)
        assert len({type(v) for v in values}) == 1, "a list holds one type"
        assert all(-(2**63) <= v < 2**63 for v in values if type(v) is int)
        for v in values:
            if isinstance(v, str):
                v.encode("utf-8")
            if name in ("title", "label", "prefLabel", "status") and isinstance(v, str):
                assert len(v) <= LONGEST_INDEXED


@LAWS
@given(quads_of("_:b7"))
def test_blank_subjects_keep_their_label(quads):
    node = encode_node("_:b7", quads, spaces := Namespaces())
    assert node.iri == "_:b7"
    assert decode_node("_:b7", node.properties, spaces) == {quad for quad in quads if not is_relationship(quad)}


@LAWS
@given(
    st.dictionaries(
        st.text(max_size=10), st.one_of(st.text(max_size=6), st.integers(), st.lists(st.text())), max_size=3
    )
)
def test_a_foreign_node_decodes_or_is_refused_and_nothing_else_happens(properties):
    with suppress(NotOurs):
        decode_node("https://example.org/x", properties, Namespaces())


def test_the_packaged_release_comes_back_whole():
    spaces, by_subject = Namespaces(), {}
    for quad in load_release():
        if not is_relationship(quad):
            by_subject.setdefault(quad.subject, set()).add(quad)
    assert len(by_subject) > 1_000
    for subject, said in by_subject.items():
        node = encode_node(subject, said, spaces)
        assert decode_node(node.iri, node.properties, spaces) == said
    assert spaces.foreign == {}, "the Release uses namespaces of the fixed table only"


def test_an_asset_reads_naturally():
    node = node_of(
        (RDF_TYPE, mg("ImageAsset")),
        (LABEL, string("flyer.jpg")),
        (mg("title"), lang_string("The Flyer", "en")),
        (mg("title"), lang_string("Le Flyer", "fr")),
        (mg("keyword"), string("biplane")),
        (mg("keyword"), string("airplane")),
        (mg("width"), typed("960", XSD + "integer")),
        (mg("duration"), typed("13.838", XSD + "decimal")),
        (mg("rightsMarked"), typed("true", XSD + "boolean")),
        (mg("dateCreated"), typed("1903-12-17", XSD + "date")),
        (mg("captureDate"), typed("2026-10-01T12:00:00Z", XSD + "dateTime")),
        (mg("modifiedDate"), typed("2026-10-01T12:00:00", XSD + "dateTime")),
    )
    assert node.labels == {"Resource", "Asset", "ImageAsset"}
    assert node.properties == {
        "type": ["ImageAsset"],
        "label": "flyer.jpg",
        "title": "The Flyer",
        "title_en": "The Flyer",
        "title_fr": "Le Flyer",
        "keyword": ["airplane", "biplane"],
        "width": 960,
        "duration": 13.838,
        "rightsMarked": True,
        "dateCreated": date(1903, 12, 17),
        "captureDate": datetime(2026, 10, 1, 12, tzinfo=UTC),
        "modifiedDate": datetime(2026, 10, 1, 12),
    }, "no text beside what the typed values give back"


@pytest.mark.parametrize(
    ("of_class", "labels"),
    [
        (mg("Person"), {"Person", "Entity"}),
        (mg("Segment"), {"Segment"}),
        (mg("Licence"), {"Licence", "Rights"}),
        (f"<{PREFIXES['skos']}Concept>", {"Concept"}),
        (f"<{PREFIXES['owl']}Class>", {"owl__Class"}),
        ("<https://example.org/Thing>", {"ns_aaf45147__Thing"}),
    ],
)
def test_a_class_is_a_label_and_so_are_its_ancestors_of_ours(of_class, labels):
    assert node_of((RDF_TYPE, of_class)).labels == labels | {"Resource"}


def test_an_observation_is_told_by_what_it_claims():
    node = node_of(
        (mg("activity"), "<https://example.org/run>", EVIDENCE),
        (mg("property"), mg("depicts"), EVIDENCE),
        (mg("value"), lang_string("Boot", "de"), EVIDENCE),
        (mg("confidence"), typed("0.95", XSD + "decimal"), EVIDENCE),
        (mg("identifier"), "<http://www.wikidata.org/entity/Q35872>", EVIDENCE),
    )
    assert node.labels == {"Resource", "Observation"}
    assert node.properties == {
        "graph": "evidence",
        "property": "depicts",
        "value": "Boot",
        "value_de": "Boot",
        "confidence": 0.95,
        "identifier": ["http://www.wikidata.org/entity/Q35872"],
    }


def test_a_mapping_is_no_observation():
    node = node_of(
        (RDF_TYPE, mg("Mapping"), EVIDENCE), (mg("property"), mg("depicts"), EVIDENCE), (mg("value"), '"x"', EVIDENCE)
    )
    assert node.labels == {"Resource", "Mapping"}


def test_claims_about_a_segment_stand_in_facts_though_the_segment_is_evidence():
    node = node_of(
        (RDF_TYPE, mg("Segment"), EVIDENCE),
        (mg("start"), typed("0.5", XSD + "decimal"), EVIDENCE),
        (mg("utterance"), string("I was too surprised."), FACTS),
    )
    assert node.properties == {
        "graph": "evidence",
        "type": ["Segment"],
        "start": 0.5,
        "utterance": ["I was too surprised."],
    }


def test_what_is_in_review_is_text_and_neither_property_nor_label():
    node = node_of((RDF_TYPE, mg("Place"), REVIEW), (LABEL, string("Kitty Hawk"), REVIEW))
    assert node.labels == {"Resource"}
    assert node.properties == {
        "rdf": [f"{RDF_TYPE} {mg('Place')} {REVIEW}", f'{LABEL} "Kitty Hawk" {REVIEW}'],
    }


def test_review_leaves_what_is_accepted_as_it_is():
    node = node_of((mg("keyword"), string("boat")), (mg("keyword"), string("ship"), REVIEW))
    assert node.properties == {"keyword": ["boat"], "rdf": [f'{mg("keyword")} "ship" {REVIEW}']}


def test_a_value_that_its_type_does_not_give_back_is_typed_for_reading_and_text_beside_it():
    node = node_of(
        (mg("duration"), f'"12.5"^^<{XSD}double>'),
        (mg("width"), f'"{2**64}"^^<{XSD}integer>'),
        (mg("height"), f'"007"^^<{XSD}integer>'),
    )
    assert node.properties["duration"] == 12.5
    assert node.properties["width"] == str(2**64)
    assert node.properties["height"] == 7
    assert len(node.properties["rdf"]) == 3


def test_mixed_types_read_as_one_list():
    numbers = node_of((mg("keyword"), f'"1"^^<{XSD}integer>'), (mg("keyword"), f'"2.5"^^<{XSD}decimal>'))
    assert numbers.properties["keyword"] == [1.0, 2.5]
    mixture = node_of((mg("keyword"), '"boat"'), (mg("keyword"), f'"true"^^<{XSD}boolean>'))
    assert mixture.properties["keyword"] == ["boat", "true"]


def test_a_single_property_with_two_values_reads_as_the_first():
    node = node_of((mg("status"), '"review"'), (mg("status"), '"accepted"'))
    assert node.properties["status"] == "accepted"
    assert len(node.properties["rdf"]) == 2


def test_plain_text_beside_languages_is_what_the_bare_name_reads():
    node = node_of((mg("title"), '"Plain"'), (mg("title"), lang_string("Deutsch", "de")))
    assert node.properties["title"] == "Plain"
    assert node.properties["title_de"] == "Deutsch"
    assert node.properties["rdf"] == [f'{mg("title")} "Plain" {FACTS}']


def test_a_value_of_an_indexed_property_is_cut_for_the_index_and_whole_beside_it():
    node = node_of((mg("title"), string("t" * 20_000)))
    assert node.properties["title"] == "t" * LONGEST_INDEXED
    assert len(node.properties["rdf"][0]) > 20_000


def test_a_literal_that_looks_like_an_iri_is_none():
    source = f"<{PREFIXES['dcterms']}source>"
    node = node_of((source, "<https://example.org/a>"), (source, '"https://example.org/b"'), (source, '"a book"'))
    assert node.properties["dcterms__source"] == ["a book", "https://example.org/a", "https://example.org/b"]
    assert len(node.properties["rdf"]) == 3
    assert node_of((source, "<https://example.org/a>"), (source, '"a book"')).properties == {
        "dcterms__source": ["a book", "https://example.org/a"]
    }


def test_nothing_of_our_model_is_lost_but_what_is_not_projected():
    quads = [*load_release(), Quad(SUBJECT, mg("title"), '"x"', FACTS), Quad(SUBJECT, mg("title"), '"x"', REVIEW)]
    assert loss_report(quads) == []
    found = loss_report([Quad(SUBJECT, mg("patch"), '"x"', CHANGES), Quad(SUBJECT, mg("payload"), '"x"', QUARANTINE)])
    assert [(loss.count, loss.what.split()[1]) for loss in found] == [(1, f"{MG}changes"), (1, f"{MG}quarantine")]
    assert str(found[0]).startswith(f"1 statement of {MG}changes would not be projected")


def test_what_would_be_lost_of_foreign_data_is_named_in_sentences():
    long = f"<https://example.org/{'x' * 5_000}>"
    found = loss_report(
        [
            Quad("_:b0", mg("title"), '"x"', ONTOLOGY),
            Quad(SUBJECT, mg("depicts"), "_:b1", ONTOLOGY),
            Quad(long, mg("title"), '"x"', ONTOLOGY),
            *(Quad(SUBJECT, f"<https://example.org/p{n}>", SUBJECT, "") for n in range(65_002)),
        ]
    )
    assert [loss.count for loss in found] == [2, 1, 2]
    assert "blank node" in found[0].what
    assert "4,000 bytes" in found[1].what
    assert "65,000 types" in found[2].what
