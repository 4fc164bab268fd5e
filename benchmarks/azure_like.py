"""Writes JSON in the form of an Azure Video Indexer index: invented, the same for one seed.

    python -m benchmarks.azure_like index.json --megabytes 200

No video was indexed. It is written item by item, so that a large one takes no memory.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, TextIO

_TALE = "the first flight lasted twelve seconds and a strong wind blew over the dunes near Kitty Hawk in December"
_WORDS = _TALE.split()
_NAMES = ("Orville Wright", "Wilbur Wright", "John T. Daniels", "Unknown #1", "Unknown #2")
_LABELS = ("aircraft", "sky", "sand", "person", "outdoor", "beach", "wind", "grass", "engine", "propeller")
_SPEAKERS = 4
# What share of the items of an hour-long video each insight has.
_SHARES = {"transcript": 0.4, "ocr": 0.25, "shots": 0.15, "labels": 0.1, "faces": 0.02, "keywords": 0.08}


def _clock(seconds: float) -> str:
    """Return a time as Video Indexer writes it: hours, minutes, seconds and up to 7 digits."""
    hours, rest = divmod(seconds, 3600)
    return f"{int(hours)}:{int(rest // 60):02}:{rest % 60:.7g}"


def _instances(random: Random, number: int, count: int = 1) -> list[dict[str, Any]]:
    found = []
    for turn in range(count):
        start = 2.5 * number + 40 * turn + random.randrange(2_000) / 1_000
        span = {"start": _clock(start), "end": _clock(start + 2.4)}
        found.append({"adjustedStart": span["start"], "adjustedEnd": span["end"], **span})
    return found


def _line(random: Random, number: int) -> dict[str, Any]:
    text = " ".join(random.choices(_WORDS, k=random.randrange(4, 16))).capitalize() + "."
    return {
        "id": number,
        "text": text,
        "confidence": random.randrange(5_000, 10_000) / 10_000,
        "speakerId": 1 + number % _SPEAKERS,
        "language": "en-US",
        "instances": _instances(random, number),
    }


def _written(random: Random, number: int) -> dict[str, Any]:
    said = {key: random.randrange(10, 300) for key in ("left", "top", "width", "height")}
    line = _line(random, number) | said | {"angle": 0}
    del line["speakerId"]
    return line


def _shot(random: Random, number: int) -> dict[str, Any]:
    frames = [{"id": number, "instances": [{**_instances(random, number)[0], "thumbnailId": f"{number:032x}"}]}]
    return {
        "id": number,
        "tags": [random.choice(("Wide", "Medium", "CloseUp")), "Outdoor"],
        "keyFrames": frames,
        "instances": _instances(random, number),
    }


def _label(random: Random, number: int) -> dict[str, Any]:
    instances = [{**i, "confidence": random.randrange(5_000, 10_000) / 10_000} for i in _instances(random, number, 3)]
    name = random.choice(_LABELS)
    return {"id": number, "name": name, "language": "en-US", "referenceId": f"thing/{name}", "instances": instances}


def _face(random: Random, number: int) -> dict[str, Any]:
    times = [{**i, "thumbnailsIds": [f"{number:032x}"]} for i in _instances(random, number, 2)]
    return {"id": number, "name": random.choice(_NAMES), "confidence": 0.9, "highQuality": True, "instances": times}


def _keyword(random: Random, number: int) -> dict[str, Any]:
    text = " ".join(random.choices(_WORDS, k=2))
    return {"id": number, "text": text, "confidence": 0.5, "language": "en-US", "instances": _instances(random, number)}


_MAKERS: dict[str, Callable[[Random, int], dict[str, Any]]] = {
    "transcript": _line,
    "ocr": _written,
    "shots": _shot,
    "labels": _label,
    "faces": _face,
    "keywords": _keyword,
}


def _items(insight: str, items: int, seed: int) -> Iterator[dict[str, Any]]:
    random = Random(f"{seed}/{insight}")
    return (_MAKERS[insight](random, number) for number in range(1, 1 + max(1, round(items * _SHARES[insight]))))


def _around(items: int) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return what stands around the lists: of the index, of its one video, of its insights."""
    speakers = [{"id": n, "name": f"Speaker #{n}", "instances": []} for n in range(1, 1 + _SPEAKERS)]
    duration = _clock(2.5 * items)
    insights = {"version": "1.0.0.0", "duration": duration, "sourceLanguage": "en-US", "speakers": speakers}
    video = {"id": "v1", "state": "Processed", "width": 1280, "height": 720, "externalId": "kitty-hawk-1903"}
    index = {"accountId": "a1", "id": "v1", "name": "kitty-hawk.mp4", "userName": "archive", "durationInSeconds": 1}
    return index, video, insights


def index(items: int, *, seed: int = 0) -> dict[str, Any]:
    """Return a whole index with about so many items in its insights."""
    document, video, insights = _around(items)
    insights |= {insight: list(_items(insight, items, seed)) for insight in _MAKERS}
    return document | {"videos": [video | {"insights": insights}]}


def write(file: TextIO, items: int, *, seed: int = 0) -> None:
    """Write `index` item by item."""
    document, video, insights = (json.dumps(part, ensure_ascii=False)[:-1] for part in _around(items))
    file.write(f'{document}, "videos": [{video}, "insights": {insights}')
    for insight in _MAKERS:
        file.write(f', "{insight}": [')
        for number, item in enumerate(_items(insight, items, seed)):
            file.write(", " * (number > 0) + json.dumps(item, ensure_ascii=False))
        file.write("]")
    file.write("}}]}")


def items_of(megabytes: float) -> int:
    """Return how many items make about so many MB (10^6 bytes)."""
    of_a_thousand = len(json.dumps(index(1_000), ensure_ascii=False).encode())
    return max(1, round(1_000 * megabytes * 1e6 / of_a_thousand))


def main() -> None:
    """Write what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.path is None:
        json.dump(index(10, seed=options.seed), sys.stdout, indent=1)
        return
    with options.path.open("w", encoding="utf-8") as file:
        write(file, items_of(options.megabytes), seed=options.seed)


if __name__ == "__main__":
    main()
