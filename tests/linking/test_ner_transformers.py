"""A token classifier of transformers as the model that finds names: one made here, of a few words, told its answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.linking.ner import load_finder


def test_a_token_classifier_of_transformers_finds_names(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed: the extra ml brings it")
    pytest.importorskip("transformers", reason="transformers is not installed: the extra ml brings it")
    _write_tiny_classifier(tmp_path)
    finder = load_finder(f"transformers:{tmp_path}")
    text = "Angela Merkel was in Paris ; " * 40
    (found,) = finder.find([text])
    assert [(text[n.start : n.end], n.label) for n in found] == [("Angela Merkel", "PER"), ("Paris", "LOC")] * 40
    assert list(finder.find(["", " "])) == [[], []]
    assert finder.language == ""


def _write_tiny_classifier(folder: Path) -> None:
    """A BERT of one layer whose classifier is told its answers: each word's vector is its label."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "angela", "mer", "##kel", "paris", "was", "in", ";"]
    labels = ["O", "B-PER", "I-PER", "B-LOC"]
    pieces = BertWordPieceTokenizer({word: at for at, word in enumerate(words)}, lowercase=True)
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=pieces._tokenizer, **special).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=len(labels),
        num_hidden_layers=0,
        num_attention_heads=1,
        intermediate_size=4,
        max_position_embeddings=64,
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    model = BertForTokenClassification(config)
    answers = {"angela": 1, "mer": 2, "##kel": 0, "paris": 3}
    with torch.no_grad():
        embeddings = model.bert.embeddings
        for part in (embeddings.position_embeddings, embeddings.token_type_embeddings):
            part.weight.zero_()
        embeddings.word_embeddings.weight.copy_(
            torch.stack([torch.eye(len(labels))[answers.get(word, 0)] for word in words])
        )
        model.classifier.weight.copy_(torch.eye(len(labels)))
        model.classifier.bias.zero_()
    model.save_pretrained(folder)
