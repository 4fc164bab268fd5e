"""Every tag that the ontology names agrees with ExifTool, for every real picture and clip.

`exiftool_tags.csv` says which tag becomes which property, and by which comparison here they agree (several tags: the
first one found). `pytest -s` prints the table. `DIFFERENCES` lists where we say something else, and why.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import orjson
import pytest

from extractors.extracted import Extracted
from extractors.run import extract_paths

Agrees = Callable[[str, Any], bool]


@dataclass(frozen=True)
class Row:
    """ExifTool's tags, our property, and the name of the comparison."""

    tags: tuple[str, ...]
    property: str
    agrees: str


def rows() -> list[Row]:
    with Path(__file__).with_name("exiftool_tags.csv").open(encoding="utf-8", newline="") as file:
        return [Row(tuple(row["tags"].split()), row["property"], row["agrees"]) for row in csv.DictReader(file)]


def text(ours: str, theirs: Any) -> bool:
    return " ".join(ours.split()) == " ".join(str(theirs).split())


def number(ours: str, theirs: Any, tolerance: str = "0.001") -> bool:
    try:
        first, second = Decimal(ours), Decimal(str(theirs).split()[0])
    except (InvalidOperation, IndexError):
        return False
    return abs(first - second) <= Decimal(tolerance) * max(abs(second), Decimal("0.001"))


def exact_number(ours: str, theirs: Any) -> bool:
    return number(ours, theirs, "0.000001")


def place(ours: str, theirs: Any) -> bool:
    return abs(Decimal(ours) - Decimal(str(theirs))) < Decimal("0.000001")


def seconds(ours: str, theirs: Any) -> bool:
    return abs(Decimal(ours) - Decimal(str(theirs))) <= Decimal("0.05")


def date(ours: str, theirs: Any) -> bool:
    """Compare dates as far as the shorter one goes; a time without a zone agrees with the same time in any."""
    wanted = re.sub(r"^(\d{4}):(\d\d)(?::(\d\d))?", lambda m: "-".join(g for g in m.groups() if g), str(theirs))
    wanted = wanted.replace(" ", "T")
    digits = [re.sub(r"(Z|[+-]\d\d:\d\d)$", "", value) for value in (ours, wanted)]
    digits = [re.sub(r"(T\d\d:\d\d)$", r"\1:00", value) for value in digits]
    digits = [re.sub(r"(\.\d*?)0*$", r"\1", value).rstrip(".") for value in digits]
    return digits[0] == digits[1] or digits[0].startswith(digits[1]) or digits[1].startswith(digits[0])


def coded(*meanings: str) -> Agrees:
    return lambda ours, theirs: int(theirs) < len(meanings) and ours == meanings[int(theirs)]


def named(field: str) -> Agrees:
    return lambda ours, theirs: text(ours, theirs.get(field, ""))


def location(ours: str, theirs: Any) -> bool:
    return all(str(theirs[part]) in ours for part in ("Sublocation", "City", "CountryName") if part in theirs)


def contact(ours: str, theirs: Any) -> bool:
    return ours in [str(part) for part in theirs.values()] or str(theirs.get("CiAdrCity")) in ours


PROGRAMS = (
    "?", "manual", "normal", "aperture-priority", "shutter-priority", "creative", "action", "portrait", "landscape",
    "bulb",
)  # fmt: skip
SPACES = {1: "sRGB", 2: "Adobe RGB", 65535: "uncalibrated", -1: "uncalibrated"}
COMPRESSIONS = {1: "none", 5: "LZW", 7: "JPEG", 8: "Deflate", 32773: "PackBits"}
MIME = {"application/vnd.adobe.photoshop": "image/vnd.adobe.photoshop", "image/heif": "image/heic"}

