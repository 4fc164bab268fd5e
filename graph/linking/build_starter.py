"""The starter index and the page about it.

python -m graph.linking.build_starter            build the index, write docs/reference/starter-index.md
python -m graph.linking.build_starter --check    exit 1 where tables are faulty, or page or index do not agree with them
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking.starter_tables import COLUMNS, Row, faults, rows
from graph.linking.types import names_of, type_bits
from ontology.generated_file import write_or_check

if TYPE_CHECKING:
    from graph.linking.index import WikidataIndex

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "starter-index.md"
_COMMAND: Final = "python -m graph.linking.build_starter"

_TOLD: Final = {
    "id": "QID",
    "label": "the English name",
    "aliases": "other names, best first",
    "types": "what it is, in words of `graph/linking/type_words.py`; the most telling first",
    "description": "three to eight words",
    "country": "countries that it belongs to or is counted to",
    "related": "other entities of the tables that its description speaks of",
    "popularity": "class from 1 (known to some) to 5 (known to nearly all), by our judgement",
    "labels": "names in other languages: `fr=…`, `de=…`, `es=…`",
    "demonyms": "adjectives and nouns of a place, beside those in `graph/linking/nationalities.py`",
}

_HEAD: Final = """# The starter index

Written by `{command}`.

Names are linked from the first minute, without a download: {count:,} of the entities that media speak of most often,
and what the samples in this repository speak of. Another index takes its place by one setting
([settings](settings.md), `MEDIAGRAPH_WIKIDATA_INDEX`); `mediagraph wikidata build` makes one of all Wikidata or of a
part of it ([index of names](wikidata-index.md)).

What ships are tables, `graph/linking/starter/*.tsv`. The index is built from them at first use, in a second or a few,
into the user's cache folder (`$XDG_CACHE_HOME/mediagraph/starter-index`, else under `~/.cache`), under a name that
follows from tables and code: a new version builds its own, and removes others after {days} days. Nothing is written
beside the code. Processes that begin at once build it once. Where no cache folder can be written, each process builds
one for itself.

## What is in it

"""

_TAIL: Final = """
## Where it comes from

Written by the makers of mediagraph: names, descriptions, types and classes of popularity are our own words and our own
judgement; licence CC0-1.0. QIDs are facts of Wikidata, which is CC0-1.0 too; each was looked up and compared by name
and kind with public extracts, and what was ambiguous or absent was left out. Wright brothers (Q35820) is in no
extract; its QID is that of `samples/README.md`. Nothing was copied from the extracts.

It is no gazetteer: of each kind the best known, seen from Europe and North America, which is a bias. A name in it may
belong to others who are not in it. So a link by the starter index says that the name and the context fit the best known
bearer. Offices and records change; what is said here is as of 2025.

## Changing it

Edit the tables, then run `{command}`: with `--check` it names file and line of what is faulty (a QID twice, a type that
nobody knows, a country that stands in no table), and says whether this page and the built index agree with the tables.
Entities of your own belong into an overlay instead: `mediagraph wikidata delta`
([command line](command-line.md#wikidata)).
"""


def page() -> str:
    """Return the reference page with its counts."""
    from graph.linking.starter_index import KEPT_DAYS

    every = list(rows())
    return "".join(
        (
            _HEAD.format(command=_COMMAND, count=len(every), days=KEPT_DAYS),
            *_counts(every),
            "\n## The columns of a table\n\nTab-separated, sorted by QID; lists stand between bars.\n\n",
            "| column | |\n|---|---|\n",
            *(f"| `{name}` | {_TOLD[name]} |\n" for name in COLUMNS),
            _TAIL.format(command=_COMMAND),
        )
    )


def _counts(every: Sequence[Row]) -> Iterator[str]:
    yield "| table | entities | such as |\n|---|---|---|\n"
    for kind, count in Counter(row.kind for row in every).items():
        known = sorted((row for row in every if row.kind == kind), key=lambda row: (-row.popularity, int(row.id[1:])))
        yield f"| `{kind}.tsv` | {count:,} | {', '.join(row.label for row in known[:3])} |\n"
    yield f"| **all** | **{len(every):,}** | |\n\n"
    types = Counter(name for row in every for name in names_of(type_bits(row.types)))
    yield "By coarse type (an entity may have several): "
    yield ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in types.most_common()) + ".\n\n"
    names = sum(len(row.aliases) + 1 for row in every)
    foreign = sum(bool(row.labels) for row in every)
    links = sum(len(row.country) + len(row.related) for row in every)
    yield f"{names:,} English names, {foreign:,} entities with French, German and Spanish ones, {links:,} relations.\n"


def disagreements() -> list[str]:
    """Return where an index that is built now, and the one in the cache, differ from the tables."""
    from graph.linking.index import WikidataIndex
    from graph.linking.starter_index import build_into, starter_folder

    every = list(rows())
    with tempfile.TemporaryDirectory() as scratch:
        build_into(Path(scratch) / "starter")
        found: list[str] = []
        for folder in (Path(scratch) / "starter", starter_folder()):
            with WikidataIndex.open(folder) as index:
                found += _differences(index, every)
    return found


def _differences(index: WikidataIndex, every: Sequence[Row]) -> Iterator[str]:
    if index.info.entities != len(every):
        yield f"{index.folder} holds {index.info.entities} entities, the tables {len(every)}"
    for row in every:
        record = index.record(int(row.id[1:]))
        if record is None or (record.label, record.description) != (row.label, row.description):
            yield f"{index.folder} says {record and record.label!r} of {row.id}, {row.where} says {row.label!r}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and write, or with ``--check`` compare; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    wrong = faults() or disagreements()
    for fault in wrong[:20]:
        print(fault, file=sys.stderr)
    if wrong:
        return 1
    return write_or_check(PAGE, page(), command=_COMMAND, arguments=given)


if __name__ == "__main__":
    sys.exit(main())
