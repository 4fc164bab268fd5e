"""What a Source that nothing reads is, as a person can use it; archives and encrypted files by name."""

from __future__ import annotations

from typing import Final

from extractors import media_type as types
from extractors.archives import ARCHIVES, ENCRYPTED
from extractors.error_answers import error_answer
from extractors.mislabelled import mislabelled
from extractors.port import Source

_HEAD: Final = 1 << 20


def described(source: Source) -> str:
    """Return what a Source is, with the reason why nothing reads it; JSON that is none is refused by place."""
    label = mislabelled(source)
    return f"{_described(source)} ({label})" if label else _described(source)


def _described(source: Source) -> str:
    media_type, _, parameter = source.media_type.partition("; ")
    if media_type == types.JSON:
        return f"{media_type} {_keys(source)}"
    if types.is_xml(media_type) and b"<!ENTITY" in source.data[:_HEAD]:
        return f"{media_type} ({parameter}), which declares entities; XML with entities is not read"
    if media_type in (types.CSV, types.TSV):
        return f"{media_type} {_columns(source)}"
    if media_type in ARCHIVES:
        return f"{media_type}: {ARCHIVES[media_type]}; archives are not opened"
    if media_type in ENCRYPTED:
        return f"{media_type}: it is encrypted"
    return f"{media_type} ({parameter})" if parameter else media_type


def _keys(source: Source) -> str:
    document = source.json
    while isinstance(document, list) and document:
        document = document[0]
    if not isinstance(document, dict):
        return f"(a {type(document).__name__})"
    names = ", ".join(str(key)[:40] for key in list(document)[:8]) or "(none)"
    fault = error_answer(document)
    return f"with the keys {names}" + (f"; it is a service's error, not its result: {fault}" if fault else "")


def _columns(source: Source) -> str:
    from extractors.news.table import header_cells

    names = ", ".join(repr(cell[:30]) for cell in header_cells(source)[:12]) or "(none)"
    return f"with the columns {names}, none of them known; a file NAME.mapping.json beside it can tell what they are"
