"""Write docs/reference/vendor-forms.md: every key of every vendor form, and what it becomes.

python -m extractors.vendors.table            write the page
python -m extractors.vendors.table --check    exit 1 where the page is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from extractors import plain
from extractors.json_form import JsonForm
from extractors.reading import KEPT
from extractors.vendors import (
    coco_captions,
    comprehend,
    google_vision,
    llava_answers,
    rekognition_celebrities,
    rekognition_faces,
    rekognition_labels,
    rekognition_moderation,
    rekognition_other,
    rekognition_segments,
    rekognition_text,
    transcribe,
    whisper,
)
from ontology.generated_file import write_or_check

FORMS: Final[tuple[JsonForm, ...]] = (
    plain.EXTRACTOR,
    rekognition_labels.EXTRACTOR,
    rekognition_faces.EXTRACTOR,
    rekognition_celebrities.EXTRACTOR,
    rekognition_moderation.EXTRACTOR,
    rekognition_text.EXTRACTOR,
    rekognition_segments.EXTRACTOR,
    rekognition_other.EXTRACTOR,
    google_vision.EXTRACTOR,
    whisper.EXTRACTOR,
    transcribe.EXTRACTOR,
    comprehend.ENTITIES,
    comprehend.KEY_PHRASES,
    comprehend.SENTIMENT,
    comprehend.LANGUAGES,
    comprehend.CLASSES,
    comprehend.SYNTAX,
    coco_captions.EXTRACTOR,
    llava_answers.EXTRACTOR,
)
"""Every JSON form of ours, in the order in which they are asked whether they recognise a Source."""

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "vendor-forms.md"

_HEAD: Final = """<!-- Written by `python -m extractors.vendors.table`; do not edit. -->

# Vendor forms

Which JSON mediagraph reads, and what becomes of each of its keys. A form is recognised by its content, never by the
file's name. A key path is written with `[]` for the positions of a list.

A key either becomes something, or is **kept**: known, and left in the blob on purpose, with the reason. Every other
key is counted as unmapped, by its path, in `ingest --json` (`unmapped_keys`). A value of the wrong type skips its one
claim and leaves a sentence with the key, the value and the rule.

Confidences are fractions from 0 to 1. Percentages are divided by 100 without changing a digit; a percentage over 100
stays over 1, and the gate refuses it. A form that gives no confidence has none. Times are seconds; a moment without a
duration has a start and no end.

"""


def page() -> str:
    """Return the page as Markdown."""
    return _HEAD + "\n".join(line for forms in _grouped() for line in _section(forms)) + "\n"


def _grouped() -> Iterator[list[JsonForm]]:
    """Yield forms that share one table together, in order."""
    groups: dict[int, list[JsonForm]] = {}
    for form in FORMS:
        groups.setdefault(id(form.keys), []).append(form)
    yield from groups.values()


def _section(forms: Sequence[JsonForm]) -> Iterator[str]:
    yield f"## {', '.join(form.name for form in forms)}"
    yield ""
    for form in forms:
        yield f"- `{form.name}` {form.version}: {form.reads}."
    # What a module says of itself are the decisions that its table cannot show.
    yield ""
    yield (sys.modules[forms[0].read.__module__].__doc__ or "").strip()
    keys = forms[0].keys
    mapped = sum(not becomes.startswith(KEPT) for becomes in keys.values())
    yield ""
    yield f"{len(keys)} keys are known: {mapped} are read, {len(keys) - mapped} stay in the blob."
    yield ""
    yield "| key | becomes |"
    yield "| --- | --- |"
    for path, becomes in keys.items():
        yield f"| `{path}` | {_cell(becomes)} |"
    yield ""


def _cell(becomes: str) -> str:
    kept, colon, reason = becomes.partition(":")
    text = f"*kept*:{reason}" if kept == KEPT and colon else becomes
    return text.replace("|", "\\|")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or with ``--check`` say whether it is up to date; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    return write_or_check(PAGE, page(), command="python -m extractors.vendors.table", arguments=given)


if __name__ == "__main__":
    sys.exit(main())
