"""Other people's newsroom files: each is read by its one form, and every key of it is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractors import registry
from extractors.extracted import Extracted
from extractors.port import Source
from extractors.run import extract_source
from extractors.source import open_source
from ontology.terms import PROPERTIES

Values = Callable[..., dict[str, list[str]]]

EXPECTED = {
    "model-outputs/iptc/3.0": "ninjs",
    "model-outputs/iptc/3.0/collection": "ninjs",
    "model-outputs/iptc/NewsML": "newsml",
    "model-outputs/iptc": "newsml-g2",
}


def sources(shared: Path) -> list[tuple[str, Source]]:
    found = [(name, path) for folder, name in EXPECTED.items() for path in sorted((shared / folder).glob("*.*ml"))]
    found += [(name, path) for folder, name in EXPECTED.items() for path in sorted((shared / folder).glob("*.json"))]
    hubs = (shared / "iptc-video-metadata-hub" / "examples").glob("VMH-JSON*.json")
    found += [("iptc-video-metadata-hub", path) for path in sorted(hubs)]
    assert len(found) >= 25
    return [(name, open_source(str(path))) for name, path in found]


def test_each_real_file_is_recognised_by_its_form_alone(shared: Path) -> None:
    for name, source in sources(shared):
        forms = registry.BUILT_IN[registry.form_of(source.media_type)]
        assert [each for each in forms if registry.get_extractor(each).recognises(source)] == [name], source.path


def test_no_key_of_a_real_file_is_left_over(shared: Path) -> None:
    """What is kept is kept for a reason that the form's table gives; nothing else stays behind."""
    for _, source in sources(shared):
        result = extract_source(source)
        assert result.refusal == "", result.refusal
        assert {key for e in result.extractions for key in e.unmapped} == set(), source.path
        said = [claim for e in result.extractions for run in e.runs for claim in run.observations]
        assert said
        assert {claim.property for claim in said} <= set(PROPERTIES)
        assert all(claim.value.strip() == claim.value != "" for claim in said)


def test_a_real_newsml_g2_message(shared: Path, values: Values) -> None:
    result = extract_source(open_source(str(shared / "model-outputs/iptc/TT_newsmlg2_sample.xml")))
    said = values(result)
    assert said["about"] == ["Litteratur", "Konst, kultur och nöje"]
    assert said["mentionsPerson"] == ["Jan Guillou", "Erik Ponti", "Hamilton"]
    assert said["bodyText"][0].startswith('Jan Guillou skriver på ny "Hamilton"-bok\n')
    assert values(result, 1, "newsroom-technical") == {"width": ["4928"], "height": ["3280"]}


def test_a_real_picture_names_its_file(shared: Path) -> None:
    folder = shared / "model-outputs/iptc/3.0"
    picture = extract_source(open_source(str(folder / "SIPA_image_3.json"))).extractions[0]
    assert picture.reference.name == "sipa-20201027-153349-sipausa_31238900.jpg"
    assert picture.runs[0].agent.name == "SIPA USA"


@pytest.mark.parametrize("name", ["ap_video.json", "ap_audio.json"])
def test_real_durations_that_can_be_no_seconds(name: str, shared: Path, values: Values) -> None:
    result: Extracted = extract_source(open_source(str(shared / "model-outputs/iptc/3.0" / name)))
    assert "duration" not in values(result)
