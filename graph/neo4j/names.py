"""Names in Neo4j: one IRI, one property name, relationship type or label, and back again.

Names of ours are bare (``depicts``, ``DEPICTS``, ``Asset``), those of SKOS and ``rdfs:label`` too; all others carry a
prefix (``schema__name``). A name depends on its IRI alone, never on what was met before it, so it is the same in every
Release. docs/decisions/0009-neo4j-model.md says why.

Grammar: ``local`` or ``prefix__local``, and after a property name ``_`` and a language tag (``title_pt_br``). A ``_``
inside a local name is doubled, so a single one always begins a language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, TypeVar

from ontology.namespaces import MG

FIXED_PREFIXES: Final[dict[str, str]] = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "ec": "http://www.ebu.ch/metadata/ontologies/ebucoreplus#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "iptcmt": "http://cv.iptc.org/newscodes/mediatopic/",
    "mg": MG,
    "mgt": "https://w3id.org/mediagraph/taxonomy/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Never changed: `ontology.namespaces.PREFIXES` may grow, but a name that stands in somebody's Neo4j stays."""

_SKOS: Final = FIXED_PREFIXES["skos"]
# Without skos:note: mg:note is a property of ours, and ours is bare.
_BARE_SKOS: Final = {
    *("prefLabel", "altLabel", "hiddenLabel", "definition", "example", "scopeNote", "changeNote", "editorialNote"),
    *("historyNote", "notation", "broader", "narrower", "related", "broaderTransitive", "narrowerTransitive"),
    *("inScheme", "topConceptOf", "hasTopConcept", "member", "memberList", "exactMatch", "closeMatch", "broadMatch"),
    *("narrowMatch", "relatedMatch", "Concept", "ConceptScheme", "Collection", "OrderedCollection"),
}
_RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"

RESERVED: Final = frozenset({"iri", "type", "graph", "rdf", "key", "sequence", "vector", "Resource"})
"""Names that stand for no property or class: the node's own (DESIGN 6) and what other parts keep on a node."""

LONGEST: Final = 1_000
"""Characters of the longest IRI that becomes a name; a statement with a longer one is kept as text."""

_BARE: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_TAGGED: Final = re.compile(r"((?:[^_]|__)*)(?:_([a-z0-9]+(?:_[a-z0-9]+)*))?", re.DOTALL)
_UPPER: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_NEW_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LANGUAGE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_LANGUAGE: Final = 35  # RFC 5646, 4.4.1: enough for any tag that is registered


_MOST_REMEMBERED: Final = 100_000

T = TypeVar("T")


class NotOurs(ValueError):
    """A name or value that this projection never writes; `what` is the thing, the message says the rule."""

    def __init__(self, what: str, rule: str) -> None:
        self.what = what
        super().__init__(f"{what[:200]!r} {rule}")


class Namespaces:
    """The namespaces that are not in the fixed table, each with its prefix, which is a hash of it.

    They are kept in Neo4j as ``(:_Namespace {prefix, iri})``: whoever writes saves `unsaved()` in the same transaction.
    One value serves one thread: it also keeps what was worked out for names, so give one to many calls.
    """

    __slots__ = ("_foreign", "_prefixes", "_unsaved", "memo")

    def __init__(self, foreign: dict[str, str] | None = None) -> None:
        """`foreign` maps prefixes to namespace IRIs, as read from Neo4j."""
        self._foreign = dict(foreign or {})
        self._prefixes = {namespace: prefix for prefix, namespace in (FIXED_PREFIXES | self._foreign).items()}
        self._unsaved: dict[str, str] = {}
        self.memo: dict[Any, Any] = {}
        """What was worked out for predicates and names; nothing that cannot be worked out again. See `remember`."""

    @property
    def foreign(self) -> dict[str, str]:
        """Every prefix that is not in the fixed table, with its namespace."""
        return dict(self._foreign)

    def unsaved(self) -> dict[str, str]:
        """Return the prefixes that were made since the last `saved()`."""
        return dict(self._unsaved)

    def saved(self) -> None:
        """Say that `unsaved()` has been committed."""
        self._unsaved.clear()

    def remember(self, key: Any, value: T) -> T:
        """Keep a value in `memo` and return it; data with endless names does not fill the memory."""
        if len(self.memo) >= _MOST_REMEMBERED:
            self.memo.clear()
        self.memo[key] = value
        return value

    def prefix_of(self, namespace: str) -> str:
        """Return the prefix of a namespace; one never met gets the hash of its IRI."""
        prefix = self._prefixes.get(namespace)
        if prefix is None:
            digest = blake2b(namespace.encode("utf-8", "surrogatepass")).hexdigest()
            # 8 digits collide once in some 65,000 namespaces: the later one is longer.
            prefix = next(p for n in (8, 16, 128) if self._foreign.get(p := f"ns_{digest[:n]}", namespace) == namespace)
            self._prefixes[namespace] = prefix
            self._foreign[prefix] = self._unsaved[prefix] = namespace
        return prefix

    def iri_of(self, prefix: str) -> str:
        """Return the namespace of a prefix; raise `NotOurs` for one that was never made."""
        namespace = FIXED_PREFIXES.get(prefix) or self._foreign.get(prefix)
        if namespace is None:
            raise NotOurs(prefix, "is a prefix that stands neither in the fixed table nor among the saved namespaces")
        return namespace


