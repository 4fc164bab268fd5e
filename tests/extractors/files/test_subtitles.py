"""Subtitles: cues, times, languages, speakers, and cues that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.extracted import Extracted
from extractors.files.subtitles import EXTRACTOR
from extractors.port import Source, SourceRefused

Read = Callable[[bytes, str], Extracted]

SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Twelve</i> seconds\r\nof flight\r\n\r\n"
    "2\r\n00:00:03,0 --> 00:01:04,25\r\n&quot;Yes&quot;\r\n"
)


def cues(found: Extracted) -> list[tuple[str, str, str, str]]:
    (extraction,) = found.extractions
    return [(c.property, c.segment.fragment, c.value, c.language) for r in extraction.runs for c in r.observations]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_subrip_is_read_in_the_encodings_it_comes_in(encoding: str, read: Read) -> None:
    text = SRT.replace("seconds", "Sekunden über Sand")
    assert cues(read(text.encode(encoding), "clip.de.srt")) == [
        ("subtitle", "#t=1,2.5", "Twelve Sekunden über Sand\r\nof flight".replace("\r", ""), "de"),
        ("subtitle", "#t=3,64.25", '"Yes"', "de"),
    ]


def test_webvtt_has_header_notes_styles_settings_and_voices(read: Read) -> None:
    text = (
        "WEBVTT - a title\nLanguage: pt-BR\nKind: captions\n\nNOTE a remark\nover two lines\n\n"
        "STYLE\n::cue { color: red }\n\n"
        "first\n00:01.000 --> 00:02.000 align:start line:10%\n<v.loud Orville>It <b>flies</b>!</v>\n\n"
        "01:00:00.000 --> 01:00:01.001\n<00:00:00.500>now\n"
    )
    found = read(text.encode(), "clip.en.vtt")
    assert cues(found) == [
        ("subtitle", "#t=1,2", "It flies!", "pt-br"),
        ("speaker", "#t=1,2", "Orville", ""),
        ("subtitle", "#t=3600,3601.001", "now", "pt-br"),
    ]
    assert found.extractions[0].kept == {"WebVTT:NOTE": 1, "WebVTT:STYLE": 1, "cue settings": 1}
    assert found.extractions[0].unmapped == {"WebVTT:Kind": 1}


def test_cues_that_are_none_are_named_and_the_rest_is_read(read: Read) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\ngood\n\n2\n00:00:03,000 -> 00:00:04,000\nno arrow\n\n"
        "3\n00:00:09,000 --> 00:00:08,000\nbackwards\n\n4\n00:00:61,000 --> 00:02:00,000\nno second\n\n"
        "5\n00:00:10,000 --> soon\nno time\n\n6\n00:00:11,000 --> 00:00:12,000\n\n"
        "7\n00:00:13,000 --> 00:00:14,000\ngood too\n"
    )
    found = read(text.encode(), "clip.srt")
    assert [cue[2] for cue in cues(found)] == ["good", "good too"]
    assert found.extractions[0].problems == (
        "the cue at line 5 is left out: no line with '-->' in '2'",
        "the cue at line 9 is left out: it ends at 8.000 s, not after its start at 9.000 s",
        "the cue at line 13 is left out: 00:00:61 is not a time",
        "the cue at line 17 is left out: '00:00:10,000 --> soon' is not a time span such as "
        "00:00:01.000 --> 00:00:02.500",
        "the cue at line 21 is left out: it has no text",
    )


def test_many_bad_cues_are_counted(read: Read) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\ngood\n\n" + "x\n\n" * 80
    problems = read(text.encode(), "clip.srt").extractions[0].problems
    assert len(problems) == 51
    assert problems[-1] == "30 more cues are left out"


def test_a_file_without_a_cue_is_refused(read: Read) -> None:
    assert read(b"WEBVTT\n\nNOTE nothing\n", "a.vtt").refusal == "a.vtt: holds no subtitle that can be read"


def test_languages_and_forms_are_parts_of_a_run_side_by_side(read: Read) -> None:
    webvtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"
    files = [(SRT, "clip.en.srt"), (SRT, "clip.fr.srt"), (webvtt, "clip.fr.vtt"), (webvtt, "clip.vtt")]
    parts = [read(text.encode(), name).extractions[0].runs[0].part for text, name in files]
    assert parts == ["SRT en", "SRT fr", "WebVTT fr", "WebVTT"]


@given(st.text(st.characters(codec="utf-8"), max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_text_is_cues_or_a_refusal(text: str) -> None:
    data = ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n\n" + text).encode()
    try:
        (extraction,) = EXTRACTOR.extract(Source("a.vtt", "a.vtt", data, "text/vtt"))
    except SourceRefused:
        return
    for claim in extraction.runs[0].observations:
        assert claim.segment.start_s is not None
        assert claim.segment.end_s is not None
        assert claim.segment.start_s < claim.segment.end_s
        assert claim.value.strip()
