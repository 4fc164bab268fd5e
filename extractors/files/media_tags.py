"""Which reader reads the tags of which container, and what else the container's structure says of its streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final

from extractors.files.claims import Claims, Speaker
from extractors.files.tiff import Data
from extractors.port import Run, Source
from ontology.model import Segment

if TYPE_CHECKING:
    from av.container import InputContainer

_LONGEST_XML: Final = 16 << 20


@dataclass(slots=True)
class Tags:
    """What a reader found beside claims: marks of tracks (track from 1, type, body), defects, runs of embedded XML."""

    marks: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    rotation: int = 0
    is_encrypted: bool = False
    has_chapters: bool = False


_Reader = Callable[[Source, Data, "InputContainer | None", Claims, Tags], None]


def read_tags(source: Source, data: Data, container: InputContainer | None, claims: Claims) -> Tags:
    """Add what a container's tags say; `container` is None where PyAV cannot open the file."""
    tags = Tags()
    reader = _READERS.get(source.media_type, _named_by_ffmpeg)
    reader(source, data, container, claims, tags)
    return tags


def say_chapters(container: InputContainer, claims: Claims) -> None:
    """Add the chapters that FFmpeg finds, each with its title where it has one."""
    for number, chapter in enumerate(container.chapters()[:10_000]):
        base = chapter["time_base"]
        if base is None:
            continue
        start, end = (round(Decimal(chapter[side] * base.numerator) / base.denominator, 3) for side in ("start", "end"))
        segment = Segment(max(start, Decimal(0)), end if end > start else None)
        pointer = f"/Chapter/{number}"
        claims.say(Speaker.DEVICE, "segmentType", "chapter", pointer=pointer, segment=segment)
        claims.say(Speaker.PERSON, "chapter", chapter["metadata"].get("title", ""), pointer=pointer, segment=segment)


