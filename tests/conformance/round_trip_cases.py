"""What is sent through Neo4j and back: kinds of terms, and the published limits of n10s and rdflib-neo4j by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ontology.graphs import DECISIONS, EVIDENCE, FACTS, ONTOLOGY, REVIEW
from ontology.model import Fact, Quad, Status
from ontology.model.describe import RDFS_LABEL, fact_quads, mg
from ontology.model.rdf import RDF_TYPE, XSD, lang_string, string
from ontology.namespaces import MG, PREFIXES

EX: Final = "https://example.org/"
RDF: Final = PREFIXES["rdf"]


@dataclass(frozen=True)
class Case:
    """Statements to be written, those to be removed again, and what n10s's own manual or issues say of it."""

    name: str
    quads: frozenset[Quad]
    removed: frozenset[Quad] = frozenset()
    n10s: str = "–"

    @property
    def left(self) -> frozenset[Quad]:
        """What must come back."""
        return self.quads - self.removed


def ex(local: str) -> str:
    return f"<{EX}{local}>"


def said(*triples: tuple[str, str, str], graph: str = FACTS) -> frozenset[Quad]:
    return frozenset(Quad(*triple, graph) for triple in triples)


def values(*objects: str) -> frozenset[Quad]:
    """One statement for each object, each with a subject of its own."""
    return said(*((ex(f"s{number}"), ex("value"), value) for number, value in enumerate(objects)))


def xsd(text: str, name: str) -> str:
    return f'"{text}"^^<{XSD}{name}>'


_FACT = Fact(
    f"{EX}film", f"{MG}depicts", ex("boat"), 0.9, Status.ACCEPTED, 1, (f"{EX}observation1", f"{EX}observation2")
)
_DOUBT = Fact(f"{EX}film", f"{MG}depicts", ex("ship"), 0.6, Status.REVIEW, 1, (f"{EX}observation3",))
_KEYWORD = Fact(f"{EX}film", f"{MG}keyword", '"sea"', 0.8, Status.ACCEPTED, 2, (), (f"{EX}observation1",))
_EVIDENCE = frozenset(
    quad for fact in (_FACT, _DOUBT, _KEYWORD) for quad in fact_quads(fact, "https://mediagraph.example/id/")
) | said(
    *((ex(f"observation{n}"), mg("activity"), ex(f"run{n}")) for n in (1, 2, 3)),
    *((ex(f"observation{n}"), mg("property"), mg("depicts")) for n in (1, 2, 3)),
    *((ex(f"observation{n}"), mg("value"), lang_string("boat", "en")) for n in (1, 2, 3)),
    *((ex(f"observation{n}"), mg("confidence"), xsd(f"0.{n}", "decimal")) for n in (1, 2, 3)),
    graph=EVIDENCE,
)


def _list(*members: str) -> frozenset[Quad]:
    cells = [ex(f"cell{number}") for number in range(len(members))] + [f"<{RDF}nil>"]
    return said((ex("credits"), ex("inOrder"), cells[0])) | said(
        *((cells[n], f"<{RDF}first>", member) for n, member in enumerate(members)),
        *((cells[n], f"<{RDF}rest>", cells[n + 1]) for n in range(len(members))),
    )


def of_film(*pairs: tuple[str, str], graph: str = FACTS) -> frozenset[Quad]:
    """Statements about one film."""
    return said(*((ex("film"), predicate, value) for predicate, value in pairs), graph=graph)


_LABELS = frozenset(
    Quad(ex("place"), RDFS_LABEL, lang_string(text, tag), FACTS)
    for text, tag in (("Munich", "en"), ("München", "de"), ("Munique", "pt-br"))
)
_KEYWORDS = of_film(*((ex("keyword"), string(word)) for word in ("boat", "river", "sky")))
_NAMES = ("a_b", "a__b", "name_en", "name", "é", "日本", "1st", "x.y", "a'b", "iri", "rdf", "type", "")
_THING = said(
    (ex("film"), mg("depicts"), ex("boat")),
    (ex("boat"), RDFS_LABEL, string("boat")),
    (ex("boat"), RDF_TYPE, mg("Entity")),
)

