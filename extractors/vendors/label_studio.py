"""Label Studio's exports: tasks with what people annotated and what models predicted, JSON and JSON-MIN.

Each annotator is a person, named as the export names them; a prediction's model has the model_version. Cancelled
annotations claim nothing. Which property a choice or a label becomes depends on what it marks (a picture, a sound, a
text) and on the control's name (``sentiment``, ``speaker``, ``language`` …). Shapes become the box around them.
https://labelstud.io/guide/export
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, ObservationSkipped, Run, Source
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.label_studio_keys import KEYS
from extractors.vendors.label_studio_results import Told, property_of_control, result_claims
from extractors.vendors.run_times import run_time
from ontology.model import Agent, AgentKind, MediaKind, Observation

_MEDIA: Final = {
    "image": MediaKind.IMAGE, "img": MediaKind.IMAGE, "photo": MediaKind.IMAGE, "picture": MediaKind.IMAGE,
    "images": MediaKind.IMAGE, "ocr": MediaKind.IMAGE, "video": MediaKind.VIDEO, "video_url": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO, "sound": MediaKind.AUDIO, "image_url": MediaKind.IMAGE, "audio_url": MediaKind.AUDIO,
}  # fmt: skip
_TEXTS: Final = ("text", "html", "dialogue", "ner", "document", "body", "url")
_UPLOAD: Final = re.compile(r"^[0-9a-f]{8}-(?=.)")
"""What Label Studio sets before the name of a file that was uploaded."""
_CHOICE: Final = re.compile(r"label|class|choice|categor|tag|annotation", re.IGNORECASE)
"""What the names of controls that hold one choice have in them, unless they say what they choose (sentiment)."""
_SHORT: Final = frozenset((
    "id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement", "draft", "predictions",
))  # fmt: skip


def _fits(document: dict[str, Any]) -> bool:
    if "annotation_id" in document and "annotator" in document:
        return True
    if not isinstance(document.get("data"), dict):
        return False
    for key in ("annotations", "predictions", "completions"):
        marks = document.get(key)
        if isinstance(marks, list) and any(isinstance(mark, dict) and "result" in mark for mark in marks[:3]):
            return True
    return isinstance(document.get("annotations"), list) and "inner_id" in document


def _read(root: Node, source: Source) -> Iterator[Said]:
    if "annotation_id" in root and "annotator" in root:
        yield _short(root, source)
        return
    number, upload, time = root.raw("id"), root.text("file_upload"), run_time(root, "updated_at")
    kind, name, text = _asset(root.raw("data"))
    if upload and (kind is not MediaKind.TEXT or not name):
        name = _UPLOAD.sub("", upload)
    runs: list[Run] = []
    for key in ("annotations", "completions"):
        for mark in root.nodes(key, path="annotations[]"):  # releases before 1.0 called them completions
            runs += _annotation(mark, Told(kind, text), time)
    for mark in root.nodes("predictions"):
        runs += _prediction(mark, Told(kind, text))
    yield Said(root, AssetReference(name=name or f"{source.name}#{number}", kind=kind), runs)


def _asset(data: Any) -> tuple[MediaKind, str, str]:
    """Return what a task's data speaks of: its kind, its file's name, and its text where it is one."""
    pairs = {key.lower(): value for key, value in data.items() if isinstance(value, str)} if type(data) is dict else {}
    for key, kind in _MEDIA.items():
        if pairs.get(key):
            return kind, _file_name(pairs[key]), ""
    text = next((pairs[key] for key in _TEXTS if pairs.get(key)), "")
    if text.startswith(("http://", "https://", "s3://", "gs://", "/data/")) and len(text.split()) == 1:
        return MediaKind.UNKNOWN, _file_name(text), ""
    return MediaKind.TEXT if text else MediaKind.UNKNOWN, "", text


def _file_name(address: str) -> str:
    """Return the file in an address of Label Studio's own (/data/upload/1/1a2b3c4d-beach.jpg); others whole."""
    if address.startswith("data:"):
        return ""
    if "/data/local-files/" in address:
        return unquote(urlsplit(address).query.removeprefix("d=").partition("&")[0])[:1_000]
    if "/data/upload/" in address:
        return _UPLOAD.sub("", unquote(address.rpartition("/")[2]))[:1_000]
    return address[:1_000]


