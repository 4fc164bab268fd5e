"""The pages say what is true: the generated one is up to date, the how-to's code runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from shapes.gates import first_gate, observation_iri
from shapes.reference import FOLDER, PAGE, main, node_shapes, reference_pages
from shapes.shapes_graph import our_shapes

ROOT = Path(__file__).parent.parent.parent
HOW_TO = (ROOT / "docs" / "how-to" / "validate-data.md").read_text(encoding="utf-8")


def test_the_reference_is_what_its_command_writes() -> None:
    for path, text in reference_pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run python -m shapes.reference"
    assert main(["--check"]) == 0


def test_every_shape_has_a_page_with_its_diagram_and_the_index_leads_there() -> None:
    pages = reference_pages()
    index = pages[PAGE]
    shapes = node_shapes(our_shapes())
    assert len(shapes) >= 40
    for shape in shapes:
        name = shape[1:-1].partition("#")[2]
        text = pages[FOLDER / f"{name}.md"]
        assert "```mermaid\nclassDiagram\n" in text
        assert f"(shapes/{name}.md)" in index


@pytest.mark.parametrize("name", ["AssetShape", "SegmentShape", "ObservationShape", "FactShape", "RightsShape"])
def test_a_page_shows_good_and_bad(name: str) -> None:
    text = reference_pages()[FOLDER / f"{name}.md"]
    assert "\n## Good\n" in text
    assert "\n## Bad\n" in text
    assert "ConstraintComponent" in text


def test_the_reference_shows_no_stand_ins() -> None:
    assert not [path.name for path, text in reference_pages().items() if "urn:mediagraph" in text]


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", HOW_TO, re.DOTALL))
def test_the_how_tos_code_runs(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "False" in done.stdout or "violations" in done.stdout


def test_the_how_tos_report_is_the_one_it_shows() -> None:
    from shapes.advised import wanted_for
    from shapes.files import validate_files

    examples = ROOT / "shapes" / "examples" / "invalid"
    paths = [examples / "confidence_in_percent.ttl", examples / "segment_in_milliseconds.ttl"]
    report = validate_files(paths)
    shown = re.findall(r"```\n(\d+ violations.*?)```", HOW_TO, re.DOTALL)
    assert shown == [report.as_text(wanted=wanted_for(report, paths))]


def test_the_how_tos_suggestions_are_the_ones_it_shows() -> None:
    from ontology.model import Activity, Agent, AgentKind, Observation
    from ontology.namespaces import DEFAULT_BASE as BASE
    from shapes.suggest import Context, suggest

    run = Activity(f"{BASE}asset/a", "x", "labels", Agent(AgentKind.MODEL, "m"))
    for observation in (
        Observation("depicts", "Aircraft", 97.5),
        Observation("depicts", "Aircraft", language="English"),
        Observation("depict", "Aircraft"),
        Observation("dateCreated", "1903:12:17 10:35:00"),
    ):
        [result] = first_gate([(run, [observation])], base=BASE)[observation_iri(observation, run, BASE)]
        found = suggest(result, Context(observation, properties=("depicts", "title")))
        assert found is not None
        assert found.sentence in HOW_TO
