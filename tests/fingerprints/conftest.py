"""Pictures, films and sound made here, and an archive to bring them to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from copy import copy
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from api.opening import open_engine
from api.settings import Settings
from extractors.pool import PoolLimits
from extractors.run import extract_paths
from graph.engine import Engine
from graph.pipeline import ingest
from graph.summary import Summary
from ontology.graphs import EVIDENCE, FACTS
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.rdf import iri_value, text_of

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ON = PoolLimits(fingerprints=True)


def scene(seed: int, width: int = 480, height: int = 320) -> Image.Image:
    """A picture with a sky, hills and things on them, another one for every seed."""
    random = Random(seed)
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y = random.randrange(-40, width), random.randrange(-40, height)
        box = (x, y, x + random.randrange(30, width // 2), y + random.randrange(30, height // 2))
        colour = (random.randrange(256), random.randrange(256), random.randrange(256))
        random.choice((draw.ellipse, draw.rectangle))(box, fill=colour)
    return picture


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    """The picture after it has been through a JPEG of this quality."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(BytesIO(buffer.getvalue())).convert("RGB")


def marked(picture: Image.Image) -> Image.Image:
    """The picture with a name in its corner."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    draw.text((copy.width - 130, copy.height - 30), "(c) ARCHIVE 7", fill=(255, 255, 255), font_size=16)
    return copy


def cropped(picture: Image.Image, share: float) -> Image.Image:
    """The picture without a margin of this share of its width and height on each side."""
    dx, dy = int(picture.width * share), int(picture.height * share)
    return picture.crop((dx, dy, picture.width - dx, picture.height - dy))


NEAR: dict[str, Callable[[Image.Image], Image.Image]] = {
    "half": lambda p: p.resize((p.width // 2, p.height // 2)),
    "larger": lambda p: p.resize((p.width * 2, p.height * 2)),
    "squeezed": lambda p: p.resize((p.width, p.height * 3 // 4)),
    "recompressed": lambda p: recompressed(p, 30),
    "grey": lambda p: p.convert("L").convert("RGB"),
    "brighter": lambda p: ImageEnhance.Brightness(p).enhance(1.1),
    "marked": marked,
    "cropped": lambda p: cropped(p, 0.005),
}
"""What is done to a copy, by name; all of them are near what they were made of."""


class Archive:
    """A data folder, and what is asked of it."""

    def __init__(self, folder: Path, like: Engine) -> None:
        opened = open_engine(Settings(data=folder, similarity=False))
        # A copy keeps the mapper of the Release, which takes most of a second to make.
        self.engine = copy(like)
        self.engine.dataset, self.engine.blobs = opened.dataset, opened.blobs

    def bring(self, *paths: Path, batch: int = 150) -> Summary:
        """Ingest files, with fingerprints."""
        self.engine.batch = batch
        extracted = extract_paths([str(path) for path in paths], workers=0, limits=ON)
        return ingest(self.engine, extracted, clock=lambda: NOW)

    def pairs(self) -> set[tuple[str, str, str, str]]:
        """The near duplicates: names of both, confidence, status; the first is the one that says it."""
        with self.engine.dataset.reader() as reader:
            names = {q.subject: text_of(q.object) for q in reader.quads(None, RDFS_LABEL, None, FACTS)}
            found = set()
            for quad in reader.quads(None, mg("predicate"), mg("nearDuplicateOf"), EVIDENCE):
                said = {q.predicate: q.object for q in reader.quads(quad.subject, None, None, EVIDENCE)}
                one, other = names[said[mg("subject")]], names[said[mg("object")]]
                found.add((one, other, text_of(said[mg("confidence")]), text_of(said[mg("status")])))
            return found

    def tied(self) -> set[frozenset[str]]:
        """The near duplicates, as sets of two names."""
        return {frozenset(pair[:2]) for pair in self.pairs()}

    def facts(self) -> dict[str, str]:
        """The near duplicates' Facts: IRI to status."""
        with self.engine.dataset.reader() as reader:
            nodes = [q.subject for q in reader.quads(None, mg("predicate"), mg("nearDuplicateOf"), EVIDENCE)]
            status = {n: next(iter(reader.quads(n, mg("status"), None, EVIDENCE))).object for n in nodes}
            return {iri_value(node): text_of(term) for node, term in status.items()}

    def iri_of(self, name: str) -> str:
        """The IRI of the only Asset of a name."""
        with self.engine.dataset.reader() as reader:
            (found,) = {
                q.subject
                for q in reader.quads(None, RDFS_LABEL, None, FACTS)
                if text_of(q.object) == name and q.subject.startswith(f"<{reader.base}asset/")
            }
            return iri_value(found)

    def holds(self, words: Iterable[str]) -> set[str]:
        """Those of the words that stand anywhere in the data, outside the record of changes."""
        with self.engine.dataset.reader() as reader:
            text = "\n".join(" ".join(quad) for quad in reader.quads() if "changes" not in quad.graph)
        return {word for word in words if word in text}

    @property
    def sequence(self) -> int:
        """The sequence of the last ChangeSet."""
        with self.engine.dataset.reader() as reader:
            return reader.sequence


@pytest.fixture(scope="session")
def prepared_archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Engine]:
    """A data folder with the Release and nothing else, and its engine."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    engine = open_engine(Settings(data=data, similarity=False), make=True)
    with engine.writing(holder="tests", now=NOW):
        pass
    return data, engine


@pytest.fixture
def new_archive(prepared_archive: tuple[Path, Engine], tmp_path: Path) -> Callable[[str], Archive]:
    """Make an empty archive of a name."""

    def made(name: str = "data") -> Archive:
        shutil.copytree(prepared_archive[0], tmp_path / name)
        return Archive(tmp_path / name, prepared_archive[1])

    return made


@pytest.fixture
def archive(new_archive: Callable[[str], Archive]) -> Archive:
    """An empty archive."""
    return new_archive("data")
