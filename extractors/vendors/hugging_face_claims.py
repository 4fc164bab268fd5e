"""What the outputs of each Hugging Face pipeline say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from extractors.port import ObservationSkipped
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.answer_text import MAX_TEXT, clean
from extractors.vendors.entity_types import is_secret, mention_property
from extractors.vendors.plain_numbers import number_of
from extractors.vendors.spoken import mean
from ontology.model import WHOLE, Box, Observation, Segment, seconds


class Size(NamedTuple):
    """Width and height of a picture in pixels."""

    width: float
    height: float


_SENTIMENTS: Final = frozenset((
    "positive", "negative", "neutral", "mixed", "very positive", "very negative", "pos", "neg", "neu", "1 star",
    "2 stars", "3 stars", "4 stars", "5 stars",
))  # fmt: skip
_EMOTIONS: Final = frozenset((
    "admiration", "amusement", "anger", "angry", "annoyance", "approval", "calm", "caring", "confusion", "contempt",
    "curiosity", "desire", "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "fearful",
    "gratitude", "grief", "happy", "happiness", "joy", "love", "nervousness", "neutral", "optimism", "pride",
    "realization", "relief", "remorse", "sad", "sadness", "surprise", "surprised", "ang", "hap", "neu", "sad", "fea",
))  # fmt: skip
_UNSAFE: Final = frozenset((
    "nsfw", "porn", "hentai", "sexy", "toxic", "severe_toxic", "toxicity", "obscene", "threat", "insult", "hate",
    "identity_hate", "hateful", "offensive", "violence", "gore", "sexual_explicit", "unsafe",
))  # fmt: skip
_SAFE: Final = frozenset((
    "normal", "sfw", "safe", "neutral", "drawings", "nothate", "non-toxic", "non-offensive", "not offensive", "clean",
))  # fmt: skip
_NUMBERED: Final = re.compile(r"LABEL_\d+\Z")
_TOKEN: Final = re.compile(r"^([BIESLU])-(.+)$")
_MAX_S: Final = 1e9


def task_of(nodes: list[Node]) -> str:
    """Return which pipeline made these outputs, by their keys, and by the words of their labels."""
    first = next(iter(nodes), None)
    if first is None:
        return ""
    for key, task in (
        ("entity", "token-classification"), ("entity_group", "token-classification"), ("box", "object-detection"),
        ("mask", "image-segmentation"), ("generated_text", "image-to-text"), ("summary_text", "summarization"),
        ("translation_text", "translation"), ("sequence", "zero-shot-classification"),
        ("chunks", "automatic-speech-recognition"), ("text", "automatic-speech-recognition"),
    ):  # fmt: skip
        if key in first:
            return task
    labels = {str(node.look("label")).lower() for node in nodes}
    return "text-classification" if _word_of(labels) else "classification"


def _word_of(labels: set[str]) -> str:
    """Return the property that all these labels are words of; "" where they are words for anything."""
    if labels <= _SENTIMENTS:
        return "sentiment"
    if labels <= _EMOTIONS:
        return "emotion"
    return "contentAdvisory" if labels <= _UNSAFE | _SAFE and labels & _UNSAFE else ""


def claims_of(task: str, nodes: list[Node], size: Size | None) -> list[Observation]:
    """Return what the outputs of a pipeline say; an output that cannot be read is named."""
    if task in ("token-classification", "ner"):
        return _names(nodes)
    read = TASKS.get(task, _label)
    labels = {str(node.look("label")).lower() for node in nodes}
    name = _word_of(labels) or _LABELS.get(task, "depicts")
    found: list[Observation] = []
    for node in nodes:
        try:
            found += read(node, name, size)
        except ObservationSkipped as skipped:
            node.reading.problem(str(skipped))
            node.drop()
    # Of a distribution over sentiments, the surest is the sentiment; the others are what it is not.
    return [max(found, key=lambda claim: claim.confidence or 0.0)] if name == "sentiment" and found else found


def _label(node: Node, name: str, size: Size | None) -> Iterator[Observation]:
    label, sure = node.required("label"), node.number("score")
    if _NUMBERED.match(label):
        raise ObservationSkipped(f"{node.at}/label is {label!r}, the number of a class; the model's card has its word")
    if name == "contentAdvisory" and label.lower() in _SAFE:
        return
    yield Observation(name, label, sure, "en", _box(node, size), node.at)


def _class(node: Node, name: str, size: Size | None) -> Iterator[Observation]:
    """Yield a class of pictures or sounds; ImageNet's names are lists of synonyms, of which the first is the usual."""
    for claim in _label(node, name, size):
        yield replace(claim, value=claim.value.split(",")[0].strip() or claim.value)


def _box(node: Node, size: Size | None) -> Segment:
    """Take a box in pixels as fractions; WHOLE, and the box left, where the picture's size is not told."""
    if size is None or "box" not in node:
        return WHOLE
    box = node.node("box")
    left, top, right, bottom = (box.number(key) for key in ("xmin", "ymin", "xmax", "ymax"))
    if left is None or top is None or right is None or bottom is None:
        raise ObservationSkipped(f"{box.at} lacks one of xmin, ymin, xmax, ymax")
    x, y, w, h = left / size.width, top / size.height, (right - left) / size.width, (bottom - top) / size.height
    # More digits than these nobody measured; Segments keep 1e-4.
    return Segment(box=Box(round(x, 9), round(y, 9), round(w, 9), round(h, 9)))


