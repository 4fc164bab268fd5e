"""kill -9 at random moments: five here, two hundred by benchmarks/kill_store.py itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "kill_store.py"


def test_five_kills_leave_nothing_lost_torn_or_doubled():
    command = [sys.executable, str(PROGRAM), "--rounds", "5", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    match = re.fullmatch(r"5 kills in (\d+) commits, 0 failures, \d+ s\n", done.stdout)
    assert match, done.stdout
    assert int(match[1]) >= 20, "the writers were killed before they wrote"
