"""Write docs/reference/sidecar-forms.md: every key of every sidecar, news, subtitle and edit list form.

python -m extractors.sidecar_table            write the page
python -m extractors.sidecar_table --check    exit 1 where the page is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from extractors.form_tables import REFERENCE, VENDORS, Form, forms, module_of, sections
from ontology.generated_file import write_or_check

FORMS: Final[tuple[Form, ...]] = tuple(form for form in forms() if not module_of(form).startswith(VENDORS))
"""Every form with a table of keys that is no vendor's."""

PAGE: Final = REFERENCE / "sidecar-forms.md"

_HEAD: Final = """<!-- Written by `python -m extractors.sidecar_table`; do not edit. -->

# Sidecars, news, subtitles and edit lists

Which files beside media mediagraph reads, and what becomes of each of their keys. A form is recognised by its content,
never by the file's name.

Keys of XML are written as XPath with local names and without positions, from below the root element; attributes begin
with `@`. Keys of other forms are written as the form has them; `[]` stands for the positions of a list.

A key either becomes something, or is **kept**: known, and left in the file on purpose, with the reason. Every other
key is counted as unmapped, by its path, in `ingest --json` (`unmapped_keys`). What people wrote is said by a person
and outranks models; what software measured is said by a system.

*Mapped* is the share of the keys in real files that are read or kept with a reason, where real files of the form were
at hand (`python -m benchmarks.mapped_share`). Forms of models are on [a page of their own](vendor-forms.md).

"""


def page() -> str:
    """Return the page as Markdown."""
    return _HEAD + "\n".join(sections(FORMS)) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or with ``--check`` say whether it is up to date; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    return write_or_check(PAGE, page(), command="python -m extractors.sidecar_table", arguments=given)


if __name__ == "__main__":
    sys.exit(main())
