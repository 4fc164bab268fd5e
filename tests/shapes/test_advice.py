"""Advice on data of any kind: what it says, that its patch mends the breach, and that causes stand together."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapes.advice import Advice, Adviser
from shapes.causes import Told, by_cause, kind_of_fault
from shapes.report import Report
from shapes.report_text import Wanted
from shapes.shapes_graph import ShapesGraph, read_shapes
from shapes.surroundings import surroundings_of
from shapes.validate import Slice, make_validator

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> . "
HEAD += "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
E, XSD = "https://e.example/", "http://www.w3.org/2001/XMLSchema#"
TYPE, LABEL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#label"


def shape(rules: str) -> ShapesGraph:
    text = f"{HEAD} ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; {rules} ] ."
    return read_shapes([("s", text.encode())])


def thing(*said: tuple[str, str], name: str = "x") -> str:
    lines = [f"<{E}{name}> <{TYPE}> <{E}C> .\n"]
    return "".join(lines + [f"<{E}{name}> <{E}{path}> {value} .\n" for path, value in said])


def literal(text: str, datatype: str = "") -> str:
    return f'"{text}"^^<{XSD}{datatype}>' if datatype else f'"{text}"'


def advised(graph: ShapesGraph, data: str, **more: object) -> tuple[Report, list[Advice | None]]:
    report = make_validator(graph).validate(Slice(data))
    adviser = Adviser(graph, surroundings_of(report, [data]), **more)  # type: ignore[arg-type]
    return report, [adviser.advise(result) for result in report.results]


def patched(data: str, patch: tuple[str, ...]) -> str:
    lines = data.splitlines(keepends=True)
    for line in patch:
        if line.startswith("D "):
            lines.remove(line[2:] + "\n")
        else:
            lines.append(line[2:] + "\n")
    return "".join(lines)


CONCEPTS = f'<{E}aircraft> <{TYPE}> <{E}K> .\n<{E}aircraft> <{LABEL}> "aircraft"@en .\n<{E}dog> <{TYPE}> <{E}K> .\n'
CASES = {
    "percent": ("sh:maxInclusive 1.0", [("p", literal("97.5", "decimal"))], "97.5 looks like a percentage"),
    "listed": (
        'sh:in ( "accept" "reject" )',
        [("p", literal("accepted"))],
        'The nearest term to "accepted" is "accept".',
    ),
    "date": ("sh:datatype xsd:date", [("p", literal("17.12.1903"))], "is written"),
    "number": ("sh:datatype xsd:decimal", [("p", literal("29,97 fps"))], "is written"),
    "boolean": ("sh:datatype xsd:boolean", [("p", literal("ja"))], "is written"),
    "language": ('sh:languageIn ( "en" )', [("p", '"Hello"@english')], "The language 'english' is written 'en'."),
    "swapped": ("sh:lessThan ex:q", [("p", literal("9", "integer")), ("q", literal("2", "integer"))], "look swapped"),
    "class": ("sh:class ex:K", [("p", f"<{E}aircrafts>")], "aircraft."),
    "identifier": (
        "sh:nodeKind sh:IRI",
        [("p", literal("Q35286"))],
        "stands for <http://www.wikidata.org/entity/Q35286>",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_advice_says_what_and_its_patch_mends(case: str) -> None:
    rules, said, sentence = CASES[case]
    graph, data = shape(rules), thing(*said) + CONCEPTS
    report, [advice] = advised(graph, data)
    assert not report.conforms
    assert advice is not None
    assert sentence in advice.sentence
    assert make_validator(graph).validate(Slice(patched(data, advice.patch))).conforms


@pytest.mark.parametrize(
    ("rules", "value"),
    [
        ("sh:maxInclusive 1.0", literal("1000", "decimal")),
        ("sh:maxInclusive 5", literal("50", "integer")),
        ('sh:in ( "accept" "reject" )', literal("bicycle")),
        ("sh:datatype xsd:date", literal("03/04/1903")),
        ("sh:nodeKind sh:IRI", literal("a b")),
        ("sh:pattern '^a'", literal("b")),
    ],
)
def test_what_only_a_person_can_tell_gets_none(rules: str, value: str) -> None:
    assert advised(shape(rules), thing(("p", value)))[1] == [None]


def test_terms_are_found_by_meaning_where_letters_do_not_tell() -> None:
    def alike(text: str, others: object) -> list[float]:
        return [0.9 if other == "aircraft" else 0.1 for other in others]  # type: ignore[attr-defined]

    data = thing(("p", f"<{E}plane>")) + CONCEPTS
    [advice] = advised(shape("sh:class ex:K"), data, alike=alike)[1]
    assert advice is not None
    assert f"{E}aircraft" in advice.sentence
    assert advised(shape("sh:class ex:K"), data)[1] == [None]


def test_a_missing_value_is_found_in_the_evidence_of_the_same_asset() -> None:
    mg = "https://w3id.org/mediagraph/ns#"
    data = thing() + (
        f"<{E}run> <{mg}asset> <{E}x> .\n<{E}o> <{mg}activity> <{E}run> .\n"
        f'<{E}o> <{mg}property> <{E}p> .\n<{E}o> <{mg}value> "1903" .\n'
    )
    [advice] = advised(shape("sh:minCount 1"), data)[1]
    assert advice == Advice("Evidence of the same Asset says that it is 1903.", (f'A <{E}x> <{E}p> "1903" .',))


def test_the_report_has_rules_then_causes_with_labels_and_a_language() -> None:
    graph = shape('sh:maxInclusive 1.0 ; sh:message "From 0 to 1."@en , "De 0 à 1."@fr')
    data = "".join(thing(("p", literal(str(50 + n), "decimal")), name=f"x{n}") for n in range(12))
    data += "".join(thing(("p", literal("1000", "decimal")), name=f"y{n}") for n in range(3))
    data += thing(("p", literal("2000", "decimal")), name="z") + f'<{E}x0> <{LABEL}> "Orville"@en .\n'
    report = make_validator(graph).validate(Slice(data))
    adviser = Adviser(graph, surroundings_of(report, [data]))
    wanted = Wanted(labels=adviser.around.labels, language="fr", advise=adviser.advise)
    lines = report.as_text(wanted=wanted).splitlines()
    assert lines[0] == "16 violations; 1 rule broken."
    assert lines[2] == "16 × De 0 à 1."
    assert "    12 × … looks like a percentage; as a fraction it is …" in lines
    assert "    3 × the value is 1000" in lines
    assert f"        - {E}x0 (Orville)  {E}p  50" in lines
    assert "          suggestion: 50 looks like a percentage; as a fraction it is 0.5." in lines
    assert "        … and 2 more" in lines
    assert lines[-1] == f"    - {E}z  {E}p  2000"
    first = report.as_json(wanted)["results"][0]
    assert first["label"] == "Orville"
    assert [line[:2] for line in first["patch"]] == ["D ", "A "]


def test_causes_of_nothing_in_common_are_one_group() -> None:
    assert by_cause([1, 2, 3], lambda item: Told(str(item))) == [("", [1, 2, 3])]
    assert by_cause(["a", "a", "b"], Told) == [("the value is a", ["a", "a"]), ("", ["b"])]
    assert kind_of_fault("The language 'english' is written 'en'.") == "The language … is written …"


def test_patches_of_nameless_things_are_left_out(tmp_path: Path) -> None:
    data = f"_:b <{TYPE}> <{E}C> .\n_:b <{E}p> {literal('97.5', 'decimal')} .\n"
    [advice] = advised(shape("sh:maxInclusive 1.0"), data)[1]
    assert advice is not None
    assert advice.patch == ()
