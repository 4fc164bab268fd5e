"""Write docs/reference/vendor-forms.md: every key of every vendor form, and what it becomes.

python -m extractors.vendors.table            write the page
python -m extractors.vendors.table --check    exit 1 where the page is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from extractors.form_tables import REFERENCE, VENDORS, forms, module_of, sections
from extractors.json_form import JsonForm
from ontology.generated_file import write_or_check

FORMS: Final[tuple[JsonForm, ...]] = tuple(
    form for form in forms() if isinstance(form, JsonForm) and module_of(form).startswith(VENDORS)
)
"""Every JSON form of a vendor or model, in the order in which they are asked whether they recognise a Source."""

PAGE: Final = REFERENCE / "vendor-forms.md"

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

*Mapped* is the share of the keys in real outputs that are read or kept with a reason, where real outputs of the form
were at hand (`python -m benchmarks.mapped_share`). Sidecars, news and edit lists are on [a page of their
own](sidecar-forms.md).

"""


def page() -> str:
    """Return the page as Markdown."""
    return _HEAD + "\n".join(sections(FORMS)) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or with ``--check`` say whether it is up to date; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    return write_or_check(PAGE, page(), command="python -m extractors.vendors.table", arguments=given)


if __name__ == "__main__":
    sys.exit(main())
