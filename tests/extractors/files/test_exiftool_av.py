"""Every tag of films and sound that the ontology names agrees with ExifTool, and with MediaInfo as another witness.

`pytest -s` prints the tables. Clips made here are compared with the ExifTool of this machine, where it has one.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import orjson
import pytest

from extractors.run import extract_paths

Agrees = Callable[[str, Any], bool]
Compared = list[tuple[str, str, str, Any, list[str], bool]]


def text(ours: str, theirs: Any) -> bool:
    return " ".join(ours.split()) == " ".join(str(theirs).split())


def number(tolerance: str) -> Agrees:
    def agrees(ours: str, theirs: Any) -> bool:
        try:
            return abs(Decimal(ours) - Decimal(str(theirs).split()[0])) <= Decimal(tolerance)
        except (InvalidOperation, IndexError):
            return False

    return agrees


def date(ours: str, theirs: Any) -> bool:
    wanted = re.sub(r"^(\d{4}):(\d\d):(\d\d)", r"\1-\2-\3", str(theirs)).replace(" UTC", "Z").replace(" ", "T")
    return ours.removesuffix("Z") == wanted.removesuffix("Z") or wanted.startswith(ours)


def media_type(ours: str, theirs: Any) -> bool:
    names = {"audio/x-wav": "audio/wav", "audio/x-aiff": "audio/aiff", "video/x-m4v": "video/mp4"}
    return ours == names.get(str(theirs), str(theirs))


def among(**codecs: str) -> Agrees:
    return lambda ours, theirs: codecs.get(re.sub(r"\W", "_", str(theirs))) == ours


def degrees(place: int) -> Agrees:
    return lambda ours, theirs: number("0.000001")(ours, str(theirs).split()[place])


exact, roughly = number("0"), number("0.05")


@dataclass(frozen=True)
class Row:
    """A witness's tags by pattern, our property, how they agree."""

    tags: str
    property: str
    agrees: Agrees


EXIFTOOL = [
    Row(r"File:MIMEType", "mediaFormat", media_type),
    Row(r"QuickTime:Duration|Composite:Duration", "duration", roughly),
    Row(r"Track\d:SourceImageWidth", "width", exact),
    Row(r"Track\d:SourceImageHeight", "height", exact),
    Row(r"Track\d:VideoFrameRate|RIFF:(?:Video)?FrameRate|Matroska:VideoFrameRate", "frameRate", number("0.005")),
    Row(r"(?:Track\d:Audio|FLAC:|RIFF:(?:Audio)?|AIFF:|Vorbis:|Opus:Output)SampleRate", "sampleRate", exact),
    Row(r"Track\d:AudioChannels|FLAC:Channels|RIFF:NumChannels|AIFF:NumChannels|Opus:AudioChannels", "channels", exact),
    Row(r"FLAC:BitsPerSample|RIFF:BitsPerSample|AIFF:SampleSize", "bitDepth", exact),
    Row(r"Track\d:CompressorID", "videoCodec", among(avc1="h264", mp4v="mpeg4", hev1="hevc", hvc1="hevc")),
    Row(r"Track\d:AudioFormat", "audioCodec", among(mp4a="aac", samr="amr_nb")),
    Row(r"Track\d:MediaLanguageCode", "trackLanguage", lambda ours, theirs: str(theirs)[:2] == ours),
    Row(r"Composite:Rotation", "rotation", exact),
    Row(r"QuickTime:CreateDate", "digitisedDate", date),
    Row(r"QuickTime:ModifyDate", "modifiedDate", date),
    Row(r"ItemList:Encoder|Vorbis:Encoder|RIFF:Software|UserData:SoftwareVersion", "software", text),
    Row(r"UserData:GPSCoordinates|Composite:GPSPosition", "latitude", degrees(0)),
    Row(r"UserData:GPSCoordinates|Composite:GPSPosition", "longitude", degrees(1)),
    Row(r"(?:ID3v2_\d|ItemList|Keys|RIFF|Vorbis|UserData|AIFF|Info):(?:Title|Name)", "title", text),
    Row(r"(?:ID3v2_\d|ItemList|Keys|RIFF|Vorbis|UserData):Artist|AIFF:Author", "creator", text),
    Row(r"(?:ID3v2_\d|ItemList|Keys|RIFF|Vorbis):Comment|RIFF:Description|ItemList:Description", "description", text),
    Row(r"(?:ID3v2_\d|ItemList|Keys|Vorbis):Album|RIFF:Product", "album", text),
    Row(r"(?:ID3v2_\d|ItemList|Vorbis):Track(?:Number)?", "trackNumber", lambda ours, theirs: ours == re.sub(
        r"^(\d+) (?:of )?(\d+)$", r"\1/\2", str(theirs)).removesuffix("/0")),
    Row(r"(?:ID3v2_\d|ItemList|Keys|RIFF|Vorbis):Genre", "genre", text),
    Row(r"(?:ItemList|Keys|RIFF|Vorbis|ID3v2_\d):Copyright", "copyrightNotice", text),
    Row(r"RIFF:Originator", "originator", text),
    Row(r"RIFF:OriginatorReference", "originatorReference", text),
    Row(r"RIFF:DateTimeOriginal", "captureDate", date),
    Row(r"RIFF:TimeReference", "timeReference", exact),
    Row(r"RIFF:CodingHistory", "codingHistory", text),
    Row(r"Keys:Make", "cameraMake", text),
    Row(r"Keys:Model", "cameraModel", text),
]  # fmt: skip

