"""MPEG-7's names: terms of classification schemes, persons, organisations."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.reading import Node
from extractors.sidecars.said import absolute_iri
from extractors.xml_form import Text, texts

_PARTS = ("Title", "GivenName", "LinkingName", "FamilyName", "Numeration")


def term(node: Node, *, inherited: str = "") -> tuple[Text, tuple[str, ...]]:
    """Take a term: its first name, else its own text, and its identifier."""
    names = texts(node, "Name", inherited=inherited)
    own = node.text("#").strip()
    link = absolute_iri(node.text("@href"))
    value = names[0] if names else Text(own, node.at, "")
    return value, (link,) if link else ()


def term_names(node: Node) -> Iterator[str]:
    """Take a term and those inside it, which are narrower; yield their names, the widest first."""
    for name in texts(node, "Name"):
        yield name.value
    node.text("@href")
    for below in node.nodes("Term"):
        yield from term_names(below)


def agent(node: Node) -> tuple[Text, bool, tuple[str, ...]]:
    """Take an Agent: its name, whether it is an organisation, and its identifiers."""
    kind = node.text("@xsi:type").rpartition(":")[2]
    names = [_name(child) for child in node.nodes("Name")]
    for organisation in node.nodes("Organization"):
        names.append(Text(agent(organisation)[0].value, organisation.at, ""))
    links = [absolute_iri(identifier.text("#")) for identifier in node.nodes("Identifier")]
    value = next((name for name in names if name.value), Text("", node.at, ""))
    if node.rest():
        node.keep()
    return value, kind.startswith("Organi"), tuple(link for link in links if link)


def _name(node: Node) -> Text:
    """Return a name that is a text, or made of parts."""
    parts = [value.value for part in _PARTS for value in texts(node, part)]
    own = node.text("#").strip()
    node.text("@xml:lang")
    return Text(" ".join(parts) if parts else own, node.at, "")
