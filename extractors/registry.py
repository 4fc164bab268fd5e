"""Which extractors there are, and which one reads a Source.

Extractors are found by the entry point group ``mediagraph.extractors``: name -> object that implements
`extractors.port.Extractor`. Ours stand in `BUILT_IN` too, grouped by the form they read, so that nothing is scanned and
no module is imported before a file of that form turns up; a test holds the table equal to the entry points.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Final, cast

from extractors import media_type as types
from extractors.port import Extractor, Source

GROUP: Final = "mediagraph.extractors"

JSON, XML, IMAGE, STREAMS, TEXT, OTHER = "json", "xml", "image", "streams", "text", "other"

BUILT_IN: Final[dict[str, dict[str, str]]] = {
    IMAGE: {
        "image": "extractors.files.images:EXTRACTOR",
        "svg": "extractors.files.svg:EXTRACTOR",
    },
    STREAMS: {"streams": "extractors.files.streams:EXTRACTOR"},
    XML: {
        "ebucore": "extractors.sidecars.ebucore:EXTRACTOR",
        "mpeg7": "extractors.sidecars.mpeg7:EXTRACTOR",
        "pbcore": "extractors.sidecars.pbcore:EXTRACTOR",
        "tv-anytime": "extractors.sidecars.tv_anytime:EXTRACTOR",
        "mediainfo-xml": "extractors.sidecars.mediainfo:XML",
        "xmeml": "extractors.edits.xmeml:EXTRACTOR",
        "fcpxml": "extractors.edits.fcpxml:EXTRACTOR",
        "ttml": "extractors.timed.ttml:EXTRACTOR",
        "newsml-g2": "extractors.news.newsml_g2:EXTRACTOR",
        "newsml": "extractors.news.newsml1:EXTRACTOR",
        "nitf": "extractors.news.nitf:EXTRACTOR",
        "dublin-core": "extractors.sidecars.dublin_core:EXTRACTOR",
        "xmp-sidecar": "extractors.files.sidecar:EXTRACTOR",
    },
    TEXT: {
        "subtitles": "extractors.timed.subtitles:EXTRACTOR",
        "cmx3600": "extractors.edits.cmx3600:EXTRACTOR",
        "ale": "extractors.edits.ale:EXTRACTOR",
        "front-matter": "extractors.files.front_matter:EXTRACTOR",
        "table": "extractors.news.table:EXTRACTOR",
        "text": "extractors.files.text:EXTRACTOR",
    },
    OTHER: {
        "aaf": "extractors.edits.aaf:EXTRACTOR",
        "pdf": "extractors.files.pdf:EXTRACTOR",
        "ebu-stl": "extractors.timed.ebu_stl:EXTRACTOR",
    },
    JSON: {
        "otio": "extractors.edits.otio:EXTRACTOR",
        "plain": "extractors.plain:EXTRACTOR",
        "iptc-video-metadata-hub": "extractors.news.video_hub:EXTRACTOR",
        "ninjs": "extractors.news.ninjs:EXTRACTOR",
        "rekognition-labels": "extractors.vendors.rekognition_labels:EXTRACTOR",
        "rekognition-faces": "extractors.vendors.rekognition_faces:EXTRACTOR",
        "rekognition-celebrities": "extractors.vendors.rekognition_celebrities:EXTRACTOR",
        "rekognition-moderation": "extractors.vendors.rekognition_moderation:EXTRACTOR",
        "rekognition-text": "extractors.vendors.rekognition_text:EXTRACTOR",
        "rekognition-segments": "extractors.vendors.rekognition_segments:EXTRACTOR",
        "google-vision": "extractors.vendors.google_vision:EXTRACTOR",
        "google-video": "extractors.vendors.google_video:EXTRACTOR",
        "google-speech": "extractors.vendors.google_speech:EXTRACTOR",
        "google-language": "extractors.vendors.google_language:EXTRACTOR",
        "azure-video-indexer": "extractors.vendors.azure_indexer:EXTRACTOR",
        "azure-vision": "extractors.vendors.azure_vision:EXTRACTOR",
        "azure-read": "extractors.vendors.azure_read:EXTRACTOR",
        "azure-image-analysis": "extractors.vendors.azure_image_analysis:EXTRACTOR",
        "azure-face": "extractors.vendors.azure_face:EXTRACTOR",
        "azure-content-safety": "extractors.vendors.azure_content_safety:EXTRACTOR",
        "azure-speech": "extractors.vendors.azure_speech:EXTRACTOR",
        "whisper": "extractors.vendors.whisper:EXTRACTOR",
        "transcribe": "extractors.vendors.transcribe:EXTRACTOR",
        "comprehend-entities": "extractors.vendors.comprehend:ENTITIES",
        "comprehend-key-phrases": "extractors.vendors.comprehend:KEY_PHRASES",
        "comprehend-sentiment": "extractors.vendors.comprehend:SENTIMENT",
        "comprehend-languages": "extractors.vendors.comprehend:LANGUAGES",
        "comprehend-classes": "extractors.vendors.comprehend:CLASSES",
        "comprehend-syntax": "extractors.vendors.comprehend:SYNTAX",
        "ibm-stt": "extractors.vendors.ibm_stt:EXTRACTOR",
        "ibm-nlu": "extractors.vendors.ibm_nlu:EXTRACTOR",
        "kaldi": "extractors.vendors.kaldi:EXTRACTOR",
        "deepgram": "extractors.vendors.deepgram:EXTRACTOR",
        "assemblyai": "extractors.vendors.assemblyai:EXTRACTOR",
        "clarifai": "extractors.vendors.clarifai:EXTRACTOR",
        "chat-answers": "extractors.vendors.chat_answers:EXTRACTOR",
        "hugging-face": "extractors.vendors.hugging_face:EXTRACTOR",
        "spacy": "extractors.vendors.spacy_json:EXTRACTOR",
        "mmif": "extractors.vendors.mmif:EXTRACTOR",
        "label-studio": "extractors.vendors.label_studio:EXTRACTOR",
        "coco": "extractors.vendors.coco:EXTRACTOR",
        "web-annotation": "extractors.vendors.web_annotation:EXTRACTOR",
        "coco-captions": "extractors.vendors.coco_captions:EXTRACTOR",
        "llava-answers": "extractors.vendors.llava_answers:EXTRACTOR",
        "mediainfo": "extractors.sidecars.mediainfo:EXTRACTOR",
        "exiftool": "extractors.sidecars.exiftool:EXTRACTOR",
        "rekognition-other": "extractors.vendors.rekognition_other:EXTRACTOR",
    },
}
"""Form to name to ``module:object``. Within a form, the first that recognises a Source reads it."""


class ExtractorUnknown(LookupError):
    """A name that no extractor has; the message lists the names there are."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no extractor is called {name!r}; there are {', '.join(names())}")


