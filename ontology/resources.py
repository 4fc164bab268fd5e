"""The ontology's own files, found in a checkout and in an installed wheel alike."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

FOLDERS: Final = ("", "alignment", "taxonomy")
"""Folders of the package that hold Turtle: modules, alignments, taxonomies."""


class TurtleFile(NamedTuple):
    """One Turtle file of a Release: path inside the package such as ``alignment/prov.ttl``, and its bytes."""

    name: str
    data: bytes


def turtle_files(*folders: str) -> Iterator[TurtleFile]:
    """Yield the Turtle files of these folders (all of `FOLDERS` without any), sorted by name in each."""
    for folder in folders or FOLDERS:
        place = package_files("ontology").joinpath(folder) if folder else package_files("ontology")
        if not place.is_dir():
            continue
        for entry in sorted(_turtle(place), key=lambda found: found.name):
            yield TurtleFile(f"{folder}/{entry.name}" if folder else entry.name, entry.read_bytes())


def _turtle(place: Traversable) -> Iterator[Traversable]:
    return (entry for entry in place.iterdir() if entry.name.endswith(".ttl"))
