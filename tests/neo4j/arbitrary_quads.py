"""Arbitrary quads (hypothesis): every kind of term, canonical or not, hostile names, several graphs."""

from __future__ import annotations

from hypothesis import strategies as st

from ontology.graphs import DECISIONS, EVIDENCE, FACTS, ONTOLOGY, REVIEW
from ontology.model.rdf import XSD, Quad, escape
from ontology.namespaces import MG, PREFIXES

SUBJECT = "<https://example.org/the-subject>"

text = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12),
    st.sampled_from(
        ["", " ", "\n", '"', "\\", "\\u0041", "é", "\u0301", "\U0001f4f7 photo", "\u202ertl", "\x01\x7f", "<a> <b>"]
    ),
    st.integers(500, 5_000).map(lambda n: "long " * n),
)

languages = st.sampled_from(
    ["en", "fr", "pt-br", "en-gb", "de-ch-1996", "zh-hans-cn", "x-klingon", "en-GB", "i-default", "a" * 8]
)

numbers = st.one_of(
    st.integers().map(str),
    st.sampled_from([str(2**63 - 1), str(-(2**63)), str(2**63), "-0", "+1", "007", "1" * 5_000, "1_000", "٣", " 1 "]),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: format(d, "f") if abs(d.adjusted()) < 60 else "0"),
    st.floats().map(repr),
    st.sampled_from(["0.1", "1.50", "NaN", "INF", "-INF", "1e400", "5e-324", "-0.0", "0.1234567890123456789", "1E3"]),
)
moments = st.one_of(
    st.datetimes().map(lambda m: m.isoformat()),
    st.datetimes().map(lambda m: m.isoformat() + "Z"),
    st.dates().map(lambda d: d.isoformat()),
    st.sampled_from(
        [
            *("0001-01-01", "0000-01-01", "-0044-03-15", "12026-11-22", "2026-11-22Z", "20261122", "2026-W47-7"),
            *("2026-11-22T24:00:00", "2026-11-22T10:00:00.10Z", "2026-11-22T10:00:00.123456789Z"),
            *("2026-11-22T10:00:00+00:00", "2026-11-22T10:00:00-05:30", "2026-11-22T10:00:00+14:00"),
            *(
                "2026-11-22T10:00:00+23:59",
                "-0044-03-15T10:00:00Z",
                "12026-11-22T10:00:00",
                "9999-12-31T23:59:59.999999Z",
            ),
            *("10:00:00", "1903", "--11", "P1DT2H", "PT60S", "true", "false", "1", "0"),
        ]
    ),
)
DATATYPES = [
    *("string", "boolean", "decimal", "integer", "double", "float", "date", "time", "dateTime", "dateTimeStamp"),
    *("gYear", "gMonth", "gDay", "gYearMonth", "gMonthDay", "duration", "yearMonthDuration", "dayTimeDuration"),
    *("byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
    *("positiveInteger", "nonNegativeInteger", "negativeInteger", "nonPositiveInteger", "hexBinary"),
    *("base64Binary", "anyURI", "language", "normalizedString", "token", "NMTOKEN", "Name", "NCName"),
]
datatypes = st.one_of(
    st.sampled_from([XSD + name for name in DATATYPES]),
    st.sampled_from(["https://example.org/colour", f"{PREFIXES['rdf']}HTML", "urn:x", "http://www.opengis.net/wkt"]),
)
literals = st.one_of(
    text.map(lambda t: f'"{escape(t)}"'),
    st.builds(lambda t, tag: f'"{escape(t)}"@{tag}', text, languages),
    st.builds(lambda t, kind: f'"{escape(t)}"^^<{kind}>', st.one_of(numbers, moments, text), datatypes),
    # As N-Triples may have them, though our own stores write them otherwise.
    st.sampled_from(['"\\u0041"', '"A"^^<http://www.w3.org/2001/XMLSchema#string>', '"tab\there"', '"ltr"@en--ltr']),
)

LOCAL_NAMES = [
    *("", "a", "name", "name_en", "a__b", "_", "__", "_en", "b_", "depicts", "title", "iri", "type", "graph", "rdf"),
    *("sequence", "vector", "label", "note", "prefLabel", "URL", "depictsPerson", "DEPICTS", "x3D", "é", "日本", "a.b"),
    *("a-b", "\U0001f4f7", "'; DROP", "a%20b", "Image", "Asset", "Resource", "value", "property", "confidence", "key"),
]
NAMESPACES = [
    MG,
    *(PREFIXES[prefix] for prefix in ("skos", "rdfs", "owl", "dcterms", "schema")),
    *("https://example.org/", "https://example.org/a_b__c#", "urn:example:", "urn:x:y/z#"),
]
iris = st.builds(
    lambda space, local: f"<{space}{local.replace(' ', '')}>", st.sampled_from(NAMESPACES), st.sampled_from(LOCAL_NAMES)
)
long_iris = st.sampled_from([f"<https://example.org/{'p' * n}>" for n in (950, 981, 982, 1_500, 5_000)])
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
REST = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>"
predicates = st.one_of(iris, iris, iris, long_iris, st.sampled_from([RDF_TYPE, REST]))
nodes = st.one_of(
    iris,
    long_iris,
    st.sampled_from(
        [
            *("_:b0", f"<{MG}ImageAsset>", f"<{MG}Person>", f"<{PREFIXES['skos']}Concept>", f"<{MG}Fact>"),
            *("<https://mediagraph.example/.well-known/genid/abc>", "<<( <a:s> <a:p> <a:o> )>>"),
        ]
    ),
)
graphs = st.sampled_from(
    [
        *("", FACTS, FACTS, EVIDENCE, EVIDENCE, ONTOLOGY, DECISIONS, REVIEW),
        *("<https://example.org/graph>", f"<{MG}facts/secret>", f"<{MG}proposal/1>", "_:g"),
    ]
)
objects = st.one_of(literals, literals, literals, nodes)


def quads_of(subject: str) -> st.SearchStrategy[set[Quad]]:
    """Sets of quads with one subject."""
    return st.one_of(
        st.sets(st.builds(Quad, st.just(subject), predicates, objects, graphs), max_size=8),
        # Many values of few properties, in few graphs: lists, languages, clashes of types.
        st.sets(
            st.builds(
                Quad,
                st.just(subject),
                st.sampled_from([f"<{MG}{name}>" for name in ("title", "keyword", "status", "property", "caption")]),
                objects,
                st.sampled_from([FACTS, FACTS, FACTS, EVIDENCE, REVIEW]),
            ),
            max_size=8,
        ),
    )
