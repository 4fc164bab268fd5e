"""What `/reconcile` is answered from: the three sources, opened when they are first asked for, and kept."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from api.opening import open_index
from api.problems import Problem
from api.settings import Settings
from graph.dataset import Dataset, Reader
from ontology.graphs import ONTOLOGY

if TYPE_CHECKING:
    from graph.linking.concept_things import ConceptThings
    from graph.linking.entity_things import EntityNames
    from graph.linking.index import WikidataIndex
    from graph.linking.index_things import IndexThings
    from graph.linking.reconciling import Reconciler

_log = logging.getLogger(__name__)

SECONDS: Final = 20.0
"""How long one request may take, and how long it may wait for its turn."""
AT_ONCE: Final = 4
"""Requests that are answered at once."""

_FRESH_S: Final = 2.0
_SHARE: Final = 20
"""Names are read anew after 20 times what reading them took, so that at most 5 % of the time goes into it."""


class ReconcileService:
    """The sources over one data folder. Safe to ask from several threads."""

    def __init__(self, settings: Settings, dataset: Dataset) -> None:
        """Open nothing yet."""
        self._settings, self._dataset = settings, dataset
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._concepts: ConceptThings | None = None
        self._release = -1
        self._names: EntityNames | None = None
        self._names_until = 0.0
        self._index: WikidataIndex | None = None
        self._items: IndexThings | None = None
        self._looked_for_index = False

    @contextmanager
    def opened(self) -> Iterator[Reconciler]:
        """Lend the sources, over one state of the Dataset; raise `Problem` where too many are asking."""
        from graph.linking.entity_things import EntityThings
        from graph.linking.reconciling import Reconciler

        if not self._turns.acquire(timeout=SECONDS):
            raise Problem(503, "Busy", f"{AT_ONCE} requests to /reconcile were under way for {SECONDS:g} s")
        try:
            with self._dataset.reader() as reader:
                concepts, names, items = self._kept(reader)
                yield Reconciler([concepts, *([items] if items else []), EntityThings(names, reader)])
        finally:
            self._turns.release()

    def _kept(self, reader: Reader) -> tuple[ConceptThings, EntityNames, IndexThings | None]:
        with self._lock:
            return self._current_concepts(reader), self._current_names(reader), self._opened_index()

    def _current_concepts(self, reader: Reader) -> ConceptThings:
        from graph.linking.concept_things import ConceptThings
        from graph.release import current_release

        release = current_release(reader)
        if self._concepts is None or release != self._release:
            self._concepts, self._release = ConceptThings(reader.quads(None, None, None, ONTOLOGY)), release
        return self._concepts

    def _current_names(self, reader: Reader) -> EntityNames:
        from graph.linking.entity_things import EntityNames

        began = time.monotonic()
        if self._names is None or (self._names.sequence != reader.sequence and began > self._names_until):
            self._names = EntityNames(reader)
            took = time.monotonic() - began
            self._names_until = time.monotonic() + max(_FRESH_S, _SHARE * took)
        return self._names

    def _opened_index(self) -> IndexThings | None:
        """Return the items of the index; None where there is none, which is logged once."""
        if not self._looked_for_index:
            from graph.linking.errors import LinkingError
            from graph.linking.index_things import IndexThings

            self._looked_for_index = True
            try:
                self._index = open_index(self._settings)
                self._items = IndexThings(self._index)
            except LinkingError as err:
                _log.warning("/reconcile is answered without Wikidata: %s", err)
        return self._items

    def close(self) -> None:
        """Let the files go."""
        if self._index is not None:
            self._index.close()
            self._index, self._items, self._looked_for_index = None, None, False
