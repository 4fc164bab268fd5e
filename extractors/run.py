"""From Sources to what they say: the extractor is found and run; a fault ends one Source, not the run.

for extracted in extract_paths(["media/"], manifest="media/manifest.csv"):
    ...
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from extractors import media_type as types
from extractors import registry
from extractors.extracted import Extracted
from extractors.file_names import readable
from extractors.files.fingerprints import with_fingerprint
from extractors.inputs import Input, list_inputs
from extractors.json_form import JsonForm
from extractors.line_parts import LineParts
from extractors.longest_value import bounded
from extractors.manifest import ManifestRow, read_manifest, verify_checksum
from extractors.mislabelled import mislabelled, say_mislabelled
from extractors.not_read import described
from extractors.pool import LIMITS, PoolLimits, run_in_pool
from extractors.port import Extraction, Extractor, Run, Source, SourceRefused
from extractors.reference import FoundAsset, extractor_hint, find_asset, forget_listings
from extractors.source import open_sources
from ontology.model import AgentKind

_SPOKEN_OR_WRITTEN: Final = frozenset(
    ("caption", "description", "headline", "keyPhrase", "onScreenText", "subtitle", "title", "transcript", "utterance")
)
"""Properties whose text is in the language that a manifest row gives."""


def extract_paths(
    paths: Iterable[str],
    *,
    manifest: str | None = None,
    workers: int | None = None,
    limits: PoolLimits = LIMITS,
) -> Iterator[Extracted]:
    """Yield what every file under the paths (and of the manifest) says: media first, then outputs, sorted by path.

    `workers` is the number of processes, one per CPU by default; 0 reads in this process, without limits of time and
    memory. The order does not depend on it. Raises `ManifestError` before anything is read; a file that cannot be
    read, hangs or kills its worker comes as a refusal that names it, and the rest goes on.
    """
    rows = read_manifest(manifest) if manifest else []
    inputs = list_inputs(paths, rows)
    forget_listings()
    count = (os.cpu_count() or 1) if workers is None else workers
    if count == 0:
        return (extracted for item in inputs for extracted in extract_input(item, limits=limits))
    return run_in_pool(inputs, workers=count, limits=limits)


def extract_input(item: Input, *, limits: PoolLimits = LIMITS) -> Iterator[Extracted]:
    """Yield what one file says: one result, one per line of JSON Lines, or the pieces of a large one.

    Never raises for bad input.
    """
    shown = readable(item.path)
    if item.refusal or item.skipped:
        yield Extracted(item.path, shown, refusal=item.refusal, skipped=item.skipped)
        return
    try:
        if item.row is not None:
            verify_checksum(item.row)
        parts = LineParts()
        for source in open_sources(item.path):
            if isinstance(source, SourceRefused):
                yield Extracted(item.path, shown, refusal=str(source))
            elif source.line is not None:
                yield parts.set_apart(extract_source(source, manifest_row=item.row, limits=limits))
            else:
                yield from extract_pieces(source, manifest_row=item.row, limits=limits)
    except SourceRefused as err:
        yield Extracted(item.path, shown, refusal=str(err))
    except MemoryError:
        yield Extracted(item.path, shown, refusal=f"{shown}: needs more memory than a worker may take")


def extract_source(
    source: Source, *, manifest_row: ManifestRow | None = None, limits: PoolLimits = LIMITS
) -> Extracted:
    """Return what one Source says, or the reason why it cannot be used. Never raises for bad input."""
    (result,) = extract_pieces(source, manifest_row=manifest_row, limits=replace(limits, piece=limits.observations))
    return result


def extract_pieces(
    source: Source, *, manifest_row: ManifestRow | None = None, limits: PoolLimits = LIMITS
) -> Iterator[Extracted]:
    """Yield what one Source says, in results of about `PoolLimits.piece` observations; a refusal where it cannot.

    `Extracted.more` is set on a result that has to be taken in together with the next one. Never raises for bad input.
    """
    result = Extracted(
        source.path,
        readable(source.path),
        source.line,
        source.sha256,
        source.byte_size,
        source.media_type,
        manifest_time=manifest_row.time if manifest_row else "",
    )
    name, gathered = "", _Gathered(limits, result.place)
    try:
        extractor = _extractor(source, manifest_row)
        name = extractor.name
        result = replace(result, extractor=name, extractor_version=extractor.version)
        spoken = _labelled(extractor.extract(_readable_by(extractor, source)), source)
        if limits.fingerprints:
            spoken = (with_fingerprint(extraction, source) for extraction in spoken)
        for extraction in spoken:
            if piece := gathered.take(_with_row(bounded(extraction), manifest_row)):
                yield replace(
                    result, extractions=piece, assets=_assets(source, piece, manifest_row), more=not piece[-1].is_apart
                )
        if not gathered.extractions:
            raise SourceRefused(f"{result.place}: says nothing that {name} reads")
    except (SourceRefused, registry.ExtractorUnknown, registry.ExtractorBroken) as err:
        reason = str(err)
    except MemoryError:
        reason = f"{result.place}: needs more memory than a worker may take"
    except RecursionError:
        reason = f"{result.place}: is nested too deeply"
    except Exception as err:  # a fault of an extractor, perhaps of another's, must not end the batch
        reason = f"{result.place}: the extractor {name or '(none yet)'} failed: {type(err).__name__}: {err}"
    else:
        piece = tuple(gathered.extractions)
        yield replace(result, extractions=piece, assets=_assets(source, piece, manifest_row))
        return
    yield replace(result, refusal=reason.replace(source.path, result.shown))


class _Gathered:
    """Extractions that wait until they make a piece."""

    def __init__(self, limits: PoolLimits, place: str) -> None:
        self._limits, self._place, self._count = limits, place, 0
        self.extractions: list[Extraction] = []

    def take(self, extraction: Extraction) -> tuple[Extraction, ...]:
        """Add one more; return those before it where they are a piece, else nothing.

        Raises `SourceRefused` where one result would hold more than `PoolLimits.observations`.
        """
        count = sum(len(run.observations) for run in extraction.runs)
        piece: tuple[Extraction, ...] = ()
        if self.extractions and self._count + count > self._limits.piece:
            piece, self.extractions, self._count = tuple(self.extractions), [], 0
        self._count += count
        if self._count > self._limits.observations:
            raise SourceRefused(f"{self._place}: says more than {self._limits.observations} things, over the limit")
        self.extractions.append(extraction)
        return piece


def _readable_by(extractor: Extractor, source: Source) -> Source:
    """Return a Source with all its bytes, for an extractor that does not read large JSON in pieces."""
    if source.large is None or isinstance(extractor, JsonForm):
        return source
    return replace(source, data=source.large.whole(), whole=True, large=None)


def _labelled(extractions: Iterator[Extraction], source: Source) -> Iterator[Extraction]:
    """Yield Extractions, the first with what is wrong with the file's ending."""
    sentence = mislabelled(source)
    for extraction in extractions:
        yield say_mislabelled(extraction, sentence) if sentence else extraction
        sentence = ""


