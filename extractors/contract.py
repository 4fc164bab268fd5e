"""What every extractor promises, as checks that anybody can run on theirs.

`mediagraph extractors check NAME [SAMPLE...]` prints them; a test of a package of its own calls `check_extractor`:

    from extractors.contract import check_extractor

    def test_contract():
        assert [c for c in check_extractor("colour-words", ["samples/a.json"]) if not c.passed] == []
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Final, NamedTuple

from extractors import registry
from extractors.contract_claims import faults_of
from extractors.extracted import Extracted, pack, unpack
from extractors.port import Extraction, Extractor, Source, SourceRefused
from extractors.source import open_sources

LONGEST_S: Final = 10.0
"""Seconds that one sample, whole or broken, may take."""

MUTANTS: Final = 60
"""Broken copies made of each sample."""

_SHOWN: Final = 5
_DECOYS: Final[tuple[tuple[str, bytes], ...]] = (
    ("application/json", b"{}"),
    ("application/json", b"[]"),
    ("application/json", b"null"),
    ("application/json", b'{"name": "x", "items": [1, 2, {"a": null}], "data": {}}'),
    ("application/json", b'[{"id": 1}, {"id": 2}]'),
    ("application/json", b"{broken"),
    ("application/json", b"[" * 2_000),
    ("application/xml; root=a", b"<a><b/></a>"),
    ("application/xml; root=a", b"<a"),
    ("application/octet-stream", bytes(range(256))),
    ("application/octet-stream", b""),
)
"""Inputs that are nobody's: an extractor that takes one of them would take everything."""


class Check(NamedTuple):
    """One promise: whether it is kept, and where it is not, what breaks it."""

    name: str
    passed: bool
    why: str = ""


def check_extractor(name: str, samples: Iterable[str] = (), *, seed: int = 0) -> list[Check]:
    """Return what an installed extractor keeps of its promises; `samples` are files (or folders) of its form.

    Without samples, only what can be said without one is checked. Raises `registry.ExtractorUnknown`.
    """
    try:
        extractor = registry.get_extractor(name)
    except registry.ExtractorBroken as err:
        return [Check("it can be loaded", False, str(err))]
    checks = [Check("it can be loaded", True), *_of_itself(name, extractor), _leaves_decoys(extractor)]
    sources = list(_sources(samples))
    if not sources:
        return checks
    checks += _of_samples(extractor, sources)
    checks.append(_survives(extractor, sources, seed))
    return checks


def _check(name: str, faults: Iterable[str]) -> Check:
    found = list(dict.fromkeys(faults))
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return Check(name, not found, "; ".join(found[:_SHOWN]) + more)


def _of_itself(name: str, extractor: Extractor) -> Iterator[Check]:
    faults = []
    if extractor.name != name:
        faults.append(f"its name is {extractor.name!r}, its entry point {name!r}")
    if "." in name or not name.isprintable() or " " in name:
        faults.append(f"{name!r} stands in file names: it may hold no full stop and no space")
    yield _check("its name is that of its entry point", faults)
    texts = {"version": extractor.version, "reads": extractor.reads}
    yield _check("it says its version and what it reads", (f"{k} is empty" for k, v in texts.items() if not v.strip()))


def _leaves_decoys(extractor: Extractor) -> Check:
    faults = []
    for media_type, data in _DECOYS:
        source = Source("decoy", "decoy", data, media_type, "0" * 64, len(data))
        shown = f"{media_type} {data[:40]!r}"
        try:
            if extractor.recognises(source):
                faults.append(f"recognises {shown}, which is nobody's form")
        except Exception as err:
            faults.append(f"recognises raises {type(err).__name__} for {shown}: {err}")
    return _check("it recognises its own form only, and recognising never raises", faults)


def _sources(samples: Iterable[str]) -> Iterator[Source]:
    for path in samples:
        if os.path.isdir(path):
            yield from _sources(sorted(entry.path for entry in os.scandir(path) if entry.is_file()))
            continue
        for source in open_sources(path):
            if isinstance(source, SourceRefused):
                raise source
            yield source


