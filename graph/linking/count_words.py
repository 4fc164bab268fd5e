"""Count words of descriptions: `python -m graph.linking.count_words LINES... [--out FILE]`.

Writes `models/words.json`, by which linking knows how rare a word is. LINES are JSON lines of the plain form (`label`,
`description`, `types`), each may be gzipped. Only stems and counts are written, no description.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from graph.linking.context_words import WORDS, count_stems
from graph.linking.gold import numbered_lines
from graph.linking.profiles import described

LEAST: Final = 60
"""Descriptions that hold a stem for it to be listed; all rarer ones are equally rare."""


def descriptions(paths: Iterable[Path]) -> Iterator[str]:
    """Yield what a profile reads of each entity: description and labels of types."""
    for path in paths:
        for _, line in numbered_lines(path):
            said = json.loads(line)
            yield described(said.get("description") or "", said.get("types") or ())


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, and write the file."""
    parser = argparse.ArgumentParser(prog="python -m graph.linking.count_words", description=__doc__)
    parser.add_argument("lines", nargs="+", type=Path, help="JSON lines of the plain form")
    parser.add_argument("--out", type=Path, default=WORDS, help="where the counts are written")
    asked = parser.parse_args(arguments)
    counted = count_stems(descriptions(asked.lines), least=LEAST)
    asked.out.write_text(json.dumps(counted, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
