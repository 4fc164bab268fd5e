"""The generated pages of forms list every key of every form, and the measured shares are those of the real outputs."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import mapped_share
from extractors import registry, sidecar_table
from extractors.form_tables import MAPPED_SHARE, forms
from extractors.reading import KEPT, Node, Reading
from extractors.vendors import table

GOAL = 95.0
"""Percent of the keys that carry meaning."""


def test_every_form_with_a_table_stands_on_one_page() -> None:
    listed = [form.name for form in (*table.FORMS, *sidecar_table.FORMS)]
    assert Counter(listed) == Counter(form.name for form in forms())
    assert set(listed) <= set(registry.names())
    assert len(table.FORMS) >= 40
    assert len(sidecar_table.FORMS) >= 9


@pytest.mark.parametrize("page", [table, sidecar_table], ids=["vendor forms", "sidecar forms"])
def test_the_page_is_what_the_tables_say(page: object) -> None:
    text = page.page()  # type: ignore[attr-defined]
    assert page.main(["--check"]) == 0  # type: ignore[attr-defined]
    for form in page.FORMS:  # type: ignore[attr-defined]
        assert f"- `{form.name}` {form.version}: {form.reads}." in text
        assert all(f"| `{path}` | " in text for path in form.keys)
        assert all(becomes.partition(":")[2].strip() for becomes in form.keys.values() if becomes.startswith(KEPT))


def test_the_measured_shares_are_those_of_the_real_outputs(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_SHARED", str(shared.parent))
    assert mapped_share.main(["--check"]) == 0, capsys.readouterr().err


def test_nearly_all_keys_of_real_outputs_are_mapped() -> None:
    with MAPPED_SHARE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 20
    below = {row["form"]: row["mapped"] for row in rows if float(row["mapped"].removesuffix(" %")) < GOAL}
    assert below == {}


def test_keys_that_are_taken_kept_and_left_are_told_apart() -> None:
    make, close, drop = Node.__init__, Node.close, Node.drop
    with mapped_share._taken_keys() as taken:
        root = Node(Reading({}), {"a": "x", "b": [{"c": 1, "d": 2}], "e": {"f": 1, "g": 2}, "h": 1})
        root.text("a")
        for node in root.nodes("b"):
            node.number("c")
        inner = root.node("e")
        inner.number("f")
        inner.keep()
        root.close()
    assert taken == {"a", "b", "b[].c", "e", "e.f"}
    assert (Node.__init__, Node.close, Node.drop) == (make, close, drop)
