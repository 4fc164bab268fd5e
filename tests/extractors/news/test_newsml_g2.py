"""NewsML-G2: messages, QCodes and catalogs, parts as Segments, packages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from extractors.extracted import Extracted
from ontology.model import AgentKind, Box, MediaKind, Observation

Example = Callable[[str], Extracted]
Values = Callable[..., dict[str, list[str]]]
Claims = Callable[..., dict[str, list[Observation]]]
Read = Callable[[bytes | str, str], Extracted]

ITEM = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" xml:lang="en">{}</newsItem>'


def test_a_message_speaks_of_each_item_and_of_what_its_package_names(example: Example) -> None:
    result = example("parts.newsml-g2.xml")
    assert result.extractor == "newsml-g2"
    assert [e.reference.id.rpartition(":")[2] for e in result.extractions[:4]] == ["film", "pack", "elsewhere", "know"]
    assert result.extractions[0].reference.kind is MediaKind.VIDEO
    assert result.extractions[0].reference.name == "dunes.mp4"
    assert result.extractions[2].runs[0].part == "package"
    assert {key for e in result.extractions for key in e.unmapped} == set()


def test_qcodes_by_catalog_names_by_assert(example: Example, claims: Claims) -> None:
    said = claims(example("parts.newsml-g2.xml"), task="newsroom-metadata")
    (topic, part) = said["about"]
    assert topic.identifiers == ("http://cv.iptc.org/newscodes/mediatopic/20000002",)
    assert topic.confidence == 0.91
    assert part.value == "medtop:15000000"
    whole = [c for c in said["mentionsPerson"] if not c.segment.key]
    assert [(c.value, c.identifiers) for c in whole] == [("Ida Brandt", ("https://example.org/cv/p1",))]
    assert said["contentLocation"][0].value == "Westerland, Germany"
    assert said["houseIdentifier"][0].value == "desk: K-8"
    assert [(c.value, c.language) for c in said["genre"]] == [("Feature", "en"), ("Reportage", "de")]


def test_a_code_without_a_name_is_kept_not_claimed(example: Example) -> None:
    first = example("parts.newsml-g2.xml").extractions[0]
    assert first.kept["contentMeta/subject"] == 1
    assert not any("unknown" in c.value for run in first.runs for c in run.observations)


def test_headlines_one_a_language_and_texts_without_markup(example: Example, claims: Claims) -> None:
    said = claims(example("parts.newsml-g2.xml"))
    assert [(c.value, c.language) for c in said["headline"]] == [("Dunes on the move", "en"), ("Wanderdünen", "de")]
    assert [c.value for c in said["bodyText"]] == ["First it moved.\nThen it stopped.", "Shotlist: one, two."]
    assert [c.value for c in said["usageTerms"]] == ["Members only.\nNot for rivals."]
    assert "Sand blows inland." in [c.value for c in said["description"]]


def test_parts_become_segments(example: Example, claims: Claims) -> None:
    result = example("parts.newsml-g2.xml")
    parts = [c for said in claims(result).values() for c in said if c.segment.key]
    wide = next(c for c in parts if c.value == "Wide shot")
    assert (wide.segment.start_s, wide.segment.end_s) == (Decimal("0.000"), Decimal("17.840"))
    close = next(c for c in parts if c.value == "Close")
    assert close.property == "description"
    assert (close.segment.start_s, close.segment.box) == (Decimal("12.500"), Box(0.1, 0.1, 0.5, 0.5))
    assert not any(c.value == "Lost" for c in parts)
    assert any("no rate of frames" in problem for problem in result.extractions[0].problems)


def test_what_a_tool_extracted_is_a_models_claim(example: Example) -> None:
    runs = {run.task: run for run in example("parts.newsml-g2.xml").extractions[0].runs}
    assert runs["subjects"].agent.kind is AgentKind.MODEL
    assert [(c.value, c.confidence) for c in runs["subjects"].observations] == [("science and technology", 0.4)]


def test_a_picture_depicts_whom_it_is_about(example: Example, claims: Claims) -> None:
    said = claims(example("photo.newsml-g2.xml"))
    assert [c.value for c in said["depictsPerson"]] == ["Orville Wright"]
    assert [c.value for c in said["depictsPlace"]] == ["Kill Devil Hill"]
    assert [c.value for c in said["width"]] == ["2500"]
    (part,) = [c for c in said["description"] if c.segment.box]
    assert part.segment.box == Box(0.1, 0.1, 0.2, 0.25)


def test_frames_of_ntsc_are_exact(read: Read, claims: Claims) -> None:
    parts = (
        '<itemMeta><itemClass qcode="ninat:video"/></itemMeta>'
        '<partMeta><timeDelim start="0" end="1800"/><description>A minute</description></partMeta>'
        '<contentSet><remoteContent href="a.mp4" contenttype="video/mp4" videoframerate="29.97"/></contentSet>'
    )
    (part,) = claims(read(ITEM.format(parts), "a.xml"))["description"]
    assert part.segment.end_s == Decimal("60.060")


def test_an_open_embargo_and_a_wrong_date(read: Read, values: Values) -> None:
    meta = "<itemMeta><embargoed/><expires>never</expires><title>T</title></itemMeta>"
    result = read(ITEM.format(meta), "a.xml")
    assert "embargoedUntil" not in values(result)
    assert any("'never', not a date" in problem for problem in result.extractions[0].problems)
    assert any("embargo without end" in problem for problem in result.extractions[0].problems)


def test_an_item_without_anything_known_names_its_keys(read: Read) -> None:
    result = read(ITEM.format("<itemMeta><title>T</title><frobnicate/></itemMeta>"), "a.xml")
    assert {key for e in result.extractions for key in e.unmapped} == {"itemMeta/frobnicate"}


def test_entities_are_refused(read: Read) -> None:
    data = '<!DOCTYPE n [<!ENTITY a "b">]>' + ITEM.format("<itemMeta><title>&a;</title></itemMeta>")
    assert "entities is not read" in read(data, "a.xml").refusal
