"""What is inside an index: counted when it was built, read when it is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.linking.errors import IndexUnusable
from graph.linking.files import FORMAT, INFO, write_whole
from graph.linking.normalise import FOLDING

LICENCE_UNKNOWN: Final = "not stated: that of its sources; Wikidata's own data is CC0-1.0"
"""Said of an index whose builder named no licence."""


def index_folder(named: str) -> Path:
    """Return the folder of the index that a setting names; where it names none of the starter index, built if needed.

    Raises `BuildRefused` where the starter index cannot be built.
    """
    if named:
        return Path(named)
    from graph.linking.starter_index import starter_folder

    return starter_folder()


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds; `bounds` are the names at which its shards of aliases begin, but for the first.

    `files` are the sizes of its files in bytes, `counts` what its build left out, and why.
    """

    entities: int
    aliases: int
    names: int
    languages: tuple[str, ...]
    built: str
    sources: tuple[str, ...]
    licence: str
    shards: int
    bounds: tuple[str, ...]
    format: int = FORMAT
    folding: int = FOLDING
    relations: int = 0
    vectors: int = 0
    redirects: int = 0
    files: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Bytes of all its files."""
        return sum(self.files.values())

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON, as it is stored."""
        return asdict(self)


def write_info(folder: Path, info: IndexInfo) -> None:
    """Write it into an index; done last, so that a folder without it is no index."""
    write_whole(folder / INFO, json.dumps(info.as_json(), ensure_ascii=False, indent=1).encode())


def read_info(folder: Path) -> IndexInfo:
    """Return what is inside the index in a folder; raises `IndexUnusable`."""
    try:
        said = json.loads((folder / INFO).read_bytes())
    except FileNotFoundError as err:
        raise IndexUnusable(folder, f"it has no {INFO}; `mediagraph wikidata build` makes one") from err
    except (OSError, ValueError) as err:
        raise IndexUnusable(folder, f"{INFO} cannot be read ({err})") from err
    for name, ours in (("format", FORMAT), ("folding", FOLDING)):
        if not isinstance(said, dict) or said.get(name) != ours:
            found = said.get(name) if isinstance(said, dict) else said
            raise IndexUnusable(folder, f"its {name} is {found!r}, this version reads {ours}; build it anew")
    known = IndexInfo.__dataclass_fields__
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items() if k in known}
    return IndexInfo(**given)


def check_files(folder: Path, info: IndexInfo) -> None:
    """Raise `IndexUnusable` where a file of an index is missing, or not of the size that it was written in."""
    for name, size in info.files.items():
        try:
            found = (folder / name).stat().st_size
        except OSError as err:
            raise IndexUnusable(folder, f"{name} is missing; build it anew") from err
        if found != size:
            raise IndexUnusable(folder, f"{name} has {found:,} bytes of {size:,}; build it anew")
