"""What stands about one Asset in a Dataset: its evidence and Facts as values, and exactly the quads they own.

A re-run replaces what it said before by the difference between these quads and the new ones (DESIGN 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graph.dataset import Reader
from graph.decisions import Triple
from graph.evidence import ActivityRun, AssetEvidence
from graph.segments import parse_segment_key
from ontology.graphs import EVIDENCE, FACTS, REVIEW
from ontology.model import WHOLE, Activity, Agent, AgentKind, Fact, Observation, Quad, Segment, Status, Term
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.rdf import iri, literal_value
from ontology.namespaces import MG

_ASSET, _AGENT, _ACTIVITY, _SUBJECT = mg("asset"), mg("agent"), mg("activity"), mg("subject")
_SEGMENT_OF, _PROPERTY, _VALUE, _CONFIDENCE = mg("segmentOf"), mg("property"), mg("value"), mg("confidence")
_SEGMENT, _POINTER, _IDENTIFIER, _PREDICATE = mg("segment"), mg("pointer"), mg("identifier"), mg("predicate")
_OBJECT, _STATUS, _POLICY, _SUPPORT = mg("object"), mg("status"), mg("policy"), mg("support")
_DISPUTE, _DECIDED_BY = mg("dispute"), mg("decidedBy")
_ENTITY_GRAPHS = (FACTS, REVIEW, EVIDENCE)


@dataclass(frozen=True, slots=True)
class Standing:
    """An Asset's evidence, its Facts by triple, and the quads that these and its Entities own."""

    evidence: AssetEvidence
    facts: Mapping[Triple, Fact]
    quads: frozenset[Quad]


