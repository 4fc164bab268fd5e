"""What a service answers instead of a result: an error, in the words and with the code that it gives.

Services differ in where these stand: ``{"error": {"code", "message"}}`` (Google, OpenAI, Azure), ``{"Error": {"Code",
"Message"}}`` (AWS), ``{"err_msg"}`` (Deepgram), ``{"error", "code"}`` (IBM, Hugging Face), ``{"code", "message"}``.
"""

from __future__ import annotations

from typing import Any, Final

from extractors.values import shown

_MOST_KEYS: Final = 8
_INSIDE: Final = ("error", "Error", "fault", "errors")
_MESSAGES: Final = ("message", "Message", "err_msg", "errorMessage", "error_description", "detail", "description")
_CODES: Final = ("code", "Code", "err_code", "errorType", "__type", "status_code", "type", "status")
_BARE: Final = frozenset((
    *_CODES, *_MESSAGES, *_INSIDE, "requestId", "request_id", "RequestId", "ResponseMetadata", "details", "innererror",
    "code_description", "trace", "warnings", "estimated_time", "timestamp", "path",
))  # fmt: skip
"""The keys that stand in an error answer; a document with any other is none."""


def error_answer(document: Any) -> str:
    """Return what a service's error answer says, as ``code: message``; "" where a document is no such answer."""
    if not isinstance(document, dict) or not document or len(document) > _MOST_KEYS or not document.keys() <= _BARE:
        return ""
    inside = next((document[key] for key in _INSIDE if document.get(key)), None)
    if isinstance(inside, list):
        inside = inside[0] if inside else None
    if isinstance(inside, str):
        return _sentence(_first(document, _CODES), inside)
    told = inside if isinstance(inside, dict) else document
    message, code = _first(told, _MESSAGES), _first(told, _CODES)
    if not isinstance(message, str) or (inside is None and code is None):
        return ""
    return _sentence(code, message)


def _first(document: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((document[key] for key in keys if document.get(key) not in (None, "")), None)


def _sentence(code: Any, message: str) -> str:
    text = " ".join(message.split())[:200]
    return f"{code if isinstance(code, str | int) else shown(code)}: {text}"[:260] if code is not None else text
