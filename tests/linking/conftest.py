"""Fixtures of the tests of linking; imports stand inside, so that the tests of the extra `ml` need no index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from graph.linking.index import WikidataIndex

ENTITIES: list[dict[str, object]] = [
    {"id": "Q567", "label": "Angela Merkel", "types": ["human", "politician"], "popularity": {"sitelinks": 180}},
    {"id": "Q3052772", "label": "Emmanuel Macron", "types": ["human", "politician"], "popularity": {"sitelinks": 150}},
    {"id": "Q76", "label": "Barack Obama", "types": ["human", "politician"], "popularity": {"sitelinks": 250}},
    {"id": "Q142", "label": "France", "types": ["country"], "popularity": {"sitelinks": 300}},
    {"id": "Q183", "label": "Germany", "aliases": ["BRD"], "types": ["country"], "popularity": {"sitelinks": 310}},
    {"id": "Q90", "label": "Paris", "types": ["city"], "popularity": {"sitelinks": 280}},
    {"id": "Q830149", "label": "Paris", "enwiki": "Paris, Texas", "types": ["city"], "popularity": {"sitelinks": 30}},
    {"id": "Q60", "label": "New York City", "aliases": ["NYC"], "types": ["city"], "popularity": {"sitelinks": 270}},
    {"id": "Q1384", "label": "New York", "types": ["state"], "popularity": {"sitelinks": 200}},
    {"id": "Q312", "label": "Apple Inc.", "types": ["company"], "popularity": {"sitelinks": 190}},
    {"id": "Q89", "label": "apple", "types": ["fruit"], "popularity": {"sitelinks": 150}},
    {"id": "Q956", "label": "北京", "types": ["city"], "popularity": {"sitelinks": 220}},
    {"id": "Q30", "label": "United States of America", "aliases": ["U.S.", "USA"], "types": ["country"]},
    {"id": "Q34486", "label": "J. K. Rowling", "types": ["human", "writer"], "popularity": {"sitelinks": 170}},
    {"id": "Q45585", "label": "The Starry Night", "types": ["painting"], "popularity": {"sitelinks": 80}},
    {"id": "Q8877", "label": "Steven Spielberg", "types": ["human"], "popularity": {"sitelinks": 160}},
]
"""A small world that the tests read about; facts written by us."""


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the small world."""
    from graph.linking.build import build
    from graph.linking.building import BuildOptions

    folder = tmp_path_factory.mktemp("world")
    lines = folder / "entities.jsonl"
    lines.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in ENTITIES), encoding="utf-8")
    build(BuildOptions(inputs=(lines,), out=folder / "index"))
    return folder / "index"


@pytest.fixture(scope="session")
def world(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WikidataIndex]:
    """An open index of the small world; a copy, because a process opens the files of one only once."""
    from graph.linking.index import WikidataIndex

    folder = tmp_path_factory.mktemp("open-world") / "index"
    shutil.copytree(world_folder, folder)
    with WikidataIndex.open(folder) as index:
        yield index


HOMONYMS: list[dict[str, object]] = [
    {"id": "Q21", "label": "England", "description": "country of the United Kingdom", "types": ["country"]},
    {"id": "Q142", "label": "France", "description": "country in Europe", "types": ["country"]},
    {"id": "Q90", "label": "Paris", "description": "capital city of France", "types": ["city"]},
    {"id": "Q830149", "label": "Paris", "description": "city in Texas, United States", "types": ["city"]},
    {"id": "Q47899", "label": "Paris Hilton", "description": "American socialite", "types": ["human"]},
    {"id": "Q1439", "label": "Texas", "description": "state of the United States", "types": ["state"]},
    {"id": "Q150", "label": "French", "description": "Romance language", "types": ["language"]},
    {"id": "Q121842", "label": "French people", "description": "people of France", "types": ["ethnic group"]},
    {"id": "Q567", "label": "Angela Merkel", "description": "German chancellor", "types": ["politician", "human"]},
    {"id": "Q6819", "label": "Max Merkel", "description": "Austrian football player", "types": ["human"]},
    {"id": "Q308", "label": "Mercury", "description": "planet nearest the Sun", "types": ["planet"]},
    {"id": "Q925", "label": "mercury", "description": "chemical element, metal", "types": ["chemical element"]},
    {
        "id": "Q1150",
        "label": "Freddie Mercury",
        "description": "singer of the band Queen",
        "types": ["human", "singer"],
    },
    {"id": "Q15862", "label": "Queen", "description": "British rock band", "types": ["band"]},
    {"id": "Q116", "label": "queen", "description": "female ruler of a kingdom", "types": ["title"]},
]
"""Names that several bear, with descriptions written by us; the earlier an entity, the better known."""


@pytest.fixture(scope="session")
def homonyms_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of names that several bear."""
    from graph.linking.build import build
    from graph.linking.building import BuildOptions

    folder = tmp_path_factory.mktemp("homonyms")
    lines = folder / "entities.jsonl"
    known = [each | {"popularity": {"sitelinks": 300 - 12 * place}} for place, each in enumerate(HOMONYMS)]
    lines.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in known), encoding="utf-8")
    build(BuildOptions(inputs=(lines,), out=folder / "index"))
    return folder / "index"


@pytest.fixture(scope="session")
def homonyms(homonyms_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WikidataIndex]:
    """An open index of names that several bear; a copy, because a process opens the files of one only once."""
    from graph.linking.index import WikidataIndex

    folder = tmp_path_factory.mktemp("open-homonyms") / "index"
    shutil.copytree(homonyms_folder, folder)
    with WikidataIndex.open(folder) as index:
        yield index
