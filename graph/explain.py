"""Following a Fact to its evidence: what was said, how surely, by which model, about which second or box.

`graph.explained` has the values; `api.explanations` writes them for people and as JSON-LD.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from graph.corrections import corrections
from graph.dataset import Reader
from graph.explained import Decided, Evidence, ExplainedAsset, ExplainedFact, NothingToExplain
from graph.segments import parse_segment_key
from ontology.graphs import DECISIONS, EVIDENCE, FACTS
from ontology.model import Box, MediaKind, Segment, Term
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.rdf import RDF_TYPE, iri, iri_value, is_iri, literal_value, string, text_of
from ontology.namespaces import MG, PREFIXES, expand

_PREF_LABEL = f"<{PREFIXES['skos']}prefLabel>"
_ASSET_CLASSES = {mg(kind) for kind in MediaKind}


class Explainer:
    """Reads explanations from one state of the Dataset."""

    def __init__(self, reader: Reader, base: str) -> None:
        self.reader, self.base = reader, base

    def asset(self, asset_iri: str) -> ExplainedAsset:
        """Return an Asset with the Facts about it and its Segments; raise `NothingToExplain` for an unknown one."""
        node = iri(asset_iri)
        classes = [q.object for q in self.reader.quads(node, RDF_TYPE, None, FACTS) if q.object in _ASSET_CLASSES]
        if not classes:
            raise NothingToExplain(f"{asset_iri} is no asset in this graph")
        subjects = [node, *(q.subject for q in self.reader.quads(None, mg("segmentOf"), node, EVIDENCE))]
        facts = [
            self.fact(iri_value(q.subject))
            for subject in subjects
            for q in self.reader.quads(None, mg("subject"), subject, EVIDENCE)
        ]
        facts.sort(key=_order)
        return ExplainedAsset(
            asset_iri, self.label(node), iri_value(classes[0]).removeprefix(MG), self._locations(node), tuple(facts)
        )

    def fact(self, fact_iri: str) -> ExplainedFact:
        """Return a Fact with its evidence; raise `NothingToExplain` for an unknown one."""
        node = self._node(iri(fact_iri), EVIDENCE)
        if "subject" not in node:
            raise NothingToExplain(f"{fact_iri} is no fact in this graph")
        subject, value = node["subject"][0], node["object"][0]
        return ExplainedFact(
            iri=fact_iri,
            subject=iri_value(subject),
            subject_label=self.label(subject),
            predicate=iri_value(node["predicate"][0]),
            object=value,
            object_label=self.label(value),
            confidence=float(text_of(node["confidence"][0])),
            status=text_of(node["status"][0]),
            policy=int(text_of(node["policy"][0])) if "policy" in node else 1,
            support=self._evidence(node.get("support", ())),
            dispute=self._evidence(node.get("dispute", ())),
            decisions=tuple(self._decisions(node["subject"][0], node["predicate"][0], value)),
        )

    def triple(self, subject: Term | None, predicate: Term | None, value: Term | None) -> Iterator[ExplainedFact]:
        """Yield the Facts that match a pattern, whatever their status; None matches anything."""
        bound = [(mg("subject"), subject), (mg("predicate"), predicate), (mg("object"), value)]
        bound = [(p, t) for p, t in bound if t is not None]
        if not bound:
            raise NothingToExplain("the pattern ? ? ? matches every fact: bind at least one of its three places")
        sets = [{q.subject for q in self.reader.quads(None, p, t, EVIDENCE)} for p, t in bound]
        for fact in sorted(set.intersection(*sets)):
            if next(iter(self.reader.quads(fact, mg("status"), None, EVIDENCE)), None):
                yield self.fact(iri_value(fact))

    def find(self, text: str) -> ExplainedAsset | ExplainedFact:
        """Return what an IRI, a CURIE, an asset's name, id or location names; raise `NothingToExplain` otherwise."""
        for candidate in self._candidates(text):
            node = iri(candidate)
            if next(iter(self.reader.quads(node, mg("subject"), None, EVIDENCE)), None):
                return self.fact(candidate)
            if any(q.object in _ASSET_CLASSES for q in self.reader.quads(node, RDF_TYPE, None, FACTS)):
                return self.asset(candidate)
        named = self._assets_named(text)
        if len(named) == 1:
            return self.asset(named[0])
        if named:
            raise NothingToExplain(
                f"{text!r} names {len(named)} assets: {', '.join(named[:5])}; give one of these IRIs"
            )
        raise NothingToExplain(
            f"{text!r} names nothing in this graph: give an asset's name, id or IRI, a fact's IRI, or three terms"
        )

    def iri_of(self, text: str) -> str:
        """Return the IRI that an IRI, a CURIE, or an asset's name, id or location means; raise `NothingToExplain`."""
        named = list(self._candidates(text)) or self._assets_named(text)
        if len(named) != 1:
            raise NothingToExplain(f"{text!r} names {len(named)} things: give one IRI")
        return named[0]

    def term(self, text: str) -> Term | None:
        """Return the Term of a pattern's place: an IRI, a CURIE, a quoted literal; None for ?, ?name, _ or *."""
        if text.startswith("?") or text in ("_", "*"):
            return None
        if text.startswith('"'):
            return text if text.endswith('"') or "@" in text or "^^" in text else string(text.strip('"'))
        if text.startswith("<") and text.endswith(">"):
            return iri(text[1:-1])
        return iri(text if text.startswith(("http:", "https:", "urn:")) else expand(text, base=self.base))

    def label(self, node: Term) -> str:
        """Return what a person calls a node: English label, any label, the last part of the IRI, the literal's text."""
        if not is_iri(node):
            return text_of(node)
        asset, is_part, key = iri_value(node).partition("/segment/")
        if is_part and asset.startswith(f"{self.reader.base}asset/"):
            return self.label(iri(asset)) + parse_segment_key(key).fragment
        for predicate in (RDFS_LABEL, _PREF_LABEL):
            labels = [literal_value(q.object) for q in self.reader.quads(node, predicate, None, None)]
            if labels:
                return min(labels, key=lambda t: (t.language not in ("en", ""), t.language, t.text)).text
        return iri_value(node).rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    def _candidates(self, text: str) -> Iterator[str]:
        if text.startswith("<") and text.endswith(">"):
            yield text[1:-1]
        elif text.startswith(("http:", "https:", "urn:")) and " " not in text:
            yield text
        elif ":" in text and " " not in text:
            try:
                yield expand(text, base=self.base)
            except ValueError:
                return

    def _assets_named(self, text: str) -> list[str]:
        found: set[Term] = set()
        for predicate in (mg("callerId"), RDFS_LABEL):
            found |= {q.subject for q in self.reader.quads(None, predicate, string(text), FACTS)}
        for quad in self.reader.quads(None, mg("location"), string(text), FACTS):
            found |= {q.subject for q in self.reader.quads(None, mg("rendition"), quad.subject, FACTS)}
        return sorted(iri_value(n) for n in found if self._is_asset(n))

    def _is_asset(self, node: Term) -> bool:
        return any(q.object in _ASSET_CLASSES for q in self.reader.quads(node, RDF_TYPE, None, FACTS))

    def _node(self, node: Term, graph: Term) -> dict[str, list[Term]]:
        """Return our properties of a node by local name, values sorted."""
        properties: dict[str, list[Term]] = {}
        for quad in self.reader.quads(node, None, None, graph):
            local = iri_value(quad.predicate)
            properties.setdefault(local.removeprefix(MG), []).append(quad.object)
        for values in properties.values():
            values.sort()
        return properties

    def _evidence(self, observations: list[Term] | tuple[()]) -> tuple[Evidence, ...]:
        found = [self._observation(o) for o in observations]
        return tuple(sorted(found, key=lambda e: (-(e.confidence or 0), e.agent, e.segment.key, e.value)))

    def _observation(self, node: Term) -> Evidence:
        said = self._node(node, EVIDENCE)
        run = self._node(said["activity"][0], EVIDENCE)
        agent = self._node(run["agent"][0], EVIDENCE)
        value = literal_value(said["value"][0])
        segment = said.get("segment")
        return Evidence(
            iri=iri_value(node),
            property=iri_value(said["property"][0]),
            value=value.text,
            language=value.language,
            confidence=float(text_of(said["confidence"][0])) if "confidence" in said else None,
            segment=self._segment(segment[0]) if segment else Segment(),
            agent=_first(agent, PREFIXES["rdfs"] + "label"),
            agent_kind=_first(agent, "agentKind"),
            agent_version=_first(agent, "version"),
            extractor=_first(run, "extractor"),
            task=_first(run, "task"),
            time=_first(run, "endedAt") or _first(run, "startedAt") or _first(run, "manifestTime"),
            output=_first(run, "output"),
            pointer=_first(said, "pointer"),
            identifiers=tuple(iri_value(t) for t in said.get("identifier", ())),
            parameters=_first(run, "parameters"),
            corrected=self._corrected.get(iri_value(node), ""),
        )

    @cached_property
    def _corrected(self) -> dict[str, str]:
        return corrections(self.reader, self.base)

    def _segment(self, node: Term) -> Segment:
        part = self._node(node, EVIDENCE)
        box = [float(_first(part, local)) for local in ("boxX", "boxY", "boxWidth", "boxHeight") if local in part]
        characters = [int(_first(part, local)) for local in ("firstCharacter", "endCharacter") if local in part]
        return Segment(
            start_s=Decimal(_first(part, "start")) if "start" in part else None,
            end_s=Decimal(_first(part, "end")) if "end" in part else None,
            box=Box(*box) if len(box) == 4 else None,
            characters=(characters[0], characters[1]) if len(characters) == 2 else None,
            page=int(_first(part, "page")) if "page" in part else None,
            track=int(_first(part, "track")) if "track" in part else None,
        )

    def _decisions(self, subject: Term, predicate: Term, value: Term) -> Iterator[Decided]:
        """Yield what was decided about a triple, and what put it in the place of another, in order."""
        about = {
            q.subject
            for place in ("object", "correction")
            for q in self.reader.quads(None, mg(place), value, DECISIONS)
        }
        nodes = ((node, self._node(node, DECISIONS)) for node in about)
        for node, said in sorted(nodes, key=lambda pair: int(_first(pair[1], "number"))):
            if said.get("subject") == [subject] and said.get("predicate") == [predicate]:
                yield Decided(
                    iri=iri_value(node),
                    verdict=f"took back {_first(said, 'verdict')}" if "undoes" in said else _first(said, "verdict"),
                    by=_first(said, "by"),
                    why=_first(said, "why"),
                    time=_first(said, "time"),
                    value=said["correction"][0] if "correction" in said else "",
                )

    def _locations(self, node: Term) -> tuple[str, ...]:
        renditions = self.reader.quads(node, mg("rendition"), None, FACTS)
        locations = (q for r in renditions for q in self.reader.quads(r.object, mg("location"), None, FACTS))
        return tuple(sorted(text_of(q.object) for q in locations))


_STATUS_ORDER = {"accepted": 0, "review": 1, "rejected": 2}


def _order(fact: ExplainedFact) -> tuple[int, bool, str, str, float, str]:
    technical = _is_technical(fact)
    return (
        _STATUS_ORDER[fact.status],
        technical,
        fact.predicate,
        fact.subject_label,
        -fact.confidence,
        fact.object_label,
    )


def _is_technical(fact: ExplainedFact) -> bool:
    return bool(fact.support) and all(e.agent_kind in ("system", "device") for e in fact.support)


def _first(node: dict[str, list[Term]], local: str) -> str:
    values = node.get(local)
    return text_of(values[0]) if values else ""
