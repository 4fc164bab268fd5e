"""The merge: all evidence of one Asset in, its Facts out. A pure function (docs/decisions/0004).

For a given Release, Policy and set of Decisions the same evidence gives the same Facts, whatever its order and
whatever was merged before.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.claims import Claims, Maps, read_claims
from graph.contest import Court, Groups, facts_about, group
from graph.decisions import NOTHING_DECIDED, Decided, Triple, TripleVerdict
from graph.evidence import AssetEvidence
from graph.merged import Merged
from graph.policy import PRIOR_POLICY
from ontology.model import Entity, Fact, Policy
from ontology.model.rdf import is_iri, literal_value
from ontology.namespaces import MG
from ontology.property_term import PropertyTerm
from ontology.terms import PROPERTIES


def merge(
    evidence: AssetEvidence,
    *,
    mapper: Maps,
    base: str,
    decided: Decided = NOTHING_DECIDED,
    policy: Policy = PRIOR_POLICY,
    properties: Mapping[str, PropertyTerm] = PROPERTIES,
) -> Merged:
    """Return the Facts of an Asset. Observations that make no claim come back in `refused`, with the reason.

    `decided` holds the standing Decisions (`graph.decisions.decided`); `mapper` should know its `mappings` too.
    """
    read = read_claims(evidence, mapper=mapper, policy=policy, properties=properties, base=base)
    groups = group(read.claims)
    verdicts: Mapping[Triple, TripleVerdict] = decided.of_asset(evidence.asset_iri)
    if verdicts:
        verdicts = _retarget(verdicts, read, evidence.asset_iri, properties, base)
        _add_corrections(groups, verdicts, properties)
    court = Court(policy, verdicts, base)
    facts: list[Fact] = []
    for (subject, _), (term, by_value) in groups.items():
        facts += facts_about(subject, term, by_value, court)
    facts.sort(key=_triple)
    objects = {fact.object for fact in facts} if read.entities else ()
    return Merged(
        asset_iri=evidence.asset_iri,
        facts=tuple(facts),
        entities=tuple(entity for iri, entity in sorted(read.entities.items()) if f"<{iri}>" in objects),
        mappings=tuple(read.mappings[key] for key in sorted(read.mappings)),
        refused=tuple(read.refused),
    )


def _triple(fact: Fact) -> Triple:
    return (fact.subject, fact.predicate, fact.object)


def _retarget(
    verdicts: Mapping[Triple, TripleVerdict],
    read: Claims,
    asset_iri: str,
    properties: Mapping[str, PropertyTerm],
    base: str,
) -> dict[Triple, TripleVerdict]:
    """Return the verdicts with each object as it is called now: an Entity united with another, a name made an Entity.

    Where two verdicts meet on one object, the newer Decision counts.
    """
    retargeted: dict[Triple, TripleVerdict] = {}
    for (subject, predicate, value), verdict in sorted(verdicts.items(), key=lambda v: v[1].decision.number):
        term = properties.get(predicate.removeprefix(MG))
        if is_iri(value):
            value = f"<{read.aliases.get(value[1:-1], value[1:-1])}>"
        elif term is not None and term.range_kind == "entity":
            entity = Entity(asset_iri, term.range.removeprefix(MG), literal_value(value).text)
            entity_iri = read.aliases.get(entity.iri(base), entity.iri(base))
            read.entities.setdefault(entity_iri, entity)
            value = f"<{entity_iri}>"
        retargeted[(subject, predicate, value)] = verdict
    return retargeted


def _add_corrections(
    groups: Groups, verdicts: Mapping[Triple, TripleVerdict], properties: Mapping[str, PropertyTerm]
) -> None:
    """Add the values that corrections put in place: they stand without any evidence."""
    for (subject, predicate, value), verdict in verdicts.items():
        term = properties.get(predicate.removeprefix(MG))
        if verdict.accepted and verdict.is_correction and term is not None:
            groups.setdefault((subject, predicate), (term, {}))[1].setdefault(value, [])
