"""What a local Neo4j needs from the machine: a Java that is new enough, and Neo4j's jars, brought once by Maven."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.neo4j.errors import Neo4jError

LTS: Final = "5.26.30"
"""The version that is started where none is named: the newest of the long-term support line."""
_MAVEN_S: Final = 900
"""A cold cache takes half a minute on a good line."""
_JVM_FOLDERS: Final = ("/usr/lib/jvm/*", "/opt/java/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home")
_POM: Final = Path(__file__).with_name("pom.xml")
"""A link to deploy/neo4j-local/pom.xml in a checkout, its copy in a wheel."""


@dataclass(frozen=True, slots=True)
class Java:
    """A Java that was found: its program and its major version."""

    program: Path
    major: int


def parse_version(version: str) -> tuple[int, ...]:
    """Return the numbers of a Neo4j version to compare with; raise `Neo4jError` for what is none.

    >>> parse_version("2026.08.1")
    (2026, 8, 1)
    """
    if not re.fullmatch(r"\d{1,4}(\.\d{1,4}){2}", version):
        raise Neo4jError(f"Neo4j version {version[:50]!r} is none: give one like {LTS} or 2026.08.1")
    return tuple(int(part) for part in version.split("."))


def needed_java(version: str) -> int:
    """Return the oldest major version of Java that a version of Neo4j runs on: 17 for 5.x, 21 since 2025.01."""
    return 17 if parse_version(version) < (2025,) else 21


def find_java(version: str) -> Java:
    """Return the Java for a version of Neo4j: JAVA_HOME's or the path's if new enough, else the oldest that is.

    Raise `Neo4jError` that says which were found where none is new enough.
    """
    needed, chosen = needed_java(version), list(_javas(_chosen_homes()))
    others = list(_javas(_usual_homes()))
    # What a person chose comes first; of the rest the oldest that serves is nearest to what Neo4j is tested on.
    for java in [*chosen, *sorted(others, key=lambda java: java.major)]:
        if java.major >= needed:
            return java
    found = dict.fromkeys([*chosen, *others])
    seen = ", ".join(f"{java.program} is Java {java.major}" for java in found) or "no Java was found"
    raise Neo4jError(
        f"Neo4j {version} needs Java {needed} or newer, and {seen}: install one "
        f"(Debian: openjdk-{needed}-jre-headless) or point JAVA_HOME at it"
    )


def cache_folder() -> Path:
    """Return where the jars of all versions are kept: MEDIAGRAPH_NEO4J_CACHE, else the user's cache folder."""
    if named := os.environ.get("MEDIAGRAPH_NEO4J_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mediagraph" / "neo4j"


def find_jars(version: str, cache: Path) -> Path:
    """Return the folder with the jars of a version, brought by Maven into the cache where they are not there yet.

    Raise `Neo4jError` that says what to install, or where to put the jars, where that is not possible.
    """
    parse_version(version)
    folder = cache / version / "lib"
    if _is_whole(folder, version):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (folder.parent / "lock").open("w") as lock:
            # Two that start at once bring them once.
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _is_whole(folder, version):
                _bring(version, folder)
    except OSError as err:
        raise Neo4jError(f"the jars of Neo4j {version} cannot be kept in {folder}: {err.strerror}") from err
    return folder


def _is_whole(folder: Path, version: str) -> bool:
    # The folder gets its name when all are in it.
    return (folder / f"neo4j-kernel-{version}.jar").is_file()


def _bring(version: str, folder: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise Neo4jError(
            f"the jars of Neo4j {version} are not in {folder}, and Maven, which brings them, is not installed: install "
            f"it (Debian: maven), or copy the folder lib of Neo4j Community {version} there"
        )
    new = folder.with_name("lib.new")
    shutil.rmtree(new, ignore_errors=True)
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
    options = ["-DincludeScope=runtime", f"-Dneo4j.version={version}", f"-DoutputDirectory={new}"]
    command = [maven, "-B", "-q", "-f", str(_POM), goal, *options]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_MAVEN_S)
    except subprocess.TimeoutExpired as err:
        raise Neo4jError(f"Maven did not bring Neo4j {version} within {_MAVEN_S} s") from err
    if done.returncode or not _is_whole(new, version):
        shutil.rmtree(new, ignore_errors=True)
        said = next((line for line in done.stdout.splitlines() if "[ERROR]" in line), "")[:800]
        raise Neo4jError(f"Maven could not bring Neo4j {version}: {said or 'it ended without the jars'}")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def _chosen_homes() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home)
    if program := shutil.which("java"):
        yield Path(program).resolve().parents[1]


def _usual_homes() -> Iterator[Path]:
    for pattern in _JVM_FOLDERS:
        yield from sorted(Path("/").glob(pattern[1:]))


def _javas(homes: Iterable[Path]) -> Iterator[Java]:
    """Yield the Java of each folder that has one; links to one program count once."""
    seen: set[Path] = set()
    for home in homes:
        program = (home / "bin" / "java").resolve()
        if program not in seen and os.access(program, os.X_OK):
            seen.add(program)
            if major := _major(home, program):
                yield Java(program, major)


def _major(home: Path, program: Path) -> int:
    """Return the major version of a Java, 0 where it cannot be told; `release` says it without starting it."""
    try:
        said = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        said = ""
    found = re.search(r'JAVA_VERSION="(?:1\.)?(\d+)', said)
    if not found:
        try:
            done = subprocess.run([program, "-version"], check=False, capture_output=True, text=True, timeout=30)
        except (OSError, subprocess.TimeoutExpired):
            return 0
        found = re.search(r'version "(?:1\.)?(\d+)', done.stderr)
    return int(found[1]) if found else 0
