"""TIFF-based raw files and BigTIFF built by hand, maker notes inside EXIF, and directories that lie."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from extractors.extracted import Extracted
from extractors.files.raw_types import tiff_type

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]
Entry = tuple[int, int, object]

SIZES = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 7: "s", 16: "Q"}


def directory(entries: list[Entry], at: int, order: str = "<", *, big: bool = False, following: int = 0) -> bytes:
    """One directory at a place, its longer values behind it."""
    width, room, counter, word = (20, 8, "Q", "Q") if big else (12, 4, "H", "I")
    length = struct.calcsize(f"<{counter}") + width * len(entries) + room
    body, values = b"", b""
    for tag, kind, value in sorted(entries, key=lambda entry: entry[0]):
        if kind in (2, 7):
            raw, count = bytes(value), len(bytes(value))  # type: ignore[call-overload]
        else:
            numbers = value if isinstance(value, tuple) else (value,)
            raw = b"".join(struct.pack(order + SIZES[kind][0], number) for number in numbers)
            count = len(numbers) // (2 if kind == 5 else 1)
        if len(raw) > room:
            raw, place = b"", (values := values + raw) and at + length + len(values) - len(raw)
            inside = struct.pack(order + word, place)
        else:
            inside = raw.ljust(room, b"\x00")
        body += struct.pack(order + "HH" + word, tag, kind, count) + inside
    return struct.pack(order + counter, len(entries)) + body + struct.pack(order + word, following) + values


def tiff(main: list[Entry], inner: list[Entry] | None = None, *, exif: list[Entry] | None = None) -> bytes:
    """A little-endian TIFF whose first directory points to one picture below, and to an EXIF directory."""
    below = directory(inner, 4096) if inner else b""
    camera = directory(exif, 8192) if exif else b""
    pointers: list[Entry] = ([(0x014A, 4, 4096)] if inner else []) + ([(0x8769, 4, 8192)] if exif else [])
    head = b"II*\x00" + struct.pack("<I", 8) + directory([*main, *pointers], 8)
    return head.ljust(4096, b"\x00") + below.ljust(4096, b"\x00") + camera.ljust(2048, b"\x00")


PREVIEW: list[Entry] = [(0x00FE, 4, 1), (0x0100, 4, 160), (0x0101, 4, 120), (0x0103, 3, 1)]
FULL: list[Entry] = [
    (0x00FE, 4, 0), (0x0100, 4, 6000), (0x0101, 4, 4000), (0x0102, 3, 14), (0x0103, 3, 7), (0x0106, 3, 32803),
]  # fmt: skip
CAMERA: list[Entry] = [(0x829A, 5, (1, 250)), (0x9003, 2, b"2026:03:04 05:06:07\x00"), (0x8827, 3, 400)]


def dng() -> bytes:
    return tiff(
        [*PREVIEW, (0x010F, 2, b"Leica\x00"), (0x0110, 2, b"M11\x00"), (0xC612, 1, (1, 4, 0, 0)),
         (0xC62F, 2, b"SN-77\x00"), (0xC68B, 2, b"L1000077.DNG\x00")],
        FULL, exif=CAMERA,
    )  # fmt: skip


def nef() -> bytes:
    return tiff([*PREVIEW, (0x010F, 2, b"NIKON CORPORATION\x00"), (0x0110, 2, b"NIKON Z 8\x00")], FULL, exif=CAMERA)


def arw() -> bytes:
    return tiff([*PREVIEW, (0x010F, 2, b"SONY\x00"), (0x0110, 2, b"ILCE-7M4\x00"), (0xC634, 1, (9, 9, 9, 9))], FULL)


def cr2() -> bytes:
    data = tiff([*PREVIEW, (0x010F, 2, b"Canon\x00"), (0x0110, 2, b"Canon EOS 6D\x00")], FULL, exif=CAMERA)
    made = directory([*PREVIEW, (0x010F, 2, b"Canon\x00"), (0x0110, 2, b"Canon EOS 6D\x00"), (0x014A, 4, 4096),
                      (0x8769, 4, 8192)], 16)  # fmt: skip
    return (b"II*\x00" + struct.pack("<I", 16) + b"CR\x02\x00\x00\x00\x00\x00" + made).ljust(4096, b"\x00") + data[
        4096:
    ]


RAW = {"a.dng": (dng, "image/x-adobe-dng"), "a.nef": (nef, "image/x-nikon-nef"), "a.arw": (arw, "image/x-sony-arw"),
       "a.cr2": (cr2, "image/x-canon-cr2")}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_raw_files_are_known_and_their_full_picture_is_measured(name: str, read: Read, said: Said) -> None:
    make, media_type = RAW[name]
    texts = said(read(make(), name))
    assert texts["mediaFormat"] == [media_type]
    assert (texts["width"], texts["height"]) == (["6000"], ["4000"])
    assert texts["bitDepth"] == ["14"]
    assert texts["pixelFormat"] == ["colour filter array"]
    assert texts["compression"] == ["JPEG"]
    assert "defect" not in texts


def test_dng_says_camera_and_origin(read: Read, said: Said) -> None:
    texts = said(read(dng(), "a.dng"))
    assert texts["formatVersion"] == ["DNG 1.4.0.0"]
    assert texts["cameraModel"] == ["M11"]
    assert texts["cameraSerialNumber"] == ["SN-77"]
    assert texts["ingredient"] == ["L1000077.DNG"]
    assert texts["exposureTime"] == ["0.004"]
    assert texts["captureDate"] == ["2026-03-04T05:06:07"]


def test_a_plain_tiff_of_a_nikon_is_a_tiff(picture: Callable[..., bytes]) -> None:
    assert tiff_type(picture("TIFF", tiffinfo={271: "NIKON CORPORATION"})) == "image/tiff"
    assert tiff_type(b"II*\x00\x00") == "image/tiff"


def big_tiff() -> bytes:
    entries: list[Entry] = [
        (0x0100, 4, 8), (0x0101, 4, 6), (0x0102, 3, (8, 8, 8)), (0x0103, 3, 1), (0x0106, 3, 2),
        (0x010F, 2, b"Phase One\x00"),
        (0x0110, 2, b"IQ4 150MP Achromatic\x00"), (0x0111, 16, 600), (0x0115, 3, 3), (0x0116, 4, 6), (0x0117, 16, 144),
        (0x0112, 3, 1),
    ]  # fmt: skip
    head = b"II+\x00\x08\x00\x00\x00" + struct.pack("<Q", 16) + directory(entries, 16, big=True)
    return head.ljust(600, b"\x00") + bytes(144)


def test_big_tiff_is_read_with_all_its_tags(read: Read, said: Said) -> None:
    found = read(big_tiff(), "a.tif")
    texts = said(found)
    assert (texts["width"], texts["height"]) == (["8"], ["6"])
    assert texts["formatVersion"] == ["BigTIFF"]
    assert texts["cameraMake"] == ["Phase One"]
    assert texts["cameraModel"] == ["IQ4 150MP Achromatic"]
    assert "defect" not in texts
    cut = said(read(big_tiff()[:-20], "a.tif"))
    assert cut["defect"] == ["truncated: 1 of 1 parts of the picture lie behind the end of the file"]


def test_every_page_of_a_long_tiff_counts(read: Read, said: Said) -> None:
    out = BytesIO()
    pages = [Image.new("1", (8, 6)) for _ in range(150)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert said(read(out.getvalue(), "a.tif"))["frameCount"] == ["150"]


def test_a_directory_that_repeats_one_value_is_bounded(read: Read, said: Said) -> None:
    entries: list[Entry] = [(0x0100, 4, 8), (0x0101, 4, 6), (0x010F, 2, b"Leica\x00")]
    data = b"II*\x00" + struct.pack("<I", 8) + directory(entries, 8)
    many = b"".join(struct.pack("<HHII", 0x9000 + n, 7, 4 << 20, 100) for n in range(4000))
    head = b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 4003) + data[10:46] + many + bytes(4)
    found = read(head.ljust((4 << 20) + 4096, b"x"), "a.tif")
    assert any("holds more than" in problem for problem in found.extractions[0].problems)


def noted(maker: bytes, note: bytes) -> bytes:
    """A JPEG whose EXIF holds a maker's note at byte 1024 of its TIFF structure."""
    main = directory([(0x010F, 2, maker + b"\x00"), (0x8769, 4, 512)], 8)
    camera = struct.pack("<H", 1) + struct.pack("<HHII", 0x927C, 7, len(note), 1024) + bytes(4)
    block = (b"II*\x00" + struct.pack("<I", 8) + main).ljust(512, b"\x00") + camera
    out = BytesIO()
    Image.new("RGB", (8, 6)).save(out, "JPEG", exif=b"Exif\x00\x00" + block.ljust(1024, b"\x00") + note)
    return out.getvalue()


