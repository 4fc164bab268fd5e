"""Raw text to the canonical object, by the range of the property."""

from __future__ import annotations

import pytest

from graph.canonical import Interval, canonical_literal
from ontology.model import TermError
from ontology.model.rdf import XSD
from ontology.property_term import PropertyTerm
from ontology.terms import PROPERTIES


def term(datatype: str, kind: str = "single") -> PropertyTerm:
    iri = datatype if ":" in datatype else XSD + datatype
    return PropertyTerm("claim", "http://p", "claim", iri, "literal", iri, "Asset", "toAsset", kind, None, "")


@pytest.mark.parametrize(
    ("datatype", "text", "expected"),
    [
        ("decimal", "1.50", f'"1.5"^^<{XSD}decimal>'),
        ("decimal", "1.5", f'"1.5"^^<{XSD}decimal>'),
        ("decimal", " 1e3 ", f'"1000"^^<{XSD}decimal>'),
        ("integer", "3.0", f'"3"^^<{XSD}integer>'),
        ("integer", "003", f'"3"^^<{XSD}integer>'),
        ("boolean", "True", f'"true"^^<{XSD}boolean>'),
        ("dateTime", "2024-01-01T02:00:00+02:00", f'"2024-01-01T00:00:00Z"^^<{XSD}dateTime>'),
        ("dateTime", "1903-12-17", f'"1903-12-17"^^<{XSD}date>'),
        ("dateTime", "1903", f'"1903"^^<{XSD}gYear>'),
        ("anyURI", "https://creativecommons.org/", f'"https://creativecommons.org/"^^<{XSD}anyURI>'),
        ("string", "  two\r\nlines ", '"two\\nlines"'),
        ("string", "Cafe\u0301", '"Café"'),
    ],
)
def test_spellings_of_one_value_are_one_term(datatype, text, expected):
    assert canonical_literal(term(datatype), text, "") == expected


def test_language_stays_where_the_range_has_one():
    assert canonical_literal(PROPERTIES["title"], "Le vol", "fr") == '"Le vol"@fr'
    assert canonical_literal(PROPERTIES["title"], "Le vol", "") == '"Le vol"'
    assert canonical_literal(term("string"), "Le vol", "fr") == '"Le vol"'


@pytest.mark.parametrize(
    ("datatype", "text", "said"),
    [
        ("decimal", "24.0 fps", "'24.0 fps' is not a number"),
        ("decimal", "NaN", "'NaN' is not finite"),
        ("integer", "2.5", "'2.5' is not a whole number"),
        ("integer", "many", "'many' is not a whole number"),
        ("integer", "1e40", "'1e40'"),
        ("dateTime", "yesterday", "'yesterday' is not a date and time"),
        ("dateTime", "2024-13-40", "'2024-13-40' is not a date"),
        ("dateTime", "2024-05", "'2024-05' is a month"),
        ("anyURI", "public domain", "'public domain'"),
        ("string", "   ", "'   ' is empty"),
    ],
)
def test_what_does_not_fit_is_named_with_its_rule(datatype, text, said):
    with pytest.raises(TermError) as refused:
        canonical_literal(term(datatype), text, "")
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["25-35", " 25 - 35 ", "25.0–35"])
def test_intervals_have_one_form(text):
    assert canonical_literal(term("string", "interval"), text, "") == '"25-35"'


@pytest.mark.parametrize("text", ["35-25", "old", "-5-3", "25-35-45", ""])
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(TermError):
        canonical_literal(term("string", "interval"), text, "")


def test_one_number_is_an_interval_of_one():
    assert Interval.of("30").text == "30-30"
    assert Interval.of("20-30").overlaps(Interval.of("30"))
    assert not Interval.of("20-29").overlaps(Interval.of("30"))
