"""What can be read off a span before anything is linked: numbers by which `spans` tells mentions from the rest.

One row a span, one column a name of `FEATURES`; a column means the same for every span, and none looks at a gold set.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.linking.demonyms import is_demonym
from graph.linking.name_words import HONORIFICS, LEGAL_FORMS
from graph.linking.ner import kinds_of
from graph.linking.span_candidates import Source, Span, is_capital
from graph.linking.span_words import CLASS_OF, NO_NAMES
from graph.linking.types import BIT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.ner import Named
    from graph.linking.tokens import Tokens


class NameFacts(NamedTuple):
    """What the index says of a name.

    `bearers`: how many entities bear it, 8 at most. Of the likeliest: `log_prior`, `popularity` in 0..1, whether it is
    its `own` name (label, title or alias) or `derived`, whether its label begins with a small letter (`common`), its
    coarse `types`, the logarithm of its `sitelinks`, whether it is `described`. `best_popularity`: that of the best
    known one.
    """

    bearers: int = 0
    log_prior: float = 0.0
    popularity: float = 0.0
    best_popularity: float = 0.0
    own: bool = False
    derived: bool = False
    common: bool = False
    types: int = 0
    sitelinks: float = 0.0
    described: bool = False


NO_FACTS: Final = NameFacts()

_GROUPS: Final = (
    *(("person", ("person", "character")), ("organisation", ("organisation",)), ("place", ("place",))),
    *(("event", ("event",)), ("work", ("work", "game")), ("species", ("species",)), ("disease", ("disease",))),
    *(("concept", ("concept", "date", "award", "law")), ("product", ("product", "vehicle", "brand"))),
    *(("name", ("given_name", "family_name")), ("people", ("ethnic_group", "language"))),
)
_GROUP_MASKS: Final = tuple(sum(BIT[name] for name in names) for _, names in _GROUPS)

_GAPS: Final = {" ": 1, "": 0, ", ": 2, "-": 3, "–": 3, "'": 4, "’": 4, ". ": 5, ".": 5}
_ENDINGS: Final = (
    *(
        ("ist", "ists", "ian", "ians", "er", "ers", "or", "ors", "man", "men", "ess"),
        ("ics", "ism", "ogy", "phy", "ure"),
    ),
    *(("ing",), ("ed",), ("ly",), ("tion", "sion", "ment", "ness", "ity", "ance", "ence"), ("al", "ic", "ous", "ive")),
    *(("ish", "ese"), ("able", "ible", "ful", "less")),
)

FEATURES: Final = (
    *("ner", "trimmed", "gazetteer", "plural", "capitals", "pair", "name_part", "hashtag", "article", "dotted"),
    *("ner_relation", "ner_label", "ner_words", "agrees"),
    *("bearers", "log_prior", "popularity", "best_popularity", "own", "derived", "common", "untyped"),
    *("sitelinks", "described", "type_count"),
    *(f"type_{name}" for name, _ in _GROUPS),
    *("words", "characters", "capital", "all_capitals", "lower", "capital_share", "digits", "opens", "small_word"),
    *("honorific", "legal_form", "ending", "inner_capital", "inner_dot", "demonym"),
    *("gap_before", "class_before", "capital_before", "gap_after", "class_after", "capital_after", "possessive"),
    *("repeats", "seen_lower", "seen_capital", "within_longer", "longer_known", "holds_shorter"),
    *("text_capitals", "restored"),
)
"""Names of the columns."""

_INNER_CAPITAL: Final = re.compile(r"[^\W\d_][a-z]*[A-Z]")
_INNER_DOT: Final = re.compile(r"\w\.\w")
_LABELS: Final = (
    "",
    "PERSON",
    "NORP",
    "FAC",
    "ORG",
    "GPE",
    "LOC",
    "PRODUCT",
    "EVENT",
    "WORK_OF_ART",
    "LAW",
    "LANGUAGE",
)
_LABEL_AT: Final = {label: at for at, label in enumerate(_LABELS)} | {"PER": 1}


def feature_rows(
    tokens: Tokens,
    spans: Mapping[Span, int],
    named: Sequence[Named],
    facts_of: Callable[[str], NameFacts],
    *,
    restored: bool = False,
) -> NDArray[np.float32]:
    """Return a row for each span, float32, shape (len(spans), len(FEATURES)), in the order of `spans`.

    `restored`: the text's capitals are not its own (see `truecase`).
    """
    import numpy as np

    context = _Context(tokens, spans, named, restored)
    rows = [_row(context, span, source, facts_of) for span, source in spans.items()]
    return np.array(rows, np.float32).reshape(len(rows), len(FEATURES))


class _Context:
    """What all spans of a text share."""

    def __init__(self, tokens: Tokens, spans: Mapping[Span, int], named: Sequence[Named], restored: bool) -> None:
        self.tokens = tokens
        self.capital = [is_capital(tokens, at) for at in range(len(tokens))]
        self.named, self.name_starts = named, [name.start for name in named]
        self.repeats = Counter(tokens.text[span.start : span.end] for span in spans)
        self.seen_lower = Counter(w for w, c in zip(tokens.words, self.capital, strict=True) if not c)
        self.seen_capital = Counter(
            word
            for word, capital, opens in zip(tokens.words, self.capital, tokens.opens, strict=True)
            if capital and not opens
        )
        self.text_capitals = sum(self.capital) / max(len(tokens), 1)
        self.restored = float(restored)
        self.longest: dict[int, int] = {}
        self.longest_known: dict[int, int] = {}
        self.shortest_known: dict[int, int] = {}
        for span, source in spans.items():
            known = source & (Source.GAZETTEER | Source.NER)
            for at in range(span.first, span.last + 1):
                length = span.last - span.first
                if length > self.longest.get(at, 0):
                    self.longest[at] = length
                if known and length > self.longest_known.get(at, 0):
                    self.longest_known[at] = length
            if known and span.last - span.first < self.shortest_known.get(span.first, 99):
                self.shortest_known[span.first] = span.last - span.first


def _row(context: _Context, span: Span, source: int, facts_of: Callable[[str], NameFacts]) -> list[float]:
    tokens = context.tokens
    surface = tokens.text[span.start : span.end]
    facts = facts_of(surface) if source & (Source.GAZETTEER | Source.PLURAL) else NO_FACTS
    relation, label, ner_words = _ner(context, span)
    types = facts.types
    return [
        *_of_source(source),
        *(relation, label, ner_words, _agreement(label, types)),
        *_of_facts(facts),
        *_of_types(types),
        *_shape(context, span, surface),
        *_around(context, span),
        *_elsewhere(context, span, surface),
        *(context.text_capitals, context.restored),
    ]


@lru_cache(maxsize=1_024)
def _of_source(source: int) -> tuple[float, ...]:
    return tuple(float(source >> bit & 1) for bit in range(10))


@lru_cache(maxsize=16_384)
def _of_types(types: int) -> tuple[float, ...]:
    return tuple(float(bool(types & mask)) for mask in _GROUP_MASKS)


def _of_facts(facts: NameFacts) -> tuple[float, ...]:
    return (
        min(facts.bearers, 64),
        facts.log_prior,
        facts.popularity,
        facts.best_popularity,
        float(facts.own),
        float(facts.derived),
        float(facts.common),
        float(facts.bearers > 0 and not facts.types),
        facts.sitelinks,
        float(facts.described),
        facts.types.bit_count(),
    )


def _ner(context: _Context, span: Span) -> tuple[float, float, float]:
    """Return how the nearest name lies to a span (0 apart, 1 exact, 2 around, 3 within, 4 across), label, length."""
    at = bisect_left(context.name_starts, span.end) - 1
    if at < 0 or context.named[at].end <= span.start:
        return 0.0, 0.0, 0.0
    name = context.named[at]
    if (name.start, name.end) == (span.start, span.end):
        relation = 1.0
    elif name.start <= span.start and name.end >= span.end:
        relation = 2.0
    elif name.start >= span.start and name.end <= span.end:
        relation = 3.0
    else:
        relation = 4.0
    return relation, float(_LABEL_AT.get(name.label, 0)), float(name.end - name.start)


@lru_cache(maxsize=16_384)
def _agreement(label: float, types: int) -> float:
    allowed = kinds_of(_LABELS[int(label)])
    return 0.0 if not allowed or not types else 1.0 if allowed & types else -1.0


def _shape(context: _Context, span: Span, surface: str) -> tuple[float, ...]:
    tokens, first, last = context.tokens, span.first, span.last
    words = tokens.words[first : last + 1]
    capitals = sum(context.capital[first : last + 1])
    return (
        last - first + 1,
        span.end - span.start,
        float(context.capital[first]),
        float(surface.isupper() and len(surface) > 1),
        float(not capitals),
        capitals / len(words),
        float(any(c.isdigit() for c in surface)),
        float(tokens.opens[first]),
        float(first == last and words[0] in NO_NAMES),
        float(words[0] in HONORIFICS),
        float(first < last and words[-1] in LEGAL_FORMS),
        _ending(words[-1]),
        float(bool(_INNER_CAPITAL.search(surface))),
        float(bool(_INNER_DOT.search(surface))),
        float(is_demonym(words[-1])),
    )


@lru_cache(maxsize=16_384)
def _ending(word: str) -> float:
    return float(next((at for at, endings in enumerate(_ENDINGS, 1) if word.endswith(endings)), 0))


def _around(context: _Context, span: Span) -> tuple[float, ...]:
    tokens, first, last = context.tokens, span.first, span.last
    before, after = first - 1, last + 1
    gap_before = gap_after = 9
    class_before = class_after = capital_before = capital_after = -1
    if before >= 0:
        gap_before = _GAPS.get(tokens.text[tokens.ends[before] : span.start], 7)
        class_before = CLASS_OF.get(tokens.words[before], 0)
        capital_before = context.capital[before] + tokens.opens[before] * context.capital[before]
    possessive = False
    if after < len(tokens):
        gap_after = _GAPS.get(tokens.text[span.end : tokens.starts[after]], 7)
        class_after = CLASS_OF.get(tokens.words[after], 0)
        capital_after = int(context.capital[after])
        possessive = gap_after == 4 and tokens.words[after] == "s"
    return gap_before, class_before, capital_before, gap_after, class_after, capital_after, float(possessive)


def _elsewhere(context: _Context, span: Span, surface: str) -> tuple[float, ...]:
    words, length = context.tokens.words, span.last - span.first
    last = words[span.last]
    return (
        min(context.repeats[surface], 9),
        min(context.seen_lower[last], 9),
        min(context.seen_capital[last], 9),
        float(max(context.longest.get(at, 0) for at in (span.first, span.last)) - length),
        float(max(context.longest_known.get(at, 0) for at in (span.first, span.last)) - length),
        float(length - context.shortest_known.get(span.first, length)),
    )
