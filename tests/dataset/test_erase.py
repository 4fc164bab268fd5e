"""Erasure: nothing of it stays anywhere, and everything else does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.backup import back_up, backups_before, restore
from graph.changes import ChangeRefused, change_feed, commit, get_change
from graph.erase import NothingToErase, erase, what_goes_with
from graph.history import as_of, erased_since, erasure_of
from graph.stores.oxigraph import MemoryDataset
from graph.stores.oxigraph_disk import DiskDataset
from graph.undo import undo
from graph.verify import verify_changes, verify_facts
from ontology.graphs import CHANGES, DECISIONS, EVIDENCE, FACTS, QUARANTINE
from ontology.model import (
    Activity,
    Agent,
    AgentKind,
    Entity,
    Fact,
    MediaKind,
    Observation,
    Quad,
    Rendition,
    Segment,
    Status,
    seconds,
)
from ontology.model.describe import (
    activity_quads,
    agent_quads,
    asset_quads,
    entity_quads,
    fact_quads,
    mg,
    observation_quads,
    rendition_quads,
    segment_quads,
)
from ontology.model.rdf import iri, string
from ontology.namespaces import MG

BASE = "https://example.org/id/"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
AGENT = Agent(AgentKind.MODEL, "some-model", "1")
SECRET = "Zaphod Beeblebrox the Secret"


def asset(name: str, person: str, *, entity: Entity, digest: str, confidence: float = 0.9) -> set[Quad]:
    """Everything that is said of an asset in which a person was seen."""
    node = f"{BASE}asset/{name}"
    activity = Activity(node, "some-extractor", "faces", AGENT, output=digest)
    segment = Segment(start_s=seconds(1), end_s=seconds(2))
    observation = Observation("depictsPerson", person, confidence=confidence, segment=segment)
    support = (observation.iri(activity.iri(BASE), BASE),)
    fact = Fact(node, f"{MG}depictsPerson", iri(entity.iri(BASE)), confidence, Status.ACCEPTED, 1, support)
    decision = f"<{BASE}decision/{name}>"
    return {
        *asset_quads(node, MediaKind.IMAGE, name=f"{name} {person}"),
        *rendition_quads(node, Rendition(digest, 10, "image/png", f"/media/{name}.png"), BASE),
        *agent_quads(AGENT, BASE),
        *activity_quads(activity, BASE),
        *segment_quads(node, segment),
        *observation_quads(observation, activity, BASE),
        *fact_quads(fact, BASE),
        *entity_quads(entity, BASE),
        Quad(decision, mg("subject"), iri(node), DECISIONS),
        Quad(decision, mg("why"), string(f"it is {person}"), DECISIONS),
        Quad(f"<{BASE}quarantine/{name}>", mg("targetAsset"), iri(node), QUARANTINE),
        Quad(f"<{BASE}quarantine/{name}>", mg("payload"), string(f"payload of {person}"), QUARANTINE),
    }


def entity(name: str, asset_name: str) -> Entity:
    return Entity(kind="Person", name=name, asset_iri=f"{BASE}asset/{asset_name}")


SECRET_ASSET = f"<{BASE}asset/secret>"


@pytest.fixture(params=["memory", "disk"])
def filled(request, tmp_path: Path):
    """Two assets, the secret one with two runs: its first Observation stands in a patch only."""
    from graph.datafolder import make_data_folder

    if request.param == "memory":
        dataset = MemoryDataset(BASE)
    else:
        dataset = DiskDataset(make_data_folder(tmp_path / "data", base=BASE))
    first = asset("secret", SECRET, entity=entity(SECRET, "secret"), digest="a" * 64)
    again = asset("secret", f"{SECRET} II", entity=entity(f"{SECRET} II", "secret"), digest="a" * 64)
    other = asset("public", "Ford Prefect", entity=entity("Ford Prefect", "public"), digest="b" * 64)
    with dataset.writer(holder="test") as writer:
        commit(writer, add=first, author="a", reason="first run", now=NOW)
        commit(writer, add=other, author="a", reason="another asset", now=NOW)
        commit(writer, remove=first - again, add=again - first, author="a", reason="second run", now=NOW)
    return dataset, other


def erased(dataset, thing: str = SECRET_ASSET):
    blobs: list[str] = []
    return erase(dataset, thing, by="dpo", why="asked to", now=NOW, delete_blob=blobs.append), blobs


def test_erasure_takes_everything_with_it_and_nothing_else(filled):
    dataset, other = filled
    erasure, blobs = erased(dataset)
    assert erasure.sequence == 4
    assert erasure.patches == 2
    assert (blobs, list(erasure.blobs), erasure.kept_blobs) == (["a" * 64], ["a" * 64], ())
    with dataset.reader(at_least=4) as reader:
        assert {q for q in reader.quads() if q.graph != CHANGES} == other
        dump = b"".join(reader.dump_nquads()).decode()
        patches = "\n".join(str(change) for change in change_feed(reader))
        assert SECRET not in dump
        assert SECRET not in patches
        change = get_change(reader, 4)
        assert (change.author, change.reason, change.removed, change.added) == ("dpo", "asked to", (), ())
        assert SECRET_ASSET in change.erased
        assert set(change.erased) == set(erasure.nodes)
        assert list(verify_changes(reader)) == []
        assert list(verify_facts(reader)) == []


def test_as_of_reads_of_the_time_before_lack_it_and_say_so(filled):
    dataset, other = filled
    erased(dataset)
    for sequence in (1, 2, 3):
        with as_of(dataset, sequence) as past:
            assert SECRET not in b"".join(past.dump_nquads()).decode()
    with as_of(dataset, 2) as past:
        assert {q for q in past.quads() if q.graph != CHANGES} == other
    assert [change.sequence for change in erased_since(dataset, 1)] == [4]
    assert erased_since(dataset, 4) == []
    found = erasure_of(dataset, SECRET_ASSET)
    assert found is not None
    assert (found.author, found.reason) == ("dpo", "asked to")
    assert erasure_of(dataset, f"<{BASE}asset/public>") is None


def test_an_erasure_cannot_be_undone_and_an_unknown_thing_not_erased(filled):
    dataset, _ = filled
    erased(dataset)
    with dataset.writer(holder="test") as writer, pytest.raises(ChangeRefused, match="erased"):
        undo(writer, 4, author="a", reason="r", now=NOW)
    with pytest.raises(NothingToErase, match="asset/secret"):
        erased(dataset)


def test_a_blob_that_others_use_stays_and_is_named(filled):
    dataset, _ = filled
    with dataset.writer(holder="test") as writer:
        sharing = Quad(f"<{BASE}activity/other>", mg("output"), string("a" * 64), EVIDENCE)
        commit(writer, add=[sharing], author="a", reason="r", now=NOW)
    erasure, blobs = erased(dataset)
    assert blobs == []
    assert erasure.kept_blobs == ("a" * 64,)


def test_erasing_an_entity_takes_its_facts_and_their_observations_but_not_the_asset(filled):
    dataset, _ = filled
    person = iri(entity("Ford Prefect", "public").iri(BASE))
    erasure, _ = erased(dataset, person)
    with dataset.reader() as reader:
        left = {q for q in reader.quads() if q.graph != CHANGES}
        assert not any(person in q for q in left)
        assert not any(q.predicate == mg("value") and "Ford" in q.object for q in left)
        assert Quad(f"<{BASE}asset/public>", mg("rendition"), iri(f"{BASE}rendition/{'b' * 64}"), FACTS) in left
        assert any(q.predicate == mg("activity") for q in left), "other observations stay"
        assert list(verify_changes(reader)) == []
    assert erasure.quads > 0


def test_what_goes_includes_what_only_patches_remember(filled):
    dataset, _ = filled
    with dataset.reader() as reader:
        nodes = what_goes_with(reader, SECRET_ASSET)
        past = {q.subject for q in get_change(reader, 3).removed if q.graph == EVIDENCE}
    assert past
    assert past <= nodes


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_file_of_the_data_folder_holds_the_words_any_more(tmp_path: Path):
    from graph.datafolder import make_data_folder

    dataset = DiskDataset(make_data_folder(tmp_path / "data", base=BASE))
    secret = Quad(SECRET_ASSET, mg("title"), string(f"{SECRET} 0123456789 qwertyuiop"), FACTS)
    with dataset.writer(holder="test") as writer:
        commit(writer, add=[secret], author="a", reason="r", now=NOW)
    assert b"0123456789 qwertyuiop" in bytes_of(tmp_path), "else this test would see nothing"
    erased(dataset)
    assert b"0123456789 qwertyuiop" not in bytes_of(tmp_path)
    assert dataset.checkpoints.sequences() == [2]


@pytest.mark.parametrize("filled", ["disk"], indirect=True)
def test_backups_that_hold_it_are_named_and_a_restore_erases_again(tmp_path: Path, filled):
    dataset, other = filled
    folder = dataset.folder
    for digest in ("a" * 64, "b" * 64):
        (folder.blobs / digest).write_bytes(b"blob of " + digest.encode())
    backup = back_up(folder, tmp_path / "backup", now=NOW)
    erasure = erase(
        dataset, SECRET_ASSET, by="dpo", why="asked", now=NOW, delete_blob=lambda name: (folder.blobs / name).unlink()
    )
    assert backups_before(folder, erasure.sequence) == [backup]
    assert backup.found
    restored = DiskDataset(restore(tmp_path / "backup", folder.path, now=NOW, by="admin"))
    with restored.reader() as reader:
        assert {q for q in reader.quads() if q.graph != CHANGES} == other
        assert list(verify_changes(reader)) == []
    assert [path.name for path in folder.blobs.iterdir()] == ["b" * 64]
    assert SECRET.encode() not in bytes_of(folder.path / "store")
