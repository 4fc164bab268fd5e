"""Explanations for people (text) and programs (JSON-LD)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from graph.explained import Decided, Evidence, ExplainedAsset, ExplainedFact
from ontology.model.rdf import iri_value, is_iri, literal_value
from ontology.namespaces import MG, compact

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHOWN = 12
"""Observations shown for one Fact before the rest are counted."""


def predicate_words(iri: str) -> str:
    """Return a property as words: mg:depictsPerson is "depicts person"."""
    local = iri.removeprefix(MG) if iri.startswith(MG) else compact(iri)
    return _WORDS.sub(" ", local).lower()


def asset_text(asset: ExplainedAsset) -> Iterator[str]:
    """Yield the lines that a person reads about an Asset."""
    yield f"{printable(asset.label)}  ({predicate_words(MG + asset.kind)})"
    yield f"  {asset.iri}"
    for location in asset.locations:
        yield f"  lies at {printable(location)}"
    counts = {status: sum(f.status == status for f in asset.facts) for status in ("accepted", "review", "rejected")}
    yield "  " + ", ".join(f"{n} {status}" for status, n in counts.items())
    for status, facts in groupby(asset.facts, key=lambda f: f.status):
        yield ""
        yield {"accepted": "ACCEPTED", "review": "TO REVIEW", "rejected": "REJECTED"}.get(status, status.upper())
        for fact in facts:
            yield from fact_text(fact, subject=False)


def fact_text(fact: ExplainedFact, *, subject: bool = True) -> Iterator[str]:
    """Yield the lines that a person reads about a Fact: the claim, how sure, then who said it about which part."""
    about = f"{printable(fact.subject_label)}: " if subject or "/segment/" in fact.subject else ""
    claim = f"{about}{predicate_words(fact.predicate)} {value_text(fact)}"
    yield f"  {claim}  {fact.confidence:.2f} {fact.status}  {fact_name(fact)}"
    for evidence in fact.support[:_SHOWN]:
        yield f"    + {evidence_text(evidence)}"
    if len(fact.support) > _SHOWN:
        yield f"    + and {len(fact.support) - _SHOWN} more"
    for evidence in fact.dispute[:_SHOWN]:
        yield f"    - disputed: {evidence_text(evidence)}"
    for decision in fact.decisions:
        yield f"    = {decision_text(decision)}"


def fact_name(fact: ExplainedFact) -> str:
    """Return the short name by which `decide` and `explain` take a Fact: mgd:fact/…"""
    return f"mgd:fact/{fact.iri.rpartition('/fact/')[2]}" if "/fact/" in fact.iri else fact.iri


def value_text(fact: ExplainedFact) -> str:
    """Return a Fact's value in quotes, with its language where it has one: “Bonjour” (fr)."""
    language = "" if is_iri(fact.object) else literal_value(fact.object).language
    return f"“{shorten(fact.object_label)}”" + (f" ({language})" if language else "")


