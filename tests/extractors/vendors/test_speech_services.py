"""What IBM, Kaldi, Deepgram and AssemblyAI say of speech, and what IBM says of a text."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.json_form import JsonForm
from extractors.port import Extraction, Source, SourceRefused
from extractors.vendors import ibm_stt, kaldi
from extractors.vendors.entity_types import is_secret, mention_property
from extractors.vendors.spoken import Word, utterances
from ontology.model import AgentKind, Observation, Segment

Read = Callable[..., list[Extraction]]
Documents = Callable[[str], list[Any]]


def claims_of(extractions: list[Extraction], name: str) -> list[Observation]:
    return [c for e in extractions for run in e.runs for c in run.observations if c.property == name]


def values(extractions: list[Extraction], name: str) -> list[str]:
    return [claim.value for claim in claims_of(extractions, name)]


def test_watson_cuts_a_result_where_the_speaker_changes(read: Read, example_documents: Documents) -> None:
    (document,) = [d for d in example_documents("ibm-stt") if "warnings" in d]
    found = read("ibm-stt", document)
    said = claims_of(found, "utterance")
    assert [claim.value for claim in said] == ["good evening from kitty hawk", "is it windy", "it is"]
    assert [claim.confidence for claim in said] == [0.94, 0.7, 0.8]
    assert said[0].segment == Segment(Decimal("0.500"), Decimal("2.400"))
    assert [(c.value, c.confidence) for c in claims_of(found, "speaker")] == [("0", 0.56), ("0", 0.7), ("1", 0.4)]
    assert values(found, "transcript") == ["good evening from kitty hawk is it windy it is"]
    (keyword,) = claims_of(found, "keyword")
    assert (keyword.value, keyword.confidence, keyword.segment.start_s) == ("kitty hawk", 0.83, Decimal("1.600"))


def test_a_watson_job_says_the_same_as_its_results(read: Read, example_documents: Documents) -> None:
    (job,) = [d for d in example_documents("ibm-stt") if "user_token" in d]
    (one,) = [d for d in example_documents("ibm-stt") if "warnings" in d]
    job_runs, one_runs = read("ibm-stt", job)[0].runs, read("ibm-stt", one)[0].runs
    assert [c.key for c in job_runs[0].observations] == [c.key for c in one_runs[0].observations]
    assert job_runs[0].ended == "2026-08-17T19:15:30.004Z"
    with pytest.raises(SourceRefused, match="is processing"):
        read("ibm-stt", job | {"status": "processing"})


def test_a_word_without_a_speaker_goes_on_with_the_last_one(read: Read, example_documents: Documents) -> None:
    document = copy.deepcopy(next(d for d in example_documents("ibm-stt") if "warnings" in d))
    document["speaker_labels"] = document["speaker_labels"][:6]
    assert values(read("ibm-stt", document), "utterance")[1] == "is it windy it is"


@pytest.mark.parametrize(
    ("reader", "file", "least", "first", "last_end"),
    [
        (ibm_stt.EXTRACTOR, "ibm-watson-stt.json.gz", 87, "0.938", 600),
        (kaldi.EXTRACTOR, "bbc-kaldi-speakers.json.gz", 150, "0.82", 700),
    ],
)
def test_real_transcripts_are_read_whole(
    reader: JsonForm,
    file: str,
    least: int,
    first: str,
    last_end: int,
    shared: Path,
    shared_source: Callable[[Path], Source],
) -> None:
    source = shared_source(shared / "model-outputs" / "asr" / file)
    assert reader.recognises(source)
    found = list(reader.extract(source))
    said = claims_of(found, "utterance")
    assert len(said) >= least
    assert str(said[0].confidence) == first
    ends = [claim.segment.end_s for claim in said]
    assert all(end is not None for end in ends)
    assert ends == sorted(ends, key=lambda end: end or Decimal(0))
    assert (ends[-1] or 0) > last_end
    assert len(claims_of(found, "speaker")) == len(said)
    assert all(extraction.unmapped == {} and extraction.problems == () for extraction in found)


def test_the_bbc_s_speakers_are_found_by_time(read: Read, example_documents: Documents) -> None:
    document = next(d for d in example_documents("kaldi") if "retval" in d)
    found = read("kaldi", document)
    assert values(found, "utterance") == ["Good evening.", "Thanks.", "ok"]
    assert values(found, "speaker") == ["S0", "S1", "S1"]
    assert [(c.value, c.segment.fragment) for c in claims_of(found, "genderPresentation")] == [
        ("F", "#t=0,1.5"),
        ("M", "#t=1.5,3.5"),
    ]
    assert {run.agent.name: run.agent.version for e in found for run in e.runs} == {
        "bbc-kaldi": "",
        "bbc-kaldi-speakers": "0.0.10",
    }
    document["retval"]["status"] = False
    with pytest.raises(SourceRefused, match="job failed"):
        read("kaldi", document)


def test_vosk_s_words_are_cut_at_pauses_and_a_list_is_one_transcript(read: Read, example_documents: Documents) -> None:
    one, several = (next(d for d in example_documents("kaldi") if chosen(d)) for chosen in (is_vosk, is_list))
    assert values(read("kaldi", one), "utterance") == ["zero one", "two"]
    found = read("kaldi", several)
    assert values(found, "transcript") == ["zero nine"]
    assert claims_of(found, "utterance")[1].pointer == "/1/result/0"
    server = next(d for d in example_documents("kaldi") if "segment-start" in d)
    assert claims_of(read("kaldi", server), "utterance")[0].segment.fragment == "#t=10.1,11.1"


def is_vosk(document: Any) -> bool:
    return isinstance(document, dict) and "spk" in document


def is_list(document: Any) -> bool:
    return isinstance(document, list)


def test_each_line_of_vosk_s_results_is_a_part_of_its_own(example_documents: Documents, as_source: Any) -> None:
    source = as_source(next(d for d in example_documents("kaldi") if is_vosk(d)))
    line = Source(source.path, source.name, source.data, line=3)
    assert [run.part for e in kaldi.EXTRACTOR.extract(line) for run in e.runs] == ["from 0.120"]
    assert [run.part for e in kaldi.EXTRACTOR.extract(source) for run in e.runs] == [""]


def test_deepgram_s_word_numbers_become_times(read: Read, example_documents: Documents) -> None:
    document = next(
        d for d in example_documents("deepgram") if "sentiments" in d["results"] and "channels" in d["results"]
    )
    found = read("deepgram", document)
    assert values(found, "utterance") == ["Is Wilbur there?", "Yes.", "fine"]
    assert [c.segment.fragment for c in claims_of(found, "mentionsPerson")] == ["#t=0.3,0.7"]
    assert [c.segment.fragment for c in claims_of(found, "keyword")] == ["#t=0.1,1", "#t=0.1,1"]
    assert [(c.value, c.segment.fragment) for c in claims_of(found, "sentiment")] == [
        ("positive", ""),
        ("neutral", "#t=0.1,1"),
    ]
    assert "555" not in {claim.value for e in found for run in e.runs for claim in run.observations}
    assert found[0].reference.duration_s == 5.0
    (run,) = [run for e in found for run in e.runs if run.task == "transcript"]
    assert (run.agent.name, run.agent.version) == ("deepgram-general-nova-3", "2026-01-09.29447")


def test_deepgram_s_own_utterances_come_before_ours(read: Read, example_documents: Documents) -> None:
    document = next(d for d in example_documents("deepgram") if "utterances" in d["results"])
    assert [c.pointer for c in claims_of(read("deepgram", document), "utterance")] == ["/results/utterances/0"]


def test_channels_stand_for_speakers(read: Read, example_documents: Documents) -> None:
    document = copy.deepcopy(
        next(d for d in example_documents("deepgram") if "sentiments" in d["results"] and "channels" in d["results"])
    )
    channel = document["results"]["channels"][0]
    for word in channel["alternatives"][0]["words"]:
        del word["speaker"]
    document["results"]["channels"].append(copy.deepcopy(channel))
    assert set(values(read("deepgram", document), "speaker")) == {"channel 0", "channel 1"}


def test_assemblyai_s_analyses_have_their_stretches(read: Read, example_documents: Documents) -> None:
    document = next(d for d in example_documents("assemblyai") if "chapters" in d)
    found = read("assemblyai", document)
    assert found[0].reference.name == "https://media.example/evening.mp3"
    assert [(c.value, c.segment.fragment) for c in claims_of(found, "segmentType")] == [("chapter", "#t=0.25,1.5")]
    assert [(c.value, c.confidence) for c in claims_of(found, "about")] == [("AirTravel", 0.98)]
    assert [(c.value, c.confidence) for c in claims_of(found, "keywordPath")] == [("Travel>AirTravel", 0.9)]
    assert [(c.value, c.segment.fragment) for c in claims_of(found, "contentAdvisory")] == [
        ("health issues", "#t=1.2,1.5")
    ]
    assert values(found, "mentions") == ["American"]
    assert values(found, "mentionsPerson") == ["Wilbur Wright"]
    assert "555-0100" not in {claim.value for e in found for run in e.runs for claim in run.observations}
    assert claims_of(found, "transcript")[0].language == "en-us"


def test_a_transcript_that_is_not_ready_is_refused(read: Read, example_documents: Documents) -> None:
    document = next(d for d in example_documents("assemblyai") if "chapters" in d)
    with pytest.raises(SourceRefused, match=r"is error \(Download error, no sound\)"):
        read("assemblyai", document | {"status": "error", "error": "Download error, no sound"})
    failed = copy.deepcopy(document)
    failed["auto_highlights_result"]["status"] = "unavailable"
    assert any("unavailable" in problem for e in read("assemblyai", failed) for problem in e.problems)


def test_words_without_utterances_are_cut_by_speaker(read: Read, example_documents: Documents) -> None:
    document = next(d for d in example_documents("assemblyai") if d["id"] == "a2")
    found = read("assemblyai", document)
    assert values(found, "utterance") == ["Good evening.", "Thanks.", "Bye."]
    assert values(found, "speaker") == ["A", "B", "channel 2"]


def test_watson_s_names_stand_at_their_characters(read: Read, example_documents: Documents) -> None:
    document = next(d for d in example_documents("ibm-nlu") if "entities" in d)
    found = read("ibm-nlu", document)
    orville = claims_of(found, "mentionsPerson")
    assert [(c.value, c.segment.characters, c.confidence) for c in orville] == [
        ("Orville Wright", (0, 14), 0.99),
        ("Orville", (40, 47), 0.91),
    ]
    assert orville[0].identifiers == ("http://dbpedia.org/resource/Orville_Wright",)
    assert claims_of(found, "mentionsPlace")[0].segment.key == ""
    assert values(found, "about") == ["Wright brothers", "aerodynamics", "history"]
    assert values(found, "keywordPath") == ["/science/physics/aerodynamics"]
    assert claims_of(found, "keyPhrase")[0].confidence is None
    assert "orville@example.org" not in {c.value for e in found for run in e.runs for c in run.observations}
    assert {run.agent.kind for e in found for run in e.runs} == {AgentKind.MODEL}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("PERSON", "mentionsPerson"), ("B-PER", "mentionsPerson"), ("person_name", "mentionsPerson"),
        ("ORG", "mentionsOrganisation"), ("Company", "mentionsOrganisation"), ("GPE", "mentionsPlace"),
        ("FAC", "mentionsPlace"), ("GeographicFeature", "mentionsPlace"), ("WORK_OF_ART", "mentionsWork"),
        ("LAW", "mentionsWork"), ("EVENT", "mentionsEvent"), ("SportingEvent", "mentionsEvent"),
        ("PRODUCT", "mentionsBrand"), ("DATE", "mentionsDate"), ("TIME", "mentionsDate"), ("MONEY", "mentionsQuantity"),
        ("ORDINAL", "mentionsQuantity"), ("NORP", "mentions"), ("LANGUAGE", "mentions"), ("MISC", "mentions"),
        ("frobnication", "mentions"), ("", "mentions"),
    ],
)  # fmt: skip
def test_types_of_names_become_properties(kind: str, name: str) -> None:
    assert mention_property(kind) == name


def test_secrets_are_no_mentions() -> None:
    assert all(
        is_secret(kind) for kind in ("credit_card_number", "EmailAddress", "US-Social-Security-Number", "IPAddress")
    )
    assert not any(is_secret(kind) for kind in ("PERSON", "location", ""))


def test_utterances_end_with_sentences_pauses_and_speakers() -> None:
    def word(text: str, start: str, speaker: str = "") -> Word:
        return Word(text, Decimal(start), Decimal(start) + Decimal("0.2"), 0.5, speaker)

    words = [
        word("One.", "0"),
        word("two", "0.3"),
        word("three", "2"),
        word("four", "2.2", "B"),
        word("five?”", "2.4", "B"),
    ]
    assert [c.value for c in utterances(words) if c.property == "utterance"] == ["One.", "two", "three", "four five?”"]
    assert [c.value for c in utterances([word("東", "0"), word("京", "0.2")], "ja")] == ["東京"]
    assert list(utterances([])) == []
