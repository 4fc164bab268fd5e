"""Answers of chat and vision models: OpenAI-compatible chat completions and Responses, Anthropic, Ollama, Gemini.

Also the lines of a batch's output, whose ``custom_id`` names the Asset. Free text becomes a caption. JSON, also in a
fence or as a tool's arguments, is read by the words of its keys (tags: keyword, objects: depicts, people:
depictsPerson, text: onScreenText …); keys that are no such word are counted as unmapped. A refusal, and an answer cut
at its longest, are named. A confidence is one that the model wrote into its answer. Streamed deltas are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source, SourceRefused
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.answer_text import answer_claims, clean
from extractors.vendors.chat_answers_keys import KEYS
from extractors.vendors.run_times import run_time, unix_time
from ontology.model import Agent, AgentKind, Observation

_DATED: Final = re.compile(r"^(.{1,80}?)[-@:](\d{4}-\d{2}-\d{2}|\d{8})$")
_CUT: Final = frozenset((
    "length", "max_tokens", "max_output_tokens", "MAX_TOKENS", "content_filter", "SAFETY", "RECITATION", "refusal",
    "incomplete", "failed",
))  # fmt: skip


def _fits(document: dict[str, Any]) -> bool:
    if "custom_id" in document:
        return isinstance(document.get("response"), dict) or isinstance(document.get("result"), dict)
    return _is_answer(document)


def _is_answer(document: dict[str, Any]) -> bool:
    kind = document.get("object")
    if kind in ("chat.completion", "response", "text_completion"):
        return True
    if document.get("type") == "message" and document.get("role") == "assistant":
        return isinstance(document.get("content"), list)
    if "done" in document and "model" in document:
        return isinstance(document.get("message"), dict) or isinstance(document.get("response"), str)
    return _first_has(document, "choices", "message") or _first_has(document, "candidates", "content")


def _first_has(document: dict[str, Any], key: str, inner: str) -> bool:
    values = document.get(key)
    first = values[0] if isinstance(values, list) and values else None
    return isinstance(first, dict) and isinstance(first.get(inner), dict)


def _read(root: Node, source: Source) -> Iterator[Said]:
    if "custom_id" not in root:
        yield Said(root, AssetReference(), list(_runs(root)))
        return
    reference, runs = AssetReference(name=root.text("custom_id")[:1_000]), []
    for key in ("response", "result"):
        for wrapper in root.nodes(key):
            code = wrapper.integer("status_code")
            kind = wrapper.text("type")
            if code not in (None, 200) or kind not in ("", "succeeded"):
                root.reading.problem(f"{wrapper.at} answers {code or kind[:60]}: this request failed")
            for inner in ("body", "message"):
                for body in wrapper.nodes(inner, path=""):
                    runs += list(_runs(body))
    error = root.raw("error")
    if error:
        root.reading.problem(f"{root.at}/error is {shown(error)}: this request failed")
    yield Said(root, reference, runs)


def _runs(node: Node) -> Iterator[Any]:
    """Yield the one Run of an answer; none where it says nothing."""
    agent = _agent(node.text("model") or node.text("modelVersion") or node.text("model_version"))
    time = unix_time(node, "created") or _created(node)
    claims = [claim for read in (_choices, _output, _content, _ollama, _candidates) for claim in read(node)]
    status, reason = node.text("status"), node.node("incomplete_details").text("reason")
    _ending(node, node.text("stop_reason") or node.text("done_reason") or reason or status)
    error = node.raw("error")
    if error:
        node.reading.problem(f"{node.at}/error is {shown(error)}: the service failed")
    if claims:
        yield make_run(agent, "answer", claims, time=time)


def _created(node: Node) -> str:
    return run_time(node, "created_at") if node.is_text("created_at") else unix_time(node, "created_at")


def _agent(model: str) -> Agent:
    """Return the Agent; a date at the end of a model's name is its version."""
    name = clean(model)[:120]
    dated = _DATED.match(name)
    return Agent(AgentKind.MODEL, dated[1], dated[2]) if dated else Agent(AgentKind.MODEL, name or "chat-model")


def _ending(node: Node, reason: str) -> None:
    if reason in _CUT:
        node.reading.problem(f"{node.at or 'the answer'} ended by {reason}, so it is not whole")


def _refused(node: Node, key: str) -> None:
    refusal = clean(node.text(key))
    if refusal:
        node.reading.problem(f"{node.at}/{key}: the model refused: {refusal[:200]}")


def _said(node: Node, key: str) -> list[Observation]:
    """Take a text of the model's, and return its claims."""
    text, path = node.text(key), f"{node.path}.{key}" if node.path else key
    return answer_claims(text, node.reading, at=f"{node.at}/{key}", path=path)


def _choices(node: Node) -> Iterator[Observation]:
    """Yield the claims of chat.completion objects; several choices are several attempts at one answer."""
    for choice in node.nodes("choices"):
        _ending(choice, choice.text("finish_reason"))
        if "text" in choice:
            yield from _said(choice, "text")
        message = choice.node("message")
        _refused(message, "refusal")
        yield from _parts(message) if not message.is_text("content") else _said(message, "content")
        for call in message.nodes("tool_calls"):
            yield from _said(call.node("function"), "arguments")


def _parts(message: Node) -> Iterator[Observation]:
    """Yield the claims of a message whose content is a list of parts."""
    for part in message.nodes("content"):
        if part.text("type") in ("text", "output_text", ""):
            yield from _said(part, "text")


def _output(node: Node) -> Iterator[Observation]:
    """Yield the claims of a Responses object; reasoning and calls of tools are no answers, but their arguments are."""
    for item in node.nodes("output"):
        kind = item.text("type")
        if kind == "message":
            for part in item.nodes("content"):
                _refused(part, "refusal")
                yield from _said(part, "text")
        elif kind == "function_call":
            yield from _said(item, "arguments")
        else:
            item.keep()


def _content(node: Node) -> Iterator[Observation]:
    """Yield the claims of Anthropic's messages: texts, and what is handed to tools."""
    for part in node.nodes("content"):
        kind = part.text("type")
        if kind == "text":
            yield from _said(part, "text")
        elif kind == "tool_use":
            text = _dumped(part.raw("input"))
            yield from answer_claims(text, part.reading, at=f"{part.at}/input", path=f"{part.path}.input")
        else:
            part.keep()


def _dumped(value: object) -> str:
    import orjson

    return orjson.dumps(value).decode() if isinstance(value, dict) else ""


def _ollama(node: Node) -> Iterator[Observation]:
    if node.flag("done") is False:  # a few letters, which say nothing by themselves
        raise SourceRefused(f"{node.at or 'the answer'} is a piece of a streamed answer (done is false)")
    if "response" in node:
        yield from _said(node, "response")
    for message in node.nodes("message"):
        yield from _said(message, "content")


def _candidates(node: Node) -> Iterator[Observation]:
    """Yield the claims of Gemini's candidates."""
    for candidate in node.nodes("candidates"):
        _ending(candidate, candidate.text("finishReason") or str(candidate.raw("finish_reason") or ""))
        for part in candidate.node("content").nodes("parts"):
            if part.flag("thought"):
                part.keep()
                continue
            yield from _said(part, "text")


EXTRACTOR: Final = JsonForm(
    name="chat-answers",
    version="2",
    reads="answers of OpenAI-compatible chat and vision models, Anthropic, Ollama and Gemini, also batch outputs",
    keys=KEYS,
    fits=_fits,
    read=_read,
    many=True,
)
