"""Finding the Asset a source speaks of, or minting a new one.

An Asset's IRI is minted once and recorded; afterwards it is found by what was recorded: the caller's id, the hash of
its bytes, the place they lie at, or its name. A name that several Assets share finds none of them: it is said so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from graph.dataset import Reader
from ontology.graphs import FACTS
from ontology.model import MediaKind, Quad, Rendition, Term
from ontology.model.describe import RDFS_LABEL, asset_quads, mg, rendition_quads
from ontology.model.identifiers import mint_asset
from ontology.model.rdf import RDF_TYPE, iri, iri_value, string

_KINDS = {mg(kind): kind for kind in MediaKind}


class AmbiguousName(Exception):
    """A name that several Assets share; `candidates` are their IRIs."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        self.name, self.candidates = name, candidates
        shown = ", ".join(candidates[:5])
        super().__init__(
            f"the name {name!r} is that of {len(candidates)} assets ({shown}): "
            "say which by a manifest with their id, or by putting the output beside its file"
        )


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of an Asset before it is found: any of these may be empty.

    `location` is where its bytes lie or would lie (an output beside its file); `rendition` its bytes, once read;
    `sha256` their hash, where that is how a manifest names them.
    """

    caller_id: str = ""
    name: str = ""
    location: str = ""
    sha256: str = ""
    kind: MediaKind = MediaKind.UNKNOWN
    rendition: Rendition | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An Asset's IRI, whether it is new, and the quads to add and remove so that what is known of it is recorded.

    `gone` are content hashes of Renditions whose last location now holds other bytes, each with the Asset they were
    of: what was read from them no longer speaks of anything.
    """

    asset_iri: str
    is_new: bool
    add: frozenset[Quad] = frozenset()
    remove: frozenset[Quad] = frozenset()
    gone: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class AssetFinder:
    """Finds Assets in a Reader's state and among those minted in the batch that is not committed yet."""

    reader: Reader
    base: str
    _minted: dict[str, str] = field(default_factory=dict)
    _named_here: dict[str, set[str]] = field(default_factory=dict)
    _with_bytes: set[str] = field(default_factory=set)
    _left: set[Quad] = field(default_factory=set)

    def find_or_mint(self, sought: Sought) -> Found:
        """Return the Asset; raise `AmbiguousName` where only a name is known and several Assets have it."""
        existing = self._find(sought)
        if existing is not None:
            return self._complete(existing, sought)
        rendition = sought.rendition
        asset_iri = mint_asset(
            self.base, caller_id=sought.caller_id, sha256=_hash(sought), name=sought.name or sought.sha256
        )
        self._remember(asset_iri, sought)
        name = sought.name or sought.caller_id or sought.sha256
        add = set(asset_quads(asset_iri, sought.kind, name=name, caller_id=sought.caller_id))
        remove: set[Quad] = set()
        if rendition:
            add |= set(rendition_quads(asset_iri, rendition, self.base))
            for _, quads in self._replaced(rendition):
                remove |= quads
        return Found(asset_iri, is_new=True, add=frozenset(add), remove=frozenset(remove))

    def _find(self, sought: Sought) -> str | None:
        keys = list(_keys(sought))
        for key in keys:
            if key in self._minted:
                return self._minted[key]
        if sought.caller_id:
            found = self._subject(mg("callerId"), string(sought.caller_id))
            if found:
                return found
        if _hash(sought):
            found = self._owner(self._rendition(_hash(sought)))
            if found:
                return found
            if sought.rendition and (known_by_hash := self._named(_hash(sought))):
                return known_by_hash[0]
        if sought.location:
            holder = self._subject(mg("location"), string(sought.location))
            # Other bytes where one of several copies lay are another Asset: the copies elsewhere are what they were.
            if holder and sought.rendition and self._elsewhere(iri(holder), string(sought.location)):
                holder = None
            found = self._owner(holder) if holder else None
            if found:
                return found
        return self._by_name(sought) if sought.name and not sought.caller_id else None

    def _by_name(self, sought: Sought) -> str | None:
        """Return the one Asset of this name. Bytes found by name alone join it only if it has no bytes yet."""
        candidates = self._named(sought.name)
        if sought.rendition or sought.location:
            # A file elsewhere of the same name is another Asset; one known only by name gains its bytes here.
            candidates = [c for c in candidates if not self._has_rendition(c)]
            return candidates[0] if len(candidates) == 1 else None
        if not candidates and "/" in sought.name:
            candidates = self._named(PurePosixPath(sought.name).name)
        if len(candidates) > 1:
            raise AmbiguousName(sought.name, tuple(sorted(candidates)))
        return candidates[0] if candidates else None

    def _named(self, name: str) -> list[str]:
        subjects = {q.subject for q in self.reader.quads(None, RDFS_LABEL, string(name), FACTS)}
        recorded = {iri_value(s) for s in subjects if self._kind(s) is not None}
        return sorted(recorded | self._named_here.get(name, set()))

    def _kind(self, node: Term) -> MediaKind | None:
        kinds = (_KINDS.get(q.object) for q in self.reader.quads(node, RDF_TYPE, None, FACTS))
        return next((k for k in kinds if k is not None), None)

    def _has_rendition(self, asset_iri: str) -> bool:
        if asset_iri in self._with_bytes:
            return True
        return next(iter(self.reader.quads(iri(asset_iri), mg("rendition"), None, FACTS)), None) is not None

    def _subject(self, predicate: Term, value: Term) -> str | None:
        quad = next(iter(self.reader.quads(None, predicate, value, FACTS)), None)
        return iri_value(quad.subject) if quad else None

    def _owner(self, rendition_iri: str) -> str | None:
        return self._subject(mg("rendition"), iri(rendition_iri))

    def _rendition(self, sha256: str) -> str:
        return f"{self.base}rendition/{sha256}"

    def _remember(self, asset_iri: str, sought: Sought) -> None:
        for key in _keys(sought):
            self._minted.setdefault(key, asset_iri)
        if sought.name:
            self._named_here.setdefault(sought.name, set()).add(asset_iri)
        if sought.rendition:
            self._with_bytes.add(asset_iri)

    def _complete(self, asset_iri: str, sought: Sought) -> Found:
        """Record what this source adds: a class more exact than before, an id, bytes, a location."""
        self._remember(asset_iri, replace(sought, name=""))
        node = iri(asset_iri)
        add: set[Quad] = set()
        remove: set[Quad] = set()
        gone: list[tuple[str, str]] = []
        standing = self._kind(node)
        if standing is MediaKind.UNKNOWN and sought.kind is not MediaKind.UNKNOWN:
            remove.add(Quad(node, RDF_TYPE, mg(MediaKind.UNKNOWN), FACTS))
            add.add(Quad(node, RDF_TYPE, mg(sought.kind), FACTS))
        if sought.caller_id:
            add.add(Quad(node, mg("callerId"), string(sought.caller_id), FACTS))
        if sought.rendition:
            add |= set(rendition_quads(asset_iri, sought.rendition, self.base))
            by_hash = Quad(node, RDFS_LABEL, string(sought.rendition.sha256), FACTS)
            if sought.name and next(iter(self.reader.quads(*by_hash)), None):
                # A manifest told of these bytes before they came: their file brings the name.
                remove.add(by_hash)
                add.add(by_hash._replace(object=string(sought.name)))
            for old, quads in self._replaced(sought.rendition):
                remove |= quads
                gone += [(iri_value(q.subject), old) for q in quads if q.predicate == mg("rendition")]
        add = {q for q in add if next(iter(self.reader.quads(*q)), None) is None}
        return Found(asset_iri, is_new=False, add=frozenset(add), remove=frozenset(remove), gone=tuple(gone))

    def _elsewhere(self, rendition: Term, location: Term) -> bool:
        """Say whether the same bytes lie in another place, too."""
        places = self.reader.quads(rendition, mg("location"), None, FACTS)
        return any(quad.object != location and quad not in self._left for quad in places)

    def _replaced(self, rendition: Rendition) -> Iterator[tuple[str, set[Quad]]]:
        """Yield the hash of Renditions that lay where other bytes lie now, and the quads to take from them."""
        location = string(rendition.location)
        for quad in self.reader.quads(None, mg("location"), location, FACTS):
            old = iri_value(quad.subject).rsplit("/", 1)[1]
            if old == rendition.sha256:
                continue
            others = self._elsewhere(quad.subject, location)
            self._left.add(quad)
            if others:
                yield old, {quad}
                continue
            ties = set(self.reader.quads(None, mg("rendition"), quad.subject, FACTS))
            yield old, ties | set(self.reader.quads(quad.subject, None, None, FACTS))


def _keys(sought: Sought) -> Iterator[str]:
    if sought.caller_id:
        yield f"id {sought.caller_id}"
    if _hash(sought):
        yield f"sha256 {_hash(sought)}"
    if sought.location:
        yield f"location {sought.location}"


def _hash(sought: Sought) -> str:
    return sought.rendition.sha256 if sought.rendition else sought.sha256
