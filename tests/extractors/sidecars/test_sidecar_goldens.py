"""Golden texts of every example: each claim in a line, and what was kept, not mapped or named.

MEDIAGRAPH_GOLDEN=write rewrites them; a plain run never does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from extractors.json_form import JsonForm
from extractors.media_type import media_type_of
from extractors.port import Extraction, Source

GOLDEN = Path(__file__).parents[3] / "tests" / "golden" / "sidecars"


def lines_of(extraction: Extraction) -> Iterator[str]:
    reference = extraction.reference
    yield f"asset {reference.id or '-'} {reference.name or '-'} {reference.kind} {reference.duration_s}"
    for run in extraction.runs:
        yield f"run {run.task} by {run.agent.kind} {run.agent.name} {run.agent.version or '-'} part {run.part or '-'}"
        for claim in run.observations:
            parts = [claim.property, claim.value.replace("\n", "\\n"), f"@{claim.language}" if claim.language else ""]
            parts += [claim.segment.key, "" if claim.confidence is None else str(claim.confidence)]
            yield "  " + " | ".join([*parts, *claim.identifiers]).rstrip(" |")
    for name, counts in (("unmapped", extraction.unmapped), ("kept", extraction.kept)):
        yield from (f"{name} {path} {count}" for path, count in sorted(counts.items()))
    yield from (f"problem {problem}" for problem in extraction.problems)


def test_golden_an_example_says_what_it_said(example: Path, example_form: JsonForm) -> None:
    data = example.read_bytes()
    source = Source(example.name, example.name, data, media_type_of(data[:65_536], example.name))
    text = "\n".join(line for extraction in example_form.extract(source) for line in lines_of(extraction)) + "\n"
    golden = GOLDEN / f"{example.name}.txt"
    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert golden.is_file(), f"{golden.name} is missing; MEDIAGRAPH_GOLDEN=write makes it"
    assert text.splitlines() == golden.read_text(encoding="utf-8").splitlines()
