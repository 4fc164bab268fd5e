"""How an output finds its Asset.

In this order: the manifest's row; the vendor's own reference inside the output; the file's name
(``clip.mp4.rekognition-labels.json`` beside ``clip.mp4``); else the output stands as an Asset known only by name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from extractors.file_names import asset_name
from extractors.languages import ISO_639_1, SHORTEST
from extractors.manifest import ManifestRow
from extractors.port import AssetReference, Source

MEDIA_ENDINGS: Final = frozenset((
    "jpg", "jpeg", "jpe", "png", "gif", "tif", "tiff", "webp", "heic", "heif", "avif", "psd", "bmp", "dng", "jp2",
    "dpx", "exr", "cr2", "cr3", "nef", "arw", "svg", "jxl", "mp4", "m4v", "mov", "mkv", "webm", "avi", "mxf", "gxf",
    "mpg", "mpeg", "ts", "m2ts", "mts", "3gp", "3g2", "wmv", "flv", "ogv", "mp3", "m4a", "aac", "flac", "wav", "bwf",
    "ogg", "oga", "opus", "aif", "aiff", "wma", "amr", "caf", "txt", "text", "md", "pdf",
))  # fmt: skip
"""Endings of files that can be Assets, in lower case."""

_OUTPUT_ENDINGS: Final = (
    ".json", ".jsonl", ".ndjson", ".srt", ".vtt", ".sbv", ".ssa", ".ass", ".lrc", ".scc", ".stl", ".ttml", ".dfxp",
    ".itt", ".xmp", ".xml", ".edl", ".ale", ".fcpxml", ".otio", ".aaf",
    ".csv", ".tsv", ".tab", ".nitf",
)  # fmt: skip
_SIGNED: Final = frozenset((
    "signature", "x-amz-signature", "x-amz-security-token", "awsaccesskeyid", "x-goog-signature", "googleaccessid",
    "sig", "policy", "key-pair-id", "token", "access_token",
))  # fmt: skip
"""What stands in the query of an address that is signed for a while: by AWS, Google, Azure and others."""

_LANGUAGE: Final = re.compile(r"\.([A-Za-z]{2,3})((?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?)$")
_FOLDERS_KEPT: Final = 64


class Way(StrEnum):
    """How an Asset was found."""

    ITSELF = "itself"
    MANIFEST = "manifest"
    VENDOR = "vendor"
    FILE_NAME = "file name"
    NAME_ONLY = "name only"


@dataclass(frozen=True, slots=True)
class FoundAsset:
    """The Asset an Extraction is about: what names it, and by which way.

    `path` is the media file itself where it lies on this disk, `sha256` its content hash where the manifest gives
    that, else "". The pipeline turns this into the Asset's IRI.
    """

    way: Way
    reference: AssetReference
    path: str = ""
    sha256: str = ""


def find_asset(
    source: Source,
    reference: AssetReference,
    *,
    row: ManifestRow | None = None,
    is_asset: bool = False,
    extractors: Collection[str] = (),
) -> FoundAsset:
    """Return the Asset of one Extraction. `is_asset` says that the Source is the Asset's own bytes.

    `extractors` are the names that may stand before the ending. Never raises; touches the disk only to list the
    Source's own folder, once.
    """
    if is_asset:
        named = replace(reference, id=row.id if row else reference.id, name=reference.name or source.name)
        return FoundAsset(Way.ITSELF, named, source.path)
    if row is not None and (row.asset or row.id):
        return _from_row(row, reference)
    if reference.id or reference.name:
        named = replace(reference, name=unsigned(reference.name))
        return FoundAsset(Way.VENDOR, named, _beside(source.path, named.name))
    stem = output_stem(source.name, extractors)
    beside = _owner(source.path, source.name)
    if beside:
        return FoundAsset(Way.FILE_NAME, replace(reference, name=asset_name(beside)), beside)
    if is_media_name(stem):
        return FoundAsset(Way.FILE_NAME, replace(reference, name=stem))
    name = stem if source.line is None else f"{stem}#{source.line}"
    return FoundAsset(Way.NAME_ONLY, replace(reference, name=name))


def unsigned(name: str) -> str:
    """Return an address without the signature that lets somebody fetch it for an hour: it names no file, and is secret.

    >>> unsigned("https://media.example/a.wav?Signature=3f&Expires=1")
    'https://media.example/a.wav'
    """
    if not name.startswith(("http://", "https://")) or "?" not in name:
        return name
    address, _, query = name.partition("?")
    keys = {part.partition("=")[0].lower() for part in query.partition("#")[0].split("&")}
    return name if keys.isdisjoint(_SIGNED) else address


def extractor_hint(name: str, extractors: Collection[str]) -> str:
    """Return the extractor that a file name asks for (``clip.mp4.whisper.json``: whisper), or ""."""
    before, _, last = _without_ending(name).rpartition(".")
    return last if before and last in extractors else ""


def output_stem(name: str, extractors: Collection[str] = ()) -> str:
    """Return an output's name without its ending and the extractor's name.

    >>> output_stem("clip.mp4.rekognition-labels.json", ["rekognition-labels"])
    'clip.mp4'
    """
    stem = _without_ending(name)
    hint = extractor_hint(name, extractors)
    return stem[: -len(hint) - 1] if hint else stem


def language_of_name(name: str) -> str:
    """Return the language in a file name such as ``clip.en.srt``, in lower case, or ""."""
    match = _LANGUAGE.search(_without_ending(name))
    if match is None:
        return ""
    code = SHORTEST.get(match[1].lower(), match[1].lower())
    return code + match[2].lower().replace("_", "-") if code in ISO_639_1 else ""


def is_tied(source: Source) -> bool:
    """Say whether a source's file name ties it to a media file: one beside it, or one in its own name."""
    prefix = _without_ending(source.name)
    if _owner(source.path, source.name):
        return True
    while prefix and not is_media_name(prefix):
        prefix = prefix.rpartition(".")[0]
    return bool(prefix)


