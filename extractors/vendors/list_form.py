"""Forms whose document may be a bare list: the list is one document, and stands in it under the key ``[]``.

A bare list has no keys of its own, so the keys of its objects stand in the form's table without a path before them,
as those of a form that comes in many do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from extractors.json_form import JsonForm, documents, first_document
from extractors.port import Source
from extractors.reading import Node
from extractors.values import shown

BARE: Final = "[]"
"""The key under which a bare list stands in the document that a form is given."""


@dataclass(frozen=True)
class ListForm(JsonForm):
    """A `JsonForm` that is also given bare lists, each as the document ``{"[]": list}``."""

    def recognises(self, source: Source) -> bool:
        """Say, by content alone, whether this source is of this form; a non-JSON source is not."""
        document = as_document(first_document(source))
        return isinstance(document, dict) and self.fits(document)

    def _documents(self, source: Source) -> Iterator[tuple[str, Any]]:
        for at, document in documents(source, many=False):
            yield at, as_document(document)


def as_document(value: Any) -> Any:
    """Return a bare list as a document; anything else as it is."""
    return {BARE: value} if type(value) is list else value


def listed(root: Node) -> Iterator[Node]:
    """Take the bare list of a document; yield its objects, each closed when the next is asked for."""
    for index, item in enumerate(root.items(BARE)):
        if type(item) is dict:
            node = Node(root.reading, item, f"{root.at}/{index}")
            yield node
            node.close()
        else:
            root.reading.problem(f"{root.at}/{index} is {shown(item)}, not an object")
