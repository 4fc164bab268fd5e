"""How fast vendors' JSON is read: files a CPU-second of every form.

    python -m benchmarks.vendors                     every form, its largest example
    python -m benchmarks.vendors rekognition-labels  one form
    python -m benchmarks.vendors --growth            Rekognition labels from 6 to 60,000 in one file

Parsing, recognising by content and extracting are counted; the quads are not. Medians of seven rounds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson

from extractors.json_form import JsonForm
from extractors.port import Source
from extractors.vendors.table import FORMS

EXAMPLES = Path(__file__).parents[1] / "tests" / "extractors" / "vendors" / "examples"
ROUNDS = 7
ROUND_S = 0.1


def main() -> None:
    arguments = sys.argv[1:]
    if arguments == ["--growth"]:
        growth()
        return
    print(f"{'form':26}{'bytes':>9}{'claims':>8}{'µs/file':>10}{'files/s':>10}{'MB/s':>8}")
    six = six_labels(6)
    for form in FORMS:
        if not arguments or form.name in arguments:
            row(
                form, max(EXAMPLES.glob(f"{form.name}.*"), key=lambda path: path.stat().st_size).read_bytes(), form.name
            )
    row(labels_form(), six, "six labels (Rekognition)")


def growth() -> None:
    print(f"{'labels':>8}{'bytes':>11}{'ms/file':>10}{'µs/label':>10}")
    for labels in (6, 60, 600, 6_000, 60_000):
        data = six_labels(labels)
        seconds = median_s(lambda data=data: extract(labels_form(), data))  # type: ignore[misc]
        print(f"{labels:8}{len(data):11}{1e3 * seconds:10.2f}{1e6 * seconds / labels:10.1f}")


def row(form: JsonForm, data: bytes, title: str) -> None:
    claims = extract(form, data)
    seconds = median_s(lambda: extract(form, data))
    print(f"{title:26}{len(data):9}{claims:8}{1e6 * seconds:10.1f}{1 / seconds:10.0f}{len(data) / seconds / 1e6:8.1f}")


def extract(form: JsonForm, data: bytes) -> int:
    source = Source("output.json", "output.json", data)
    if not form.recognises(source):
        raise SystemExit(f"{form.name} does not recognise its own example")
    return sum(len(run.observations) for extraction in form.extract(source) for run in extraction.runs)


def median_s(work: Callable[[], object]) -> float:
    """Return the median CPU time of one call, over rounds of about `ROUND_S` each."""
    work()
    start = time.process_time()
    work()
    calls = max(1, round(ROUND_S / (time.process_time() - start)))
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(calls):
            work()
        rounds.append((time.process_time() - start) / calls)
    return statistics.median(rounds)


def labels_form() -> JsonForm:
    (form,) = [form for form in FORMS if form.name == "rekognition-labels"]
    return form


def six_labels(count: int) -> bytes:
    """Return a DetectLabels answer of so many labels, as the model 3.0 writes them."""
    box = {"Width": 0.592, "Height": 0.345, "Left": 0.153, "Top": 0.351}
    labels = [
        {
            "Name": f"Label {number}",
            "Confidence": 98.71531677246094 - number % 40,
            "Instances": [{"BoundingBox": box, "Confidence": 98.67462921142578}] if number % 3 == 0 else [],
            "Parents": [{"Name": "Transportation"}, {"Name": "Vehicle"}],
            "Aliases": [{"Name": "Plane"}],
            "Categories": [{"Name": f"Category {number % 20}"}],
        }
        for number in range(count)
    ]
    return orjson.dumps({"Labels": labels, "LabelModelVersion": "3.0"})


if __name__ == "__main__":
    main()
