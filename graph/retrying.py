"""Retrying what was refused: what meets the rules now joins its run, and the Asset's Facts follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from graph.case import Case, open_case, settle
from graph.engine import Engine
from graph.evidence import admit
from graph.gates import GateRefused, pass_first_gate, pass_second_gate
from graph.intake import Arrival
from graph.pipeline import Desk, write
from graph.quarantine import Refused, all_items


@dataclass(frozen=True, slots=True)
class Retried:
    """How many items were retried, released into the evidence, and kept."""

    retried: int
    released: int
    kept: int


def retry_quarantine(engine: Engine, items: Collection[str] | None, *, now: datetime) -> Retried:
    """Check items (IRIs; None for all) by the shapes and mappings of now."""
    retried, kept = 0, 0
    with engine.writing(holder="quarantine retry", now=now) as (writer, judge):
        desk = Desk(writer, judge, lambda: now)
        by_asset: dict[str, list[tuple[Refused, bool]]] = {}
        for item_iri, item in all_items(writer):
            chosen = items is None or item_iri in items
            by_asset.setdefault(item.activity.asset_iri, []).append((item, chosen))
        for asset_iri, found in by_asset.items():
            count = sum(chosen for _, chosen in found)
            if count:
                retried += count
                kept += _retry_asset(asset_iri, found, desk)
    return Retried(retried, retried - kept, kept)


def _retry_asset(asset_iri: str, found: Iterable[tuple[Refused, bool]], desk: Desk) -> int:
    """Retry one Asset's chosen items and return how many of them are still refused."""
    case = open_case(Arrival(asset_iri, is_new=False), desk.writer, desk.standing)
    chosen = _fill(case, found, desk.judge.base)
    pass_first_gate([case], {}, reader=desk.writer)
    settled = settle(case, desk.judge)
    outcome = pass_second_gate([settled], desk.writer)[asset_iri]
    if isinstance(outcome, GateRefused):
        return len(chosen)
    write([outcome], desk, author="mediagraph quarantine", reason=f"retry what was refused of {asset_iri}")
    still = {item.iri("") for item in outcome.refused}
    return sum(item.iri("") in still for item in chosen)


def _fill(case: Case, found: Iterable[tuple[Refused, bool]], base: str) -> list[Refused]:
    """Let the chosen items come in again with the run they were refused of; what was not chosen stays refused."""
    runs = {run.activity.slot: run for run in case.standing.evidence.runs}
    again: dict[tuple[str, ...], list[Refused]] = {}
    others: list[Refused] = []
    for item, chosen in found:
        if chosen and item.activity.slot in runs:
            again.setdefault(item.activity.slot, []).append(item)
        else:
            others.append(item)
    for slot, items in again.items():
        run = runs[slot]
        admitted = admit(run.activity, (*run.observations, *(i.observation for i in items)), base=base)
        case.incoming.append(admitted.run)
        case.refused += admitted.refused
        case.refused += [item for item in others if item.activity.slot == slot]
    return [item for items in again.values() for item in items]
