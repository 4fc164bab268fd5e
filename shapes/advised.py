"""A report about files, told for people: labels from the data, suggestions, the language asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ontology.model import Term
from shapes.advice import Adviser
from shapes.files import rdf_text
from shapes.report import Report, Result
from shapes.report_text import Wanted
from shapes.shapes_graph import ShapesGraph, our_shapes
from shapes.suggestion import Alike
from shapes.surroundings import surroundings_of


def wanted_for(
    report: Report,
    data: Sequence[Path],
    shapes: Sequence[Path] | None = None,
    ontology: Sequence[Path] = (),
    *,
    language: str = "en",
    alike: Alike | None = None,
) -> Wanted:
    """Return how a report about files is told: what `validate_files` was given, and the language of labels and rules.

    The files are read once more, for a report that has results alone. `alike` finds terms by their meaning.
    """
    if report.conforms:
        return Wanted(language=language)
    graph = our_shapes() if shapes is None else _shapes_in(shapes)
    around = surroundings_of(report, (rdf_text(path) for path in (*data, *ontology)), language=language)

    def templates(result: Result) -> Sequence[Term]:
        own = graph.messages(result.constraint) if result.constraint else ()
        return own or graph.messages(result.source_shape)

    adviser = Adviser(graph, around, alike)
    return Wanted(labels=around.labels, language=language, advise=adviser.advise, templates=templates)


def _shapes_in(paths: Sequence[Path]) -> ShapesGraph:
    lines = (line for path in paths for line in rdf_text(path).splitlines())
    parts = (line.removesuffix(" .").split(" ", 2) for line in lines)
    return ShapesGraph((subject, predicate, value) for subject, predicate, value in parts)