MEDIAINFO = [
    Row("General/Duration", "duration", number("0.06")),
    Row("General/Encoded_Date", "digitisedDate", date),
    Row("General/Tagged_Date", "modifiedDate", date),
    Row("General/OverallBitRate", "bitRate", lambda ours, theirs: abs(int(ours) / int(theirs) - 1) < 0.02),
    Row("General/Encoded_Application", "software", text),
    Row("General/Title", "title", text),
    Row("General/Performer", "creator", text),
    Row("General/Album", "album", text),
    Row("General/Genre", "genre", text),
    Row("Video/Format", "videoCodec", among(AVC="h264", MPEG_4_Visual="mpeg4", HEVC="hevc")),
    Row("Video/Width", "width", exact),
    Row("Video/Height", "height", exact),
    Row("Video/DisplayAspectRatio", "aspectRatio", number("0.004")),
    Row("Video/FrameRate", "frameRate", number("0.005")),
    Row("Video/FrameCount", "frameCount", exact),
    Row("Video/BitDepth", "bitDepth", exact),
    Row("Video/ScanType", "fieldOrder", lambda ours, theirs: ours == theirs.lower()),
    Row("Video/colour_primaries", "colourPrimaries", text),
    Row("Video/transfer_characteristics", "colourTransfer", among(BT_709="BT.709", BT_601="SMPTE 170M")),
    Row("Video/matrix_coefficients", "colourSpace", among(BT_709="BT.709", BT_601="SMPTE 170M")),
    Row("Video/colour_range", "colourRange", lambda ours, theirs: ours == theirs.lower()),
    Row("(?:Video|Audio)/Language", "trackLanguage", text),
    Row("Audio/Format", "audioCodec", among(AAC="aac", AMR="amr_nb", FLAC="flac", MPEG_Audio="mp3")),
    Row("Audio/Channels", "channels", exact),
    Row("Audio/SamplingRate", "sampleRate", exact),
]

_UPRIGHT = "a film that stands upright has no rotation to claim"
_FIELDS = "MPEG-4 part 2 says it of each picture, not of all; FFmpeg passes on none"
DIFFERENCES = {
    ("bikes.mp4", "Composite:Rotation"): _UPRIGHT,
    ("carphone_distorted.mp4", "Composite:Rotation"): _UPRIGHT,
    ("sample.3gp", "Composite:Rotation"): _UPRIGHT,
    ("sample_mpeg4.mp4", "Composite:Rotation"): _UPRIGHT,
    ("with-gps.mp4", "Composite:Rotation"): _UPRIGHT,
    ("sample.3gp", "Track1:AudioChannels"): "AMR has one channel (3GPP TS 26.071); the 2 is the container's default",
}
"""File and tag, and why we say something else."""
MEDIAINFO_DIFFERENCES = {
    ("chirp-5-id3.mp3", "General/OverallBitRate"): "bits per second of what is played, without the encoder's padding",
    ("sample.3gp", "Video/ScanType"): _FIELDS,
    ("sample_mpeg4.mp4", "Video/ScanType"): _FIELDS,
    ("with-gps.mp4", "Video/FrameRate"): "the average of its three pictures, as ExifTool has it, not the nominal rate",
}
"""The same of MediaInfo's fields."""
_AVI = "ExifTool reads the header of the pictures' stream as if it were the sound's"
DIFFERENCES_HERE = {
    ("itunes.mp4", "Composite:Rotation"): _UPRIGHT,
    ("keys.mov", "Composite:Rotation"): _UPRIGHT,
    ("sand.avi", "RIFF:AudioSampleRate"): _AVI,
    ("sand.avi", "RIFF:BitsPerSample"): _AVI,
    (
        "dune.mp3",
        "Composite:Duration",
    ): "ExifTool estimates it from the first frame's bit rate; the header counts frames",
}
"""The same of clips made here."""


