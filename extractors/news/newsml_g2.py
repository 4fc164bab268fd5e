"""NewsML-G2: a news message, or one item of it: news item, package, planning item, concept item, knowledge item.

Each news item is an Asset, named by its guid; what a package tells of an item is said of that Asset. QCodes are
resolved by the document's own catalog, else by IPTC's aliases; catalogs are not fetched. Parts of films and pictures
(partMeta) become Segments where their frames or pixels can be counted. https://iptc.org/standards/newsml-g2/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import Said, make_run
from extractors.news.newscodes import bare_code
from extractors.news.newsml_g2_concepts import Context, read_asserts, read_catalog, read_flex
from extractors.news.newsml_g2_content import Renditions, content_claims, part_claims
from extractors.news.newsml_g2_keys import KEYS
from extractors.news.newsml_g2_meta import content_claims as content_meta_claims
from extractors.news.newsml_g2_meta import item_claims, rights_claims
from extractors.news.newsroom import KINDS, claim, file_name, moment, person, runs, tool
from extractors.news.prose import read_prose
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.reference import is_media_name, output_stem
from extractors.xml_form import Text, XmlForm, language_tag, text, texts
from ontology.model import MediaKind, Observation

_NAMESPACES: Final = ("http://iptc.org/std/nar/2006-10-01/", "")
ITEMS: Final = ("newsItem", "packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem")


def _is_g2(namespace: str, name: str) -> bool:
    return namespace in _NAMESPACES and (name in ITEMS or name == "newsMessage")


def _fits(document: dict[str, Any]) -> bool:
    return not {"itemMeta", "itemSet", "contentMeta", "contentSet", "@guid"}.isdisjoint(document)


def _read(root: Node, source: Source) -> Iterator[Said]:
    prose = read_prose(source.data, ("inlineXML", "description", "usageTerms", "copyrightNotice"))
    stem = output_stem(source.name, ("newsml-g2",))
    name = stem if is_media_name(stem) else ""
    if "itemSet" not in root:
        yield from _item(root, Context(catalog=read_catalog(root, {}), prose=prose), name)
        return
    catalog: dict[str, str] = {}
    for header in root.nodes("header"):
        catalog = read_catalog(header, catalog)
        header.keep()
    for items in root.nodes("itemSet"):
        count = items.size("newsItem") or 0
        for kind in ITEMS:
            for item in items.nodes(kind, path=""):
                alone = name if count == 1 and kind == "newsItem" else ""
                yield from _item(item, Context(catalog=read_catalog(item, catalog), prose=prose), alone)


def _item(item: Node, context: Context, name: str) -> Iterator[Said]:
    context.language = language_tag(item.text("@xml:lang"))
    guid = item.text("@guid").strip()
    read_asserts(item, context)
    meta = next(item.nodes("itemMeta"), None)
    context.kind = KINDS.get(_class_of(meta), MediaKind.UNKNOWN) if meta is not None else MediaKind.UNKNOWN
    context.language = context.language or _only_language(item)
    renditions = Renditions(item, context)
    said: list[Observation] = []
    provider, time, first, named = "", "", Text("", "", ""), ""
    if meta is not None:
        for node in meta.nodes("provider"):
            provider = provider or read_flex(node, context).label
        created = moment(text(meta, "versionCreated"))
        time = created if "T" in created else ""
        first = next(iter(texts(meta, "firstCreated")), first)
        named = file_name(text(meta, "fileName"))
        said += item_claims(meta, context)
        meta.close()
    found: list[Observation] = []
    for content in item.nodes("contentMeta"):
        by_people, by_tools = content_meta_claims(content, context, first)
        said, found = said + by_people, found + by_tools
    for rights in item.nodes("rightsInfo"):
        said += rights_claims(rights, context)
    by_people, by_tools = part_claims(item, context, renditions)
    said, found = said + by_people, found + by_tools
    texts_, technical = content_claims(item, context, renditions)
    if "conceptSet" in item or "concept" in item:
        item.reading.problem(f"{item.at} tells of concepts, which are for `mediagraph taxonomy import`; they are kept")
    packaged = list(_packaged(item, context, provider, time))
    said_runs: list[Run] = list(runs(person(provider), said + texts_, technical, time=time))
    if found:
        said_runs.append(make_run(tool(f"{provider} software" if provider else ""), "subjects", found, time=time))
    yield Said(item, AssetReference(guid, named or renditions.name or name, context.kind), said_runs)
    yield from packaged


def _class_of(meta: Node) -> str:
    for node in meta.nodes("itemClass"):
        return bare_code(node.text("@qcode") or node.text("@uri")).lower()
    return ""


def _only_language(item: Node) -> str:
    """Return the language of an item's content where it tells exactly one; its texts are then in it."""
    found = item.look("contentMeta", 0, "language")
    tags = {str(each.get("@tag", "")) for each in found if isinstance(each, dict)} if isinstance(found, list) else set()
    return language_tag(tags.pop()) if len(tags) == 1 else ""


def _packaged(item: Node, context: Context, provider: str, time: str) -> Iterator[Said]:
    """Yield what a package tells of the items it refers to."""
    for groups in item.nodes("groupSet"):
        for group in groups.nodes("group"):
            for reference in group.nodes("itemRef"):
                target, href = reference.text("@residref").strip(), reference.text("@href").strip()
                target = target or href
                kind = KINDS.get(_class_of(reference), MediaKind.UNKNOWN)
                claims = [
                    observation
                    for name in ("title", "headline", "description")
                    for each in texts(reference, name, inherited=context.language)
                    for observation in claim(name, each.value, each.at, language=each.language)
                ]
                told = list(runs(person(provider), claims, time=time, part="package"))
                if target and told:
                    yield Said(reference, AssetReference(target, kind=kind), told)


EXTRACTOR: Final = XmlForm(
    name="newsml-g2",
    version="1",
    reads="NewsML-G2 news messages, news items, packages, planning and concept items",
    keys=KEYS,
    fits=_fits,
    roots=_is_g2,
    read=_read,
)
