"""From what was extracted to Activities of Assets: each result finds its Asset, each Run becomes an Activity."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from urllib.parse import quote

from extractors.extracted import Extracted
from extractors.port import Extraction
from extractors.reference import FoundAsset, Way
from graph.assets import AmbiguousName, AssetFinder, Found, Sought
from ontology.model import Activity, MediaKind, Observation, Quad, TermError

Said = tuple[Activity, tuple[Observation, ...]]


@dataclass(slots=True)
class Arrival:
    """All that one batch brings about one Asset: quads of its own node, runs, and content hashes that are gone."""

    asset_iri: str
    is_new: bool
    add: set[Quad] = field(default_factory=set)
    remove: set[Quad] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    runs: list[Said] = field(default_factory=list)
    duration_s: float | None = None

    def join(self, found: Found) -> None:
        """Add what another source of the same Asset brings about its node."""
        self.add |= found.add
        self.remove |= found.remove


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A result whose Asset could not be told, with the reason."""

    place: str
    reason: str


def arrivals(batch: Iterable[Extracted], finder: AssetFinder) -> tuple[dict[str, Arrival], list[Unplaced]]:
    """Return the Assets that a batch speaks of, in order of first mention, and the results that found none."""
    placed: dict[str, Arrival] = {}
    unplaced: list[Unplaced] = []
    for extracted in batch:
        for extraction, asset in zip(extracted.extractions, extracted.assets, strict=True):
            try:
                found = finder.find_or_mint(_sought(extraction, asset))
            except (AmbiguousName, TermError, ValueError) as err:
                unplaced.append(Unplaced(extracted.place, str(err)))
                continue
            arrival = placed.setdefault(found.asset_iri, Arrival(found.asset_iri, found.is_new))
            arrival.join(found)
            for owner, sha256 in found.gone:
                placed.setdefault(owner, Arrival(owner, is_new=False)).gone.add(sha256)
            arrival.runs += _activities(extraction, extracted, found.asset_iri)
            arrival.duration_s = arrival.duration_s or extraction.reference.duration_s
    return placed, unplaced


def _sought(extraction: Extraction, asset: FoundAsset) -> Sought:
    location = location_of(asset.path) if asset.path else ""
    rendition = extraction.rendition
    if rendition is not None and asset.way is Way.ITSELF:
        rendition = replace(rendition, location=location)
    reference = asset.reference
    kind = reference.kind if reference.kind is not MediaKind.UNKNOWN else kind_of_name(reference.name)
    return Sought(
        caller_id=reference.id,
        name=reference.name,
        location=location,
        sha256=asset.sha256,
        kind=kind,
        rendition=rendition,
    )


def _activities(extraction: Extraction, extracted: Extracted, asset_iri: str) -> Iterator[Said]:
    for run in extraction.runs:
        activity = Activity(
            asset_iri=asset_iri,
            extractor=extracted.extractor,
            task=run.task,
            agent=run.agent,
            parameters=run.parameters,
            part=run.part,
            started=run.started,
            ended=run.ended,
            manifest_time=extracted.manifest_time,
            output=extracted.sha256,
        )
        yield activity, run.observations


def location_of(path: str) -> str:
    """Return where a file lies as a file: URI."""
    return "file://" + quote(os.fsencode(os.path.abspath(path)))


_ENDINGS = {
    MediaKind.IMAGE: "jpg jpeg png gif tif tiff webp heic heif avif psd bmp dng",
    MediaKind.VIDEO: "mp4 m4v mov mkv webm avi mxf mpg mpeg 3gp wmv flv ogv",
    MediaKind.AUDIO: "mp3 m4a aac flac wav bwf ogg oga opus aif aiff wma",
    MediaKind.TEXT: "txt md",
}
_KIND_OF_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}


def kind_of_name(name: str) -> MediaKind:
    """Return what a file name says of an Asset that nothing else is known of."""
    return _KIND_OF_ENDING.get(PurePath(name).suffix.lower().removeprefix("."), MediaKind.UNKNOWN)
