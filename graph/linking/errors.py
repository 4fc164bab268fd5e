"""What can go wrong where names are linked to entities."""

from __future__ import annotations

from pathlib import Path


class LinkingError(ValueError):
    """Linking cannot go on; the message is a sentence with the thing, the value and the rule."""


class IndexUnusable(LinkingError):
    """A folder that is no index, or a damaged one; `folder` names it."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder} is no Wikidata index that can be used: {why}")
        self.folder, self.why = folder, why


class BuildRefused(LinkingError):
    """An index cannot be built from what was given; nothing of a standing index was changed."""


class UnsupportedLanguage(LinkingError):
    """A text is in a language that the index has no names in."""


class NerUnavailable(LinkingError):
    """A model that finds names is not installed, or cannot be read."""


class GoldError(LinkingError):
    """A gold set that cannot be read; the message names its file and line."""
