"""The entities that a name may mean, with all that can be said of name and entity before the text is looked at."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.linking.candidate import Candidate
from graph.linking.context_words import stems
from graph.linking.demonyms import is_demonym
from graph.linking.normalise import normalise
from graph.linking.profiles import Profile, profile_of
from graph.linking.surfaces import AliasKind
from graph.linking.types import BIT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.index import WikidataIndex
    from graph.linking.small_index import SmallIndex

MOST: Final = 30
"""Candidates of a name that are weighed, the likeliest by prior."""
MOST_TAKEN_UP: Final = 6
"""Candidates of an antecedent that a name takes up beside its own."""
KEPT: Final = 16_384
"""Names that are kept; the oldest are dropped."""
KEPT_S: Final = 2.0
"""Seconds after which what an index with an overlay said is asked for again; one without never changes."""
LEAST_PRIOR: Final = -9.0

_KINDS: Final = tuple(AliasKind)
TYPES: Final = (
    *(("person", ("person", "character")), ("organisation", ("organisation",)), ("company", ("company", "brand"))),
    *(("team", ("sports_team",)), ("place", ("place",)), ("country", ("country",)), ("region", ("region", "district"))),
    *(
        ("city", ("city", "village")),
        ("building", ("building", "venue", "transport")),
        ("water", ("water", "landform")),
    ),
    *(("event", ("event",)), ("work", ("work", "game")), ("species", ("species",)), ("disease", ("disease",))),
    *(("concept", ("concept", "date", "award", "law")), ("product", ("product", "vehicle"))),
    *(("people", ("ethnic_group",)), ("language", ("language",)), ("name", ("given_name", "family_name"))),
    *(("disambiguation", ("disambiguation",)), ("government", ("government_body", "institution", "school"))),
)
"""Groups of coarse types that are features: name, and the types of `types.TYPE_BITS`."""
_MASKS: Final = tuple(sum(BIT[name] for name in names) for _, names in TYPES)
_COUNTRY, _PEOPLE, _LANGUAGE = BIT["country"], BIT["ethnic_group"], BIT["language"]

NAME_FEATURES: Final = {
    "log_prior": "share of the name that is this entity's, as logarithm",
    "prior_lead": "log prior, less the best of the others",
    "popularity": "how well known it is among all of the index, 0..1",
    "popularity_lead": "popularity, less the best of the others",
    "place": "logarithm of 1 + its place by prior",
    "bearers": "logarithm of 1 + entities that bear the name",
    "names": "logarithm of 1 + names that the entity has",
    **{f"kind_{kind.name.lower()}": f"it bears the name as {kind.name.lower()}" for kind in _KINDS},
    "kind_antecedent": "it bears only the longer name that this one takes up",
    "same_name": "the name is its label, folded",
    "same_letters": "the name is its label, letter by letter",
    "own_name": "the name is its label or an alias, letter by letter",
    "shared": "words that name and label share, of all in both",
    "begins": "the label begins with the name",
    "ends": "the label ends with the name",
    "length_ratio": "length of the name by that of the label",
    "common": "the label begins with a small letter",
    "case_agrees": "name and label begin with letters of one case",
    **{f"type_{name}": f"it is one of: {', '.join(names)}" for name, names in TYPES},
    "demonym_country": "the name is a demonym, the entity a country",
    "demonym_people": "the name is a demonym, the entity a people",
    "demonym_language": "the name is a demonym, the entity a language",
}
"""Features of a name and an entity, with their meaning."""


class Bearers(NamedTuple):
    """A name's candidates, what is known of each, and their features, float32, shape (candidates, NAME_FEATURES).

    `apart`: for each candidate, the stems of its profile that are not in the name itself, with rarity, and those of
    its label.
    """

    candidates: tuple[Candidate, ...]
    profiles: tuple[Profile, ...]
    rows: NDArray[np.float32]
    apart: tuple[tuple[tuple[tuple[str, float], ...], tuple[str, ...]], ...]
    demonym: bool


class Names:
    """Asks an index for names, and keeps what it said: always where the index cannot change, else for a moment."""

    def __init__(self, index: WikidataIndex | SmallIndex) -> None:
        self._index = index
        self._found: OrderedDict[tuple[str, str], Bearers] = OrderedDict()
        self._profiles: OrderedDict[int, Profile] = OrderedDict()
        self._since = monotonic()

    def bearers(self, surface: str, longer: str = "") -> Bearers:
        """Return the candidates of a name; with those of a `longer` name that it takes up."""
        self._forget()
        key = (surface, longer)
        found = self._found.get(key)
        if found is None:
            found = self._made(surface, longer)
            self._found[key] = found
            if len(self._found) > KEPT:
                self._found.popitem(last=False)
        return found

    def profile(self, qid: int) -> Profile:
        """Return what is known of an entity."""
        found = self._profiles.get(qid)
        if found is None:
            found = profile_of(self._index.record(qid))
            self._profiles[qid] = found
            if len(self._profiles) > 2 * KEPT:
                self._profiles.popitem(last=False)
        return found

    def _forget(self) -> None:
        if monotonic() - self._since > KEPT_S:
            self._since = monotonic()
            if self._index.overlay_folder.exists():
                self._found.clear()
                self._profiles.clear()

    def _made(self, surface: str, longer: str) -> Bearers:
        own = self._index.candidates(surface, limit=MOST)
        taken: list[Candidate] = []
        if longer:
            has = {candidate.qid for candidate in own}
            others = self._index.candidates(longer, limit=MOST_TAKEN_UP)
            taken = [candidate for candidate in others if candidate.qid not in has]
        candidates = (*own, *taken)
        profiles = tuple(self.profile(candidate.qid) for candidate in candidates)
        own_stems = frozenset(stems(surface))
        apart = tuple(_apart(profile, own_stems) for profile in profiles)
        rows = _rows(surface, candidates, profiles, taken_up=len(taken))
        return Bearers(candidates, profiles, rows, apart, is_demonym(normalise(surface)))


def _apart(profile: Profile, own: frozenset[str]) -> tuple[tuple[tuple[str, float], ...], tuple[str, ...]]:
    said = tuple((stem, weight) for stem, weight in profile.stems.items() if stem not in own)
    return said, tuple(profile.label_stems - own)


def _rows(
    surface: str, candidates: Sequence[Candidate], profiles: Sequence[Profile], *, taken_up: int
) -> NDArray[np.float32]:
    import numpy as np

    folded, words = normalise(surface), frozenset(stems(surface))
    demonym, first_taken = is_demonym(folded), len(candidates) - taken_up
    priors = [max(c.log_prior, LEAST_PRIOR) if at < first_taken else LEAST_PRIOR for at, c in enumerate(candidates)]
    leads = _leads(priors)
    popularity_leads = _leads([candidate.popularity for candidate in candidates])
    many = math.log1p(len(candidates))
    rows = [
        [
            *(priors[at], leads[at], candidate.popularity, popularity_leads[at], math.log1p(at), many),
            math.log1p(len(profile.names)),
            *_kind(candidate, taken=at >= first_taken),
            *_alike(surface, folded, words, profile),
            *_types(candidate.type_mask, demonym),
        ]
        for at, (candidate, profile) in enumerate(zip(candidates, profiles, strict=True))
    ]
    return np.array(rows, np.float32).reshape(len(rows), len(NAME_FEATURES))


def _leads(values: Sequence[float]) -> list[float]:
    """Return each value less the best of the others; a lone one leads by 5."""
    if len(values) < 2:
        return [5.0] * len(values)
    best, second = sorted(values, reverse=True)[:2]
    return [value - (second if value == best else best) for value in values]


def _kind(candidate: Candidate, *, taken: bool) -> list[float]:
    return [*(float(candidate.kind == kind and not taken) for kind in _KINDS), float(taken)]


def _alike(surface: str, folded: str, words: frozenset[str], profile: Profile) -> tuple[float, ...]:
    label, ours = profile.label, profile.folded
    both = len(words | profile.label_stems)
    common = label[:1].islower()
    return (
        float(ours == folded),
        float(label == surface),
        float(surface in profile.names),
        len(words & profile.label_stems) / both if both else 0.0,
        float(ours.startswith(folded)),
        float(ours.endswith(folded)),
        min(len(surface) / (len(label) or 1), 3.0),
        float(common),
        float(common == surface[:1].islower()),
    )


def _types(mask: int, demonym: bool) -> list[float]:
    return [
        *(float(bool(mask & group)) for group in _MASKS),
        float(demonym and bool(mask & _COUNTRY)),
        float(demonym and bool(mask & _PEOPLE)),
        float(demonym and bool(mask & _LANGUAGE)),
    ]
