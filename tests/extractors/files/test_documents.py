"""PDF, SVG and Markdown made here: what documents say of themselves, and damage."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from extractors.extracted import Extracted
from extractors.files.pdf import date_text
from ontology.model import AgentKind, MediaKind

pypdf = pytest.importorskip("pypdf")

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" '
    b'xmpRights:WebStatement="https://example.org/r"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def pdf(password: str | None = None, *, algorithm: str = "RC4-128") -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(3):
        writer.add_blank_page(200, 100)
    writer.add_metadata({
        "/Title": "First flights", "/Author": "Maren Holt; Ada Poe", "/Subject": "A report",
        "/Keywords": "dunes, kites", "/Creator": "Example Writer 7", "/Producer": "Example Library",
        "/CreationDate": "D:20260304050607+01'00'",
        "/ModDate": "D:20260305", "/Shelf": "B7",
    })  # fmt: skip
    writer._root_object[pypdf.generic.NameObject("/Lang")] = pypdf.generic.TextStringObject("en-GB")
    writer.xmp_metadata = XMP
    if password is not None:
        writer.encrypt(password, "owner", algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_says_what_it_is(read: Read, said: Said) -> None:
    found = read(pdf(), "a.pdf")
    texts = said(found)
    assert texts["mediaFormat"] == ["application/pdf"]
    assert texts["pageCount"] == ["3"]
    assert texts["formatVersion"][0].startswith("PDF 1.")
    assert texts["language"] == ["en-GB"]
    assert texts["title"] == ["First flights"]
    assert texts["creator"] == ["Maren Holt", "Ada Poe"]
    assert texts["description"] == ["A report"]
    assert texts["keyword"] == ["dunes", "kites"]
    assert texts["software"] == ["Example Writer 7"]
    assert texts["dateCreated"] == ["2026-03-04T05:06:07+01:00"]
    assert texts["modifiedDate"] == ["2026-03-05"]
    assert texts["webStatement"] == ["https://example.org/r"]
    (extraction,) = found.extractions
    assert extraction.reference.kind is MediaKind.TEXT
    assert extraction.rendition is not None
    assert extraction.unmapped == {"PDF:Shelf": 1}
    assert [run.agent.kind for run in extraction.runs] == [AgentKind.SYSTEM, AgentKind.SYSTEM, AgentKind.PERSON]


def test_an_encrypted_pdf_is_named(read: Read, said: Said) -> None:
    locked = said(read(pdf("secret"), "a.pdf"))
    assert locked["defect"] == ["encrypted: the document opens only with a password; its metadata cannot be read"]
    assert "title" not in locked
    assert said(read(pdf(""), "a.pdf"))["title"] == ["First flights"]  # only printing is forbidden


def test_a_cut_pdf_is_used_or_refused_by_name(read: Read, said: Said) -> None:
    data = pdf()
    cut = read(data[:-10], "a.pdf")
    assert said(cut)["defect"] == [
        f"truncated: the PDF has no %%EOF at its end; it is cut off after {len(data) - 10} bytes"
    ]
    assert said(cut)["title"] == ["First flights"]
    only_xmp = said(read(data[: data.index(b"xref\n")], "a.pdf"))
    assert only_xmp["webStatement"] == ["https://example.org/r"]
    assert "only its XMP is used" in only_xmp["defect"][1]
    for end in range(9, len(data) - 1, 97):
        found = read(data[:end], "a.pdf")
        assert found.refusal.startswith("a.pdf: ") or said(found)["defect"]
        assert " failed: " not in found.refusal


@pytest.mark.parametrize(
    ("text", "expected"),
    [("D:19980115", "1998-01-15"), ("D:199812231952-08'00", "1998-12-23T19:52:00-08:00"), ("D:2004", "2004"),
     ("20260304050607Z", "2026-03-04T05:06:07Z"), ("yesterday", ""), ("D:0000", "")],
)  # fmt: skip
def test_dates_of_pdf(text: str, expected: str) -> None:
    assert date_text(text) == expected


SVG = b"""<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.org/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="120mm" height="50%" viewBox="0 0 400 300" xml:lang="en">
<title>The flyer</title><desc>Plan of the glider</desc>
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:cc="http://creativecommons.org/ns#"><cc:Work rdf:about=""><dc:format>image/svg+xml</dc:format>
<dc:creator><cc:Agent><dc:title>Maren Holt</dc:title></cc:Agent></dc:creator>
<dc:subject><rdf:Bag><rdf:li>glider</rdf:li><rdf:li>plan</rdf:li></rdf:Bag></dc:subject><dc:date>2026-03-04</dc:date>
<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/><dc:mood>calm</dc:mood></cc:Work></rdf:RDF></metadata>
<g><title>wing</title><path d="M0 0"/></g><rect/></svg>"""


def test_svg_says_size_title_and_metadata(read: Read, said: Said) -> None:
    found = read(SVG, "a.svg")
    texts = said(found)
    assert (texts["width"], texts["height"]) == (["454"], ["300"])
    assert texts["title"] == ["The flyer"]
    assert texts["description"] == ["Plan of the glider"]
    assert texts["creator"] == ["Maren Holt"]
    assert texts["keyword"] == ["glider", "plan"]
    assert texts["dateCreated"] == ["2026-03-04"]
    assert texts["licence"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert texts["formatVersion"] == ["SVG 1.1"]
    assert found.extractions[0].unmapped == {"SVG:dc:mood": 1}
    assert found.extractions[0].reference.kind is MediaKind.IMAGE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><title>&a;</title></svg>', "entit"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><title>', "not well-formed"),
        (b"<svg>" + b"<g>" * 300 + b"</g>" * 300 + b"</svg>", "deep"),
    ],
)
def test_hostile_svg_is_refused_by_name(data: bytes, reason: str, read: Read) -> None:
    refusal = read(data, "a.svg").refusal
    assert refusal.startswith("a.svg: ")
    assert reason in refusal


YAML = b"""---
title: "First flights: a report"
author:
  - name: Maren Holt
    email: m@example.org
  - name: Ada Poe
