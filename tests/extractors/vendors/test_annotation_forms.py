"""What MMIF, Label Studio, COCO and Web Annotations say, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extractors.port import Extraction, SourceRefused
from ontology.model import AgentKind, MediaKind, Observation

Read = Callable[..., list[Extraction]]
Documents = Callable[[str], list[Any]]


def claims_of(extractions: list[Extraction], name: str = "") -> list[Observation]:
    found = [c for e in extractions for run in e.runs for c in run.observations]
    return [c for c in found if not name or c.property == name]


def problems(extractions: list[Extraction]) -> str:
    return " | ".join(problem for e in extractions for problem in e.problems)


def shown(claims: list[Observation]) -> list[tuple[str, str, str]]:
    return [(c.property, c.value, c.segment.fragment) for c in claims]


def test_views_of_mmif_are_runs_of_their_apps(read: Read, example_documents: Documents) -> None:
    (document,) = example_documents("mmif")
    found = read("mmif", document)
    runs = [(run.agent.name, run.agent.version) for e in found[:1] for run in e.runs]
    assert runs == [
        ("clams-bars-and-tones", "1.0.5"), ("clams-east-textdetection", "1.0"), ("clams-tesseract", "0.4.4"),
        ("clams-whisper-wrapper", "v8"), ("clams-spacy-wrapper", "v1.1"),
    ]  # fmt: skip
    assert (found[0].reference.name, found[0].reference.kind) == ("/var/archive/evening news.mp4", MediaKind.VIDEO)
    assert "no GPU" in problems(found)


def test_mmif_is_resolved_across_views(read: Read, example_documents: Documents) -> None:
    found = read("mmif", example_documents("mmif")[0])
    assert ("onScreenText", "KITTY HAWK", "#t=11&xywh=percent:10,10,40,10") in shown(claims_of(found))
    assert ("utterance", "Good evening.", "#t=0.5,1.5") in shown(claims_of(found))
    assert ("transcript", "Good evening. Orville Wright flew.", "") in shown(claims_of(found))
    (orville,) = claims_of(found, "mentionsPerson")
    assert (orville.segment.fragment, orville.identifiers) == ("", ("http://www.wikidata.org/entity/Q494",))


def test_frames_of_mmif_become_seconds(read: Read, example_documents: Documents) -> None:
    frames = claims_of(read("mmif", example_documents("mmif")[0]), "segmentType")
    assert [(c.value, c.segment.fragment, c.confidence) for c in frames] == [
        ("bars", "#t=0,10", None), ("slate", "#t=10,20", 0.91), ("chyron", "#t=10,12", 0.8), ("I", "#t=11", 0.7),
    ]  # fmt: skip


def test_a_name_in_a_text_document_is_about_that_document(read: Read, example_documents: Documents) -> None:
    script = [e for e in read("mmif", example_documents("mmif")[0]) if e.reference.name.endswith("script.txt")]
    assert shown(claims_of(script)) == [("mentionsPlace", "Kitty Hawk", "#char=18,28")]


def test_mmif_aligned_in_a_circle_ends(read: Read) -> None:
    vocabulary = "http://mmif.clams.ai/vocabulary/"
    properties = [
        ("TextDocument", {"id": "td1", "text": {"@value": "round and round"}}),
        ("Alignment", {"id": "a1", "source": "td1", "target": "td1"}),
        ("TimeFrame", {"id": "t1", "targets": ["t1"], "label": "loop"}),
    ]
    annotations = [{"@type": f"{vocabulary}{kind}/v1", "properties": said} for kind, said in properties]
    document = {
        "metadata": {"mmif": "http://mmif.clams.ai/1.0.0"},
        "documents": [{"@type": f"{vocabulary}AudioDocument/v1", "properties": {"id": "m1", "location": "a.wav"}}],
        "views": [
            {"id": "v1", "metadata": {"app": "http://apps.clams.ai/x/1", "contains": {}}, "annotations": annotations}
        ],
    }
    assert shown(claims_of(read("mmif", document))) == [("transcript", "round and round", "")]


def test_annotators_are_people_and_predictions_models(read: Read, example_documents: Documents) -> None:
    tasks = next(d for d in example_documents("label-studio") if isinstance(d, list) and "image" in d[0]["data"])
    found = read("label-studio", tasks)
    assert [(run.agent.kind, run.agent.name, run.agent.version) for run in found[0].runs] == [
        (AgentKind.PERSON, "Ada Byron", ""),
        (AgentKind.MODEL, "label-studio-model", "yolo-8.1"),
    ]
    assert found[0].reference.name == "flight.jpg"
    assert "Wrong" not in {c.value for c in claims_of(found)}
    assert "was cancelled" in problems(found)
    predicted = found[0].runs[1].observations
    assert [(c.value, c.confidence) for c in predicted] == [("Foggy", 0.66), ("Bleak", 0.77), ("Kite", 0.77)]


def test_shapes_become_the_boxes_around_them(read: Read, example_documents: Documents) -> None:
    tasks = next(d for d in example_documents("label-studio") if isinstance(d, list) and "image" in d[0]["data"])
    boxes = {c.value: c.segment.fragment for c in claims_of(read("label-studio", tasks)) if c.property == "depicts"}
    assert boxes["Airplane"] == "#xywh=percent:10.5,20,30,40"
    # 10 % of 800 pixels wide, 10 % of 400 high, turned by 90 degrees around its corner.
    assert boxes["Bird"] == "#xywh=percent:45,50,5,20"
    assert boxes["Sun"] == "#xywh=percent:40,45,20,10"
    assert boxes["Dune"] == "#xywh=percent:10,10,10,20"
    assert boxes["Sea"] == boxes["Nose"] == ""


def test_a_control_s_name_tells_what_a_choice_means(read: Read, example_documents: Documents) -> None:
    documents = example_documents("label-studio")
    text = read("label-studio", next(d for d in documents if isinstance(d, list) and "text" in d[0]["data"]))
    assert ("sentiment", "Positive", "") in shown(claims_of(text))
    assert ("about", "Weather", "") in shown(claims_of(text))
    assert ("mentionsPlace", "Kitty Hawk", "#char=23,33") in shown(claims_of(text))
    sound = read("label-studio", next(d for d in documents if isinstance(d, dict) and "audio" in d.get("data", {})))
    assert shown(claims_of(sound)) == [
        ("speaker", "Speaker 1", "#t=0.5,2.25"), ("utterance", "Good evening.", "#t=0.5,2.25"),
        ("depicts", "Wind", "#t=3,4"),
    ]  # fmt: skip


def test_things_that_move_have_a_box_at_each_mark(read: Read, example_documents: Documents) -> None:
    film = next(d for d in example_documents("label-studio") if isinstance(d, dict) and "video" in d.get("data", {}))
    found = shown(claims_of(read("label-studio", film)))
    assert ("depicts", "Airplane", "#t=0.04&xywh=percent:10,20,30,40") in found
    assert ("segmentType", "Take-off", "#t=1,2") in found
    assert not any(where.startswith("#t=2") for _, _, where in found)


def test_json_min_says_what_json_says(read: Read, example_documents: Documents) -> None:
    short = next(d for d in example_documents("label-studio") if isinstance(d, dict) and "weather_choice" in d)
    found = read("label-studio", short | {"headline_of_page": "not a result", "width_px": 3})
    assert shown(claims_of(found)) == [
        ("depicts", "Airplane", "#xywh=percent:10,20,30,40"), ("depicts", "Windy", ""), ("mood", "Calm", ""),
        ("mood", "Cold", ""),
    ]  # fmt: skip
    assert found[0].reference.name == "flight.jpg"
    assert {key for e in found for key in e.unmapped} == {"headline_of_page", "width_px"}


def test_coco_s_pixels_become_fractions(read: Read, example_documents: Documents) -> None:
    document = next(d for d in example_documents("coco") if isinstance(d, dict) and "licenses" in d)
    found = read("coco", document)
    assert [e.reference.name for e in found][:2] == ["000000000007.jpg", "000000000008.jpg"]
    person, airplane = claims_of(found[:1], "depicts")
    assert (person.value, person.segment.fragment) == ("person", "#xywh=percent:2.5,5,12.5,25")
    assert (airplane.value, airplane.confidence) == ("airplane", 0.75)
    kinds = {(run.agent.kind, run.agent.name) for run in found[0].runs}
    assert kinds == {(AgentKind.PERSON, "Ada's annotators"), (AgentKind.MODEL, "coco-detector")}
    assert claims_of(found, "licence")[0].value == "http://creativecommons.org/licenses/by/2.0/"


def test_coco_results_without_words_are_refused(read: Read) -> None:
    results = [{"image_id": 7, "category_id": 18, "bbox": [1, 2, 3, 4], "score": 0.9}]
    with pytest.raises(SourceRefused, match="by category_id only"):
        read("coco", results)


def test_a_category_or_picture_that_is_not_listed_is_named(read: Read) -> None:
    document = {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 10, "height": 10}],
        "annotations": [
            {"image_id": 1, "category_id": 99, "bbox": [1, 1, 2, 2]},
            {"image_id": 2, "category_id": 1, "bbox": [1, 1, 2, 2]},
        ],
        "categories": [{"id": 1, "name": "kite"}],
    }
    found = read("coco", document)
    assert claims_of(found) == []
    assert "category_id is 99, which no category has" in problems(found)
    assert "1 pictures that are not listed" in problems(found)


def annotation(**more: Any) -> dict[str, Any]:
    fixed = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "motivation": "tagging"}
    return fixed | {"body": {"type": "TextualBody", "value": "kite"}, "target": "https://media.example/a.mp4"} | more


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("a.mp4#t=10,20.5", "#t=10,20.5"),
        ("a.mp4#t=npt:0:01:30", "#t=90"),
        ("a.mp4#t=,5", "#t=0,5"),
        ("a.jpg#xywh=percent:10,20,30,40", "#xywh=percent:10,20,30,40"),
        ("a.pdf#page=3", "#page=3"),
        ("a.txt#char=4,10", "#char=4,10"),
        ("page.html#section-2", ""),
    ],
)
def test_media_fragments_are_segments(target: str, where: str, read: Read) -> None:
    (first, *_) = read("web-annotation", annotation(target=target))
    assert first.reference.name == target.partition("#")[0]
    assert [c.segment.fragment for c in claims_of([first])] == [where]


def test_pixels_without_a_size_are_named_and_a_bad_time_skips(read: Read) -> None:
    pixels = read("web-annotation", annotation(target="a.jpg#xywh=1,2,3,4"))
    assert shown(claims_of(pixels)) == [("keyword", "kite", "")]
    assert "the picture's size is not told" in problems(pixels)
    with pytest.raises(SourceRefused, match="t=soon is no time"):
        read("web-annotation", annotation(target="a.mp4#t=soon"))


@pytest.mark.parametrize(
    ("purpose", "target", "name"),
    [
        ("describing", "a.jpg", "description"), ("commenting", "a.jpg", "description"), ("tagging", "a.jpg", "keyword"),
        ("classifying", "a.jpg", "depicts"), ("identifying", "a.jpg", "depicts"), ("oa:tagging", "a.jpg", "keyword"),
        ("transcribing", "a.jpg#xywh=percent:1,1,2,2", "onScreenText"), ("transcribing", "a.mp4#t=1,2", "utterance"),
        ("transcribing", "a.mp4", "transcript"), ("assessing", "a.jpg", "description"), ("questioning", "a.jpg", ""),
        ("replying", "a.jpg", ""), ("highlighting", "a.jpg", ""),
    ],
)  # fmt: skip
def test_a_purpose_becomes_a_property(purpose: str, target: str, name: str, read: Read) -> None:
    found = read("web-annotation", annotation(motivation=purpose, target=target))
    assert [c.property for c in claims_of(found)] == ([name] if name else [])


def test_creators_are_people_or_software(read: Read) -> None:
    def agent(**more: Any) -> tuple[AgentKind, str]:
        (run,) = read("web-annotation", annotation(**more))[0].runs
        return run.agent.kind, run.agent.name

    assert agent(creator={"type": "Person", "name": "Ada"}) == (AgentKind.PERSON, "Ada")
    assert agent(creator={"type": "Software", "name": "tagger"}) == (AgentKind.MODEL, "tagger")
    assert agent(creator="https://people.example/bo") == (AgentKind.PERSON, "https://people.example/bo")
    assert agent(generator={"type": "Software", "name": "Annotate"}) == (AgentKind.SYSTEM, "Annotate")
    assert agent() == (AgentKind.PERSON, "annotator")


def test_a_page_is_one_run_for_each_person_and_asset(read: Read) -> None:
    items = [
        annotation(creator="bo", body={"type": "TextualBody", "value": "sand"}),
        annotation(creator="bo", body={"type": "TextualBody", "value": "sky"}),
        annotation(creator="ada", target="https://media.example/b.jpg"),
    ]
    page = {"@context": "http://www.w3.org/ns/anno.jsonld", "id": "urn:page", "type": "AnnotationPage", "items": items}
    found = [e for e in read("web-annotation", page) if e.runs]
    assert [(e.reference.name, [(r.agent.name, r.part, len(r.observations)) for r in e.runs]) for e in found] == [
        ("https://media.example/a.mp4", [("bo", "urn:page", 2)]),
        ("https://media.example/b.jpg", [("ada", "urn:page", 1)]),
    ]


def test_an_address_names_what_it_stands_for(read: Read) -> None:
    found = read("web-annotation", annotation(body="http://dbpedia.org/resource/Kitty_Hawk"))
    (claim,) = claims_of(found)
    assert (claim.property, claim.value, claim.identifiers) == (
        "keyword", "Kitty Hawk", ("http://dbpedia.org/resource/Kitty_Hawk",),
    )  # fmt: skip
    html = {"type": "TextualBody", "format": "text/html", "value": "<p>A <b>kite</b>.</p><p>Two.</p><script>x</script>"}
    assert [c.value for c in claims_of(read("web-annotation", annotation(body=html)))] == ["A kite. Two. x"]
