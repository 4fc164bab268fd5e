"""The data folder: made, opened, refused with what to do, and never half-written when the disk is full."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.changes import commit
from graph.datafolder import FORMAT, DataFolderError, make_data_folder, open_data_folder, raise_epoch
from graph.dataset import DatasetError
from graph.stores.oxigraph_disk import DiskDataset
from graph.verify import verify_changes
from ontology.model import Quad

BASE = "https://example.org/id/"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_new_folder_is_described_and_opens_as_it_was_made(tmp_path):
    made = make_data_folder(tmp_path / "deep" / "data", base=BASE)
    opened = open_data_folder(tmp_path / "deep" / "data")
    assert opened == made
    assert (opened.base, opened.epoch) == (BASE, 1)
    assert make_data_folder(tmp_path / "deep" / "data", base="https://other.example/").base == BASE
    assert opened.blobs.is_dir()


def test_two_that_make_the_same_folder_get_the_same(tmp_path):
    made = []
    threads = [threading.Thread(target=lambda: made.append(make_data_folder(tmp_path / "data"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_raising_the_epoch_is_written_down(tmp_path):
    folder = raise_epoch(make_data_folder(tmp_path / "data"))
    assert open_data_folder(tmp_path / "data") == folder
    assert folder.epoch == 2


def describe(folder: Path, **changes: str) -> None:
    path = folder / "mediagraph.toml"
    lines = [line for line in path.read_text().splitlines() if not any(line.startswith(name) for name in changes)]
    path.write_text("\n".join([*lines, *(f"{name} = {value}" for name, value in changes.items())]))


@pytest.mark.parametrize(
    ("found", "words"), [(FORMAT + 1, ["newer mediagraph", "update"]), (FORMAT - 1, ["no longer reads", "export"])]
)
def test_another_format_says_what_to_do(tmp_path, found, words):
    make_data_folder(tmp_path / "data")
    describe(tmp_path / "data", format=str(found))
    with pytest.raises(DataFolderError) as error:
        open_data_folder(tmp_path / "data")
    for word in (str(tmp_path / "data"), f"format {found}", *words):
        assert word in str(error.value)


def test_what_is_no_data_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_text("x")
    with pytest.raises(DataFolderError, match="does not exist"):
        open_data_folder(tmp_path / "nowhere")
    with pytest.raises(DataFolderError, match="is a file"):
        open_data_folder(tmp_path / "file")
    with pytest.raises(DataFolderError, match="is a file"):
        make_data_folder(tmp_path / "file")
    with pytest.raises(DataFolderError, match=r"has no mediagraph\.toml"):
        open_data_folder(tmp_path / "photos")
    with pytest.raises(DataFolderError, match="holds other files"):
        make_data_folder(tmp_path / "photos")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["a.jpg"]


DAMAGED = ["", "format = 1", "not toml [", "format = 'one'\nbase = 1\ndataset_id = 1\nepoch = 'x'"]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_description_is_named(tmp_path, text):
    make_data_folder(tmp_path / "data")
    (tmp_path / "data" / "mediagraph.toml").write_text(text)
    with pytest.raises(DataFolderError, match=r"mediagraph\.toml cannot be read"):
        open_data_folder(tmp_path / "data")


BASES = ["", "no iri", "https://example.org/a b/", 'https://example.org/"/', "https://example.org/id"]


@pytest.mark.parametrize("base", BASES)
def test_a_base_that_cannot_be_one_is_refused_and_nothing_is_made(tmp_path, base):
    with pytest.raises(DataFolderError, match="the base"):
        make_data_folder(tmp_path / "data", base=base)
    assert not (tmp_path / "data").exists()


def test_a_place_that_cannot_be_written_to_is_named():
    with pytest.raises(DataFolderError, match="/proc/mediagraph-data cannot be made a data folder"):
        make_data_folder(Path("/proc/mediagraph-data"))


def test_a_damaged_store_is_named(tmp_path):
    dataset = DiskDataset(make_data_folder(tmp_path / "data"))
    with dataset.reader():
        pass
    for path in dataset.folder.store.iterdir():
        path.write_bytes(b"damaged")
    with pytest.raises(DatasetError, match="store cannot be opened"), dataset.writer(holder="me"):
        pass


FILL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from graph.changes import commit
from graph.datafolder import open_data_folder
from graph.dataset import DatasetError
from graph.stores.oxigraph_disk import DiskDataset
from ontology.model import Quad
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
dataset = DiskDataset(open_data_folder(Path(sys.argv[1])))
done = 0
try:
    with dataset.writer(holder="me") as writer:
        # No file may grow beyond this: to the store that is what a full disk is, an error in write().
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
        for number in range(1000):
            text = f"{number} " * 400
            nodes = [f"<https://example.org/{number}/{n}>" for n in range(20)]
            quads = [Quad(node, "<https://example.org/p>", f'"{text}"') for node in nodes]
            done = commit(writer, add=quads, author="a", reason="r", now=datetime(2026, 1, 1, tzinfo=UTC), trusted=True)
except DatasetError as error:
    print(done, error)
"""


def test_a_full_disk_is_a_clear_error_and_nothing_is_half_written(tmp_path):
    dataset = DiskDataset(make_data_folder(tmp_path / "data", base=BASE))
    with dataset.writer(holder="me") as writer:
        first = Quad("<https://example.org/s>", "<https://example.org/p>", '"first"')
        commit(writer, add=[first], author="a", reason="r", now=NOW)
    command = [sys.executable, "-c", FILL, str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    acknowledged, _, message = done.stdout.partition(" ")
    assert int(acknowledged) > 1
    assert "was not" in message
    # There is room again: what was acknowledged stands, whole, and work goes on.
    with dataset.reader() as reader:
        assert reader.sequence == int(acknowledged)
        assert list(verify_changes(reader)) == []
        assert sum(1 for _ in reader.quads(graph="")) == 1 + 20 * (int(acknowledged) - 1)
    with dataset.writer(holder="me") as writer:
        again = first._replace(object='"again"')
        assert commit(writer, add=[again], author="a", reason="r", now=NOW) == int(acknowledged) + 1
