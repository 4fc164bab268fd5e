"""The two gates of the pipeline: Observations before the merge, Facts before the commit (DESIGN 7).

Each writes its batch as N-Triples text, validates it once, and says which Observation each breach concerns. What the
shapes say is the truth; only what cannot be written as RDF at all (a language tag that is none, NaN) is refused here,
under the component `TERM`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import DecimalException
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from ontology.graphs import REVIEW
from ontology.model import Activity, AgentKind, Observation, Quad, Term, TermError
from ontology.model.describe import activity_quads, agent_quads, observation_quads, segment_iri, segment_quads
from ontology.model.identifiers import mint
from ontology.model.rdf import decimal
from ontology.namespaces import MG
from shapes.report import Result
from shapes.shapes_graph import SHAPES, our_shapes, sh
from shapes.slices import ontology_support, triples_text
from shapes.validate import DataSyntaxError, ShaclValidator, Slice, make_validator

FIRST_GATE: Final = ("groups.ttl", "languages.ttl", "property.ttl", "segment.ttl", "observation.ttl")
SECOND_GATE: Final = (
    "groups.ttl",
    "languages.ttl",
    "property.ttl",
    "asset.ttl",
    "claims.ttl",
    "fact.ttl",
    "entity.ttl",
    "rights.ttl",
)
TERM: Final = f"{SHAPES}TermConstraintComponent"
"""Component of results about what cannot be written as RDF."""

_OBSERVATION_SHAPE: Final = f"<{SHAPES}ObservationShape>"
_FACT_SHAPE: Final = f"<{SHAPES}FactShape>"
_BREACH: Final = f"<{SHAPES}breach>"
_PROPERTY_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*")
_DURATION: Final = "duration"
# ValueError and OverflowError: a time or box that is NaN or infinite has no milliseconds.
_NOT_WRITABLE: Final = (TermError, ValueError, OverflowError, DecimalException)

Batch = Sequence[tuple[Activity, Sequence[Observation]]]


class _Claim(NamedTuple):
    """One Observation with its IRI, its lines and its Segment's IRI ("" for the whole Asset)."""

    iri: str
    lines: str
    segment: str


@lru_cache(maxsize=2)
def gate_validator(gate: tuple[str, ...]) -> ShaclValidator:
    """Return the validator of a gate, compiled once in a process."""
    return make_validator(our_shapes(gate))


def observation_iri(observation: Observation, activity: Activity, base: str) -> str:
    """Return an Observation's IRI, also where a NaN in its Segment leaves it without a key."""
    try:
        return observation.iri(activity.iri(base), base)
    except (ValueError, OverflowError, DecimalException):
        return mint(base, "observation", activity.iri(base), repr(observation))


def first_gate(batch: Batch, *, base: str, support: Iterable[Quad] = ()) -> dict[str, list[Result]]:
    """Return the breaches of each Observation that has any, by its IRI (`observation_iri`).

    A breach of a Segment, Activity or Agent counts for every Observation that rests on it. `support` is what the batch
    refers to, above all the durations of its Assets; those that devices and systems state in the batch count too.
    """
    refused: defaultdict[str, list[Result]] = defaultdict(list)
    runs: dict[str, tuple[Activity, str]] = {}
    segments: dict[str, str] = {}
    claims: dict[str, tuple[str, _Claim]] = {}
    for activity, observations in batch:
        activity_iri = activity.iri(base)
        try:
            header = triples_text(chain(agent_quads(activity.agent, base), activity_quads(activity, base)))
        except _NOT_WRITABLE as err:
            for observation in observations:
                iri = observation_iri(observation, activity, base)
                refused[iri].append(_unwritable(iri, f"Its Activity cannot be written: {err}."))
            continue
        runs[activity_iri] = (activity, header)
        for observation in observations:
            try:
                claim = _claim(observation, activity, base, segments)
            except _NOT_WRITABLE as err:
                iri = observation_iri(observation, activity, base)
                refused[iri].append(_unwritable(iri, f"It cannot be written: {err}."))
            else:
                claims[claim.iri] = (activity_iri, claim)
    supporting = ontology_support() + triples_text(support) + _stated_durations(batch)
    headers = {iri: header for iri, (_, header) in runs.items()}
    for result in _validate_claims(claims, headers, segments, supporting, refused):
        if result.severity == "Violation":
            for iri in _concerned(result.focus, claims, runs, base):
                refused[iri].append(result)
    return dict(refused)


def _claim(observation: Observation, activity: Activity, base: str, segments: dict[str, str]) -> _Claim:
    """Return an Observation's lines; its Segment's go into `segments`, once."""
    if not _PROPERTY_NAME.fullmatch(observation.property):
        raise TermError("property", observation.property, "is no name: letters, digits, - and _ only")
    lines = triples_text(observation_quads(observation, activity, base))
    segment = ""
    if observation.segment.key:
        segment = segment_iri(activity.asset_iri, observation.segment)
        if segment not in segments:
            segments[segment] = triples_text(segment_quads(activity.asset_iri, observation.segment))
    return _Claim(lines[1 : lines.index(">")], lines, segment)


