"""RDF literals as typed values: exact where the value gives the literal back, and honest where it does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.neo4j.names import NotOurs
from graph.neo4j.values import Kind, exact, readable, same, typed
from ontology.model.rdf import XSD, decimal, integer
from ontology.model.rdf import typed as literal
from tests.neo4j.arbitrary_quads import literals

LAWS = settings(max_examples=600, deadline=None)


@LAWS
@given(literals)
@example('"-0"^^<http://www.w3.org/2001/XMLSchema#decimal>')
@example('"a\\u0000b"')
def test_exact_means_that_the_value_gives_the_literal_back(term):
    found = typed(term)
    end = term.rfind('"') + 1
    expected = term[:end] if term[end:].startswith("@") else term
    if found.exact:
        assert exact(found.value) == expected
    if found.kind is Kind.NONE:
        assert found.value is None


@LAWS
@given(st.integers(-(2**63), 2**63 - 1))
def test_every_64_bit_integer_is_exact(number):
    assert typed(integer(number)) == (Kind.INTEGER, number, True)


@LAWS
@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 12))
def test_every_decimal_of_15_digits_is_exact(digits, places):
    term = decimal(f"{digits}e-{places}")
    found = typed(term)
    assert found.exact
    assert type(found.value) is float


@LAWS
@given(st.datetimes(timezones=st.one_of(st.none(), st.just(UTC))))
def test_every_canonical_moment_is_exact(moment):
    assert typed(literal(moment.isoformat(), XSD + "dateTime")).exact


@LAWS
@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_offsets_from_utc_are_kept(moment, minutes):
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found = typed(exact(zoned))
    assert found.exact
    assert found.value.utcoffset() == zoned.utcoffset()


@pytest.mark.parametrize(
    ("text", "datatype", "kind", "value"),
    [
        ("1.5", "double", Kind.FLOAT, 1.5),
        ("NaN", "double", Kind.NONE, None),
        ("1.50", "decimal", Kind.FLOAT, 1.5),
        ("0.1234567890123456789", "decimal", Kind.FLOAT, 0.1234567890123456789),
        (str(2**63), "integer", Kind.TEXT, str(2**63)),
        ("9" * 5_000, "integer", Kind.TEXT, "9" * 5_000),
        ("007", "integer", Kind.INTEGER, 7),
        ("7", "byte", Kind.INTEGER, 7),
        ("1903", "gYear", Kind.INTEGER, 1903),
        ("PT1M", "duration", Kind.TEXT, "PT1M"),
        ("soon", "date", Kind.TEXT, "soon"),
        ("-0044-03-15", "date", Kind.TEXT, "-0044-03-15"),
        ("12026-11-22T10:00:00", "dateTime", Kind.TEXT, "12026-11-22T10:00:00"),
        ("2026-11-22T10:00:00+00:00", "dateTime", Kind.ZONED_TIME, datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22T10:00:00+23:59", "dateTime", Kind.TEXT, "2026-11-22T10:00:00+23:59"),
        ("1", "boolean", Kind.BOOLEAN, True),
        ("https://example.org/", "anyURI", Kind.TEXT, "https://example.org/"),
    ],
)
def test_what_is_not_exact_is_still_there_for_reading(text, datatype, kind, value):
    assert typed(f'"{text}"^^<{XSD}{datatype}>') == (kind, value, False)


@pytest.mark.parametrize(("text", "value"), [("INF", float("inf")), ("-INF", float("-inf"))])
def test_infinity_is_a_double_and_nothing_else(text, value):
    assert typed(f'"{text}"^^<{XSD}double>') == (Kind.FLOAT, value, True)
    assert not typed(f'"{text}"^^<{XSD}float>').exact


def test_a_datatype_of_others_is_text_for_reading():
    assert typed('"rouge"^^<https://example.org/colour>') == (Kind.TEXT, "rouge", False)


def test_lists_are_of_one_kind_sorted_and_each_value_once():
    assert readable([typed(f'"{n}"^^<{XSD}integer>') for n in ("10", "2", "2")]) == [2, 10]
    assert readable([typed(f'"1"^^<{XSD}integer>'), typed(f'"0.5"^^<{XSD}decimal>')]) == [0.5, 1.0]
    assert readable([typed('"x"'), typed(f'"2026-11-22"^^<{XSD}date>')]) == ["2026-11-22", "x"]
    assert readable([typed(f'"NaN"^^<{XSD}double>')]) == []


@pytest.mark.parametrize("value", [b"bytes", {"a": 1}, None, object(), timedelta(1)])
def test_a_type_that_is_never_written_is_refused(value):
    with pytest.raises(NotOurs, match="never writes"):
        exact(value)


def test_the_drivers_times_give_the_same_literals_as_ours():
    from neo4j.time import Date, DateTime

    assert exact(Date(1903, 12, 17)) == exact(date(1903, 12, 17))
    moment = datetime(2026, 11, 22, 10, 0, 0, 120_000, tzinfo=UTC)
    assert exact(DateTime.from_native(moment)) == exact(moment) == f'"2026-11-22T10:00:00.12Z"^^<{XSD}dateTime>'
    assert exact(DateTime(2026, 11, 22, 10, 0, 0, 123_456_789)) == f'"2026-11-22T10:00:00.123456789"^^<{XSD}dateTime>'
    assert same([Date(1903, 12, 17)], [date(1903, 12, 17)])
    assert not same(1, 1.0)
    assert not same(True, 1)
    assert not same([1], 1)
