"""What becomes of each element and attribute of NewsML-G2 (power conformance, 2.0 to 2.36), below an item."""

from __future__ import annotations

from typing import Final

_COMMON: Final = {
    f"*/@{name}": "kept: housekeeping of the element"
    for name in (
        "id", "creatoruri", "modified", "custom", "pubconstraint", "pubconstrainturi", "rank", "derivedfrom", "why",
        "whyuri", "howuri", "dir", "validfrom", "validto", "seq", "conceptid", "persistidref", "tag", "environment",
        "guid", "title", "roleuri", "typeuri", "formaturi", "sourceuri", "reluri", "literaluri", "residref", "hreflang",
        "persistentidref", "significance", "contentrefs", "versioninfo", "xsi:type", "base", "xml:base",
    )
}  # fmt: skip
_RELATED: Final = {
    f"*/{name}": "kept: what the provider tells of the concept itself"
    for name in (
        "broader", "narrower", "related", "definition", "note", "facet", "facetConcept", "hierarchyInfo", "remoteInfo",
        "personDetails", "organisationDetails", "geoAreaDetails", "POIDetails", "objectDetails", "eventDetails",
        "mainConcept", "type", "roleInItem", "conceptExtProperty", "inScheme", "generator", "sameAs", "name", "bag",
        "authority", "@authority", "@schemestatus", "@authoritystatus", "@schemecreated", "@schememodified", "@role",
        "@preferredalias", "@schemeretired", "@mode",
    )
}  # fmt: skip
_FLEX: Final = {
    "@qcode": "the claim's identifier, by the document's catalog or IPTC's",
    "@uri": "the claim's identifier",
    "@literal": "finds the assert that names it",
    "name": "the claim's value, with its language",
    "name/@xml:lang": "the value's language tag",
    "sameAs/@qcode": "the claim's identifier",
    "sameAs/@uri": "the claim's identifier",
    "sameAs/@literal": "kept: a code of no scheme",
    "@type": "which property: a person, organisation, place, event or object, or a topic",
    "@typeliteral": "kept: a type of no scheme",
}


def _of(element: str, becomes: str, more: dict[str, str] | None = None) -> dict[str, str]:
    return {f"{element}/{key}": value for key, value in (_FLEX | (more or {})).items()} | {
        f"{element}/name": becomes,
        element: f"kept: {becomes}, of which nothing but a code is told",
    }


def _text(element: str, becomes: str, **more: str) -> dict[str, str]:
    return {
        element: becomes,
        f"{element}/#": becomes,
        f"{element}/@xml:lang": "the text's language tag",
        **{f"{element}/{name}": "kept: its text stands in that of the element around it" for name in ("a", "br", "span",
           "ruby", "inline")},
        **{f"{element}/{key}": value for key, value in more.items()},
    }  # fmt: skip


