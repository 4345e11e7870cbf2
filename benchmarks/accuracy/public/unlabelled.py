"""Turns without labels, for a teacher to judge and a student to learn from.

A teacher is too sure about the turns it was trained on to teach much. On other turns, real ones of
other sets and varied ones of the same set, it shows where one intent ends and the next begins (data
augmentation for distillation: Jiao et al. 2020, TinyBERT, arXiv 1909.10351; here the neighbours of
a word are those of its vector).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from benchmarks.accuracy.public.task import PublicTask
from voice_agent.playbook.phrases import normalised
from voice_agent.text.word_lists import word_set
from voice_agent.training.data.duplicates import text_of, texts_of
from voice_agent.training.data.sources import SOURCES, folder_of
from voice_agent.training.fit.base import base_folder

_OTHERS = ("hwu64_entities", "banking77", "clinc150", "snips", "disfl_qa", "rasa_nlu")
_VECTORS = "embeddings.word_embeddings.weight"
_NEIGHBOURS = 8
_REPLACED, _LOST, _CROSSED = 0.24, 0.06, 0.2
_LONGEST = 160  # characters
_TRIES = 20
# Words without content, whose neighbours would only break the grammar.
_SMALL = word_set("the a an to of in on for is are i my me you your and or it do can at")
_ENDS = ".,?!"

Neighbours = Mapping[str, Sequence[str]]


def unlabelled_turns(task: PublicTask, data: Path, count: int, rng: Random) -> list[str]:
    """Return train turns of other public sets and varied train turns of the task, half each.

    None of them is a turn of the task itself, of any split.

    Args:
        task: A task whose rows have no gaps. Out-of-scope rows are not varied.
        data: Folder of public data sets; missing sets are left out.
        count: The largest number of turns.
        rng: Random numbers.
    """
    seen = texts_of(task.rows)
    others = [
        sample.text
        for name in _OTHERS
        # With ten shots the teacher must not know an eleventh.
        if not task.name.startswith(name.rstrip("0123456789")) and folder_of(name, data).is_dir()
        for sample in SOURCES[name].read(folder_of(name, data))
        if sample.split == "train"
    ]
    rng.shuffle(others)
    own = [
        text for row in task.split("train") if row.group == "in" if (text := text_of(row.phrase))
    ]
    found = _new(others, seen, count // 2)
    near = neighbours({word for text in own for word in _plain(text)})
    # Some variations equal the original or each other.
    for _ in range(_TRIES):
        wanted = count - len(found)
        if wanted <= 0 or not own:
            break
        found += _new([vary(rng.choice(own), own, near, rng) for _ in range(wanted)], seen, wanted)
    return found


def vary(text: str, others: Sequence[str], near: Neighbours, rng: Random) -> str:
    """Return the turn with other words, or its beginning with the end of another turn."""
    words = text.split()
    if rng.random() < _CROSSED and len(words) > 1:
        behind = rng.choice(others).split()
        return " ".join(
            words[: rng.randrange(1, len(words))] + behind[rng.randrange(len(behind)) :]
        )
    kept: list[str] = []
    for word in words:
        alike = near.get(word.strip(_ENDS).lower(), ())
        chance = rng.random()
        if chance < _LOST and len(words) > 3:
            continue
        kept.append(rng.choice(alike) if alike and chance < _LOST + _REPLACED else word)
    return " ".join(kept)


def neighbours(words: set[str]) -> dict[str, list[str]]:
    """Return the words with the nearest vectors in the published encoder, for each known word.

    Raises:
        ConfigError: The encoder's package is not installed.
    """
    folder = base_folder()
    known = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    table = load_file(folder / "model.safetensors")[_VECTORS].astype(np.float32)
    table /= np.linalg.norm(table, axis=-1, keepdims=True)
    whole = [word for word in known if word.isalpha() and len(word) > 1]
    vectors = table[[known[word] for word in whole]]
    found = {}
    for word in sorted(words - _SMALL):
        if word in known and word.isalpha():
            best = np.argsort(vectors @ table[known[word]])[: -_NEIGHBOURS - 2 : -1]
            found[word] = [whole[index] for index in best if whole[index] != word][:_NEIGHBOURS]
    return found


def _plain(text: str) -> list[str]:
    return [word.strip(_ENDS).lower() for word in text.split()]


def _new(texts: Sequence[str], seen: set[str], most: int) -> list[str]:
    """Return the texts not seen yet, and remember them as seen."""
    found: list[str] = []
    for text in texts:
        key = normalised(text)
        if len(found) < most and key and key not in seen and len(text) < _LONGEST:
            seen.add(key)
            found.append(" ".join(text.split()))
    return found
