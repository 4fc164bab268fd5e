"""ExifTool's JSON in each way of writing it, and that it says what we say when we read the files ourselves."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import registry
from extractors.port import Extraction, Source, SourceRefused
from extractors.run import extract_paths
from extractors.sidecars import exiftool_values as values
from extractors.sidecars.exiftool import EXTRACTOR
from extractors.sidecars.exiftool_names import split, xmp_name
from ontology.model import AgentKind

EXAMPLES = Path(__file__).parent / "examples"
(PRINTED,) = orjson.loads((EXAMPLES / "exiftool.printed.json").read_bytes())
GROUPED = orjson.loads((EXAMPLES / "exiftool.grouped.json").read_bytes())
CAMERA = [
    ("cameraMake", "Canon"), ("cameraModel", "Canon EOS R6"), ("orientation", "6"), ("horizontalResolution", "72"),
    ("exposureTime", "0.008"), ("fNumber", "2.8"), ("isoSpeed", "200"), ("focalLength", "5.8"),
    ("exposureProgram", "aperture priority"), ("flash", "false"), ("meteringMode", "pattern"),
    ("whiteBalance", "automatic"), ("colourSpace", "sRGB"), ("exposureCompensation", "0.333333333"),
    ("captureDate", "2008-10-22T16:28:39.5+02:00"), ("latitude", "38.8902361"), ("longitude", "-77.0492972"),
    ("altitude", "12.5"),
]  # fmt: skip


def read(document: Any) -> list[Extraction]:
    return list(EXTRACTOR.extract(Source("dump.json", "dump.json", orjson.dumps(document))))


def said(extraction: Extraction, kind: AgentKind) -> list[tuple[str, str]]:
    return [(c.property, c.value) for run in extraction.runs if run.agent.kind is kind for c in run.observations]


def test_what_is_printed_for_people_is_read_as_numbers_and_words() -> None:
    (extraction,) = read([PRINTED])
    assert (extraction.reference.name, extraction.problems) == ("dune.jpg", ())
    assert said(extraction, AgentKind.DEVICE) == CAMERA
    assert said(extraction, AgentKind.SYSTEM) == [
        ("mediaFormat", "image/jpeg"), ("width", "4000"), ("height", "3000"), ("bitDepth", "8"),
    ]  # fmt: skip
    assert said(extraction, AgentKind.PERSON) == [
        ("title", "1984"), ("creator", "Maren Holt"), ("keyword", "dune"), ("keyword", "wind"), ("city", "Kitty Hawk"),
    ]  # fmt: skip
    assert [(run.agent.kind, run.agent.name, run.agent.version) for run in extraction.runs] == [
        (AgentKind.SYSTEM, "ExifTool", "12.76"), (AgentKind.DEVICE, "Canon EOS R6", ""),
        (AgentKind.PERSON, "Maren Holt", ""),
    ]  # fmt: skip
    assert {"ThumbnailImage", "FileSize", "ImageSize"} <= extraction.kept.keys()


def test_groups_tell_whose_a_tag_is() -> None:
    (extraction,) = read(GROUPED)
    assert extraction.reference.name == "dune.jpg"
    assert dict(said(extraction, AgentKind.SYSTEM)) == {"mediaFormat": "image/jpeg", "width": "4000"}
    camera = dict(said(extraction, AgentKind.DEVICE))
    assert (camera["latitude"], camera["longitude"], camera["colourProfile"]) == ("-38.8902361", "-77.05", "sRGB")
    people = said(extraction, AgentKind.PERSON)
    assert ("modelReleaseStatus", "http://ns.useplus.org/ldf/vocab/MR-NON") in people
    assert ("depictsPlace", "Kitty Hawk, USA") in people
    assert ("dateCreated", "2008-10-22T16:28:39+02:00") in people
    assert ("urgency", "5") in people
    assert {"XMP:crs:Exposure2012", "Canon:LensType", "IFD1:ImageWidth"} <= extraction.kept.keys()
    assert extraction.unmapped == {"ExifIFD:Frobnication": 1, "XMP:foo:Bar": 1}


def test_claims_point_into_the_json_and_have_their_languages() -> None:
    (extraction,) = read([GROUPED])
    titles = [c for run in extraction.runs for c in run.observations if c.property == "title"]
    assert [(c.value, c.language, c.pointer) for c in titles] == [
        ("Dune", "", "/0/XMP-dc:Title"), ("Düne", "de", "/0/XMP-dc:Title-de"),
    ]  # fmt: skip


def test_objects_around_values_are_looked_into() -> None:
    longer = {"SourceFile": "a.jpg", "EXIF:ExposureTime": {"desc": "Exposure Time", "num": 0.008, "val": "1/125"}}
    assert said(read([longer])[0], AgentKind.SYSTEM) == [("exposureTime", "0.008")]


def test_files_of_one_name_in_two_folders_are_two_assets() -> None:
    dumps = [{"SourceFile": f"{folder}/a.jpg", "MIMEType": "image/jpeg"} for folder in "xy"]
    assert [e.reference.name for e in read(dumps)] == ["x/a.jpg", "y/a.jpg"]


def test_what_exiftool_could_not_read_is_named() -> None:
    (extraction,) = read([{"SourceFile": "a.bin", "ExifToolVersion": 12.76, "Error": "Unknown file type"}])
    assert extraction.problems == ("ExifTool says of 'a.bin': Unknown file type",)
    assert extraction.runs == ()


def test_what_is_no_dump_is_named_and_the_others_are_read() -> None:
    last = read([{"SourceFile": "a.jpg", "Title": "A"}, {"Title": "B"}, 3])[-1]
    assert [problem.partition(" is ")[0] for problem in last.problems] == ["/1", "/2"]
    with pytest.raises(SourceRefused, match="names its SourceFile"):
        read([{"SourceFile": 3}])


@pytest.mark.parametrize(("value", "length"), [
    ("0:01:02", "62"), ("11.00 s", "11"), ("10.5 s (approx)", "10.5"), (7.25, "7.25"), ("1 days 0:00:01", "86401"),
])  # fmt: skip
def test_a_duration_in_every_form(value: Any, length: str) -> None:
    assert f"{(values.seconds(value) or 0):f}".rstrip("0").rstrip(".") == length


@pytest.mark.parametrize("value", ["undef", "inf", "1/0", "n/a", None, {}, "1e999", "9" * 40])
def test_what_is_no_measure_is_none(value: Any) -> None:
    assert values.number(value) is None


def test_names_of_tags() -> None:
    assert split("EXIF:IFD0:Make") == ("IFD0", "Make", "")
    assert split("IPTC:By-line") == ("IPTC", "By-line", "")
    assert split("QuickTime:Title-deu-DE") == ("QuickTime", "Title", "deu-DE")
    assert xmp_name("XMP-dc", "Rights") == "dc:rights"
    assert xmp_name("XMP", "UsageTerms") == "xmpRights:UsageTerms"
    assert xmp_name("XMP-iptcCore", "Location") == "Iptc4xmpCore:Location"


def test_it_is_recognised_by_source_file_alone() -> None:
    for document, name in (([{"SourceFile": "a.jpg"}], "exiftool"), ([{"sourceFile": "a.jpg"}], None)):
        source = Source("x.json", "x.json", orjson.dumps(document), "application/json")
        found = registry.find_extractor(source)
        assert (found.name if found else None) == name


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text(max_size=5), below, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*PRINTED, *GROUPED]) | st.text(max_size=20), _VALUES, max_size=12))
def test_no_value_is_too_odd(dump: dict[str, Any]) -> None:
    (extraction,) = read([dump | {"SourceFile": "a.jpg"}])
    for claim in (c for run in extraction.runs for c in run.observations):
        assert claim.value.strip()


def test_it_says_of_the_real_files_what_we_say_ourselves(shared: Path) -> None:
    ours: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for extracted in extract_paths([str(shared / "media" / part) for part in ("av", "images")], workers=2):
        for claim in (c for e in extracted.extractions for run in e.runs for c in run.observations):
            ours[Path(extracted.path).name, claim.property].add(claim.value)
    agree, differ = 0, set()
    for extracted in extract_paths([str(shared / "media" / "reference")], workers=0):
        for extraction in extracted.extractions:
            for claim in (c for run in extraction.runs for c in run.observations):
                key = (extraction.reference.name, claim.property)
                if claim.value in ours[key]:
                    agree += 1
                else:
                    differ.add(key)
    print(f"{agree} values of ExifTool's JSON are as we read them; they differ for {sorted(differ)}")
    assert agree >= 700
    assert differ <= {
        ("sample.3gp", "channels"), ("chirp-5-id3.mp3", "duration"), ("BonTonARTSTORplusIPTC.xmp", "mediaFormat"),
        ("xmp-gcam-portrait.xml", "mediaFormat"),
    }  # fmt: skip
