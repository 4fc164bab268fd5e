"""Pictures that are cut, corrupt, mislabelled, encrypted or absurdly large: refused by name, or used with a defect."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from extractors.extracted import Extracted
from extractors.files.integrity import ENDINGS, naming_defect
from extractors.media_type import media_type_of

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]
Picture = Callable[..., bytes]


@pytest.mark.parametrize(
    ("form", "name", "cut", "starts"),
    [
        ("JPEG", "a.jpg", 60, "truncated: the JPEG has no end marker"),
        ("PNG", "a.png", 20, "truncated: the PNG chunk"),
        ("WEBP", "a.webp", 20, "truncated: the header says"),
        ("BMP", "a.bmp", 20, "truncated: the header says"),
        ("TIFF", "a.tif", 300, "truncated: 1 of 1 parts of the picture lie behind"),
        ("GIF", "a.gif", 5, "truncated or corrupt: the metadata of this image/gif are cut off"),
    ],
)
def test_a_cut_picture_is_used_with_its_defect(
    form: str, name: str, cut: int, starts: str, read: Read, said: Said, picture: Picture
) -> None:
    whole = picture(form, size=(120, 90))
    assert "defect" not in said(read(whole, name))
    if form == "TIFF":  # Pillow writes the directory first
        assert int.from_bytes(whole[4:8], "little") == 8
    texts = said(read(whole[:-cut], name))
    assert texts["width"] == ["120"]
    assert [defect for defect in texts["defect"] if defect.startswith(starts)], texts["defect"]


def test_a_wrong_checksum_is_a_defect(read: Read, said: Said, picture: Picture) -> None:
    data = bytearray(picture("PNG", size=(120, 90)))
    at = data.index(b"IDAT") + 10
    data[at] ^= 0xFF
    assert said(read(bytes(data), "a.png"))["defect"] == [
        f"corrupt: the PNG chunk 'IDAT' at byte {at - 14} does not fit its checksum"
    ]


@pytest.mark.parametrize(
    ("form", "name", "content"),
    [("PNG", "a.jpg", "image/png"), ("JPEG", "a.png", "image/jpeg"), ("GIF", "a.dng", "image/gif")],
)
def test_a_mislabelled_picture_is_read_as_what_it_is(
    form: str, name: str, content: str, read: Read, said: Said, picture: Picture
) -> None:
    texts = said(read(picture(form), name))
    assert texts["mediaFormat"] == [content]
    ending = name.partition(".")[2]
    assert texts["defect"] == [f"mislabelled: the name ends in .{ending}, but the content is {content}"]


def test_every_ending_stands_for_a_type_that_content_can_be() -> None:
    assert naming_defect("photo.JPG", "image/jpeg") == ""
    assert naming_defect("photo", "image/jpeg") == ""
    assert naming_defect("photo.dat", "image/jpeg") == ""
    assert all(kinds for kinds in ENDINGS.values())
    assert all(naming_defect(f"a.{ending}", kinds[0]) == "" for ending, kinds in ENDINGS.items())


def test_metadata_of_a_picture_nobody_opens_are_used_with_the_reason(read: Read, said: Said, picture: Picture) -> None:
    made = Image.Exif()
    made[0x0110] = "EOS 40D"
    whole = picture(exif=made)
    texts = said(read(whole[: whole.index(b"\xff\xc0") + 4], "a.jpg"))
    assert texts["cameraModel"] == ["EOS 40D"]
    assert "width" not in texts
    assert any("only its metadata are used" in defect for defect in texts["defect"])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"XPDS" + bytes(768) + struct.pack("<II", 2**31, 2**31) + b"\x00" * 1300, "a.dpx"),
        (b"\xff\x0a" + (0 | 3 << 1 | (2**30 - 1) << 3 | 1 << 33).to_bytes(5, "little") + bytes(8), "a.jxl"),
        (b"\xff\x4f\xff\x51" + struct.pack(">HHIIII", 47, 0, 2**31, 2**31, 0, 0) + bytes(16)
         + b"\x00\x03\x07\x01\x01\x07\x01\x01\x07\x01\x01\xff\x90", "a.j2c"),
    ],
)  # fmt: skip
def test_absurd_sizes_are_refused_by_name(data: bytes, name: str, read: Read) -> None:
    refusal = read(data, name).refusal
    assert refusal.startswith(f"{name}: ")
    assert "pixels are over the limit" in refusal


def test_an_encrypted_dpx_is_a_defect(read: Read, said: Said) -> None:
    header = bytearray(b"\xff" * 2048)
    header[:4] = b"SDPX"
    header[16:20] = struct.pack(">I", 2048)
    header[660:664] = struct.pack(">I", 77)
    header[768:780] = struct.pack(">HHII", 0, 1, 64, 48)
    (defect,) = said(read(bytes(header), "a.dpx"))["defect"]
    assert defect.startswith("encrypted: ")


def test_an_empty_picture_is_refused(read: Read) -> None:
    assert read(b"", "a.jpg").refusal == "a.jpg: is empty"


def test_a_picture_in_a_document_type_is_not_guessed() -> None:
    out = BytesIO()
    Image.new("RGB", (8, 6)).save(out, "TIFF")
    assert media_type_of(out.getvalue(), "a.dng") == "image/tiff"


def test_a_packet_that_starts_a_million_times_is_read_in_no_time(read: Read, picture: Picture) -> None:
    found = read(b'<?xml version="1.0"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' + b"<x:xmpmeta >" * 1_000_000, "a.xmp")
    assert "not well-formed" in found.refusal
    many = read(picture(xmp=b"<x:xmpmeta>" * 5_000), "a.jpg")
    assert "not well-formed" in many.extractions[0].problems[0]