AGREES: dict[str, Agrees] = {
    "text": text, "number": number, "exact_number": exact_number, "place": place, "seconds": seconds, "date": date,
    "mime": lambda ours, theirs: MIME.get(theirs, theirs) == ours,
    "fired": lambda ours, theirs: ours == ("true" if int(theirs) & 1 else "false"),
    "boolean": lambda ours, theirs: ours == str(theirs).lower(),
    "aperture": lambda ours, theirs: number(ours, theirs, "0.002"),
    "stop": lambda ours, theirs: number(ours, theirs, "0.04"),
    "about": lambda ours, theirs: number(ours, theirs, "0.05"),
    "millimetres": lambda ours, theirs: abs(Decimal(ours) - Decimal(str(theirs))) <= Decimal("0.0005"),
    "size": lambda ours, theirs: place(ours.removeprefix("-"), theirs),
    "program": lambda ours, theirs: coded(*PROGRAMS)(ours.replace(" ", "-"), theirs),
    "metering": coded("", "average", "centre-weighted", "spot", "multi-spot", "pattern", "partial"),
    "exposure_mode": coded("automatic", "manual", "bracket"),
    "white_balance": coded("automatic", "manual"),
    "scene": coded("standard", "landscape", "portrait", "night"),
    "light": lambda ours, theirs: {10: "cloudy", 9: "fine weather", 1: "daylight"}.get(theirs) == ours,
    "colour_space": lambda ours, theirs: SPACES.get(theirs) == ours,
    "compression": lambda ours, theirs: COMPRESSIONS.get(theirs) == ours,
    "part": lambda ours, theirs: ours.strip() in str(theirs),
    "positive": exact_number,
    "per_metre": lambda ours, theirs: number(ours, Decimal(str(theirs)) * Decimal("0.0254")),
    "starts": lambda ours, theirs: ours.startswith(str(theirs)),
    "ends": lambda ours, theirs: ours.endswith(str(theirs)),
    "ends_time": lambda ours, theirs: ours.partition("T")[2] == str(theirs),
    "first": lambda ours, theirs: ours == str(theirs).split()[0],
    "indexed": lambda ours, theirs: ours == "8",
    "derived": lambda ours, theirs: ours in (theirs.get("DocumentID"), theirs.get("FilePath")),
    "flash_structure": lambda ours, theirs: ours == str(theirs["Fired"]).lower(),
    "contact": contact, "location": location,
    "artwork": named("AOTitle"), "registry": named("RegItemId"), "licensor_page": named("LicensorURL"),
    "plus_name": lambda ours, theirs: ours in [str(v) for k, v in theirs.items() if k.endswith("Name")],
}  # fmt: skip
SAYS_NOTHING = {"", "0000:00:00 00:00:00"}

_NOT_MEDIA = "a sidecar's own format is no fact about the picture it speaks of"
_UPRIGHT = "a film that stands upright has no rotation to claim"
_ZERO = "0 means that the zoom was not used, or that the light is not known (EXIF 4.6.5)"
_MILLIMETRE = "altitude is given to the millimetre"
_ITSELF = "the file was saved anew: it is made from itself"
_EXIF_FIRST = "EXIF, which comes first, gives another value"
DIFFERENCES = {
    ("BonTonARTSTORplusIPTC.xmp", "File:MIMEType"): _NOT_MEDIA,
    ("xmp-gcam-portrait.xml", "File:MIMEType"): _NOT_MEDIA,
    ("bikes.mp4", "Composite:Rotation"): _UPRIGHT,
    ("carphone_distorted.mp4", "Composite:Rotation"): _UPRIGHT,
    ("sample.3gp", "Composite:Rotation"): _UPRIGHT,
    ("sample_mpeg4.mp4", "Composite:Rotation"): _UPRIGHT,
    ("with-gps.mp4", "Composite:Rotation"): _UPRIGHT,
    ("sample.3gp", "Track1:AudioChannels"): "AMR has one channel (3GPP TS 26.071); the 2 is the container's default",
    ("iptc-agency-photographer-example.jpg", "GPS:GPSAltitude"): _MILLIMETRE,
    ("iptc-agency-photographer-example.jpg", "Composite:GPSAltitude"): _MILLIMETRE,
    ("iptc-agency-photographer-example.jpg", "XMP-xmp:CreateDate"): _EXIF_FIRST,
    ("iptc-agency-photographer-example.jpg", "XMP-xmpMM:DerivedFrom"): _ITSELF,
    ("iptc-staff-photographer-example.jpg", "XMP-xmpMM:DerivedFrom"): _ITSELF,
    ("tif-with-iptc-icc-xmp.tif", "XMP-xmpMM:DerivedFrom"): _ITSELF,
    ("iptc-staff-photographer-example.jpg", "IFD0:Compression"): "of a JPEG's EXIF: it is not how the JPEG is packed",
    ("photoshop-8x12-rgb24-all-metadata.png", "IFD0:Software"): "XMP, which comes first, names another program",
    ("png_with_exif_and_gps.png", "PNG-pHYs:PixelsPerUnitX"): _EXIF_FIRST,
    ("png_with_exif_and_gps.png", "PNG-pHYs:PixelsPerUnitY"): _EXIF_FIRST,
    ("sony-cybershot.jpg", "ExifIFD:LightSource"): _ZERO,
    **{
        (name, tag): _ZERO
        for name in ("DSCN0010.jpg", "DSCN0021.jpg", "DSCN0042.jpg")
        for tag in ("ExifIFD:DigitalZoomRatio", "ExifIFD:LightSource")
    },
    **{
        (name, tag): _EXIF_FIRST
        for name in ("Nikon_D70.jpg", "long_description.jpg")
        for tag in ("XMP-xmp:CreatorTool", "XMP-xmp:ModifyDate")
    },
    ("tif-with-iptc-icc-xmp.tif", "XMP-xmp:CreatorTool"): _EXIF_FIRST,
}
"""File and first tag of a row, and why we say something else."""

