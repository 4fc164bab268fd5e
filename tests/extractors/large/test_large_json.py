"""Large JSON documents: what is read in pieces says the same as what is read whole, in flat memory."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.azure_like import index
from extractors.json_form import JsonForm
from extractors.large_json import LargeJson
from extractors.pool import PoolLimits
from extractors.port import Extraction, Source, SourceRefused
from extractors.registry import BUILT_IN, get_extractor
from extractors.registry import JSON as JSON_FORMS
from extractors.run import extract_pieces, extract_source
from extractors.source import open_source, open_sources
from extractors.unpacked import Limits
from ontology.model import Observation

SMALL = Limits(stream_bytes=1, piece_bytes=200)
LABELS = cast(JsonForm, get_extractor("rekognition-labels"))
Open = Callable[[Any], Source]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("large")


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """From a document or its bytes to a Source that is read in pieces."""

    def write(document: Any) -> Source:
        path = tmp_path / "large.json"
        path.write_bytes(document if isinstance(document, bytes) else orjson.dumps(document))
        return open_source(str(path), limits=SMALL)

    return write


def label(number: int, **more: Any) -> dict[str, Any]:
    said = {"Name": f"Label {number % 40}", "Confidence": 50.0 + number % 50}
    return {"Timestamp": 40 * number, "Label": {**said, "Categories": [{"Name": "Things"}], **more}}


def video(labels: list[Any]) -> dict[str, Any]:
    metadata = {"DurationMillis": 90_000, "FrameWidth": 640, "FrameHeight": 360}
    return {"JobStatus": "SUCCEEDED", "VideoMetadata": metadata, "Labels": labels, "LabelModelVersion": "3.0"}


Said = dict[Any, dict[Any, set[Observation]]]


def surest(extractions: Iterable[Extraction]) -> Said:
    """What is said, by Run: of claims with one key the surest, as the graph takes them; all where they are alike."""
    runs: Said = {}
    for extraction in extractions:
        for run in extraction.runs:
            said = runs.setdefault((extraction.reference, replace(run, observations=())), {})
            for o in run.observations:
                best = max([o, *said.get(o.key, ())], key=sureness)
                said[o.key] = {other for other in (o, *said.get(o.key, ())) if sureness(other) == sureness(best)}
    return runs


def sureness(o: Observation) -> float:
    return o.confidence or 0.0


def agree(pieces: Said, whole: Said) -> bool:
    """Say whether each claim of the whole stands among those of the pieces, and these have no others."""
    if {run: set(said) for run, said in pieces.items()} != {run: set(said) for run, said in whole.items()}:
        return False
    return all(found <= pieces[run][key] for run, said in whole.items() for key, found in said.items())


def counted(extractions: Iterable[Extraction], name: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for extraction in extractions:
        counts.update(getattr(extraction, name))
    return counts


def same(form: JsonForm, document: Any, path: Path) -> int | bool:
    """Hold a reading in pieces against one of the whole; return how many pieces there were, True for one refusal."""
    path.write_bytes(orjson.dumps(document))
    source = open_source(str(path))
    large = open_source(str(path), limits=SMALL)
    assert large.large is not None
    try:
        whole = list(form.extract(source))
    except SourceRefused as refused:
        with pytest.raises(SourceRefused) as again:
            list(form.extract(large))
        return str(again.value) == str(refused)
    pieces = list(form.extract(large))
    assert agree(surest(pieces), surest(whole))
    for name in ("unmapped", "kept", "problems"):
        assert counted(pieces, name) == counted(whole, name)
    return len(pieces)


# -- where a document may be cut -------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=10), inner, max_size=6),
    max_leaves=60,
)
TEXTS = st.sampled_from([{}, {"indent": 2}, {"ensure_ascii": False}, {"separators": (",", ":")}])


@settings(max_examples=150, deadline=None)
@given(document=JSON, style=TEXTS, packed=st.booleans(), block=st.integers(1, 60))
def test_around_and_items_are_the_document(
    document: Any, style: dict[str, Any], packed: bool, block: int, folder: Path
) -> None:
    """Every list is put back from its stretches; nothing is lost, moved or read twice."""
    document = {"a": document, "long": [document] * 5}
    data = json.dumps(document, **style).encode()
    path = folder / "any.json"
    path.write_bytes(gzip.compress(data, 1) if packed else data)
    large = open_source(str(path), limits=Limits(stream_bytes=1, piece_bytes=block)).large
    assert isinstance(large, LargeJson)
    assert large.whole() == data
    orjson.loads(large.sample())
    for paths in ({"long"}, {item.path for item in large.lists}):
        lists = large.chosen(paths)
        around = large.around(lists, "mark ")
        found: dict[int, list[Any]] = {}
        for which, first, items in large.items(lists):
            assert first == len(found.setdefault(which, []))
            found[which] += items
        assert restored(around, found) == orjson.loads(data)


def restored(value: Any, found: dict[int, list[Any]]) -> Any:
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], str) and value[0].startswith("mark "):
            return found.get(int(value[0][5:]), [])
        return [restored(item, found) for item in value]
    if isinstance(value, dict):
        return {key: restored(item, found) for key, item in value.items()}
    return value


def test_long_lists_are_known_by_their_key_path(opened: Open) -> None:
    words = [{"w": number} for number in range(100)]
    document = {"videos": [{"insights": {'a"[{': words, "é": words}}], "x": {"videos": words}}
    large = opened(document).large
    assert large is not None
    paths = [item.path for item in large.lists]
    assert paths == ["videos", 'videos[].insights.a"[{', "videos[].insights.é", "x.videos"]


def test_a_sample_has_the_first_items_only(opened: Open) -> None:
    document = video([label(number) for number in range(500)])
    assert opened(document).json == document | {"Labels": document["Labels"][:3]}


# -- what is said ---------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    numbers=st.lists(st.integers(0, 400), min_size=4, max_size=60),
    broken=st.dictionaries(st.integers(0, 50), st.sampled_from(["oops", None, {"Label": {}}, {"Label": {"Name": 3}}])),
    unknown=st.dictionaries(st.sampled_from(["frob", "Timestamps"]), st.integers(0, 9)),
)
def test_pieces_say_what_the_whole_says(
    numbers: list[int], broken: dict[int, Any], unknown: dict[str, int], folder: Path
) -> None:
    labels: list[Any] = [label(number, **unknown) for number in numbers]
    for at, item in broken.items():
        labels.insert(at, item)
    same(LABELS, video(labels), folder / "labels.json")


def test_a_page_keeps_its_one_part(folder: Path) -> None:
    document = video([label(number) for number in range(50, 90)]) | {"NextToken": "abc"}
    assert same(LABELS, document, folder / "page.json") > 3


def test_a_failed_job_is_refused_in_pieces_too(folder: Path) -> None:
    document = video([label(number) for number in range(50)]) | {"JobStatus": "FAILED", "StatusMessage": "no video"}
    assert same(LABELS, document, folder / "failed.json") is True


def test_a_list_of_documents_is_read_one_by_one(folder: Path) -> None:
    said = {"property": "depicts", "value": "Dog", "language": "en", "confidence": 0.5}
    documents: list[Any] = [
        {"mediagraph": 1, "asset": f"{n % 7}.jpg", "model": {"name": "m"}, "task": "labels", "observations": [said]}
        for n in range(60)
    ]
    documents[9] = 42
    form = get_extractor("plain")
    assert isinstance(form, JsonForm)
    assert same(form, documents, folder / "list.json") > 50
    source = open_source(str(folder / "list.json"), limits=SMALL)
    pieces = list(extract_pieces(source, limits=PoolLimits(piece=5)))
    assert len(pieces) > 8
    assert not any(piece.more for piece in pieces)


def test_pieces_of_one_run_have_to_be_taken_together(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = video([label(number) for number in range(100)])
    (folder / "more.json").write_bytes(orjson.dumps(document))
    monkeypatch.setattr("extractors.registry.find_extractor", lambda source, hint="": LABELS)
    source = open_source(str(folder / "more.json"), limits=SMALL)
    pieces = list(extract_pieces(source, limits=PoolLimits(piece=20)))
    assert [piece.more for piece in pieces] == [True] * (len(pieces) - 1) + [False]
    assert len(pieces) > 5
    together = [extraction for piece in pieces for extraction in piece.extractions]
    assert agree(surest(together), surest(extract_source(source).extractions))


def test_a_form_that_cannot_be_cut_is_read_whole(opened: Open) -> None:
    form = replace(LABELS, streams=())
    assert len(list(form.extract(opened(video([label(n) for n in range(100)]))))) == 1


# -- what is no JSON ------------------------------------------------------------------------------------------------

GOOD = orjson.dumps(video([label(number) for number in range(100)]))
ITEM = orjson.dumps(label(50))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (GOOD[:6_000], r"not valid JSON: it ends at byte 6000 before it is complete, in Labels"),
        (GOOD[:-1], r"it ends at byte \d+ before it is complete"),
        (GOOD.replace(ITEM, ITEM[:-1]), "the bracket at byte"),
        (GOOD.replace(b'"Label 30"', b'"Label \xff"'), "in a list, bytes .*UTF-8"),
        (GOOD.replace(b'"Label 30"', b'"Label \\ud800"'), "in a list, bytes .*surrogate"),
        (GOOD.replace(b'"Label 30"', b"NaN"), "in a list, bytes"),
        (GOOD.replace(ITEM, b"," + ITEM), "in a list, bytes"),
        (GOOD.replace(b"," + ITEM, ITEM), "in a list, bytes"),
        (GOOD.replace(b'"3.0"', b"3.0.1"), "around its long lists|not valid JSON"),
        (GOOD + b"{}", "more follows after its end"),
        (GOOD + b"x", "not valid JSON"),
        (b'{"Labels": ' + b"[" * 2_000 + b"]" * 2_000 + b"}", "nested too deeply"),
        (b'{"Labels": [' + b'{"Name": "x' * 100, "before it is complete"),
    ],
)
def test_what_is_no_json_is_refused_before_it_says_anything(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(data)
    with pytest.raises(SourceRefused, match=reason):
        next(LABELS.extract(open_source(str(path), limits=SMALL)))


def test_a_key_that_stands_twice_counts_once(opened: Open) -> None:
    labels = [label(number) for number in range(40)]
    twice = orjson.dumps({"Labels": labels})[:-1] + b"," + orjson.dumps(video(labels[:20]))[1:]
    assert surest(LABELS.extract(opened(twice))) == surest(LABELS.extract(opened(video(labels[:20]))))


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "growing.json"
    path.write_bytes(GOOD)
    source = open_source(str(path), limits=SMALL)
    path.write_bytes(GOOD + b" ")
    with pytest.raises(SourceRefused, match="changed while it was read"):
        list(LABELS.extract(source))


def test_one_endless_text_is_gone_through_once(tmp_path: Path) -> None:
    path = tmp_path / "text.json"
    path.write_bytes(b'{"Labels": [{"Name": "' + b'x\\"[' * 400_000 + b'"}], "LabelModelVersion": "3.0"}')
    source = open_source(str(path), limits=SMALL)
    assert source.large is not None
    assert source.large.size == path.stat().st_size


@pytest.mark.parametrize("packed", [False, True])
def test_a_first_line_of_any_length_begins_json_lines(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "long-lines.json"
    line = orjson.dumps({"Labels": [label(number) for number in range(2_000)]})
    assert len(line) > 150_000
    text = line + b"\r\n\n" + line + b"\n"
    path.write_bytes(gzip.compress(text) if packed else text)
    assert [source.line for source in open_sources(str(path)) if isinstance(source, Source)] == [1, 3]
    path.write_bytes(line[:-2] + b"\n]}")
    assert [source.line for source in open_sources(str(path)) if isinstance(source, Source)] == [None]


# -- every form that names lists to be cut --------------------------------------------------------------------------

EXAMPLES = Path(__file__).parents[1]
CUT = [form for form in map(get_extractor, BUILT_IN[JSON_FORMS]) if isinstance(form, JsonForm) and form.streams]


def examples(form: JsonForm) -> list[Any]:
    paths = sorted(EXAMPLES.glob(f"*/examples/{form.name}.*.json"))
    return [orjson.loads(path.read_bytes()) for path in paths]


def lengthened(value: Any, times: int, path: str, paths: tuple[str, ...]) -> Any:
    """Return a document in which the items of the lists at these key paths stand so many times over, a little apart."""
    if isinstance(value, dict):
        return {k: lengthened(v, times, f"{path}.{k}" if path else k, paths) for k, v in value.items()}
    if not isinstance(value, list):
        return value
    if path not in paths:
        return [lengthened(item, times, f"{path}[]", paths) for item in value]
    return [moved(item, turn) for turn in range(times) for item in value]


def moved(value: Any, turn: int) -> Any:
    """Return an item in which every number of a time is later."""
    if isinstance(value, dict):
        return {k: v + turn if k.endswith(("imestamp", "Millis")) and isinstance(v, int) else moved(v, turn)
                for k, v in value.items()}  # fmt: skip
    return [moved(item, turn) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("form", CUT, ids=[form.name for form in CUT])
def test_every_example_says_the_same_in_pieces(form: JsonForm, folder: Path) -> None:
    documents = [index(40), *examples(form)] if form.name == "azure-video-indexer" else examples(form)
    cut = 0
    for document in documents:
        for times in (1, 4):
            longer = lengthened(document, times, "", form.streams)
            cut += same(form, longer, folder / "example.json") > 1
    assert cut >= 1


def test_the_largest_outputs_can_be_cut() -> None:
    assert {"azure-video-indexer", "rekognition-labels", "rekognition-faces", "rekognition-text"} <= {
        f.name for f in CUT
    }