def inner_tiff(entries: list[Entry]) -> bytes:
    return b"II*\x00" + struct.pack("<I", 8) + directory(entries, 8)


CANON = directory([(0x0007, 2, b"Firmware Version 1.10\x00"), (0x0009, 2, b"Maren Holt\x00"), (0x000C, 4, 4210042),
                   (0x0095, 2, b"EF50mm f/1.4 USM\x00")], 1024)  # fmt: skip
NIKON = b"Nikon\x00\x02\x10\x00\x00" + inner_tiff(
    [(0x001D, 2, b"7203114\x00"), (0x0084, 5, (18, 1, 70, 1, 35, 10, 45, 10))]
)
PANASONIC = b"Panasonic\x00\x00\x00" + directory(
    [(0x0051, 2, b"LUMIX G VARIO 14-140/F3.5-5.6\x00"), (0x0052, 2, b"XK5VH123\x00")], 1024 + 12
)
FUJI = b"FUJIFILM" + struct.pack("<I", 12) + directory([(0x0010, 2, b"FPX 88123 592D31\x00")], 12)
APPLE = b"Apple iOS\x00\x00\x01MM" + directory([(0x0011, 2, b"7E1A-CONTENT-ID\x00")], 14, ">")


@pytest.mark.parametrize(
    ("maker", "note", "kept", "expected"),
    [
        (b"Canon", CANON, "Canon", {
            "cameraOwner": "Maren Holt", "cameraSerialNumber": "4210042", "lensModel": "EF50mm f/1.4 USM",
            "cameraFirmware": "Firmware Version 1.10",
        }),
        (b"NIKON CORPORATION", NIKON, "Nikon", {"cameraSerialNumber": "7203114", "lensModel": "18-70mm f/3.5-4.5"}),
        (b"Panasonic", PANASONIC, "Panasonic", {
            "lensModel": "LUMIX G VARIO 14-140/F3.5-5.6", "lensSerialNumber": "XK5VH123",
        }),
        (b"FUJIFILM", FUJI, "Fujifilm", {"cameraSerialNumber": "FPX 88123 592D31"}),
        (b"Apple", APPLE, "Apple", {"imageGuid": "7E1A-CONTENT-ID"}),
        (b"SONY", b"SONY DSC \x00\x00\x00" + bytes(40), "Sony", {}),
        (b"CASIO", b"QVC\x00" + bytes(40), "Casio", {}),
        (b"DJI", b"\x99" * 40, "Dji", {}),
        (b"Nobody", b"some words of theirs", "text", {}),
        (b"Nobody", b"\x99" * 40, "Nobody", {}),
        (b"Canon", b"\xff" * 40, "Canon", {}),
    ],
)  # fmt: skip
def test_maker_notes_are_named_and_read_where_that_is_safe(
    maker: bytes, note: bytes, kept: str, expected: dict[str, str], read: Read, said: Said
) -> None:
    found = read(noted(maker, note), "a.jpg")
    texts = said(found)
    assert found.extractions[0].kept[f"EXIF:MakerNote ({kept})"] == 1
    assert {prop: texts[prop] for prop in expected} == {prop: [value] for prop, value in expected.items()}
    notes = {"cameraOwner", "cameraSerialNumber", "lensModel", "lensSerialNumber", "cameraFirmware", "imageGuid"}
    assert notes & set(texts) == set(expected)


