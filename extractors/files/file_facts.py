"""What is known of every media file before anything in it is understood: its format, size and checksum."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import quote

from extractors.port import Source
from ontology.model import Agent, AgentKind, Observation, Rendition

FILE_FACTS: Final = Agent(AgentKind.SYSTEM, "mediagraph-file-facts", "1")
"""Who measures what can be measured: format, size, streams."""


def rendition(source: Source) -> Rendition:
    """Return the Rendition whose bytes this Source is."""
    return Rendition(source.sha256, source.byte_size, source.media_type, location(source.path))


def location(path: str) -> str:
    """Return where a file lies: its absolute path, or a file URL where its name holds what text cannot."""
    absolute = os.path.abspath(path)
    if absolute.isprintable():
        return absolute
    return "file://" + quote(os.fsencode(absolute))


def media_format(source: Source) -> Observation:
    """Return the claim of the format that the content has, whatever the file's ending says."""
    return Observation("mediaFormat", source.media_type)
