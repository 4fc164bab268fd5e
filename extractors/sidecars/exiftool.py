"""ExifTool's JSON (``exiftool -j``, with or without -G, -G1, -n, -struct, -l): one object for each file it read.

Its tags become what the same tags become where we read the file ourselves: people's are said by people, the camera's
by the camera, what was measured by ExifTool. Tags of makers, profiles and containers that say nothing a claim would
carry are kept. https://exiftool.org/exiftool_pod.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from extractors.files.claims import Claims, Speaker, clean_text
from extractors.files.iptc import say_subject
from extractors.files.tag_values import say_tag
from extractors.files.vorbis_comments import NAMES
from extractors.files.xmp_claims import TOGETHER, say_property
from extractors.port import AssetReference, Extraction, Run, Source, SourceRefused
from extractors.sidecars import exiftool_names as names
from extractors.sidecars import exiftool_values as values
from extractors.sidecars.exiftool_position import GPS, say_position
from extractors.values import shown
from ontology.model import Agent, AgentKind, MediaKind, Observation

_MOST_TAGS: Final = 20_000
_KINDS: Final = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO, "text": MediaKind.TEXT}

Measure = Callable[[Any], Decimal | None]
MEASURED: Final[dict[str, tuple[str, Measure]]] = {
    "ImageWidth": ("width", values.number), "ImageHeight": ("height", values.number),
    "SourceImageWidth": ("width", values.number), "SourceImageHeight": ("height", values.number),
    "Duration": ("duration", values.seconds), "VideoFrameRate": ("frameRate", values.number),
    "FrameRate": ("frameRate", values.number), "AudioSampleRate": ("sampleRate", values.number),
    "SampleRate": ("sampleRate", values.number), "AudioChannels": ("channels", values.number),
    "Channels": ("channels", values.number), "NumChannels": ("channels", values.number),
    "BitsPerSample": ("bitDepth", values.number), "BitDepth": ("bitDepth", values.number),
    "Rotation": ("rotation", values.number), "PageCount": ("pageCount", values.number),
}  # fmt: skip
"""Tags of what ExifTool measured, and how they are read; the first of one property stands."""

_RESOLUTION: Final = {"XResolution": "horizontalResolution", "YResolution": "verticalResolution"}
_PER_INCH: Final = {"inches": Decimal(1), "2": Decimal(1), "cm": Decimal("2.54"), "3": Decimal("2.54")}
_ABOUT: Final = frozenset(("SourceFile", "MIMEType", "ExifToolVersion", "Error", "Warning"))
_DATES: Final = frozenset(("captureDate", "digitisedDate", "modifiedDate", "dateCreated"))


@dataclass(frozen=True)
class ExifToolExtractor:
    """What ExifTool found in files, as the JSON that it writes."""

    name: str = "exiftool"
    version: str = "1"
    reads: str = "ExifTool's JSON (-j, -G, -G1, -n, -struct, -l): the tags it found in one file or in many"

    def recognises(self, source: Source) -> bool:
        """Say whether this is ExifTool's JSON: objects with SourceFile."""
        document = source.first_json
        first = document[0] if isinstance(document, list) and document else document
        return isinstance(first, dict) and isinstance(first.get("SourceFile"), str) and bool(first["SourceFile"])

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield one Extraction per file that ExifTool read; `SourceRefused` where none of the objects is of one."""
        whole = source.json
        dumps, faults, last = whole if isinstance(whole, list) else [whole], [], None
        short = Counter(_base_name(dump["SourceFile"]) for dump in dumps if _is_dump(dump))
        for index, dump in enumerate(dumps):
            if not _is_dump(dump):
                faults.append(f"/{index} is {shown(dump)}, not an object with SourceFile")
                continue
            path = dump["SourceFile"]
            name = _base_name(path) if short[_base_name(path)] == 1 else path
            at = f"/{index}" if isinstance(whole, list) else ""
            last = _Dump(source, dump, at).extraction(name)
            yield last
        if last is None:
            raise SourceRefused(f"{source.path}: no object of ExifTool's names its SourceFile")
        if faults:
            yield Extraction(last.reference, (), problems=tuple(faults[:100]))


def _is_dump(dump: Any) -> bool:
    return isinstance(dump, dict) and isinstance(dump.get("SourceFile"), str) and bool(dump["SourceFile"].strip())


def _base_name(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path


class _Dump:
    """The tags of one file."""

    def __init__(self, source: Source, dump: dict[str, Any], at: str) -> None:
        self.claims, self._at = Claims(source), at
        self._measured: dict[str, Observation] = {}
        self._origin: dict[tuple[str, str], str] = {}
        self._all: dict[str, Any] = {}
        self._tags: list[tuple[str, str, str, Any, str]] = []
        for key, given in list(dump.items())[:_MOST_TAGS]:
            group, tag, language = names.split(key)
            value = values.plain(given)
            if value is not None and value not in ("", [], {}):
                self._tags.append((names.family_of(group), group, tag, value, key))
                self._all.setdefault(f"{group}:{tag}", value)
                self._all.setdefault(tag, value)
            if language and value is not None:
                self._all[f"{key}/language"] = language
        if len(dump) > _MOST_TAGS:
            self.claims.problem(f"{at} has {len(dump)} tags; the first {_MOST_TAGS} are read")

    def extraction(self, name: str) -> Extraction:
        """Return what the tags say about the file that they were found in."""
        media_type = next(iter(values.texts(self._all.get("MIMEType"))), "")
        order = (names.EXIF, names.ANY, names.XMP, names.IPTC, names.TAGS, names.TECHNICAL)
        for family, group, tag, value, key in sorted(self._tags, key=lambda each: order.index(each[0])):
            if tag in _ABOUT or (family == names.ANY and tag in ("FileName", "Directory")):
                continue
            if not self._reads(family, group, tag, value, key):
                self.claims.kept[key[:80]] += 1
        say_position(self._all, self.claims, self._pointer)
        for word in ("Error", "Warning"):
            for sentence in values.texts(self._all.get(word)):
                self.claims.problem(f"ExifTool says of {shown(name)}: {sentence[:200]}")
        duration = self._measured.get("duration")
        kind = _KINDS.get(media_type.partition("/")[0], MediaKind.UNKNOWN)
        reference = AssetReference(name=name, kind=kind, duration_s=float(duration.value) if duration else None)
        runs = [*self._technical(media_type), *(self._placed(run) for run in self.claims.embedded_runs())]
        unmapped, kept, problems = dict(self.claims.unmapped), dict(self.claims.kept), tuple(self.claims.problems)
        return Extraction(reference, tuple(runs), None, unmapped, kept, problems, is_apart=True)

    def _reads(self, family: str, group: str, tag: str, value: Any, key: str) -> bool:
        """Read one tag; False where it is a technical detail that stays in the blob."""
        if tag in GPS and family != names.TAGS:
            return True
        if family == names.EXIF and (tag in ("ImageWidth", "ImageHeight", "BitsPerSample")):
            return False
        readers = {
            names.EXIF: self._exif, names.XMP: self._xmp, names.IPTC: self._iptc, names.TAGS: self._tag,
            names.TECHNICAL: self._technical_tag,
        }  # fmt: skip
        if family != names.ANY:
            return readers[family](group, tag, value, key)
        return self._ungrouped(tag, value, key)

    def _ungrouped(self, tag: str, value: Any, key: str) -> bool:
        """Read a tag without a group by the first table that knows its name; others are the file's own details."""
        if tag in MEASURED:
            return self._technical_tag("", tag, value, key)
        if tag in names.EXIF_TAGS or tag in names.EXIF_DATES or tag in _RESOLUTION:
            return self._exif("", tag, value, key)
        if tag in names.EXIF_KEPT or tag in names.IPTC_KEPT:
            return False
        if names.xmp_name("", tag):
            return self._xmp("", tag, value, key)
        if tag in names.IPTC_TAGS or tag in names.IPTC_DATES:
            return self._iptc("", tag, value, key)
        return tag.lower() in NAMES and self._tag("", tag, value, key)

    def _exif(self, group: str, tag: str, value: Any, key: str) -> bool:
        if tag in names.EXIF_DATES:
            prop, fraction, offset = names.EXIF_DATES[tag]
            date = values.moment(value, self._all.get(fraction), self._all.get(offset))
            self.claims.say(Speaker.DEVICE, prop, date, pointer=self._pointer(key))
            return bool(date)
        known = names.EXIF_TAGS.get(tag)
        if known is None and tag in _RESOLUTION:
            return self._resolution(_RESOLUTION[tag], value, key)
        if known is None:
            if tag not in names.EXIF_KEPT and not tag.startswith(("Profile", "Color", "Preview", "Thumbnail")):
                self.claims.unmapped[key[:80]] += 1
                return True
            return False
        found = values.read_exif(known, value)
        for each in found:
            self.claims.say(known.speaker, known.property, each, pointer=self._pointer(key))
        return bool(found)

    def _resolution(self, prop: str, value: Any, key: str) -> bool:
        """Say the resolution in pixels per inch; without a unit the numbers are only a ratio."""
        unit = next(iter(values.texts(self._all.get("ResolutionUnit"))), "inches").lower()
        factor, found = _PER_INCH.get(unit), values.number(value)
        if factor is None or not found:
            return False
        self.claims.say(Speaker.DEVICE, prop, round(found * factor, 3), pointer=self._pointer(key))
        return True

    def _xmp(self, group: str, tag: str, value: Any, key: str) -> bool:
        name = names.xmp_name(group, tag)
        if not name:
            self.claims.unmapped[key[:80]] += 1
            return True
        if name in TOGETHER:
            prop = TOGETHER[name]
            if prop in _DATES and not self.claims.value(prop):
                self.claims.say(Speaker.DEVICE, prop, values.moment(value), pointer=self._pointer(key))
            return True
        language = self._all.get(f"{key}/language", "")
        self._origin[f"/XMP/{name}", language] = self._pointer(key)
        say_property(name, values.as_xmp(name, value, language), self.claims)
        return True

    def _iptc(self, group: str, tag: str, value: Any, key: str) -> bool:
        if tag in names.IPTC_DATES:
            prop, time = names.IPTC_DATES[tag]
            clock = next(iter(values.texts(self._all.get(time))), "")
            day = next(iter(values.texts(value)), "")
            self.claims.say(Speaker.PERSON, prop, values.moment(f"{day} {clock}".strip()), pointer=self._pointer(key))
            return True
        prop = names.IPTC_TAGS.get(tag, "")
        if not prop:
            if tag not in names.IPTC_KEPT:
                self.claims.unmapped[key[:80]] += 1
                return True
            return False
        for text in values.texts(value):
            if tag == "SubjectReference":
                self._origin["/IPTC/SubjectReference", ""] = self._pointer(key)
                say_subject(text, self.claims)
            else:
                said = text[:1] if prop == "urgency" else text
                self.claims.say(Speaker.PERSON, prop, said, pointer=self._pointer(key))
        return True

    def _tag(self, group: str, tag: str, value: Any, key: str) -> bool:
        """Say a tag of a film or a sound, by the names that Vorbis comments have for the same."""
        if tag == "GPSCoordinates":
            return True
        if tag in MEASURED and tag not in NAMES:
            return self._technical_tag(group, tag, value, key)
        known = names.OTHER_TAGS.get(tag) or NAMES.get(tag.lower())
        if known is None or value == "0000:00:00 00:00:00":
            return False
        for text in values.texts(value):
            said = (self._moment(text, group) or text) if known[0] in _DATES else text
            say_tag(self.claims, known[0], known[1], said, pointer=self._pointer(key))
        return True

    def _moment(self, text: str, group: str) -> str:
        """Return a date; without an offset, those of a film's header and of a PNG are in UTC."""
        date = values.moment(text)
        return f"{date}Z" if len(date) == 19 and group in ("QuickTime", "PNG") else date

    def _is_another(self, group: str, tag: str) -> bool:
        """Say whether a tag is of a track or a layer only, or of a frame that is cropped when it is played."""
        if not names.MEASURING.fullmatch(group):
            return True
        if tag == "Duration":
            return group.startswith("Track")
        if tag == "NumChannels":
            return group not in ("RIFF", "AIFF", "")
        if tag == "BitDepth":
            return group not in ("PNG", "Photoshop")
        return tag in ("ImageWidth", "ImageHeight") and f"{group}:Source{tag}" in self._all

    def _technical_tag(self, group: str, tag: str, value: Any, key: str) -> bool:
        """Take what ExifTool measured; of QuickTime's header, when the file was made."""
        if tag == "ProfileDescription":
            self.claims.say(Speaker.DEVICE, "colourProfile", "; ".join(values.texts(value)), pointer=self._pointer(key))
            return True
        if group in ("QuickTime", "RIFF", "PNG", "Meta") and tag in names.OTHER_TAGS:
            return self._tag(group, tag, value, key)
        prop, measure = MEASURED.get(tag, ("", values.number))
        if not prop or self._is_another(group, tag):
            return False
        found = measure(value)
        if found is None or found <= 0:
            return False
        if prop not in self._measured and found < 10**12:
            digits = round(found, 3) if prop in ("duration", "frameRate") else found
            self._measured[prop] = Observation(prop, clean_text(digits), pointer=self._pointer(key))
        return True

    def _technical(self, media_type: str) -> Iterator[Run]:
        claims = list(self._measured.values())
        if "/" in media_type:
            said = names.FORMATS.get(media_type, clean_text(media_type))
            claims.insert(0, Observation("mediaFormat", said, pointer=self._pointer("MIMEType")))
        if claims:
            version = next(iter(values.texts(self._all.get("ExifToolVersion"))), "")
            yield Run(Agent(AgentKind.SYSTEM, "ExifTool", version), "technical-metadata", tuple(claims))

    def _pointer(self, key: str) -> str:
        return f"{self._at}/{key.replace('~', '~0').replace('/', '~1')}"

    def _placed(self, run: Run) -> Run:
        """Return a Run whose claims point into the JSON, also where our own readers of XMP made them."""
        claims = []
        for claim in run.observations:
            base = "/".join(claim.pointer.split("/")[:3]), claim.language
            claims.append(replace(claim, pointer=self._origin[base]) if base in self._origin else claim)
        return replace(run, observations=tuple(claims))


EXTRACTOR: Final = ExifToolExtractor()
