"""Files made for these tests, and ways to read them."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from extractors import registry
from extractors.extracted import Extracted
from extractors.media_type import media_type_of
from extractors.port import Source
from extractors.run import extract_source
from ontology.model import Observation

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "samples" / "first-flights"


def source_of(data: bytes, name: str) -> Source:
    return Source(name, name, data, media_type_of(data, name), "0" * 64, len(data))


def claims_of(extracted: Extracted) -> list[Observation]:
    return [claim for e in extracted.extractions for run in e.runs for claim in run.observations]


@pytest.fixture(scope="session")
def read() -> Callable[[bytes, str], Extracted]:
    """From bytes and a name to what they say."""
    return lambda data, name: extract_source(source_of(data, name))


@pytest.fixture(scope="session")
def said() -> Callable[[Extracted], dict[str, list[str]]]:
    """From a result to texts by property."""

    def by_property(extracted: Extracted) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for claim in claims_of(extracted):
            found.setdefault(claim.property, []).append(claim.value)
        return found

    return by_property


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    """A small picture in a format of Pillow's, with what is asked for inside."""

    def make(form: str = "JPEG", size: tuple[int, int] = (8, 6), **save: Any) -> bytes:
        from PIL import Image

        out = BytesIO()
        Image.new("RGB", size, (200, 120, 40)).save(out, form, **save)
        return out.getvalue()

    return make


LABELS = {
    "Labels": [{"Name": "Airplane", "Confidence": 98.5, "Instances": [], "Parents": []}],
    "LabelModelVersion": "3.0",
}


@pytest.fixture
def labels() -> bytes:
    """A small answer of Rekognition."""
    return json.dumps(LABELS).encode()


@pytest.fixture
def folder(tmp_path: Path, labels: bytes, picture: Callable[..., bytes]) -> Path:
    """A folder with a picture, its labels (gzipped), and an output that no name places."""
    (tmp_path / "flyer.jpg").write_bytes(picture())
    (tmp_path / "flyer.jpg.rekognition-labels.json.gz").write_bytes(gzip.compress(labels))
    (tmp_path / "run-7.json").write_bytes(labels)
    return tmp_path


FOREIGN = """
import dataclasses, os, time
from extractors.port import AssetReference, Extraction, Run, SourceRefused
from ontology.model import Agent, AgentKind, Observation

@dataclasses.dataclass(frozen=True)
class Foreign:
    name: str = "foreign"
    version: str = "7"
    reads: str = "tests' own JSON"

    def recognises(self, source):
        return source.media_type == "application/json" and "foreign" in source.json

    def extract(self, source):
        match source.json["foreign"]:
            case "hang": time.sleep(600)
            case "die": os._exit(3)
            case "crash": os.abort()
            case "eat": bytearray(64 << 30)
            case "fault": raise KeyError("Labels")
            case "deep": yield from self.extract(source)
            case "nothing": return
        claim = Observation("keyword", str(source.json["foreign"]))
        yield Extraction(AssetReference(), (Run(Agent(AgentKind.MODEL, "foreign"), "words", (claim,)),))

EXTRACTOR = Foreign()
NO_EXTRACTOR = object()
"""


@pytest.fixture
def foreign(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed distribution that brings extractors, one good and two bad."""
    place = tmp_path_factory.mktemp("site")
    (place / "foreign_extractor.py").write_text(FOREIGN)
    info = place / "foreign_extractor-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: foreign-extractor\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[mediagraph.extractors]\nforeign = foreign_extractor:EXTRACTOR\n"
        "gone = no_such_module:EXTRACTOR\nno-extractor = foreign_extractor:NO_EXTRACTOR\n"
    )
    monkeypatch.syspath_prepend(str(place))
    forget()
    yield place
    forget()
    sys.modules.pop("foreign_extractor", None)


def forget() -> None:
    for cached in (registry.names, registry.third_party, registry._load):
        cached.cache_clear()
