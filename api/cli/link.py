"""`mediagraph link`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.cli.options import data_option, json_option, settings

if TYPE_CHECKING:
    from graph.linking.encoding import Encoder
    from graph.linking.linker import Link, Linker

_INDEX = click.option(
    "--index",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the index; default MEDIAGRAPH_WIKIDATA_INDEX, else the starter index.",
)
_ENCODER = click.option(
    "--encoder", is_flag=True, help="Where the best candidates are close, also compare text and descriptions: slower."
)
_SHOWN: Final = 5
"""Candidates of a mention that `--explain` prints."""

_COLUMNS: Final = (
    ("documents", "documents"),
    ("mentions", "mentions"),
    ("span_recall", "span recall"),
    ("span_precision", "span precision"),
    ("candidate_recall", "candidate recall"),
    ("accuracy_in_kb", "accuracy in KB"),
    ("accuracy_of_all", "of all"),
    ("precision", "precision"),
    ("recall", "recall"),
    ("f1", "F1"),
    ("nil_auc", "NIL AUC"),
    ("ece", "ECE"),
    ("precision_at_50_coverage", "precision at 50 %"),
    ("mentions_per_cpu_s", "mentions/CPU-s"),
)


@click.group("link")
def command() -> None:
    """Find what texts name, and link it to Wikidata; measure how well that is done."""


@command.command("text")
@click.argument("text", metavar="TEXT|FILE|-")
@_INDEX
@click.option("--language", default="en", show_default=True, help="Of the text, as en or pt-BR; und where unknown.")
@click.option("--explain", is_flag=True, help="Also show the candidates of each mention, with their features.")
@_ENCODER
@data_option
@json_option
def text(
    *, text: str, index: Path | None, language: str, explain: bool, encoder: bool, data: str | None, as_json: bool
) -> None:
    """Link what TEXT names: the text itself, a file of that name, or stdin for "-"."""
    from api.opening import open_index
    from graph.linking.linker import Linker
    from graph.linking.mentions import MentionFinder

    asked, body = settings(data), read_text(text)
    with open_index(asked, index) as opened:
        linker = Linker(opened, finder=MentionFinder(ner_model=asked.ner_model), encoder=_encoder(encoder))
        links = linker.link(body, language=language)
        if as_json:
            said = {"language": language, "links": [_as_json(link, linker, explain) for link in links]}
            click.echo(json.dumps(said, ensure_ascii=False))
            return
        for link in links:
            click.echo(_line(link, linker))
            for line in _explained(link, linker) if explain else ():
                click.echo(line)
    if not links:
        click.echo("nothing in the text is a name that the model or the index knows", err=True)


@command.command("evaluate")
@click.argument("gold", nargs=-1, required=True, metavar="GOLD...", type=click.Path(path_type=Path, dir_okay=False))
@_INDEX
@click.option("--given-spans", is_flag=True, help="Judge links of the gold spans, not of what is found in the text.")
@click.option(
    "--folds",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Models of the folds: judge each text by models that were trained without it.",
)
@click.option("--errors", "most", default=50, show_default=True, type=click.IntRange(0), help="Mistakes shown a set.")
@_ENCODER
@data_option
@json_option
def evaluate(
    *,
    gold: tuple[Path, ...],
    index: Path | None,
    given_spans: bool,
    folds: Path | None,
    encoder: bool,
    most: int,
    data: str | None,
    as_json: bool,
) -> None:
    """Measure links against GOLD sets: ELEVANT JSON lines, NIF Turtle, IOB with QIDs; plain or gzipped.

    Strong match, micro. A gold NIL is not looked for, and a link on one is wrong; coreference, optional and nested
    labels neither count nor cost. Intervals are 95 %, by bootstrap over documents.
    """
    from api.opening import open_index
    from graph.linking.evaluate import evaluate_set
    from graph.linking.linker import Linker
    from graph.linking.mentions import MentionFinder

    asked = settings(data)
    with open_index(asked, index) as opened:
        finder = MentionFinder(ner_model=asked.ner_model, folds=folds)
        linker = Linker(opened, finder=finder, folds=folds, encoder=_encoder(encoder))
        sets = [evaluate_set(path, linker, given_spans=given_spans).as_json(most_mistakes=most) for path in gold]
    click.echo(json.dumps({"sets": sets}, ensure_ascii=False) if as_json else _report(sets))


def read_text(text: str) -> str:
    """Return the text itself, what the file of that name holds, or stdin for "-"; undecodable bytes become U+FFFD."""
    if text == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    if len(text) < 1000 and "\n" not in text:
        try:
            return Path(text).read_bytes().decode("utf-8", "replace")
        except (OSError, ValueError):
            return text
    return text


def _encoder(wanted: bool) -> Encoder | None:
    from graph.linking.encoding import Encoder

    return Encoder() if wanted else None


def _line(link: Link, linker: Linker) -> str:
    mention = link.mention
    where = f"{mention.start}-{mention.end}"
    if link.qid is None:
        return f"{where:>11}  {mention.surface}  NIL ({link.probability:.2f})"
    label, description = _described(link.qid, linker)
    return f"{where:>11}  {mention.surface}  Q{link.qid} {label} ({link.probability:.2f}){description}"


def _explained(link: Link, linker: Linker) -> list[str]:
    lines = [f"{'':13}found by {link.mention.source}, score {link.mention.score:.2f}"]
    for candidate in link.candidates[:_SHOWN]:
        label, description = _described(candidate.qid, linker)
        features = ", ".join(f"{name} {value:.2f}" for name, value in candidate.features.items() if value)
        lines.append(f"{'':13}{candidate.score:.2f}  Q{candidate.qid} {label}{description}  [{features}]")
    return lines


def _described(qid: int, linker: Linker) -> tuple[str, str]:
    record = linker.index.record(qid)
    return (record.label, f": {record.description}" if record.description else "") if record else ("", "")


def _as_json(link: Link, linker: Linker, explain: bool) -> dict[str, Any]:
    mention = link.mention
    said: dict[str, Any] = {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "qid": f"Q{link.qid}" if link.qid is not None else None,
        "label": _described(link.qid, linker)[0] if link.qid is not None else None,
        "probability": round(link.probability, 4),
        "known": round(link.known, 4),
        "found_by": mention.source,
        "mention_score": mention.score,
        "antecedent": mention.antecedent,
    }
    if explain:
        said["candidates"] = [
            {
                "qid": f"Q{candidate.qid}",
                "label": _described(candidate.qid, linker)[0],
                "score": round(candidate.score, 4),
                "features": {name: round(value, 4) for name, value in candidate.features.items()},
            }
            for candidate in link.candidates
        ]
    return said


def _report(sets: list[dict[str, Any]]) -> str:
    """Return a Markdown table of the sets, their intervals, figures by type, and mistakes."""
    head = "| | " + " | ".join(each["name"] for each in sets) + " |"
    lines = [head, "|---|" + "---|" * len(sets)]
    for key, words in _COLUMNS:
        lines.append(f"| {words} | " + " | ".join(_cell(each, key) for each in sets) + " |")
    for each in sets:
        lines += ["", f"## {each['name']}", ""]
        lines += [
            "| type | mentions | span recall | candidates | accuracy in KB | recall |",
            "|---|---|---|---|---|---|",
        ]
        by_mentions = sorted(each["by_type"].items(), key=lambda item: -item[1]["mentions"])
        lines += [f"| {name} | " + " | ".join(map(_number, row.values())) + " |" for name, row in by_mentions]
        if each["errors"]:
            counted = ", ".join(f"{count:,} {kind}" for kind, count in each["errors_counted"].items())
            lines += ["", f"Mistakes: {counted}. The first {len(each['errors'])}:", ""]
            lines += [_mistake_line(mistake) for mistake in each["errors"]]
    return "\n".join(lines)


def _cell(figures: dict[str, Any], key: str) -> str:
    interval = figures["confidence_intervals"].get(key)
    return _number(figures[key]) + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else "")


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"


def _mistake_line(mistake: dict[str, Any]) -> str:
    gold = f"{mistake['gold']} {mistake['gold_label']}".strip() if mistake["gold"] else "none"
    sure = f"({mistake['probability']:.2f})"
    linked = f"{mistake['linked']} {mistake['linked_label']} {sure}" if mistake["linked"] else "none"
    where = f"{mistake['document']}, {mistake['start']}-{mistake['end']}"
    return f"- {mistake['kind']}: {mistake['surface']!r}, gold {gold}, linked {linked}; {where}: {mistake['context']}"