@dataclass(slots=True)
class StandingReader:
    """Reads what stands, from one state of a Dataset. Agents are remembered: their IRIs say all they are."""

    reader: Reader
    base: str
    known: dict[str, Standing] = field(default_factory=dict)
    _agents: dict[Term, Agent] = field(default_factory=dict)

    def read(self, asset_iri: str) -> Standing:
        """Return what stands about an Asset; nothing for an unknown one. What is `known` to stand is not read."""
        return self.known.get(asset_iri) or self._read(asset_iri)

    def _read(self, asset_iri: str) -> Standing:
        asset = iri(asset_iri)
        quads: list[Quad] = []
        activities = [q.subject for q in self.reader.quads(None, _ASSET, asset, EVIDENCE)]
        runs = [self._run(node, asset_iri, quads) for node in activities]
        facts = {}
        subjects = [asset, *self._segments(asset, quads)]
        for subject in subjects:
            for tie in self.reader.quads(None, _SUBJECT, subject, EVIDENCE):
                fact = self._fact(tie.subject, quads)
                facts[(fact.subject, fact.predicate, fact.object)] = fact
        self._read_entities(facts, quads)
        evidence = AssetEvidence(asset_iri, tuple(sorted(runs, key=lambda r: r.iri)))
        return Standing(evidence, facts, frozenset(quads))

    def _segments(self, asset: Term, quads: list[Quad]) -> list[Term]:
        found = []
        for tie in self.reader.quads(None, _SEGMENT_OF, asset, EVIDENCE):
            found.append(tie.subject)
            quads.extend(self.reader.quads(tie.subject, None, None, EVIDENCE))
        return found

    def _run(self, node: Term, asset_iri: str, quads: list[Quad]) -> ActivityRun:
        own = list(self.reader.quads(node, None, None, EVIDENCE))
        quads.extend(own)
        said = {q.predicate: q.object for q in own}
        activity = Activity(
            asset_iri=asset_iri,
            agent=self._agent(said[_AGENT]),
            **{name: _text(said[term]) if term in said else "" for name, term in _ACTIVITY_TEXTS.items()},
        )
        observations = [self._observation(q.subject, quads) for q in self.reader.quads(None, _ACTIVITY, node, EVIDENCE)]
        observations.sort(key=lambda pair: pair[0].key)
        return ActivityRun(activity, node[1:-1], tuple(o for o, _ in observations), tuple(i for _, i in observations))

    def _agent(self, node: Term) -> Agent:
        agent = self._agents.get(node)
        if agent is None:
            said = {q.predicate: q.object for q in self.reader.quads(node, None, None, EVIDENCE)}
            version = said.get(mg("version"))
            kind = AgentKind(_text(said[mg("agentKind")]))
            agent = self._agents[node] = Agent(kind, _text(said[RDFS_LABEL]), _text(version) if version else "")
        return agent

    def _observation(self, node: Term, quads: list[Quad]) -> tuple[Observation, str]:
        own = list(self.reader.quads(node, None, None, EVIDENCE))
        quads.extend(own)
        property_, value, language, pointer = "", "", "", ""
        confidence: float | None = None
        segment = WHOLE
        identifiers: list[str] = []
        for _, predicate, term, _ in own:
            if predicate == _PROPERTY:
                property_ = term[len(MG) + 1 : -1]
            elif predicate == _VALUE:
                value, _, language = literal_value(term)
            elif predicate == _CONFIDENCE:
                confidence = float(_text(term))
            elif predicate == _SEGMENT:
                segment = _segment(term)
            elif predicate == _POINTER:
                pointer = _text(term)
            elif predicate == _IDENTIFIER:
                identifiers.append(term[1:-1])
        observation = Observation(property_, value, confidence, language, segment, pointer, tuple(sorted(identifiers)))
        return observation, node[1:-1]

    def _fact(self, node: Term, quads: list[Quad]) -> Fact:
        own = list(self.reader.quads(node, None, None, EVIDENCE))
        quads.extend(own)
        said: dict[Term, Term] = {}
        support, dispute = [], []
        for _, predicate, term, _ in own:
            if predicate == _SUPPORT:
                support.append(term[1:-1])
            elif predicate == _DISPUTE:
                dispute.append(term[1:-1])
            else:
                said[predicate] = term
        status = Status(_text(said[_STATUS]))
        graph = FACTS if status is Status.ACCEPTED else REVIEW if status is Status.REVIEW else None
        if graph:
            quads.append(Quad(said[_SUBJECT], said[_PREDICATE], said[_OBJECT], graph))
        return Fact(
            subject=said[_SUBJECT][1:-1],
            predicate=said[_PREDICATE][1:-1],
            object=said[_OBJECT],
            confidence=float(_text(said[_CONFIDENCE])),
            status=status,
            policy=int(_text(said[_POLICY])) if _POLICY in said else 1,
            support=tuple(sorted(support)),
            dispute=tuple(sorted(dispute)),
            decided_by=said[_DECIDED_BY][1:-1] if _DECIDED_BY in said else "",
        )

    def _read_entities(self, facts: Mapping[Triple, Fact], quads: list[Quad]) -> None:
        prefix = f"<{self.base}entity/"
        for node in {fact.object for fact in facts.values() if fact.object.startswith(prefix)}:
            for graph in _ENTITY_GRAPHS:
                quads.extend(self.reader.quads(node, None, None, graph))


_ACTIVITY_TEXTS = {
    "extractor": mg("extractor"),
    "task": mg("task"),
    "parameters": mg("parameters"),
    "part": mg("part"),
    "started": mg("startedAt"),
    "ended": mg("endedAt"),
    "manifest_time": mg("manifestTime"),
    "output": mg("output"),
}


def _segment(node: Term) -> Segment:
    return parse_segment_key(node[1:-1].rpartition("/segment/")[2])


def _text(term: Term) -> str:
    """Return the text of a literal; the short way where nothing in it is escaped."""
    return literal_value(term).text if "\\" in term else term[1 : term.rindex('"')]


def differing_nodes(
    reader: Reader, nodes: Mapping[Term, frozenset[Quad]], written: dict[Term, frozenset[Quad]]
) -> Iterator[tuple[frozenset[Quad], frozenset[Quad]]]:
    """Yield (remove, add) for each shared node (Agent, Mapping) that does not stand as it should.

    `written` remembers what is known to stand; it is asked before the reader, and updated: the caller keeps it for
    as long as its commits succeed.
    """
    for node, wanted in nodes.items():
        stands = written.get(node)
        if stands is None:
            stands = frozenset(reader.quads(node, None, None, EVIDENCE))
        written[node] = wanted
        if stands != wanted:
            yield stands - wanted, wanted - stands
