"""Names by a token classifier of transformers (extra `ml`): any model with BIO labels and a fast tokenizer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from graph.linking.errors import NerUnavailable
from graph.linking.ner import Named

_OVERLAP: Final = 32
"""Tokens that two windows share, so that no name is cut in both."""


class TransformersFinder:
    """A token classifier, by name or folder; texts of any length are read in windows."""

    def __init__(self, model: str, *, language: str = "") -> None:
        """Load it. `language`: what it was trained for; "" when it may be given any.

        Raises:
            NerUnavailable: the library is not installed, or the model cannot be read.
        """
        self._language = language
        try:
            import torch
            from transformers import AutoModelForTokenClassification, AutoTokenizer
        except ImportError as err:
            raise NerUnavailable("transformers and torch are not installed; the extra ml brings them") from err
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(model, use_fast=True)
            self._model = AutoModelForTokenClassification.from_pretrained(model).eval()
        except (OSError, ValueError) as err:
            reason = str(err).partition("\n")[0]
            raise NerUnavailable(f"ner_model 'transformers:{model}' cannot be loaded: {reason}") from err
        self._torch = torch
        self._labels = {int(at): str(label) for at, label in self._model.config.id2label.items()}

    @property
    def language(self) -> str:
        """What the model was trained for, if that was said."""
        return self._language

    def find(self, texts: Sequence[str]) -> Iterator[list[Named]]:
        """Yield the names of each text."""
        for text in texts:
            yield _joined(text, self._token_labels(text)) if text.strip() else []

    def _token_labels(self, text: str) -> list[tuple[int, int, str]]:
        """Return characters and label of each token; where windows overlap, that of the one it is deeper in."""
        limit = min(int(getattr(self._model.config, "max_position_embeddings", 512)), 512)
        encoded = self._tokenizer(
            text,
            truncation=True,
            max_length=limit,
            stride=min(_OVERLAP, limit // 4),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=False,
        )
        best: dict[tuple[int, int], tuple[int, str]] = {}
        for ids, offsets in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
            labels = self._classified(ids)
            for at, ((start, end), label) in enumerate(zip(offsets, labels, strict=True)):
                depth = min(at, len(ids) - at)
                if end > start and depth > best.get((start, end), (-1, ""))[0]:
                    best[start, end] = depth, label
        return [(start, end, label) for (start, end), (_, label) in sorted(best.items())]

    def _classified(self, ids: list[int]) -> list[str]:
        with self._torch.inference_mode():
            logits: Any = self._model(self._torch.tensor([ids])).logits[0]
        return [self._labels[int(at)] for at in logits.argmax(dim=-1)]


def _joined(text: str, tokens: list[tuple[int, int, str]]) -> list[Named]:
    """Return the spans that BIO labels (or labels without B and I) spell.

    A piece within a word takes the label of the word's first piece: "Mer" and "##kel" are never two names.
    """
    found: list[Named] = []
    last_end, last_kind = -1, ""
    for start, end, label in tokens:
        kind = label.split("-", 1)[-1] if label != "O" else ""
        within = start == last_end and start > 0 and text[start - 1 : start + 1].isalnum()
        if within:
            kind = last_kind
        goes_on = within or (not label.startswith("B-") and text[last_end:start].isspace())
        if kind and kind == last_kind and goes_on and found:
            found[-1] = found[-1]._replace(end=end)
        elif kind:
            found.append(Named(start, end, kind))
        last_end, last_kind = end, kind
    return found
