"""The page docs/reference/neo4j-round-trip.md, made from what the trips gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tests.conformance.rdflib_neo4j_trip import Trip
from tests.conformance.round_trip_cases import Case

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "neo4j-round-trip.md"

COMMAND: Final = "MEDIAGRAPH_GOLDEN=write pytest tests/conformance/test_neo4j_round_trip.py"

_HEAD: Final = f"""<!-- Written by `{COMMAND}`: do not edit. -->
# RDF through Neo4j and back

What comes back from Neo4j of what was written, counted in statements; *wrong* are statements that came back and that
nobody had made. `tests/conformance/test_neo4j_round_trip.py` sends each case through a real server (5.26 LTS, driver
6.4), and fails where this table is not what came back.

- **mediagraph**: committed to a Dataset, taken over by the projection, read back as quads with their graphs.
- **rdflib-neo4j 1.1**: run in the same way, on the same server. *Best*: `KEEP` and `ARRAY`. *Default*: `SHORTEN`, with
  every prefix given, and `OVERWRITE`. It has no way to read, so the database is read for it, as favourably as its own
  rules allow: numbers with a fraction as decimals, text as plain strings, names as the IRIs they were made of, `uri`
  without a scheme as a blank node, and everything in the graph that was asked for, but where a case is about graphs.
- **n10s** (neosemantics) is a plug-in for the server and is not run here: the column repeats what its manual,
  maintainers and tests say; "–" where we found nothing said.

| what is sent | mediagraph | rdflib-neo4j, best | rdflib-neo4j, default | n10s, as published |
|---|---|---|---|---|
"""

_LIMITS: Final = "none: `RelationshipQueryComposer.add_props` is not implemented"
_STAR: Final = "from RDF-star, and back as RDF-star only ([issue 216]({issues}/216), [change 348]({pulls}/348))".format(
    issues="https://github.com/neo4j-labs/neosemantics/issues", pulls="https://github.com/neo4j-labs/neosemantics/pull"
)

_TAIL: Final = f"""
Sources for n10s: [1] its manual, [importing RDF](https://neo4j.com/labs/neosemantics/4.2/import); [2]
[deleting RDF](https://neo4j.com/labs/neosemantics/4.1/deleting-rdf/); [3] its test `QuadRDFTest`; [4] a maintainer in
[issue 263](https://github.com/neo4j-labs/neosemantics/issues/263).

| properties of relationships | mediagraph | rdflib-neo4j | n10s, as published |
|---|---|---|---|
| a Fact's confidence, models, segments on its relationship | yes | {_LIMITS} | {_STAR} |

## What is kept as text only

Nothing of these is lost, but a Cypher query finds them as text, in the list `rdf` of their node:

- statements in `mg:review` and in other graphs of ours that SPARQL's default does not show: they are neither property,
  label nor relationship;
- values that no type of Neo4j gives back exactly: doubles, years, durations, custom datatypes, numbers beyond 64 bits
  or 15 digits, years before 1 or after 9999. Beside that they stand as a typed value, for reading, where there is one;
- statements in another graph than most of their node's, in the same way;
- objects of more than 4,000 bytes, and predicates and classes of more than 1,000 characters.

## What is lost

`mg:changes` and `mg:quarantine` are not projected: they stay in the Dataset. Of foreign data,
`graph.neo4j.loss.loss_report` names in sentences what would be lost: statements whose subject has more than 4,000
bytes, the identity of blank nodes that were not given IRIs (mediagraph gives them), more than 65,000 types of
relationships.

Why the model is as it is: [decision 0009](../decisions/0009-neo4j-model.md).
"""


def page(rows: Iterable[tuple[Case, Sequence[Trip]]]) -> str:
    """Return the page's text."""
    lines = [
        f"| {case.name} | {' | '.join(_cell(case, trip) for trip in trips)} | {case.n10s} |" for case, trips in rows
    ]
    return _HEAD + "\n".join(lines) + "\n" + _TAIL


def _cell(case: Case, trip: Trip) -> str:
    came, wrong = len(trip.quads & case.left), len(trip.quads - case.left)
    text = f"{came} of {len(case.left)}" + (f", {wrong} wrong" if wrong else "")
    if trip.refused:
        return f"{text}; raises `{trip.refused}`"
    if came == len(case.left) and not wrong:
        return f"all {came}" if came else "nothing left"
    return text
