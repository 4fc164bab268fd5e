"""MediaInfo: JSON, XML and the XML of versions before 18. What it measured, and the tags that it found in the file.

What MediaInfo measures is said as our own streams extractor says it. Older XML holds texts for people (``341 Kbps``,
``1h 2mn``): what is rounded there is no measure, and stays in the blob.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm
from extractors.json_form import Said as Document
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.sidecars import mediainfo_tags as tags
from extractors.sidecars.mediainfo_tracks import Tracks
from extractors.sidecars.said import Said, base_name
from extractors.xml_form import XmlForm

_TRACK: Final = {
    **{name: f"{value}, of the first stream of its kind; the codec of each" for name, value in tags.STREAM.items()},
    **tags.DESCRIBED,
    **tags.FOUND,
    **tags.KEPT,
    **tags.OF_THE_FILE,
}
KEYS: Final = {
    "creatingLibrary.name": "the program that measured",
    "creatingLibrary.version": "its version",
    "creatingLibrary.url": "kept: where the program comes from",
    "media.@ref": "the file that it is about, by its own name",
    **{f"media.track[].{name}": becomes for name, becomes in _TRACK.items()},
}
XML_KEYS: Final = {
    "@version": "the program's version, in older XML; of the form, in newer",
    "creatingLibrary/#": "the program that measured",
    "creatingLibrary/@version": "its version",
    "creatingLibrary/@url": "kept: where the program comes from",
    "creatingApplication": "kept: the program around the library",
    "media/@ref": "the file that it is about, by its own name",
    **{f"media/track/{name.replace('.', '/')}": becomes for name, becomes in _TRACK.items()},
    "File/track": "as media/track, in older XML",
}

_PERSON: Final = "embedded metadata"


def _fits(document: dict[str, Any]) -> bool:
    media = document.get("media")
    tracks = media.get("track") if isinstance(media, dict) else None
    return isinstance(tracks, list) and any(isinstance(track, dict) and "@type" in track for track in tracks)


def _read_json(root: Node, source: Source) -> Iterator[Document]:
    library = root.node("creatingLibrary")
    software, version = library.text("name"), library.text("version")
    media = root.node("media")
    yield _document(media, base_name(media.text("@ref")), software, version, is_old=False)._replace(node=root)


def _read_xml(root: Node, source: Source) -> Iterator[Document]:
    version, software = root.text("@version"), "MediaInfoLib"
    for library in root.nodes("creatingLibrary"):
        software, version = library.text("#") or software, library.text("@version")
    for name in ("media", "File"):
        for media in root.nodes(name):
            is_old = name == "File"
            yield _document(media, base_name(media.text("@ref")), software, version, is_old=is_old)


def _document(media: Node, name: str, software: str, version: str, *, is_old: bool) -> Document:
    """Return what is said of one file."""
    tracks = Tracks(Said(media.reading), is_old=is_old)
    for track in media.nodes("track"):
        tracks.read(track)
    tracks.say()
    reference = AssetReference(name=name or tracks.name, kind=tracks.kind, duration_s=tracks.duration_s)
    return Document(media, reference, tracks.said.runs(person=_PERSON, software=software, version=version))


EXTRACTOR: Final = JsonForm(
    name="mediainfo",
    version="1",
    reads="MediaInfo's JSON: what it measured, and the tags in the file",
    keys=KEYS,
    fits=_fits,
    read=_read_json,
    many=True,
)
XML: Final = XmlForm(
    name="mediainfo-xml",
    version="1",
    reads="MediaInfo's XML, old and new: what it measured, and the tags in the file",
    keys=XML_KEYS,
    roots=lambda namespace, name: name in ("MediaInfo", "Mediainfo"),
    read=_read_xml,
)
