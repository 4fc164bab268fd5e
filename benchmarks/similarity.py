"""How far likeness of meaning can be trusted: precision and reach of the nearest Concept, by cosine.

    python benchmarks/similarity.py

Reads benchmarks/similarity.csv: labels of the kind taggers write, by hand, each with the Concepts that would be right
(none where no Concept of the scheme is). A label that has its Concept by words is left out: it never gets this far.
"""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from pathlib import Path

from extractors.models.embedding import MiniLmEmbedder
from graph.mapping import Mapper
from graph.precision import lower_bound
from graph.similarity import SIMILAR_FROM, ConceptVectors
from ontology.catalog import concept_index
from ontology.namespaces import DEFAULT_BASE


def rows() -> list[tuple[str, str, set[str]]]:
    """Return (property, label, names of the right Concepts) of every row."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return [(r["property"], r["label"], set(filter(None, r["concepts"].split("|")))) for r in csv.DictReader(file)]


def judged() -> tuple[list[tuple[float, bool, str]], int]:
    """Return (cosine, whether the nearest Concept is right, what it was) of each label, and how many words settled."""
    concepts = concept_index()
    by_words = Mapper(concepts, base=DEFAULT_BASE)
    labels = [n for n in concepts.labels() if n.kind != "hidden" and n.language in ("", "en")]
    vectors = ConceptVectors(labels, MiniLmEmbedder())
    waiting: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    settled = 0
    for property_, label, right in rows():
        if by_words.map("", property_, label, "en").concept:
            settled += 1
        else:
            waiting[property_].append((label, right))
    found = []
    for property_, asked in waiting.items():
        nearest = vectors.nearest([label for label, _ in asked], schemes=concepts.schemes_of(property_))
        for (label, right), near in zip(asked, nearest, strict=True):
            if near is not None:
                name = near.concept.rsplit("/", 1)[1]
                found.append((near.cosine, name in right, f"{property_}: {label} -> {name} ({'|'.join(right)})"))
    return sorted(found, reverse=True), settled


def main() -> None:
    started = time.perf_counter()
    found, settled = judged()
    print(f"{settled} labels settled by words; {len(found)} left to likeness; {time.perf_counter() - started:.1f} s")
    print("cosine from   taken   right   precision   its 95 % lower bound")
    for hundredths in range(90, 35, -5):
        taken = [right for cosine, right, _ in found if cosine >= hundredths / 100]
        if taken:
            bound = lower_bound(sum(taken), len(taken))
            print(
                f"{hundredths / 100:11.2f} {len(taken):7} {sum(taken):7} {sum(taken) / len(taken):11.3f} {bound:22.3f}"
            )
    print(f"\nwrong at or above the threshold in use, {SIMILAR_FROM}:")
    for cosine, right, what in found:
        if cosine >= SIMILAR_FROM and not right:
            print(f"{cosine:.3f}  {what}")


if __name__ == "__main__":
    main()
