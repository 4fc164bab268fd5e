"""Pictures built by hand in formats without a sample: JPEG 2000, JPEG XL, DPX, OpenEXR, HEIF, and animations."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import orjson
import pytest
from PIL import Image

from extractors.extracted import Extracted

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Dayton"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def exif() -> bytes:
    made = Image.Exif()
    made[0x010F], made[0x0110] = "Canon", "Canon EOS R5"
    return made.tobytes().removeprefix(b"Exif\x00\x00")


def jp2(*more: bytes) -> bytes:
    """A JP2 of 64 x 48 in sRGB, 300 points per inch, with a codestream that ends after its main header."""
    header = box(b"ihdr", struct.pack(">IIHBBBB", 48, 64, 3, 7, 7, 0, 0)) + box(
        b"colr", struct.pack(">BBBI", 1, 0, 0, 16)
    )
    header += box(b"res ", box(b"resc", struct.pack(">HHHHbb", 11811, 1, 11811, 1, 0, 0)))
    start = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 ", b"\x00" * 4, b"jp2 ")
    return start + box(b"jp2h", header) + b"".join(more) + box(b"jp2c", codestream())


def codestream() -> bytes:
    size = struct.pack(">HIIIIIIIIH", 0, 64, 48, 0, 0, 64, 48, 0, 0, 3) + b"\x07\x01\x01" * 3
    comment = struct.pack(">H", 1) + b"Kakadu-v7.4"
    return (
        b"\xff\x4f\xff\x51" + struct.pack(">H", 2 + len(size)) + size
        + b"\xff\x64" + struct.pack(">H", 2 + len(comment)) + comment + b"\xff\x90\xff\xd9"
    )  # fmt: skip


def jxl() -> bytes:
    """A container with EXIF and XMP whose codestream says 800 x 600: not small, ratio 3 (4:3)."""
    bits = (0 | 1 << 1 | (600 - 1) << 3 | 3 << 16).to_bytes(4, "little")
    start = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \x00\x00\x00\x00jxl ")
    return start + box(b"Exif", b"\x00" * 4, exif()) + box(b"xml ", XMP) + box(b"jxlc", b"\xff\x0a" + bits + bytes(20))


def dpx(order: str = ">") -> bytes:
    header = bytearray(b"\xff" * 2048)

    def put(at: int, value: bytes, length: int = 0) -> None:
        header[at : at + max(length, len(value))] = value.ljust(length, b"\x00")

    def number(at: int, value: int) -> None:
        put(at, struct.pack(f"{order}I", value))

    put(0, b"SDPX" if order == ">" else b"XPDS")
    number(4, 2048)
    put(8, b"V2.0", 8)
    number(16, 2048 + 64)
    put(36, b"reel7.0001.dpx", 100)
    put(136, b"2026:03:04:05:06:07Z", 24)
    put(160, b"Scanner Suite 4", 100)
    put(260, b"Kitty Hawk restoration", 200)
    put(460, b"(c) Example Archive", 200)
    put(768, struct.pack(f"{order}HH", 0, 1))
    number(772, 2048)
    number(776, 1556)
    put(800, bytes([50, 3, 1, 10]))
    put(804, struct.pack(f"{order}HH", 1, 0))
    put(1432, b"reel7.cin", 100)
    put(1556, b"ARRISCAN", 32)
    put(1588, b"AS-0042", 32)
    number(1628, 1)
    number(1632, 1)
    put(1764, b"Take 3, dunes", 100)
    put(1724, struct.pack(f"{order}f", 24.0))
    number(1920, 0x01020304)
    return bytes(header) + bytes(64)


def exr() -> bytes:
    def attribute(name: bytes, kind: bytes, value: bytes) -> bytes:
        return name + b"\x00" + kind + b"\x00" + struct.pack("<i", len(value)) + value

    channel = b"\x00" + struct.pack("<iB3xii", 1, 0, 1, 1)
    return (
        b"v/1\x01" + struct.pack("<I", 2)
        + attribute(b"channels", b"chlist", b"B" + channel + b"G" + channel + b"R" + channel + b"\x00")
        + attribute(b"compression", b"compression", b"\x03")
        + attribute(b"displayWindow", b"box2i", struct.pack("<4i", 0, 0, 1919, 1079))
        + attribute(b"owner", b"string", b"Example Archive")
        + attribute(b"isoSpeed", b"float", struct.pack("<f", 800.0))
        + attribute(b"capDate", b"string", b"2026:03:04 05:06:07")
        + attribute(b"framesPerSecond", b"rational", struct.pack("<iI", 24000, 1001))
        + b"\x00"
    )  # fmt: skip


def heif() -> bytes:
    """A HEIC without any picture data: what its items say is read all the same."""

    def item(number: int, kind: bytes, rest: bytes = b"") -> bytes:
        return box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", number, 0) + kind + b"\x00" + rest)

    entry = b"\x00\x00\x00\x00" + exif()
    store = entry + XMP
    places = b"".join(
        struct.pack(">HHHHII", number, 1, 0, 1, at, length)
        for number, at, length in ((2, 0, len(entry)), (3, len(entry), len(XMP)))
    )
    meta = (
        box(b"hdlr", b"\x00" * 8 + b"pict" + b"\x00" * 13)
        + box(b"iinf", b"\x00" * 4 + struct.pack(">H", 2) + item(2, b"Exif")
              + item(3, b"mime", b"application/rdf+xml\x00"))
        + box(b"iloc", b"\x01\x00\x00\x00" + bytes([0x44, 0x00]) + struct.pack(">H", 2) + places)
        + box(b"iprp", box(b"ipco", box(b"ispe", b"\x00" * 4 + struct.pack(">II", 4032, 3024))))
        + box(b"idat", store)
    )  # fmt: skip
    return box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic") + box(b"meta", b"\x00" * 4, meta)


MADE: dict[str, Callable[[], bytes]] = {
    "a.jp2": lambda: jp2(box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), XMP)),
    "a.j2c": codestream,
    "a.jxl": jxl,
    "a.dpx": dpx,
    "b.dpx": lambda: dpx("<"),
    "a.exr": exr,
    "a.heic": heif,
}
SIZES = {
    "a.jp2": (64, 48), "a.j2c": (64, 48), "a.jxl": (800, 600), "a.dpx": (2048, 1556), "b.dpx": (2048, 1556),
    "a.exr": (1920, 1080), "a.heic": (4032, 3024),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_sizes_are_read_without_decoding(name: str, read: Read, said: Said) -> None:
    found = read(MADE[name](), name)
    assert not found.refusal
    texts = said(found)
    assert (int(texts["width"][0]), int(texts["height"][0])) == SIZES[name]
    assert ("defect" in texts) == (name == "a.heic")  # it holds no picture, only items


@pytest.mark.parametrize("name", MADE)
def test_cut_anywhere_they_end_by_name(name: str, read: Read, said: Said) -> None:
    data = MADE[name]()
    for end in range(12, len(data) - 1, max(1, len(data) // 60)):
        found = read(data[:end], name)
        assert found.refusal.startswith(name) or said(found), end
        assert " failed: " not in found.refusal, found.refusal


def test_jpeg_2000(read: Read, said: Said) -> None:
    texts = said(read(MADE["a.jp2"](), "a.jp2"))
    assert texts["mediaFormat"] == ["image/jp2"]
    assert texts["bitDepth"] == ["8"]
    assert texts["colourSpace"] == ["sRGB"]
    assert texts["horizontalResolution"] == ["299.999"]
    assert texts["city"] == ["Dayton"]
    (defect,) = said(read(MADE["a.jp2"]()[:-4], "a.jp2"))["defect"]
    assert defect == "truncated: the box 'jp2c' ends 4 bytes behind the end of the file"
    assert said(read(codestream(), "a.j2c"))["software"] == ["Kakadu-v7.4"]


def test_jpeg_xl(read: Read, said: Said) -> None:
    texts = said(read(jxl(), "a.jxl"))
    assert texts["cameraModel"] == ["Canon EOS R5"]
    assert texts["city"] == ["Dayton"]
    bare = read(b"\xff\x0a" + (1 | 5 << 1 | 7 << 6).to_bytes(4, "little") + bytes(8), "b.jxl")
    assert (said(bare)["width"], said(bare)["height"]) == (["96"], ["48"])


@pytest.mark.parametrize("name", ["a.dpx", "b.dpx"])
def test_dpx(name: str, read: Read, said: Said) -> None:
    texts = said(read(MADE[name](), name))
    assert texts["pixelFormat"] == ["RGB"]
    assert texts["bitDepth"] == ["10"]
    assert texts["formatVersion"] == ["DPX V2.0"]
    assert texts["software"] == ["Scanner Suite 4"]
    assert texts["jobId"] == ["Kitty Hawk restoration"]
    assert texts["copyrightNotice"] == ["(c) Example Archive"]
    assert texts["cameraModel"] == ["ARRISCAN"]
    assert texts["cameraSerialNumber"] == ["AS-0042"]
    assert texts["modifiedDate"] == ["2026-03-04T05:06:07Z"]
    assert texts["description"] == ["Take 3, dunes"]
    assert texts["frameRate"] == ["24"]
    assert texts["timecode"] == ["01:02:03:04"]
    assert texts["orientation"] == ["1"]
    assert texts["colourTransfer"] == ["logarithmic"]
    assert texts["ingredient"] == ["reel7.cin"]
    cut = said(read(MADE[name]()[:-10], name))
    assert cut["defect"] == ["truncated: the header says 2112 bytes, the file has 2102"]


def test_open_exr(read: Read, said: Said) -> None:
    texts = said(read(exr(), "a.exr"))
    assert texts["pixelFormat"] == ["B,G,R half"]
    assert texts["bitDepth"] == ["16"]
    assert texts["compression"] == ["ZIP"]
    assert texts["copyrightOwner"] == ["Example Archive"]
    assert texts["isoSpeed"] == ["800"]
    assert texts["captureDate"] == ["2026-03-04T05:06:07"]
    assert texts["frameRate"] == ["23.976024"]


def test_heif_items_without_a_decoder(read: Read, said: Said) -> None:
    texts = said(read(heif(), "a.heic"))
    assert texts["cameraModel"] == ["Canon EOS R5"]
    assert texts["city"] == ["Dayton"]


@pytest.mark.parametrize(("form", "name"), [("GIF", "a.gif"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_animations_say_frames_length_and_loops(form: str, name: str, read: Read, said: Said) -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=[200, 300, 250], loop=5)
    texts = said(read(out.getvalue(), name))
    assert texts["frameCount"] == ["3"]
    assert texts["duration"] == ["0.75"]
    assert texts["loopCount"] == ["5"]


def test_png_fields(read: Read, said: Said) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    out = BytesIO()
    Image.new("I;16", (8, 6)).save(out, "PNG")
    data = out.getvalue()
    more = chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1)) + chunk(
        b"tIME", struct.pack(">HBBBBB", 2026, 3, 4, 5, 6, 7)
    )
    more += chunk(b"tEXt", b"Creation Time\x00Sat, 13 Mar 2021 09:05:06 +0100")
    texts = said(read(data[:33] + more + data[33:], "a.png"))
    assert texts["bitDepth"] == ["16"]
    assert texts["horizontalResolution"] == ["299.999"]
    assert texts["modifiedDate"] == ["2026-03-04T05:06:07Z"]
    assert texts["digitisedDate"] == ["2021-03-13T09:05:06+01:00"]


EXIFTOOL = shutil.which("exiftool")


@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not on this machine: a second witness, never required")
@pytest.mark.parametrize("name", MADE)
def test_exiftool_sees_the_same(name: str, tmp_path: Path, read: Read, said: Said) -> None:
    (tmp_path / name).write_bytes(MADE[name]())
    done = subprocess.run(
        [str(EXIFTOOL), "-j", "-n", "-fast2", str(tmp_path / name)], capture_output=True, check=False, timeout=60
    )
    (theirs,) = orjson.loads(done.stdout)
    texts = said(read(MADE[name](), name))
    seen = 0
    for tag, prop in (
        ("ImageWidth", "width"), ("ImageHeight", "height"), ("City", "city"), ("Model", "cameraModel"),
        ("MIMEType", "mediaFormat"), ("FrameRate", "frameRate"), ("OriginalFrameRate", "frameRate"),
        ("Copyright", "copyrightNotice"), ("Project", "jobId"), ("Owner", "copyrightOwner"),
    ):  # fmt: skip
        if tag in theirs and prop in texts:
            seen += 1
            assert str(theirs[tag]) in (texts[prop][0], "image/x-j2c", "image/x-exr"), (tag, theirs[tag], texts[prop])
    assert seen >= 2, theirs
