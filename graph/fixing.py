"""Fixing what was refused: corrected by a patch, through both gates again, with who did it; and trying that first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from graph.case import Case, Judge, Settled, open_case, settle
from graph.changes import utc
from graph.dataset import Reader
from graph.decisions import next_number
from graph.engine import Engine
from graph.evidence import admit
from graph.fixes import Fix, fix_decision, fix_quads
from graph.gates import GateRefused, pass_first_gate, pass_second_gate
from graph.intake import Arrival
from graph.pipeline import Desk, write
from graph.quarantine import Refused, all_items, patched
from graph.standing import StandingReader
from ontology.model import Quad
from shapes.patches import PatchRefused
from shapes.shapes_graph import SHAPES

_ASSETS_A_CHANGE = 100
"""How many Assets one ChangeSet of a fix holds at most."""

_Key = tuple[tuple[str, ...], tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items are meant: by IRI (None for all) and by the local name or IRI of a rule; patches given by hand."""

    items: Collection[str] | None = None
    rule: str = ""
    patches: Mapping[str, str] = field(default_factory=dict)

    def takes(self, item_iri: str, item: Refused) -> bool:
        """Say whether an item is meant."""
        named = self.items is None or item_iri in self.items
        return named and (not self.rule or rule_iri(self.rule) in item.rules)


@dataclass(slots=True)
class Fixed:
    """What a fix did, or would do: items corrected; items that still fail, with the reason; items without a patch.

    `sequences` are the ChangeSets that did it, none for a trial.
    """

    fixed: list[Fix] = field(default_factory=list)
    failed: list[tuple[Fix, str]] = field(default_factory=list)
    without: list[tuple[str, Refused]] = field(default_factory=list)
    sequences: list[int] = field(default_factory=list)


def rule_iri(rule: str) -> str:
    """Return the IRI of a rule given as mgs:Name, as its local name, or as an IRI."""
    return rule if "://" in rule else SHAPES + rule.removeprefix("mgs:")


def try_fixes(engine: Engine, choice: Choice) -> Fixed:
    """Return what fixing these items would do; nothing is written. Raises `PatchRefused` for a patch given by hand."""
    with engine.dataset.reader() as reader:
        judge = engine.judge(reader)
        result = Fixed()
        for asset_iri, fixes in _by_asset(reader, choice, result).items():
            _try_asset(asset_iri, fixes, reader, judge, result)
    return result


def fix_quarantine(engine: Engine, choice: Choice, *, by: str, now: datetime, why: str = "") -> Fixed:
    """Correct refused Observations by their patches and bring them into the graph; each is a Decision of a person.

    What still fails stays in quarantine as it was. Raises `PatchRefused` for a patch given by hand.
    """
    result = Fixed()
    with engine.writing(holder=f"quarantine fix by {by}", now=now) as (writer, judge):
        desk = Desk(writer, judge, lambda: now)
        waiting = iter(_by_asset(writer, choice, result).items())
        while batch := list(islice(waiting, _ASSETS_A_CHANGE)):
            before = len(result.fixed)
            settled = [_try_asset(asset_iri, fixes, writer, judge, result) for asset_iri, fixes in batch]
            ready = [one for one in settled if one is not None]
            fixes = result.fixed[before:]
            if ready:
                reason = f"fix {len(fixes)} refused {'Observation' if len(fixes) == 1 else 'Observations'}"
                reason += f": {why}" if why else ""
                decisions = list(_decisions(fixes, next_number(writer), by=by, time=utc(now), why=why, base=judge.base))
                write(ready, desk, author=by, reason=reason, also=decisions)
                result.sequences.append(writer.sequence)
    return result


def _decisions(fixes: Iterable[Fix], number: int, *, by: str, time: str, why: str, base: str) -> Iterator[Quad]:
    for offset, fix in enumerate(fixes):
        yield from fix_quads(fix_decision(fix, number=number + offset, by=by, time=time, why=why), base)


def _by_asset(reader: Reader, choice: Choice, result: Fixed) -> dict[str, list[Fix]]:
    """Return the fixes of the items that are meant, by Asset; what has no patch goes into `result.without`."""
    found: dict[str, list[Fix]] = {}
    for item_iri, item in all_items(reader):
        if not choice.takes(item_iri, item):
            continue
        by_hand = choice.patches.get(item_iri, "")
        if not (by_hand or item.patch):
            result.without.append((item_iri, item))
            continue
        try:
            fix = Fix(item_iri, item, patched(item.observation, by_hand or item.patch))
        except PatchRefused as err:
            if by_hand:
                raise
            result.failed.append((Fix(item_iri, item, item.observation), str(err)))
        else:
            found.setdefault(item.activity.asset_iri, []).append(fix)
    return found


def _try_asset(asset_iri: str, fixes: Sequence[Fix], reader: Reader, judge: Judge, result: Fixed) -> Settled | None:
    """Settle an Asset with as many of its fixes as pass both gates; None where none does. Nothing is written."""
    left = {fix.item_iri: fix for fix in fixes}
    while left:
        case, keys, broken = _open(asset_iri, list(left.values()), reader, judge.base)
        if not broken:
            known = len(case.refused)
            pass_first_gate([case], {}, reader=reader)
            broken = _still_refused(case.refused[known:], keys)
        if not broken:
            settled = settle(case, judge)
            broken = _still_refused(settled.merged.refused, keys)
        if not broken:
            outcome = pass_second_gate([settled], reader)[asset_iri]
            if not isinstance(outcome, GateRefused):
                result.fixed += left.values()
                return outcome
            broken = dict.fromkeys(left, str(outcome))
        result.failed += [(left.pop(item_iri), reason) for item_iri, reason in broken.items()]
    return None


def _open(
    asset_iri: str, fixes: Sequence[Fix], reader: Reader, base: str
) -> tuple[Case, dict[_Key, list[str]], dict[str, str]]:
    """Return the Asset's case with the corrected Observations in their runs, whose key is whose, and what fails here.

    What was not chosen stays refused.
    """
    case = open_case(Arrival(asset_iri, is_new=False), reader, StandingReader(reader, base))
    runs = {run.activity.slot: run for run in case.standing.evidence.runs}
    keys: dict[_Key, list[str]] = {}
    broken: dict[str, str] = {}
    for fix in fixes:
        slot = fix.item.activity.slot
        admitted = admit(fix.item.activity, [fix.corrected], base=base)
        if slot not in runs:
            broken[fix.item_iri] = "the run that said it stands no longer"
        elif admitted.refused:
            broken[fix.item_iri] = "; ".join(admitted.refused[0].reasons)
        else:
            keys.setdefault((slot, admitted.run.observations[0].key), []).append(fix.item_iri)
    chosen = {fix.item_iri for fix in fixes}
    for slot in dict.fromkeys(fix.item.activity.slot for fix in fixes if fix.item_iri not in broken):
        corrected = (fix.corrected for fix in fixes if fix.item.activity.slot == slot and fix.item_iri not in broken)
        run = runs[slot]
        case.incoming.append(admit(run.activity, (*run.observations, *corrected), base=base).run)
        case.refused += [i for i in case.quarantined if i.activity.slot == slot and i.iri(base) not in chosen]
    return case, keys, broken


def _still_refused(refused: Iterable[Refused], keys: Mapping[_Key, list[str]]) -> dict[str, str]:
    """Return the items whose correction was refused again, with the reasons."""
    return {
        item_iri: "; ".join(item.reasons)
        for item in refused
        for item_iri in keys.get((item.activity.slot, item.observation.key), ())
    }
