"""EDL, ALE, FCPXML, FCP7 XML, OTIO and AAF: which parts of which clips a programme is made of."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import registry
from extractors.edits.places import date_time, file_name
from extractors.extracted import Extracted
from extractors.port import Extraction
from extractors.run import extract_paths
from extractors.timecode import Rate, exact, frame_number, parse_rate, timecode_seconds, timecode_text
from ontology.model import AgentKind, MediaKind

Read = Callable[..., Extracted]
Rows = Callable[[Extraction], list[tuple[str, str, str]]]
EXAMPLES = Path(__file__).parent / "examples"
NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("25", Fraction(25)),
        ("23.98", Fraction(24000, 1001)),
        ("23.976", Fraction(24000, 1001)),
        ("29.97", NTSC),
        ("30000/1001", NTSC),
        ("59.94", Fraction(60000, 1001)),
        ("24", Fraction(24)),
        ("0", None),
        ("fast", None),
        ("1/0", None),
        ("1e9", None),
    ],
)
def test_rates_of_ntsc_are_exact(text: str, rate: Fraction | None) -> None:
    assert parse_rate(text) == rate


@given(st.integers(0, 24 * 107_892 - 1))
def test_a_drop_frame_timecode_names_each_frame_once(frame: int) -> None:
    text = timecode_text(frame, 30, drop=True)
    assert frame_number(text, Rate(NTSC)) == frame
    assert frame_number(text, Rate(NTSC, drop=True)) == frame


def test_an_hour_of_drop_frame_keeps_up_with_the_clock() -> None:
    seconds = timecode_seconds("01:00:00;00", Rate(NTSC))
    assert seconds is not None
    assert exact(seconds) == exact(Fraction(3600) - Fraction(36, 10_000))
    assert timecode_seconds("00:01:00;01", Rate(NTSC)) is None
    assert timecode_seconds("00:00:00:25", Rate(Fraction(25))) is None
    assert timecode_seconds("25 frames", Rate(Fraction(25))) is None


def test_addresses_and_dates_of_editing_systems() -> None:
    assert file_name("file:///r/a%20b.mov") == "a b.mov"
    assert file_name("C:\\rushes\\100%20.mov") == "100%20.mov"
    assert date_time("2019-02-16 07:51:04 -0500") == "2019-02-16T07:51:04-05:00"
    assert date_time("yesterday") == ""


def test_an_edl_is_a_programme_of_events(example: Callable[[str], Extracted], rows: Rows) -> None:
    found = example("cmx3600.film.edl")
    (extraction,) = found.extractions
    assert (extraction.reference.name, extraction.reference.kind) == ("Twelve Seconds", MediaKind.VIDEO)
    assert [run.agent.kind for run in extraction.runs] == [AgentKind.SYSTEM, AgentKind.PERSON]
    assert rows(extraction) == [
        ("timecode", "", "10:00:00:00"),
        ("trackName", "#track=1", "V"),
        ("trackName", "#track=2", "A"),
        ("clipName", "#t=0,1.6&track=1", "beach wide"),
        ("reelName", "#t=0,1.6&track=1", "A001"),
        ("sourceFile", "#t=0,1.6&track=1", "A001_C001.mov"),
        ("sourceRange", "#t=0,1.6&track=1", "01:00:00:20-01:00:02:10"),
        ("colourDecision", "#t=0,1.6&track=1", "SOP (1.1 1 1) (0 0 0) (1 1 1)"),
        ("colourDecision", "#t=0,1.6&track=1", "SAT 0.9"),
        ("clipName", "#t=1.6,3.6&track=1", "rail close"),
        ("reelName", "#t=1.6,3.6&track=1", "B002"),
        ("sourceRange", "#t=1.6,3.6&track=1", "02:00:00:00-02:00:02:00"),
        ("transition", "#t=1.6,2&track=1", "dissolve, CROSS DISSOLVE"),
        ("note", "#t=1.6,3.6&track=1", "M2   B002       050.0                02:00:00:00"),
        ("clipName", "#t=0,2&track=2", "wind.wav"),
        ("sourceRange", "#t=0,2&track=2", "00:00:00:00-00:00:02:00"),
        ("transition", "#t=0,0.2&track=2", "wipe 001"),
        ("note", "#t=0,2&track=2", "SOURCE not found"),
        ("note", "#t=0,1.6&track=1", "keep the wind"),
        ("note", "#t=1,1.04", "dust on the lens"),
        ("title", "", "Twelve Seconds"),
    ]
    assert extraction.unmapped == {"line": 1}
    assert extraction.problems == (
        "line 22 is left out: 'nonsense V C 1' is no line of an edit decision list",
        "frames are read as 25 a second: at that rate source and record lengths agree",
        "event 005 at line 21 is left out: 10:00:06:00 to 10:00:05:00 is no span of time at 25 frames a second",
    )


@pytest.mark.parametrize(
    ("fcm", "event", "end", "told"),
    [
        ("DROP FRAME", "00:00:00;00 00:01:00;02 01:00:00;00 01:01:00;02", "60.06", "(FCM), so they are read as 29.97"),
        ("NON-DROP FRAME", "00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", "1", "24 a second, the least rate"),
        ("NON-DROP FRAME", "00:00:00:29 00:00:01:00 01:00:00:00 01:00:00:01", "0.033", "30 a second: at that rate"),
        ("NON-DROP FRAME", "00:00:00:27 00:00:00:28 01:00:00:00 01:00:00:01", "0.033", "30 a second, the least rate"),
    ],
)
def test_the_rate_of_an_edl_is_found_and_told(fcm: str, event: str, end: str, told: str, read: Read) -> None:
    found = read(f"TITLE: x\nFCM: {fcm}\n001  AX V C {event}\n* FROM CLIP NAME: c\n", "x.edl")
    (extraction,) = found.extractions
    assert {c.segment.fragment for c in extraction.runs[0].observations} == {"", f"#t=0,{end}"}
    assert told in extraction.problems[0]


def test_a_file_name_ties_a_programme_to_its_film(tmp_path: Path) -> None:
    for name in ("film.edl", "film.mov.cmx3600.edl", "other.edl"):
        shutil.copy(EXAMPLES / "cmx3600.film.edl", tmp_path / name)
    (tmp_path / "film.mov").write_bytes(b"")
    assets = {
        e.place.rsplit("/", 1)[-1]: a.reference.name
        for e in extract_paths([str(tmp_path)], workers=0)
        for a in e.assets
    }
    assert assets == {
        "film.edl": "film.mov", "film.mov.cmx3600.edl": "film.mov", "other.edl": "Twelve Seconds",
    }  # fmt: skip


def test_a_log_is_about_each_of_its_clips(example: Callable[[str], Extracted], rows: Rows) -> None:
    first, second, third = example("ale.dailies.ale").extractions
    assert [e.reference.name for e in (first, second, third)] == ["A001_C001.mov", "rail close", "rail close"]
    assert rows(first) == [
        ("reelName", "", "A001"),
        ("timecode", "", "01:00:00:00"),
        ("duration", "", "10.01"),
        ("scene", "", "12"),
        ("take", "", "3"),
        ("captureDate", "", "1903-12-17"),
        ("width", "", "1920"),
        ("height", "", "1080"),
        ("sampleRate", "", "48000"),
        ("aspectRatio", "", "1.7778"),
        ("colourDecision", "", "SOP (1 1 1)(0 0 0)(1 1 1)"),
        ("sourceFile", "", "A001_C001.mov"),
        ("title", "", "beach wide"),
        ("note", "", "good wind"),
    ]
    assert first.unmapped == {"Column:Mood": 1}
    assert second.problems == (
        "line 11: Duration is 'long', which is no duration",
        "line 11: Shoot Date is '7/8/03', which is no captureDate",
    )
    # Neither clip of one name takes the other's place.
    assert [e.runs[0].part for e in (second, third)] == ["", "2"]


def test_fcpxml_places_lanes_titles_and_marks(example: Callable[[str], Extracted], rows: Rows) -> None:
    project, compound, asset, poster = example("fcpxml.film.fcpxml").extractions
    names = [e.reference.name for e in (project, compound, asset, poster)]
    assert names == ["Twelve Seconds", "opening", "A001 C001.mov", "poster.png"]
    assert [row for row in rows(project) if row[1] and "track=1" not in row[1]] == [
        ("trackName", "#track=2", "lane 1"),
        ("trackName", "#track=3", "lane 2"),
        ("trackName", "#track=4", "lane -1"),
        ("onScreenText", "#t=1,3&track=2", "17 December 1903"),
        ("trackRole", "#t=1,3&track=2", "titles"),
        ("subtitle", "#t=0,1&track=3", "Wind."),
        ("trackRole", "#t=0,1&track=3", "iTT"),
        ("clipName", "#t=8,9&track=4", "poster"),
        ("sourceFile", "#t=8,9&track=4", "file:///Volumes/Rushes/poster.png"),
        ("sourceRange", "#t=8,9&track=4", "0.000-1.000 s"),
    ]
    main = [row for row in rows(project) if "track=1" in row[1]]
    assert ("sourceRange", "#t=0,4&track=1", "12.000-16.000 s") in main
    assert ("transition", "#t=3,4&track=1", "Cross Dissolve") in main
    assert ("note", "#t=3,7&track=1", "switched off in the edit") in main
    assert ("chapter", "#t=0,0.033&track=1", "The beach") in main
    assert ("note", "#t=1,1.033&track=1", "gust") in main
    assert [c.language for r in project.runs for c in r.observations if c.property == "subtitle"] == ["en-us"]
    assert {run.ended for run in project.runs} == {"2019-02-16T07:51:04-05:00"}
    assert len(project.problems) == 2
    assert project.unmapped == {}
    assert rows(asset)[8:] == [
        ("reelName", "", "A001"),
        ("keyword", "", "sand"),
        ("keyword", "", "wind"),
        ("note", "", "the best one"),
        ("note", "", "whole clip"),
        ("note", "#t=2,4", "favorite: mine"),
        ("title", "", "beach wide"),
    ]
    assert poster.reference.kind is MediaKind.IMAGE
    assert "frameRate" not in {row[0] for row in rows(poster)}


def test_xmeml_resolves_edges_under_transitions(example: Callable[[str], Extracted], rows: Rows) -> None:
    sequence, file = example("xmeml.film.xml").extractions
    shown = ("clipName", "transition", "onScreenText", "note", "sourceRange")
    assert [row for row in rows(sequence) if row[0] in shown] == [
        ("clipName", "#t=0,4&track=1", "beach wide"),
        ("sourceRange", "#t=0,4&track=1", "0.400-4.400 s"),
        ("transition", "#t=3.6,4&track=1", "Cross Dissolve"),
        ("clipName", "#t=3.6,8&track=1", "rail close"),
        ("sourceRange", "#t=3.6,8&track=1", "0.000-4.400 s"),
        ("note", "#t=3.6,8&track=1", "switched off in the edit"),
        ("onScreenText", "#t=0,1&track=2", "1903"),
        ("clipName", "#t=0,1&track=2", "Text"),
        ("note", "#t=0.4,0.8", "title here"),
        ("note", "#t=1,1.04&track=1", "wind"),
    ]  # fmt: skip
    assert file.reference.name == "A001_C001.mov"
    assert {
        "title": "beach wide",
        "timecode": "01:00:00;00",
        "duration": "30.03",
        "scene": "12",
        "take": "3",
    }.items() <= {name: value for name, _, value in rows(file)}.items()
    assert sequence.unmapped == {}
    assert len(sequence.problems) == 2


def test_otio_walks_stacks_tracks_and_nested_timelines(example: Callable[[str], Extracted], rows: Rows) -> None:
    timeline, clip = example("otio.film.otio").extractions
    assert rows(timeline) == [
        ("timecode", "", "01:00:00:00"),
        ("trackName", "#track=1", "V1"),
        ("note", "#t=0,2&track=1", "slow 0.5"),
        ("clipName", "#t=0,2&track=1", "beach wide"),
        ("reelName", "#t=0,2&track=1", "A001"),
        ("sourceFile", "#t=0,2&track=1", "file:///r/A001.mov"),
        ("sourceRange", "#t=0,2&track=1", "4.000-6.000 s"),
        ("colourDecision", "#t=0,2&track=1", "SOP (1 1 1) (0 0 0) (1 1 1)"),
        ("colourDecision", "#t=0,2&track=1", "SAT 0.9"),
        ("transition", "#t=1.8,2.2&track=1", "SMPTE_Dissolve"),
        ("clipName", "#t=2,3&track=1", "long inside"),
        ("sourceFile", "#t=2,3&track=1", "file:///seq/f.#.exr"),
        ("sourceRange", "#t=2,3&track=1", "0.400-1.400 s"),
        ("trackName", "#track=2", "Audio"),
        ("note", "#t=0,1&track=2", "switched off in the edit"),
        ("clipName", "#t=0,1&track=2", "tone"),
        ("sourceFile", "#t=0,1&track=2", "SineTone"),
        ("sourceRange", "#t=0,1&track=2", "0.000-1.000 s"),
        ("note", "#t=0.4,0.6&track=1", "gust"),
        ("note", "#t=0,2&track=1", "keep the wind"),
        ("note", "#t=0.2,0.24", "title: here"),
        ("title", "", "Twelve Seconds"),
    ]
    assert clip.reference.name == "B002.mov"
    assert rows(clip)[2] == ("sourceRange", "#t=0,1.001", "0.000-1.001 s")
    assert timeline.unmapped == {}


def test_an_unknown_schema_of_otio_is_named_by_its_keys(read: Read) -> None:
    text = (
        '{"OTIO_SCHEMA": "Timeline.9", "name": "x", "future": 1, "tracks": {"OTIO_SCHEMA": "Stack.1", "children": '
        '[{"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [{"OTIO_SCHEMA": "Hologram.1", "name": "h", '
        '"depth": 3, "source_range": {"start_time": {"value": 0, "rate": 25}, "duration": {"value": 25, "rate": 25}}}, '
        "7]}]}}"
    )
    (extraction, *_) = read(text, "x.otio").extractions
    assert ("clipName", "#t=0,1") in {(c.property, c.segment.fragment) for r in extraction.runs for c in r.observations}
    unmapped = {key for e in read(text, "x.otio").extractions for key in e.unmapped}
    assert unmapped == {"Timeline.future", "Hologram.depth"}


def test_aaf_follows_clips_to_their_tape(example: Callable[[str], Extracted], rows: Rows) -> None:
    composition, clip = example("aaf.film.aaf.gz").extractions
    assert rows(composition) == [
        ("timecode", "", "01:00:00:00"),
        ("clipName", "#t=0,4", "Clip A"),
        ("reelName", "#t=0,4", "TAPE01"),
        ("sourceFile", "#t=0,4", "file:///vol/My%20Clip.mov"),
        ("sourceRange", "#t=0,4", "01:00:02:10-01:00:06:10"),
        ("transition", "#t=3.2,4", "Video Dissolve"),
        ("clipName", "#t=3.2,5.2", "Clip A"),
        ("reelName", "#t=3.2,5.2", "TAPE01"),
        ("sourceFile", "#t=3.2,5.2", "file:///vol/My%20Clip.mov"),
        ("sourceRange", "#t=3.2,5.2", "01:00:10:00-01:00:12:00"),
        ("note", "#t=1.2,1.24", "fix this"),
        ("title", "", "My Cut"),
    ]
    assert composition.runs[0].agent.version == "2.0.0"
    assert clip.reference.name == "My Clip.mov"
    assert ("scene", "", "12") in rows(clip)
    assert ("note", "", "Mood: dark") in rows(clip)


@pytest.mark.parametrize("cut", [100, 4096, 40_000, 300_000])
def test_a_broken_aaf_is_refused_by_name(cut: int, example: Callable[[str], Extracted], read: Read) -> None:
    import gzip

    data = gzip.decompress((EXAMPLES / "aaf.film.aaf.gz").read_bytes())
    found = read(data[:cut], "a.aaf")
    assert found.refusal.startswith("a.aaf: ") or found.extractions


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        ("TITLE: x\nFCM: DROP FRAME\n", "a.edl", "holds no event that can be read"),
        ("Heading\nFPS\t25\n\nColumn\nName\tTape\n\nData\n", "a.ale", "holds no clip with a name"),
        ("Heading\nFPS\t25\n\nColumn\nName\tTape\n", "a.ale", "has no data"),
        ("<fcpxml version='1.8'/>", "a.fcpxml", "holds no project, compound clip or asset"),
        ("<xmeml version='4'/>", "a.xml", "holds no sequence and no clip with a file"),
    ],
)
def test_a_list_of_nothing_is_refused_by_name(data: str, name: str, why: str, read: Read) -> None:
    assert read(data, name).refusal == f"{name}: {why}"


FORMS = {name: registry.get_extractor(name) for name in ("cmx3600", "ale", "fcpxml", "xmeml", "otio")}


@pytest.mark.parametrize("name", FORMS)
def test_mutated_examples_are_read_or_refused(name: str, read: Read) -> None:
    """Each line of an example is left out, doubled and cut, in turn; nothing fails."""
    (path,) = EXAMPLES.glob(f"{name}.*")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines):
        for other in ("", line * 2, line[: len(line) // 2] + "\n", line.replace("0", "9"), line.replace("1", "-")):
            found = read("".join([*lines[:number], other, *lines[number + 1 :]]), path.name)
            assert " failed: " not in found.refusal, (number, other, found.refusal)
            for extraction in found.extractions:
                for run in extraction.runs:
                    for claim in run.observations:
                        assert claim.value.strip()
                        assert claim.segment.start_s is None or claim.segment.start_s >= 0


def test_real_edit_lists(shared: Path) -> None:
    folder = shared / "model-outputs" / "edit-lists"
    found = {e.place.rsplit("/", 1)[-1]: e for e in extract_paths([str(folder)], workers=0)}
    assert {name: (e.extractor, len(e.extractions)) for name, e in found.items()} == {
        "25fps.edl": ("cmx3600", 1),
        "cdl.edl": ("cmx3600", 1),
        "clip_example.otio": ("otio", 1),
        "dissolve_test.edl": ("cmx3600", 1),
        "fcpx_example.fcpxml": ("fcpxml", 12),
        "multiple_track.otio": ("otio", 1),
        "nested_example.otio": ("otio", 1),
        "sample.ale": ("ale", 4),
        "sample_just_track.xml": ("xmeml", 1),
        "screening_example.edl": ("cmx3600", 1),
    }
    # "eabled" is a slip of the sample's author.
    unmapped = {key for e in found.values() for x in e.extractions for key in x.unmapped}
    assert unmapped == {"Track.eabled"}
    claims = sum(len(r.observations) for e in found.values() for x in e.extractions for r in x.runs)
    assert claims >= 300
