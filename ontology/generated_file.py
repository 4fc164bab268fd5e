"""Files that a command writes: written anew, or with ``--check`` compared with what the command would write."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def write_or_check(path: Path, text: str, *, command: str, arguments: Sequence[str]) -> int:
    """Write a file; with ``--check`` among the arguments only say on stderr where it is old. Return the exit code."""
    if "--check" not in arguments:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path.name} is out of date: run {command}", file=sys.stderr)
    return 1


def write_or_check_folder(
    files: Mapping[Path, str], present: Iterable[Path], *, command: str, arguments: Sequence[str]
) -> int:
    """Do the same for the files of shapes, and delete those `present` of shapes that are gone, or say so."""
    codes = [write_or_check(path, text, command=command, arguments=arguments) for path, text in files.items()]
    for path in sorted(set(present) - files.keys()):
        if "--check" in arguments:
            print(f"{path.name} is of a shape that is gone: run {command}", file=sys.stderr)
            codes.append(1)
        else:
            path.unlink()
    return max(codes)
