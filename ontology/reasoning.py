"""OWL consistency, decided by the reasoners that owlready2 brings: HermiT decides, Pellet explains.

Both are Java programs; without Java the verdict is "not run", never a silent pass. They are run as processes with a
time limit, which owlready2's own call does not have, on N-Triples in a temporary file.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from ontology.model import Quad, Term
from ontology.namespaces import PREFIXES
from ontology.skolem import GENID

Verdict: TypeAlias = Literal["consistent", "inconsistent", "not run"]

TIME_LIMIT_S: Final = 120.0
_MEMORY: Final = "-Xmx1500M"
_IMPORTS: Final = f"<{PREFIXES['owl']}imports>"
_UNSATISFIABLE: Final = re.compile(r"^\s+<([^>]+)>\s*$", re.MULTILINE)
_HERMIT_DONE: Final = "Classes equivalent to 'owl:Nothing':"
_HERMIT_INCONSISTENT: Final = "InconsistentOntologyException"


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the reasoner found. `sentence` says it for people.

    `unsatisfiable` are IRIs of classes that can have no member; one is enough for "inconsistent", and so is a
    contradiction among the individuals, which `explanation` then spells out axiom by axiom.
    """

    verdict: Verdict
    sentence: str
    unsatisfiable: tuple[str, ...] = ()
    explanation: str = ""


def check_consistency(
    quads: Iterable[Quad], *, java: str | None = None, time_limit_s: float = TIME_LIMIT_S
) -> Reasoning:
    """Reason over the triples of quads (graphs and owl:imports are passed over), for at most `time_limit_s`.

    `java` is the program to run, found on PATH where None. What keeps the reasoner from an answer is a verdict
    "not run" with the reason: no Java, no owlready2, out of time, or an input that it refuses.
    """
    program = shutil.which(java or "java")
    if program is None:
        return Reasoning("not run", f"not run: no Java found ({java or 'java'} is not on PATH)")
    folder = _owlready2()
    if folder is None:
        return Reasoning("not run", "not run: owlready2, which brings the reasoners, is not installed")
    with tempfile.TemporaryDirectory(prefix="mediagraph-reasoning-") as place:
        document = Path(place) / "ontology.nt"
        with document.open("w", encoding="ascii") as stream:
            stream.writelines(_lines(quads))
        try:
            return _reason(program, folder, document, time_limit_s)
        except subprocess.TimeoutExpired:
            return Reasoning("not run", f"not run to its end: the reasoner was stopped after {time_limit_s:g} s")


def _owlready2() -> Path | None:
    found = importlib.util.find_spec("owlready2")  # found, not imported: importing it costs half a second
    return Path(found.origin).parent if found is not None and found.origin else None


def _reason(java: str, folder: Path, document: Path, time_limit_s: float) -> Reasoning:
    hermit = os.pathsep.join((str(folder / "hermit"), str(folder / "hermit" / "HermiT.jar")))
    command = [java, _MEMORY, "-cp", hermit, "org.semanticweb.HermiT.cli.CommandLine", "-U", document.as_uri()]
    output = _run(command, time_limit_s)
    if _HERMIT_INCONSISTENT in output:
        explanation = _explanation(java, folder, document, time_limit_s)
        return Reasoning("inconsistent", "inconsistent: the individuals contradict the axioms", (), explanation)
    if _HERMIT_DONE not in output:
        refusal = next((line for line in output.splitlines() if line.strip()), "no output")
        return Reasoning("not run", f"not run: the reasoner refused the ontology: {refusal}", (), output[:4000])
    unsatisfiable = tuple(sorted(_UNSATISFIABLE.findall(output)))
    if unsatisfiable:
        named = ", ".join(unsatisfiable)
        return Reasoning("inconsistent", f"inconsistent: no individual can be a {named}", unsatisfiable)
    return Reasoning("consistent", "consistent: every class can have members")


def _explanation(java: str, folder: Path, document: Path, time_limit_s: float) -> str:
    """Return the axioms that contradict each other, one a line, as Pellet names them; "" where it cannot."""
    classpath = os.pathsep.join((*map(str, sorted((folder / "pellet").glob("*.jar"))), str(folder / "pellet")))
    output = _run(
        [java, _MEMORY, "-cp", classpath, "pellet.Pellet", "explain", "--ignore-imports", str(document)], time_limit_s
    )
    _, found, axioms = output.partition("Explanation(s):")
    return "\n".join(line.strip().removeprefix("1)").strip() for line in axioms.strip().splitlines()) if found else ""


def _run(command: list[str], time_limit_s: float) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=time_limit_s, check=False)
    return done.stdout.decode("utf-8", "replace")


def _lines(quads: Iterable[Quad]) -> Iterator[str]:
    """Yield N-Triples; Skolem IRIs are blank nodes again, as OWL's RDF mapping (section 3.2) wants them."""
    for subject, predicate, value, _ in quads:
        if predicate != _IMPORTS:
            yield _escaped(f"{_unskolemised(subject)} {predicate} {_unskolemised(value)} .\n")


def _unskolemised(term: Term) -> Term:
    return f"_:{term[len(GENID) + 1 : -1]}" if term.startswith(f"<{GENID}") else term


def _escaped(line: str) -> str:
    """Return a line in ASCII: HermiT reads its input in the encoding of the machine."""
    if line.isascii():
        return line
    return "".join(c if c.isascii() else f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}" for c in line)
