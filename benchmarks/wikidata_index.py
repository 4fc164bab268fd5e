"""The index that names are linked by: how fast it is built and asked, how large it is, how much memory it takes.

    python -m benchmarks.wikidata_index                        a generated dump of 300,000 entities
    python -m benchmarks.wikidata_index --entities 10000000    the size that the issue names; hours on a small machine
    python -m benchmarks.wikidata_index --index DIR            an index that stands: asked only

Look-ups are of names drawn at random from all that the index holds, each once, by one process. A cold start reads files
that were dropped from the page cache. What is not measured but computed says so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.dump_like import FIRST_QID, write_dump
from benchmarks.measuring import MEDIAGRAPH, machine, measured

LOOKUPS = 300_000
WHOLE_WIKIDATA = 115_000_000
"""Items of Wikidata, about, in 2026."""


def build(entities: int, folder: Path, *, workers: int) -> tuple[Path, list[str]]:
    """Build an index of a generated dump; return it and the rows of the table."""
    dump, out = folder / "dump.json.gz", folder / "index"
    write_dump(dump, entities)
    command = [MEDIAGRAPH, "wikidata", "build", str(dump), "--out", str(out), "--workers", str(workers), "--json"]
    run = measured(command)
    if run.code:
        raise SystemExit(run.err)
    half = [s.memory for s in run.samples if s.seconds > run.wall_s / 2]
    return out, [
        f"| build of {entities:,} entities ({dump.stat().st_size / 1e6:,.0f} MB gzipped), {workers} processes | "
        f"{run.wall_s:,.0f} s, {run.cpu_s:,.0f} CPU-s, {entities / run.cpu_s:,.0f} entities/CPU-s | |",
        f"| memory of all processes of the build, most | {run.peak / 1e6:,.0f} MB (second half: "
        f"{max(half, default=0) / 1e6:,.0f} MB) | flat |",
    ]


def ask(index: Path) -> dict[str, Any]:
    """Ask an index in a process of its own, cold, and return what it says of itself."""
    for path in index.iterdir():
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.wikidata_index", "--ask", str(index)], capture_output=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def asked(folder: Path) -> dict[str, Any]:
    """Open an index and ask it; times in CPU seconds but for the opening."""
    start = time.perf_counter()
    from graph.linking.index import WikidataIndex

    imported = time.perf_counter()
    index = WikidataIndex.open(folder)
    index.candidates("Paris")
    opened = time.perf_counter()
    names = names_of(index)
    found = 0
    rates = []
    for _ in range(3):
        found, begin = 0, time.process_time()
        for name in names:
            found += len(index.candidates(name))
        rates.append(len(names) / (time.process_time() - begin))
    random, qids = Random(3), [index._qids[place] for place in Random(3).choices(range(index.info.entities), k=50_000)]
    begin = time.process_time()
    for qid in qids:
        index.record(qid)
    records = len(qids) / (time.process_time() - begin)
    for qid in random.sample(qids, 20_000):
        index.neighbours(qid)
    return {
        "import_s": imported - start,
        "open_s": opened - imported,
        "lookups": len(names),
        "rate": sorted(rates)[1],
        "candidates": found / len(names),
        "records": records,
        **memory(),
        "delta_s": delta_seconds(index),
    }


def names_of(index: Any) -> list[str]:
    """Return names drawn from all that an index holds, in the title case in which text has them."""
    random = Random(1)
    shards = [random.randrange(len(index._shards)) for _ in range(LOOKUPS)]
    tries = [shard.trie for shard in index._shards]
    return [tries[shard].restore_key(random.randrange(len(tries[shard]))).title() for shard in shards]


def memory() -> dict[str, int]:
    """Return the memory of this process in bytes: all of it, and what is not a page of a file."""
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    sizes = {name: int(said[name].split()[0]) * 1024 for name in ("VmRSS", "RssAnon")}
    return {"rss": sizes["VmRSS"], "anonymous": sizes["RssAnon"]}


def delta_seconds(index: Any) -> float:
    """Return how long a delta of 100 items takes from its file to a candidate of an index that was open before."""
    from graph.linking.delta import apply_delta

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "delta.jsonl"
        rows = [{"id": f"Q{FIRST_QID * 7 + n}", "label": f"Altogether New {n}"} for n in range(100)]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        index.overlay_folder = index._watch.folder = Path(scratch) / "overlay"
        start = time.perf_counter()
        apply_delta([path], index)
        while not index.candidates("Altogether New 99"):
            time.sleep(0.001)
        return time.perf_counter() - start


def table(index: Path) -> list[str]:
    """Return the rows of the table for an index that stands."""
    from graph.linking.wikidata_info import read_info

    info, said = read_info(index), ask(index)
    size = sum(bytes_ for name, bytes_ in info.files.items() if name.startswith("aliases-"))
    mapped = said["rss"] - said["anonymous"]
    beside = info.bytes - info.files["records.lmdb"]
    rows = {
        f"look-ups at {info.aliases:,} aliases, {said['candidates']:.1f} candidates each": (
            f"{said['rate']:,.0f}/s",
            ">= 150,000/s",
        ),
        "trie and postings": (
            f"{size / info.aliases:.1f} bytes an alias, {size / info.names:.1f} a distinct name",
            "<= 15",
        ),
        "cold open, to the first candidate": (
            f"{said['open_s']:.2f} s (and {said['import_s']:.2f} s of imports)",
            "<= 2 s",
        ),
        f"memory once {said['lookups']:,} names and 50,000 records were asked": (
            f"{said['rss'] / 1e6:,.0f} MB, {mapped / 1e6:,.0f} MB of it pages of files, which processes share",
            "<= 2 GB at 10M",
        ),
        "all files": (
            f"{info.bytes / info.entities:,.0f} bytes an entity, {beside / info.entities:,.0f} beside records",
            "",
        ),
        "records": (f"{said['records']:,.0f}/s", ""),
        "from delta to linkable": (f"{said['delta_s']:.2f} s", "<= 5 s"),
        **{
            f"computed at {count / 1e6:,.0f}M entities{name}": (
                f"{info.bytes * count / info.entities / 1e9:,.1f} GB of files; at most "
                f"{(beside * count / info.entities + said['anonymous']) / 1e9:,.1f} GB of memory with every page but "
                "the records' in use",
                bound,
            )
            for count, name, bound in ((10_000_000, "", "<= 2 GB"), (WHOLE_WIKIDATA, ", all of Wikidata", ""))
        },
    }
    return [f"| {what} | {found} | {bound} |" for what, (found, bound) in rows.items()]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--entities", type=int, default=300_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--index", type=Path, help="an index that stands, in place of a generated one")
    parser.add_argument("--folder", type=Path, help="where to build, and leave, the generated one")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        print(json.dumps(asked(options.ask)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        built: list[str] = []
        index = options.index
        if index is None:
            index, built = build(options.entities, folder, workers=options.workers)
        print(f"The index; {machine()}\n\n| | measured | bound |\n|---|---|---|")
        print("\n".join([*built, *table(index)]))


if __name__ == "__main__":
    main()
