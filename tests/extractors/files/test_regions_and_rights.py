"""XMP written by hand: regions of three vocabularies, rights, IPTC Extension, marks of generating systems."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from extractors.extracted import Extracted
from ontology.model import Observation

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]
Picture = Callable[..., bytes]

NAMESPACES = {
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "dc": "http://purl.org/dc/elements/1.1/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/", "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#", "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "rs": "http://www.metadataworkinggroup.com/schemas/regions/", "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#", "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/", "stRef": "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
    "cc": "http://creativecommons.org/ns#", "exif": "http://ns.adobe.com/exif/1.0/",
}  # fmt: skip
RESOURCE = 'rdf:parseType="Resource"'


def packet(body: str) -> bytes:
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def bag(name: str, *items: str) -> str:
    inner = "".join(f"<rdf:li {RESOURCE}>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:Bag>{inner}</rdf:Bag></{name}>"


def fields(**values: str) -> str:
    return "".join(f"<ext:{name}>{value}</ext:{name}>" for name, value in values.items())


def region(boundary: str, name: str = "", kind: str = "", more: str = "") -> str:
    ctype = bag("ext:rCtype", f"<ext:Name>{kind}</ext:Name>") if kind else ""
    named = f'<ext:Name><rdf:Alt><rdf:li xml:lang="en">{name}</rdf:li></rdf:Alt></ext:Name>' if name else ""
    return f"<ext:RegionBoundary {RESOURCE}>{boundary}</ext:RegionBoundary>{named}{ctype}{more}"


def boxes(found: Extracted, prop: str) -> list[tuple[str, str]]:
    claims: list[Observation] = [c for e in found.extractions for run in e.runs for c in run.observations]
    return [(c.value, c.segment.fragment) for c in claims if c.property == prop]


def test_iptc_image_regions(read: Read, picture: Picture) -> None:
    corners = bag(
        "ext:rbVertices", fields(rbX="0.1", rbY="0.2"), fields(rbX="0.5", rbY="0.2"), fields(rbX="0.3", rbY="0.8")
    )
    body = bag(
        "ext:ImageRegion",
        region(fields(rbShape="rectangle", rbUnit="relative", rbX="0.4", rbY="0.3", rbW="0.2", rbH="0.4"),
               "Katharine Wright", "human"),
        region(fields(rbShape="rectangle", rbUnit="pixel", rbX="20", rbY="10", rbW="40", rbH="30"), "the shop's sign"),
        region(fields(rbShape="circle", rbUnit="relative", rbX="0.5", rbY="0.5", rbRx="0.1"), "a wheel"),
        region(fields(rbShape="polygon", rbUnit="relative") + corners, "",
               more="<ext:PersonInImage><rdf:Bag><rdf:li>Orville Wright</rdf:li></rdf:Bag></ext:PersonInImage>"),
        region(fields(rbShape="polygon", rbUnit="relative")
               + bag("ext:rbVertices", fields(rbX="0.1", rbY="0.2")), "a point"),
    )  # fmt: skip
    found = read(picture(size=(200, 100), xmp=packet(body)), "a.jpg")
    assert boxes(found, "depictsPerson") == [
        ("Katharine Wright", "#xywh=percent:40,30,20,40"),
        ("Orville Wright", "#xywh=percent:10,20,40,60"),
    ]
    assert boxes(found, "keyword") == [
        ("the shop's sign", "#xywh=percent:10,10,20,30"),
        ("a wheel", "#xywh=percent:40,30,20,40"),
    ]
    assert any("no boundary" in key for key in found.extractions[0].kept)


def test_microsoft_people_tags(read: Read, picture: Picture) -> None:
    inner = bag(
        "MPRI:Regions",
        "<MPReg:Rectangle>0.25, 0.1, 0.2, 0.3</MPReg:Rectangle>"
        "<MPReg:PersonDisplayName>Ada Poe</MPReg:PersonDisplayName>",
        "<MPReg:PersonDisplayName>Maren Holt</MPReg:PersonDisplayName>",
        "<MPReg:Rectangle>0.5, 0.1, 0.2, 0.3</MPReg:Rectangle>",
    )
    found = read(picture(xmp=packet(f"<MP:RegionInfo {RESOURCE}>{inner}</MP:RegionInfo>")), "a.jpg")
    assert boxes(found, "depictsPerson") == [("Ada Poe", "#xywh=percent:25,10,20,30"), ("Maren Holt", "")]
    assert found.extractions[0].kept["XMP:MPRI:Regions (without a name)"] == 1


def test_mwg_regions_in_pixels_and_without_names(read: Read, picture: Picture) -> None:
    def area(unit: str, x: str, y: str, w: str, h: str) -> str:
        return f'<rs:Area stArea:x="{x}" stArea:y="{y}" stArea:w="{w}" stArea:h="{h}" stArea:unit="{unit}"/>'

    regions = bag(
        "rs:RegionList",
        "<rs:Name>Ada</rs:Name><rs:Type>Face</rs:Type>" + area("pixel", "100", "50", "40", "20"),
        "<rs:Type>Focus</rs:Type>" + area("normalized", "0.5", "0.5", "0.1", "0.1"),
        "<rs:Name>Rex</rs:Name><rs:Type>Pet</rs:Type>" + area("normalized", "0.95", "0.5", "0.2", "0.2"),
        "<rs:Name>nowhere</rs:Name><rs:Type>Face</rs:Type>" + area("normalized", "x", "0.5", "0.2", "0.2"),
    )
    size = f"<rs:AppliedToDimensions {RESOURCE}><stDim:w>200</stDim:w><stDim:h>100</stDim:h></rs:AppliedToDimensions>"
    found = read(picture(xmp=packet(f"<rs:Regions {RESOURCE}>{size}{regions}</rs:Regions>")), "a.jpg")
    assert boxes(found, "depictsPerson") == [("Ada", "#xywh=percent:40,40,20,20")]
    assert boxes(found, "keyword") == [("Rex", "#xywh=percent:85,40,15,20")]
    assert found.extractions[0].unmapped == {"XMP:mwg-rs:RegionList": 1}
    assert found.extractions[0].kept["XMP:mwg-rs:RegionList (Focus without a name)"] == 1


def test_rights_terms_and_ancestry(read: Read, said: Said, picture: Picture) -> None:
    body = (
        "<ext:AISystemUsed>Dune Painter</ext:AISystemUsed><ext:AISystemVersionUsed>3</ext:AISystemVersionUsed>"
        '<ext:AIPromptInformation><rdf:Alt><rdf:li xml:lang="x-default">a biplane</rdf:li></rdf:Alt>'
        "</ext:AIPromptInformation><ext:AIPromptWriterName>Maren Holt</ext:AIPromptWriterName>"
        "<plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING</plus:DataMining>"
        "<cc:license rdf:resource='https://creativecommons.org/licenses/by/4.0/'/>"
        f"<xmpMM:DerivedFrom {RESOURCE}><stRef:documentID>xmp.did:7</stRef:documentID></xmpMM:DerivedFrom>"
        "<exif:ShutterSpeedValue>8/1</exif:ShutterSpeedValue><exif:GPSImgDirection>12345/100</exif:GPSImgDirection>"
        "<ext:ModelAge><rdf:Bag><rdf:li>31</rdf:li></rdf:Bag></ext:ModelAge><xmp:Rating>-1</xmp:Rating>"
        + bag("plus:Licensor", "<plus:LicensorName>Example Pictures</plus:LicensorName>"
              "<plus:LicensorURL>https://example.org/licence</plus:LicensorURL>")
        + bag("ext:AboutCvTerm", "<ext:CvTermId>http://cv.iptc.org/newscodes/mediatopic/20000210</ext:CvTermId>"
              "<ext:CvTermName><rdf:Alt><rdf:li xml:lang='en'>aviation</rdf:li></rdf:Alt></ext:CvTermName>")
        + bag("ext:Contributor", "<ext:Name>Orville</ext:Name><ext:Identifier>https://example.org/o</ext:Identifier>")
        + bag("ext:ProductInImage", "<ext:ProductName>Safety bicycle</ext:ProductName>")
    )  # fmt: skip
    found = read(picture(xmp=packet(body)), "a.jpg")
    texts = said(found)
    assert (texts["aiSystem"], texts["aiSystemVersion"]) == (["Dune Painter"], ["3"])
    assert (texts["aiPrompt"], texts["aiPromptWriter"]) == (["a biplane"], ["Maren Holt"])
    assert texts["dataMining"] == ["http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"]
    assert texts["licence"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert texts["ingredient"] == ["xmp.did:7"]
    assert texts["gpsDirection"] == ["123.45"]
    assert texts["modelAge"] == ["31"]
    assert (texts["licensor"], texts["acquireLicencePage"]) == (["Example Pictures"], ["https://example.org/licence"])
    assert texts["contributor"] == ["Orville"]
    assert texts["depicts"] == ["Safety bicycle"]
    assert "rating" not in texts
    (about,) = [c for run in found.extractions[0].runs for c in run.observations if c.property == "about"]
    assert (about.value, about.language) == ("aviation", "en")
    assert about.identifiers == ("http://cv.iptc.org/newscodes/mediatopic/20000210",)


def png(**texts: str) -> bytes:
    info, out = PngInfo(), BytesIO()
    for keyword, text in texts.items():
        info.add_text(keyword, text)
    Image.new("RGB", (8, 6)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


PARAMETERS = (
    "a biplane above dunes, glass negative\nNegative prompt: colour, people\n"
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 965400086, Size: 512x512, Model: duneMix_v3, Version: v1.6.0"
)
GRAPH = {
    "3": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 20, "cfg": 8.0, "model": ["4", 0],
                                               "positive": ["6", 0], "negative": ["7", 0]}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sdxl/duneMix_v3.safetensors"}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["8", 0], "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "colour", "clip": ["4", 1]}},
    "8": {"class_type": "StringFunction", "inputs": {"string": "a biplane above dunes"}},
}  # fmt: skip
INVOKE = {"app_version": "4.2.0", "positive_prompt": "a biplane above dunes", "negative_prompt": "colour",
          "model": {"name": "duneMix_v3"}, "seed": 7, "steps": 20}  # fmt: skip
SWARM = {"prompt": "a biplane above dunes", "model": "duneMix_v3", "seed": 7}


@pytest.mark.parametrize(
    ("texts", "prompt"),
    [
        ({"parameters": PARAMETERS}, "a biplane above dunes, glass negative"),
        ({"prompt": json.dumps(GRAPH), "workflow": "{}"}, "a biplane above dunes"),
        ({"invokeai_metadata": json.dumps(INVOKE)}, "a biplane above dunes"),
        ({"parameters": json.dumps({"sui_image_params": SWARM})},
         "a biplane above dunes"),
    ],
)  # fmt: skip
def test_generating_systems_in_png_texts(texts: dict[str, str], prompt: str, read: Read, said: Said) -> None:
    found = said(read(png(**texts), "a.png"))
    assert found["aiPrompt"] == [prompt]
    assert found["aiSystem"] == ["duneMix_v3"]
    assert any("seed" in text.lower() for text in found["aiSettings"])
    assert "description" not in found
    assert "digitalSourceType" not in found  # nobody named one


def test_generating_systems_elsewhere(read: Read, said: Said, picture: Picture) -> None:
    made = Image.Exif()
    made.get_ifd(0x8769)[0x9286] = b"UNICODE\x00" + PARAMETERS.encode("utf-16-be")
    found = said(read(picture(exif=made), "a.jpg"))
    assert found["aiPrompt"] == ["a biplane above dunes, glass negative"]
    assert found["aiSystemVersion"] == ["v1.6.0"]
    assert "Negative prompt: colour, people" in found["aiSettings"]
    midjourney = said(read(png(Description="dunes --v 6 Job ID: 9b2f1c1e-0a3b-4c5d-8e7f-001122334455"), "a.png"))
    assert midjourney["aiPrompt"] == ["dunes --v 6"]
    label = said(read(png(AIGC='{"Label": "1", "ContentProducer": "Example Model", "ProduceID": "x-1"}'), "a.png"))
    assert (label["aiSystem"], label["imageGuid"]) == (["Example Model"], ["x-1"])


@pytest.mark.parametrize(
    "text", ["{", '{"1": {"class_type": 3, "inputs": []}}', "[" * 5000, '{"prompt": 5, "steps": []}']
)
def test_broken_marks_are_left_out(text: str, read: Read, said: Said) -> None:
    found = read(png(prompt=text), "a.png")
    assert not found.refusal
    assert "aiPrompt" not in said(found)
