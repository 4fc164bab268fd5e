"""EBUCore's entities: persons and organisations with their roles, as credits."""

from __future__ import annotations

from typing import Final, NamedTuple

from extractors.reading import Node
from extractors.sidecars.credits import say_credit
from extractors.sidecars.said import Said, absolute_iri
from extractors.xml_form import Text, text, texts

_NAME_PARTS: Final = ("givenName", "otherGivenName", "familyName", "suffix")


class _Roles(NamedTuple):
    """What an entity did: roles in words, their codes, and the property of one that has neither."""

    words: list[str]
    codes: list[str]
    default: str


def say_entities(parent: Node, name: str, said: Said, prop: str) -> None:
    """Say each entity of a name as a credit; publishers and owners by `prop` alone."""
    for entity in parent.nodes(name):
        roles = _Roles([], [], prop)
        for role in entity.nodes("role"):
            roles.words.append(role.text("@typeLabel") or role.text("#"))
            roles.codes.append(role.text("@typeLink"))
        own = [i for i in (absolute_iri(entity.text("@entityId")),) if i]
        persons = [_person(contact) for contact in entity.nodes("contactDetails")]
        organisations = [_organisation(node) for node in entity.nodes("organisationDetails")]
        for value, character, links in persons:
            _credit(said, value, roles, character, (*links, *own))
        for value, links in organisations:
            # A person's employer stands beside the person, and is no second contributor.
            if any(person.value for person, _, _ in persons):
                entity.reading.keep(f"{entity.path}.organisationDetails.organisationName (of the person)")
            else:
                _credit(said, value, roles, "", (*links, *own))


def _credit(said: Said, value: Text, roles: _Roles, character: str, links: tuple[str, ...]) -> None:
    if roles.default in ("creator", "contributor"):
        say_credit(
            said,
            value,
            roles=roles.words,
            codes=roles.codes,
            character=character,
            default=roles.default,
            identifiers=links,
        )
    else:
        said.describe(roles.default, value, identifiers=links)


def entity_name(entity: Node) -> Text:
    """Take an entity; return its first name, a person's before an organisation's."""
    for contact in entity.nodes("contactDetails"):
        value = _person(contact)[0]
        if value.value:
            return value
    for organisation in entity.nodes("organisationDetails"):
        value = _organisation(organisation)[0]
        if value.value:
            return value
    return Text("", entity.at, "")


def _person(contact: Node) -> tuple[Text, str, tuple[str, ...]]:
    """Take a person: the name, whom they play, and their identifiers."""
    names = texts(contact, "name")
    parts = [value.value for part in _NAME_PARTS for value in texts(contact, part)]
    character = text(contact, "stageName")
    value = names[0] if names else Text(" ".join(parts), contact.at, "")
    for _ in names[1:]:
        contact.reading.keep(f"{contact.path}.name (another form of it)")
    return value, character, _links(contact, "@contactId")


def _organisation(organisation: Node) -> tuple[Text, tuple[str, ...]]:
    names = texts(organisation, "organisationName")
    for _ in names[1:]:
        organisation.reading.keep(f"{organisation.path}.organisationName (another form of it)")
    value = names[0] if names else Text("", organisation.at, "")
    return value, _links(organisation, "@organisationId")


def _links(node: Node, key: str) -> tuple[str, ...]:
    found = [node.text(key)]
    for link in node.nodes("relatedInformationLink"):
        link.text("@typeLabel"), link.text("@typeLink")
        found.append(link.text("#"))
    return tuple(link for link in map(absolute_iri, found) if link)