def property_name(predicate: str, namespaces: Namespaces) -> str:
    """Return the property name of a predicate's IRI, without language: ``title``, ``prefLabel``, ``schema__name``."""
    return _bare(predicate) or _prefixed(predicate, namespaces)


def language_suffix(tag: str) -> str | None:
    """Return what a language tag adds to a name (``_pt_br``), or None where the tag would not come back from it."""
    if len(tag) > _LONGEST_LANGUAGE or not _LANGUAGE.fullmatch(tag):
        return None
    return "_" + tag.replace("-", "_")


def property_and_language(name: str, namespaces: Namespaces) -> tuple[str, str]:
    """Return the predicate's IRI and the language tag ("" for none) of a property name; raise `NotOurs`."""
    prefix, mark, rest = name.partition("__")
    match = _TAGGED.fullmatch(rest if mark else name)
    if match is None or name in RESERVED:
        raise NotOurs(name, "is no property name of this projection")
    local, tag = match[1].replace("__", "_"), (match[2] or "").replace("_", "-")
    if mark:
        return namespaces.iri_of(prefix) + local, tag
    if not _BARE.fullmatch(local):
        raise NotOurs(name, "is no property name of this projection")
    return _iri_of_bare(local), tag


def iri_of_property(name: str, namespaces: Namespaces) -> str:
    """Return the predicate's IRI of a property name, whatever its language; raise `NotOurs`."""
    return property_and_language(name, namespaces)[0]


def relationship_type(predicate: str, namespaces: Namespaces) -> str:
    """Return the relationship type of a predicate's IRI: ``DEPICTS_PERSON``, ``BROADER``, ``owl__unionOf``."""
    local = _bare(predicate)
    if not local:
        return _prefixed(predicate, namespaces)
    snake = _NEW_WORD.sub("_", local).upper()
    if _camel(snake) == local:
        return snake
    return _prefixed(predicate, namespaces) if _UPPER.fullmatch(local) else local


def iri_of_type(name: str, namespaces: Namespaces) -> str:
    """Return the predicate's IRI of a relationship type; raise `NotOurs`."""
    if "__" in name:
        return _iri_of_prefixed(name, namespaces)
    local = _camel(name) if _UPPER.fullmatch(name) else name
    if not _BARE.fullmatch(local):
        raise NotOurs(name, "is no relationship type of this projection")
    return _iri_of_bare(local)


def label_name(of_class: str, namespaces: Namespaces) -> str:
    """Return the label of a class's IRI: ``ImageAsset``, ``Concept``, ``owl__Class``."""
    return _bare(of_class) or _prefixed(of_class, namespaces)


def iri_of_label(name: str, namespaces: Namespaces) -> str:
    """Return the class's IRI of a label; raise `NotOurs`."""
    if "__" in name:
        return _iri_of_prefixed(name, namespaces)
    if not _BARE.fullmatch(name) or name in RESERVED:
        raise NotOurs(name, "is no label that stands for a class")
    return _iri_of_bare(name)


def quoted(name: str) -> str:
    """Return a name as it stands in Cypher, between backticks; those inside are doubled, ``\\u0060`` escapes too.

    >>> quoted("schema__name")
    '`schema__name`'
    """
    # Cypher reads \\uXXXX anywhere in a query, names too: a backslash is written as its own escape.
    return "`" + name.replace("\\", "\\u005C").replace("`", "``") + "`"


@lru_cache(maxsize=4_096)
def _bare(iri: str) -> str:
    """Return the bare name of an IRI, "" where it needs a prefix."""
    if iri == _RDFS_LABEL:
        return "label"
    if iri.startswith(_SKOS):
        local = iri[len(_SKOS) :]
        return local if local in _BARE_SKOS else ""
    local = iri[len(MG) :]
    if not iri.startswith(MG) or not _BARE.fullmatch(local) or not local.isascii():
        return ""
    return "" if local in _BARE_SKOS or local in RESERVED or local == "label" else local


def _iri_of_bare(local: str) -> str:
    if local == "label":
        return _RDFS_LABEL
    return (_SKOS if local in _BARE_SKOS else MG) + local


def _prefixed(iri: str, namespaces: Namespaces) -> str:
    # The last of these, so that the namespace depends on the IRI alone and not on which namespaces are known.
    cut = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1
    return f"{namespaces.prefix_of(iri[:cut])}__{iri[cut:].replace('_', '__')}"


def _iri_of_prefixed(name: str, namespaces: Namespaces) -> str:
    prefix, _, rest = name.partition("__")
    if rest.replace("__", "").count("_"):
        raise NotOurs(name, "has a single _ in its local name, where this projection writes two")
    return namespaces.iri_of(prefix) + rest.replace("__", "_")


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
