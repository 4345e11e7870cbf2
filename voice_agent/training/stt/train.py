"""Train the recogniser's decoder for a playbook, and write it as a model folder."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.language.en.entities.known_names import family_names, given_names
from voice_agent.playbook import Playbook
from voice_agent.stt.load import load_network
from voice_agent.stt.network.weights import read_weights
from voice_agent.stt.prompt import vocabulary_prompt
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.values import ValueMaker
from voice_agent.training.stt.data import examples
from voice_agent.training.stt.rewrite import FILE, rewrite
from voice_agent.training.stt.voices import Voices

RECOGNISER = "whisper-tiny.en"
_GROUPS = frozenset({"phrases", "phrases/scope"})
_SWAP = 0.5
"""Share of marked details that get another value."""
_VOICE = "piper-en_US-joe-medium"


def train_stt(
    book: Playbook,
    out: Path,
    *,
    store: ModelStore,
    count: int,
    steps: int,
    batch: int,
    rank: int,
    seed: int,
    show: Callable[[str], None],
) -> None:
    """Speak examples, fit the decoder's low-rank layers, and write the folder with them merged.

    Args:
        book: Its phrases are spoken.
        out: Folder of the new recogniser, with ``figures.json``.
        store: Has the recogniser and the voice.
        count: Utterances.
        steps: Of training.
        batch: Utterances a step.
        rank: Of the layers that learn.
        seed: Same seed, same model.
        show: Told the progress.

    Raises:
        ConfigError: The extra ``train`` is missing.
        ModelError: The recogniser's weights are no floats.
    """
    try:
        from voice_agent.training.stt.fit import fit
        from voice_agent.training.stt.network import TextDecoder
    except ImportError as error:
        raise ConfigError(
            f"training the recogniser needs the extra 'train': pip install 'voice-agent[train]' "
            f"({error})"
        ) from error
    source = store.path(RECOGNISER)
    network = load_network(source, language=book.lang.code, threads=1)
    tokenizer = network.tokenizer
    start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    said = tokenizer.encode(f" {vocabulary_prompt(book)}")[-220:]
    voices = Voices.load(store.path(_VOICE), seed=seed)
    show(f"voices of {', '.join(voices.engines)}")
    made = examples(
        voices.say,
        network.encoder,
        tokenizer.encode,
        _phrases(book, seed),
        [name for name in (*given_names(), *family_names()) if name.isalpha()],
        [start, [tokenizer.sot_prev, *said, *start]],
        tokenizer.eot,
        seed=seed,
    )
    found = list(itertools.islice(made, count))
    show(f"{len(found)} utterances")
    decoder = TextDecoder(read_weights(source / FILE), rank=rank)
    before, after = fit(
        decoder,
        found,
        network.encoder.silence(),
        steps=steps,
        batch=batch,
        seed=seed,
        show=show,
    )
    rewrite(source, out, decoder.merged())
    figures = {
        "recogniser": RECOGNISER,
        "voices": list(voices.engines),
        "utterances": len(found),
        "steps": steps,
        "batch": batch,
        "rank": rank,
        "seed": seed,
        "loss_before": round(before, 4),
        "loss_after": round(after, 4),
    }
    (out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _phrases(book: Playbook, seed: int) -> list[str]:
    """Return the playbook's phrases, gaps filled, that no test is made of."""
    dice, make = Random(seed), ValueMaker(book.entities)
    rows = [row for row in build_corpus(book, None, seed).split("train") if row.group in _GROUPS]
    texts = [row.phrase.realise(dice, make, swap=_SWAP).text for row in rows]
    if not texts:
        raise ConfigError(f"{book.folder}: no phrases to speak")
    return texts