def _annotation(mark: Node, told: Told, last: str) -> Iterator[Run]:
    who, time = _person(mark), run_time(mark, "updated_at") or last
    if mark.flag("was_cancelled"):
        mark.reading.problem(f"{mark.at} was cancelled by its annotator, so it claims nothing")
        mark.drop()
        return
    claims = _results(mark, told)
    if claims:
        yield make_run(Agent(AgentKind.PERSON, who), "annotation", claims, time=time)


def _person(mark: Node) -> str:
    """Take who annotated: by name, else address, else number."""
    if type(mark.look("completed_by")) is not dict:
        number = mark.raw("completed_by")
        return f"annotator {shown(number)}" if number is not None else "annotator"
    person = mark.node("completed_by")
    name = " ".join(filter(None, (person.text("first_name").strip(), person.text("last_name").strip())))
    address, number = person.text("email").strip(), person.raw("id")
    return (name or address or f"annotator {shown(number)}")[:120]


def _prediction(mark: Node, told: Told) -> Iterator[Run]:
    version, sure, time = mark.text("model_version").strip(), mark.number("score"), run_time(mark, "updated_at")
    claims = _results(mark, told._replace(confidence=sure))
    if claims:
        yield make_run(Agent(AgentKind.MODEL, "label-studio-model", version[:120]), "prediction", claims, time=time)


def _results(mark: Node, told: Told) -> list[Observation]:
    return mark.each("result", lambda node: result_claims(node, told))


def _short(root: Node, source: Source) -> Said:
    """Return what a task of JSON-MIN says: its data and its results stand beside each other, by their names."""
    number, who, time = root.raw("id"), root.raw("annotator"), run_time(root, "updated_at")
    rest = {key: root.raw(key) for key in root.rest() if key not in _SHORT and _is_control(key, root.look(key))}
    kind, name, text = _asset(rest)
    claims: list[Observation] = []
    for control, value in rest.items():
        if control.lower() not in _MEDIA and control.lower() not in _TEXTS:
            claims += _short_results(root, control, value, Told(kind, text))
    agent = Agent(AgentKind.PERSON, f"annotator {shown(who)}")
    runs = [make_run(agent, "annotation", claims, time=time)] if claims else []
    return Said(root, AssetReference(name=name or f"{source.name}#{number}", kind=kind), runs)


def _is_control(key: str, value: Any) -> bool:
    """Say whether a key of JSON-MIN holds the media or results: a text may as well be any other datum of the task."""
    if isinstance(value, str):
        return key.lower() in (*_MEDIA, *_TEXTS) or bool(_CHOICE.search(key)) or bool(property_of_control(key))
    return isinstance(value, list | dict) or (type(value) is int and "rating" in key.lower())


def _short_results(root: Node, control: str, value: Any, told: Told) -> Iterator[Observation]:
    """Yield the claims of one control: a choice, a list of them, regions, or a number of stars."""
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        at = f"{root.at}/{control}/{index}" if isinstance(value, list) else f"{root.at}/{control}"
        if isinstance(item, dict):
            size = {key: item[key] for key in ("original_width", "original_height") if key in item}
            inside = {key: item[key] for key in item.keys() - size.keys()}
        else:
            size, inside = {}, {"rating": item} if type(item) is int else {"choices": [item]}
        node = Node(root.reading, {"from_name": control, "value": inside, **size}, at, _RESULT, strict=True)
        try:
            yield from result_claims(node, told)
        except ObservationSkipped as skipped:
            root.reading.problem(str(skipped))
            node.drop()
        node.close()


_RESULT: Final = "annotations[].result[]"


EXTRACTOR: Final = JsonForm(
    name="label-studio",
    version="2",
    reads="Label Studio's exports, JSON and JSON-MIN: tasks with annotations and predictions",
    keys=KEYS,
    fits=_fits,
    read=_read,
    many=True,
)