def is_media_name(name: str) -> bool:
    """Say whether a name ends as those of media files do."""
    return name.rpartition(".")[2].lower() in MEDIA_ENDINGS and "." in name.strip(".")


def _from_row(row: ManifestRow, reference: AssetReference) -> FoundAsset:
    known = AssetReference(
        id=row.id,
        name="" if row.asset_sha256 else asset_name(row.asset) if row.asset_path else row.asset,
        kind=reference.kind,
        duration_s=row.duration_s if row.duration_s is not None else reference.duration_s,
    )
    return FoundAsset(Way.MANIFEST, known, row.asset_path, row.asset_sha256)


def _without_ending(name: str) -> str:
    lower = name.lower()
    ending = next((e for e in _OUTPUT_ENDINGS if lower.endswith(e) and len(name) > len(e)), "")
    return name[: -len(ending)] if ending else name


def _beside(path: str, name: str) -> str:
    """Return the path of a media file of this name (the last part of a key or URL) in an output's folder, or ""."""
    folder, last = os.path.dirname(path), re.split(r"[/\\]", name)[-1]
    return os.path.join(folder, last) if last and last in _listing(folder)[0] else ""


def _owner(path: str, name: str) -> str:
    """Return the path of the media file next to an output whose name is the longest prefix of the output's."""
    folder = os.path.dirname(path)
    files, by_stem = _listing(folder)
    prefix = _without_ending(name)
    while prefix:
        if prefix in files and is_media_name(prefix):
            return os.path.join(folder, prefix)
        if len(owners := by_stem.get(prefix, ())) == 1:
            return os.path.join(folder, owners[0])
        prefix = prefix.rpartition(".")[0]
    return ""


@lru_cache(maxsize=_FOLDERS_KEPT)
def _listing(folder: str) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Return a folder's file names that are media, and the same by their stem; empty where it cannot be listed.

    Two media files of one stem (``talk.mp4``, ``talk.wav``) leave that stem ambiguous, so both are kept.
    """
    try:
        with os.scandir(folder or ".") as entries:
            found = [entry.name for entry in entries if is_media_name(entry.name)]
    except OSError:
        return frozenset(), {}
    by_stem: dict[str, tuple[str, ...]] = {}
    for name in sorted(found):
        stem = name.rpartition(".")[0]
        by_stem[stem] = (*by_stem.get(stem, ()), name)
    return frozenset(found), by_stem


def forget_listings() -> None:
    """Forget which files folders held; called at the start of each run, since folders change between runs."""
    _listing.cache_clear()
