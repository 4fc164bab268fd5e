"""Credits: who did what for an Asset, as claims; identifiers, as properties of the Asset.

A Contribution (person, role, character) is a node that no single Observation can make. So the role chooses the
property where one exists (director, writer, performer …), and what a property cannot hold, another role or whom a
performer plays, stands as the text of a `credit`: ``Name, role, as Character``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from extractors.sidecars.role_names import role_name
from extractors.sidecars.said import Said
from extractors.xml_form import Text

_ROLES: Final = {
    "director": "director", "film director": "director", "directed by": "director", "regie": "director",
    "regisseur": "director", "réalisateur": "director", "realisateur": "director", "réalisation": "director",
    "dir": "director", "drt": "director", "reg": "director",
    "producer": "producer", "executive producer": "producer", "co-producer": "producer", "produzent": "producer",
    "producteur": "producer", "productor": "producer", "series producer": "producer", "web producer": "producer",
    "pro": "producer",
    "writer": "writer", "author": "writer", "screenwriter": "writer", "script writer": "writer",
    "scriptwriter": "writer", "screenplay": "writer", "script": "writer", "autor": "writer", "auteur": "writer",
    "drehbuch": "writer", "guionista": "writer", "lyricist": "writer", "scénariste": "writer", "aut": "writer",
    "composer": "composer", "music": "composer", "original music": "composer", "komponist": "composer",
    "compositeur": "composer", "compositor": "composer", "cmp": "composer",
    "actor": "performer", "actress": "performer", "cast": "performer", "performer": "performer",
    "performing group": "performer", "artist": "performer", "key character": "performer", "lead actor": "performer",
    "main cast member": "performer", "singer": "performer", "vocalist": "performer", "musician": "performer",
    "dancer": "performer", "voice actor": "performer", "voice": "performer", "darsteller": "performer",
    "schauspieler": "performer", "schauspielerin": "performer", "acteur": "performer", "actrice": "performer",
    "intérprete": "performer", "interprète": "performer", "comedian": "performer", "key talent": "performer",
    "music group": "performer", "orchestra": "performer", "choir": "performer", "ensemble": "performer",
    "act": "performer", "prf": "performer",
    "presenter": "presenter", "host": "presenter", "anchor": "presenter", "narrator": "presenter",
    "reporter": "presenter", "moderator": "presenter", "commentator": "presenter", "announcer": "presenter",
    "newsreader": "presenter",
    "news reader": "presenter", "commentary or commentator": "presenter",
    "présentateur": "presenter", "animateur": "presenter", "presentador": "presenter",
    "correspondent": "presenter", "sprecher": "presenter", "newscaster": "presenter",
}  # fmt: skip
"""Role in lower case to the property of whoever has it."""

_SAID_WHOLLY: Final = frozenset(
    ("director", "producer", "writer", "author", "composer", "performer", "presenter", "creator", "contributor", "")
)
"""Roles that the property says as exactly as the text does; of any other the text is worth keeping."""


def say_credit(
    said: Said,
    name: Text,
    *,
    roles: Iterable[str] = (),
    codes: Iterable[str] = (),
    character: str = "",
    default: str = "contributor",
    identifiers: Iterable[str] = (),
) -> None:
    """Say who contributed, by the properties of their roles, `default` where none has one; the rest as a credit.

    `codes` are the roles' URNs in classification schemes, asked where no role is in words.
    """
    if not name.value.strip():
        return
    roles = [role.strip() for role in roles if role.strip()]
    if not roles:
        roles = [name for name in map(role_name, codes) if name]
    known = [p for p in map(role_property, roles) if p]
    known_ids = tuple(identifiers)
    for prop in dict.fromkeys(known or [default]):
        said.describe(prop, name, identifiers=known_ids)
    worth = [role for role in roles if role.lower() not in _SAID_WHOLLY]
    if worth or character.strip():
        parts = [" ".join(name.value.split()), *dict.fromkeys(worth)]
        if character.strip():
            parts.append(f"as {' '.join(character.split())}")
        said.describe("credit", Text(", ".join(parts), name.at, name.language))


def role_property(role: str) -> str:
    """Return the property of whoever has a role, "" where there is none for it."""
    return _ROLES.get(" ".join(role.lower().split()), "")


_EIDR: Final = re.compile(
    r"(?:urn:eidr:|doi:|https?://(?:dx\.)?doi\.org/|eidr:)?(10\.52\d\d)[/:]([0-9A-Fa-f\-]{5,40}\w)$"
)
_ISAN: Final = re.compile(
    r"(?:urn:isan:|isan[: ]*)?((?:[0-9A-F]{4}-?){4}(?:-?[0-9A-Z]-?(?:[0-9A-F]{4}-?){2}-?[0-9A-Z])?)$", re.I
)
_UMID: Final = re.compile(r"(?:urn:smpte:umid:|umid[: ]*)?((?:0x)?060a2b34[0-9a-f.\-]{48,160})$", re.IGNORECASE)


def say_identifier(said: Said, value: Text, *, scheme: str = "") -> None:
    """Say an identifier of the Asset: EIDR, ISAN and UMID by themselves, any other with its scheme before it."""
    text = value.value.strip()
    lower = scheme.lower()
    if found := _EIDR.match(text):
        said.describe("eidr", value._replace(value=f"{found[1]}/{found[2].upper()}"))
    elif ("isan" in lower or "isan" in text[:9].lower()) and (found := _ISAN.match(text)):
        said.describe("isan", value._replace(value=found[1].upper()))
    elif found := _UMID.match(re.sub(r"[.\-]", "", text) if "umid" in lower else text):
        said.describe("umid", value._replace(value=re.sub(r"[.\-]|^0x", "", found[1].lower())))
    elif text:
        labelled = text if not scheme.strip() or text.lower().startswith(lower) else f"{scheme.strip()}: {text}"
        said.describe("houseIdentifier", value._replace(value=labelled))
