"""What MediaInfo measured of real clips, in its four forms, is what our own streams extractor measures of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from extractors.extracted import Extracted
from extractors.port import Extraction, SourceRefused
from extractors.run import extract_source
from extractors.source import open_source
from ontology.terms import PROPERTIES

CLIPS = {
    "bikes": "mp4", "carphone_distorted": "mp4", "chirp-5-id3": "mp3", "jfk": "flac", "sample": "3gp",
    "sample_mpeg4": "mp4", "with-gps": "mp4",
}  # fmt: skip
ENDINGS = ("json", "ebucore.xml", "mpeg7.xml", "pbcore.xml")
DIFFERENT = {
    (
        "chirp-5-id3",
        "bitRate",
    ): "FFmpeg divides a cut file by its time; MediaInfo reads the frames' own rate",
    ("with-gps", "bitRate"): "0.171 s against 0.170667 s, in a file of three pictures",
    ("with-gps", "frameRate"): "FFmpeg divides three pictures by their time; MediaInfo says the nominal rate",
    ("with-gps", "duration"): "in MPEG-7 and PBCore MediaInfo gives the pictures' length, not the sound's",
    ("chirp-5-id3", "software"): "FFmpeg does not read the LAME tag",
}
"""Measures that really differ; everything else must agree."""


def values(result: Extracted) -> dict[str, list[str]]:
    assert not result.refusal
    found: dict[str, list[str]] = {}
    for extraction in result.extractions:
        for run in extraction.runs:
            for claim in run.observations:
                if not claim.segment.key:
                    found.setdefault(claim.property, []).append(claim.value)
    return found


def agrees(prop: str, theirs: list[str], ours: list[str]) -> bool:
    term = PROPERTIES[prop]
    if term.merge_kind == "number":
        return abs(Decimal(theirs[0]) - Decimal(ours[0])) <= Decimal(str(term.tolerance))
    return set(theirs) <= set(ours)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("clip", CLIPS)
def test_a_sidecar_agrees_with_our_own_measurement(clip: str, ending: str, shared: Path) -> None:
    ours = values(extract_source(open_source(str(shared / "media" / "av" / f"{clip}.{CLIPS[clip]}"))))
    result = extract_source(open_source(str(shared / "model-outputs" / "mediainfo" / f"{clip}.{ending}")))
    theirs = values(result)
    assert result.extractions[0].reference.name == f"{clip}.{CLIPS[clip]}"
    common = theirs.keys() & ours.keys()
    assert len(common) >= 6
    wrong = {p: (theirs[p], ours[p]) for p in common if not agrees(p, theirs[p], ours[p])}
    assert {p: v for p, v in wrong.items() if (clip, p) not in DIFFERENT} == {}


@pytest.mark.parametrize("ending", ENDINGS)
def test_nearly_every_key_is_mapped_or_kept(ending: str, shared: Path) -> None:
    unmapped = known = 0
    for clip in CLIPS:
        result = extract_source(open_source(str(shared / "model-outputs" / "mediainfo" / f"{clip}.{ending}")))
        for extraction in result.extractions:
            unmapped += sum(extraction.unmapped.values())
            known += sum(extraction.kept.values()) + sum(len(run.observations) for run in extraction.runs)
    assert known / (known + unmapped) >= 0.95


def as_xml(document: dict[str, object]) -> str:
    """Return MediaInfo's JSON as its XML of today."""

    def inside(value: object) -> str:
        if isinstance(value, dict):
            return "".join(f"<{key}>{inside(below)}</{key}>" for key, below in value.items())
        return str(value).replace("&", "&amp;").replace("<", "&lt;")

    media = document["media"]
    assert isinstance(media, dict)
    tracks = []
    for track in media["track"]:
        kind, more = track.pop("@type"), track.pop("@typeorder", "")
        order = f' typeorder="{more}"' if more else ""
        tracks.append(f'<track type="{kind}"{order}>{inside(track)}</track>')
    return (
        '<MediaInfo xmlns="https://mediaarea.net/mediainfo" version="2.0">'
        '<creatingLibrary version="24.01">MediaInfoLib</creatingLibrary>'
        f'<media ref="{media["@ref"]}">{"".join(tracks)}</media></MediaInfo>'
    )


def test_json_and_xml_say_the_same(read: Callable[..., list[Extraction]]) -> None:
    data = (Path(__file__).parent / "examples" / "mediainfo.clip.json").read_bytes()

    def claims(extractions: list[Extraction]) -> list[tuple[str, str, str, str]]:
        return [claim.key for e in extractions for run in e.runs for claim in run.observations]

    said = claims(read("mediainfo", data, name="a.json"))
    assert claims(read("mediainfo-xml", as_xml(orjson.loads(data)))) == said
    assert len(said) > 80


def test_a_file_that_was_not_found_says_nothing(read: Callable[..., list[Extraction]]) -> None:
    with pytest.raises(SourceRefused, match="not of this form"):
        read("mediainfo", b'{"creatingLibrary":{"name":"MediaInfoLib"},"media":null}', name="a.json")


def test_several_files_in_one_output(read: Callable[..., list[Extraction]]) -> None:
    one = {"media": {"@ref": "a.wav", "track": [{"@type": "General", "Duration": "1.000"}]}}
    two = {"media": {"@ref": "b.wav", "track": [{"@type": "General", "Duration": "2.000"}]}}
    found = read("mediainfo", orjson.dumps([one, two]), name="a.json")
    assert [(e.reference.name, e.reference.duration_s) for e in found] == [("a.wav", 1.0), ("b.wav", 2.0)]
