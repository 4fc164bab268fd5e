"""How well a linker does on gold sets: every document linked twice, from its text alone and with its spans given.

What is compared, and how it is counted, stands in `metrics`; mistakes are kept so that people can read them.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from graph.linking.gold import GoldDocument, GoldMention, read_gold, set_name
from graph.linking.linker import Link, Linker
from graph.linking.metrics import DocumentScore, SetFigures, figures_of
from graph.linking.types import bits_of_description, names_of, type_bits

_BATCH: Final = 32
_CONTEXT: Final = 40
"""Characters on each side of a mistake that are shown."""

_SPAN = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that was not as the gold set has it.

    `kind`: "not found"; "other span" (found, but with other ends); "wrong entity"; "no candidate" (found, and its
    entity was not among the candidates); "left as NIL"; "gold is NIL"; "not in gold". `gold` and `linked` are QIDs.
    """

    document: str
    kind: str
    start: int
    end: int
    surface: str
    gold: str | None
    gold_label: str
    linked: str | None
    linked_label: str
    probability: float
    context: str


@dataclass(slots=True)
class SetScore:
    """What was counted in one gold set."""

    name: str
    documents: list[DocumentScore] = field(default_factory=list)
    by_type: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    mistakes: list[Mistake] = field(default_factory=list)
    found: int = 0
    cpu_s: float = 0.0

    def as_json(self, *, most_mistakes: int) -> dict[str, Any]:
        """Return the figures of `link evaluate --json`."""
        judged: SetFigures = figures_of(self.documents)
        figures = judged.figures
        return {
            "name": self.name,
            "documents": len(self.documents),
            "mentions": sum(document.mentions for document in self.documents),
            **figures,
            "mentions_per_cpu_s": round(self.found / self.cpu_s, 1) if self.cpu_s else None,
            "confidence_intervals": judged.intervals,
            "by_type": {name: _shares(found) for name, found in sorted(self.by_type.items()) if found["mentions"]},
            "errors": [asdict(mistake) for mistake in self.mistakes[:most_mistakes]],
            "errors_counted": dict(Counter(mistake.kind for mistake in self.mistakes).most_common()),
        }


def evaluate_set(path: Path, linker: Linker, *, given_spans: bool = False) -> SetScore:
    """Return what a linker does on a gold set.

    With `given_spans` the links that are judged are those of the gold spans; else those of the text alone. Either way
    both are made, since candidates and the choice among them are judged on gold spans. Time is CPU time of this
    process, over all of its threads, for whichever is judged.

    Raises:
        GoldError: the set cannot be read.
    """
    score = SetScore(set_name(path))
    list(linker.link_all(["Angela Merkel went to Paris."]))  # models are loaded before the clock starts
    for documents in _batches(read_gold(path)):
        began = time.process_time()
        given = [_given(document, linker) for document in documents]
        took = time.process_time() - began
        if given_spans:
            linked = given
        else:
            began = time.process_time()
            linked = list(linker.link_all([document.text for document in documents]))
            took = time.process_time() - began
        score.cpu_s += took
        score.found += sum(map(len, linked))
        for document, links, of_gold in zip(documents, linked, given, strict=True):
            _judge(score, document, links, of_gold, linker)
    return score


def _batches(documents: Iterable[GoldDocument]) -> Iterator[list[GoldDocument]]:
    rest = iter(documents)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _given(document: GoldDocument, linker: Linker) -> list[Link]:
    spans = [(mention.start, mention.end) for mention in document.mentions if not mention.free]
    mentions = linker.finder.given(document.text, spans, index=linker.index)
    return linker.link(document.text, spans=mentions)


def _judge(
    score: SetScore, document: GoldDocument, links: Sequence[Link], given: Sequence[Link], linker: Linker
) -> None:
    low, high = document.evaluated
    inside = {
        (link.mention.start, link.mention.end): link
        for link in links
        if low <= link.mention.start and link.mention.end <= high
    }
    of_gold = {(link.mention.start, link.mention.end): link for link in given}
    gold = {(m.start, m.end): m for m in document.mentions if low <= m.start and m.end <= high}
    counted = DocumentScore()
    for span, mention in gold.items():
        if not mention.free:
            _judge_mention(counted, mention, inside.get(span), of_gold[span], score.by_type[_kind(mention, linker)])
    for span, link in inside.items():
        _judge_link(counted, gold.get(span), link)
    score.documents.append(counted)
    score.mistakes += _mistakes(document, gold, inside, linker)