class ExtractorBroken(Exception):
    """An installed extractor that cannot be loaded, or is none; the message names it and its target."""


def form_of(media_type: str) -> str:
    """Return the form under which a media type's extractors stand."""
    if media_type == types.JSON:
        return JSON
    if media_type.startswith("image/"):
        return IMAGE
    if types.is_media(media_type):
        return STREAMS
    if types.is_xml(media_type):
        return XML
    return TEXT if types.is_text(media_type) else OTHER


@cache
def names() -> tuple[str, ...]:
    """Return the names of all extractors, ours first. A name holds no full stop, since it stands in file names."""
    return (*(name for form in BUILT_IN.values() for name in form), *third_party())


def get_extractor(name: str) -> Extractor:
    """Return the extractor of this name; raises `ExtractorUnknown` or `ExtractorBroken`."""
    for form in BUILT_IN.values():
        if name in form:
            return _load(name, form[name])
    if name in third_party():
        return _load(name, third_party()[name])
    raise ExtractorUnknown(name)


def find_extractor(source: Source, *, hint: str = "") -> Extractor | None:
    """Return the extractor that recognises a Source, or None.

    `hint` is a name taken from the file's name: where that extractor recognises the Source too, it comes first, and
    where nobody does, it is returned all the same, so that its refusal says what is wrong.
    """
    hinted = get_extractor(hint) if hint else None
    if hinted is not None and hinted.recognises(source):
        return hinted
    return next((e for e in _candidates(source) if e.recognises(source)), hinted)


def all_extractors() -> Iterator[tuple[str, Extractor]]:
    """Yield every extractor with the name it is registered by; imports them all."""
    for name in names():
        yield name, get_extractor(name)


def _candidates(source: Source) -> Iterator[Extractor]:
    """Yield those of the Source's form, then those of others, which may read any form."""
    for name, target in BUILT_IN.get(form_of(source.media_type), {}).items():
        yield _load(name, target)
    for name, target in third_party().items():
        yield _load(name, target)


@cache
def third_party() -> dict[str, str]:
    """Return the extractors that other distributions bring, by name; scans the installed ones once (about 20 ms)."""
    from importlib.metadata import entry_points

    ours = {name for form in BUILT_IN.values() for name in form}
    return {point.name: point.value for point in entry_points(group=GROUP) if point.name not in ours}


@cache
def _load(name: str, target: str) -> Extractor:
    module, _, attribute = target.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except Exception as err:  # an import runs foreign code, which may raise anything
        raise ExtractorBroken(f"the extractor {name} ({target}) cannot be loaded: {err}") from err
    if not all(hasattr(found, needed) for needed in ("name", "version", "reads", "recognises", "extract")):
        raise ExtractorBroken(f"{target}, entry point {name} of {GROUP}, is no Extractor")
    return cast(Extractor, found)
