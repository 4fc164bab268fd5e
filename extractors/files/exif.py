"""EXIF (CIPA DC-008): what the camera recorded, where and when, and what people wrote into it.

`TAGS` is the table of all tags that become claims; `KEPT` those that are known and stay in the file. Every other tag is
counted as not mapped, by name or number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.files import exif_values as read
from extractors.files.claims import Claims, Speaker
from extractors.files.exif_values import Tag
from extractors.files.tiff import Data, Tiff, Value, open_tiff

_DEVICE, _PERSON = Speaker.DEVICE, Speaker.PERSON

TAGS: Final[dict[int, Tag]] = {
    0x010E: Tag("ImageDescription", "description", _PERSON, read.prose),
    0x010F: Tag("Make", "cameraMake", _DEVICE, read.text),
    0x0110: Tag("Model", "cameraModel", _DEVICE, read.text),
    0x0112: Tag("Orientation", "orientation", _DEVICE, read.orientation),
    0x0131: Tag("Software", "software", _DEVICE, read.text),
    0x013B: Tag("Artist", "creator", _PERSON, read.names),
    0x4746: Tag("Rating", "rating", _PERSON, read.number),
    0x8298: Tag("Copyright", "copyrightNotice", _PERSON, read.copyright_notice),
    0x829A: Tag("ExposureTime", "exposureTime", _DEVICE, read.positive),
    0x829D: Tag("FNumber", "fNumber", _DEVICE, read.positive),
    0x8822: Tag("ExposureProgram", "exposureProgram", _DEVICE, read.exposure_program),
    0x8827: Tag("ISO", "isoSpeed", _DEVICE, read.positive),
    0x9204: Tag("ExposureCompensation", "exposureCompensation", _DEVICE, read.number),
    0x9205: Tag("MaxApertureValue", "maximumAperture", _DEVICE, read.aperture),
    0x9206: Tag("SubjectDistance", "subjectDistance", _DEVICE, read.positive),
    0x9207: Tag("MeteringMode", "meteringMode", _DEVICE, read.metering_mode),
    0x9208: Tag("LightSource", "lightSource", _DEVICE, read.light_source),
    0x9209: Tag("Flash", "flash", _DEVICE, read.flash),
    0x920A: Tag("FocalLength", "focalLength", _DEVICE, read.positive),
    0x9286: Tag("UserComment", "description", _PERSON, read.user_comment),
    0x9C9B: Tag("XPTitle", "title", _PERSON, read.windows_text),
    0x9C9C: Tag("XPComment", "description", _PERSON, read.windows_text),
    0x9C9D: Tag("XPAuthor", "creator", _PERSON, read.windows_list),
    0x9C9E: Tag("XPKeywords", "keyword", _PERSON, read.windows_list),
    0x9C9F: Tag("XPSubject", "description", _PERSON, read.windows_text),
    0xA001: Tag("ColorSpace", "colourSpace", _DEVICE, read.colour_space),
    0xA402: Tag("ExposureMode", "exposureMode", _DEVICE, read.exposure_mode),
    0xA403: Tag("WhiteBalance", "whiteBalance", _DEVICE, read.white_balance),
    0xA404: Tag("DigitalZoomRatio", "digitalZoom", _DEVICE, read.positive),
    0xA405: Tag("FocalLengthIn35mmFormat", "focalLength35mm", _DEVICE, read.positive),
    0xA406: Tag("SceneCaptureType", "sceneCaptureType", _DEVICE, read.scene_capture_type),
    0xA430: Tag("OwnerName", "cameraOwner", _PERSON, read.text),
    0xA431: Tag("SerialNumber", "cameraSerialNumber", _DEVICE, read.text),
    0xA433: Tag("LensMake", "lensMake", _DEVICE, read.text),
    0xA434: Tag("LensModel", "lensModel", _DEVICE, read.text),
    0xA435: Tag("LensSerialNumber", "lensSerialNumber", _DEVICE, read.text),
}
"""Tag number to name, property, speaker and how its value is read; IFD0 and the Exif directory together."""

DATES: Final = (
    ("DateTimeOriginal", "captureDate", 0x9003, 0x9291, 0x9011),
    ("CreateDate", "digitisedDate", 0x9004, 0x9292, 0x9012),
    ("ModifyDate", "modifiedDate", 0x0132, 0x9290, 0x9010),
)
"""Name, property, and the tags of the date, its fraction of a second and its offset from UTC."""

KEPT: Final[dict[int, str]] = {
    0x00FE: "SubfileType", 0x00FF: "OldSubfileType", 0x0100: "ImageWidth", 0x0101: "ImageHeight",
    0x0102: "BitsPerSample", 0x0103: "Compression", 0x0106: "PhotometricInterpretation", 0x010A: "FillOrder",
    0x0111: "StripOffsets", 0x0115: "SamplesPerPixel", 0x0116: "RowsPerStrip", 0x0117: "StripByteCounts",
    0x0118: "MinSampleValue", 0x0119: "MaxSampleValue", 0x011A: "XResolution", 0x011B: "YResolution",
    0x011C: "PlanarConfiguration", 0x0128: "ResolutionUnit", 0x012D: "TransferFunction", 0x013D: "Predictor",
    0x013E: "WhitePoint", 0x013F: "PrimaryChromaticities", 0x0140: "ColorMap", 0x0142: "TileWidth",
    0x0143: "TileLength", 0x0144: "TileOffsets", 0x0145: "TileByteCounts", 0x0152: "ExtraSamples",
    0x0153: "SampleFormat", 0x015B: "JPEGTables", 0x0201: "ThumbnailOffset", 0x0202: "ThumbnailLength",
    0x0211: "YCbCrCoefficients", 0x0212: "YCbCrSubSampling", 0x0213: "YCbCrPositioning",
    0x0214: "ReferenceBlackWhite", 0x8830: "SensitivityType", 0x8832: "RecommendedExposureIndex",
    0x9000: "ExifVersion", 0x9101: "ComponentsConfiguration", 0x9102: "CompressedBitsPerPixel",
    0x9201: "ShutterSpeedValue", 0x9202: "ApertureValue", 0x9203: "BrightnessValue", 0xA000: "FlashpixVersion",
    0xA002: "ExifImageWidth", 0xA003: "ExifImageHeight", 0xA20E: "FocalPlaneXResolution",
    0xA20F: "FocalPlaneYResolution", 0xA210: "FocalPlaneResolutionUnit", 0xA215: "ExposureIndex",
    0xA217: "SensingMethod", 0xA300: "FileSource", 0xA301: "SceneType", 0xA302: "CFAPattern",
    0xA401: "CustomRendered", 0xA407: "GainControl", 0xA408: "Contrast", 0xA409: "Saturation", 0xA40A: "Sharpness",
    0xA40C: "SubjectDistanceRange", 0xA420: "ImageUniqueID", 0xA432: "LensInfo", 0xC4A5: "PrintImageMatching",
    0xEA1C: "Padding",
}  # fmt: skip
"""Tags that are known and say nothing about content or camera that a claim would carry."""

_NAMED: Final = {0x927C: "MakerNote", 0xA40B: "DeviceSettingDescription", 0xA004: "RelatedSoundFile"}
_POINTERS: Final = frozenset((0x8769, 0x8825, 0xA005, 0x014A, 0x02BC, 0x83BB, 0x8649, 0x8773))
_PARTS: Final = frozenset(tag for _, _, *tags in DATES for tag in tags)
GPS_KEPT: Final = {
    0: "GPSVersionID", 8: "GPSSatellites", 9: "GPSStatus", 10: "GPSMeasureMode", 11: "GPSDOP", 18: "GPSMapDatum",
    27: "GPSProcessingMethod", 30: "GPSDifferential", 31: "GPSHPositioningError",
}  # fmt: skip
_GPS_READ: Final = frozenset((1, 2, 3, 4, 5, 6, 7, 29, 16, 17))
_OFFSET: Final = re.compile(r"[+-]\d\d:\d\d")


def read_exif(data: Data, claims: Claims) -> None:
    """Add what an EXIF block, or a TIFF file, says. Damage is noted; nothing raises."""
    tiff = open_tiff(data)
    if tiff is None:
        claims.problem("the EXIF block does not start as a TIFF structure does; it is not used")
        return
    values, following, problems = tiff.directory(tiff.first)
    exif = _child(tiff, values, 0x8769, problems)
    _say_tags(claims, {**values, **exif})
    _say_dates(claims, {**values, **exif})
    _say_resolution(claims, values)
    _say_gps(claims, _child(tiff, values, 0x8825, problems))
    if _child(tiff, exif, 0xA005, []):
        claims.kept["EXIF:Interoperability"] += 1
    claims.kept.update("EXIF:Thumbnail" for _ in tiff.chain(following))
    for problem in problems:
        claims.problem(f"EXIF: {problem}")


def _child(tiff: Tiff, values: dict[int, Value], tag: int, problems: list[str]) -> dict[int, Value]:
    pointer = values.get(tag)
    if not isinstance(pointer, tuple) or not pointer or not isinstance(pointer[0], int):
        return {}
    child, _, wrong = tiff.directory(pointer[0])
    problems += wrong
    return child


def _say_tags(claims: Claims, values: dict[int, Value]) -> None:
    for number, value in values.items():
        tag = TAGS.get(number)
        if tag is not None:
            found = tag.read(value)
            for each in found:
                claims.say(tag.speaker, tag.property, each, pointer=f"/EXIF/{tag.name}")
            if not found and value:
                claims.kept[f"EXIF:{tag.name}"] += 1
        elif number in KEPT:
            claims.kept[f"EXIF:{KEPT[number]}"] += 1
        elif number not in _POINTERS and number not in _PARTS:
            claims.unmapped[f"EXIF:{_NAMED.get(number) or f'0x{number:04X}'}"] += 1


def _say_dates(claims: Claims, values: dict[int, Value]) -> None:
    for name, prop, date, fraction, offset in DATES:
        moment = read.moment(read.one_text(values.get(date)), read.one_text(values.get(fraction)))
        zone = read.one_text(values.get(offset))
        if moment:
            claims.say(_DEVICE, prop, moment + (zone if _OFFSET.fullmatch(zone) else ""), pointer=f"/EXIF/{name}")
        elif date in values:
            claims.kept[f"EXIF:{name}"] += 1


def _say_resolution(claims: Claims, values: dict[int, Value]) -> None:
    """Say the resolution in pixels per inch; without a unit (1) the numbers are only a ratio."""
    unit = read.first_number(values.get(0x0128))
    factor = {2: Decimal(1), 3: Decimal("2.54")}.get(int(unit)) if unit is not None else Decimal(1)
    for tag, prop in ((0x011A, "horizontalResolution"), (0x011B, "verticalResolution")):
        number = read.first_number(values.get(tag))
        if factor is not None and number:
            name = KEPT[tag]
            claims.say(_DEVICE, prop, round(number * factor, 3), pointer=f"/EXIF/{name}")
            del claims.kept[f"EXIF:{name}"]


def _say_gps(claims: Claims, gps: dict[int, Value]) -> None:
    latitude = read.degrees(gps.get(2), read.one_text(gps.get(1)), "S", 90)
    longitude = read.degrees(gps.get(4), read.one_text(gps.get(3)), "W", 180)
    if latitude is not None and longitude is not None:
        if latitude == 0 == longitude:
            claims.problem("EXIF GPS gives 0 degrees north and east, as receivers without a fix do; it is not used")
        else:
            claims.say(_DEVICE, "latitude", latitude, pointer="/EXIF/GPSLatitude")
            claims.say(_DEVICE, "longitude", longitude, pointer="/EXIF/GPSLongitude")
    elif 2 in gps or 4 in gps:
        claims.problem("EXIF GPS gives no latitude and longitude within 90 and 180 degrees; they are not used")
    altitude = read.first_number(gps.get(6))
    if altitude is not None:
        below = gps.get(5) in (b"\x01", (1,))
        claims.say(_DEVICE, "altitude", round(-altitude if below else altitude, 3), pointer="/EXIF/GPSAltitude")
    moment = read.gps_moment(gps.get(29), gps.get(7))
    if moment:
        claims.say(_DEVICE, "gpsTime", moment, pointer="/EXIF/GPSTimeStamp")
    direction = read.first_number(gps.get(17))
    if direction is not None:
        claims.say(_DEVICE, "gpsDirection", round(direction, 3), pointer="/EXIF/GPSImgDirection")
    for number in gps:
        if number in GPS_KEPT:
            claims.kept[f"EXIF:{GPS_KEPT[number]}"] += 1
        elif number not in _GPS_READ:
            claims.unmapped[f"EXIF:GPS-0x{number:04X}"] += 1
