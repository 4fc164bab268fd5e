"""The tables of EXIF, TIFF and DNG tags: what each becomes, who says it, and which are known and kept.

CIPA DC-008-2024 (EXIF 3.0), TIFF 6.0, TIFF/EP, DNG 1.7.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from extractors.files import exif_values as read
from extractors.files.claims import Speaker
from extractors.files.exif_values import Tag

_DEVICE, _PERSON = Speaker.DEVICE, Speaker.PERSON

TAGS: Final[dict[int, Tag]] = {
    0x010D: Tag("DocumentName", "title", _PERSON, read.text),
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
    0x9201: Tag("ShutterSpeedValue", "exposureTime", _DEVICE, read.shutter),
    0x9202: Tag("ApertureValue", "fNumber", _DEVICE, read.aperture),
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
    0xA420: Tag("ImageUniqueID", "imageGuid", _DEVICE, read.text),
    0xA430: Tag("OwnerName", "cameraOwner", _PERSON, read.text),
    0xA431: Tag("SerialNumber", "cameraSerialNumber", _DEVICE, read.text),
    0xA433: Tag("LensMake", "lensMake", _DEVICE, read.text),
    0xA434: Tag("LensModel", "lensModel", _DEVICE, read.text),
    0xA435: Tag("LensSerialNumber", "lensSerialNumber", _DEVICE, read.text),
    0xA436: Tag("ImageTitle", "title", _PERSON, read.text),
    0xA437: Tag("Photographer", "creator", _PERSON, read.names),
    0xA438: Tag("ImageEditor", "contributor", _PERSON, read.names),
    0xA439: Tag("CameraFirmware", "cameraFirmware", _DEVICE, read.text),
    0xA43A: Tag("RAWDevelopingSoftware", "software", _DEVICE, read.text),
    0xA43B: Tag("ImageEditingSoftware", "software", _DEVICE, read.text),
    0xA43C: Tag("MetadataEditingSoftware", "software", _DEVICE, read.text),
    0xC612: Tag("DNGVersion", "formatVersion", _DEVICE, read.dng_version),
    0xC614: Tag("UniqueCameraModel", "cameraModel", _DEVICE, read.text),
    0xC62F: Tag("CameraSerialNumber", "cameraSerialNumber", _DEVICE, read.text),
    0xC65D: Tag("RawDataUniqueID", "imageGuid", _DEVICE, read.hexadecimal),
    0xC68B: Tag("OriginalRawFileName", "ingredient", _DEVICE, read.text),
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
    0x0102: "BitsPerSample", 0x0103: "Compression", 0x0106: "PhotometricInterpretation", 0x0107: "Thresholding",
    0x0108: "CellWidth", 0x0109: "CellLength", 0x010A: "FillOrder", 0x0111: "StripOffsets", 0x0115: "SamplesPerPixel",
    0x0116: "RowsPerStrip", 0x0117: "StripByteCounts", 0x0118: "MinSampleValue", 0x0119: "MaxSampleValue",
    0x011A: "XResolution", 0x011B: "YResolution", 0x011C: "PlanarConfiguration", 0x011D: "PageName",
    0x011E: "XPosition", 0x011F: "YPosition", 0x0120: "FreeOffsets", 0x0121: "FreeByteCounts",
    0x0122: "GrayResponseUnit", 0x0123: "GrayResponseCurve", 0x0124: "T4Options", 0x0125: "T6Options",
    0x0128: "ResolutionUnit", 0x0129: "PageNumber", 0x012D: "TransferFunction", 0x013C: "HostComputer",
    0x013D: "Predictor", 0x013E: "WhitePoint", 0x013F: "PrimaryChromaticities", 0x0140: "ColorMap",
    0x0141: "HalftoneHints", 0x0142: "TileWidth", 0x0143: "TileLength", 0x0144: "TileOffsets", 0x0145: "TileByteCounts",
    0x014C: "InkSet", 0x014D: "InkNames", 0x0150: "DotRange", 0x0151: "TargetPrinter", 0x0152: "ExtraSamples",
    0x0153: "SampleFormat", 0x0154: "SMinSampleValue", 0x0155: "SMaxSampleValue", 0x015A: "Indexed",
    0x015B: "JPEGTables", 0x0201: "ThumbnailOffset", 0x0202: "ThumbnailLength", 0x0211: "YCbCrCoefficients",
    0x0212: "YCbCrSubSampling", 0x0213: "YCbCrPositioning", 0x0214: "ReferenceBlackWhite", 0x1001: "RelatedImageWidth",
    0x1002: "RelatedImageHeight", 0x4749: "RatingPercent", 0x828D: "CFARepeatPatternDim", 0x828E: "CFAPattern2",
    0x828F: "BatteryLevel", 0x830E: "PixelScale", 0x8480: "IntergraphMatrix", 0x8482: "ModelTiePoint",
    0x85D8: "ModelTransform", 0x87AF: "GeoTiffDirectory", 0x87B0: "GeoTiffDoubleParams", 0x87B1: "GeoTiffAsciiParams",
    0x8824: "SpectralSensitivity", 0x8828: "OECF", 0x882A: "TimeZoneOffset", 0x882B: "SelfTimerMode",
    0x8830: "SensitivityType", 0x8831: "StandardOutputSensitivity", 0x8832: "RecommendedExposureIndex",
    0x8833: "ISOSpeed", 0x8834: "ISOSpeedLatitudeyyy", 0x8835: "ISOSpeedLatitudezzz", 0x9000: "ExifVersion",
    0x9101: "ComponentsConfiguration", 0x9102: "CompressedBitsPerPixel", 0x9203: "BrightnessValue",
    0x920B: "FlashEnergy", 0x9211: "ImageNumber", 0x9212: "SecurityClassification", 0x9213: "ImageHistory",
    0x9214: "SubjectArea", 0x9216: "TIFF-EPStandardID", 0x935C: "ImageSourceData", 0x9400: "AmbientTemperature",
    0x9401: "Humidity", 0x9402: "Pressure", 0x9403: "WaterDepth", 0x9404: "Acceleration",
    0x9405: "CameraElevationAngle", 0xA000: "FlashpixVersion", 0xA002: "ExifImageWidth", 0xA003: "ExifImageHeight",
    0xA004: "RelatedSoundFile", 0xA20B: "FlashEnergy", 0xA20C: "SpatialFrequencyResponse",
    0xA20E: "FocalPlaneXResolution", 0xA20F: "FocalPlaneYResolution", 0xA210: "FocalPlaneResolutionUnit",
    0xA214: "SubjectLocation", 0xA215: "ExposureIndex", 0xA217: "SensingMethod", 0xA300: "FileSource",
    0xA301: "SceneType", 0xA302: "CFAPattern", 0xA401: "CustomRendered", 0xA407: "GainControl", 0xA408: "Contrast",
    0xA409: "Saturation", 0xA40A: "Sharpness", 0xA40B: "DeviceSettingDescription", 0xA40C: "SubjectDistanceRange",
    0xA432: "LensInfo", 0xA460: "CompositeImage", 0xA461: "CompositeImageCount", 0xA462: "CompositeImageExposureTimes",
    0xA480: "GDALMetadata", 0xA481: "GDALNoData", 0xA500: "Gamma", 0xC4A5: "PrintImageMatching", 0xEA1C: "Padding",
    0xEA1D: "OffsetSchema", 0xFDE8: "OwnerName (Camera Raw)",
}  # fmt: skip
"""Tags that are known and say nothing about content or camera that a claim would carry."""

DNG_KEPT: Final = (0xC612, 0xCDFF)
"""First and last number of the tags of DNG, which tell a raw converter how to develop the picture."""

GPS_KEPT: Final = {
    0: "GPSVersionID", 8: "GPSSatellites", 9: "GPSStatus", 10: "GPSMeasureMode", 11: "GPSDOP", 18: "GPSMapDatum",
    23: "GPSDestBearingRef", 24: "GPSDestBearing", 25: "GPSDestDistanceRef", 26: "GPSDestDistance",
    27: "GPSProcessingMethod", 30: "GPSDifferential",
}  # fmt: skip
"""GPS tags that say how a position was found, or where somebody was going."""

KM_PER_HOUR: Final = {"K": Decimal(1), "M": Decimal("1.609344"), "N": Decimal("1.852")}
"""GPSSpeedRef: kilometres, miles or knots per hour."""
