"""XMP properties that are structures, or texts that carry an identifier: IPTC Extension, PLUS, contacts, ancestry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.generation import say_generation
from extractors.files.regions import say_image_regions, say_microsoft_regions, say_mwg_regions
from extractors.files.xmp import Structure, Text, XmpValue

_PERSON: Final = Speaker.PERSON
_E: Final = "Iptc4xmpExt:"
_SUBJECT_CODES: Final = "http://cv.iptc.org/newscodes/subjectcode/"
_SCENES: Final = "http://cv.iptc.org/newscodes/scene/"
_IRI: Final = re.compile(r"https?://[^\s<>\"]+$")

Say = Callable[[XmpValue, str, Claims], bool]


def _iris(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if _IRI.match(text))


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def _location(prop: str) -> Say:
    """Return what reads a location structure (IPTC Extension, Location): most exact part first, country last."""

    def read(value: XmpValue, pointer: str, claims: Claims) -> bool:
        if not isinstance(value, Structure):
            return False
        names = [*value.texts(f"{_E}LocationName")[:1]]
        names += [value.text(_E + part) for part in ("Sublocation", "City", "ProvinceState", "CountryName")]
        identifiers = _iris(value.texts(f"{_E}LocationId"))
        claims.say(_PERSON, prop, ", ".join(_unique(names)), pointer=pointer, identifiers=identifiers)
        return True

    return read


def _named(prop: str, *fields: str, ids: tuple[str, ...] = ()) -> Say:
    """Return what reads the first of some fields of a structure, or a plain text, as a name; `ids` may be IRIs."""

    def read(value: XmpValue, pointer: str, claims: Claims) -> bool:
        if isinstance(value, Text):
            claims.say(_PERSON, prop, value.text, pointer=pointer)
            return bool(value.text)
        field = next((f for f in fields if value.text(f)), "")
        identifiers = _iris(text for name in ids for text in value.texts(name))
        for text in value.fields.get(field, ()):
            if isinstance(text, Text):
                claims.say(
                    _PERSON, prop, text.text, pointer=pointer, language=_tag(text.language), identifiers=identifiers
                )
        return bool(field)

    return read


def _tag(language: str) -> str:
    return language if re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", language) else ""


def _coded(prop: str, scheme: str) -> Say:
    """Return what reads an IPTC NewsCode, with its IRI as identifier."""

    def read(value: XmpValue, pointer: str, claims: Claims) -> bool:
        code = value.text.strip() if isinstance(value, Text) else ""
        identifiers = (scheme + code,) if re.fullmatch(r"\w+", code) else ()
        claims.say(_PERSON, prop, code, pointer=pointer, identifiers=identifiers)
        return bool(code)

    return read


def _contact(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say how to reach the creator: the postal address in one, then each telephone, mail and web address."""
    if not isinstance(value, Structure):
        return False
    core = "Iptc4xmpCore:Ci"
    address = [value.text(core + part) for part in ("AdrExtadr", "AdrCity", "AdrRegion", "AdrPcode", "AdrCtry")]
    others = [text for part in ("TelWork", "EmailWork", "UrlWork") for text in value.texts(core + part)]
    for each in (", ".join(_unique(address)), *others):
        claims.say(_PERSON, "creatorContact", each, pointer=pointer)
    return True


