"""Triple patterns as people type them, and settings from the environment and a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.asking import moment, prologue
from api.patterns import split_pattern
from api.settings import Settings, SettingsError
from graph.dataset import DatasetError


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["?", "mg:depicts", "?x"], ("?", "mg:depicts", "?x")),
        (['?a mg:title "a b"@en'], ("?a", "mg:title", '"a b"@en')),
        (["<https://a/b> mg:depicts mgt:depicted/biplane ."], ("<https://a/b>", "mg:depicts", "mgt:depicted/biplane")),
        (["my holiday picture.jpg"], None),
        (["mgd:asset/x"], None),
        (["one two three"], None),
    ],
)
def test_a_pattern_is_told_from_a_name(words: list[str], expected: tuple[str, str, str] | None) -> None:
    assert split_pattern(words) == expected


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    config = tmp_path / "mediagraph.toml"
    config.write_text('data = "from-file"\nworkers = 3\nsimilarity = false\n')
    settings = Settings.from_env({"MEDIAGRAPH_CONFIG": str(config), "MEDIAGRAPH_DATA": "from-env"})
    assert (settings.data, settings.workers, settings.similarity) == (Path("from-env"), 3, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('colour = "red"', "unknown setting 'colour'; known are"),
        ('workers = "many"', "setting workers is 'many'"),
        ("workers = ", "is not TOML"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, content: str, message: str) -> None:
    config = tmp_path / "bad.toml"
    config.write_text(content)
    with pytest.raises(SettingsError, match=message):
        Settings.from_env({"MEDIAGRAPH_CONFIG": str(config)})


def test_prefixes_are_declared_only_where_used() -> None:
    before = prologue("SELECT * { ?s mg:depicts ?o }", base="https://b.example/")
    assert before == "PREFIX mg: <https://w3id.org/mediagraph/ns#> "
    assert "https://b.example/" in prologue("ASK { mgd:x ?p ?o }", base="https://b.example/")


def test_a_time_without_zone_is_utc_and_nonsense_is_named() -> None:
    found = moment("2026-11-22T10:00:00")
    assert not isinstance(found, int)
    assert found.isoformat() == "2026-11-22T10:00:00+00:00"
    assert moment("17") == 17
    with pytest.raises(DatasetError, match="'soon' is neither a sequence nor a time"):
        moment("soon")