def _unwritable(iri: str, sentence: str, *, shape: Term = _OBSERVATION_SHAPE) -> Result:
    message = sentence.replace("..", ".")
    return Result(f"<{iri}>", None, None, "Violation", TERM, shape, shape, message, rule=message)


def _validate_claims(
    claims: dict[str, tuple[str, _Claim]],
    headers: dict[str, str],
    segments: dict[str, str],
    support: str,
    refused: dict[str, list[Result]],
) -> tuple[Result, ...]:
    """Validate what was written; what the engine's parser rejects is taken out and refused, and the rest goes on."""
    validator = gate_validator(FIRST_GATE)
    try:
        return validator.validate(Slice(_text(claims, headers, segments), support)).results
    except DataSyntaxError:
        for iri, (activity_iri, claim) in list(claims.items()):
            text = claim.lines + headers[activity_iri] + segments.get(claim.segment, "")
            if fault := _parse_fault(text):
                refused[iri].append(_unwritable(iri, f"It cannot be written: {fault}."))
                del claims[iri]
    used_headers = {activity_iri: headers[activity_iri] for activity_iri, _ in claims.values()}
    used_segments = {claim.segment: segments[claim.segment] for _, claim in claims.values() if claim.segment}
    return validator.validate(Slice(_text(claims, used_headers, used_segments), support)).results


def _text(claims: dict[str, tuple[str, _Claim]], headers: dict[str, str], segments: dict[str, str]) -> str:
    return "".join(chain(headers.values(), segments.values(), (claim.lines for _, claim in claims.values())))


def _parse_fault(text: str) -> str:
    """Return why N-Triples text does not parse, "" where it does."""
    import pyoxigraph

    for line in text.splitlines():
        try:
            for _ in pyoxigraph.parse(line.encode("utf-8"), format=pyoxigraph.RdfFormat.N_TRIPLES):
                pass
        except SyntaxError as err:
            reason = str(err).partition(": ")[2].removesuffix(" (line 1)")
            return f"{reason}, in {line.split(' ', 2)[2].removesuffix(' .')[:200]}"
    return ""


def _concerned(
    focus: Term, claims: dict[str, tuple[str, _Claim]], runs: dict[str, tuple[Activity, str]], base: str
) -> Iterator[str]:
    """Yield the Observations that rest on a focus node: itself, its Segment, its Activity, its Agent."""
    node = focus[1:-1]
    if node in claims:
        yield node
        return
    activities = {iri for iri, (activity, _) in runs.items() if node in (iri, activity.agent.iri(base))}
    for iri, (activity_iri, claim) in claims.items():
        if claim.segment == node or activity_iri in activities:
            yield iri


def _stated_durations(batch: Batch) -> str:
    """Return the durations that files themselves state in this batch; what models guess about them does not count."""
    lines = []
    for activity, observations in batch:
        if activity.agent.kind in (AgentKind.DEVICE, AgentKind.SYSTEM):
            for observation in observations:
                if observation.property == _DURATION and not observation.segment.key:
                    try:
                        lines.append(f"<{activity.asset_iri}> <{MG}{_DURATION}> {decimal(observation.value)} .\n")
                    except TermError:
                        continue  # the first gate refuses the Observation itself: its value is no number
    return "".join(lines)


def second_gate(quads: Iterable[Quad], support: Iterable[Quad] = ()) -> list[Result]:
    """Return the violations of what the merge concluded: Facts, their plain triples, Entities, Assets.

    Plain triples in mg:review are not judged: a person will. `support` is what the quads refer to (`cut_support`).
    `is_review` tells the breaches that send Facts to review from those that refuse the commit.
    """
    text = triples_text(quad for quad in quads if quad.graph != REVIEW)
    validator = gate_validator(SECOND_GATE)
    try:
        report = validator.validate(Slice(text, ontology_support() + triples_text(support)))
    except DataSyntaxError as err:
        return [_unwritable(_subject(text, err), f"It cannot be written: {err}.", shape=_FACT_SHAPE)]
    return [result for result in report.results if result.severity == "Violation"]


def _subject(text: str, err: DataSyntaxError) -> str:
    lines = text.splitlines()
    line = lines[err.line - 1] if err.line is not None and err.line <= len(lines) else ""
    return line[1:].partition(">")[0]


def is_review(result: Result) -> bool:
    """Say whether a breach is of a single-valued property, so that its Facts go to review: the shape says which."""
    shapes = gate_validator(SECOND_GATE).shapes
    counts = result.component in ("MaxCountConstraintComponent", "UniqueLangConstraintComponent")
    return counts and '"review"' in shapes.values(result.source_shape, _BREACH)


def review_path(result: Result) -> Term | None:
    """Return the predicate whose Facts a breach sends to review; None for one that refuses the commit."""
    return gate_validator(SECOND_GATE).shapes.value(result.source_shape, sh("path")) if is_review(result) else None