def _licensor(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say who licenses, and at which address; telephones and mail of the licensor stay in the file."""
    named = _named("licensor", "plus:LicensorName", "plus:LicensorID", ids=("plus:LicensorID",))(value, pointer, claims)
    pages = value.texts("plus:LicensorURL") if isinstance(value, Structure) else []
    for page in pages:
        claims.say(_PERSON, "acquireLicencePage", page, pointer=f"{pointer}/plus:LicensorURL")
    return named or bool(pages)


def _artwork(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say the work that is shown by its title; its own creator, date and owner stay in the file."""
    kept = [name for name in value.fields if name != f"{_E}AOTitle"] if isinstance(value, Structure) else []
    claims.kept.update(f"XMP:{_E}ArtworkOrObject/{name}" for name in kept)
    return _named("depictsWork", f"{_E}AOTitle")(value, pointer, claims)


def _contributor(value: XmpValue, pointer: str, claims: Claims) -> bool:
    return _named("contributor", f"{_E}Name", ids=(f"{_E}Identifier",))(value, pointer, claims)


def _ancestor(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say what a file was made from (XMP part 2, ResourceRef): the document's path, else its identifier.

    A file that was saved anew is made from itself; that says nothing.
    """
    if not isinstance(value, Structure):
        return False
    name = value.text("stRef:filePath") or value.text("stRef:documentID")
    if name and name not in (claims.value("documentId"), claims.value("originalDocumentId")):
        claims.say(Speaker.DEVICE, "ingredient", name, pointer=pointer)
    else:
        claims.kept[pointer.strip("/").replace("/", ":", 1)] += 1
    return True


def _rights_expression(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say a linked rights expression by its address; one that is embedded stays in the file."""
    if not isinstance(value, Structure):
        return False
    link = value.text(f"{_E}LinkedRightsExpr")
    claims.say(_PERSON, "licence", link, pointer=pointer)
    if not link:
        claims.kept[f"XMP:{_E}EmbdEncRightsExpr"] += 1
    return True


def _job(value: XmpValue, pointer: str, claims: Claims) -> bool:
    return _named("jobId", "stJob:name", "stJob:id")(value, pointer, claims)


def _generated(value: XmpValue, pointer: str, claims: Claims) -> bool:
    return isinstance(value, Text) and say_generation("aigc", value.text, pointer, claims)


def _identifier(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say an identifier of the picture: plain, or qualified by its scheme."""
    return _named("imageGuid", "rdf:value")(value, pointer, claims)


STRUCTURES: Final[dict[str, tuple[str, Say]]] = {
    "Iptc4xmpExt:LocationCreated": ("contentLocation", _location("contentLocation")),
    "Iptc4xmpExt:LocationShown": ("depictsPlace", _location("depictsPlace")),
    "Iptc4xmpExt:ArtworkOrObject": ("depictsWork", _artwork),
    "Iptc4xmpExt:PersonInImageWDetails": (
        "depictsPerson",
        _named("depictsPerson", f"{_E}PersonName", ids=(f"{_E}PersonId",)),
    ),
    "Iptc4xmpExt:ProductInImage": ("depicts", _named("depicts", f"{_E}ProductName")),
    "Iptc4xmpExt:AboutCvTerm": ("about", _named("about", f"{_E}CvTermName", f"{_E}CvTermId", ids=(f"{_E}CvTermId",))),
    "Iptc4xmpExt:Genre": ("genre", _named("genre", f"{_E}CvTermName", f"{_E}CvTermId", ids=(f"{_E}CvTermId",))),
    "Iptc4xmpExt:Contributor": ("contributor", _contributor),
    "Iptc4xmpExt:RegistryId": ("registryEntry", _named("registryEntry", f"{_E}RegItemId")),
    "Iptc4xmpExt:OrganisationInImageCode": ("organisationCode", _named("organisationCode")),
    "Iptc4xmpExt:EventId": ("depictsEvent", _named("depictsEvent")),
    "Iptc4xmpExt:EmbdEncRightsExpr": ("licence", _rights_expression),
    "Iptc4xmpExt:LinkedEncRightsExpr": ("licence", _rights_expression),
    "Iptc4xmpExt:ImageRegion": ("depictsPerson (people), keyword and others, in a box", say_image_regions),
    "Iptc4xmpCore:CreatorContactInfo": ("creatorContact", _contact),
    "Iptc4xmpCore:SubjectCode": ("about, with the NewsCode's IRI", _coded("about", _SUBJECT_CODES)),
    "Iptc4xmpCore:Scene": ("sceneCode, with the NewsCode's IRI", _coded("sceneCode", _SCENES)),
    "plus:CopyrightOwner": (
        "copyrightOwner",
        _named("copyrightOwner", "plus:CopyrightOwnerName", ids=("plus:CopyrightOwnerID",)),
    ),
    "plus:ImageCreator": ("creator", _named("creator", "plus:ImageCreatorName", ids=("plus:ImageCreatorID",))),
    "plus:ImageSupplier": ("supplier", _named("supplier", "plus:ImageSupplierName", ids=("plus:ImageSupplierID",))),
    "plus:Licensor": ("licensor, acquireLicencePage", _licensor),
    "plus:Licensee": ("note", _named("note", "plus:LicenseeName")),
    "mwg-rs:Regions": ("depictsPerson (faces) or keyword, in a box", say_mwg_regions),
    "MP:RegionInfo": ("depictsPerson, in a box", say_microsoft_regions),
    "xmpMM:DerivedFrom": ("ingredient", _ancestor),
    "xmpMM:Ingredients": ("ingredient", _ancestor),
    "xmpBJ:JobRef": ("jobId", _job),
    "xmp:Identifier": ("imageGuid", _identifier),
    "dc:identifier": ("imageGuid", _identifier),
    "TC260:AIGC": ("aiSystem, aiSettings", _generated),
}
"""Property to what it becomes, and what reads a value of it and says whether it understood it."""
