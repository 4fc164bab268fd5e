"""The named graphs of DESIGN 5, as terms."""

from __future__ import annotations

from typing import Final

from ontology.model.rdf import DEFAULT_GRAPH, Term
from ontology.namespaces import MG

FACTS: Final[Term] = f"<{MG}facts>"
ONTOLOGY: Final[Term] = f"<{MG}ontology>"
REVIEW: Final[Term] = f"<{MG}review>"
EVIDENCE: Final[Term] = f"<{MG}evidence>"
DECISIONS: Final[Term] = f"<{MG}decisions>"
QUARANTINE: Final[Term] = f"<{MG}quarantine>"
CHANGES: Final[Term] = f"<{MG}changes>"

DEFAULT_DATASET: Final[tuple[Term, ...]] = (DEFAULT_GRAPH, FACTS, ONTOLOGY)
"""What a query sees as its default graph unless it says otherwise."""

OURS_PREFIX: Final = f"<{MG}"
"""Every graph of ours begins so; updates by users never touch one."""
