"""Tables: CSV as DAM systems, spreadsheets and shot lists export it. Each row is about the Asset that it names.

Columns are told by the header table (`table_columns`) or by a mapping file beside the table (`table_mapping`). Start
and end columns make Segments. A table in which no column names an Asset is about the media file it is named after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from extractors import media_type as types
from extractors.json_form import make_run
from extractors.manifest import COLUMNS
from extractors.news import table_columns as columns
from extractors.news.newsroom import cleaned
from extractors.news.table_columns import HEADERS
from extractors.news.table_mapping import Column, Mapping, is_list, mapping_beside, mapping_path, names_asset
from extractors.news.table_rows import Row, encoding_of, header_of, rows
from extractors.news.table_values import time_of, values_of
from extractors.port import AssetReference, Extraction, ObservationSkipped, Run, Source, SourceRefused
from extractors.reading import MAX_PATHS, MAX_PROBLEMS
from extractors.timecode import Rate, parse_rate
from ontology.model import WHOLE, Agent, AgentKind, Observation, Segment
from ontology.terms import PROPERTIES

UNNAMED: Final = "table metadata"
"""The Agent's name where the mapping does not tell whose the table is."""

_LONGEST: Final = 100_000


@dataclass(slots=True)
class _Table:
    """What is being learnt while a table is read."""

    columns: list[Column]
    mapping: Mapping
    unmapped: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    more: int = 0
    parts: dict[int, int] = field(default_factory=dict)

    def problem(self, sentence: str) -> None:
        if len(self.problems) < MAX_PROBLEMS - 1:
            self.problems.append(sentence)
        else:
            self.more += 1


@dataclass(frozen=True)
class TableExtractor:
    """CSV tables of metadata."""

    name: str = "table"
    version: str = "1"
    reads: str = "CSV and other tables: columns by their headers, or by a mapping file beside the table"

    def recognises(self, source: Source) -> bool:
        """Say whether this is a table of which some column is known, or that has a mapping beside it.

        A manifest of ours is one too, and refused by `extract` for what it is; other tables are for other extractors.
        """
        if source.media_type not in (types.CSV, types.TSV):
            return False
        header = header_cells(source)
        known = (HEADERS.get(columns.folded(cell), "") for cell in header)
        return any(each in PROPERTIES for each in known) or is_manifest(header) or bool(mapping_path(source.path))

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield one Extraction for each run of rows about one Asset; raise `SourceRefused` where none can be used."""
        if is_manifest(header_cells(source)):
            raise SourceRefused(f"{source.path}: is a manifest, which tells of outputs: give it by --manifest")
        mapping = mapping_beside(source.path)
        every = rows(source, mapping)
        header = next(every, None)
        if header is None or header.fault:
            raise SourceRefused(f"{source.path}: {header.fault if header else 'holds no row at all'}")
        table = _Table([mapping.column(cell.strip()) for cell in header.cells], mapping)
        _check(table, source, header)
        said = False
        for reference, gathered in _groups(every, table):
            said = said or bool(gathered)
            yield _extraction(reference, gathered, table)
        if not said:
            why = f": {table.problems[0]}" if table.problems else ""
            raise SourceRefused(f"{source.path}: no row of it says anything of an Asset{why}")
        if table.more:
            table.problems.append(f"{table.more} more cells or rows were skipped; they are like those above")
        if table.problems or table.unmapped or table.kept:
            yield _extraction(reference, [], table)


def is_manifest(header: list[str]) -> bool:
    """Say whether a header is that of a manifest (`extractors.manifest`): output, and nothing that it does not know."""
    names = [cell.strip().lower() for cell in header]
    return "output" in names and set(names) <= set(COLUMNS)


def header_cells(source: Source) -> list[str]:
    """Return the cells of a table's first line; empty where it has none. Never raises."""
    head = source.data[:65_536]
    return header_of(head.decode(encoding_of(head), "replace"))


def _check(table: _Table, source: Source, header: Row) -> None:
    known = [column for column in table.columns if column.target in PROPERTIES]
    if not known:
        names = ", ".join(repr(column.header[:30]) for column in table.columns[:12])
        raise SourceRefused(
            f"{source.path}: no column of it is known ({names}); a file NAME.mapping.json beside it can tell them"
        )
    present = {columns.folded(cell) for cell in header.cells}
    for folded, column in table.mapping.columns.items():
        if folded not in present:
            table.problem(f"{table.mapping.path} maps the column {column.header[:60]!r}, which the table does not have")
    for number, column in enumerate(table.columns, 1):
        if not column.header:
            table.problem(f"column {number} has no header; its cells are left out")


