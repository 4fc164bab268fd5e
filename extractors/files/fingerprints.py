"""Fingerprints of media files: what a picture or film looks like, claimed in a run of its own beside what it says.

Sound has its checksum only: no wheel computes a chromaprint (docs/decisions/0006-fingerprints.md).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from extractors.files.fingerprint_values import film_text, picture_text
from extractors.port import Extraction, Run, Source
from ontology.model import Agent, AgentKind, MediaKind, Observation

TASK: Final = "fingerprint"
"""The task of the run, so that another algorithm's fingerprint replaces nothing else."""


_ADDRESS: Final = re.compile(r"<_io\.[^>]*>")


def with_fingerprint(extraction: Extraction, source: Source) -> Extraction:
    """Return what a media file says with its fingerprint, where it has one; the same for any other input.

    A picture that cannot be decoded has none, and the Extraction's problems say so: the rest of what it says stands.
    """
    rendition = extraction.rendition
    if rendition is None or rendition.sha256 != source.sha256:
        return extraction
    try:
        observation = _observed(source, extraction.reference.kind)
    except MemoryError:
        raise
    except Exception as err:  # Pillow's plugins and FFmpeg raise almost anything for damaged files
        why = _ADDRESS.sub(source.name, str(err).replace(source.path, source.name))[:200]
        reason = f"no fingerprint: {type(err).__name__}: {why}"
        return replace(extraction, problems=(*extraction.problems, reason))
    if observation is None:
        return extraction
    return replace(extraction, runs=(*extraction.runs, Run(_agent(), TASK, (observation,))))


def _observed(source: Source, kind: MediaKind) -> Observation | None:
    if kind is MediaKind.IMAGE:
        from extractors.files.picture_hash import READABLE, picture_hash

        hash_ = picture_hash(source) if source.media_type in READABLE else None
        return Observation("perceptualHash", picture_text(hash_)) if hash_ else None
    if kind is MediaKind.VIDEO:
        from extractors.files.keyframes import film_keyframes
        from extractors.files.streams import FORMATS

        keyframes = film_keyframes(source) if source.media_type in FORMATS else ()
        return Observation("videoFingerprint", film_text(keyframes)) if keyframes else None
    return None


@lru_cache(maxsize=1)
def _agent() -> Agent:
    """Return who makes fingerprints: PDQ, as this version of the library computes it."""
    from importlib.metadata import version

    return Agent(AgentKind.SYSTEM, "pdq", version("pdqhash"))
