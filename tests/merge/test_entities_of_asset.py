"""Entities of one Asset: one for each thing, whatever it is called."""

from __future__ import annotations

import itertools

import pytest

from graph.entities import EntityNames

MENTIONS = (
    ("Person", "O. Wright", ("http://www.wikidata.org/entity/Q494455",)),
    ("Person", "Orville Wright", ("https://www.wikidata.org/wiki/Q494455", "https://www.imdb.com/name/nm0943085")),
    ("Person", "ORVILLE WRIGHT", ()),
    ("Person", "Orv", ("https://www.imdb.com/name/nm0943085",)),
    ("Person", "Wilbur Wright", ("http://www.wikidata.org/entity/Q494454",)),
    ("Organisation", "Orville Wright", ("http://www.wikidata.org/entity/Q494455",)),
)


def united(mentions):
    names = EntityNames("http://a/1", "http://b/")
    keys = [names.add(kind, name, identifiers) for kind, name, identifiers in mentions]
    entities = names.united()
    return names, keys, entities


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(MENTIONS))))[::37])
def test_names_that_share_an_identifier_are_one_in_any_order(order):
    _, keys, entities = united([MENTIONS[i] for i in order])
    found = {MENTIONS[i][:2]: entities[key] for i, key in zip(order, keys, strict=True)}
    orville = found[("Person", "Orv")]
    assert orville.name == "Orville Wright"
    assert {found[("Person", n)] for n in ("O. Wright", "Orville Wright", "ORVILLE WRIGHT", "Orv")} == {orville}
    assert orville.identifiers == tuple(sorted({*MENTIONS[0][2], *MENTIONS[1][2]}))
    assert found[("Person", "Wilbur Wright")] != orville
    assert found[("Organisation", "Orville Wright")].kind == "Organisation"


def test_every_name_still_finds_its_entity_by_the_iri_it_would_have_alone():
    names, keys, entities = united(MENTIONS[:2])
    _, _, alone = united(MENTIONS[:1])
    (short,) = alone.values()
    assert names.aliases(entities)[short.iri("http://b/")] == entities[keys[0]].iri("http://b/")


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("ORVILLE WRIGHT", "Orville Wright", "orville wright"), "Orville Wright"),
        (("Orville  Wright", "Orville Wright,"), "Orville Wright"),
    ],
)
def test_one_spelling_is_shown(names, shown):
    _, _, entities = united([("Person", name, ()) for name in names])
    assert {e.name.strip(",") for e in entities.values()} == {shown}
    assert len({e.iri("http://b/") for e in entities.values()}) == 1