def evidence_text(evidence: Evidence) -> str:
    """Return one line: agent and version, what it said, how sure, about which second or box."""
    agent = printable(evidence.agent + (f" {evidence.agent_version}" if evidence.agent_version else ""))
    kind = "" if evidence.agent_kind == "model" else f" ({evidence.agent_kind})"
    when = f"run {evidence.time[:10]}" if evidence.time else ""
    said = f"{agent}{kind} said “{shorten(evidence.value)}”"
    parts = (
        said, _distance_text(evidence), _sure_text(evidence), place_text(evidence), when, printable(evidence.corrected)
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def _distance_text(evidence: Evidence) -> str:
    """Return how far apart two near duplicates are; "" for any other claim."""
    if evidence.property != f"{MG}nearDuplicateOf" or evidence.agent_kind != "system":
        return ""
    try:
        found = json.loads(evidence.parameters)
        of, bits = int(found["of"]), f"{int(found['distance'])} of 256 bits apart"
        return f"{int(found['alike'])} of {of} keyframes alike, {bits}" if "alike" in found else bits
    except (ValueError, KeyError, TypeError):
        return ""


def _sure_text(evidence: Evidence) -> str:
    """Return how sure a model was; nobody asks that of a person or a file."""
    if evidence.confidence is not None:
        return f"{evidence.confidence:.0%} sure"
    return "gave no confidence" if evidence.agent_kind == "model" else ""


def place_text(evidence: Evidence) -> str:
    """Return the part of the Asset in words, "at 12.5 to 15.2 s, in the box 30 % × 40 % at 10 %, 20 %"; "" for all."""
    segment = evidence.segment
    parts = []
    if segment.start_s is not None:
        end = f" to {segment.end_s:f}" if segment.end_s is not None else ""
        parts.append(f"at {segment.start_s:f}{end} s")
    if segment.box is not None:
        box = segment.box
        size = f"{box.w * 100:.0f} % × {box.h * 100:.0f} %"
        parts.append(f"in the box {size} at {box.x * 100:.0f} %, {box.y * 100:.0f} %")
    if segment.characters is not None:
        parts.append(f"at characters {segment.characters[0]} to {segment.characters[1]}")
    if segment.page is not None:
        parts.append(f"on page {segment.page}")
    if segment.track is not None:
        parts.append(f"on track {segment.track}")
    return ", ".join(parts)


def decision_text(decision: Decided) -> str:
    """Return one line about a Decision."""
    why = f": {printable(decision.why)}" if decision.why else ""
    value = f" to “{shorten(_value(decision.value))}”" if decision.value else ""
    return f"decided by {printable(decision.by)}, {decision.verdict}{value}, {decision.time[:10]}{why}"


def shorten(text: str, limit: int = 100) -> str:
    """Return text on one line, of at most `limit` characters."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def printable(text: str) -> str:
    """Return text without what could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _value(term: str) -> str:
    return iri_value(term) if is_iri(term) else literal_value(term).text


_CONTEXT: dict[str, Any] = {
    "@vocab": MG,
    "id": "@id",
    "type": "@type",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "prov": "http://www.w3.org/ns/prov#",
    "subject": {"@type": "@id"},
    "predicate": {"@type": "@id"},
    "property": {"@type": "@id"},
    "segment": {"@type": "@id"},
    "identifier": {"@type": "@id"},
    "facts": {"@reverse": f"{MG}subject"},
    "decisions": f"{MG}decision",
}


def jsonld(explained: ExplainedAsset | ExplainedFact | list[ExplainedFact]) -> dict[str, Any]:
    """Return an explanation as a JSON-LD document with its context."""
    if isinstance(explained, ExplainedAsset):
        body = {
            "id": explained.iri,
            "type": explained.kind,
            "label": explained.label,
            "location": list(explained.locations),
            "facts": [_fact(f) for f in explained.facts],
        }
    elif isinstance(explained, ExplainedFact):
        body = _fact(explained)
    else:
        body = {"@graph": [_fact(f) for f in explained]}
    return {"@context": _CONTEXT} | body


def _fact(fact: ExplainedFact) -> dict[str, Any]:
    return {
        "id": fact.iri,
        "type": "Fact",
        "subject": fact.subject,
        "subjectLabel": fact.subject_label,
        "predicate": fact.predicate,
        "object": _term(fact.object),
        "objectLabel": fact.object_label,
        "confidence": fact.confidence,
        "status": fact.status,
        "policy": fact.policy,
        "support": [_evidence(e) for e in fact.support],
        "dispute": [_evidence(e) for e in fact.dispute],
        "decisions": [_decision(d) for d in fact.decisions],
    }


def _term(term: str) -> dict[str, str]:
    if is_iri(term):
        return {"@id": iri_value(term)}
    text, datatype, language = literal_value(term)
    return {"@value": text} | ({"@language": language} if language else {"@type": datatype})


def _evidence(evidence: Evidence) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": evidence.iri,
        "type": "Observation",
        "property": evidence.property,
        "value": evidence.value,
        "confidence": evidence.confidence,
        "model": evidence.agent,
        "version": evidence.agent_version,
        "agentKind": evidence.agent_kind,
        "extractor": evidence.extractor,
        "task": evidence.task,
        "parameters": evidence.parameters,
        "place": place_text(evidence),
        "fragment": evidence.segment.fragment,
        "time": evidence.time,
        "output": evidence.output,
        "pointer": evidence.pointer,
        "corrected": evidence.corrected,
        "identifier": list(evidence.identifiers),
    }
    segment = evidence.segment
    if segment.start_s is not None:
        said["start"] = float(segment.start_s)
    if segment.end_s is not None:
        said["end"] = float(segment.end_s)
    if segment.box is not None:
        said["box"] = {"x": segment.box.x, "y": segment.box.y, "w": segment.box.w, "h": segment.box.h}
    if segment.characters is not None:
        said["characters"] = list(segment.characters)
    if evidence.language:
        said["language"] = evidence.language
    return said


def _decision(decision: Decided) -> dict[str, Any]:
    said = {"id": decision.iri, "type": "Decision", "verdict": decision.verdict, "by": decision.by}
    said |= {"why": decision.why, "time": decision.time}
    return said | ({"correction": _value(decision.value)} if decision.value else {})
