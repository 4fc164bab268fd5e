"""Files made for these tests, and ways to read them."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
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


@pytest.fixture(scope="session")
def make_film() -> Callable[..., bytes]:
    """A film of one second in any container that PyAV writes; `sound` None leaves it silent."""

    def make(
        form: str = "mp4",
        *,
        codec: str = "mpeg4",
        sound: str | None = "aac",
        size: tuple[int, int] = (32, 24),
        pixels: str = "yuv420p",
        tags: dict[str, str] | None = None,
        of_pictures: dict[str, str] | None = None,
        of_sound: dict[str, str] | None = None,
        options: dict[str, str] | None = None,
        codec_options: dict[str, str] | None = None,
        chapters: list[tuple[float, float, str]] = [],  # noqa: B006
        frames: int = 25,
        set_up: Callable[[Any], None] = lambda stream: None,
    ) -> bytes:
        import av
        import numpy

        out = BytesIO()
        with av.open(out, "w", format=form, options=options or {}) as container:
            container.metadata.update(tags or {})
            if chapters:
                base = Fraction(1, 1000)
                container.set_chapters(
                    [
                        {
                            "id": n,
                            "start": int(a * 1000),
                            "end": int(b * 1000),
                            "time_base": base,
                            "metadata": {"title": t},
                        }
                        for n, (a, b, t) in enumerate(chapters)
                    ]
                )
            pictures: Any = container.add_stream(codec, rate=25, options=codec_options or {})
            pictures.width, pictures.height, pictures.pix_fmt = *size, pixels
            pictures.metadata.update(of_pictures or {})
            set_up(pictures)
            voice: Any = container.add_stream(sound, rate=48_000, layout="stereo") if sound else None
            if voice:
                voice.metadata.update(of_sound or {})
            for number in range(frames):
                grey = numpy.full((size[1], size[0], 3), number * 9 % 256, numpy.uint8)
                picture = av.VideoFrame.from_ndarray(grey, format="rgb24").reformat(format=pixels)
                picture.pts = number
                container.mux(pictures.encode(picture))
            container.mux(pictures.encode())
            if voice:
                _hum(container, voice, frames * 1920)
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def make_sound() -> Callable[..., bytes]:
    """A hum of 1 kHz in any container that PyAV writes, its sine's peak at `level` (1 is full scale)."""

    def make(
        form: str, codec: str, *, seconds: float = 1.0, level: float = 0.5, tags: dict[str, str] | None = None
    ) -> bytes:
        import av

        out = BytesIO()
        with av.open(out, "w", format=form) as container:
            container.metadata.update(tags or {})
            free = {"strict": "experimental"}
            _hum(
                container,
                container.add_stream(codec, rate=48_000, layout="stereo", options=free),
                int(48_000 * seconds),
                level,
            )
        return out.getvalue()

    return make


def _hum(container: Any, stream: Any, samples: int, level: float = 0.5) -> None:
    import av
    import numpy

    wave = (level * numpy.sin(numpy.arange(samples) * 2 * numpy.pi * 1000 / 48_000)).astype(numpy.float32)
    form = stream.codec_context.format.name if stream.codec_context.format else "s16"
    resampler = av.AudioResampler(form, stream.codec_context.layout.name, 48_000)
    for start in range(0, samples, 1024):
        block = numpy.stack([wave[start : start + 1024]] * 2)
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, start
        for each in resampler.resample(frame):
            container.mux(stream.encode(each))
    container.mux(stream.encode())