Compared = tuple[str, Row, Any, list[str]]


@pytest.fixture(scope="module")
def compared(shared: Path) -> list[Compared]:
    """Each file, row, ExifTool's value and ours."""
    media = shared / "media"
    found = {Path(e.path).name: e for e in extract_paths([str(media / "images"), str(media / "av")], workers=0)}
    dumps = [
        dump
        for name in ("images", "av")
        for dump in orjson.loads(gzip.decompress((media / "reference" / f"exiftool-{name}.json.gz").read_bytes()))
    ]
    return [each for dump in dumps for each in _compared(dump, _claims(found[dump["SourceFile"]]))]


def _compared(dump: dict[str, Any], ours: dict[str, list[str]]) -> Iterator[Compared]:
    for row in rows():
        theirs = next((dump[tag] for tag in row.tags if tag in dump), None)
        for value in theirs if isinstance(theirs, list) else [theirs]:
            if value is not None and str(value).strip() not in SAYS_NOTHING:
                yield dump["SourceFile"], row, value, ours.get(row.property, [])


def _claims(extracted: Extracted) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for extraction in extracted.extractions:
        for run in extraction.runs:
            for claim in run.observations:
                found.setdefault(claim.property, []).append(claim.value)
    return found


def _agree(row: Row, theirs: Any, ours: list[str]) -> bool:
    return any(AGREES[row.agrees](value, theirs) for value in ours)


def test_every_tag_agrees(compared: list[Compared]) -> None:
    agreed: Counter[tuple[str, str]] = Counter()
    files: dict[tuple[str, str], set[str]] = {}
    differ: dict[tuple[str, str], list[str]] = {}
    wrong, differing = [], set()
    for name, row, theirs, ours in compared:
        key = (row.tags[0], row.property)
        files.setdefault(key, set()).add(name)
        if _agree(row, theirs, ours):
            agreed[key] += 1
        elif (name, row.tags[0]) in DIFFERENCES:
            differing.add((name, row.tags[0]))
            differ.setdefault(key, []).append(f"{name}: {DIFFERENCES[name, row.tags[0]]}")
        else:
            wrong.append(f"{name}: {row.tags[0]} {theirs!r}, but {row.property} {ours}")
    print(f"\n{'ExifTool':36} {'property':22} {'files':>5} {'agree':>5} {'differ':>6}")
    for tag, prop in sorted(files):
        reasons = differ.get((tag, prop), [])
        print(f"{tag:36} {prop:22} {len(files[tag, prop]):5} {agreed[tag, prop]:5} {len(reasons):6}")
        for reason in reasons:
            print(f"    {reason}")
    print(f"{sum(agreed.values())} values of {len(agreed)} tags agree, {sum(map(len, differ.values()))} differ")
    assert not wrong, "\n".join(wrong)
    assert differing == set(DIFFERENCES), "a difference that is none any more must go"
    assert sum(agreed.values()) >= 1000
    assert len(agreed) >= 150


def test_the_table_has_no_row_that_no_file_meets(compared: list[Compared]) -> None:
    met = {(row.tags[0], row.property) for _, row, _, _ in compared}
    assert {(row.tags[0], row.property) for row in rows()} - met == set()
