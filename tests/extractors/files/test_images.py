"""Pictures made here: EXIF, IPTC-IIM and XMP in every container, and damage."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from extractors.extracted import Extracted
from ontology.model import AgentKind, MediaKind

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
 xmlns:ours="https://example.org/ours#" photoshop:City="Dayton" exif:GPSLatitude="39,45.534N"
 exif:GPSLongitude="84,11.496W" exif:ExposureTime="1/160" ours:Secret="7">
<d:title><rdf:Alt><rdf:li xml:lang="x-default">The shop</rdf:li><rdf:li xml:lang="en">The shop</rdf:li>
<rdf:li xml:lang="de">Die Werkstatt</rdf:li></rdf:Alt></d:title>
<d:creator><rdf:Seq><rdf:li>Maren Holt</rdf:li></rdf:Seq></d:creator>
<d:subject><rdf:Bag><rdf:li>bicycle</rdf:li><rdf:li>workshop</rdf:li></rdf:Bag></d:subject>
<photoshop:DateCreated>1903-12-17T10:35-05:00</photoshop:DateCreated>
<ext:PersonInImage><rdf:Bag><rdf:li>Wilbur Wright</rdf:li></rdf:Bag></ext:PersonInImage>
<ext:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</ext:DigitalSourceType>
<ext:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><ext:Sublocation>West Third Street</ext:Sublocation>
<ext:City>Dayton</ext:City><ext:CountryName>United States</ext:CountryName>
<ext:LocationId><rdf:Bag><rdf:li>http://www.wikidata.org/entity/Q34739</rdf:li></rdf:Bag></ext:LocationId></rdf:li></rdf:Bag></ext:LocationShown>
<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li>
<rdf:Description mwg-rs:Name="Katharine Wright" mwg-rs:Type="Face">
<mwg-rs:Area stArea:x="0.5" stArea:y="0.5" stArea:w="0.2" stArea:h="0.4" stArea:unit="normalized"/>
</rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x010F], made[0x0110], made[0x0112] = "Canon", "Canon EOS 40D", 6
    made[0x013B], made[0x010E] = "Maren Holt; Ada Poe", "SONY DSC"
    made[0xBEEF] = "a tag of nobody's"
    made.get_ifd(0x8769).update(
        {0x829A: 0.00625, 0x829D: 7.1, 0x8827: 100, 0x9003: "2008:05:30 15:56:01", 0x9291: "070", 0x9011: "+02:00"}
    )
    made.get_ifd(0x8769).update({0x927C: b"maker's own", 0x9286: b"ASCII\0\0\0seen from the dunes", 0x9209: 9})
    made.get_ifd(0x8825).update(
        {
            1: "S",
            2: (33.0, 51.0, 25.2),
            3: "E",
            4: (151.0, 12.0, 36.0),
            5: b"\x01",
            6: 3.5,
            7: (8.0, 5.0, 2.25),
            29: "2008:05:30",
        }
    )
    return made


def test_exif_says_camera_time_and_place(read: Read, said: Said, picture: Callable[..., bytes]) -> None:
    found = read(picture(exif=exif()), "a.jpg")
    texts = said(found)
    assert texts["cameraMake"] == ["Canon"]
    assert texts["cameraModel"] == ["Canon EOS 40D"]
    assert texts["orientation"] == ["6"]
    assert texts["exposureTime"] == ["0.00625"]
    assert texts["fNumber"] == ["7.1"]
    assert texts["isoSpeed"] == ["100"]
    assert texts["flash"] == ["true"]
    assert texts["captureDate"] == ["2008-05-30T15:56:01.07+02:00"]
    assert texts["latitude"] == ["-33.857"]
    assert texts["longitude"] == ["151.21"]
    assert texts["altitude"] == ["-3.5"]
    assert texts["gpsTime"] == ["2008-05-30T08:05:02.25Z"]
    assert texts["creator"] == ["Maren Holt", "Ada Poe"]
    assert texts["description"] == ["seen from the dunes"]
    assert texts["contentLocation"] == ["The Rocks, Australia"]
    assert (texts["width"], texts["height"]) == (["8"], ["6"])
    assert found.extractions[0].unmapped == {"EXIF:0xBEEF": 1}
    assert found.extractions[0].kept["EXIF:MakerNote (Canon)"] == 1
    assert found.extractions[0].kept["EXIF:ImageDescription"] == 1


def test_who_says_what(read: Read, picture: Callable[..., bytes]) -> None:
    (extraction,) = read(picture(exif=exif(), xmp=XMP.encode()), "a.jpg").extractions
    agents = {run.task: (run.agent.kind, run.agent.name) for run in extraction.runs}
    assert agents == {
        "file-facts": (AgentKind.SYSTEM, "mediagraph-file-facts"),
        "recording": (AgentKind.DEVICE, "Canon EOS 40D"),
        "embedded-metadata": (AgentKind.PERSON, "embedded metadata"),
        "place": (AgentKind.SYSTEM, "offline-gazetteer"),
    }
    (extraction,) = read(picture(xmp=XMP.encode()), "a.jpg").extractions
    assert [run.agent.name for run in extraction.runs if run.agent.kind is AgentKind.PERSON] == ["Maren Holt"]
    assert extraction.reference.kind is MediaKind.IMAGE
    assert extraction.rendition is not None
    assert extraction.rendition.media_type == "image/jpeg"


def png(xmp: str = "", texts: dict[str, str] | None = None) -> bytes:
    info = PngInfo()
    if xmp:
        info.add_itxt("XML:com.adobe.xmp", xmp)
    for keyword, text in (texts or {}).items():
        info.add_text(keyword, text, zip=keyword == "Description")
    out = BytesIO()
    Image.new("RGB", (8, 6)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def gif(xmp: str) -> bytes:
    """A GIF with XMP in an application extension, closed by the trailer that XMP part 3 prescribes."""
    out = BytesIO()
    Image.new("P", (8, 6)).save(out, "GIF")
    data = out.getvalue()
    trailer = b"\x01" + bytes(range(0xFF, -1, -1)) + b"\x00"
    at = data.index(b"\x2c", 13)
    return data[:at] + b"\x21\xff\x0bXMP DataXMP" + xmp.encode() + trailer + data[at:]


def psd(xmp: str) -> bytes:
    resource = (
        b"8BIM" + struct.pack(">HHI", 0x0424, 0, len(xmp.encode())) + xmp.encode() + b"\x00" * (len(xmp.encode()) % 2)
    )
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 6, 8, 8, 3)
    return (
        header
        + struct.pack(">I", 0)
        + struct.pack(">I", len(resource))
        + resource
        + struct.pack(">I", 0)
        + b"\x00\x00"
        + bytes(8 * 6 * 3)
    )


def heif(form: str, xmp: str) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    out = BytesIO()
    Image.new("RGB", (64, 48)).save(out, form, xmp=xmp.encode())
    return out.getvalue()


def made_in(form: str, picture: Callable[..., bytes]) -> bytes:
    makers: dict[str, Callable[[], bytes]] = {
        "JPEG": lambda: picture(xmp=XMP.encode()),
        "PNG": lambda: png(XMP),
        "TIFF": lambda: picture("TIFF", tiffinfo={700: XMP.encode()}),
        "WEBP": lambda: picture("WEBP", xmp=XMP.encode()),
        "GIF": lambda: gif(XMP),
        "PSD": lambda: psd(XMP),
        "HEIF": lambda: heif("HEIF", XMP),
        "AVIF": lambda: heif("AVIF", XMP),
    }
    return makers[form]()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "GIF", "PSD", "HEIF", "AVIF"])
def test_xmp_is_read_in_every_container(form: str, read: Read, said: Said, picture: Callable[..., bytes]) -> None:
    found = read(made_in(form, picture), "a.bin")
    assert not found.refusal
    texts = said(found)
    assert texts["title"] == ["The shop", "Die Werkstatt"]
    assert texts["keyword"] == ["bicycle", "workshop"]
    assert texts["creator"] == ["Maren Holt"]
    assert texts["city"] == ["Dayton"]
    assert texts["dateCreated"] == ["1903-12-17T10:35:00-05:00"]
    assert texts["depictsPerson"] == ["Wilbur Wright", "Katharine Wright"]
    assert texts["depictsPlace"] == ["West Third Street, Dayton, United States"]
    assert texts["exposureTime"] == ["0.00625"]
    assert texts["latitude"] == ["39.7589"]
    assert texts["longitude"] == ["-84.1916"]
    assert texts["contentLocation"] == ["Dayton, United States"]
    assert found.extractions[0].unmapped == {"XMP:https://example.org/ours#:Secret": 1}


def test_xmp_keeps_languages_regions_and_identifiers(read: Read, picture: Callable[..., bytes]) -> None:
    (extraction,) = read(picture(xmp=XMP.encode()), "a.jpg").extractions
    claims = [claim for run in extraction.runs for claim in run.observations]
    assert [(c.value, c.language) for c in claims if c.property == "title"] == [
        ("The shop", "en"),
        ("Die Werkstatt", "de"),
    ]
    (face,) = [c for c in claims if c.value == "Katharine Wright"]
    assert face.segment.fragment == "#xywh=percent:40,30,20,40"
    (place,) = [c for c in claims if c.property == "depictsPlace"]
    assert place.identifiers == ("http://www.wikidata.org/entity/Q34739",)


def iim(*datasets: tuple[int, int, bytes]) -> bytes:
    return b"".join(struct.pack(">BBBH", 0x1C, r, n, len(v)) + v for r, n, v in datasets)


def with_iptc(jpeg: bytes, block: bytes) -> bytes:
    body = b"Photoshop 3.0\x008BIM" + struct.pack(">HHI", 0x0404, 0, len(block)) + block + b"\x00" * (len(block) % 2)
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_iptc_is_read_in_both_encodings(encoding: str, read: Read, said: Said, picture: Callable[..., bytes]) -> None:
    mark = [(1, 90, b"\x1b%G")] if encoding == "utf-8" else []
    block = iim(
        *mark, (2, 0, b"\x00\x04"), (2, 5, "Erster Flug über Dünen".encode(encoding)), (2, 25, b"dune"),
        (2, 25, b"kite"), (2, 55, b"19031217"), (2, 60, b"103500-0500"), (2, 80, b"John T. Daniels"),
        (2, 90, b"Kill Devil Hills"), (2, 222, b"?"),
    )  # fmt: skip
    found = read(with_iptc(picture(), block), "a.jpg")
    texts = said(found)
    assert texts["title"] == ["Erster Flug über Dünen"]
    assert texts["keyword"] == ["dune", "kite"]
    assert texts["dateCreated"] == ["1903-12-17T10:35:00-05:00"]
    assert texts["creator"] == ["John T. Daniels"]
    assert texts["city"] == ["Kill Devil Hills"]
    assert found.extractions[0].unmapped == {"IPTC:2:222": 1}


def test_cut_iptc_is_used_as_far_as_it_goes(read: Read, said: Said, picture: Callable[..., bytes]) -> None:
    block = iim((2, 5, b"A title"), (2, 105, b"A headline"))[:-4]
    found = read(with_iptc(picture(), block), "a.jpg")
    assert said(found)["title"] == ["A title"]
    assert found.extractions[0].problems == ("IPTC: dataset 2:105 is cut off",)


def test_png_texts_are_read_and_a_bomb_in_them_is_not(read: Read, said: Said) -> None:
    found = read(png(texts={"Title": "A", "Description": "x" * 300_000, "Mood": "blue"}), "a.png")
    texts = said(found)
    assert texts["title"] == ["A"]
    assert len(texts["description"][0]) == 100_000
    assert "has 300000 characters; the first 100000 are used" in found.extractions[0].problems[0]
    assert found.extractions[0].unmapped == {"Text:Mood": 1}
    bomb = b"Description\x00\x00" + zlib.compress(b" " * (40 << 20), 9)
    chunk = struct.pack(">I", len(bomb)) + b"zTXt" + bomb + struct.pack(">I", zlib.crc32(b"zTXt" + bomb))
    data = png()
    found = read(data[:33] + chunk + data[33:], "a.png")
    assert said(found)["width"] == ["8"]
    assert "cannot be read as image/png: Decompressed data too large for PngImagePlugin" in said(found)["defect"][0]
    assert len(said(found).get("description", [""])[0]) <= 100_000


XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:d="http://purl.org/dc/elements/1.1/" d:title="&b;"/></rdf:RDF></x:xmpmeta>'
)


@pytest.mark.parametrize(
    ("xmp", "problem"),
    [
        (XML_BOMB, "XMP is not well-formed XML"),
        (XMP.replace("</d:title>", ""), "XMP is not well-formed XML: mismatched tag"),
        ("not XML at all", "XMP is not well-formed XML"),
        (
            XMP.replace(
                "<d:creator>",
                "<d:source>" + "<rdf:Bag><rdf:li>" * 30 + "x" + "</rdf:li></rdf:Bag>" * 30 + "</d:source><d:creator>",
            ),
            "XMP is nested deeper than 20 levels",
        ),
    ],
)
def test_broken_or_hostile_xmp_is_named(
    xmp: str, problem: str, read: Read, said: Said, picture: Callable[..., bytes]
) -> None:
    found = read(picture(xmp=xmp.encode(), exif=exif()), "a.jpg")
    assert [p for p in found.extractions[0].problems if p.startswith(problem)]
    assert said(found)["cameraMake"] == ["Canon"]
    assert "aaaaaaaaaaaa" not in str(said(found))


def test_a_document_type_in_a_sidecar_is_refused(read: Read) -> None:
    refusal = read(XML_BOMB.replace("&b;", "x").encode(), "a.xmp").refusal
    assert not refusal or "forbidden" in refusal
    whole = (
        b'<?xml version="1.0"?><!DOCTYPE RDF SYSTEM "file:///etc/passwd"><RDF xmlns="http://ns.adobe.com/xap/1.0/"/>'
    )
    assert "forbidden" in read(whole, "a.xmp").refusal


def test_a_cut_jpeg_is_used_and_said_to_be_cut(read: Read, said: Said, picture: Callable[..., bytes]) -> None:
    whole = picture(size=(400, 300), exif=exif())
    found = read(whole[:-200], "a.jpg")
    assert said(found)["width"] == ["400"]
    (defect,) = said(found)["defect"]
    assert defect.startswith("truncated: the JPEG has no end marker")
    assert found.extractions[0].problems == (defect,)


def test_metadata_survive_a_damaged_picture(read: Read, said: Said, picture: Callable[..., bytes]) -> None:
    whole = picture(exif=exif())
    at = whole.index(b"\xff\xc0")
    found = read(whole[: at + 4], "a.jpg")
    assert said(found)["cameraModel"] == ["Canon EOS 40D"]
    assert any("only its metadata are used" in problem for problem in found.extractions[0].problems)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "a.bin: starts as image/jpeg, but its header is damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "image/png"),
        (b"GIF89a\xff", "image/gif"),
        (b"II*\x00\xff\xff\xff\xff", "image/tiff"),
        (b"8BPS\x00\x01" + b"\xff" * 20, "pixels are over the limit"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40, "image/heic"),
    ],
)
def test_a_damaged_header_is_refused_by_name(data: bytes, reason: str, read: Read) -> None:
    refusal = read(data, "a.bin").refusal
    assert refusal.startswith("a.bin: ")
    assert reason in refusal


def test_a_picture_of_absurd_size_is_refused(read: Read) -> None:
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    data = b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    assert "pixels" in read(data + struct.pack(">I", 0) + b"IEND\xaeB`\x82", "a.png").refusal


@pytest.mark.parametrize(
    ("gps", "problem"),
    [
        ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, "0 degrees north and east"),
        ({1: "N", 2: (133.0, 0.0, 0.0), 3: "E", 4: (11.0, 0.0, 0.0)}, "no latitude and longitude within"),
        ({1: "N", 2: (33.0, 0.0, 0.0)}, "no latitude and longitude within"),
    ],
)
def test_a_position_that_is_none_is_not_used(
    gps: dict[int, Any], problem: str, read: Read, said: Said, picture: Callable[..., bytes]
) -> None:
    made = Image.Exif()
    made.get_ifd(0x8825).update(gps)
    found = read(picture(exif=made), "a.jpg")
    assert "latitude" not in said(found)
    assert problem in found.extractions[0].problems[0]


def test_a_machine_says_one_value_a_person_may_say_more(read: Read, said: Said, picture: Callable[..., bytes]) -> None:
    made = Image.Exif()
    made[0x0131], made[0x0132], made[0x8298] = "GIMP", "2010:07:14 03:38:26", "(c) A"
    xmp = XMP.replace(
        "<d:creator>", "<d:rights><rdf:Alt><rdf:li xml:lang='x-default'>(c) B</rdf:li></rdf:Alt></d:rights><d:creator>"
    )
    xmp = xmp.replace("ours:Secret", 'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Photoshop" '
                      'xmp:ModifyDate="2010-07-14T03:38:26-05:00" ours:Secret')  # fmt: skip
    found = read(picture(exif=made, xmp=xmp.encode()), "a.jpg")
    assert said(found)["software"] == ["GIMP"]
    assert found.extractions[0].kept["XMP:xmp:CreatorTool (another value)"] == 1
    assert said(found)["modifiedDate"] == ["2010-07-14T03:38:26-05:00"]
    assert said(found)["copyrightNotice"] == ["(c) A", "(c) B"]


def test_an_animated_picture_counts_its_frames(read: Read, said: Said) -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert said(read(out.getvalue(), "a.gif"))["frameCount"] == ["3"]