def _extractor(source: Source, row: ManifestRow | None) -> Extractor:
    if row is not None and row.extractor:
        return registry.get_extractor(row.extractor)
    if source.media_type == types.EMPTY:
        raise SourceRefused(f"{readable(source.path)}: is empty")
    extractor = registry.find_extractor(source, hint=extractor_hint(source.name, registry.names()))
    if extractor is None:
        raise SourceRefused(f"{readable(source.path)}: not yet supported: {described(source)}")
    return extractor


def _assets(source: Source, extractions: tuple[Extraction, ...], row: ManifestRow | None) -> tuple[FoundAsset, ...]:
    return tuple(
        find_asset(source, e.reference, row=row, is_asset=e.rendition is not None, extractors=registry.names())
        for e in extractions
    )


def _with_row(extraction: Extraction, row: ManifestRow | None) -> Extraction:
    """Return an Extraction with what its manifest row adds: model and version of model Agents, language, duration."""
    if row is None or not (row.model or row.version or row.language or row.duration_s is not None):
        return extraction
    reference = extraction.reference
    if row.duration_s is not None:
        reference = replace(reference, duration_s=row.duration_s)
    return replace(extraction, reference=reference, runs=tuple(_run_with_row(run, row) for run in extraction.runs))


def _run_with_row(run: Run, row: ManifestRow) -> Run:
    agent = run.agent
    if agent.kind is AgentKind.MODEL:
        agent = replace(agent, name=row.model or agent.name, version=row.version or agent.version)
    claims = run.observations
    if row.language:
        claims = tuple(
            replace(o, language=row.language) if not o.language and o.property in _SPOKEN_OR_WRITTEN else o
            for o in claims
        )
    return replace(run, agent=agent, observations=claims)
