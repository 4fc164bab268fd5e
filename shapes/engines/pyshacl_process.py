"""The other end of `pyshacl_engine`: one JSON request a line on stdin, one JSON answer a line on stdout.

It is a process of its own, because importing pySHACL sets ``rdflib.NORMALIZE_LITERALS`` to False for the whole
process, which would change how every other part of a program reads literals.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
import warnings
from typing import Any, Final

from ontology.model.rdf import escape
from shapes.paths import render_path

_SH: Final = "http://www.w3.org/ns/shacl#"


class _SameLabels(dict[str, Any]):
    """Blank nodes keep the labels they have in the text, so that results name them as the data does."""

    def get(self, label: str, default: Any = None) -> Any:
        """Return the label itself: rdflib's parser asks for the one it is to use."""
        return label


def main() -> None:
    """Answer requests until stdin ends: shapes, which have no answer, then data, data, …, and perhaps other shapes."""
    import pyshacl
    import rdflib

    # Prints of libraries must not end up between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    _die_at_signals()
    # What they warn of (recursion, ill-formed literals) is said by us, or is a result.
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    shapes: Any = None
    for line in sys.stdin:
        request = json.loads(line)
        if "shapes" in request:
            shapes = _parse(request["shapes"])
            continue
        signal.alarm(request.get("limit_s", 0))
        try:
            data = _parse(request["data"])
        except Exception as err:
            answer: dict[str, Any] = {"syntax_error": f"{type(err).__name__}: {err}"}
        else:
            try:
                _, report, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
                answer = (
                    {"results": list(_results(report, shapes))}
                    if isinstance(report, rdflib.Graph)
                    else {"failure": f"{report}: {text}"}
                )
            except Exception as err:
                answer = {"failure": f"{type(err).__name__}: {err}"}
        signal.alarm(0)
        print(json.dumps(answer), file=answers, flush=True)


def _die_at_signals() -> None:
    """Let the system end this process at Ctrl-C and at the time limit: no Python runs while a pattern backtracks."""
    for number in (signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)


def _parse(text: str) -> Any:
    import rdflib
    from rdflib.plugins.parsers.ntriples import NTGraphSink, W3CNTriplesParser

    # Literals stay as they are written: "2011-01-01"^^xsd:dateTime is ill-formed, and must be reported as such.
    # pySHACL turns this on again whenever it is done.
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph()
    parser = W3CNTriplesParser(NTGraphSink(graph), bnode_context=_SameLabels())
    parser.parsestring(text)
    return graph


def _results(report: Any, shapes: Any) -> Any:
    from rdflib import RDF, SH

    def values(subject: str, predicate: str) -> list[str]:
        node = _node(subject)
        found = list(report.objects(node, _node(predicate))) or list(shapes.objects(node, _node(predicate)))
        return [_term(value) for value in found]

    for result in report.subjects(RDF.type, SH.ValidationResult):
        # A result that details another one is not a result of its own (SHACL, 3.6.2.5).
        if next(report.subjects(SH.detail, result), None) is not None:
            continue
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        constraint = report.value(result, SH.sourceConstraint)
        yield [
            _term(report.value(result, SH.focusNode)),
            None if path is None else render_path(_term(path), values),
            None if value is None else _term(value),
            str(report.value(result, SH.resultSeverity)),
            str(report.value(result, SH.sourceConstraintComponent)),
            _term(report.value(result, SH.sourceShape)),
            sorted(_term(text) for text in report.objects(result, SH.resultMessage)),
            None if constraint is None else _term(constraint),
        ]


def _node(term: str) -> Any:
    import rdflib

    return rdflib.BNode(term[2:]) if term.startswith("_:") else rdflib.URIRef(term[1:-1])


def _term(node: Any) -> str:
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    text = f'"{escape(str(node))}"'
    if node.language:
        return f"{text}@{node.language}"
    return text if node.datatype in (None, rdflib.XSD.string) else f"{text}^^<{node.datatype}>"


if __name__ == "__main__":
    main()
