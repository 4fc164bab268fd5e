"""Times, codecs, roles and identifiers as broadcasters write them, one by one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.sidecars import codecs, measured, times
from extractors.sidecars.credits import role_property
from extractors.sidecars.ebucore_format import scaled_rate
from extractors.sidecars.mpeg7_times import increments
from extractors.sidecars.role_names import role_name
from extractors.sidecars.said import absolute_iri, base_name


@pytest.mark.parametrize(
    ("text", "rate", "seconds"),
    [
        ("PT4.967S", "", "4.967"), ("P1DT1H", "", "90000"), ("PT0H0M0S5760N44100F", "", "0.131"), ("PT2M", "", "120"),
        ("T00:01:02:500F1000", "", "62.5"), ("T00:00:10:12F25", "", "10.48"), ("T00:00:05", "", "5"),
        ("48:46", "", "2926"), ("1:02:13", "", "3733"), ("00:00:04.967", "", "4.967"), ("12.5", "", "12.5"),
        ("00:00:04:29", "30", "4.967"), ("00:10:00:00", "23.976", "600.6"), ("00:10:00;00", "29.97", "599.999"),
        ("00:00:04:00", "", "4"), ("1h 2mn", "", "3720"), ("4s 967ms", "", "4.967"), ("12 min", "", "720"),
    ],
)  # fmt: skip
def test_durations(text: str, rate: str, seconds: str) -> None:
    assert times.duration(text, rate) == Decimal(seconds)


@pytest.mark.parametrize("text", ["", "P", "PT", "soon", "00:00:04:29", "1:99", "-5", "999999999999999", "4 parsecs"])
def test_what_names_no_duration(text: str) -> None:
    assert times.duration(text) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2005-10-28 17:46:46 UTC", "2005-10-28T17:46:46Z"), ("UTC 2005-10-28 17:46:46", "2005-10-28T17:46:46Z"),
        ("1978-03-04T20:00:00-05:00", "1978-03-04T20:00:00-05:00"), ("20081224", "2008-12-24"), ("1902", "1902"),
        ("1908-08", "1908-08"), ("2005-10-28+02:00", "2005-10-28"),
        ("2017-02-22T08:20:28.5+0100", "2017-02-22T08:20:28.5+01:00"),
        ("c. 1900", ""), ("0000-01-01", ""), ("1900-13-01", ""), ("1900-01-01T25:00:00", ""), ("", ""),
    ],
)  # fmt: skip
def test_dates_keep_their_precision(text: str, date: str) -> None:
    assert times.moment(text) == date


def test_dates_and_times_apart() -> None:
    assert times.joined_moment("1964-01-05", "20:15:00+01:00") == "1964-01-05T20:15:00+01:00"
    assert times.joined_moment("1964-01-05+01:00", "20:15:00") == "1964-01-05T20:15:00+01:00"
    assert times.joined_moment("1964-01-05", "teatime") == "1964-01-05"


@given(st.text(max_size=30) | st.from_regex(r"[PT0-9HMSNF:.;+-]{0,24}", fullmatch=True))
@settings(deadline=None, max_examples=300)
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = times.duration(text, "25")
    assert found is None or 0 <= found <= times.LONGEST_S
    assert isinstance(times.moment(text), str)
    number, ratio = measured.number(text), measured.ratio(text)
    assert number is None or abs(number) < Decimal("1e15")
    assert ratio is None or 0 < ratio < 100


def test_edit_units_and_increments() -> None:
    assert times.edit_units("2500", "25") == 100
    assert times.edit_units("30", "29.97") == Decimal("1.001")
    assert times.edit_units("x", "25") is times.edit_units("1", "0") is None
    assert increments("50", "PT1N25F") == 2
    assert increments("50", "fast") is increments("-1", "PT1S") is None
    assert scaled_rate("30", "1000", "1001") == scaled_rate("29.97", "30000", "1001") == "30000/1001"


@pytest.mark.parametrize(
    ("names", "codec"),
    [
        (("AVC", "", "High"), "h264"), (("HEVC",), "hevc"), (("H.264/MPEG-4 AVC",), "h264"), (("XAVC",), "h264"),
        (("MPEG-4 Visual", "", "Advanced Simple@L3"), "mpeg4"),
        (("MPEG Video", "Version 2", "4:2:2@High"), "mpeg2video"),
        (("MPEG Video", "Version 1"), "mpeg1video"), (("MPEG-2",), "mpeg2video"), (("XDCAM HD422",), "mpeg2video"),
        (("ProRes",), "prores"), (("Apple ProRes 422 HQ",), "prores"), (("VC-3",), "dnxhd"), (("DNxHD",), "dnxhd"),
        (("JPEG 2000",), "jpeg2000"), (("JPEG",), "mjpeg"), (("DV",), "dvvideo"), (("VP9",), "vp9"), (("AV1",), "av1"),
        (("VC-1",), "vc1"), (("FFV1",), "ffv1"), (("YUV",), "rawvideo"), (("Snow",), "Snow"),
    ],
)  # fmt: skip
def test_codecs_of_pictures(names: tuple[str, ...], codec: str) -> None:
    assert codecs.video_codec(*names) == codec


@pytest.mark.parametrize(
    ("names", "codec"),
    [
        (("AAC", "", "LC"), "aac"), (("MPEG Audio", "Version 1", "Layer 3"), "mp3"),
        (("MPEG-1 Audio Layer II",), "mp2"),
        (("AC-3",), "ac3"), (("E-AC-3",), "eac3"), (("Dolby E",), "dolby_e"), (("DTS",), "dts"), (("FLAC",), "flac"),
        (("Opus",), "opus"), (("Vorbis",), "vorbis"), (("ALAC",), "alac"), (("AMR", "", "Narrow band"), "amr_nb"),
        (("AMR", "", "Wide band"), "amr_wb"), (("MLP FBA",), "truehd"), (("PCM",), "pcm"), (("Cooked",), "Cooked"),
    ],
)  # fmt: skip
def test_codecs_of_sound(names: tuple[str, ...], codec: str) -> None:
    assert codecs.audio_codec(*names) == codec


def test_pcm_by_its_bits() -> None:
    assert codecs.audio_codec("PCM", bits="16", endianness="Big", sign="Signed") == "pcm_s16be"
    assert codecs.audio_codec("PCM", bits="8", endianness="Little", sign="Unsigned") == "pcm_u8"
    assert codecs.audio_codec("PCM", bits="32", endianness="Little", sign="Float") == "pcm_f32le"
    assert codecs.audio_codec("PCM", bits="24") == "pcm"


def test_containers() -> None:
    assert codecs.media_type("MPEG-4", brand="qt  ") == codecs.media_type("QuickTime") == "video/quicktime"
    assert codecs.media_type("MPEG-4", profile="3GPP Media Release 4") == "video/3gpp"
    assert codecs.media_type("audio/mpeg3") == "audio/mpeg"
    assert codecs.media_type("text/x-unknown") == codecs.media_type("Cassette") == ""


def test_roles() -> None:
    assert [role_property(role) for role in ("Director", " EXECUTIVE  producer", "Schauspieler", "Gaffer")] == [
        "director", "producer", "performer", "",
    ]  # fmt: skip
    assert role_name("urn:mpeg:mpeg7:cs:RoleCS:2001:ACTOR") == "actor"
    assert role_name("urn:tva:metadata:cs:TVARoleCS:2005:AD6") == "presenter"
    assert role_name("urn:other:cs:1") == role_name("") == role_name("urn:mpeg:mpeg7:cs:RoleCS:2001:UNKNOWN") == ""


@pytest.mark.parametrize(
    ("scheme", "text", "claim"),
    [
        ("EIDR", "urn:eidr:10.5240:7791-8534-2C23-9030-8610-5", ("eidr", "10.5240/7791-8534-2C23-9030-8610-5")),
        ("", "https://doi.org/10.5240/7791-8534-2c23-9030-8610-5", ("eidr", "10.5240/7791-8534-2C23-9030-8610-5")),
        ("ISAN", "0000-0000-D07A-0090-Q-0000-0000-X", ("isan", "0000-0000-D07A-0090-Q-0000-0000-X")),
        ("", "0000-0000-D07A-0090", ("houseIdentifier", "0000-0000-D07A-0090")),
        ("UMID", "060A2B34.01010105.01010D12.13000000.AABBCCDD.EEFF0011.22334455.66778899",
         ("umid", "060a2b340101010501010d1213000000aabbccddeeff00112233445566778899")),
        ("Tape", "T-0042", ("houseIdentifier", "Tape: T-0042")),
    ],
)  # fmt: skip
def test_identifiers_are_properties_of_the_asset(
    scheme: str, text: str, claim: tuple[str, str], said: Callable[..., list[tuple[str, str]]]
) -> None:
    document = (
        '<ebuCoreMain xmlns="urn:ebu:metadata-schema:ebucore" xmlns:dc="http://purl.org/dc/elements/1.1/"><coreMetadata>'
        f'<identifier formatLabel="{scheme}"><dc:identifier>{text}</dc:identifier></identifier>'
        "</coreMetadata></ebuCoreMain>"
    )
    assert said("ebucore", document) == [claim]


def test_names_of_files_and_iris() -> None:
    assert base_name("s3://bucket/a/b.mov") == base_name(r"\\server\share\b.mov") == base_name("b.mov") == "b.mov"
    assert base_name("https://example.org/") == base_name("..") == ""
    assert absolute_iri("urn:x:1") == "urn:x:1"
    assert absolute_iri("x") == absolute_iri("no such: thing") == absolute_iri("http://a b") == ""