def _text(key: str, name: str) -> Callable[[Node, str, Size | None], Iterator[Observation]]:
    def read(node: Node, _: str, size: Size | None) -> Iterator[Observation]:
        if isinstance(node.look(key), list):
            text, at = _last_turn(node.raw(key)), f"{node.at}/{key}"
        else:
            text, at = clean(node.required(key)), node.at
        if text:
            yield Observation(name, text[:MAX_TEXT], pointer=at)

    return read


def _last_turn(turns: list[object]) -> str:
    """Return what a chat pipeline's last turn says."""
    last = turns[-1] if turns else None
    content = last.get("content") if isinstance(last, dict) else None
    return clean(content) if isinstance(content, str) else ""


def _kept(node: Node, name: str, size: Size | None) -> Iterator[Observation]:
    yield from ()


def _zero_shot(node: Node, name: str, size: Size | None) -> Iterator[Observation]:
    """Yield each candidate label with its score; the pipeline gives them as two lists, surest first."""
    if "label" in node:
        yield from _label(node, name, size)
        return
    labels, scores = node.items("labels"), node.items("scores")
    for index, label in enumerate(labels):
        sure = number_of(scores[index]) if index < len(scores) else None
        if isinstance(label, str) and label.strip() and sure is not None:
            yield Observation("about", label, sure, "", WHOLE, f"{node.at}/labels/{index}")
        else:
            node.reading.problem(f"{node.at}/labels/{index} is {shown(label)} with the score {shown(sure)}")


def _speech(node: Node, name: str, size: Size | None) -> Iterator[Observation]:
    text = node.text("text").strip()
    if text:
        yield Observation("transcript", text, pointer=f"{node.at}/text")
    yield from node.each("chunks", _chunk)


def _chunk(node: Node) -> Iterator[Observation]:
    text, times = node.required("text").strip(), node.items("timestamp")
    start, end = ([*times, None, None])[:2]
    if any(time is not None and (type(time) not in (int, float) or abs(time) > _MAX_S) for time in (start, end)):
        raise ObservationSkipped(f"{node.at}/timestamp is {shown(times)}, not two numbers of seconds")
    where = Segment(None if start is None else seconds(start), None if end is None else seconds(end))
    yield Observation("utterance", text, None, node.text("language"), where, node.at)


def _names(nodes: Iterable[Node]) -> list[Observation]:
    """Return the names of token classification; tokens of one name (B-PER, I-PER, ##son) are put together."""
    found: list[Observation] = []
    tokens: list[_Token] = []
    for node in nodes:
        try:
            token = _token(node)
        except ObservationSkipped as skipped:
            node.reading.problem(str(skipped))
            node.drop()
            continue
        if tokens and not token.continues(tokens[-1]):
            found += _name(tokens)
            tokens = []
        tokens.append(token)
    return found + list(_name(tokens))


class _Token(NamedTuple):
    kind: str
    place: str
    word: str
    confidence: float | None
    start: int | None
    end: int | None
    number: int | None
    pointer: str

    def continues(self, last: _Token) -> bool:
        """Say whether this token goes on with the name of the one before it."""
        if self.kind != last.kind or self.number is None or last.number is None or self.number != last.number + 1:
            return False
        return self.place in ("I", "E", "L", "") or self.word.startswith("##")


def _token(node: Node) -> _Token:
    grouped = "entity_group" in node
    kind, word = node.required("entity_group" if grouped else "entity"), node.required("word")
    sure = node.number("score")
    first, last, index = node.integer("start"), node.integer("end"), node.integer("index")
    parts = None if grouped else _TOKEN.match(kind)
    place, kind = (parts[1], parts[2]) if parts else ("", kind)
    return _Token(kind, place, word, sure, first, last, index, node.at)


def _name(tokens: list[_Token]) -> Iterator[Observation]:
    if not tokens or tokens[0].kind == "O" or is_secret(tokens[0].kind):
        return
    first, last = tokens[0], tokens[-1]
    word = first.word
    for before, token in pairwise(tokens):
        glued = token.word.startswith("##") or (token.start is not None and token.start == before.end)
        word += token.word.removeprefix("##") if glued else f" {token.word}"
    word = word.replace("\u2581", " ").replace("\u0120", " ").strip()
    where = WHOLE if first.start is None or last.end is None else Segment(characters=(first.start, last.end))
    if word:
        sure = first.confidence if len(tokens) == 1 else mean(token.confidence for token in tokens)
        yield Observation(mention_property(first.kind), word, sure, "", where, first.pointer)


_LABELS: Final = {
    "text-classification": "about",
    "sentiment-analysis": "sentiment",
    "zero-shot-classification": "about",
}
TASKS: Final[dict[str, Callable[[Node, str, Size | None], Iterator[Observation]]]] = {
    **dict.fromkeys(
        ("zero-shot-image-classification", "zero-shot-audio-classification", "text-classification",
         "sentiment-analysis", "object-detection", "zero-shot-object-detection", "image-segmentation"),
        _label,
    ),
    **dict.fromkeys(("image-classification", "audio-classification", "video-classification", "classification"), _class),
    "zero-shot-classification": _zero_shot,
    "automatic-speech-recognition": _speech,
    **dict.fromkeys(
        ("image-to-text", "image-text-to-text", "text-generation", "text2text-generation", "visual-question-answering"),
        _text("generated_text", "caption"),
    ),
    "summarization": _text("summary_text", "description"),
    "translation": _kept,
    **dict.fromkeys(("token-classification", "ner"), _label),
}  # fmt: skip
"""Pipelines by the names of their tasks, and how one output of each is read."""
