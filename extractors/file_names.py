"""Names of files as they are printed, stored and given to Assets."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath


def readable(path: str) -> str:
    """Return a path as it can be printed and stored: bytes that are no UTF-8, and control characters, as ``\\xNN``."""
    if path.isprintable():
        return path
    text = path.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def asset_name(path: str) -> str:
    """Return the file's own name, NFC, without ``.gz``; what cannot be printed becomes U+FFFD."""
    name = PurePath(path).name
    if name.lower().endswith(".gz") and len(name) > 3:
        name = name[:-3]
    text = unicodedata.normalize("NFC", name)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
