"""Where a build keeps what it has done, so that the same command goes on after a kill, and what it counted."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from graph.linking.errors import BuildRefused
from graph.linking.files import FORMAT, INFO, write_whole
from graph.linking.normalise import FOLDING
from graph.linking.types import BIT

STAGES: Final = 1
"""Version of what lies in a build's folder; another one is begun anew."""

MOST_SHOWN: Final = 50
"""Refused lines that a report shows."""

LANGUAGES: Final = ("en", "fr", "de", "es")
"""Languages of names and texts where none are chosen; the first one's labels are shown."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build: from `inputs` in their order, into the folder `out`.

    `classes` restricts it to coarse types by name, or to classes of Wikidata by QID with all their subclasses;
    `min_sitelinks` to entities with as many articles; `vectors` is for how many of the best known the description's
    vector is made; `workers` how many processes work.
    """

    inputs: tuple[Path, ...]
    out: Path
    languages: tuple[str, ...] = LANGUAGES
    classes: tuple[str, ...] = ()
    min_sitelinks: int = 0
    vectors: int = 0
    workers: int = 1
    licence: str = ""

    def __post_init__(self) -> None:
        if not self.inputs:
            raise BuildRefused("an index is built from at least one input; none was given")
        for language in self.languages:
            if not language.replace("-", "").isalnum() or not language.isascii() or len(language) > 20:
                raise BuildRefused(f"{language!r} is no language code such as en, pt-br or mul")
        for name in self.classes:
            if name not in BIT and not (name[:1] == "Q" and name[1:].isdigit()):
                raise BuildRefused(f"{name!r} is neither a coarse type ({', '.join(BIT)}) nor a QID")

    @property
    def types(self) -> int:
        """Return the coarse types that it is restricted to; 0 for all."""
        return sum(BIT[name] for name in set(self.classes) if name in BIT)

    @property
    def types_or_all(self) -> int:
        """Return `types`, or a bit that no entity has where only classes by QID are chosen."""
        return self.types or (1 << 64 if self.class_qids else 0)

    @property
    def class_qids(self) -> tuple[int, ...]:
        """Return the classes that it is restricted to by QID."""
        return tuple(int(name[1:]) for name in self.classes if name not in BIT)


@dataclass(slots=True)
class BuildReport:
    """What a build read, made and left out; `counts` by reason, `shown` the first refused lines, `faults` inputs'."""

    lines: int = 0
    entities: int = 0
    aliases: int = 0
    names: int = 0
    relations: int = 0
    vectors: int = 0
    redirects: int = 0
    bytes: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count_run(self, counts: Mapping[str, Any]) -> None:
        """Add what was counted while a chunk was read."""
        self.lines += counts["lines"]
        self.counts["below_min_sitelinks"] += counts["below_min_sitelinks"]
        self.refused.update(counts["refused"])
        self.shown += counts["shown"][: max(0, MOST_SHOWN - len(self.shown))]

    @property
    def failed(self) -> bool:
        """Whether something could not be read, so that the index lacks it."""
        return bool(self.faults or self.refused)

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            **{f.name: getattr(self, f.name) for f in fields(self)},
            "counts": dict(self.counts),
            "refused": dict(self.refused),
        }


def scratch_of(out: Path) -> Path:
    """Return the folder where a build into `out` keeps what it has done."""
    return out.with_name(out.name + ".building")


@contextmanager
def scratch_for(options: BuildOptions) -> Iterator[Path]:
    """Lend the folder of a build: as a killed build of the same plan left it, else empty; removed when all is done."""
    out, scratch = options.out, scratch_of(options.out)
    if out.exists() and not out.is_dir():
        raise BuildRefused(f"{out} is no folder: an index is a folder")
    if out.is_dir() and not (out / INFO).exists() and any(out.iterdir()):
        raise BuildRefused(f"{out} holds something that is no index, and is left alone; name a new folder")
    scratch.mkdir(parents=True, exist_ok=True)
    with (scratch / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as err:
            raise BuildRefused(f"another build into {out} is running") from err
        plan, path = plan_of(options), scratch / "plan.json"
        if not path.exists() or json.loads(path.read_text()) != plan:
            for part in scratch.iterdir():
                if part.name != "lock":
                    shutil.rmtree(part) if part.is_dir() else part.unlink()
            write_whole(path, json.dumps(plan).encode())
        yield scratch
    shutil.rmtree(scratch)


def plan_of(options: BuildOptions) -> Mapping[str, Any]:
    """Return what two builds must share for one to go on with what the other did."""
    inputs = []
    for path in options.inputs:
        try:
            found = path.stat()
        except OSError as err:
            raise BuildRefused(f"{path} cannot be read: {err.strerror}") from err
        inputs.append([str(path.resolve()), found.st_size, found.st_mtime_ns])
    return {
        "inputs": inputs,
        "languages": list(options.languages),
        "classes": list(options.classes),
        "min_sitelinks": options.min_sitelinks,
        "versions": [STAGES, FORMAT, FOLDING],
    }


def swap(made: Path, out: Path) -> None:
    """Put a finished index in the place of an older one; who has that open reads on from it."""
    old = out.with_name(out.name + ".replaced")
    if old.exists():
        shutil.rmtree(old)
    if out.exists():
        out.rename(old)
    made.rename(out)
    if old.exists():
        shutil.rmtree(old)
