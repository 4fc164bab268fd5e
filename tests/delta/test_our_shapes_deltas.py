"""The law over our own shapes and the pipeline's own ChangeSets: the samples, ingested in small batches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from benchmarks.delta_law import keys
from graph.changes import change_feed
from graph.datafolder import open_data_folder
from graph.stores.oxigraph import OxigraphReader
from graph.stores.oxigraph_disk import DiskDataset
from graph.stores.oxigraph_terms import to_oxigraph
from graph.verify_shapes import JUDGED
from ontology.graphs import EVIDENCE, FACTS
from ontology.model import ChangeSet, Quad
from ontology.model.describe import mg
from ontology.namespaces import DEFAULT_BASE, PREFIXES
from shapes.delta.plan import DeltaShapes
from shapes.delta.standing import StandingReport
from shapes.shapes_graph import our_shapes
from shapes.slices import triples_text
from shapes.validate import Slice

SAMPLES = Path(__file__).parents[2] / "samples" / "first-flights"
LABEL = f"<{PREFIXES['rdfs']}label>"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with some of the samples, an Asset a ChangeSet."""
    folder = tmp_path_factory.mktemp("delta") / "data"
    files = sorted(path for name in ("flyer*", "windy*", "witness*", "langley*") for path in SAMPLES.glob(name))
    program = str(Path(sys.executable).with_name("mediagraph"))
    command = [program, "ingest", *map(str, files), "--data", str(folder)]
    environment = {"MEDIAGRAPH_BATCH": "1", "MEDIAGRAPH_SIMILARITY": "no", "MEDIAGRAPH_FINGERPRINTS": "no"}
    subprocess.run(command, env=environment, capture_output=True, check=True, timeout=180)
    return folder


@pytest.fixture(scope="module")
def feed(data: Path) -> list[ChangeSet]:
    """Every ChangeSet of the folder, in order."""
    with DiskDataset(open_data_folder(data)).reader() as reader:
        return list(change_feed(reader))


@pytest.fixture(scope="module")
def shapes() -> DeltaShapes:
    return DeltaShapes(our_shapes())


class Replay:
    """A store to which ChangeSets are done again, and the report that stands of it."""

    def __init__(self, shapes: DeltaShapes) -> None:
        self.shapes = shapes
        self.store = pyoxigraph.Store()
        self.standing = StandingReport(shapes, {})

    @property
    def reader(self) -> OxigraphReader:
        return OxigraphReader(self.store, base=DEFAULT_BASE, sequence=0)

    def apply(self, removed: tuple[Quad, ...], added: tuple[Quad, ...]) -> tuple[int, int]:
        """Do a change; return how many results appeared and how many vanished."""
        for quad in removed:
            self.store.remove(to_oxigraph(quad))
        self.store.extend(map(to_oxigraph, added))
        moved = self.standing.apply(removed, added, self.reader, graphs=JUDGED)
        return len(moved.appeared), len(moved.vanished)

    def assert_law(self) -> None:
        quads = (quad for graph in JUDGED for quad in self.reader.quads(None, None, None, graph))
        text = triples_text(dict.fromkeys(Quad(*quad[:3]) for quad in quads))
        assert keys(self.standing) == keys(self.shapes.whole.validate(Slice(text)).results)


@pytest.fixture(scope="module")
def replayed(shapes: DeltaShapes, feed: list[ChangeSet]) -> Replay:
    replay = Replay(shapes)
    for change in feed:
        replay.apply(change.removed, change.added)
    return replay


def test_the_law_holds_after_each_changeset_of_an_ingest(shapes: DeltaShapes, feed: list[ChangeSet]) -> None:
    assert len(feed) >= 4
    replay = Replay(shapes)
    for change in feed:
        replay.apply(change.removed, change.added)
        replay.assert_law()
    assert len(replay.standing) == 0
    # Undone in the opposite order; the first ChangeSet ends in the middle of a Concept, which then breaks a rule.
    for change in reversed(feed[1:]):
        replay.apply(change.added, change.removed)
    replay.assert_law()


def test_breaches_appear_and_vanish(replayed: Replay) -> None:
    """Each change breaks a rule, some of them about other nodes than it touches; taking it back mends it."""
    reader = replayed.reader
    label = next(q for q in reader.quads(None, LABEL, None, FACTS) if "/asset/" in q.subject)
    segment = next(q for q in reader.quads(None, mg("end"), None, EVIDENCE))
    asset = next(reader.quads(segment.subject, mg("segmentOf"), None, EVIDENCE)).object
    duration = next(reader.quads(asset, mg("duration"), None, FACTS))
    activity = next(reader.quads(None, mg("agent"), None, EVIDENCE))
    kind = next(reader.quads(activity.object, TYPE, None, EVIDENCE))
    breaking: list[tuple[tuple[Quad, ...], tuple[Quad, ...]]] = [
        ((label,), ()),
        ((duration,), (duration._replace(object=f'"0.001"^^<{PREFIXES["xsd"]}decimal>'),)),
        ((kind,), ()),
        ((), (Quad(label.subject, mg("depicts"), '"not a concept"', FACTS),)),
    ]
    for removed, added in breaking:
        appeared, vanished = replayed.apply(removed, added)
        assert appeared > 0, (removed, added)
        assert vanished == 0
        replayed.assert_law()
        assert replayed.apply(added, removed) == (0, appeared)
        assert len(replayed.standing) == 0


TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def test_a_change_that_no_rule_reads_validates_nothing(replayed: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(data: Slice) -> None:
        raise AssertionError(f"nothing needed to be validated, but {data.data[:200]} was")

    monkeypatch.setattr(replayed.shapes._validator, "validate", refuse)
    note = Quad("<x:anything>", "<x:nobody/reads/this>", '"so what"', FACTS)
    assert replayed.apply((), (note,)) == (0, 0)
    assert replayed.apply((note,), ()) == (0, 0)
