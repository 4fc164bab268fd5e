"""kill -9 at random moments of an ingest: nothing lost, nothing twice (benchmarks/kill_ingest.py does it 200 times)."""

from __future__ import annotations

from pathlib import Path
from random import Random

from benchmarks import rekognition_like
from benchmarks.kill_ingest import one_round, run_to_the_end

KILLS = 5


def test_five_kills_leave_the_graph_of_an_uninterrupted_run(tmp_path: Path) -> None:
    folder = tmp_path / "input"
    rekognition_like.write(folder, 300, instances=True)
    expected = run_to_the_end(folder, tmp_path / "uninterrupted")
    assert expected.lines > 300 * 40
    random = Random(20261122)
    hits = 0
    for round_number in range(KILLS):
        data = tmp_path / f"killed-{round_number}"
        hits += one_round(folder, data, expected, random, kills=KILLS - hits)
        if hits == KILLS:
            break
    assert hits == KILLS
