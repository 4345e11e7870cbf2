"""Train the second ear from nothing but voices and name lists, and write the card beside it."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.language.en.entities.known_names import family_names, given_names
from voice_agent.stt.ears.head import FILE
from voice_agent.stt.load import load_network
from voice_agent.training.ears.data import Example, examples, read_shards, write_shard
from voice_agent.training.noise.voices import engines
from voice_agent.tts.piper import load_voice

_SHARD = 50
RECOGNISER = "whisper-tiny.en"
_PIPER = "piper-en_US-joe-medium"


def train_ears(
    out: Path,
    *,
    count: int,
    epochs: int,
    seed: int,
    work: Path,
    workers: int,
    show: Callable[[str], None],
    onward: Path | None = None,
) -> None:
    """Make examples, fit the head and export it.

    Args:
        out: Folder for ``ears.onnx``, ``figures.json`` and ``CARD.md``.
        count: Utterances; those that ``work`` has already are not made again.
        epochs: Passes over them.
        seed: Same seed and engines, same model.
        work: Folder for the encoder states, about 3 MB for ten utterances.
        workers: Processes that make examples.
        show: Told the progress.
        onward: An ``ears.onnx`` that goes on learning; without one a new head learns.

    Raises:
        ConfigError: The extra ``train`` or a voice is missing.
        ModelError: ``onward`` is no head of letters and digits.
    """
    try:
        from voice_agent.training.ears.fit import export, fit, read_head
    except ImportError as error:
        raise ConfigError(
            f"training the ears needs the extra 'train': pip install 'voice-agent[train]' ({error})"
        ) from error
    spoken, found = spoken_examples(work, count=count, seed=seed, workers=workers)
    show(f"{len(found)} utterances of {', '.join(spoken)}")
    begin = read_head(onward) if onward else None
    head, losses = fit(found, epochs=epochs, seed=seed, show=show, begin=begin)
    out.mkdir(parents=True, exist_ok=True)
    export(head, out / FILE)
    figures = {
        "utterances": len(found),
        "frames": sum(len(one.states) for one in found),
        "engines": spoken,
        "epochs": epochs,
        "seed": seed,
        "loss_on_those_kept_aside": round(losses[-1], 4),
    }
    (out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(Path(__file__).with_name("CARD.md"), out / "CARD.md")


def spoken_examples(
    work: Path, *, count: int, seed: int, workers: int
) -> tuple[list[str], list[Example]]:
    """Return the engines that spoke, and at least ``count`` examples of synthetic voices."""
    work.mkdir(parents=True, exist_ok=True)
    spoken = engines()
    share = -(-count // workers)
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.starmap(make_examples, [(seed + one, share, work) for one in range(workers)])
    return spoken, read_shards(work)


def make_examples(seed: int, count: int, work: Path) -> None:
    """Make the examples of one process, in shards; go on after those that are there."""
    store = ModelStore.open()
    encoder = load_network(store.path(RECOGNISER), language="en", threads=1).encoder
    piper = load_voice(store.path(_PIPER), threads=1, seed=seed)
    names = [*given_names(), *family_names()]
    shards = -(-count // _SHARD)
    done = sum((work / f"{seed}-{number:05d}.npz").is_file() for number in range(shards))
    made = examples(encoder, piper, engines(), names, seed=seed + 1000 * done)
    for number in range(done, shards):
        write_shard(work / f"{seed}-{number:05d}.npz", [next(made) for _ in range(_SHARD)])
