"""Addresses and dates as editing systems write them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}:\d{2}:\d{2}) ?([+-]\d{2}):?(\d{2})")


def file_name(address: str) -> str:
    """Return the file's own name in a path or file address, with its escapes resolved.

    >>> file_name("file://localhost/D%3a/My%20Films/a.mov")
    'a.mov'
    """
    path = unquote(address) if "://" in address else address
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1]


def date_time(text: str) -> str:
    """Return ``2019-02-16 07:51:04 -0500`` as xsd:dateTime; "" for anything else."""
    match = _DATE.fullmatch(text.strip())
    return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}{match[5]}:{match[6]}" if match else ""
