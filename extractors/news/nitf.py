"""NITF 3.x on its own: an article, and the pictures, films and sounds in it, each an Asset of its own.

The article is named by its doc-id. Where NITF stands in a NewsML or ninjs item, that item's form reads it. Element
names of NITF hold full stops; in key paths each stands as a step: ``body/body/head`` is body.head.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import Said
from extractors.news.newscodes import code_iris, topic_iris
from extractors.news.newsroom import claim, dated, file_name, held, language_of, limited, person, runs, said_by
from extractors.news.prose import read_prose, words_of_element
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.values import parse_number
from extractors.xml_form import XmlForm, text, texts
from ontology.model import MediaKind, Observation

_NAMED: Final = {
    "person": "mentionsPerson", "org": "mentionsOrganisation", "location": "mentionsPlace", "event": "mentionsEvent",
    "object.title": "mentionsWork",
}  # fmt: skip
_KINDS: Final = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}

_HEAD: Final = {
    "title": "title", "@id": "kept: a number in the document",
    "meta/@name": "keyword, where it is keywords", "meta/@content": "keyword, where it is keywords",
    "meta": "kept: the provider's own", "base": "kept: where links start", "tobject/@tobject.type": "genre",
    "tobject/tobject/property/@tobject.property.type": "genre",
    **{f"tobject/tobject/subject/@tobject.subject.{key}": "about" for key in ("type", "matter", "detail")},
    "tobject/tobject/subject/@tobject.subject.refnum": "about, as its identifier",
    "tobject/tobject/subject": "kept: by whom the code was given", "iim": "kept: IIM's own fields",
    "docdata/doc-id/@id-string": "the Asset's id", "docdata/doc-id": "kept: from where the id is",
    "docdata/urgency/@ed-urg": "urgency", "docdata/date/issue/@norm": "datePublished",
    "docdata/date/release/@norm": "embargoedUntil", "docdata/date/expire/@norm": "expiryDate",
    "docdata/du-key/@key": "slugline", "docdata/du-key": "kept: which part of the story",
    "docdata/ed-msg/@info": "instructions", "docdata/ed-msg": "kept: of which kind",
    "docdata/doc/copyright/@holder": "copyrightOwner", "docdata/doc/copyright/@year": "kept: the notice's year",
    "docdata/doc/rights/@owner": "usageTerms", "docdata/doc/rights": "kept: terms in codes",
    "docdata/key-list/keyword/@key": "keyword", "docdata/series/@series.name": "partOf",
    "docdata/series": "kept: which part of it", "docdata/evloc/@city": "contentLocation",
    "docdata/evloc/@county-dist": "contentLocation", "docdata/evloc/@state-prov": "contentLocation",
    "docdata/evloc/@iso-cc": "contentLocation", "docdata/fixture/@fix-id": "partOf",
    **{f"docdata/identified-content/{name.replace('.', '/')}": becomes for name, becomes in _NAMED.items()},
    **{f"docdata/identified-content/{name.replace('.', '/')}/@{key}": "its identifier, where it is an address or QCode"
       for name in _NAMED for key in ("idsrc", "value")},
    "docdata/identified-content/classifier/@value": "about", "docdata/identified-content/classifier": "kept: of a kind",
    **{f"docdata/{name}": "kept: for print" for name in ("doc-scope", "correction", "del-list", "fixture")},
    "pubdata/@name": "publishedOn", "pubdata/@date.publication": "datePublished", "pubdata": "kept: for print",
    "revision-history": "kept: who changed it",
}  # fmt: skip
_BODY: Final = {
    "hedline/hl1": "headline", "hedline/hl2": "description", "byline": "byline; creator, where it names people",
    "byline/byttl": "kept: their post", "distributor": "source", "distributor/org": "source",
    "dateline/location": "contentLocation", "dateline/story/date/@norm": "dateCreated", "dateline": "kept: for print",
    "abstract": "description", "note": "instructions", "rights": "usageTerms", "series": "partOf",
}  # fmt: skip
_MEDIA: Final = {
    "@media-type": "its class", "media-reference/@source": "its name", "media-reference/@mime-type": "its class",
    "media-reference/@width": "width", "media-reference/@height": "height", "media-reference/@time": "duration",
    "media-reference": "kept: detail of a file that is not at hand", "media-caption": "description",
    "media-producer": "byline; creator, where it names people", "media-metadata": "kept: the provider's own",
    "media-object": "kept: the data itself", "@id": "kept: a number in the document",
}  # fmt: skip
_INLINE: Final = (
    "p", "em", "person", "org", "location", "location.city", "chron", "br", "a", "strong", "q", "lang", "city", "state",
    "country", "date", "story.date", "object.title", "event", "classifier", "virtloc", "sublocation", "region",
    "name.given", "name.family", "alt-code", "function", "num", "money", "copyrite",
)  # fmt: skip
KEYS: Final[dict[str, str]] = {
    **{f"*/{name.replace('.', '/')}": "kept: its text stands in that of the element around it" for name in _INLINE},
    **{f"*/{name.rpartition('.')[2]}": "kept: its text stands in that of the element around it" for name in _INLINE},
    **{f"*/@{name}": "kept: detail of the markup" for name in (
        "id", "style", "class", "idsrc", "value", "regsrc", "norm", "href", "management-status", "version", "units",
        "management-doc-id-ref", "management-idref-status", "series.part", "series.totalpart", "image-type", "name",
        "alternate-text", "coding", "outcue", "source-credit", "data-location", "noflow", "copyright", "country-code",
        "xml:lang", "type",
    )},
    "@xml:lang": "the texts' language tag",
    **{f"@{name}": "kept: the version of NITF" for name in (
        "version", "uno", "change.date", "change.time", "baselang", "schemaLocation")},
    **{f"head/{key}": becomes for key, becomes in _HEAD.items()},
    **{f"body/body/head/{key}": becomes for key, becomes in _BODY.items()},
    "body/body/content": "bodyText",
    **{f"body/body/content/media/{key}": becomes for key, becomes in _MEDIA.items()},
    "body/body/end": "kept: the end sign",
    "body/@xml:lang": "the texts' language tag",
}  # fmt: skip


def _is_nitf(namespace: str, name: str) -> bool:
    return name == "nitf" and (not namespace or "nitf" in namespace.lower())


def _read(root: Node, source: Source) -> Iterator[Said]:
    prose = read_prose(source.data, ("body.content", "byline", "abstract"), apart=("media",))
    language = language_of(root.text("@xml:lang"))
    claims: list[Observation] = []
    doc_id = ""
    for head in root.nodes("head"):
        found, claimed = _head(head, language)
        doc_id = doc_id or found
        claims += claimed
    media: list[Node] = []
    for body in root.nodes("body"):
        language = language_of(body.text("@xml:lang")) or language
        for top in body.nodes("body.head"):
            claims += _body_head(top, language, prose)
        for content in body.nodes("body.content"):
            words = prose.get(content.at) or content.text("#")
            claims += claim("bodyText", limited(words, content.at, root.reading), content.at, language=language)
            media += held(content, "media")
            content.drop()
    who = person(next((o.value for o in claims if o.property in ("copyrightOwner", "source")), ""))
    yield Said(root, AssetReference(doc_id, kind=MediaKind.TEXT), list(runs(who, claims)))
    for number, node in enumerate(media, 1):
        said, technical, name, kind = _media(node, language)
        reference = AssetReference(f"{doc_id or source.name}#{number}", name, kind)
        yield Said(node, reference, list(runs(who, said, technical)))


def _head(head: Node, language: str) -> tuple[str, list[Observation]]:
    claims = [o for title in texts(head, "title") for o in claim("title", title.value, title.at, language=language)]
    doc_id = ""
    for node in head.nodes("meta"):
        if node.text("@name").lower() in ("keywords", "keyword"):
            for word in node.text("@content").split(","):
                claims += claim("keyword", word, node.at, language=language)
        elif node.text("@content"):
            node.keep()
    for topic in head.nodes("tobject"):
        claims += claim("genre", topic.text("@tobject.type"), topic.at)
        for kind in topic.nodes("tobject.property"):
            claims += claim("genre", kind.text("@tobject.property.type"), kind.at)
        for subject in topic.nodes("tobject.subject"):
            ids = topic_iris(subject.text("@tobject.subject.refnum"))
            words = [subject.text(f"@tobject.subject.{key}") for key in ("detail", "matter", "type")]
            claims += claim("about", next(filter(None, words), ""), subject.at, ids=ids, language=language)
    for data in head.nodes("docdata"):
        doc_id = doc_id or next((n.text("@id-string").strip() for n in data.nodes("doc-id")), "")
        claims += _docdata(data, language)
    for data in head.nodes("pubdata"):
        claims += claim("publishedOn", data.text("@name"), data.at)
        claims += dated("datePublished", data.text("@date.publication"), data.at, head.reading)
    return doc_id, claims


_ATTRIBUTES: Final = (
    ("urgency", "@ed-urg", "urgency"), ("du-key", "@key", "slugline"), ("ed-msg", "@info", "instructions"),
    ("doc.copyright", "@holder", "copyrightOwner"), ("doc.rights", "@owner", "usageTerms"),
    ("series", "@series.name", "partOf"), ("fixture", "@fix-id", "partOf"),
)  # fmt: skip
_DATES: Final = (
    ("date.issue", "datePublished"), ("date.release", "embargoedUntil"), ("date.expire", "expiryDate"),
)  # fmt: skip


def _docdata(data: Node, language: str) -> Iterator[Observation]:
    for name, key, prop in _ATTRIBUTES:
        for node in data.nodes(name):
            yield from claim(prop, node.text(key), node.at)
    for name, prop in _DATES:
        for node in data.nodes(name):
            yield from dated(prop, node.text("@norm"), node.at, data.reading)
    for keys in data.nodes("key-list"):
        for node in keys.nodes("keyword"):
            yield from claim("keyword", node.text("@key"), node.at, language=language)
    for node in data.nodes("evloc"):
        parts = [node.text(key) for key in ("@city", "@county-dist", "@state-prov", "@iso-cc")]
        yield from claim("contentLocation", ", ".join(filter(None, parts)), node.at)
    for content in data.nodes("identified-content"):
        for name, prop in _NAMED.items():
            for node in content.nodes(name):
                source, value = node.text("@idsrc"), node.text("@value")
                yield from claim(prop, node.text("#"), node.at, ids=code_iris(value, f"{source}:{value}"))
        for node in content.nodes("classifier"):
            yield from claim("about", node.text("@value"), node.at, language=language)


def _body_head(top: Node, language: str, prose: dict[str, str]) -> Iterator[Observation]:
    for line in top.nodes("hedline"):
        for name, prop in (("hl1", "headline"), ("hl2", "description")):
            for each in texts(line, name, inherited=language):
                yield from claim(prop, each.value, each.at, language=each.language)
    for node in top.nodes("byline"):
        yield from _byline(node, prose)
    for node in top.nodes("distributor"):
        organisation = text(node, "org")
        yield from claim("source", node.text("#") or organisation, node.at)
    for node in top.nodes("dateline"):
        for each in texts(node, "location"):
            yield from claim("contentLocation", each.value, each.at)
        for date in node.nodes("story.date"):
            yield from dated("dateCreated", date.text("@norm"), date.at, top.reading)
    for name, prop in (("abstract", "description"), ("note", "instructions"), ("rights", "usageTerms"),
                       ("series", "partOf")):  # fmt: skip
        for node in top.nodes(name):
            words = words_of_element(node, prose)
            yield from claim(prop, words, node.at, language=language if prop == "description" else "")


def _byline(node: Node, prose: dict[str, str]) -> Iterator[Observation]:
    people = [each.value for each in texts(node, "person")]
    words = words_of_element(node, prose).replace("\n", ", ")
    if not people:
        yield from said_by(words, node.at)
        return
    yield from claim("byline", words, node.at)
    for name in people:
        yield from claim("creator", name, node.at)


def _media(node: Node, language: str) -> tuple[list[Observation], list[Observation], str, MediaKind]:
    kind = _KINDS.get(node.text("@media-type").lower(), MediaKind.UNKNOWN)
    said: list[Observation] = []
    technical: list[Observation] = []
    name = ""
    references = held(node, "media-reference")
    for reference in references:
        name = name or file_name(reference.text("@source"))
        mime = reference.text("@mime-type").partition("/")[0].lower()
        kind = _KINDS.get(mime, kind)
        for key, prop in (("@width", "width"), ("@height", "height"), ("@time", "duration")):
            value = reference.text(key)
            if value and (parse_number(value) is None or len(references) > 1):
                node.reading.keep(f"{reference.path}.{key}")
            else:
                technical += claim(prop, value, reference.at)
        reference.close()
    for caption in node.nodes("media-caption"):
        words = caption.text("#") or " ".join(each.value for each in texts(caption, "p"))
        said += claim("description", words, caption.at, language=language)
    for producer in texts(node, "media-producer"):
        said += said_by(producer.value, producer.at)
    return said, technical, name, kind


def _fits(document: dict[str, Any]) -> bool:
    return not {"head", "body"}.isdisjoint(document)


EXTRACTOR: Final = XmlForm(
    name="nitf",
    version="1",
    reads="NITF 3.x articles, with the media among them",
    keys=KEYS,
    fits=_fits,
    roots=_is_nitf,
    read=_read,
)
