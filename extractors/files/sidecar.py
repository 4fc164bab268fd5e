"""XMP beside a media file (``photo.xmp``, ``photo.jpg.xmp``): what is embedded elsewhere, in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractors import media_type as types
from extractors.files.claims import Claims
from extractors.files.gazetteer import place_run
from extractors.files.xmp_claims import read_xmp
from extractors.port import AssetReference, Extraction, Source, SourceRefused


@dataclass(frozen=True)
class SidecarExtractor:
    """XMP sidecars."""

    name: str = "xmp-sidecar"
    version: str = "1"
    reads: str = "XMP sidecar files: the same properties as XMP inside a picture"

    def recognises(self, source: Source) -> bool:
        """Say whether this is XMP."""
        return source.media_type == types.XMP

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a sidecar; raise `SourceRefused` where no packet in it can be read."""
        claims = Claims(source)
        if not read_xmp(source.data, claims):
            raise SourceRefused(f"{source.path}: {'; '.join(claims.problems) or 'holds no XMP property'}")
        runs = [*claims.embedded_runs(), *place_run(claims.value("latitude"), claims.value("longitude"))]
        yield Extraction(
            AssetReference(),
            tuple(runs),
            unmapped=dict(claims.unmapped),
            kept=dict(claims.kept),
            problems=tuple(claims.problems),
        )


EXTRACTOR: Final = SidecarExtractor()
