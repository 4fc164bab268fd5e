"""How long a person waits for `--help`, `query` and `explain` from a process that does not exist yet.

python benchmarks/cold_start.py                  over samples/, ingested first
python benchmarks/cold_start.py --data DIR       over a data folder that stands
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measuring import MEDIAGRAPH, cold, machine, rows_of

SAMPLES = Path(__file__).parents[1] / "samples" / "first-flights"
TOUCHED = 10_000
"""Triples that the timed query may touch."""


def commands(data: Path) -> dict[str, list[str]]:
    """Return what is timed on a data folder, by its name in the table."""
    asset = rows_of("SELECT ?asset { ?asset mg:depicts ?c } LIMIT 1", data)[0]["asset"]
    return {
        "`--help`": [MEDIAGRAPH, "--help"],
        "`query`": [MEDIAGRAPH, "query", query(data), "--data", str(data), "--format", "json"],
        "`explain ASSET`": [MEDIAGRAPH, "explain", asset, "--data", str(data)],
    }


def query(data: Path) -> str:
    """Return a query for the assets of one Concept, with their names, that touches at most `TOUCHED` triples."""
    counts = rows_of("SELECT ?c (COUNT(?a) AS ?n) { ?a mg:depicts ?c } GROUP BY ?c", data)
    fitting = [(int(row["n"]), row["c"]) for row in counts if 2 * int(row["n"]) <= TOUCHED]
    concept = max(fitting)[1]
    return f"SELECT ?name {{ ?asset mg:depicts <{concept}> ; rdfs:label ?name }} ORDER BY ?name"


def table(data: Path, *, times: int = 7) -> list[str]:
    """Return the rows of the table: name, median seconds, budget."""
    budgets = {"`--help`": 0.3, "`query`": 1.0, "`explain ASSET`": 1.0}
    return [
        f"| {name} | {cold(command, times=times):.2f} s | <= {budgets[name]} s |"
        for name, command in commands(data).items()
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--times", type=int, default=7, help="runs, of which the median counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = options.data or Path(scratch) / "data"
        if options.data is None:
            arguments = [str(SAMPLES), "--manifest", str(SAMPLES / "manifest.csv"), "--data", str(data), "--json"]
            subprocess.run([MEDIAGRAPH, "ingest", *arguments], check=True, capture_output=True)
        print(f"Cold start, median of {options.times}; {machine()}\n")
        print("| command | median | budget |\n|---|---|---|")
        print("\n".join(table(data, times=options.times)))


if __name__ == "__main__":
    main()