def test_gps_is_read_whole(read: Read, said: Said) -> None:
    place: list[Entry] = [
        (1, 2, b"S\x00"), (2, 5, (33, 1, 51, 1, 252, 10)), (3, 2, b"E\x00"), (4, 5, (151, 1, 12, 1, 36, 1)),
        (12, 2, b"N\x00"), (13, 5, (10, 1)), (14, 2, b"T\x00"), (15, 5, (2772, 10)), (17, 5, (90, 1)),
        (19, 2, b"S\x00"), (20, 5, (33, 1, 0, 1, 0, 1)), (21, 2, b"E\x00"), (22, 5, (151, 1, 30, 1, 0, 1)),
        (28, 7, b"ASCII\x00\x00\x00The Rocks"), (31, 5, (19, 4)), (11, 5, (2, 1)),
    ]  # fmt: skip
    block = b"II*\x00" + struct.pack("<I", 8) + directory([(0x8825, 4, 64)], 8)
    block = block.ljust(64, b"\x00") + directory(place, 64)
    out = BytesIO()
    Image.new("RGB", (8, 6)).save(out, "JPEG", exif=b"Exif\x00\x00" + block)
    texts = said(read(out.getvalue(), "a.jpg"))
    assert texts["latitude"] == ["-33.857"]
    assert texts["gpsSpeed"] == ["18.52"]
    assert texts["gpsTrack"] == ["277.2"]
    assert texts["gpsDirection"] == ["90"]
    assert texts["gpsAccuracy"] == ["4.75"]
    assert texts["depictsCoordinates"] == ["-33,151.5"]
    assert texts["contentLocation"][0] == "The Rocks"
