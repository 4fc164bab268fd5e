"""The Cypher of the views: every value is a parameter, every relationship type quoted, every list bounded.

Types are named one by one (`-[:DEPICTS|MENTIONS]-`), because a node with a million relationships keeps them by type:
the few that matter are then found without passing the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.neo4j.names import quoted

EVIDENCE_TYPES: Final = frozenset(
    {
        "ACTIVITY", "AGENT", "ASSET", "CONCEPT", "CORRECTION", "DECIDED_BY", "DISPUTE", "OBJECT", "SEGMENT",
        "SEGMENT_OF", "SUBJECT", "SUPPORT", "TARGET_ASSET",
    }
)  # fmt: skip
"""Relationships of Facts, Observations, Activities, Mappings and Decisions: how something is known."""
HUB_TYPES: Final = frozenset({"IN_SCHEME", "TOP_CONCEPT_OF", "HAS_TOP_CONCEPT"})
"""Relationships to a taxonomy as a whole, which tie everything to everything."""
_LONGEST_TEXT: Final = 1_000

TYPES: Final = "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type"


def node(name: str) -> str:
    """Return the Cypher of a node as the views give it: IRI, labels, and the name that people know it by."""
    names = ("prefLabel_en", "prefLabel", "title_en", "title", "label_en", "label")
    known = ", ".join(f"toStringOrNull({name}.{key})" for key in names)
    labels = f"[label IN labels({name}) WHERE label <> 'Resource' | label]"
    return f"{{iri: {name}.iri, labels: {labels}, name: left(coalesce({known}, ''), 200)}}"


def tie(name: str) -> str:
    """Return the Cypher of a relationship as the views give it."""
    ends = f"start: startNode({name}).iri, end: endNode({name}).iri"
    return f"{{type: type({name}), {ends}, confidence: {name}.confidence, models: {name}.models, fact: {name}.fact}}"


def text(value: str) -> str:
    """Return the Cypher of a value, cut where it is a long text."""
    short = f"size(toStringOrNull({value})) <= {_LONGEST_TEXT}"
    return (
        f"CASE WHEN toStringOrNull({value}) IS NULL OR {short} THEN {value} "
        f"ELSE left(toString({value}), {_LONGEST_TEXT}) + '…' END"
    )


def tied_by(types: Iterable[str], *, evidence: bool) -> str:
    """Return the types that a view goes along, as Cypher has them; empty where there are none."""
    left_out = HUB_TYPES if evidence else HUB_TYPES | EVIDENCE_TYPES
    return "|".join(quoted(name) for name in sorted(types) if name not in left_out)


ABOUT: Final = f"MATCH (n:Resource {{iri: $iri}}) RETURN {node('n')} AS node"


def AROUND(types: str) -> str:  # noqa: N802 - a query like the others, with the types in it
    """Return the query for what is one relationship away from each of `$iris`, at most `$each` for one."""
    return f"""
UNWIND $iris AS iri
MATCH (n:Resource {{iri: iri}})
RETURN COLLECT {{
  MATCH (n)-[r:{types}]-(m:Resource)
  RETURN {{key: elementId(r), relationship: {tie("r")}, node: {node("m")}}}
  LIMIT $each
}} AS found"""


def PATHS(types: str, longest: int) -> str:  # noqa: N802
    """Return the query for the shortest paths between `$start` and `$end`, at most `$limit`."""
    return f"""
MATCH (a:Resource {{iri: $start}}), (b:Resource {{iri: $end}})
MATCH path = allShortestPaths((a)-[:{types}*..{int(longest)}]-(b))
WITH path LIMIT $limit
RETURN [n IN nodes(path) | {node("n")}] AS nodes, [r IN relationships(path) | {tie("r")}] AS relationships"""


def CO_OCCURRENCE(types: str) -> str:  # noqa: N802
    """Return the query for what stands on the same Assets as `$iri`, most often first."""
    return f"""
MATCH (c:Resource {{iri: $iri}})
WITH c, COLLECT {{ MATCH (c)<-[:{types}]-(a:Asset) RETURN DISTINCT a LIMIT $most }} AS assets
RETURN size(assets) AS looked_at, COLLECT {{
  UNWIND assets AS a
  MATCH (a)-[:{types}]->(o:Resource)
  WHERE o <> c AND (o:Concept OR o:Entity)
  WITH o, count(DISTINCT a) AS n
  ORDER BY n DESC, o.iri LIMIT $limit
  RETURN {{node: {node("o")}, assets: n}}
}} AS found"""


def _observations(tie_type: str) -> str:
    """Return the Cypher of the Observations on a Fact, the surest first."""
    segment = ", ".join(
        f"{key}: s.{key}"
        for key in ("start", "end", "boxX", "boxY", "boxWidth", "boxHeight", "firstCharacter", "endCharacter", "page")
    )
    # Names that the query around it does not use: there `o` is the Fact's object.
    return f"""COLLECT {{
    MATCH (f)-[:{tie_type}]->(x:Resource)
    WITH x ORDER BY coalesce(x.confidence, -1) DESC, x.iri LIMIT $each
    OPTIONAL MATCH (x)-[:ACTIVITY]->(y:Resource)
    OPTIONAL MATCH (y)-[:AGENT]->(g:Resource)
    OPTIONAL MATCH (x)-[:SEGMENT]->(s:Resource)
    RETURN {{iri: x.iri, value: {text("x.value")}, confidence: x.confidence, pointer: x.pointer,
      model: toStringOrNull(g.label), kind: g.agentKind, version: g.version, extractor: y.extractor,
      segment: CASE WHEN s IS NULL THEN NULL ELSE {{iri: s.iri, {segment}}} END}}
  }}"""


FACTS: Final = f"""
MATCH (a:Resource {{iri: $iri}})<-[:SUBJECT]-(f:Fact)
WHERE f.status IN $statuses AND ($predicate = '' OR f.predicate = $predicate)
WITH f ORDER BY f.predicate, coalesce(f.confidence, -1) DESC, f.iri LIMIT $limit
OPTIONAL MATCH (f)-[:OBJECT]->(o:Resource)
RETURN {{iri: f.iri, predicate: f.predicate, status: f.status, confidence: f.confidence,
  object: CASE WHEN o IS NULL THEN NULL ELSE {node("o")} END,
  value: CASE WHEN o IS NULL THEN {text("f.object")} ELSE NULL END,
  supporting: COUNT {{ (f)-[:SUPPORT]->() }}, disputing: COUNT {{ (f)-[:DISPUTE]->() }},
  support: {_observations("SUPPORT")},
  dispute: {_observations("DISPUTE")}
}} AS fact"""
"""The Facts of an Asset with the Observations that support and dispute them."""
