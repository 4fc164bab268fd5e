"""Golden N-Quads of every media file, subtitle and text in samples/: what each says, as it stands in the graphs.

MEDIAGRAPH_GOLDEN=write rewrites them; a plain run never does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.extracted import Extracted
from extractors.run import extract_paths
from ontology.model import Activity, Quad
from ontology.model.describe import (
    activity_quads,
    agent_quads,
    asset_quads,
    observation_quads,
    rendition_quads,
    segment_quads,
)
from ontology.model.identifiers import mint_asset
from ontology.model.rdf import to_nquads
from ontology.namespaces import DEFAULT_BASE

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "files"
FILES = sorted(
    path
    for path in (ROOT / "samples" / "first-flights").iterdir()
    if path.suffix in (".jpg", ".png", ".webp", ".mp4", ".flac", ".srt", ".vtt", ".txt")
)


def quads_of(extracted: Extracted) -> Iterator[Quad]:
    """Yield the quads of what one file says, its location without the folders above, which differ by machine."""
    for extraction, asset in zip(extracted.extractions, extracted.assets, strict=True):
        name, rendition = asset.reference.name, extraction.rendition
        asset_iri = mint_asset(DEFAULT_BASE, sha256=rendition.sha256 if rendition else "", name=name)
        yield from asset_quads(asset_iri, asset.reference.kind, name=name)
        if rendition is not None:
            at_hand = replace(rendition, location=Path(rendition.location).name)
            yield from rendition_quads(asset_iri, at_hand, DEFAULT_BASE)
        for run in extraction.runs:
            activity = Activity(
                asset_iri, extracted.extractor, run.task, run.agent, run.parameters, run.part, output=extracted.sha256
            )  # fmt: skip
            yield from agent_quads(run.agent, DEFAULT_BASE)
            yield from activity_quads(activity, DEFAULT_BASE)
            for claim in run.observations:
                yield from observation_quads(claim, activity, DEFAULT_BASE)
                if claim.segment.key:
                    yield from segment_quads(asset_iri, claim.segment)


def test_the_samples_are_there() -> None:
    assert len(FILES) >= 11


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_file_says_what_it_said(path: Path) -> None:
    (extracted,) = extract_paths([str(path)], workers=0)
    assert not extracted.refusal
    text = to_nquads(set(quads_of(extracted)))
    golden = GOLDEN / f"{path.name}.nq"
    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert golden.is_file(), f"{golden.name} is missing; MEDIAGRAPH_GOLDEN=write makes it"
    assert text.splitlines() == golden.read_text(encoding="utf-8").splitlines()
