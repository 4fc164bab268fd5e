"""The cards of the models that the project ships: from what, for what, how well, and what they must not be used for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def span_card(documents: Mapping[str, int], examples: int, mentions: int, tables: Sequence[str]) -> str:
    """Return the card of `models/spans.json` as Markdown; `documents`: how many of each set it was trained on."""
    trained = "\n".join(f"- {name}: {count:,} documents" for name, count in sorted(documents.items()))
    return f"""# spans.json: which spans are mentions

Written by `python -m graph.linking.train_spans`; do not edit.

What it is: boosted trees (numbers only, no words of any text) over the features that `graph/linking/span_features.py`
names. It gives the probability that a person who marks what is named would mark exactly this span.

Trained on {examples:,} candidate spans, {mentions:,} of them mentions, of the development sets below, each set of the
same weight, texts that several sets have once; and on two copies at a quarter of the weight, one that pretends a small
index, one without capitals. RSS-500 marks two names in each sentence and leaves the others, so what is not marked there
is no counter-example. The texts are not in it and not in the repository.

{trained}

OKE: sentences of Wikipedia (CC BY-SA 3.0). Wiki-Fair: Wikipedia (CC BY-SA). News-Fair: news articles, for evaluation
only. RSS-500: news sentences. ISTEX: affiliations of authors. Labels: ELEVANT and OpenTapioca (Apache-2.0).

Measured by cross-validation over five folds of documents, each judged by a model that had not seen it, with the index
of the extracts that were at hand:

{chr(10).join(f"{table}{chr(10)}" for table in tables)}
What it is not for: other languages than English are found by index and capitals alone. What counts as a mention is what
these sets call one; Wiki-Fair and News-Fair mark common nouns too ("infantry"), others do not, and the score is a
middle of both. Pronouns and "the company" are never found.
"""


def linking_card(documents: Mapping[str, int], tables: Sequence[str]) -> str:
    """Return the card of `models/linking.json` as Markdown; `documents`: how many of each set it was trained on."""
    trained = "\n".join(f"- {name}: {count:,} documents" for name, count in sorted(documents.items()))
    return f"""# linking.json: which entity a mention names

Written by `python -m graph.linking.train`; do not edit.

What it is: weights of a first pass, boosted trees of a second, three heads (is it in the index; is the best candidate
right where the span was given, and where we found it), isotonic curves and two thresholds; numbers only, no words of
any text. `graph/linking/features.py` and `graph/linking/nil.py` name the features. `words.json` beside it says in how
many descriptions of entities the commonest words stand; it comes from descriptions, not from texts.

Trained on the development sets below, with each index that the tables name, texts that several sets have once; a set
weighs by the root of its mentions. In RSS-500 two names of each sentence are marked; what is not marked there is no
counter-example. The texts are not in it and not in the repository.

{trained}

OKE: sentences of Wikipedia (CC BY-SA 3.0). Wiki-Fair: Wikipedia (CC BY-SA). News-Fair: news articles, for evaluation
only. RSS-500: news sentences. ISTEX: affiliations of authors. Labels: ELEVANT and OpenTapioca (Apache-2.0).

Measured by cross-validation over five folds of documents, by the code of `link evaluate`: spans, links, curves and
thresholds are each of models that had not seen the document's fold. Strong match, micro, gold NIL ignored.

{chr(10).join(f"{table}{chr(10)}" for table in tables)}
What it is not for: the indexes held every gold entity of these sets, and know little of many of them; with the whole of
Wikidata a name has more bearers, and with the starter index most entities are not there. Probabilities are honest on
the sets together; on one kind of text they can be off by the calibration error that the tables give. Statements between
entities (the graph of relations) were not in these indexes: they act through PageRank with a weight that was set, not
trained. English texts only.
"""