def _groups(every: Iterator[Row], table: _Table) -> Iterator[tuple[AssetReference, list[Observation]]]:
    """Yield the claims of neighbouring rows about one Asset together."""
    current: AssetReference | None = None
    gathered: list[Observation] = []
    for row in every:
        if row.fault:
            table.problem(row.fault)
            continue
        if len(row.cells) > len(table.columns):
            table.problem(f"line {row.line} has {len(row.cells)} cells, but the header {len(table.columns)}")
            continue
        reference = _reference(row, table)
        if reference is None:
            table.problem(f"line {row.line} names no Asset; it is left out")
            continue
        if current is not None and reference != current:
            yield current, gathered
            gathered = []
        current = reference
        gathered += _row(row, table)
    if current is not None:
        yield current, gathered


def _reference(row: Row, table: _Table) -> AssetReference | None:
    """Return the Asset that a row names; that of the table itself where no column names any."""
    if not names_asset(table.columns):
        return AssetReference()
    found = {columns.ID: "", columns.NAME: ""}
    for column, cell in zip(table.columns, row.cells, strict=False):
        if column.target in found and cell.strip():
            found[column.target] = found[column.target] or " ".join(cell.split())[:1000]
    if not any(found.values()):
        return None
    return AssetReference(id=found[columns.ID], name=found[columns.NAME])


def _row(row: Row, table: _Table) -> Iterator[Observation]:
    try:
        segment = _segment(row, table)
    except ObservationSkipped as skipped:
        table.problem(f"line {row.line}, {skipped}; the row is left out")
        return
    for number, (column, cell) in enumerate(zip(table.columns, row.cells, strict=False), 1):
        if not cell.strip() or column.target in columns.TARGETS:
            continue
        if column.target in ("", columns.KEEP):
            counts = table.kept if column.target else table.unmapped
            header = column.header[:80] or f"column {number}"
            counts[header if header in counts or len(counts) < MAX_PATHS else "…"] += 1
            continue
        try:
            found = values_of(cell, column, table.mapping, is_list=is_list(column))
        except ObservationSkipped as skipped:
            table.problem(f"line {row.line}, column {column.header[:60]!r} {skipped}")
            continue
        term = PROPERTIES[column.target]
        where = segment if term.level == "Segment" else WHOLE
        is_worded = term.range_kind == "concept" or term.datatype.endswith("langString")
        language = column.language if is_worded else ""
        for value in found:
            if len(value) > _LONGEST:
                table.problem(f"line {row.line}, column {column.header[:60]!r} is cut after {_LONGEST} characters")
            claim = Observation(column.target, value[:_LONGEST], None, language, where, f"cell={row.number},{number}")
            if (clean := cleaned(claim)) is not None:
                yield clean


def _segment(row: Row, table: _Table) -> Segment:
    cells = dict(zip((column.target for column in table.columns), row.cells, strict=False))
    rate = parse_rate(cells.get(columns.RATE, "") or cells.get("frameRate", ""))
    times = {}
    for column, cell in zip(table.columns, row.cells, strict=False):
        if column.target in (columns.START, columns.END) and cell.strip():
            try:
                time = time_of(cell, column, table.mapping, None if rate is None else Rate(rate))
                times[column.target] = time
            except ObservationSkipped as skipped:
                raise ObservationSkipped(f"column {column.header[:60]!r} {skipped}") from skipped
    return Segment(times.get(columns.START), times.get(columns.END)) if times else WHOLE


def _extraction(reference: AssetReference, gathered: list[Observation], table: _Table) -> Extraction:
    """Return what some rows say; an Asset that comes again further down gets a part of its own."""
    made: list[Run] = []
    if gathered:
        slot = hash((reference.id, reference.name))
        table.parts[slot] = table.parts.get(slot, 0) + 1
        part = "" if table.parts[slot] == 1 else str(table.parts[slot])
        who = table.mapping.agent or UNNAMED
        technical = [c for c in gathered if c.property in columns.TECHNICAL]
        described = [c for c in gathered if c.property not in columns.TECHNICAL]
        if described:
            made.append(make_run(Agent(AgentKind.PERSON, who), "table", described, part=part))
        if technical:
            made.append(make_run(Agent(AgentKind.SYSTEM, who), "table-technical", technical, part=part))
        length = next((float(c.value) for c in technical if c.property == "duration"), None)
        reference = replace(reference, duration_s=length)
        return Extraction(reference, tuple(made), is_apart=True)
    counts = dict(table.unmapped), dict(table.kept), tuple(table.problems)
    return Extraction(reference, (), unmapped=counts[0], kept=counts[1], problems=counts[2])


EXTRACTOR: Final = TableExtractor()
