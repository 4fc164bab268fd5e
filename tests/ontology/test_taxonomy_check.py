"""Each rule names its breach in a broken taxonomy, and ours has none."""

from __future__ import annotations

import pytest

from ontology.catalog import load_files, load_release
from ontology.resources import TurtleFile
from ontology.taxonomy_check import RULES, Breach, check_taxonomy

HEADER = """
@prefix e: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
e:s a skos:ConceptScheme ; skos:hasTopConcept e:a .
e:a a skos:Concept ; skos:inScheme e:s ; skos:prefLabel "A"@en ; skos:definition "The first."@en .
e:b a skos:Concept ; skos:inScheme e:s ; skos:broader e:a ; skos:prefLabel "B"@en ; skos:definition "The second."@en .
e:c a skos:Concept ; skos:inScheme e:s ; skos:broader e:b ; skos:prefLabel "C"@en ; skos:definition "The third."@en .
"""
A, B, C, D = (f"https://example.org/{letter}" for letter in "abcd")


def check(turtle: str) -> list[Breach]:
    return check_taxonomy(load_files([TurtleFile("broken.ttl", (HEADER + turtle).encode())]))


def test_the_example_is_clean_as_it_stands() -> None:
    assert check("") == []


BROKEN = [
    (
        "S9",
        "e:s a skos:Concept ; skos:topConceptOf e:s ; skos:prefLabel 'S'@en ; skos:definition 'S.' .",
        "https://example.org/s",
    ),
    ("S13", 'e:a skos:altLabel "A"@en .', A),
    ("S13", 'e:a skos:altLabel "x"@en ; skos:hiddenLabel "x"@EN .', A),
    ("S14", 'e:a skos:prefLabel "Other"@en .', A),
    ("S27", "e:c skos:related e:a .", C),
    ("S27", "e:a skos:relatedMatch e:c .", C),
    ("S37", "e:b a skos:Collection .", B),
    ("S37", "e:s a skos:OrderedCollection .", "https://example.org/s"),
    ("S46", "e:a skos:exactMatch <urn:x> ; skos:broadMatch <urn:x> .", A),
    ("S46", "e:a skos:exactMatch <urn:x> . <urn:y> skos:exactMatch <urn:x> . e:a skos:relatedMatch <urn:y> .", A),
    ("cycle", "e:a skos:broader e:c .", A),
    ("cycle", "e:b skos:broader e:b .", B),
    ("orphan", 'e:d a skos:Concept ; skos:inScheme e:s ; skos:prefLabel "D"@en ; skos:definition "D." .', D),
    ("orphan", 'e:d a skos:Concept ; skos:prefLabel "D"@en ; skos:definition "D." .', D),
    ("orphan", "e:c skos:broader e:nowhere .", C),
    ("label-missing", 'e:d a skos:Concept ; skos:inScheme e:s ; skos:broader e:a ; skos:definition "D." .', D),
    (
        "label-missing",
        'e:d a skos:Concept ; skos:inScheme e:s ; skos:broader e:a ; skos:prefLabel "D"@fr ; skos:definition "D." .',
        D,
    ),
    (
        "label-duplicate",
        'e:d a skos:Concept ; skos:inScheme e:s ; skos:broader e:a ; skos:prefLabel " b "@en ; skos:definition "D." .',
        B,
    ),
    ("definition-missing", 'e:d a skos:Concept ; skos:inScheme e:s ; skos:broader e:a ; skos:prefLabel "D"@en .', D),
    (
        "definition-duplicate",
        'e:d a skos:Concept ; skos:inScheme e:s ; skos:broader e:a ; skos:prefLabel "D"@en ; '
        'skos:definition "The second."@en .',
        B,
    ),
]


@pytest.mark.parametrize(
    ("rule", "turtle", "concept"), BROKEN, ids=[f"{rule}-{i}" for i, (rule, _, _) in enumerate(BROKEN)]
)
def test_a_broken_one_of_each_kind_is_named(rule: str, turtle: str, concept: str) -> None:
    breaches = check(turtle)
    assert rule in {breach.rule for breach in breaches}
    (breach,) = (breach for breach in breaches if breach.rule == rule and breach.concept == concept)
    assert concept in breach.sentence
    assert {breach.rule for breach in breaches} <= {rule, "S27"} if rule != "cycle" else True


def test_every_rule_has_a_broken_example() -> None:
    assert len({rule for rule, _, _ in BROKEN}) == len(RULES)


def test_a_cycle_is_shown_once_with_its_way() -> None:
    (breach,) = (found for found in check("e:a skos:broader e:c .") if found.rule == "cycle")
    assert breach.sentence.endswith(f"{A} > {C} > {B} > {A}")


def test_two_cycles_are_two() -> None:
    labels = 'skos:inScheme e:s ; skos:prefLabel "{0}"@en ; skos:definition "{0}."'
    turtle = "e:a skos:broader e:c . " + " ".join(
        f"e:{n} a skos:Concept ; {labels.format(n)} ; skos:broader e:{m} ." for n, m in (("x", "y"), ("y", "x"))
    )
    assert [found.concept[-1] for found in check(turtle) if found.rule == "cycle"] == ["a", "x"]


def test_deprecated_concepts_need_no_definition_but_keep_integrity() -> None:
    retired = "e:d a skos:Concept ; owl:deprecated true ; skos:prefLabel 'B'@en ."
    assert check(retired) == []
    assert [breach.rule for breach in check(retired + " e:d skos:altLabel 'B'@en .")] == ["S13"]


def test_ours_is_clean() -> None:
    assert [breach.sentence for breach in check_taxonomy(load_release())] == []


def test_ours_was_looked_at() -> None:
    quads = [quad for quad in load_release() if not quad.predicate.endswith("#definition>")]
    assert len([breach for breach in check_taxonomy(quads) if breach.rule == "definition-missing"]) >= 400
