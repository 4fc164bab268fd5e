"""The table of XMP properties: what each becomes, and who says it."""

from __future__ import annotations

from typing import Final

from extractors.files import exif
from extractors.files.claims import Speaker

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

PROPERTIES: Final[dict[str, tuple[str, Speaker]]] = {
    "dc:title": ("title", _PERSON),
    "dc:description": ("description", _PERSON),
    "dc:subject": ("keyword", _PERSON),
    "dc:creator": ("creator", _PERSON),
    "dc:contributor": ("contributor", _PERSON),
    "dc:rights": ("copyrightNotice", _PERSON),
    "dc:source": ("source", _PERSON),
    "dc:language": ("language", _PERSON),
    "dc:coverage": ("contentLocation", _PERSON),
    "dc:type": ("keyword", _PERSON),
    "photoshop:Headline": ("headline", _PERSON),
    "photoshop:DateCreated": ("dateCreated", _PERSON),
    "photoshop:City": ("city", _PERSON),
    "photoshop:State": ("region", _PERSON),
    "photoshop:Country": ("country", _PERSON),
    "photoshop:Credit": ("creditLine", _PERSON),
    "photoshop:Source": ("source", _PERSON),
    "photoshop:Instructions": ("instructions", _PERSON),
    "photoshop:TransmissionReference": ("jobId", _PERSON),
    "photoshop:AuthorsPosition": ("creatorJobTitle", _PERSON),
    "photoshop:CaptionWriter": ("captionWriter", _PERSON),
    "photoshop:Category": ("keyword", _PERSON),
    "photoshop:SupplementalCategories": ("keyword", _PERSON),
    "photoshop:Urgency": ("urgency", _PERSON),
    "photoshop:ICCProfile": ("colourProfile", _DEVICE),
    "Iptc4xmpCore:Location": ("sublocation", _PERSON),
    "Iptc4xmpCore:CountryCode": ("countryCode", _PERSON),
    "Iptc4xmpCore:IntellectualGenre": ("genre", _PERSON),
    "Iptc4xmpCore:AltTextAccessibility": ("description", _PERSON),
    "Iptc4xmpCore:ExtDescrAccessibility": ("description", _PERSON),
    "Iptc4xmpExt:PersonInImage": ("depictsPerson", _PERSON),
    "Iptc4xmpExt:OrganisationInImageName": ("depictsOrganisation", _PERSON),
    "Iptc4xmpExt:Event": ("depictsEvent", _PERSON),
    "Iptc4xmpExt:DigitalSourceType": ("digitalSourceType", _PERSON),
    "Iptc4xmpExt:DigitalSourcefileType": ("digitalSourceType", _PERSON),
    "xmp:CreatorTool": ("software", _DEVICE),
    "xmp:CreateDate": ("digitisedDate", _DEVICE),
    "xmp:ModifyDate": ("modifiedDate", _DEVICE),
    "xmp:Rating": ("rating", _PERSON),
    "xmp:Label": ("label", _PERSON),
    "xmpMM:DocumentID": ("documentId", _DEVICE),
    "xmpMM:OriginalDocumentID": ("originalDocumentId", _DEVICE),
    "xmpRights:UsageTerms": ("usageTerms", _PERSON),
    "xmpRights:WebStatement": ("webStatement", _PERSON),
    "xmpRights:Owner": ("copyrightOwner", _PERSON),
    "xmpRights:Marked": ("rightsMarked", _PERSON),
    "cc:license": ("licence", _PERSON),
    "plus:ImageSupplierImageID": ("supplierImageId", _PERSON),
    "plus:MinorModelAgeDisclosure": ("minorModelAge", _PERSON),
    "plus:ModelReleaseID": ("modelRelease", _PERSON),
    "plus:ModelReleaseStatus": ("modelReleaseStatus", _PERSON),
    "plus:PropertyReleaseID": ("propertyRelease", _PERSON),
    "plus:PropertyReleaseStatus": ("propertyReleaseStatus", _PERSON),
    "aux:Lens": ("lensModel", _DEVICE),
    "aux:SerialNumber": ("cameraSerialNumber", _DEVICE),
    "aux:LensSerialNumber": ("lensSerialNumber", _DEVICE),
    "aux:OwnerName": ("cameraOwner", _PERSON),
    "exifEX:LensModel": ("lensModel", _DEVICE),
    "exifEX:BodySerialNumber": ("cameraSerialNumber", _DEVICE),
    "exifEX:LensSerialNumber": ("lensSerialNumber", _DEVICE),
    "exif:GPSImgDirection": ("gpsDirection", _DEVICE),
    "exif:UserComment": ("description", _PERSON),
    "tiff:Make": ("cameraMake", _DEVICE),
    "tiff:Model": ("cameraModel", _DEVICE),
    "tiff:ImageDescription": ("description", _PERSON),
    "tiff:Artist": ("creator", _PERSON),
    "tiff:Copyright": ("copyrightNotice", _PERSON),
    "tiff:Software": ("software", _DEVICE),
    "lr:hierarchicalSubject": ("keywordPath", _PERSON),
}
"""XMP property to ours, and who says it. Texts go over as they are, dates as `xmp_claims.date_text` reads them."""

KEPT: Final = frozenset((
    "x:xmptk", "dc:format", "xmp:MetadataDate", "xmpMM:InstanceID", "xmpMM:History", "xmpMM:DerivedFrom",
    "xmpNote:HasExtendedXMP", "photoshop:ColorMode", "photoshop:LegacyIPTCDigest", "Iptc4xmpExt:MaxAvailHeight",
    "Iptc4xmpExt:MaxAvailWidth", "exif:NativeDigest", "tiff:NativeDigest", "plus:Version",
))  # fmt: skip
"""Known, and of no use as a claim."""

KEPT_PREFIXES: Final = ("crs:",)
"""How a raw converter developed a picture: a hundred settings, which a claim could not use."""

CAMERA: Final[dict[str, int]] = {
    **{f"exif:{exif.TAGS[tag].name}": tag for tag in exif.TAGS if tag > 0x8000 and exif.TAGS[tag].speaker is _DEVICE},
    "tiff:Orientation": 0x0112,
    "exif:ISOSpeedRatings": 0x8827,
    "exif:ExposureBiasValue": 0x9204,
    "exif:FocalLengthIn35mmFilm": 0xA405,
    "exifEX:PhotographicSensitivity": 0x8827,
}
"""Mirrored EXIF tags (XMP part 2, 3.2 and 3.3): their values are read as EXIF's are."""

KEPT_MIRRORS: Final = frozenset(f"{prefix}:{name}" for prefix in ("exif", "tiff") for name in exif.KEPT.values()) | {
    "exif:PixelXDimension", "exif:PixelYDimension", "exif:GPSVersionID", "exif:GPSMapDatum", "exif:GPSAltitudeRef",
    "tiff:ImageLength", "tiff:YCbCrSubSampling", "exif:SubjectArea", "exif:GPSSatellites", "exif:GPSStatus",
    "exif:GPSMeasureMode", "exif:GPSDOP", "exif:GPSProcessingMethod", "exif:GPSImgDirectionRef",
    "tiff:JPEGInterchangeFormat", "tiff:JPEGInterchangeFormatLength", "exifEX:InteroperabilityIndex",
}  # fmt: skip
"""EXIF's technical tags as XMP repeats them: known, and of no use as a claim."""
