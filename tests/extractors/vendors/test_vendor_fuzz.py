"""Mutated outputs of every form end in Extractions or in SourceRefused, and in nothing else.

Each mutation takes an example and deletes, swaps, nests or enlarges parts of it. Every Extraction that comes out must
be one that the model can write: its quads are made.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.json_form import JsonForm
from extractors.port import Extraction, Source, SourceRefused
from extractors.vendors.table import FORMS
from ontology.model import Activity
from ontology.model.describe import observation_quads, segment_quads
from ontology.model.rdf import TermError

MUTATIONS_PER_FORM = 300
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
JSON = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=12), below, max_size=4),
    max_leaves=12,
)
REPLACEMENTS: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63 - 1, -(2**63), 1e308, -1e-308, 1e12, 99.99999999, "", " ", "NaN", "Infinity",
    "1e999", "-5", "\x00\x1f", "\u2028", "x" * 5_000, "<http://evil> .", "../../etc/passwd", "🎞️",
    [], {}, [[]], [None], {"": ""}, {"Name": {"Name": {}}}, [1, "a", None, {}], "Q42", "/m/0", "2026-13-45T99:99:99Z",
    "9999-12-31T23:59:59-23:59",
)  # fmt: skip


def nested(depth: int) -> Any:
    value: Any = {}
    for level in range(depth):
        value = {"Label": value} if level % 2 else [value]
    return value


def copy_of(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every (container, key) of a document."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        pairs = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, below in pairs:
            found.append((holder, key))
            waiting.append(below)
    return found


def mutate(document: Any, chance: random.Random) -> Any:
    """Return a copy with one to four faults."""
    changed = copy_of(document)
    for _ in range(chance.randint(1, 4)):
        options = places(changed)
        if not options:
            return changed
        holder, key = chance.choice(options)
        match chance.randrange(6):
            case 0:
                del holder[key]
            case 1 | 2:
                holder[key] = copy_of(chance.choice(REPLACEMENTS))
            case 3:
                holder[key] = nested(chance.choice((3, 10, 40)))
            case 4:
                other, step = chance.choice(options)
                holder[key] = copy_of(other[step]) if step in range(len(other)) or step in other else None
            case 5 if isinstance(holder, dict):
                holder[f"{key}/~\u0000"] = holder.pop(key)
    return changed


def check(form: JsonForm, data: bytes) -> int:
    """Read bytes by a form, recognised or not; return how many Extractions came, 0 for a refusal."""
    source = Source("fuzz.json", "fuzz.json", data)
    form.recognises(source)
    extractions: list[Extraction] = []
    refusal = "fuzz.json"
    try:
        extractions.extend(form.extract(source))
    except SourceRefused as refused:
        refusal = str(refused)
    assert "fuzz.json" in refusal
    assert len(refusal) < 1_000
    for extraction in extractions:
        writable(extraction)
    return len(extractions)


def writable(extraction: Extraction) -> None:
    for run in extraction.runs:
        activity = Activity("https://mediagraph.example/id/asset/x", "fuzz", run.task, run.agent, run.parameters)
        keys = [claim.key for claim in run.observations]
        assert len(set(keys)) == len(keys)
        for claim in run.observations:
            assert claim.value
            assert claim.property.isalnum()
            # What no term can hold is the gate's to refuse: a language that is none, a number beyond all measure.
            fault = "language"
            try:
                list(observation_quads(claim, activity, "https://mediagraph.example/id/"))
            except TermError as err:
                fault = err.what
            assert fault in ("language", "decimal")
            list(segment_quads(activity.asset_iri, claim.segment))
    assert all(len(problem) < 2_000 for problem in extraction.problems)


def test_mutated_examples_end_well(form: JsonForm, example_documents: Callable[[str], list[Any]]) -> None:
    chance = random.Random(f"mediagraph {form.name}")
    documents = example_documents(form.name)
    read = 0
    for _ in range(MUTATIONS_PER_FORM):
        document = mutate(chance.choice(documents), chance)
        read += check(form, orjson.dumps(document)) > 0
    # A fuzz whose inputs are all refused tests nothing.
    assert read >= MUTATIONS_PER_FORM // 10


def test_mutated_bytes_end_well(form: JsonForm, example_documents: Callable[[str], list[Any]]) -> None:
    chance = random.Random(f"bytes {form.name}")
    documents = example_documents(form.name)
    for _ in range(MUTATIONS_PER_FORM // 4):
        data = bytearray(orjson.dumps(chance.choice(documents)))
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] = chance.choice((0, 34, 44, 91, 123, 125, 128, 0xC3, 0xFF))
        check(form, bytes(data[: chance.randint(1, len(data))] if chance.random() < 0.3 else data))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=JSON)
def test_any_json_is_read_or_refused(document: Any) -> None:
    data = orjson.dumps(document, option=orjson.OPT_NON_STR_KEYS)
    for form in FORMS:
        check(form, data)


@settings(max_examples=15, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for form in FORMS:
        check(form, data)


DEEP = b'{"Labels":' + b"[" * 1_000 + b"]" * 1_000 + b"}"


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"Labels":' * 5_000, b"1e999", b"NaN", b"\xff\xfe{\x00}\x00"])
def test_known_hard_bytes(data: bytes) -> None:
    for form in FORMS:
        assert check(form, data) == 0
        check(form, DEEP)


def test_a_byte_order_mark_is_passed_over() -> None:
    document = b'\xef\xbb\xbf{"Labels": [{"Name": "Sea", "Confidence": 98.0}]}'
    (extraction,) = FORMS[1].extract(Source("a.json", "a.json", document))
    assert [claim.value for claim in extraction.runs[0].observations] == ["Sea"]


def test_a_number_near_zero_is_zero() -> None:
    """A softmax of float32 gives 1e-38; no store keeps its digits, and a term of it is refused."""
    document = {"Labels": [{"Name": "Sea", "Confidence": 1e-38}, {"Name": "Sand", "Confidence": -1e-308}]}
    (extraction,) = FORMS[1].extract(Source("a.json", "a.json", orjson.dumps(document)))
    assert [claim.confidence for claim in extraction.runs[0].observations] == [0.0, 0.0]
