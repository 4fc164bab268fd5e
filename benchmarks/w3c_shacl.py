"""The W3C's SHACL test suite through our port, compared strictly; writes the EARL report.

    python -m benchmarks.w3c_shacl SUITE                 a line for each engine, and what each fails
    python -m benchmarks.w3c_shacl SUITE --write         docs/reference/shacl-conformance.{md,ttl} as well

SUITE is the folder with the suite's first ``manifest.ttl``. Strictly: `sh:conforms`, and for each result focus node,
component, path, value, severity and source shape, each as often as expected; a test that expects a failure must get
`ShapesError`, and no other answer.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import RdfFormat

from ontology.model import Term
from shapes.engines.port import ShapesError
from shapes.paths import render_path
from shapes.shapes_graph import ShapesGraph, Triple, sh
from shapes.validate import EngineName, Slice, make_validator

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "shacl-conformance.md"
SUITE_IRI: Final = "https://w3c.github.io/data-shapes/data-shapes-test-suite/tests/"
ENGINES: Final[tuple[EngineName, ...]] = ("auto", "shacl", "pyshacl")
_MF: Final = "<http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SHT: Final = "<http://www.w3.org/ns/shacl-test#"
_RDF: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FAILURE: Final = f"{_SHT}Failure>"

Expected = Counter[tuple[Term | None, ...]]


class Document:
    """One file of the suite as triples, blank nodes with one label throughout."""

    def __init__(self, path: Path) -> None:
        parsed = pyoxigraph.parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=path.absolute().as_uri())
        self.triples: list[Triple] = list(
            dict.fromkeys((str(q.subject), str(q.predicate), str(q.object)) for q in parsed)
        )

    @cached_property
    def _index(self) -> dict[tuple[Term, Term], list[Term]]:
        index: defaultdict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for subject, predicate, value in self.triples:
            index[subject, predicate].append(value)
        return index

    def values(self, subject: Term, predicate: Term) -> Sequence[Term]:
        """Return the values of a predicate."""
        return self._index.get((subject, predicate), ())

    def value(self, subject: Term, predicate: Term) -> Term | None:
        """Return the first value, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def members(self, head: Term | None) -> Iterator[Term]:
        """Yield the members of a list."""
        while head is not None and head != f"{_RDF}nil>":
            yield from self.values(head, f"{_RDF}first>")
            head = self.value(head, f"{_RDF}rest>")


@dataclass(frozen=True, slots=True)
class Test:
    """One entry of the suite: its path below the suite with its name, its document, and its node there."""

    name: str
    path: Path
    document: Document
    node: Term


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether one test passed, and where it did not, why."""

    name: str
    why: str = ""


def list_tests(suite: Path) -> Iterator[Test]:
    """Yield the tests that the suite's manifests list, in their order."""
    yield from _tests(suite / "manifest.ttl", suite)


def _tests(path: Path, suite: Path) -> Iterator[Test]:
    document = Document(path)
    (manifest,) = [s for s, p, o in document.triples if p == f"{_RDF}type>" and o == f"{_MF}Manifest>"]
    for included in document.values(manifest, f"{_MF}include>"):
        yield from _tests(_path(included), suite)
    for entry in document.members(document.value(manifest, f"{_MF}entries>")):
        name = path.relative_to(suite).with_suffix("").as_posix()
        yield Test(name, path, document, entry)


def _path(iri: Term) -> Path:
    return Path(iri[1:-1].removeprefix("file://"))


def run_test(test: Test, engine: EngineName) -> Outcome:
    """Return whether one engine gives exactly what a test expects."""
    document = test.document
    action, expected = (document.value(test.node, f"{_MF}{name}>") for name in ("action", "result"))
    if action is None or expected is None:
        return Outcome(test.name, "the test has no action or no result")
    data, shapes = (_graph(test, document.value(action, f"{_SHT}{name}>")) for name in ("dataGraph", "shapesGraph"))
    graph = ShapesGraph(shapes)
    try:
        report = make_validator(graph, engine=engine).validate(Slice("".join(f"{s} {p} {o} .\n" for s, p, o in data)))
    except ShapesError as err:
        return Outcome(test.name, "" if expected == _FAILURE else f"refused: {err}")
    if expected == _FAILURE:
        return Outcome(test.name, "a failure was expected, and there is a report")
    found: Expected = Counter(
        (r.focus, _full(r.component), r.path, r.value, _full(r.severity), r.source_shape) for r in report.results
    )
    wanted = _expected(document, expected, dict(_stand_ins(shapes, graph)))
    conforms = "true" in (document.value(expected, sh("conforms")) or "")
    if conforms != report.conforms:
        return Outcome(test.name, f"sh:conforms should be {conforms}")
    missing, extra = wanted - found, found - wanted
    return Outcome(
        test.name, f"missing {list(missing)[:2]}, not expected {list(extra)[:2]}" if missing or extra else ""
    )


