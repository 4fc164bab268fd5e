"""A machine that cannot run Neo4j says what it lacks: Java, a newer one, Maven, such a version."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.neo4j import server_java
from graph.neo4j.errors import Neo4jError
from graph.neo4j.server import start, status
from graph.neo4j.server_java import LTS, cache_folder, find_jars, find_java, needed_java, parse_version


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without Java, Maven and jars."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("MEDIAGRAPH_NEO4J_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(server_java, "_JVM_FOLDERS", (f"{tmp_path}/jvm/*",))
    return tmp_path


def bring_java(home: Path, version: str, script: str = "exit 0") -> Path:
    """Make a folder that looks like a Java."""
    (home / "bin").mkdir(parents=True)
    (home / "release").write_text(f'IMPLEMENTOR="nobody"\nJAVA_VERSION="{version}"\n')
    program = home / "bin" / "java"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def bring_jars(cache: Path, version: str = LTS) -> None:
    (cache / version / "lib").mkdir(parents=True)
    (cache / version / "lib" / f"neo4j-kernel-{version}.jar").touch()


def test_without_java_it_says_which_to_install(bare: Path) -> None:
    with pytest.raises(Neo4jError, match=r"needs Java 17 or newer, and no Java was found: install one.*openjdk-17"):
        start(bare / "home")
    assert status(bare / "home") is None


def test_a_java_that_is_too_old_is_named(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = bring_java(bare / "jvm" / "java-8", "1.8.0_402")
    chosen = bring_java(bare / "chosen", "17.0.15")
    monkeypatch.setenv("JAVA_HOME", str(bare / "chosen"))
    with pytest.raises(Neo4jError, match="needs Java 21 or newer") as caught:
        find_java("2026.08.1")
    assert f"{chosen} is Java 17" in str(caught.value)
    assert f"{old} is Java 8" in str(caught.value)


def test_the_java_that_was_chosen_comes_first_and_then_the_oldest_that_serves(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = bring_java(bare / "jvm" / "a-25", "25.0.1")
    middle = bring_java(bare / "jvm" / "b-21", "21.0.4")
    seventeen = bring_java(bare / "jvm" / "c-17", "17.0.15")
    assert find_java("5.26.30").program == seventeen
    assert find_java("2026.08.1").program == middle
    monkeypatch.setenv("JAVA_HOME", str(bare / "jvm" / "a-25"))
    assert find_java("5.26.30").program == newest
    monkeypatch.setenv("JAVA_HOME", str(bare / "nowhere"))
    assert find_java("5.26.30").program == seventeen


def test_a_java_without_a_release_file_is_asked(bare: Path) -> None:
    program = bring_java(bare / "jvm" / "x", "", script="echo 'openjdk version \"21.0.2\" 2024-01-16' >&2")
    (bare / "jvm" / "x" / "release").unlink()
    assert find_java("2026.08.1") == server_java.Java(program, 21)


def test_without_maven_it_says_what_to_install_or_where_to_put_the_jars(bare: Path) -> None:
    bring_java(bare / "jvm" / "x", "17.0.15")
    with pytest.raises(Neo4jError, match="Maven, which brings them, is not installed") as caught:
        start(bare / "home")
    assert str(bare / "cache" / LTS / "lib") in str(caught.value)
    assert "Debian: maven" in str(caught.value)


def test_maven_that_cannot_bring_them_is_quoted_and_leaves_nothing(bare: Path) -> None:
    maven = bare / "bin" / "mvn"
    maven.write_text("#!/bin/sh\necho '[ERROR] Could not find artifact org.neo4j:neo4j:jar:5.99.1'\nexit 1\n")
    maven.chmod(0o755)
    with pytest.raises(Neo4jError, match=r"could not bring Neo4j 5\.99\.1: .*Could not find artifact"):
        find_jars("5.99.1", bare / "cache")
    assert {path.name for path in (bare / "cache" / "5.99.1").iterdir()} == {"lock"}


def test_maven_that_was_killed_half_way_is_called_again(bare: Path) -> None:
    half = bare / "cache" / LTS / "lib.new"
    half.mkdir(parents=True)
    (half / "half.jar").touch()
    maven = bare / "bin" / "mvn"
    maven.write_text(
        "#!/bin/sh\nfor word; do case $word in -DoutputDirectory=*) folder=${word#*=};; esac; done\n"
        f"/bin/mkdir -p $folder; : > $folder/neo4j-kernel-{LTS}.jar\n"
    )
    maven.chmod(0o755)
    folder = find_jars(LTS, bare / "cache")
    assert [path.name for path in folder.iterdir()] == [f"neo4j-kernel-{LTS}.jar"]
    maven.unlink()
    assert find_jars(LTS, bare / "cache") == folder


def test_a_server_that_ends_at_once_is_quoted_and_can_be_started_anew(bare: Path) -> None:
    bring_jars(bare / "cache")
    script = 'case "$1" in @*) exit 0;; esac; echo "Error: the disk is on fire"; exit 1'
    bring_java(bare / "jvm" / "x", "17.0.15", script=script)
    for _ in range(2):
        with pytest.raises(Neo4jError, match="ended while it started: Error: the disk is on fire") as caught:
            start(bare / "home", wait_s=20)
        assert str(bare / "home" / "logs") in str(caught.value)
    found = status(bare / "home")
    assert found
    assert not found.running


def test_a_tool_that_fails_does_not_give_the_password_away(bare: Path) -> None:
    bring_jars(bare / "cache")
    bring_java(bare / "jvm" / "x", "17.0.15", script='/bin/cat "${1#@}" >&2; exit 7')
    with pytest.raises(Neo4jError, match="first password") as caught:
        start(bare / "home")
    found = status(bare / "home")
    assert found
    assert found.password not in str(caught.value)
    assert not list((bare / "home" / "run").iterdir())


@pytest.mark.parametrize("version", ["", "5", "5.26", "latest", "5.26.30-SNAPSHOT", "../../etc", "5.26.30\n", "9" * 50])
def test_what_is_no_version_is_refused_before_anything_is_brought(bare: Path, version: str) -> None:
    with pytest.raises(Neo4jError, match="is none: give one like"):
        find_jars(version, bare / "cache")
    assert not (bare / "cache").exists()


def test_versions_compare_as_numbers_and_say_which_java_they_need() -> None:
    assert parse_version("5.9.0") < parse_version("5.26.30") < parse_version("2025.01.0") < parse_version("2026.08.1")
    assert [needed_java(v) for v in ("5.13.0", "5.26.30", "2025.01.0", "2026.08.1")] == [17, 17, 21, 21]


def test_where_jars_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIAGRAPH_NEO4J_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/mediagraph/neo4j")
    monkeypatch.setenv("MEDIAGRAPH_NEO4J_CACHE", "/elsewhere")
    assert cache_folder() == Path("/elsewhere")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["start", "--heap", "12"], 2, "256<=x"),
        (["start", "--version", "latest"], 1, "'latest' is none"),
        (["start", "--home", "/dev/null"], 1, "/dev/null"),
        (["restart"], 2, "No such command"),
    ],
)
def test_wrong_use_on_the_command_line_is_one_sentence(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("mediagraph")
    environ = os.environ | {"MEDIAGRAPH_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [program, "neo4j", *words], env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