def _of_samples(extractor: Extractor, sources: Sequence[Source]) -> Iterator[Check]:
    strangers = [s for s in sources if not _is_recognised(extractor, s)]
    yield _check("it recognises each sample", (f"{_place(s)} is not recognised" for s in strangers))
    others = ((s, registry.find_extractor(s)) for s in sources if s not in strangers)
    taken = ((s, other) for s, other in others if other is not None and other.name != extractor.name)
    yield _check(
        "no other extractor takes its samples first", (f"{_place(s)} is read by {other.name}" for s, other in taken)
    )
    read = {index: _read(extractor, source) for index, source in enumerate(sources)}
    refusals = [f"{_place(sources[i])}: {found}" for i, found in read.items() if isinstance(found, str)]
    yield _check("it reads each sample", refusals)
    said = {index: found for index, found in read.items() if not isinstance(found, str)}
    again = (i for i, found in said.items() if _read(extractor, sources[i]) != found)
    yield _check("the same bytes say the same twice", (f"{_place(sources[i])} does not" for i in again))
    yield _check(
        "what it says is in the ontology's words, and keeps their rules",
        (f"{_place(sources[i])}: {fault}" for i, found in said.items() for fault in faults_of(found)),
    )
    travelled = (i for i, found in said.items() if not _travels(extractor, sources[i], found))
    yield _check("what it says travels between processes", (f"{_place(sources[i])} does not" for i in travelled))


def _place(source: Source) -> str:
    return source.path if source.line is None else f"{source.path}:{source.line}"


def _is_recognised(extractor: Extractor, source: Source) -> bool:
    try:
        return extractor.recognises(source)
    except Exception:
        return False


def _read(extractor: Extractor, source: Source) -> list[Extraction] | str:
    """Return what a sample says, or why it could not be read."""
    started = time.monotonic()
    try:
        found = list(extractor.extract(_fresh(source)))
    except Exception as err:
        return f"{type(err).__name__}: {err}"
    took = time.monotonic() - started
    if took > LONGEST_S:
        return f"took {took:.1f} s, and {LONGEST_S:g} s is the limit"
    return found or "says nothing; where nothing can be used, SourceRefused tells why"


def _fresh(source: Source) -> Source:
    """Return a Source that nobody has parsed yet, so that no extractor lives on what it left there."""
    return replace(source)


def _travels(extractor: Extractor, source: Source, found: list[Extraction]) -> bool:
    sent = Extracted(source.path, source.path, extractor=extractor.name, extractions=tuple(found))
    return [_said(e) for e in unpack(pack(sent)).extractions] == [_said(e) for e in found]


def _said(e: Extraction) -> tuple[object, ...]:
    return (e.reference, e.runs, e.rendition, e.unmapped, e.kept, e.problems)


def _survives(extractor: Extractor, sources: Sequence[Source], seed: int) -> Check:
    """Break each sample at random: only `SourceRefused` may come out, and in time."""
    faults = []
    for source in sources:
        if not source.whole:
            continue
        random = Random(seed)  # noqa: S311
        for number in range(MUTANTS):
            data = _BREAKS[number % len(_BREAKS)](source.data, random)
            started = time.monotonic()
            try:
                broken = replace(source, data=data)
                if extractor.recognises(broken):
                    for _ in extractor.extract(broken):
                        pass
            except SourceRefused:
                pass
            except Exception as err:
                faults.append(f"a broken {_place(source)} raises {type(err).__name__}: {str(err)[:80]}")
            if time.monotonic() - started > LONGEST_S:
                faults.append(f"a broken {_place(source)} takes over {LONGEST_S:g} s")
    return _check(f"of {MUTANTS} broken copies of each sample none crashes it", faults)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _flipped(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(changed), random.choice((1, 3, 20)))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _retyped(data: bytes, random: Random) -> bytes:
    """Replace a text or number by a value of another type: still JSON where it was."""
    places = [at for at in range(len(data) - 1) if data[at : at + 1] == b":"]
    if not places:
        return _flipped(data, random)
    at = random.choice(places) + 1
    value = random.choice((b"null", b"[]", b"{}", b"-1", b'"x"', b"1e308", b"true", b'[{"a": 1}]'))
    end = at
    while end < len(data) and data[end : end + 1] not in (b",", b"}", b"]", b"\n"):
        end += 1
    return data[:at] + value + data[end:]


_BREAKS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (_cut, _flipped, _retyped)