def run_all(tests: Sequence[Test]) -> dict[EngineName, list[Outcome]]:
    """Return the outcomes of all tests by engine, in their order; pySHACL's processes run beside each other."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return {engine: list(pool.map(partial(run_test, engine=engine), tests)) for engine in ENGINES}


def _graph(test: Test, iri: Term | None) -> list[Triple]:
    assert iri is not None, test.name
    path = _path(iri)
    return test.document.triples if path == test.path else Document(path).triples


def _stand_ins(triples: Sequence[Triple], graph: ShapesGraph) -> Iterator[tuple[Term, Term]]:
    """Yield each term of the shapes with the one that stands for it where it is nameless."""
    for before, after in zip(triples, graph.triples, strict=True):
        yield from zip(before, after, strict=True)


def _expected(document: Document, report: Term, stand_ins: dict[Term, Term]) -> Expected:
    found: Expected = Counter()
    for result in document.values(report, sh("result")):
        path = document.value(result, sh("resultPath"))
        shape = document.value(result, sh("sourceShape"))
        found[
            document.value(result, sh("focusNode")),
            document.value(result, sh("sourceConstraintComponent")),
            None if path is None else render_path(path, document.values),
            document.value(result, sh("value")),
            document.value(result, sh("resultSeverity")),
            None if shape is None else stand_ins.get(shape, shape),
        ] += 1
    return found


def _full(name: str) -> Term:
    return f"<{name}>" if ":" in name else sh(name)


def page(outcomes: dict[EngineName, list[Outcome]]) -> str:
    """Return the page: counts by engine, what each fails, and where the EARL report is."""
    versions = {"auto": version("mediagraph"), "shacl": version("shacl"), "pyshacl": version("pyshacl")}
    names = {
        "auto": "mediagraph",
        "shacl": "mediagraph, only the engine `shacl`",
        "pyshacl": "mediagraph, only pySHACL",
    }
    lines = [
        "<!-- Written by `python -m benchmarks.w3c_shacl SUITE --write`; do not edit. -->\n",
        "# SHACL conformance\n",
        "The W3C's SHACL test suite (core and SPARQL), through `shapes.validate`, compared strictly: `sh:conforms`,",
        "and for each result focus node, component, path, value, severity and source shape. Where the fast engine is",
        "known not to do what the shapes ask for, `auto` takes the reference engine; what SHACL forbids (appendix A)",
        "is refused before either sees it.",
        "The same as an EARL report: [shacl-conformance.ttl](shacl-conformance.ttl).\n",
        "| engine | version | passed | of |",
        "| --- | --- | --- | --- |",
    ]
    for engine, found in outcomes.items():
        passed = sum(not outcome.why for outcome in found)
        lines.append(f"| {names[engine]} | {versions[engine]} | {passed} | {len(found)} |")
    lines += ["\n| not passed by | test |", "| --- | --- |"]
    failures = [(names[e], o.name) for e, found in outcomes.items() for o in found if o.why]
    lines += [f"| {engine} | `{name}` |" for engine, name in failures]
    return "\n".join(lines) + "\n"


def earl(outcomes: Sequence[Outcome]) -> str:
    """Return the EARL 1.0 report of our own port as Turtle."""
    lines = [
        "@prefix doap: <http://usefulinc.com/ns/doap#> .",
        "@prefix earl: <http://www.w3.org/ns/earl#> .",
        "",
        "<https://w3id.org/mediagraph> a doap:Project, earl:Software, earl:TestSubject ;",
        f'    doap:name "mediagraph" ; doap:release [ doap:revision "{version("mediagraph")}" ] .',
    ]
    for outcome in outcomes:
        result = "failed" if outcome.why else "passed"
        lines += [
            "",
            "[] a earl:Assertion ;",
            "    earl:assertedBy <https://w3id.org/mediagraph> ; earl:subject <https://w3id.org/mediagraph> ;",
            f"    earl:test <{SUITE_IRI}{outcome.name}> ; earl:mode earl:automatic ;",
            f"    earl:result [ a earl:TestResult ; earl:outcome earl:{result} ] .",
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the suite through each engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    tests = list(list_tests(given.suite.absolute()))
    outcomes = run_all(tests)
    for engine, found in outcomes.items():
        print(f"{engine}: {sum(not o.why for o in found)} of {len(found)}")
        for outcome in found:
            if outcome.why:
                print(f"    {outcome.name}: {outcome.why}")
    if given.write:
        PAGE.write_text(page(outcomes), "utf-8")
        PAGE.with_suffix(".ttl").write_text(earl(outcomes["auto"]), "utf-8")
    return 1 if any(outcome.why for outcome in outcomes["auto"]) else 0


if __name__ == "__main__":
    sys.exit(main())
