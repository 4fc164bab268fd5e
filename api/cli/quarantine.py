"""`mediagraph quarantine`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import data_option, json_option, settings

if TYPE_CHECKING:
    from graph.fixes import Fix
    from graph.fixing import Choice, Fixed

_EXAMPLES = 10


@click.group("quarantine")
def command() -> None:
    """List, show, retry or fix what was refused: Observations that broke a rule, with the reason and a suggestion."""


@command.command("list")
@click.option("--rule", metavar="SHAPE", default="", help="Only what broke this rule, such as Observation-confidence.")
@click.option("--language", metavar="TAG", default="en", show_default=True, help="In which language rules are said.")
@data_option
@json_option
def list_items(rule: str, language: str, data: str | None, as_json: bool) -> None:
    """List what is in quarantine, grouped by rule, then by cause, the commonest first."""
    from api.opening import open_dataset
    from api.quarantine import QuarantineList, item_json

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader:
        found = QuarantineList(reader, rule=rule, language=language)
        if as_json:
            listed = [item_json(iri, item) for iri, item in found.items]
            click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(found.lines()))


@command.command("show")
@click.argument("item")
@data_option
@json_option
def show(item: str, data: str | None, as_json: bool) -> None:
    """Show one item whole, by its IRI or the end of it."""
    from api.opening import open_dataset
    from api.quarantine import find_item, item_json, item_lines

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader:
        iri, refused = find_item(reader, item)
        if as_json:
            click.echo(json.dumps(item_json(iri, refused), ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(item_lines(reader, iri, refused)))


@command.command("retry")
@click.argument("items", nargs=-1)
@data_option
@json_option
def retry(items: tuple[str, ...], data: str | None, as_json: bool) -> None:
    """Check items again, all or those named: what meets the rules now becomes evidence."""
    from api.opening import open_engine
    from api.quarantine import find_item
    from graph.retrying import retry_quarantine

    engine = open_engine(settings(data))
    with engine.dataset.reader() as reader:
        named = [find_item(reader, item)[0] for item in items]
    result = retry_quarantine(engine, named or None, now=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"retried": result.retried, "released": result.released, "kept": result.kept}))
    else:
        click.echo(f"{result.retried} retried, {result.released} released, {result.kept} still refused")


@command.command("fix")
@click.argument("items", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All items that have a suggestion.")
@click.option("--rule", metavar="SHAPE", default="", help="All that broke this rule, such as Observation-confidence.")
@click.option("--patch", metavar="JSON", default="", help="What to change in the one ITEM named, instead of the "
              "suggestion.")  # fmt: skip
@click.option("--apply", "really", is_flag=True, help="Do it. Without, what would be changed is shown.")
@click.option("--by", metavar="WHO", default="", help="Who decides it; needed with --apply.")
@click.option("--why", metavar="TEXT", default="", help="In your own words.")
@data_option
@json_option
def fix(
    *, items: tuple[str, ...], everything: bool, rule: str, patch: str, really: bool, by: str, why: str,
    data: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Correct refused Observations as suggested, and bring them into the graph.

    The model still answers for the claim; the correction is recorded as WHO's Decision, beside what came, and stands
    when the same file is ingested again. 'changes undo' takes it back.
    """
    from api.opening import open_engine
    from graph.fixing import fix_quarantine, try_fixes
    from shapes.patches import PatchRefused

    if not (items or everything or rule):
        raise click.UsageError("name items, or give --all or --rule")
    if really and not by.strip():
        raise click.UsageError("--apply needs --by: a correction says who made it")
    if patch and len(items) != 1:
        raise click.UsageError("--patch is for exactly one ITEM")
    engine = open_engine(settings(data))
    choice = _choice(engine, items, rule, patch)
    try:
        if really:
            result = fix_quarantine(engine, choice, by=by.strip(), why=why.strip(), now=datetime.now(UTC))
        else:
            result = try_fixes(engine, choice)
    except PatchRefused as err:
        raise click.UsageError(str(err)) from err
    if as_json:
        click.echo(json.dumps(_fixed_json(result), ensure_ascii=False, indent=2))
    else:
        _print_fixed(result, really=really, named=bool(items))
    return 1 if result.failed or (items and result.without) else 0


def _choice(engine: Any, items: tuple[str, ...], rule: str, patch: str) -> Choice:
    from api.quarantine import find_item
    from graph.fixing import Choice

    with engine.dataset.reader() as reader:
        named = [find_item(reader, item)[0] for item in items]
    return Choice(named or None, rule, {named[0]: patch} if patch else {})


def _print_fixed(result: Fixed, *, really: bool, named: bool) -> None:
    from api.quarantine import rule_name

    by_rule: dict[str, list[Fix]] = {}
    for fix in result.fixed:
        by_rule.setdefault(rule_name(fix.item), []).append(fix)
    verb = "fixed" if really else "can be fixed"
    for rule, fixes in sorted(by_rule.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        click.echo(f"{len(fixes)} × {rule}: {verb}")
        for one in fixes[:_EXAMPLES]:
            click.echo(f"    {_claim(one)}: {_changes(one)}")
        if len(fixes) > _EXAMPLES:
            click.echo(f"    … and {len(fixes) - _EXAMPLES} more")
    for one, reason in result.failed:
        click.echo(f"still refused: {one.item_iri}\n    {_claim(one)}: {_changes(one)}\n    {reason}")
    for iri, _ in result.without if named else ():
        click.echo(f"no suggestion: {iri}\n    say what is meant with --patch, or leave it")
    counts = Counter(fixed=len(result.fixed), failed=len(result.failed), without=len(result.without))
    click.echo(
        f"{counts['fixed']} {verb}, {counts['failed']} still refused, {counts['without']} without a suggestion"
        + ("" if really or not result.fixed else "; nothing is written yet: add --apply --by WHO")
    )
    for sequence in result.sequences:
        click.echo(f"ChangeSet {sequence}: 'mediagraph changes undo {sequence} --by WHO' takes it back")


def _claim(fix: Fix) -> str:
    said = fix.item.observation
    return f"{said.property} {said.value[:60]!r} by {fix.item.activity.agent.name}"


def _changes(fix: Fix) -> str:
    from shapes.patches import field_changes

    changes = field_changes(fix.item.observation, fix.corrected)
    return "; ".join(f"{field} {before or 'nothing'} → {after or 'nothing'}" for field, before, after in changes)


def _fixed_json(result: Fixed) -> dict[str, Any]:
    from shapes.patches import field_changes

    def told(fix: Fix) -> dict[str, Any]:
        changes = [change._asdict() for change in field_changes(fix.item.observation, fix.corrected)]
        return {"id": fix.item_iri, "rules": list(fix.item.rules), "changes": changes}

    return {
        "fixed": [told(one) for one in result.fixed],
        "failed": [told(one) | {"reason": reason} for one, reason in result.failed],
        "without": [iri for iri, _ in result.without],
        "sequences": result.sequences,
    }
