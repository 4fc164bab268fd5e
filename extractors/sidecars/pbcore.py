"""PBCore 2.0 and 2.1: descriptions, collections of them, and instantiations by themselves.

A description document is one Asset. Of its instantiations, the one whose file this sidecar lies beside is said, else
the first that is digital: masters, copies and tapes of one work have sizes and codecs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import Said as Document
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.sidecars.pbcore_about import Part, say_description
from extractors.sidecars.pbcore_instance import Instance
from extractors.sidecars.pbcore_keys import KEYS
from extractors.sidecars.said import Said, base_name
from extractors.xml_form import Text, XmlForm, language_tag
from ontology.model import MediaKind

_ROOTS: Final = ("pbcoreDescriptionDocument", "pbcoreCollection", "pbcoreInstantiationDocument")
_KINDS: Final = (
    (re.compile(r"moving|video|film", re.IGNORECASE), MediaKind.VIDEO),
    (re.compile(r"sound|audio", re.IGNORECASE), MediaKind.AUDIO),
    (re.compile(r"image|photo|still", re.IGNORECASE), MediaKind.IMAGE),
    (re.compile(r"text", re.IGNORECASE), MediaKind.TEXT),
)


def _read(root: Node, source: Source) -> Iterator[Document]:
    if "pbcoreDescriptionDocument" in root:
        provider = root.text("@collectionSource")
        collection = Text(root.text("@collectionTitle"), f"{root.at}/@collectionTitle", "")
        several = (root.size("pbcoreDescriptionDocument") or 0) > 1
        for number, document in enumerate(root.nodes("pbcoreDescriptionDocument", path=""), 1):
            yield _described(document, source, provider, collection, number if several else 0)
    elif "instantiationIdentifier" in root or "instantiationLocation" in root:
        said = Said(root.reading)
        root.path = "pbcoreInstantiation"
        instance = Instance(said)
        instance.read(root)
        instance.rights.say(said)
        yield Document(root, _reference(instance, ""), said.runs(person=instance.person, software=instance.software))
    else:
        yield _described(root, source, "", Text("", "", ""), 0)


def _described(node: Node, source: Source, provider: str, collection: Text, number: int) -> Document:
    """Return what one description document says; `number` is its place among several, 0 where it is alone."""
    said = Said(node.reading)
    chosen = _chosen(node.look("pbcoreInstantiation"), source.name)
    instance = Instance(said)
    for index, child in enumerate(node.nodes("pbcoreInstantiation")):
        if index == chosen:
            instance.read(child)
        else:
            child.keep()
    part_of_all = Part(said, language_tag(node.text("@xml:lang")), instance.rate)
    identifier = say_description(node, part_of_all, instance.rights)
    said.describe("partOf", collection)
    reference = _reference(instance, identifier if number else "")
    part = str(number) if number and not (reference.id or reference.name) else ""
    runs = said.runs(person=provider, software=instance.software, part=part)
    return Document(node, reference, runs)


def _chosen(instances: Any, name: str) -> int:
    """Return which instantiation is the one that this sidecar is about, from 0."""
    if not isinstance(instances, list):
        return 0
    digital = [i for i, one in enumerate(instances) if isinstance(one, dict) and "instantiationDigital" in one]
    for index in digital:
        one = instances[index]
        for key in ("instantiationLocation", "instantiationIdentifier"):
            for value in one.get(key, ()):
                file = base_name(str(value.get("#", "")))
                if file and name.startswith(file.rpartition(".")[0] + "."):
                    return index
    return digital[0] if digital else 0


def _reference(instance: Instance, identifier: str) -> AssetReference:
    kind = next((kind for pattern, kind in _KINDS if pattern.search(instance.medium)), MediaKind.UNKNOWN)
    length = instance.said.find_measured("duration")
    return AssetReference(
        id="" if instance.file_name else identifier,
        name=instance.file_name,
        kind=kind,
        duration_s=float(length) if length else None,
    )


EXTRACTOR: Final = XmlForm(
    name="pbcore",
    version="1",
    reads="PBCore 2.0 and 2.1 XML: description documents, collections, instantiations, parts",
    keys=KEYS,
    roots=lambda namespace, name: name in _ROOTS,
    read=_read,
)
