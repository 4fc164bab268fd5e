"""Which share of the keys in real outputs is mapped: writes docs/reference/mapped-share.csv.

    MEDIAGRAPH_SHARED=../shared python -m benchmarks.mapped_share            write it
    MEDIAGRAPH_SHARED=../shared python -m benchmarks.mapped_share --check    exit 1 where it would be another

Every file of the folder model-outputs is read. A key counts once for each form, by its path, however many objects have
it: as read where its value was taken, as kept where it stays in the blob with a reason, else as unmapped. `mapped` is
the share of the read and kept ones. Keys that are read are counted where the form is read by `extractors.reading`; of
other forms (subtitles, edit lists) only those that are not.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors.form_tables import MAPPED_SHARE, forms
from extractors.inputs import Input, list_inputs
from extractors.reading import Node, Reading
from extractors.run import extract_input
from ontology.generated_file import write_or_check

COLUMNS = ("form", "files", "claims", "read", "kept", "unmapped", "mapped")


@dataclass(slots=True)
class Share:
    """What was found of one form: files, claims, and key paths."""

    files: int = 0
    claims: int = 0
    read: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    unmapped: set[str] = field(default_factory=set)

    def row(self, form: str) -> tuple[str, ...]:
        """Return a row of the table."""
        known = len(self.read | self.kept)
        share = f"{100 * known / max(1, known + len(self.unmapped)):.1f} %"
        read = len(self.read) or ""
        return (form, *map(str, (self.files, self.claims, read, len(self.kept), len(self.unmapped))), share)


def measured(folder: Path) -> dict[str, Share]:
    """Return what is found of each form with a table of keys in the files of a folder, by name."""
    tables = {form.name for form in forms()}
    found: dict[str, Share] = {}
    for item in list_inputs([str(folder)]):
        for name, share in _of_file(item):
            if name in tables:
                _add(found.setdefault(name, Share()), share)
    return dict(sorted(found.items()))


def page(folder: Path) -> str:
    """Return the file's text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(share.row(form) for form, share in measured(folder).items())
    return text.getvalue()


def _of_file(item: Input) -> Iterator[tuple[str, Share]]:
    with _taken_keys() as taken:
        results = [result for result in extract_input(item) if result.extractions]
    for result in results[:1]:
        share = Share(files=1, read=taken)
        for extraction in (extraction for result in results for extraction in result.extractions):
            share.claims += sum(len(run.observations) for run in extraction.runs)
            share.kept |= extraction.kept.keys()
            share.unmapped |= extraction.unmapped.keys()
        share.read -= share.kept | share.unmapped
        yield result.extractor, share


def _add(total: Share, share: Share) -> None:
    total.files += share.files
    total.claims += share.claims
    total.read |= share.read
    total.kept |= share.kept
    total.unmapped |= share.unmapped


@contextmanager
def _taken_keys() -> Iterator[set[str]]:
    """Note which key paths are taken from Nodes meanwhile: what a Node had, and has no longer when it is closed."""
    taken: set[str] = set()
    had: dict[int, tuple[Node, set[str]]] = {}
    make, close, drop = Node.__init__, Node.close, Node.drop

    def made(node: Node, reading: Reading, value: dict[str, Any], *rest: Any, **more: Any) -> None:
        make(node, reading, value, *rest, **more)
        had[id(node)] = (node, set(value))

    def note(node: Node) -> None:
        _, keys = had.pop(id(node), (node, set()))
        taken.update(_named(node, key) for key in keys - set(node.rest()))

    def closed(node: Node) -> None:
        note(node)
        close(node)

    def dropped(node: Node) -> None:
        note(node)
        drop(node)

    Node.__init__, Node.close, Node.drop = made, closed, dropped  # type: ignore[method-assign, assignment]
    try:
        yield taken
    finally:
        Node.__init__, Node.close, Node.drop = make, close, drop  # type: ignore[method-assign]


def _named(node: Node, key: str) -> str:
    """Return a key's path as the form counts it: those of XML are XPath."""
    counting = type(node.reading)({})
    counting.leave(f"{node.path}.{key}" if node.path else key, 1)
    return next(iter(counting.unmapped))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file, or with ``--check`` say whether it is up to date; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    shared = os.environ.get("MEDIAGRAPH_SHARED")
    if not shared:
        print("MEDIAGRAPH_SHARED is not set: it names the folder of real outputs", file=sys.stderr)
        return 2
    text = page(Path(shared) / "data" / "model-outputs")
    return write_or_check(MAPPED_SHARE, text, command="python -m benchmarks.mapped_share", arguments=given)


if __name__ == "__main__":
    sys.exit(main())
