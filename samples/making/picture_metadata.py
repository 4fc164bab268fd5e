"""What a picture says about itself: EXIF, an XMP packet and IPTC-IIM, from one `PictureRecord`."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image
from PIL.PngImagePlugin import PngInfo

MADE_AT = "2026:10:01 12:00:00"  # when the drawings were made; the scenes are of 1903 and 1908
ARTIST = "mediagraph contributors"
CREATION = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """The words of an archivist about one picture; `position` is of the scene, in degrees north and east."""

    suffix: str
    headline: str
    titles: dict[str, str]
    caption: str
    keywords: tuple[str, ...]
    people: tuple[str, ...]
    sublocation: str
    city: str
    state: str
    country: str
    country_code: str
    position: tuple[float, float]


def save_picture(image: Image.Image, record: PictureRecord) -> bytes:
    """Return the picture as a file: JPEG with IPTC-IIM, or PNG or WebP, each with EXIF and XMP."""
    out = BytesIO()
    exif, xmp = exif_of(record, image.size), xmp_of(record)
    if record.suffix == ".jpg":
        image.save(out, "JPEG", quality=82, optimize=True, exif=exif, xmp=xmp)
        return _with_app13(out.getvalue(), iptc_of(record))
    if record.suffix == ".webp":
        image.save(out, "WEBP", quality=80, method=6, exif=exif, xmp=xmp)
    else:
        small = image.quantize(colors=96, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(out, "PNG", optimize=True, exif=exif, pnginfo=_png_xmp(xmp))
    return out.getvalue()


def exif_of(record: PictureRecord, size: tuple[int, int]) -> Image.Exif:
    exif = Image.Exif()
    exif[0x011A], exif[0x011B], exif[0x0128], exif[0x0213] = 72.0, 72.0, 2, 1  # resolution in inches; chroma position
    exif[0x010E] = record.titles["en"]  # ImageDescription
    exif[0x010F], exif[0x0110] = "mediagraph", "make_samples.py"  # Make, Model: it is no camera, and says so
    exif[0x0131], exif[0x0132] = "mediagraph samples", MADE_AT  # Software, DateTime
    exif[0x013B], exif[0x8298] = ARTIST, "CC0 1.0, no rights reserved"  # Artist, Copyright
    exif.get_ifd(0x8769).update(
        {
            0x9000: b"0232",
            0x9003: MADE_AT,
            0x9004: MADE_AT,
            0x9011: "+00:00",  # version, original, digitised, zone
            0xA000: b"0100",
            0xA001: 1,
            0xA002: size[0],
            0xA003: size[1],
        }
    )
    north, east = record.position
    exif.get_ifd(0x8825).update(
        {
            0: b"\x02\x03\x00\x00",
            1: "N" if north >= 0 else "S",
            2: _degrees(north),
            3: "E" if east >= 0 else "W",
            4: _degrees(east),
            18: "WGS-84",
        }
    )
    return exif


def xmp_of(record: PictureRecord) -> bytes:
    body = "".join(
        [
            _alternatives("dc:title", record.titles),
            _alternatives("dc:description", {"en": record.caption}),
            _alternatives("dc:rights", {"en": "CC0 1.0, no rights reserved"}),
            _list("dc:creator", "Seq", (ARTIST,)),
            _list("dc:subject", "Bag", record.keywords),
            _list("Iptc4xmpExt:PersonInImage", "Bag", record.people) if record.people else "",
            _location(record),
            _simple("Iptc4xmpExt:DigitalSourceType", CREATION),
            _simple("Iptc4xmpCore:Location", record.sublocation),
            _simple("Iptc4xmpCore:CountryCode", record.country_code),
            _simple("photoshop:Headline", record.headline),
            _simple("photoshop:City", record.city),
            _simple("photoshop:State", record.state),
            _simple("photoshop:Country", record.country),
            _simple("photoshop:DateCreated", "2026-10-01T12:00:00"),
            _simple("photoshop:Credit", "mediagraph samples"),
            _simple("xmp:CreatorTool", "mediagraph samples"),
            _simple("xmpRights:WebStatement", CC0),
            _simple("xmpRights:Marked", "False"),
        ]
    )
    declared = " ".join(f'xmlns:{prefix}="{iri}"' for prefix, iri in NAMESPACES.items())
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {declared}>{body}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )
    return packet.encode()


def iptc_of(record: PictureRecord) -> bytes:
    """Return IPTC-IIM 4.2 datasets in record order, text as UTF-8."""
    application = [
        (5, record.titles["en"]),
        *[(25, word) for word in record.keywords],
        (55, "20261001"),
        (60, "120000+0000"),
        (65, "mediagraph samples"),
        (80, ARTIST),
        (90, record.city),
        (92, record.sublocation),
        (95, record.state),
        (100, record.country_code),
        (101, record.country),
        (105, record.headline),
        (110, "mediagraph samples"),
        (116, "CC0 1.0, no rights reserved"),
        (120, record.caption),
    ]
    data = _dataset(1, 90, b"\x1b%G") + _dataset(2, 0, b"\x00\x04")
    return data + b"".join(_dataset(2, number, text.encode()) for number, text in application if text)


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def _with_app13(jpeg: bytes, iptc: bytes) -> bytes:
    """Put the IPTC data, as Photoshop image resource 0x0404, after the last APP1 segment."""
    resource = b"8BIM" + struct.pack(">HH", 0x0404, 0) + struct.pack(">I", len(iptc)) + iptc + b"\x00" * (len(iptc) % 2)
    payload = b"Photoshop 3.0\x00" + resource
    at = 2
    while jpeg[at : at + 2] in (b"\xff\xe0", b"\xff\xe1"):
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return jpeg[:at] + b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload + jpeg[at:]


def _png_xmp(xmp: bytes) -> PngInfo:
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return info


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = abs(value) * 60
    return float(int(minutes // 60)), float(int(minutes % 60)), round(minutes * 60 % 60, 2)


def _alternatives(name: str, texts: dict[str, str]) -> str:
    first = next(iter(texts.values()))
    items = [("x-default", first), *texts.items()]
    lines = "".join(f'<rdf:li xml:lang="{language}">{escape(text)}</rdf:li>' for language, text in items)
    return f"<{name}><rdf:Alt>{lines}</rdf:Alt></{name}>"


def _list(name: str, kind: str, values: tuple[str, ...]) -> str:
    return f"<{name}><rdf:{kind}>{''.join(f'<rdf:li>{escape(v)}</rdf:li>' for v in values)}</rdf:{kind}></{name}>"


def _simple(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def _location(record: PictureRecord) -> str:
    parts = {
        "Sublocation": record.sublocation,
        "City": record.city,
        "ProvinceState": record.state,
        "CountryName": record.country,
        "CountryCode": record.country_code,
    }
    fields = "".join(_simple(f"Iptc4xmpExt:{name}", value) for name, value in parts.items())
    name = "Iptc4xmpExt:LocationShown"
    return f'<{name}><rdf:Bag><rdf:li rdf:parseType="Resource">{fields}</rdf:li></rdf:Bag></{name}>'
