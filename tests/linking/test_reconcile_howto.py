"""docs/how-to/reconcile-with-openrefine.md: its programs run against the service, its words are those of the code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Settings
from tests.linking.reconcile_service import reconcile_settings as reconcile_settings  # noqa: PLC0414
from tests.linking.reconcile_service import served as served  # noqa: PLC0414

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "reconcile-with-openrefine.md"


@pytest.fixture(scope="module")
def text() -> str:
    """The page."""
    return PAGE.read_text(encoding="utf-8")


def run(program: str, served: str) -> str:
    """Run a program of the page as it stands, and return what it prints."""
    env = os.environ | {"MEDIAGRAPH_RECONCILE": f"{served}/reconcile"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_programs_of_the_page_do_what_it_says(text: str, served: str) -> None:
    programs = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(programs) == 2
    plain = run(programs[0], served)
    assert "['0.2']" in plain
    assert "'id': 'Q494455'" in plain
    assert "'id': 'https://w3id.org/mediagraph/taxonomy/depicted/biplane'" in plain
    assert "nobody that is known -> []" in plain
    assert "1871-08-19" in plain
    ours = run(programs[1], served)
    assert "('Q494455', 100.0, True)" in ours


def test_types_and_the_setting_are_called_as_the_page_calls_them(text: str, served: str) -> None:
    from graph.linking.reconciliation_client import ReconciliationClient

    named = set(re.findall(r"\*\*([a-z][\w ]+ of this collection|Wikidata item|Concept)\*\*", text))
    assert len(named) == 4
    import json
    from urllib.request import urlopen

    known = set()
    for prefix in ("", "person", "entity"):
        for cursor in (0, 10):
            with urlopen(f"{served}/reconcile/suggest/type?prefix={prefix}&cursor={cursor}") as response:
                known |= {kind["name"] for kind in json.load(response)["result"]}
    assert named <= known
    assert ReconciliationClient(f"{served}/reconcile").manifest().versions == ("0.2",)
    for variable in re.findall(r"MEDIAGRAPH_(\w+)=", text):
        assert variable.lower() in Settings.__dataclass_fields__
