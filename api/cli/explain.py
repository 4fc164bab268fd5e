"""`mediagraph explain`."""

from __future__ import annotations

import json

import click

from api.cli.options import data_option, json_option, settings
from graph.explain import Explainer
from graph.explained import ExplainedAsset, ExplainedFact, NothingToExplain


@click.command("explain")
@click.argument("target", nargs=-1, required=True, metavar="ASSET|FACT|TRIPLE")
@data_option
@json_option
def command(target: tuple[str, ...], data: str | None, as_json: bool) -> None:
    """Show what was said, how surely, by which model, about which second or box, and who decided.

    TARGET is an asset's name, id or IRI; a fact's IRI; or a pattern of three terms, where ? matches anything:
    mediagraph explain '? mg:depicts mgt:depicted/biplane'
    """
    from api.explanations import asset_text, fact_text, jsonld
    from api.opening import open_dataset

    dataset = open_dataset(settings(data))
    with dataset.reader() as reader:
        explainer = Explainer(reader, dataset.base)
        try:
            explained = _explained(explainer, target)
        except (NothingToExplain, ValueError) as err:
            raise click.ClickException(str(err)) from err
    if as_json:
        click.echo(json.dumps(jsonld(explained), ensure_ascii=False, indent=2))
        return
    if isinstance(explained, ExplainedAsset):
        lines = list(asset_text(explained))
    else:
        facts = explained if isinstance(explained, list) else [explained]
        lines = [line for fact in facts for line in fact_text(fact)]
    for line in lines:
        click.echo(line)


def _explained(explainer: Explainer, target: tuple[str, ...]) -> ExplainedAsset | ExplainedFact | list[ExplainedFact]:
    from api.patterns import split_pattern

    pattern = split_pattern(target)
    if pattern is None:
        return explainer.find(" ".join(target))
    facts = list(explainer.triple(*[explainer.term(term) for term in pattern]))
    if not facts:
        raise NothingToExplain(f"no fact matches {' '.join(pattern)}")
    return facts