CASES: Final[tuple[Case, ...]] = (
    Case("text, whole numbers, booleans", values('"boat"', xsd("7", "integer"), xsd("true", "boolean"))),
    Case("decimals", values(xsd("0.95", "decimal"), xsd("-77.33", "decimal"), xsd("72", "decimal"))),
    Case("doubles", values(xsd("0.95", "double"), xsd("INF", "double"), xsd("NaN", "double"))),
    Case(
        "numbers beyond 64 bits or 15 digits",
        values(xsd("0.123456789012345678", "decimal"), xsd("9" * 18 + ".5", "decimal")),
    ),
    Case(
        "dates, and times with a zone and without",
        values(
            xsd("1903-12-17", "date"),
            *(xsd(f"2026-11-22T10:00:00{rest}", "dateTime") for rest in ("", "Z", ".5+05:30")),
        ),
    ),
    Case("years before 1 and after 9999", values(xsd("-0044-03-15", "date"), xsd("12026-11-22T10:00:00Z", "dateTime"))),
    Case(
        "years, durations, times of day, addresses",
        values(xsd("1903", "gYear"), xsd("PT1M", "duration"), xsd("10:00:00", "time"), xsd(EX, "anyURI")),
    ),
    Case(
        "custom datatypes",
        values('"rouge"^^<https://example.org/colour>', '"7"^^<https://example.org/stars>'),
        n10s="dropped; with `keepCustomDataTypes` text such as `7^^ns0__stars` [1]",
    ),
    Case(
        "language tags",
        _LABELS,
        n10s="dropped, and the last value kept; with `keepLangTag` and `ARRAY` text such as `Munich@en` [1]",
    ),
    Case(
        "one text in two languages",
        said(*((ex("place"), RDFS_LABEL, lang_string("Paris", tag)) for tag in ("en", "fr"))),
        n10s="as language tags [1]",
    ),
    Case(
        "text beside the same text with a language",
        said(*((ex("place"), RDFS_LABEL, value) for value in ('"Paris"', '"Paris"@en'))),
        n10s="as language tags [1]",
    ),
    Case("several values of one property", _KEYWORDS, n10s="the last one kept; with `ARRAY` all [1]"),
    Case(
        "values of different types in one property",
        of_film(*((ex("take"), value) for value in ('"7"', xsd("7", "integer"), xsd("true", "boolean")))),
    ),
    Case(
        "a property with a value and with a thing",
        of_film((ex("maker"), string("Wright")), (ex("maker"), ex("wright"))),
    ),
    Case(
        "empty, long and awkward text",
        values(
            *('""', '" "', string("long " * 4_000), string('say "no"\\now'), string("a\nb\tc\rd"), string("\x01\x7f")),
            string("\U0001f4f7 日本 \u202e e\u0301"),
        ),
    ),
    Case(
        "awkward names",
        of_film(*((ex(local), string(str(n))) for n, local in enumerate(_NAMES)), (ex("name"), lang_string("x", "en"))),
    ),
    Case(
        "one local name in three namespaces",
        of_film(
            *((f"<{space}title>", string(space)) for space in ("https://schema.org/", MG, "https://example.com/ns#"))
        ),
        n10s="kept; prefixes are numbered in the order they are met, unless given [1]",
    ),
    Case(
        "classes, ours and others",
        of_film(
            *((RDF_TYPE, of_class) for of_class in (mg("VideoAsset"), "<https://schema.org/Movie>", ex("Newsreel")))
        ),
    ),
    Case(
        "things that nothing is said of",
        of_film((mg("depicts"), "<http://www.wikidata.org/entity/Q35872>"), (mg("depicts"), ex("é"))),
    ),
    Case(
        "several named graphs",
        of_film((mg("title"), string("a")), (mg("depicts"), ex("boat")))
        | of_film((mg("title"), string("a")), (mg("depicts"), ex("boat")), graph=ex("mine"))
        | of_film((ex("seen"), xsd("true", "boolean")), graph="")
        | of_film((mg("depicts"), ex("ship")), graph=REVIEW)
        | of_film((RDFS_LABEL, string("x")), graph=ONTOLOGY)
        | of_film((RDFS_LABEL, string("y")), graph=DECISIONS),
        n10s="an experimental procedure makes a node for each graph that a thing is in [3]",
    ),
    Case(
        "RDF lists",
        _list(ex("wright"), string("Langley"), ex("wright")),
        n10s="flattened: some structure may be lost [4]",
    ),
    Case(
        "blank nodes",
        said(
            (ex("film"), mg("contribution"), "_:b0"),
            ("_:b0", mg("character"), lang_string("pilot", "en")),
            ("_:b0", mg("person"), "_:b1"),
            ("_:b1", RDFS_LABEL, string("O. Wright")),
        ),
        n10s="kept under IRIs made up anew at each import [4]; cannot be deleted [2]",
    ),
    Case(
        "statements about statements, by reification",
        said(
            (ex("st"), RDF_TYPE, f"<{RDF}Statement>"),
            (ex("st"), f"<{RDF}subject>", ex("film")),
            (ex("st"), f"<{RDF}predicate>", mg("depicts")),
            (ex("st"), f"<{RDF}object>", string("sea")),
            (ex("st"), mg("confidence"), xsd("0.9", "decimal")),
        ),
        n10s="flattened: some structure may be lost [4]",
    ),
    Case("Facts with evidence, status and dispute", _EVIDENCE),
    Case(
        "one value of several removed again",
        _KEYWORDS,
        of_film((ex("keyword"), string("river"))),
        n10s="deleted, by a document that holds it [2]",
    ),
    Case(
        "a relationship removed again",
        of_film((mg("depicts"), ex("boat")), (mg("depicts"), ex("sky"))),
        of_film((mg("depicts"), ex("boat"))),
        n10s="deleted, by a document that holds it [2]",
    ),
    Case(
        "a thing removed with all that was said of it", _THING, _THING, n10s="deleted, by a document that holds it [2]"
    ),
)
