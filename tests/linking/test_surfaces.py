"""Names that follow from an entity's own: the derived forms that the issue asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.linking.entity import Entity
from graph.linking.surfaces import MOST_PENALTY, AliasKind, acronyms, surfaces
from graph.linking.types import BIT, TYPE_BITS, bits_of_bracket, bits_of_description, names_of, type_bits


def names(label: str, *types: str, **said: object) -> dict[str, int]:
    """Return the names under which an entity is indexed, with what each costs."""
    entity = Entity(1, labels={"en": label}, **said)  # type: ignore[arg-type]
    return {name.key: name.penalty for name in surfaces(entity, type_bits(types), ("en",))}


@pytest.mark.parametrize(
    ("label", "kind", "expected"),
    [
        ("Angela Merkel", "politician", {"merkel", "angela", "a merkel"}),
        ("Vincent van Gogh", "painter", {"van gogh", "gogh"}),
        ("Martin Luther King, Jr.", "human", {"king", "martin luther king", "martin king"}),
        ("John F. Kennedy", "politician", {"kennedy", "john kennedy"}),
        ("Xi Jinping", "politician", {"jinping", "xi"}),
        ("Elizabeth II of the United Kingdom", "monarch", {"elizabeth ii", "elizabeth"}),
        ("Ángel Sánchez Martín", "footballer", {"martin", "sanchez"}),
        ("Louis IX, Landgrave of Hesse", "ruler", {"louis ix", "louis"}),
        ("Federal Bureau of Investigation", "government agency", {"fbi"}),
        ("Apple Inc.", "company", {"apple"}),
        ("Bayerische Motoren Werke AG", "company", {"bayerische motoren werke", "bmw"}),
        ("Liverpool F.C.", "association football club", {"liverpool"}),
        ("England national rugby union team", "sports team", {"england"}),
        ("New York Yankees", "baseball team", {"yankees", "new york"}),
        ("Paris, Texas", "city", {"paris"}),
        ("Spider-Man (2002 film)", "film", {"spider man"}),
        ("The Beatles", "band", {"beatles"}),
        ("Harvard University", "university", {"harvard", "university of harvard"}),
        ("University of Warsaw", "university", {"warsaw", "warsaw university"}),
        ("Republic of Ireland", "country", {"ireland"}),
        ("USS Enterprise", "ship", {"enterprise"}),
        ("Star Wars: A New Hope", "film", {"star wars", "a new hope"}),
        ("Saint Petersburg", "city", {"st petersburg"}),
        ("Jürgen Müller", "human", {"muller", "mueller", "juergen mueller"}),
        ("Ray Dixon", "", {"dixon", "ray"}),
        ("Netherlands", "country", {"dutch", "dutchmen"}),
        ("Americans", "ethnic group", {"american"}),
        ("Golden Globe Award", "award", {"golden globe"}),
        ("President of France", "position", {"president"}),
    ],
)
def test_derived_names(label: str, kind: str, expected: set[str]) -> None:
    found = names(label, *([kind] if kind else []))
    missing = expected - set(found)
    assert not missing
    assert all(found[name] > 0 for name in expected)


def test_an_own_name_costs_less_than_a_derived_one() -> None:
    found = names("Angela Merkel", "politician", aliases={"": ["Merkel"]})
    assert found["angela merkel"] == 0
    assert found["merkel"] < names("Angela Merkel", "politician")["merkel"]


def test_kinds_and_ranks() -> None:
    entity = Entity(
        1,
        labels={"en": "Germany", "de": "Deutschland"},
        aliases={"": ["FRG", "Federal Republic"], "de": ["BRD"]},
        title="Germany (country)",
        redirects=["almanya"],
        demonyms=["German"],
    )
    kinds = {name.key: name.kind for name in surfaces(entity, BIT["country"], ("en", "de"))}
    assert kinds["germany"] == AliasKind.LABEL
    assert kinds["frg"] == AliasKind.ALIAS
    assert kinds["germany country"] == AliasKind.TITLE
    assert kinds["deutschland"] == kinds["brd"] == AliasKind.FOREIGN
    assert kinds["almanya"] == AliasKind.REDIRECT
    assert kinds["german"] == kinds["germans"] == AliasKind.DERIVED


@given(
    st.text(max_size=80),
    st.lists(st.text(max_size=40), max_size=5),
    st.integers(0, (1 << len(TYPE_BITS)) - 1),
)
def test_any_name_of_any_type_gives_names_that_can_be_stored(label: str, aliases: list[str], bits: int) -> None:
    found = surfaces(Entity(1, labels={"en": label}, aliases={"": aliases}), bits, ("en",))
    assert all(name.key and "\n" not in name.key and 0 <= name.penalty <= MOST_PENALTY for name in found)
    assert len({name.key for name in found}) == len(found)


def test_acronyms_need_several_capitals() -> None:
    assert ("USA", 5) in list(acronyms("United States of America"))
    assert list(acronyms("Google")) == []
    assert list(acronyms("list of countries by population")) == []


def test_there_are_64_types_and_each_has_words_and_classes() -> None:
    from graph.linking.type_roots import ROOTS
    from graph.linking.type_words import ACTORS
    from graph.linking.type_words_things import THINGS

    assert len(set(TYPE_BITS)) == 64
    assert set(ACTORS) | set(THINGS) == set(TYPE_BITS)
    assert names_of(0xFFFF_FFFF_FFFF_FFFF) == TYPE_BITS
    covered = 0
    for bits in ROOTS.values():
        covered |= bits
    assert names_of(covered) == TYPE_BITS


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["film actor"], {"person", "actor"}),
        (["village in Estonia"], {"place", "village"}),
        (["SoccerClub"], {"organisation", "sports_team"}),
        (["Q6256"], {"place", "country"}),
        (["Q11424"], {"work", "film"}),
        (["diocese of the Catholic Church"], {"organisation", "religious_body"}),
        (["zyzzyva"], set()),
    ],
)
def test_types_of_labels_and_classes(types: list[str], expected: set[str]) -> None:
    assert expected <= set(names_of(type_bits(types)))
    assert bool(expected) == bool(type_bits(types))


def test_types_of_descriptions_and_brackets() -> None:
    assert {"person", "actor", "musician"} == set(
        names_of(bits_of_description("American actor and singer (born 1970)"))
    )
    assert "film" in names_of(bits_of_description("2002 superhero film directed by Sam Raimi"))
    assert "institution" in names_of(bits_of_description("historic house museum in Durham, England"))
    assert bits_of_description("") == 0
    assert "band" in names_of(bits_of_bracket("Genesis (band)"))
    assert bits_of_bracket("Genesis") == 0
