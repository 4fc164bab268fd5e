"""Breaks files at random: bytes, the structure of JSON, XML and lines, endings.

The same samples, seed and number give the same file.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.mutation_text import LINES, XML

LONGEST: Final = 1 << 21
"""Bytes after which a file that grew is cut."""

STRANGE_VALUES: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 2**63, 10**400, 1e308, -1e308, 1e-320, 101.5, 97, "", " ", "\x00", "\u202e",
    "\ud800", "x" * 70_000,
    "english", "en-", "2026-13-45T99:00:00Z", "NaN", "-Infinity", "1,5", "http://[", "http://e/ \"><s>",
    "javascript:alert(1)",
    "../../../etc/passwd", "a\nb", "e\u0301", "\U0001f9ea", [], {}, [[]], [None], {"": ""}, {"Name": None},
)  # fmt: skip
"""Values that stand where others are expected."""

STRANGE_TEXTS: Final = (
    "NaN", "Infinity", "-0", "1e999", "1" * 5_000, "0x10", "'a'",
    "\"\\ud800\"", "\"\\u0000\"", "[" * 3_000 + "]" * 3_000,
    "{\"a\":" * 900 + "1" + "}" * 900,
)  # fmt: skip
"""JSON texts, some of them no JSON, that replace a value."""


def mutant(samples: list[Path], number: int, *, seed: int = 0) -> tuple[str, bytes]:
    """Return the name and bytes of broken file `number`, made from one of the samples in turn."""
    random = Random(f"{seed}/{number}")
    path = samples[number % len(samples)]
    name, data = path.name, path.read_bytes()
    packed = data.startswith(b"\x1f\x8b")
    inside = packed and random.random() < 0.7
    if inside:
        data = gzip.decompress(data)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        data = _broken(data, random)[:LONGEST]
    if inside:
        data = gzip.compress(data, 1, mtime=0)
    if random.random() < 0.1:
        name = _other_ending(name, random.choice(samples).name)
    return f"{number:06d}-{name}", data


def write_mutants(samples: list[Path], folder: Path, numbers: range, *, seed: int = 0) -> list[Path]:
    """Write broken files and return their paths, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number in numbers:
        name, data = mutant(samples, number, seed=seed)
        path = folder / name
        path.write_bytes(data)
        written.append(path)
    return written


def _broken(data: bytes, random: Random) -> bytes:
    """Break the structure that the first bytes promise, or the bytes."""
    if random.random() < 0.4 or b"\x00" in data[:512]:
        return random.choice(BYTES)(data, random)
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    ways = STRUCTURE if start in (b"{", b"[") else XML if start == b"<" else LINES
    return random.choice(ways)(data, random)


def _other_ending(name: str, other: str) -> str:
    return name.partition(".")[0] + "." + other.partition(".")[2]


# -- bytes ---------------------------------------------------------------------------------------------------------


def flip(data: bytes, random: Random) -> bytes:
    """Turn over a few bits; in large files most of them near the start, where the headers are."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 3, 20)) if changed else 0):
        reach = len(changed) if random.random() < 0.5 else min(len(changed), 512)
        changed[random.randrange(reach)] ^= 1 << random.randrange(8)
    return bytes(changed)


def truncate(data: bytes, random: Random) -> bytes:
    """Keep the start only; sometimes nothing."""
    return data[: random.randrange(len(data) + 1)] if random.random() < 0.9 else b""


def cut(data: bytes, random: Random) -> bytes:
    """Leave out a stretch."""
    start = random.randrange(len(data) + 1)
    return data[:start] + data[start + random.randrange(1, 300) :]


def repeat(data: bytes, random: Random) -> bytes:
    """Let a stretch stand many times."""
    start = random.randrange(len(data) + 1)
    end = start + random.randrange(1, 200)
    return data[:start] + data[start:end] * random.choice((2, 50, 2_000)) + data[end:]


def splice(data: bytes, random: Random) -> bytes:
    """Put random bytes in the middle."""
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(random.randrange(1, 64)) + data[at:]


def invalid_utf8(data: bytes, random: Random) -> bytes:
    """Put bytes in the middle that no UTF-8 holds."""
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice((b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80")) + data[at:]


def other_line_ends(data: bytes, random: Random) -> bytes:
    """Change line ends, or put a byte order mark in front."""
    ends = random.choice((b"\r\n", b"\r", b"", b"\xe2\x80\xa8"))
    return data.replace(b"\n", ends) if random.random() < 0.7 else b"\xef\xbb\xbf" + data


def other_encoding(data: bytes, random: Random) -> bytes:
    """Encode text as something else than UTF-8."""
    return data.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-32-be", "utf-7")), "replace")


BYTES: Final = (flip, flip, truncate, cut, repeat, splice, invalid_utf8, other_line_ends, other_encoding)


# -- the structure of JSON -----------------------------------------------------------------------------------------


def structural(change: Callable[[Any, Any, Random], None]) -> Callable[[bytes, Random], bytes]:
    """Return a change of one place of the parsed JSON as a change of its bytes; no JSON is flipped instead."""

    def changed(data: bytes, random: Random) -> bytes:
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            return flip(data, random)
        places = list(_places(document))
        if places:
            holder, key = random.choice(places)
            change(holder, key, random)
        return json.dumps(document).encode()

    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (object or list, key or index) for every value inside."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from _places(inner)


def _remove(holder: Any, key: Any, random: Random) -> None:
    del holder[key]


def _replace(holder: Any, key: Any, random: Random) -> None:
    holder[key] = random.choice(STRANGE_VALUES)


def _rename(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, dict):
        holder[random.choice((f"{key}X", "", str(key).lower(), "\u0000", "k" * 5_000, "__proto__"))] = holder.pop(key)


def _wrap(holder: Any, key: Any, random: Random) -> None:
    holder[key] = random.choice(([holder[key]], {"value": holder[key]}, [holder[key]] * 500))


def _mix(holder: Any, key: Any, random: Random) -> None:
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    other = random.choice(list(keys))
    holder[key], holder[other] = holder[other], holder[key]


def as_text(data: bytes, random: Random) -> bytes:
    """Replace one number or string in the text by a JSON text that may be none, or let a key stand twice."""
    marks = [at for at, byte in enumerate(data) if byte == 0x3A]
    if not marks:
        return flip(data, random)
    at = random.choice(marks)
    end = min((e for e in (data.find(c, at) for c in (b",", b"}", b"\n")) if e > 0), default=len(data))
    if random.random() < 0.3:
        key = data.rfind(b"\n", 0, at) + 1
        return data[:key] + data[key:end] + b"," + data[key:]
    return data[: at + 1] + random.choice(STRANGE_TEXTS).encode() + data[end:]


STRUCTURE: Final = (
    structural(_remove),
    structural(_replace),
    structural(_replace),
    structural(_rename),
    structural(_wrap),
    structural(_mix),
    as_text,
)