def our_claims(paths: list[str]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for extracted in extract_paths(paths, workers=0):
        said = found.setdefault(Path(extracted.path).name, {})
        for claim in (c for x in extracted.extractions for run in x.runs for c in run.observations):
            said.setdefault(claim.property, []).append(claim.value)
    return found


def compared(name: str, dump: dict[str, Any], ours: dict[str, list[str]], rows: Iterable[Row]) -> Compared:
    result = []
    for row in rows:
        for tag, theirs in dump.items():
            for value in theirs if isinstance(theirs, list) else [theirs]:
                if re.fullmatch(row.tags, tag) and str(value).strip() not in (
                    "",
                    "0000:00:00 00:00:00",
                    "und",
                    "32767",
                ):
                    said = ours.get(row.property, [])
                    result.append((name, tag, row.property, value, said, any(row.agrees(each, value) for each in said)))
    return result


def judge(found: Compared, *, floor: int, differences: dict[tuple[str, str], str]) -> None:
    agreed = Counter((tag, prop) for _, tag, prop, _, _, agrees in found if agrees)
    print(f"\n{'witness':42} {'property':24} {'agree':>5}")
    for (tag, prop), count in sorted(agreed.items()):
        print(f"{tag:42} {prop:24} {count:5}")
    print(f"{sum(agreed.values())} values of {len(agreed)} tags agree; {len(differences)} differ, and it is said why")
    wrong = [each for each in found if not each[-1] and (each[0], each[1]) not in differences]
    assert not wrong, "\n".join(f"{n}: {tag} {theirs!r}, but {prop} {ours}" for n, tag, prop, theirs, ours, _ in wrong)
    assert {(n, tag) for n, tag, *_, agrees in found if not agrees} == set(differences), (
        "a difference that is none must go"
    )
    assert sum(agreed.values()) >= floor


def test_every_tag_agrees_with_the_dumps(shared: Path) -> None:
    ours = our_claims([str(shared / "media" / "av")])
    dumps = orjson.loads(gzip.decompress((shared / "media" / "reference" / "exiftool-av.json.gz").read_bytes()))
    found = [each for dump in dumps for each in compared(dump["SourceFile"], dump, ours[dump["SourceFile"]], EXIFTOOL)]
    judge(found, floor=68, differences=DIFFERENCES)


def test_mediainfo_says_the_same(shared: Path) -> None:
    ours = our_claims([str(shared / "media" / "av")])
    found: Compared = []
    for path in sorted((shared / "model-outputs" / "mediainfo").glob("*.json")):
        media = orjson.loads(path.read_bytes())["media"]
        name = Path(media["@ref"]).name
        for track in media["track"]:
            dump = {f"{track['@type']}/{key}": value for key, value in track.items() if isinstance(value, str)}
            found += compared(name, dump, ours[name], MEDIAINFO)
    judge(found, floor=88, differences=MEDIAINFO_DIFFERENCES)


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not on this machine")
def test_clips_made_here_agree_with_the_exiftool_of_this_machine(
    tmp_path: Path, make_film: Callable[..., bytes], make_sound: Callable[..., bytes]
) -> None:
    tags = {"title": "Kitty Hawk", "artist": "Maren Holt", "comment": "Wind", "genre": "Rock", "copyright": "CC0"}
    camera = {"com.apple.quicktime.make": "Bolex", "com.apple.quicktime.model": "H16", "title": "Kitty Hawk"}
    clips = {
        "itunes.mp4": make_film(tags=tags | {"track": "3/12"}),
        "keys.mov": make_film("mov", tags=camera, options={"movflags": "use_metadata_tags"},
                              of_pictures={"timecode": "10:00:00:00"}),
        "sand.avi": make_film("avi", sound="mp2", tags=tags),
        "dune.flac": make_sound("flac", "flac", tags=tags),
        "dune.mp3": make_sound("mp3", "libmp3lame", tags=tags),
        "dune.ogg": make_sound("ogg", "libopus", tags=tags),
        "dune.wav": make_sound("wav", "pcm_s16le", tags=tags),
        "dune.aiff": make_sound("aiff", "pcm_s16be", tags={"title": "Kitty Hawk"}),
        "dune.m4a": make_sound("ipod", "aac", tags=tags),
    }  # fmt: skip
    for name, data in clips.items():
        (tmp_path / name).write_bytes(data)
    command = ["exiftool", "-j", "-G1", "-n", "-struct", *clips]
    dumps = orjson.loads(subprocess.run(command, capture_output=True, check=True, cwd=tmp_path).stdout)
    ours = our_claims([str(tmp_path)])
    found = [each for dump in dumps for each in compared(dump["SourceFile"], dump, ours[dump["SourceFile"]], EXIFTOOL)]
    judge(found, floor=90, differences=DIFFERENCES_HERE)
