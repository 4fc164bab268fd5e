"""The pages about files say what is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from extractors.files import table
from extractors.files.streams import FORMATS
from extractors.manifest import COLUMNS, read_manifest
from extractors.reference import Way
from extractors.unpacked import LIMITS
from ontology.terms import PROPERTIES

DOCS = Path(__file__).parents[3] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


def test_the_table_of_tags_is_what_the_code_says() -> None:
    assert table.main(["--check"]) == 0
    becomes = re.findall(r"^\| `[^|]*` \| (\w+)", table.page(), re.MULTILINE)
    assert len(becomes) >= 220
    assert set(becomes) <= set(PROPERTIES)
    assert all(media_type in table.page() for media_type in FORMATS)


def test_every_way_to_an_asset_has_its_section() -> None:
    text = (DOCS / "how-to/ingest-files.md").read_text("utf-8")
    titles = {title.lower() for title in re.findall(r"^### (.*)$", text, re.MULTILINE)}
    assert titles == {"manifest", "vendor reference", "file name", "name only"}
    assert len(Way) == len(titles) + 1
    assert set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| `.*? \|", text, re.MULTILINE)))) == set(COLUMNS)
    assert f"over {LIMITS.whole_bytes >> 20} MiB" in text
    assert f"up to {LIMITS.document_bytes >> 20} MiB" in text
    assert f"more than {LIMITS.ratio} times" in text


def test_the_manifests_shown_are_manifests(tmp_path: Path) -> None:
    for number, text in enumerate(blocks("how-to/ingest-files.md", "csv") + blocks("how-to/ingest-files.md", "json")):
        path = tmp_path / f"{number}.txt"
        path.write_text(text, "utf-8")
        assert read_manifest(str(path))


def test_the_example_package_works(tmp_path: Path) -> None:
    (code,) = blocks("how-to/write-an-extractor.md", "python")
    (project,) = blocks("how-to/write-an-extractor.md", "toml")
    assert len(code.splitlines()) <= 36
    (tmp_path / "colour_words.py").write_text(code, "utf-8")
    point = re.search(r'^(colour-words) = "(.*)"$', project, re.MULTILINE)
    assert point is not None
    info = tmp_path / "mediagraph_colour_words-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mediagraph-colour-words\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[mediagraph.extractors]\n{point[1]} = {point[2]}\n")
    (tmp_path / "out.json").write_text('{"colour_words": [{"word": "ochre", "share": 0.4}], "image": "a.jpg", "x": 1}')
    program = (
        "import sys\nfrom extractors.contract import check_extractor\nfrom extractors.run import extract_paths\n"
        f"path = {str(tmp_path / 'out.json')!r}\n"
        "for e in extract_paths([path], workers=1):\n"
        "    (x,) = e.extractions\n    (c,) = x.runs[0].observations\n"
        "    print(e.extractor, e.assets[0].reference.name, c.value, c.confidence, c.pointer, x.unmapped)\n"
        "print(len(check_extractor('colour-words', [path])))\n"
        "print([c for c in check_extractor('colour-words', [path]) if not c.passed])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env={"PYTHONPATH": str(tmp_path)}
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["colour-words a.jpg ochre 0.4 /colour_words/0 {'x': 1}", "11", "[]"]