_ROLE: Final = {"@role": "what they did", "@jobtitle": "kept: their post", "@jobtitleuri": "kept: their post"}
_DESCRIBED: Final = {
    **_of("subject", "about; mentions… or depicts… by its type, depicts… in a picture", {
        "@confidence": "confidence, of 100", "@relevance": "kept: how much it matters, which is not how sure it is",
        "@how": "what a tool extracted is a model's claim", "@creator": "what a machine assigned is a model's claim",
        "bag/bit/@qcode": "about, as its identifier", "bag/bit/@uri": "about, as its identifier",
        "bag/bit/@literal": "about, by the assert that names it", "bag/bit/@type": "kept: what the part is",
    }),
    **_of("genre", "genre"),
    **_text("headline", "headline, of the main one or the first; others are descriptions", **{
        "@role": "which headline is the main one"}),
    **_text("description", "description"),
    **_text("keyword", "keyword", **{"@confidence": "confidence, of 100", "@relevance": "kept: how much it matters"}),
    **_text("slugline", "slugline", **{"@separator": "kept: what stands between its words"}),
    **_text("dateline", "kept: located and contentCreated say it"),
    **_text("by", "byline; creator, where it names people"),
    **_text("creditline", "creditLine"),
    "language/@tag": "language, and the texts' language tag where there is one",
    "language/@role": "kept: spoken, written or interpreted",
    "language/name": "kept: the language in words",
    "language": "kept: the language in words",
}  # fmt: skip
_MEASURED: Final = {
    "@href": "the Asset's name, where the original's ends in a media file's",
    "@contenttype": "which rendition is the item as it was made",
    "@rendition": "which rendition is the item as it was made; a part's times count its frames",
    "@width": "width, of the original or only rendition", "@height": "height, of the original or only rendition",
    "@widthunit": "whether width is in pixels", "@heightunit": "whether height is in pixels",
    "@duration": "duration, of the original or only rendition", "@durationunit": "the unit of duration",
    "@size": "by which a duration in wrong units is told", "@videoframerate": "frameRate, of the original",
    "@videoaspectratio": "aspectRatio, of the original", "@videoavgbitrate": "bitRate, of the original",
    "@videocodec": "videoCodec, of the original", "@audiocodec": "audioCodec, of the original",
    "@audiosamplerate": "sampleRate, of the original", "@audiosamplesize": "bitDepth, of the original",
    "@audiochannels": "channels, of the original", "@audiobitrate": "kept: bits per second of the sound",
    "@orientation": "orientation, of the original", "@colourspace": "colourSpace, of the original",
    "@resolution": "horizontalResolution, of the original", "@language": "kept: the item tells its language",
    "remoteContentExtProperty": "kept: the provider's own", "channel": "kept: its tracks", "hash": "kept: a checksum",
    "signal": "kept: what to do with it", "altId": "kept: other addresses of it", "altLoc":
    "kept: other addresses of it",
    **{f"@{name}": "kept: detail of a rendition that is not at hand" for name in (
        "format", "colourdepth", "colourindicator", "contenttypevariant", "version", "encoding", "layoutorientation",
        "videoscaling", "videodefinition", "videovbr", "audiovbr", "audiochannels", "wordcount", "linecount",
        "charcount", "pagecount", "contenttypestandard", "contenttypestandardversion", "renditionuri", "audiocodecuri",
        "videocodecuri", "colourspaceuri", "videobitrate",
    )},
}  # fmt: skip
_MEASURED_KEYS: Final = {f"contentSet/remoteContent/{key}": value for key, value in _MEASURED.items()}
_PARTY: Final = {
    **_of("contentMeta/creator", "creator; supplier, for an organisation", _ROLE),
    **_of("contentMeta/contributor", "contributor; captionWriter, by their role", _ROLE),
    **_of("contentMeta/infoSource", "source", {"@role": "kept: what part the source has"}),
    **_of("contentMeta/audience", "audience", {"@confidence": "kept: how sure", "@relevance": "kept: how much"}),
    **_of(
        "contentMeta/located",
        "contentLocation, with the country it lies in",
        {
            "broader/name": "the country of contentLocation",
            "broader/@type": "whether it is a country",
            "broader/@qcode": "kept: code of a wider area",
            "broader/@uri": "kept: code of a wider area",
        },
    ),
    **_of("contentMeta/digitalSourceType", "digitalSourceType"),
    **_of("rightsInfo/copyrightHolder", "copyrightOwner"),
    **_of("rightsInfo/licensor", "licensor"),
    **_of("rightsInfo/dataMining", "dataMining"),
    **_of("itemMeta/provider", "whose word the item is"),
}
KEYS: Final[dict[str, str]] = {
    **_COMMON,
    **_RELATED,
    "@guid": "the Asset's id",
    "@xml:lang": "the language tag of texts that have none of their own",
    "@version": "kept: versionCreated says which is newer",
    **{f"@{name}": "kept: the version of NewsML-G2" for name in ("standard", "standardversion", "conformance")},
    "catalog/scheme/@alias": "with uri, what a QCode's alias stands for",
    "catalog/scheme/@uri": "with alias, what a QCode's alias stands for",
    "catalog/scheme": "kept: about the scheme",
    "catalog": "kept: about the catalog",
    "catalogRef": "kept: catalogs are not fetched; IPTC's aliases are known",
    "catalogRef/@href": "kept: catalogs are not fetched; IPTC's aliases are known",
    "hopHistory": "kept: through whose hands the item went",
    "pubHistory": "kept: when it was published before",
    **{f"assert/{key}": value for key, value in _FLEX.items()},
    "assert/name": "the name of a code that stands elsewhere without one",
    "assert/type/@qcode": "the type of a code that stands elsewhere without one",
    "assert": "kept: more about a concept",
    "inlineRef": "kept: where a concept stands in the text",
    "derivedFrom": "kept: what was derived from what",
    "itemMeta/itemClass/@qcode": "the Asset's class",
    "itemMeta/itemClass/@uri": "the Asset's class",
    "itemMeta/itemClass": "kept: in words",
    **_PARTY,
    "itemMeta/versionCreated": "when the Run ended: a newer version of the item replaces an older one",
    "itemMeta/firstCreated": "dateCreated of a text that tells none",
    "itemMeta/embargoed": "embargoedUntil; an empty one is an embargo without end, and said in a sentence",
    "itemMeta/pubStatus/@qcode": "publicationStatus",
    "itemMeta/pubStatus/@uri": "publicationStatus",
    "itemMeta/pubStatus": "kept: in words",
    "itemMeta/fileName": "the Asset's name, where it is a media file's",
    "itemMeta/expires": "expiryDate",
    **_text("itemMeta/title", "title"),
    **_text("itemMeta/edNote", "instructions"),
    **{f"itemMeta/{name}": "kept: about the item, not its content" for name in (
        "role", "generator", "profile", "service", "memberOf", "instanceOf", "signal", "altRep", "deliverableOf",
        "hash", "origRep", "incomingFeedId", "metadataCreator", "link", "itemMetaExtProperty", "isDerivedFrom",
        "translatedFrom",
    )},
    "contentMeta/urgency": "urgency",
    "contentMeta/contentCreated": "dateCreated",
    "contentMeta/contentModified": "kept: versionCreated says which is newer",
    "contentMeta/altId": "houseIdentifier",
    "contentMeta/altId/@type": "houseIdentifier, before its value",
    "contentMeta/altId/@role": "kept: which kind of identifier",
    **{f"contentMeta/{name}": "kept: of use to the reader of news only" for name in (
        "icon", "exclAudience", "rating", "userInteraction", "contentMetaExtProperty", "instrument",
    )},
    **{f"contentMeta/{key}": value for key, value in _DESCRIBED.items()},
    **_text("rightsInfo/copyrightNotice", "copyrightNotice", **{"@href": "webStatement"}),
    **_text("rightsInfo/usageTerms", "usageTerms", **{"@href": "webStatement"}),
    **_text("rightsInfo/otherConstraints", "usageTerms"),
    "rightsInfo/link/@href": "webStatement",
    "rightsInfo/link": "kept: where more is told of the rights",
    **{f"rightsInfo/{name}": "kept: an expression for rights engines" for name in (
        "accountable", "scope", "aspect", "rightsExpressionXML", "rightsExpressionData", "rightsInfoExtProperty",
        "@scope", "@aspect",
    )},
    **{f"partMeta/{key}": value for key, value in _DESCRIBED.items()},
    "partMeta/timeDelim/@start": "the Segment's start",
    "partMeta/timeDelim/@end": "the Segment's end",
    "partMeta/timeDelim/@timeunit": "the unit of start and end; frames of the rendition where it is absent",
    "partMeta/timeDelim/@renditionref": "the rendition whose frames are counted",
    "partMeta/regionDelim/@x": "the Segment's box", "partMeta/regionDelim/@y": "the Segment's box",
    "partMeta/regionDelim/@width": "the Segment's box", "partMeta/regionDelim/@height": "the Segment's box",
    "partMeta/regionDelim/@renditionref": "the rendition whose pixels are counted",
    "partMeta": "kept: what the provider says of its own list",
    **{f"partMeta/{name}": "kept: of use to the reader of news only" for name in (
        "@partid", "icon", "role", "signal", "partMetaExtProperty", "contentModified", "contentCreated", "creator",
        "contributor", "infoSource", "charDelim", "@contentrefs", "urgency", "located",
    )},
    **_MEASURED_KEYS,
    "contentSet/@original": "kept: which rendition is the original, by its id",
    "contentSet/inlineXML": "bodyText, without markup",
    "contentSet/inlineXML/@contenttype": "whether it is text to be read",
    "contentSet/inlineXML/@xml:lang": "the text's language tag",
    "contentSet/inlineData": "bodyText; encoded data is kept",
    "contentSet/inlineData/#": "bodyText; encoded data is kept",
    "contentSet/inlineData/@contenttype": "whether it is text to be read",
    "contentSet/inlineData/@encoding": "whether it is text to be read",
    "contentSet/inlineData/@xml:lang": "the text's language tag",
    **{f"contentSet/{kind}/@{name}": "kept: detail of the text" for kind in ("inlineXML", "inlineData") for name in (
        "contenttypevariant", "rendition", "size", "wordcount", "charcount", "linecount", "format", "version",
        "contenttypestandard", "contenttypestandardversion", "renditionuri",
    )},
    "groupSet/@root": "kept: which group is on top",
    "groupSet/group": "kept: how the package is arranged",
    "groupSet/group/itemRef/@residref": "the id of the Asset that the package names",
    "groupSet/group/itemRef/@href": "the id of the Asset that the package names",
    "groupSet/group/itemRef/itemClass/@qcode": "its class",
    **_text("groupSet/group/itemRef/title", "title"),
    **_text("groupSet/group/itemRef/description", "description"),
    **_text("groupSet/group/itemRef/headline", "headline"),
    "groupSet/group/itemRef": "kept: the item tells it itself",
    **{f"groupSet/group/itemRef/{name}": "kept: the item tells it itself" for name in (
        "provider", "pubStatus", "altId", "versionCreated", "@contenttype", "@size", "@format", "@version", "hint",
        "service", "edNote", "itemRefExtProperty", "signal", "link", "by", "creditline", "slugline", "dateline",
    )},
    **{f"groupSet/group/{name}": "kept: how the package is arranged" for name in (
        "@role", "@mode", "groupRef", "conceptRef", "title", "note", "groupExtProperty",
    )},
    "conceptSet": "kept: concepts, which `mediagraph taxonomy import` reads",
    "concept": "kept: a concept, which `mediagraph taxonomy import` reads",
    "newsCoverageSet": "kept: orders for items that do not exist yet",
    "newsCoverage": "kept: orders for items that do not exist yet",
    "schemeMeta": "kept: about a scheme",
    "catalogContainer": "kept: a catalog",
    "header": "kept: how the message was sent",
}  # fmt: skip
