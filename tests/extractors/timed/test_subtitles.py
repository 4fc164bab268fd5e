"""Subtitles in lines of text: cues, times, languages, speakers, places, repairs, and cues that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.extracted import Extracted
from extractors.media_type import media_type_of
from extractors.port import Source, SourceRefused
from extractors.timed.subtitles import EXTRACTOR
from ontology.model import AgentKind

Read = Callable[..., Extracted]
Rows = Callable[[Extracted], list[tuple[str, str, str, str]]]

SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Twelve</i> seconds\r\nof flight\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:01:04,250\r\n&quot;Yes&quot;\r\n"
)


def problems(found: Extracted) -> tuple[str, ...]:
    return found.extractions[0].problems


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("cp1252", ("the text is read as Windows-1252, since it is not valid UTF-8",)),
        ("utf-16", ("the text is read as UTF-16, little-endian, by its byte order mark",)),
    ],
)
def test_subrip_is_read_in_the_encodings_it_comes_in(encoding: str, told: tuple[str], read: Read, rows: Rows) -> None:
    text = SRT.replace("seconds", "Sekunden über Sand")
    found = read(text.encode(encoding), "clip.de.srt")
    assert rows(found) == [
        ("subtitle", "#t=1,2.5", "Twelve Sekunden über Sand\nof flight", "de"),
        ("subtitle", "#t=3,64.25", '"Yes"', "de"),
    ]
    assert problems(found) == told


def test_a_cue_points_to_its_lines(read: Read) -> None:
    claims = read(SRT, "clip.srt").extractions[0].runs[0].observations
    assert [claim.pointer for claim in claims] == ["#line=0,4", "#line=5,8"]


def test_webvtt_has_header_notes_styles_settings_and_voices(read: Read, rows: Rows) -> None:
    text = (
        "WEBVTT - a title\nLanguage: pt-BR\nKind: captions\nMood: fine\n\nNOTE a remark\nover two lines\n\n"
        "STYLE\n::cue { color: red }\n\n"
        "first\n00:01.000 --> 00:02.000 align:start line:10%\n<v.loud Orville>It <b>flies</b>!</v>\n\n"
        "01:00:00.000 --> 01:00:01.001\n<00:00:00.500><lang fr>maintenant</lang>\n"
    )
    found = read(text, "clip.en.vtt")
    assert rows(found) == [
        ("subtitle", "#t=1,2", "It flies!", "pt-br"),
        ("speaker", "#t=1,2", "Orville", ""),
        ("subtitle", "#t=3600,3601.001", "maintenant", "fr"),
        ("note", "", "a title", ""),
        ("note", "", "a remark\nover two lines", ""),
    ]
    (extraction,) = found.extractions
    assert extraction.kept == {
        "WebVTT:Kind": 1, "WebVTT:STYLE": 1, "cue settings": 1, "cue identifier": 1, "<b>": 1, "<00:00:00.000>": 1,
    }  # fmt: skip
    assert extraction.unmapped == {"WebVTT:Mood": 1}
    assert [run.agent.kind for run in extraction.runs] == [AgentKind.SYSTEM, AgentKind.PERSON]


def test_a_region_with_an_exact_place_is_the_box_of_its_cues(read: Read, rows: Rows) -> None:
    region = "REGION\nid:low\nwidth:50%\nlines:2\nregionanchor:0%,100%\nviewportanchor:10%,90%\n"
    outside = "REGION\nid:out\nwidth:80%\nviewportanchor:50%,100%\n"
    cues = "00:01.000 --> 00:02.000 region:low\nin\n\n00:03.000 --> 00:04.000 region:out\nout\n"
    found = read(f"WEBVTT\n\n{region}\n{outside}\n{cues}", "a.vtt")
    assert [row[1] for row in rows(found)] == ["#t=1,2&xywh=percent:10,78,50,12", "#t=3,4"]
    assert found.extractions[0].kept == {"WebVTT:REGION": 1}


def test_what_is_damaged_but_certain_is_repaired_and_told(read: Read, rows: Rows) -> None:
    text = (
        "1\n00:01,000 --> 00:00:02,000\nno hours\n2\n00:00:03.000 --> 00:00:04,000\na dot, and no empty line\n\n"
        "3\n00:00:05,000 -> 00:00:06,000\nan arrow\n\n4\n00:00:07, 000 --> 00:00:08\na space, no milliseconds\n\n"
        "5\n00:00:09,5 --> 00:00:10,5\nfractions\n42\n00:00:11,000 --> 00:00:12,000\nforty-two is text\n"
    )
    found = read(text, "clip.srt")
    assert [row[1:3] for row in rows(found)] == [
        ("#t=1,2", "no hours"),
        ("#t=3,4", "a dot, and no empty line"),
        ("#t=5,6", "an arrow"),
        ("#t=7,8", "a space, no milliseconds"),
        ("#t=9.5,10.5", "fractions\n42"),
        ("#t=11,12", "forty-two is text"),
    ]
    assert problems(found) == (
        "line 4: the empty line that parts two cues is missing; it was read as there (and so in 1 more places)",
        "line 2: a time without hours was read as within the first hour",
        "line 5: '.' in a time was read as ','",
        "line 9: '->' was read as '-->'",
        "line 13: a space within a time was left out",
        "line 13: a time without milliseconds was read as a full second",
        "line 17: a fraction of 1 digits was read as a decimal fraction of a second (and so in 1 more places)",
    )


def test_cues_that_are_none_are_named_and_the_rest_is_read(read: Read, rows: Rows) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\ngood\n\n2\n00:00:03,000 00:00:04,000\nno arrow\n\n"
        "3\n00:00:09,000 --> 00:00:08,000\nbackwards\n\n4\n00:00:61,000 --> 00:02:00,000\nno second\n\n"
        "5\n00:00:10,000 --> soon\nno time\n\n6\n00:00:11,000 --> 00:00:12,000\n\n"
        "7\n00:00:13,000 --> 00:00:14,000\ngood too\n"
    )
    found = read(text, "clip.srt")
    assert [row[2] for row in rows(found)] == ["good", "good too"]
    assert problems(found) == (
        "the cue at line 5 is left out: no line with '-->' in '2'",
        "the cue at line 9 is left out: it ends at 8.000 s, not after its start at 9.000 s",
        "the cue at line 13 is left out: 00:00:61 is not a time",
        "the cue at line 17 is left out: '00:00:10,000 --> soon' is not a time span such as "
        "00:00:01.000 --> 00:00:02.500",
        "the cue at line 21 is left out: it has no text",
    )


def test_many_bad_cues_are_counted(read: Read) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\ngood\n\n" + "x\n\n" * 80
    found = problems(read(text, "clip.srt"))
    assert len(found) == 51
    assert found[-1] == "30 more cues are left out"


def test_speakers_are_named_only_where_that_is_certain(read: Read, rows: Rows) -> None:
    def speakers(*texts: str) -> list[str]:
        cues = (f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{text}\n" for n, text in enumerate(texts, 1))
        return [value for name, _, value, _ in rows(read("\n".join(cues), "a.srt")) if name == "speaker"]

    assert speakers(">> Ada: hello", ">> hello", "Note: a remark", "NOTE: a remark") == ["Ada"]
    assert speakers("ADA: one", "EVE: two", "ADA: three", "EVE: four") == ["ADA", "EVE", "ADA", "EVE"]
    assert speakers("WARNING: one", "WARNING: two", "hello") == []


def test_overlapping_cues_stay(read: Read, rows: Rows) -> None:
    text = "1\n00:00:01,000 --> 00:00:05,000\none\n\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n"
    assert [row[1] for row in rows(read(text, "a.srt"))] == ["#t=1,5", "#t=2,3"]


def test_a_file_without_a_cue_is_refused(read: Read) -> None:
    assert read("WEBVTT\n\nNOTE nothing\n", "a.vtt").refusal == "a.vtt: holds no subtitle that can be read"


def test_languages_and_forms_are_parts_of_a_run_side_by_side(read: Read) -> None:
    webvtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"
    files = [(SRT, "clip.en.srt"), (SRT, "clip.fr.srt"), (webvtt, "clip.fr.vtt"), (webvtt, "clip.vtt")]
    parts = [read(text, name).extractions[0].runs[0].part for text, name in files]
    assert parts == ["SRT en", "SRT fr", "WebVTT fr", "WebVTT"]


def test_sbv_breaks_lines_and_parts_cues(read: Read, rows: Rows) -> None:
    text = "0:00:01.000,0:00:02.500\nTwelve[br]seconds\n0:00:03.000,0:00:04.250\nYes\n\nno time\n"
    found = read(text, "clip.de.sbv")
    assert rows(found) == [
        ("subtitle", "#t=1,2.5", "Twelve\nseconds", "de"),
        ("subtitle", "#t=3,4.25", "Yes", "de"),
    ]
    assert problems(found) == (
        "the cue at line 6 is left out: 'no time' is not a time span such as 0:00:01.000,0:00:02.500",
        "line 3: the empty line that parts two cues is missing; it was read as there",
    )


def test_substation_names_film_speakers_and_comments(example: Callable[[str], Extracted], rows: Rows) -> None:
    found = example("subtitles.song.ass")
    assert rows(found) == [
        ("subtitle", "#t=1,2.5", "It flies,\nsays he", ""),
        ("speaker", "#t=1,2.5", "Orville", ""),
        ("note", "", "A comment of the writer's", ""),
        ("title", "", "Words on a beach", ""),
        ("contributor", "", "Tom Ranslator", ""),
        ("note", "#t=3,4", "check this", ""),
    ]
    assert found.extractions[0].reference.name == "beach.mp4"
    assert found.extractions[0].kept["{\\i}"] == 2
    assert len(problems(found)) == 2


def test_lyrics_last_until_the_next_line_and_are_shifted(example: Callable[[str], Extracted], rows: Rows) -> None:
    found = example("subtitles.song.lrc")
    assert rows(found)[:3] == [
        ("subtitle", "#t=1,3.5", "Over the sand", "en"),
        ("subtitle", "#t=11,12.25", "Over the sand", "en"),
        ("subtitle", "#t=12.25", "it flew", "en"),
    ]
    assert found.extractions[0].runs[1].agent.name == "Lyra"
    assert problems(found) == ("line 11 is left out: 'no time here' has no time such as [01:02.50]",)


def test_scc_is_decoded_by_its_timecodes(example: Callable[[str], Extracted], rows: Rows) -> None:
    found = example("subtitles.captions.scc")
    # Two lines of code are sent before EOC shows them: 14 words after 1 s, at 30000/1001 a second.
    assert rows(found) == [
        ("subtitle", "#t=1.468,3.504", "HELLO WORLD", ""),
        ("subtitle", "#t=4.071,6.006", "HELLO", ""),
    ]
    assert problems(found) == (
        "line 11 is left out: 'not a caption' is no timecode with words of four hex digits",
        "line 7: the space after a timecode was read as the tab that belongs there",
    )


@pytest.mark.parametrize("start", ["[Script Info]\nTitle: x\n", "[ti:x]\n[00:01.00]la\n", "\ufeff[00:01.00]la\n"])
def test_brackets_are_not_taken_for_json(start: str) -> None:
    assert media_type_of(start.encode(), "a.txt") in ("text/x-ssa", "text/x-lrc")
    assert media_type_of(b'["a"]', "a.lrc") == "application/json"


@given(
    st.sampled_from(["text/vtt", "application/x-subrip", "text/x-sbv", "text/x-ssa", "text/x-lrc", "text/x-scc"]),
    st.text(st.sampled_from("\n\n10:.,->[]<v>{}\\ NOTEDialogue9420\t,ab"), max_size=200),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_cues_or_a_refusal(media_type: str, text: str) -> None:
    heads = {
        "text/vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n\n",
        "application/x-subrip": "1\n00:00:01,000 --> 00:00:02,000\nx\n\n",
        "text/x-sbv": "0:00:01.000,0:00:02.000\nx\n\n",
        "text/x-ssa": "[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,,x\n",
        "text/x-lrc": "[00:01.00]x\n",
        "text/x-scc": "Scenarist_SCC V1.0\n\n00:00:01:00\t9425 9425 94ad 94ad 9470 9470 4845 4c4c\n\n00:00:09:00\t",
    }
    data = (heads[media_type] + text).encode()
    try:
        (extraction,) = EXTRACTOR.extract(Source("a", "a", data, media_type))
    except SourceRefused:
        return
    for claim in extraction.runs[0].observations:
        assert claim.segment.start_s is not None
        assert claim.segment.end_s is None or claim.segment.start_s < claim.segment.end_s
        assert claim.value.strip()