def _judge_mention(
    counted: DocumentScore, mention: GoldMention, link: Link | None, given: Link, of_type: Counter[str]
) -> None:
    counted.known.append((given.known, mention.qid is not None))
    if mention.qid is None:
        return
    among = any(candidate.qid == mention.qid for candidate in given.candidates)
    facts = {
        "mentions": True,
        "spans_found": link is not None,
        "right": link is not None and link.qid == mention.qid,
        "in_candidates": among,
        "given_right": given.best == mention.qid,
    }
    for name, holds in facts.items():
        setattr(counted, name, getattr(counted, name) + holds)
        of_type[name] += holds


def _judge_link(counted: DocumentScore, mention: GoldMention | None, link: Link) -> None:
    if mention is not None and mention.free:
        return
    counted.spans += 1
    counted.spans_named += mention is not None
    if link.qid is not None:
        counted.links += 1
        counted.judged.append((link.probability, mention is not None and mention.qid == link.qid))


def _kind(mention: GoldMention, linker: Linker) -> str:
    """Return the set's own word for the type of a mention, else the first broad type that the index knows of it."""
    if mention.type:
        return mention.type
    record = linker.index.record(mention.qid) if mention.qid is not None else None
    if record is None:
        return "NIL" if mention.qid is None else "other"
    names = names_of(type_bits(record.types) or bits_of_description(record.description))
    return names[0] if names else "other"


def _shares(counts: Counter[str]) -> dict[str, float | int | None]:
    """Return a type's figures: how many mentions, and the shares that were found, had candidates, were right."""

    def share(part: str, whole: str) -> float | None:
        return round(counts[part] / counts[whole], 4) if counts[whole] else None

    return {
        "mentions": counts["mentions"],
        "span_recall": share("spans_found", "mentions"),
        "candidate_recall": share("in_candidates", "mentions"),
        "accuracy_in_kb": share("given_right", "in_candidates"),
        "recall": share("right", "mentions"),
    }


def _mistakes(
    document: GoldDocument, gold: dict[_SPAN, GoldMention], links: dict[_SPAN, Link], linker: Linker
) -> Iterator[Mistake]:
    ends = sorted(links)
    for span in sorted({*gold, *links}):
        mention, link = gold.get(span), links.get(span)
        if mention is not None and mention.free:
            continue
        kind = _what_is_wrong(mention, link, _overlaps(span, ends))
        if kind:
            yield _mistake(document, linker, kind=kind, span=span, mention=mention, link=link)


def _what_is_wrong(mention: GoldMention | None, link: Link | None, overlaps: bool) -> str:
    linked = link is not None and link.qid is not None
    if mention is None or mention.qid is None:
        return ("gold is NIL" if mention else "not in gold") if linked else ""
    if link is None:
        return "other span" if overlaps else "not found"
    if link.qid == mention.qid:
        return ""
    if not any(candidate.qid == mention.qid for candidate in link.candidates):
        return "no candidate"
    return "wrong entity" if linked else "left as NIL"


def _overlaps(span: _SPAN, links: Sequence[_SPAN]) -> bool:
    from bisect import bisect_left

    at = bisect_left(links, (span[1], 0)) - 1
    return at >= 0 and links[at][1] > span[0]


def _mistake(
    document: GoldDocument,
    linker: Linker,
    *,
    kind: str,
    span: _SPAN,
    mention: GoldMention | None,
    link: Link | None,
) -> Mistake:
    start, end = span
    gold, linked = mention.qid if mention else None, link.qid if link else None
    around = document.text[max(0, start - _CONTEXT) : end + _CONTEXT]
    return Mistake(
        document=document.id,
        kind=kind,
        start=start,
        end=end,
        surface=document.text[start:end],
        gold=f"Q{gold}" if gold else None,
        gold_label=_label(gold, linker),
        linked=f"Q{linked}" if linked else None,
        linked_label=_label(linked, linker),
        probability=round(link.probability, 4) if link else 0.0,
        context=" ".join(around.split()),
    )


def _label(qid: int | None, linker: Linker) -> str:
    record = linker.index.record(qid) if qid is not None else None
    return record.label if record else ""
