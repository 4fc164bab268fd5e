"""docs/reference/settings.md and api.settings.Settings say the same."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError

Rows = Callable[[str], list[list[str]]]


@pytest.fixture(scope="module")
def documented(reference: Path, read_rows: Rows) -> dict[str, list[str]]:
    """Key of a setting to its row; the row of MEDIAGRAPH_CONFIG has no key."""
    rows = read_rows((reference / "settings.md").read_text(encoding="utf-8"))
    return {row[1].strip("`"): row for row in rows if row[1].strip("`")}


def test_every_setting_has_a_row_and_every_row_a_setting(documented: dict[str, list[str]]) -> None:
    assert list(documented) == [field.name for field in fields(Settings)]


def test_variable_and_default_are_true(documented: dict[str, list[str]]) -> None:
    for field in fields(Settings):
        variable, _, default, meaning = (cell.strip("`") for cell in documented[field.name])
        assert variable == f"MEDIAGRAPH_{field.name.upper()}"
        assert isinstance(field.default, str | int | bool | Path)
        assert default == (str(field.default).lower() if isinstance(field.default, bool) else str(field.default))
        assert meaning, f"{field.name} has no meaning"


def test_variables_win_over_the_file(tmp_path: Path) -> None:
    config = tmp_path / "mediagraph.toml"
    config.write_text('data = "from-file"\nbatch = 7\nsimilarity = false\n')
    found = Settings.from_env({"MEDIAGRAPH_CONFIG": str(config), "MEDIAGRAPH_DATA": "from-variable"})
    assert (found.data, found.batch, found.similarity) == (Path("from-variable"), 7, False)


@pytest.mark.parametrize(
    ("text", "named"), [("dta = 'x'\n", "dta"), ("batch = 'many'\n", "many"), ("batch = \n", "not TOML")]
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    config = tmp_path / "mediagraph.toml"
    config.write_text(text)
    with pytest.raises(SettingsError, match=named):
        Settings.from_env({"MEDIAGRAPH_CONFIG": str(config)})


def test_no_variable_is_read_that_the_page_does_not_name(root: Path, reference: Path) -> None:
    """Only api/settings.py reads settings; what else is read (for tests and debugging) stands on the page too."""
    page = (reference / "settings.md").read_text(encoding="utf-8")
    command = ["grep", "-rhoE", "MEDIAGRAPH_[A-Z0-9_]+", "ontology", "shapes", "extractors", "graph", "api", "deploy"]
    found = subprocess.run([*command, "Makefile", ".ci"], cwd=root, capture_output=True, text=True, check=False)
    used = {name.rstrip("_") for name in found.stdout.split()} - {"MEDIAGRAPH"}
    assert used, "grep found nothing"
    missing = sorted(name for name in used if not re.search(rf"\b{name}\b", page))
    assert not missing, f"settings.md does not name {', '.join(missing)}"
