"""Films and sound: container, streams, duration, colour, loudness, defects, and what the container's tags say.

PyAV (FFmpeg) opens the file; the format is given, never guessed by FFmpeg, so that a file cannot pose as a playlist
that makes it open others. Tags are read by `media_tags`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from extractors.files.claims import Claims, Speaker
from extractors.files.film_credentials import read_film_credentials
from extractors.files.gazetteer import place_run
from extractors.files.images import mapped_data
from extractors.files.integrity import naming_defect
from extractors.files.media_tags import Tags, read_tags, say_chapters
from extractors.files.stream_facts import codec_name, is_cover, say_streams
from extractors.files.tiff import Data
from extractors.port import Extraction, Source, SourceRefused
from ontology.model import MediaKind

if TYPE_CHECKING:
    from av.container import InputContainer

FORMATS: Final = {
    "video/mp4": "mov", "video/quicktime": "mov", "video/3gpp": "mov", "audio/mp4": "mov",
    "video/x-matroska": "matroska", "video/webm": "matroska", "video/x-msvideo": "avi", "video/x-flv": "flv",
    "video/x-ms-asf": "asf", "video/mp2t": "mpegts", "video/mpeg": "mpeg", "video/ogg": "ogg",
    "application/mxf": "mxf", "application/x-gxf": "gxf", "audio/mpeg": "mp3", "audio/flac": "flac",
    "audio/wav": "wav", "audio/ogg": "ogg", "audio/aac": "aac", "audio/aiff": "aiff", "audio/amr": "amr",
    "audio/x-caf": "caf", "video/x-dv": "dv", "audio/ac3": "ac3", "audio/x-w64": "w64",
}  # fmt: skip
"""Media type to FFmpeg's name of the format."""

_PATIENCE_S: Final = 30.0


@dataclass(frozen=True)
class StreamsExtractor:
    """MP4, QuickTime, 3GP, Matroska, WebM, AVI, MXF, GXF, MPEG and more; MP3, FLAC, WAV, Ogg, AAC, AIFF."""

    name: str = "streams"
    version: str = "3"
    reads: str = (
        "films and sound: container, streams, codecs, duration, frame rate, colour and HDR, loudness, chapters, tags, "
        "position, C2PA, defects"
    )

    def recognises(self, source: Source) -> bool:
        """Say whether this is a film or sound in a container that is read."""
        return source.media_type in FORMATS

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a film or sound.

        One that cannot be opened is used for its tags where it has some, with the defect, else `SourceRefused`.
        """
        claims, data = Claims(source), mapped_data(source)
        try:
            kind, tags = _read_whole(source, data, claims)
        except SourceRefused as refused:
            claims = Claims(source)
            tags = read_tags(source, data, None, claims)
            if not any(True for _ in claims.embedded_runs()):
                raise SourceRefused(_reason(str(refused), tags)) from refused
            claims.defect(f"{str(refused).removeprefix(f'{source.path}: ')}; only its tags are used")
            for defect in tags.defects:
                claims.defect(defect)
            kind = MediaKind.AUDIO if source.media_type.startswith("audio/") else MediaKind.VIDEO
        if mislabelled := naming_defect(source.name, source.media_type):
            claims.defect(mislabelled)
        credentials = read_film_credentials(source, data, claims)
        places = place_run(claims.value("latitude"), claims.value("longitude"))
        yield claims.extraction(kind, [*places, *tags.runs, *credentials])


def _read_whole(source: Source, data: Data, claims: Claims) -> tuple[MediaKind, Tags]:
    """Read a file; what PyAV cannot make sense of halfway (its errors are ValueErrors and OSErrors) is a refusal."""
    try:
        return _read(source, data, claims)
    except (ValueError, OSError, ArithmeticError, LookupError) as err:
        reason = getattr(err, "strerror", "") or str(err) or type(err).__name__
        raise SourceRefused(f"{source.path}: is damaged as {source.media_type}: {reason}") from err


def _read(source: Source, data: Data, claims: Claims) -> tuple[MediaKind, Tags]:
    with _opened(source) as container:
        kind = say_streams(container, source, claims)
        tags = read_tags(source, data, container, claims)
        if not tags.has_chapters:
            say_chapters(container, claims)
        for defect in tags.defects:
            claims.defect(defect)
        if tags.rotation:
            claims.say(Speaker.MEASURED, "rotation", tags.rotation)
        _check(container, source, tags, claims)
    return kind, tags


def _check(container: InputContainer, source: Source, tags: Tags, claims: Claims) -> None:
    """Decode the first picture for what it says of HDR, measure the loudness, and look for the end."""
    from extractors.files.hdr import say_hdr
    from extractors.files.loudness import say_loudness
    from extractors.files.soundness import check_end, check_first_sound, first_picture

    videos: list[Any] = [s for s in container.streams.video if not is_cover(s) and codec_name(s)]
    sounds: list[Any] = [s for s in container.streams.audio if codec_name(s)]
    frame = None
    if videos and not tags.is_encrypted:
        frame = first_picture(container, videos[0], claims)
    if videos:
        track = videos[0].index + 1
        say_hdr(frame, [(kind, body) for number, kind, body in tags.marks if number == track], claims)
    if sounds and not tags.is_encrypted:
        with _opened(source) as again:
            stream = again.streams[sounds[0].index]
            if not say_loudness(again, stream, source.byte_size or len(source.data), claims):
                check_first_sound(again, stream, claims)
    if not tags.defects and not tags.is_encrypted:
        check_end(container, [*videos[:1], *sounds[:1]], claims)


def _opened(source: Source) -> InputContainer:
    import av

    try:
        return open_container(source, patience_s=_PATIENCE_S)
    except (av.FFmpegError, ValueError, OSError) as err:
        reason = getattr(err, "strerror", "") or str(err)
        raise SourceRefused(f"{source.path}: cannot be read as {source.media_type}: {reason}") from err


def open_container(source: Source, *, patience_s: float) -> InputContainer:
    """Open a film or sound by its own format only; raises what PyAV raises. `patience_s` bounds each read."""
    import av

    # "file:" keeps a name such as "concat:a|b" from being taken for one of FFmpeg's protocols.
    file: Any = BytesIO(source.data) if source.whole else f"file:{os.path.abspath(source.path)}"
    container: InputContainer = av.open(
        file,
        format=FORMATS[source.media_type],
        metadata_errors="replace",
        options={"protocol_whitelist": "file,pipe"},
        timeout=patience_s,
    )
    return container


def _reason(sentence: str, tags: Tags) -> str:
    """Return a refusal with what the container's own structure says of the cause."""
    return "; ".join((sentence, *tags.defects))


EXTRACTOR: Final = StreamsExtractor()
