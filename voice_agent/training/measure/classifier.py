"""A quick classifier of sentences, learned from phrases: a baseline, and a judge of phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.extras import needs_extra
from voice_agent.playbook.phrases import unmarked
from voice_agent.slm.linear import fit_linear, shares, with_bias
from voice_agent.training.fit.base import base_folder

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Sentences -> their vectors, ``float32 [sentences, size]``."""

_GAP = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"<([^<>|]*)[^<>]*>")
_FOLDS = 5


def quick_classifier(
    phrases: Mapping[str, Sequence[str]], embed: Embed
) -> Callable[[Sequence[str]], list[str]]:
    """Learn sentences -> intents from all phrases: what a model has to beat."""
    intents = list(phrases)
    lines = [(line, number) for number, intent in enumerate(intents) for line in phrases[intent]]
    vectors = directions([plain(line) for line, _ in lines], embed)
    weights = fit_linear(vectors, np.array([number for _, number in lines]), len(intents))

    def classify(sentences: Sequence[str]) -> list[str]:
        scores = with_bias(directions(sentences, embed)) @ weights
        return [intents[best] for best in scores.argmax(axis=1)]

    return classify


def plain(phrase: str) -> str:
    """Return its text: no marks, the first of each choice, the entity's name for a gap."""
    text = unmarked(phrase)
    text = _GAP.sub(lambda gap: gap[1].replace("_", " "), text)
    while (chosen := _CHOICE.sub(r"\1", text)) != text:
        text = chosen
    return " ".join(text.split())


def directions(sentences: Sequence[str], embed: Embed) -> NDArray[np.float32]:
    """Return the vectors of sentences at length 1."""
    vectors = embed(sentences).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors


def out_of_fold(
    vectors: NDArray[np.float32], labels: NDArray[np.intp], classes: int, seed: int
) -> NDArray[np.float32]:
    """Return ``[phrases, classes]``, each row from a classifier that did not see the phrase."""
    rng = np.random.default_rng(seed)
    fold = np.empty(len(labels), dtype=np.intp)
    for label in range(classes):
        members = rng.permutation(np.flatnonzero(labels == label))
        # Classes begin at different folds; else the first fold would get all the remainders.
        fold[members] = (np.arange(members.size) + label) % _FOLDS
    out = np.empty((len(labels), classes), dtype=np.float32)
    for held in range(_FOLDS):
        seen = fold != held
        weights = fit_linear(vectors[seen], labels[seen], classes)
        out[~seen] = shares(with_bias(vectors[~seen]) @ weights)
    return out


def base_embed(folder: Path | None = None) -> Embed:
    """Return mean-pooled vectors of training's first encoder. Needs the extra ``train``.

    Raises:
        ConfigError: The extra is not installed.
    """
    folder = folder or base_folder()
    with needs_extra("train", "advice"):
        import torch
        from tokenizers import Tokenizer

        from voice_agent.training.fit.network import load_encoder, pad
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    encoder = load_encoder(folder).eval()

    def embed(sentences: Sequence[str]) -> NDArray[np.float32]:
        ids = [torch.tensor(one.ids[:64]) for one in tokenizer.encode_batch(list(sentences))]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        vectors = np.empty((len(ids), encoder.config.hidden_size), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), 64):
                rows = order[start : start + 64]
                batch = pad([ids[row] for row in rows], 0)
                mask = pad([torch.ones_like(ids[row]) for row in rows], 0)
                states = encoder(batch, attention_mask=mask).last_hidden_state
                share = mask.unsqueeze(-1).to(states.dtype)
                vectors[rows] = ((states * share).sum(1) / share.sum(1)).numpy()
        return vectors

    return embed
