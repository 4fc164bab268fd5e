"""Golden N-Quads of every vendor output in samples/: what each says, as it stands in mg:evidence.

MEDIAGRAPH_GOLDEN=write rewrites them; a plain run never does.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractors.json_form import JsonForm
from extractors.port import Source
from extractors.reference import output_stem
from extractors.vendors.table import FORMS
from ontology.model import Activity, Quad
from ontology.model.describe import activity_quads, agent_quads, asset_quads, observation_quads, segment_quads
from ontology.model.identifiers import mint_asset
from ontology.model.rdf import to_nquads
from ontology.namespaces import DEFAULT_BASE

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "vendors"
OUTPUTS = sorted(path for path in (ROOT / "samples").glob("*/*") if path.name.removesuffix(".gz").endswith(".json"))


def quads_of(form: JsonForm, source: Source) -> Iterator[Quad]:
    """Yield the quads of all that a form says, each Asset minted by its name."""
    for extraction in form.extract(source):
        reference = extraction.reference
        name = reference.name or output_stem(source.name, [form.name])
        asset = mint_asset(DEFAULT_BASE, caller_id=reference.id, name=name)
        yield from asset_quads(asset, reference.kind, name=name, caller_id=reference.id)
        for run in extraction.runs:
            activity = Activity(
                asset, form.name, run.task, run.agent, run.parameters, run.part, run.started, run.ended
            )  # fmt: skip
            yield from agent_quads(run.agent, DEFAULT_BASE)
            yield from activity_quads(activity, DEFAULT_BASE)
            for claim in run.observations:
                yield from observation_quads(claim, activity, DEFAULT_BASE)
                if claim.segment.key:
                    yield from segment_quads(asset, claim.segment)


def test_the_samples_are_there() -> None:
    assert len(OUTPUTS) >= 25


@pytest.mark.parametrize("path", OUTPUTS, ids=[path.name for path in OUTPUTS])
def test_an_output_says_what_it_said(path: Path, recognised_by: Callable[[Source], list[str]]) -> None:
    data = path.read_bytes()
    source = Source(path.name, path.name.removesuffix(".gz"), gzip.decompress(data) if path.suffix == ".gz" else data)
    (name,) = recognised_by(source)
    (form,) = [form for form in FORMS if form.name == name]
    text = to_nquads(set(quads_of(form, source)))
    golden = GOLDEN / f"{source.name.removesuffix('.json')}.nq"
    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert golden.is_file(), f"{golden.name} is missing; MEDIAGRAPH_GOLDEN=write makes it"
    assert text.splitlines() == golden.read_text(encoding="utf-8").splitlines()