date: 2026-03-04
tags: [dunes, 'kites']
categories:
  - aviation
lang: en-GB
license: CC-BY-4.0
draft: true
mood: calm
---

# A heading

The text.
"""
TOML = b"""+++
title = "First flights"
authors = ["Maren Holt", "Ada Poe"]
date = 2026-03-04T05:06:07Z
tags = ["dunes"]
+++
Text
"""


def test_front_matter_in_yaml(read: Read, said: Said) -> None:
    found = read(YAML, "a.md")
    texts = said(found)
    assert found.extractor == "front-matter"
    assert texts["title"] == ["First flights: a report"]
    assert texts["creator"] == ["Maren Holt", "Ada Poe"]
    assert texts["dateCreated"] == ["2026-03-04"]
    assert texts["keyword"] == ["dunes", "kites", "aviation"]
    assert texts["language"] == ["en-GB"]
    assert texts["licence"] == ["CC-BY-4.0"]
    assert found.extractions[0].unmapped == {"FrontMatter:mood": 1}
    assert found.extractions[0].kept == {"FrontMatter:draft": 1}


def test_front_matter_in_toml(read: Read, said: Said) -> None:
    texts = said(read(TOML, "a.md"))
    assert texts["title"] == ["First flights"]
    assert texts["creator"] == ["Maren Holt", "Ada Poe"]
    assert texts["dateCreated"] == ["2026-03-04T05:06:07Z"]


@pytest.mark.parametrize(
    "data", [b"# Only a heading\n", b"---\n\nno end", b"---\njust a rule\n---\ntext", b"+++\n= broken\n+++\n"]
)
def test_what_is_no_front_matter_is_plain_text(data: bytes, read: Read) -> None:
    assert read(data, "a.md").extractor == "text"