def _named_by_ffmpeg(_: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.container_tags import say_tags

    if container is not None:
        say_tags(container.metadata, claims)


def _movie(source: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.boxes import read_boxes
    from extractors.files.container_tags import say_tags
    from extractors.files.movie_boxes import read_movie
    from extractors.files.movie_tags import say_movie
    from extractors.files.xmp_claims import read_xmp

    movie = read_movie(data)
    say_movie(movie, claims)
    for packet in movie.xmp:
        read_xmp(packet, claims)
    if container is not None:
        times = {k: v for k, v in container.metadata.items() if k == "creation_time" or k.endswith(("brand", "brands"))}
        say_tags(times, claims)
    boxes = read_boxes(data)
    tags.rotation = boxes.rotation
    if movie.cut_at >= 0 or boxes.is_cut:
        tags.defects.append("truncated: the file ends inside a box: it is cut off")
    elif not movie.has_movie:
        tags.defects.append("the file has no moov box, which says what is in it")
    tags.marks = movie.marks
    protected = [f"track {track}" for track, kind, _ in movie.marks if kind in (b"sinf", b"drms", b"drmi")]
    if protected:
        tags.is_encrypted = True
        systems = f" by {', '.join(dict.fromkeys(movie.protections))}" if movie.protections else ""
        scheme = _scheme([body for _, kind, body in movie.marks if kind == b"sinf"])
        claims.defect(
            f"encrypted{scheme}: {', '.join(dict.fromkeys(protected))} protected{systems}; nothing is decoded"
        )


def _scheme(bodies: list[bytes]) -> str:
    """Return the protection scheme in brackets (schm, 14496-12, 8.12.5)."""
    for body in bodies:
        at = body.find(b"schm")
        if at >= 0 and body[at + 8 : at + 12].isalnum():
            return f" ({body[at + 8 : at + 12].decode('latin-1')})"
    return ""


def _matroska(source: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.ebml import read_matroska
    from extractors.files.matroska import dolby_vision, is_encrypted, say_matroska

    found = read_matroska(data)
    say_matroska(found, claims)
    tags.marks = [(track, b"dvcC", body) for track, body in dolby_vision(found)]
    tags.has_chapters = True
    tags.is_encrypted = is_encrypted(found)
    if found.is_cut:
        tags.defects.append("truncated: the file ends inside an element: it is cut off")


def _chunks(source: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.riff import read_chunks
    from extractors.files.wave_tags import say_chunks

    found = read_chunks(data)
    rate = claims.value("sampleRate")
    say_chunks(found, int(rate) if rate else 0, claims)
    tags.has_chapters = True
    for name in ("axml", "aXML"):
        for body in found.all(name):
            tags.runs += list(embedded_runs(source, body, name, claims))
    if found.cut_at >= 0:
        sentence = f"truncated: the chunk {found.cut_name!r} lacks {found.lacking} bytes at its end"
        tags.defects.append(sentence)


def embedded_runs(source: Source, body: bytes, part: str, claims: Claims) -> Iterator[Run]:
    """Yield what an XML document inside the file says, read by the form that recognises it (EBUCore in axml)."""
    from dataclasses import replace

    from extractors.media_type import is_xml, media_type_of
    from extractors.port import SourceRefused
    from extractors.registry import find_extractor

    body = body.strip(b"\x00 \r\n\t")[:_LONGEST_XML]
    inner = Source(f"{source.path}#{part}", source.name, body, media_type_of(body, f"{part}.xml"))
    extractor = find_extractor(inner) if is_xml(inner.media_type) else None
    if extractor is None:
        claims.kept[f"Chunk:{part}"] += 1
        return
    try:
        for extraction in extractor.extract(inner):
            yield from (replace(run, part=part) for run in extraction.runs)
            claims.unmapped.update({f"{part}:{path}": count for path, count in extraction.unmapped.items()})
            claims.kept.update({f"{part}:{path}": count for path, count in extraction.kept.items()})
            for problem in extraction.problems:
                claims.problem(f"{part}: {problem}")
    except SourceRefused as err:
        claims.problem(str(err))


def _comments(source: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.vorbis_comments import say_comments

    if bytes(data[:3]) == b"ID3":
        _id3(source, data, container, claims, tags)
    with _file(source) as file:
        say_comments(file, claims)
    tags.has_chapters = True


def _file(source: Source) -> BinaryIO:
    return BytesIO(source.data) if source.whole else open(source.path, "rb")


def _id3(source: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.id3 import head_size, say_id3

    size = head_size(bytes(data[:10]))
    body = bytes(data[:size]) if size else bytes(data[-128:])
    if size > len(data):
        tags.defects.append(f"truncated: the ID3 tag says it has {size} bytes, the file has {len(data)}")
        rest = len(data) - 10  # so that the frames that are there can be read
        body = body[:6] + bytes(rest >> shift & 127 for shift in (21, 14, 7, 0)) + body[10:]
    say_id3(body, claims)
    tags.has_chapters = size > 0


def _transport(source: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.transport_stream import say_services

    _named_by_ffmpeg(source, data, container, claims, tags)
    tags.is_encrypted = say_services(data, claims)


def _exchange(source: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.exchange_packets import say_map

    _named_by_ffmpeg(source, data, container, claims, tags)
    say_map(data, claims)


def _material(source: Source, data: Data, container: InputContainer | None, claims: Claims, tags: Tags) -> None:
    from extractors.files.mxf_sets import read_sets

    _named_by_ffmpeg(source, data, container, claims, tags)
    found = read_sets(data)
    for number, body in enumerate(found.documents, 1):
        tags.runs += list(embedded_runs(source, body, f"xml{number}", claims))
    claims.unmapped.update({f"MXF:set {kind}": count for kind, count in found.described.items()})


_READERS: Final[dict[str, _Reader]] = {
    "video/mp4": _movie, "video/quicktime": _movie, "video/3gpp": _movie, "audio/mp4": _movie,
    "video/x-matroska": _matroska, "video/webm": _matroska,
    "audio/wav": _chunks, "video/x-msvideo": _chunks, "audio/aiff": _chunks,
    "audio/flac": _comments, "audio/ogg": _comments, "video/ogg": _comments,
    "audio/mpeg": _id3, "audio/aac": _id3,
    "video/mp2t": _transport, "application/x-gxf": _exchange,
    "application/mxf": _material,
}  # fmt: skip
