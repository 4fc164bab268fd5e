"""A sidecar finds its Asset: by the file that it names, by its own name beside the file, or by its house identifier."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.port import Extraction
from extractors.reference import Way, forget_listings
from extractors.run import extract_source
from extractors.source import open_source

UNNAMED = {
    "ebucore": '<ebuCoreMain xmlns="urn:ebu:metadata-schema:ebucore" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<coreMetadata><title><dc:title>A</dc:title></title></coreMetadata></ebuCoreMain>",
    "mpeg7": '<Mpeg7 xmlns="urn:mpeg:mpeg7:schema:2004"><Description><MultimediaContent><Video><CreationInformation>'
    "<Creation><Title>A</Title></Creation></CreationInformation></Video></MultimediaContent></Description></Mpeg7>",
    "pbcore": '<pbcoreDescriptionDocument xmlns="http://www.pbcore.org/PBCore/PBCoreNamespace.html">'
    '<pbcoreIdentifier source="x">1</pbcoreIdentifier><pbcoreTitle>A</pbcoreTitle></pbcoreDescriptionDocument>',
    "dublin-core": '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A</dc:title>'
    "<dc:identifier>house-1</dc:identifier></metadata>",
    "tv-anytime": '<TVAMain xmlns="urn:tva:metadata:2010"><ProgramDescription><ProgramInformationTable>'
    '<ProgramInformation programId="crid://a/1"><BasicDescription><Title>A</Title></BasicDescription>'
    "</ProgramInformation></ProgramInformationTable></ProgramDescription></TVAMain>",
    "mediainfo": "<MediaInfo><media><track type='General'><Title>A</Title></track></media></MediaInfo>",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("clip.mp4", "other.mp4"):
        (tmp_path / name).write_bytes(b"\x00\x00\x00\x18ftypisom")
    forget_listings()
    return tmp_path


@pytest.mark.parametrize("name", UNNAMED)
def test_a_sidecar_that_names_no_file_belongs_to_the_one_beside_it(name: str, folder: Path) -> None:
    path = folder / f"clip.{name}.xml"
    path.write_text(UNNAMED[name])
    result = extract_source(open_source(str(path)))
    assert not result.refusal
    assert result.extractor == ("mediainfo-xml" if name == "mediainfo" else name)
    assert {(found.way, found.path) for found in result.assets} == {(Way.FILE_NAME, str(folder / "clip.mp4"))}
    assert ("title", "A") in {(o.property, o.value) for e in result.extractions for r in e.runs for o in r.observations}


def test_the_file_that_a_sidecar_names_comes_before_its_own_name(folder: Path) -> None:
    path = folder / "clip.mediainfo.json"
    path.write_text('{"media":{"@ref":"/mnt/x/other.mp4","track":[{"@type":"General","Duration":"1.0"}]}}')
    (found,) = extract_source(open_source(str(path))).assets
    assert (found.way, found.path, found.reference.name) == (Way.VENDOR, str(folder / "other.mp4"), "other.mp4")


def test_of_several_instances_the_one_beside_is_described(folder: Path) -> None:
    instance = (
        "<pbcoreInstantiation><instantiationIdentifier>{0}</instantiationIdentifier><instantiationDigital>video/mp4"
        "</instantiationDigital><instantiationEssenceTrack><essenceTrackType>Video</essenceTrackType>"
        "<essenceTrackFrameSize>{1}</essenceTrackFrameSize></instantiationEssenceTrack></pbcoreInstantiation>"
    )
    path = folder / "clip.pbcore.xml"
    both = instance.format("master.mov", "1920x1080") + instance.format("clip.mp4", "640x360")
    path.write_text(f"<pbcoreDescriptionDocument>{both}</pbcoreDescriptionDocument>")
    result = extract_source(open_source(str(path)))
    widths = [o.value for e in result.extractions for r in e.runs for o in r.observations if o.property == "width"]
    assert widths == ["640"]
    assert result.assets[0].path == str(folder / "clip.mp4")


def test_records_without_a_file_are_assets_by_their_identifier(read: Callable[..., list[Extraction]]) -> None:
    examples = Path(__file__).parent / "examples"
    found = read("pbcore", (examples / "pbcore.collection.xml").read_bytes())
    assert [(e.reference.id, e.reference.name) for e in found[:3]] == [("", "first.mp3"), ("two", ""), ("", "")]
    guide = read("tv-anytime", (examples / "tv-anytime.guide.xml").read_bytes())
    assert {e.reference.id for e in guide} == {f"crid://example.org/{number}" for number in (1, 2, 3)}


def test_people_and_programs_are_told_apart(read: Callable[..., list[Extraction]]) -> None:
    data = (Path(__file__).parent / "examples" / "mpeg7.picture.xml").read_bytes()
    runs = [(r.agent.kind, r.agent.name, r.agent.version, r.task) for e in read("mpeg7", data) for r in e.runs]
    assert runs == [
        ("model", "FaceFinder", "3.2", "annotations"),
        ("system", "FaceFinder", "3.2", "technical-metadata"),
    ]


def test_other_forms_are_not_taken_for_ours(shared: Path, tmp_path: Path) -> None:
    """Captions, edit lists and news of other makers are read by their own forms, or by none."""
    ours = {"ebucore", "mpeg7", "pbcore", "tv-anytime", "dublin-core", "mediainfo", "mediainfo-xml"}
    seen = 0
    for folder in ("captions", "edit-lists", "iptc", "azure-video-indexer", "asr", "aws-rekognition"):
        for path in sorted((shared / "model-outputs" / folder).rglob("*.*")):
            if path.suffix in (".xml", ".json", ".fcpxml", ".otio"):
                copy = tmp_path / path.name
                shutil.copy(path, copy)
                assert extract_source(open_source(str(copy))).extractor not in ours
                seen += 1
    assert seen > 30
