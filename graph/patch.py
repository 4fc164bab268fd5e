"""Patches: what a ChangeSet removed and added, as text (docs/reference/patch-format.md).

One line per quad, removals first, each group sorted; ``D`` removes, ``A`` adds. In the Dataset the text stands as
zlib + base64 in a literal: 3 % of the disk where plain text costs 56 % (measured, DESIGN 5).
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable
from typing import Final, NamedTuple

from graph.dataset import DatasetError
from ontology.model import Quad, Term

_LEVEL: Final = 2
"""zlib level: 6 saves another tenth of the patch and costs three times the CPU (benchmarks/commit.py)."""


class PatchError(DatasetError):
    """A patch that cannot be read; the message names the line and the rule."""


class Patch(NamedTuple):
    """What a patch says: quads removed and added (disjoint), and the terms of the things an erasure took."""

    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]
    erased: tuple[Term, ...] = ()


def patch_text(removed: Iterable[Quad], added: Iterable[Quad], erased: Iterable[Term] = ()) -> str:
    """Return the lines of a patch: ``E`` for erased things, ``D`` for removed quads, ``A`` for added ones."""
    lines = [f"E {term} .\n" for term in sorted(erased)]
    lines += [f"D {quad.nquads()}\n" for quad in sorted(removed)]
    lines += [f"A {quad.nquads()}\n" for quad in sorted(added)]
    return "".join(lines)


def parse_patch(text: str) -> Patch:
    """Return what the lines of a patch say; raise `PatchError`, naming the line, where one is not understood."""
    removed: list[Quad] = []
    added: list[Quad] = []
    erased: list[Term] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        operation = line[:2]
        if operation == "A ":
            added.append(_quad(line, number))
        elif operation == "D ":
            removed.append(_quad(line, number))
        elif operation == "E " and line.endswith(" ."):
            erased.append(line[2:-2])
        else:
            raise PatchError(f"patch line {number}: {line[:80]!r} begins with none of A, D, E")
    return Patch(tuple(removed), tuple(added), tuple(erased))


def encode_patch(text: str) -> str:
    """Return a patch's text as it stands in the Dataset: zlib, then base64."""
    return base64.b64encode(zlib.compress(text.encode("utf-8"), _LEVEL)).decode("ascii")


def decode_patch(encoded: str) -> str:
    """Return the text of a patch as it stands in the Dataset; raise `PatchError` where it is damaged."""
    try:
        return zlib.decompress(base64.b64decode(encoded, validate=True)).decode("utf-8")
    except (binascii.Error, zlib.error, UnicodeDecodeError) as err:
        raise PatchError(f"a patch of {len(encoded)} characters is damaged: {err}") from err


def _quad(line: str, number: int) -> Quad:
    """Return the quad of a line: subject and predicate hold no space, and neither does what follows the object."""
    try:
        _, subject, predicate, rest = line.split(" ", 3)
        object_and_graph = rest[:-2] if rest.endswith(" .") else ""
        # Only a literal holds spaces, and its last quote ends it: no IRI holds a quote.
        end = object_and_graph.find(" ", object_and_graph.rfind('"') + 1)
    except ValueError as err:
        raise PatchError(f"patch line {number}: {line[:80]!r} is not an operation and a quad") from err
    if not object_and_graph:
        raise PatchError(f"patch line {number}: {line[:80]!r} does not end in a space and a full stop")
    if end < 0:
        return Quad(subject, predicate, object_and_graph)
    return Quad(subject, predicate, object_and_graph[:end], object_and_graph[end + 1 :])
