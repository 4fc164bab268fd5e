"""Labels to Concepts: words before likeness, own language before English, Decisions before all."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from graph.labels import fold, fold_number
from graph.mapping import Mapper, Request, identifier_key
from graph.similarity import SIMILAR_FROM, ConceptVectors, probability_of
from ontology.concepts import ConceptLabel
from ontology.model import MappingMethod

SCHEME, OTHER_SCHEME = "http://s/one", "http://s/two"


class FewConcepts:
    """A Release one can see at a glance."""

    def __init__(self, *labels: ConceptLabel, identifiers: tuple[tuple[str, str], ...] = ()) -> None:
        self._labels, self._identifiers = labels, identifiers

    def schemes_of(self, property):
        return {"depicts": {SCHEME}, "mood": {OTHER_SCHEME}, "about": {SCHEME, OTHER_SCHEME}}.get(property, set())

    def labels(self):
        return iter(self._labels)

    def identifiers(self):
        return iter(self._identifiers)


class CountingEmbedder:
    """Texts to fixed vectors; remembers how often it was asked."""

    name = "counting"

    def __init__(self, vectors: dict[str, tuple[float, ...]]) -> None:
        self.vectors, self.asked = vectors, []

    def embed(self, texts):
        self.asked.append(list(texts))
        rows = np.array([self.vectors.get(text, (0.0, 0.0, 1.0)) for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def label(name: str, text: str, kind: str = "pref", language: str = "en", scheme: str = SCHEME) -> ConceptLabel:
    return ConceptLabel(f"http://c/{name}", scheme, kind, language, text)


CONCEPTS = FewConcepts(
    label("dog", "dog"),
    label("dog", "hound", "alt"),
    label("dog", "doggo", "hidden"),
    label("dog", "chien", language="fr"),
    label("corner", "coin", language="fr"),
    label("money", "coin"),
    label("hound", "hounds of war"),
    label("crane-bird", "crane", "alt"),
    label("crane-machine", "crane", "alt"),
    label("sad", "sad", scheme=OTHER_SCHEME),
    identifiers=(
        ("http://rdf.freebase.com/ns/m.0bt9lr", "http://c/dog"),
        ("http://www.wikidata.org/entity/Q144", "http://c/dog"),
    ),
)


@pytest.fixture
def few() -> Mapper:
    return Mapper(CONCEPTS, base="http://b/")


@pytest.mark.parametrize(
    ("text", "language", "concept", "method", "score"),
    [
        ("dog", "en", "dog", MappingMethod.EXACT, 1.0),
        ("  DOG! ", "en", "dog", MappingMethod.EXACT, 1.0),
        ("Dogs", "en", "dog", MappingMethod.EXACT, 0.98),
        ("Hound", "en", "dog", MappingMethod.ALTERNATIVE, 0.98),
        ("doggo", "en", "dog", MappingMethod.HIDDEN, 0.95),
        ("chiens", "fr", "dog", MappingMethod.EXACT, 0.98),
        ("dog", "de", "dog", MappingMethod.EXACT, 0.95),
        ("dog", "", "dog", MappingMethod.EXACT, 1.0),
        ("dog", "en-gb", "dog", MappingMethod.EXACT, 1.0),
        ("coin", "fr", "corner", MappingMethod.EXACT, 1.0),
        ("coin", "en", "money", MappingMethod.EXACT, 1.0),
        ("crane", "en", "crane-bird", MappingMethod.ALTERNATIVE, 0.686),
    ],
)
def test_words_find_their_concept(few, text, language, concept, method, score):
    found = few.map("any", "depicts", text, language)
    assert (found.concept, found.method, found.score) == (f"http://c/{concept}", method, score)


def test_only_the_schemes_of_the_property_are_searched(few):
    assert few.map("any", "depicts", "sad", "en").concept == ""
    assert few.map("any", "mood", "sad", "en").concept == "http://c/sad"
    assert few.map("any", "about", "sad", "en").concept == "http://c/sad"
    assert few.map("any", "title", "dog", "en").method is MappingMethod.NONE


def test_what_has_no_concept_maps_to_nothing(few):
    found = few.map("any", "depicts", "Frobnicator", "en")
    assert (found.concept, found.score, found.method) == ("", 0.0, MappingMethod.NONE)
    assert found.label == "Frobnicator"


def test_identifiers_are_labels_of_their_own(few):
    found = few.map_identifier("any", "depicts", "/m/0bt9lr")
    assert found is not None
    assert (found.concept, found.method, found.label) == ("http://c/dog", MappingMethod.IDENTIFIER, "/m/0bt9lr")
    assert few.map_identifier("any", "depicts", "https://www.wikidata.org/wiki/Q144").concept == "http://c/dog"
    assert few.map_identifier("any", "mood", "/m/0bt9lr") is None
    assert few.map_identifier("any", "depicts", "/m/unknown") is None


@pytest.mark.parametrize("spelling", ["http://g.co/kg/m/0bt9lr", "http://rdf.freebase.com/ns/m.0bt9lr", "/m/0bt9lr"])
def test_a_mid_is_known_in_every_spelling(spelling):
    assert identifier_key(spelling) == "/m/0bt9lr"


def test_a_decision_about_a_mapping_holds_for_all_that_say_the_same(few):
    wrong = few.map("tagger", "depicts", "coin", "en")
    decided = Mapper(CONCEPTS, base="http://b/", decided={wrong.iri("http://b/"): "http://c/corner"})
    found = decided.map("tagger", "depicts", "coin", "en")
    assert (found.concept, found.method, found.score) == ("http://c/corner", MappingMethod.DECIDED, 1.0)
    assert found.iri("http://b/") == wrong.iri("http://b/")
    assert decided.map("another tagger", "depicts", "coin", "en").concept == "http://c/money"
    to_nothing = Mapper(CONCEPTS, base="http://b/", decided={wrong.iri("http://b/"): ""})
    assert to_nothing.map("tagger", "depicts", "coin", "en").concept == ""


def test_likeness_is_asked_only_where_words_fail_and_in_one_batch():
    embedder = CountingEmbedder({"dog": (1, 0, 0), "puppy": (0.9, 0.1, 0), "whelp": (0.8, 0.2, 0), "war": (0, 1, 0)})
    mapper = Mapper(CONCEPTS, base="http://b/", embedder=embedder)
    asked = [Request("t", "depicts", text, "en") for text in ("Dogs", "puppy", "whelp", "nonsense", "puppy")]
    mapper.prepare(asked)
    # One batch for the scheme's labels, one for the labels that no Concept has.
    assert len(embedder.asked) == 2
    assert ["puppy", "whelp", "nonsense"] in embedder.asked
    found = mapper.map("t", "depicts", "puppy", "en")
    assert (found.concept, found.method) == ("http://c/dog", MappingMethod.SIMILAR)
    assert 0 < found.score < 1
    assert mapper.map("t", "depicts", "hound", "en").method is MappingMethod.ALTERNATIVE
    assert len(embedder.asked) == 2


def test_likeness_is_not_asked_about_other_languages():
    embedder = CountingEmbedder({})
    mapper = Mapper(CONCEPTS, base="http://b/", embedder=embedder)
    assert mapper.map("t", "depicts", "Hündchen", "de").method is MappingMethod.NONE
    assert embedder.asked == []


def test_batches_change_no_answer():
    vectors = {"dog": (1, 0, 0), "puppy": (0.9, 0.1, 0), "whelp": (0.8, 0.2, 0)}
    texts = ["puppy", "whelp", "dog", "nonsense"]
    one_by_one = Mapper(CONCEPTS, base="http://b/", embedder=CountingEmbedder(vectors))
    at_once = Mapper(CONCEPTS, base="http://b/", embedder=CountingEmbedder(vectors))
    at_once.prepare([Request("t", "depicts", text, "en") for text in reversed(texts)])
    for text in texts:
        assert one_by_one.map("t", "depicts", text, "en") == at_once.map("t", "depicts", text, "en")


def test_vectors_are_kept_and_a_damaged_file_is_made_anew(tmp_path):
    vectors = {"dog": (1, 0, 0), "puppy": (0.9, 0.1, 0)}
    labels = [label("dog", "dog")]
    first = CountingEmbedder(vectors)
    near = ConceptVectors(labels, first, tmp_path).nearest(["puppy"], schemes=[SCHEME])
    assert first.asked == [["dog"], ["puppy"]]
    again = CountingEmbedder(vectors)
    assert ConceptVectors(labels, again, tmp_path).nearest(["puppy"], schemes=[SCHEME]) == near
    assert again.asked == [["puppy"]]
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"no array")
    third = CountingEmbedder(vectors)
    assert ConceptVectors(labels, third, tmp_path).nearest(["puppy"], schemes=[SCHEME]) == near
    assert third.asked == [["dog"], ["puppy"]]
    assert [p.suffix for p in tmp_path.iterdir()] == [".npy"]


def test_the_surer_the_likeness_the_surer_the_mapping():
    cosines = [SIMILAR_FROM, 0.8, 0.9, 0.99]
    probabilities = [probability_of(cosine) for cosine in cosines]
    assert probabilities == sorted(probabilities)
    assert probabilities[0] > 0.5
    assert probabilities[-1] < 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rock & Roll", "rock and roll"),
        ("close-up", "Close Up"),
        ("Théâtre", "theatre"),
        ("driver's seat", "drivers seat"),
    ],
)
def test_spellings_fold_together(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("singular", "plural", "language"),
    [
        ("city", "Cities", "en"),
        ("box", "boxes", "en"),
        ("glass", "glasses", "en"),
        ("woman", "women", "en"),
        ("racing car", "racing cars", "en"),
        ("château", "châteaux", "fr"),
        ("playa", "playas", "es"),
    ],
)
def test_singular_and_plural_fold_together(singular, plural, language):
    assert fold_number(singular, language) == fold_number(plural, language)


@pytest.mark.parametrize("word", ["news", "physics", "bus", "glass", "gas", "series"])
def test_words_in_s_that_are_no_plurals_stand(word):
    assert fold_number(word, "en") == word


def test_the_packaged_taxonomy_names_what_taggers_say(mapper):
    """Labels in the form of Amazon Rekognition's own list, all of which a media taxonomy should have."""
    said = ["Airplane", "Person", "Human", "Beach", "Outdoors", "Dog", "Vehicle", "Crowd", "Clothing", "Bicycle"]
    found = {text: mapper.map("rekognition-labels", "depicts", text, "en").concept for text in said}
    assert all(found.values()), {text for text, concept in found.items() if not concept}


def test_the_threshold_is_as_precise_as_the_page_says(concepts, tmp_path):
    """On the smaller schemes of benchmarks/similarity.csv; `benchmarks/similarity.py` measures all of them."""
    pytest.importorskip("onnxruntime")
    from extractors.models.embedding import MiniLmEmbedder

    table = Path(__file__).parents[2] / "benchmarks" / "similarity.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["property"] in ("mood", "genre", "setting", "contentAdvisory")]
    assert len(rows) >= 60
    mapper = Mapper(concepts, base="http://b/", embedder=MiniLmEmbedder(), folder=tmp_path)
    similar = []
    for row in rows:
        found = mapper.map("t", row["property"], row["label"], "en")
        if found.method is MappingMethod.SIMILAR:
            similar.append(found.concept.rsplit("/", 1)[1] in row["concepts"].split("|"))
    assert len(similar) >= 5
    assert sum(similar) / len(similar) >= 0.8
