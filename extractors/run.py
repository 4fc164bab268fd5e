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
from extractors.inputs import Input, list_inputs
from extractors.manifest import ManifestRow, read_manifest, verify_checksum
from extractors.pool import LIMITS, PoolLimits, run_in_pool
from extractors.port import Extraction, Extractor, Run, Source, SourceRefused
from extractors.reference import FoundAsset, extractor_hint, find_asset, forget_listings
from extractors.source import open_sources, readable
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
        return (extracted for item in inputs for extracted in extract_input(item))
    return run_in_pool(inputs, workers=count, limits=limits)


def extract_input(item: Input) -> Iterator[Extracted]:
    """Yield what one file says: one result, or one per line of JSON Lines. Never raises for bad input."""
    shown = readable(item.path)
    if item.refusal or item.skipped:
        yield Extracted(item.path, shown, refusal=item.refusal, skipped=item.skipped)
        return
    try:
        if item.row is not None:
            verify_checksum(item.row)
        for source in open_sources(item.path):
            if isinstance(source, SourceRefused):
                yield Extracted(item.path, shown, refusal=str(source))
            else:
                yield extract_source(source, manifest_row=item.row)
    except SourceRefused as err:
        yield Extracted(item.path, shown, refusal=str(err))
    except MemoryError:
        yield Extracted(item.path, shown, refusal=f"{shown}: needs more memory than a worker may take")


def extract_source(source: Source, *, manifest_row: ManifestRow | None = None) -> Extracted:
    """Return what one Source says, or the reason why it cannot be used. Never raises for bad input."""
    result = Extracted(
        source.path,
        readable(source.path),
        source.line,
        source.sha256,
        source.byte_size,
        source.media_type,
        manifest_time=manifest_row.time if manifest_row else "",
    )
    name = ""
    try:
        extractor = _extractor(source, manifest_row)
        name = extractor.name
        result = replace(result, extractor=name, extractor_version=extractor.version)
        extractions = tuple(_with_row(e, manifest_row) for e in extractor.extract(source))
        if not extractions:
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
        return replace(result, extractions=extractions, assets=_assets(source, extractions, manifest_row))
    return replace(result, refusal=reason.replace(source.path, result.shown))


def _extractor(source: Source, row: ManifestRow | None) -> Extractor:
    if row is not None and row.extractor:
        return registry.get_extractor(row.extractor)
    if source.media_type == types.EMPTY:
        raise SourceRefused(f"{readable(source.path)}: is empty")
    extractor = registry.find_extractor(source, hint=extractor_hint(source.name, registry.names()))
    if extractor is None:
        raise SourceRefused(f"{readable(source.path)}: not yet supported: {_described(source)}")
    return extractor


def _described(source: Source) -> str:
    """Return the type of a Source that nothing reads, as a person can use it; JSON that is none is refused by place."""
    media_type, _, parameter = source.media_type.partition("; ")
    if media_type == types.JSON:
        document = source.json
        while isinstance(document, list) and document:
            document = document[0]
        if not isinstance(document, dict):
            return f"{media_type} (a {type(document).__name__})"
        keys = ", ".join(str(key)[:40] for key in list(document)[:8])
        return f"{media_type} with the keys {keys or '(none)'}"
    return f"{media_type} ({parameter})" if parameter else media_type


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
