"""Each top folder says what lives there, and what never does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDERS = (
    "ontology", "shapes", "extractors", "graph", "api", "samples", "tests", "benchmarks", "docs", "deploy",
)  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_top_folder_has_a_readme(root: Path, folder: str) -> None:
    readme = root / folder / "README.md"
    assert readme.is_file(), f"{folder}/ has no README.md"
    text = readme.read_text(encoding="utf-8")
    assert len(text) > 100
    if folder != "docs":
        assert re.search(r"\b(never|no|not)\b", text.lower()), f"{folder}/README.md does not say what is not there"


def test_every_top_folder_is_known(root: Path) -> None:
    hidden_or_made = {"build", "dist", "artefacts", "requirements", "mediagraph-data", "node_modules", "web"}
    found = {path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    unknown = sorted(found - set(FOLDERS) - hidden_or_made)
    assert not unknown, f"not named here, and so without a README: {', '.join(unknown)}"
