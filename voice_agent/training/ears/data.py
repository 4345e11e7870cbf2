"""Make what the head is trained on: encoder states of dictation, and the symbols that were said."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.resample import resample
from voice_agent.stt.ears.symbols import NUMBER_OF
from voice_agent.stt.network.contract import FRAME, Encoder
from voice_agent.training.ears.said import written
from voice_agent.training.ears.script import KINDS, Segment, plan, segment
from voice_agent.training.noise.speaking import Line
from voice_agent.training.noise.voices import RATE_HZ, Voice, draw_voice, speak

_SEGMENTS = 32
_UTTERANCES = 24
_LONGEST_S = 10.0
_AFTER_FRAMES = 10
_LINE_HZ = 8000
_WIDE_SHARE = 0.2
_ROOM_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """Encoder states, shape ``[frames, size]``, half precision, and the symbols in them."""

    states: NDArray[np.float16]
    labels: NDArray[np.int64]


def examples(
    encoder: Encoder, piper: Any, engines: Sequence[str], names: Sequence[str], *, seed: int
) -> Iterator[Example]:
    """Yield examples for ever, voice after voice."""
    dice = random.Random(seed)
    rng = np.random.default_rng(seed)
    while True:
        voice = draw_voice(dice, engines)
        spoken = _segments(voice, piper, names, dice)
        if not any(said.labels for found in spoken.values() for said, _ in found):
            continue
        for _ in range(_UTTERANCES):
            sound, labels = _utterance(spoken, dice)
            if sound.size:
                yield example(encoder, sound, labels, dice, rng)


def write_shard(path: Path, found: Sequence[Example]) -> None:
    """Write examples to a file."""
    np.savez(
        path,
        states=np.concatenate([one.states for one in found]),
        frames=np.array([len(one.states) for one in found]),
        labels=np.concatenate([one.labels for one in found]),
        counts=np.array([len(one.labels) for one in found]),
    )


def read_shards(folder: Path) -> list[Example]:
    """Read all examples of a folder."""
    return [one for path in sorted(folder.glob("*.npz")) for one in read_shard(path)]


def read_shard(path: Path) -> list[Example]:
    """Read the examples of a file."""
    with np.load(path) as shard:
        states = np.split(shard["states"], np.cumsum(shard["frames"])[:-1])
        labels = np.split(shard["labels"], np.cumsum(shard["counts"])[:-1])
    return [Example(one, two) for one, two in zip(states, labels, strict=True)]


def _segments(
    voice: Voice, piper: Any, names: Sequence[str], dice: random.Random
) -> dict[str, list[tuple[Segment, NDArray[np.float64]]]]:
    drawn: list[tuple[str, Segment, str]] = []
    zed = dice.random() < 0.4
    for number in range(_SEGMENTS):
        kind = KINDS[number % len(KINDS)] if number < len(KINDS) else plan(dice)[0]
        said = segment(dice, names, kind)
        text = written(voice, said, zed)
        if text:
            drawn.append((kind, said, text))
    sounds = speak(voice, [text for _, _, text in drawn], piper, dice)
    found: dict[str, list[tuple[Segment, NDArray[np.float64]]]] = {}
    for (kind, said, _), sound in zip(drawn, sounds, strict=True):
        # Leave out a sound that is too short for its words: the voice has failed.
        if sound.size > 0.06 * RATE_HZ * len(said.words):
            found.setdefault(kind, []).append((said, sound))
    return found


def _utterance(
    spoken: dict[str, list[tuple[Segment, NDArray[np.float64]]]], dice: random.Random
) -> tuple[NDArray[np.float64], list[str]]:
    slow = dice.choice((0.08, 0.25, 0.5))
    labels: list[str] = []
    parts, length = [np.zeros(int(dice.uniform(0.05, 0.4) * RATE_HZ))], 0
    for kind in plan(dice):
        if kind not in spoken:
            continue
        said, sound = dice.choice(spoken[kind])
        pause = np.zeros(int(min(1.5, dice.expovariate(1.0 / slow)) * RATE_HZ))
        length += sound.size + pause.size
        if length > _LONGEST_S * RATE_HZ:
            break
        parts += [sound * dice.uniform(0.7, 1.3), pause]
        labels += said.labels
    if length == 0 or length > 2 * _LONGEST_S * RATE_HZ:
        return np.zeros(0), []
    return np.concatenate(parts), labels


def example(
    encoder: Encoder,
    sound: NDArray[np.float64],
    labels: Sequence[str],
    dice: random.Random,
    rng: np.random.Generator,
) -> Example:
    """Return what the encoder makes of a sound at 16 kHz, mostly over a telephone line."""
    if dice.random() < _ROOM_SHARE:
        sound = _in_a_room(sound, dice, rng)
    sound = sound * (8000.0 / max(1.0, float(np.abs(sound).max())))
    audio = sound.astype(np.int16)
    if dice.random() < _WIDE_SHARE:
        noise = rng.normal(0.0, 10 ** dice.uniform(0.5, 2.2), audio.size)
        audio = np.clip(audio * dice.uniform(0.2, 3.0) + noise, -32768, 32767).astype(np.int16)
    else:
        audio = Line.draw(dice).carry(resample(audio, RATE_HZ, _LINE_HZ), rng)
    states = encoder.encode(audio)[: audio.size // FRAME + _AFTER_FRAMES]
    return Example(states.astype(np.float16), np.array([NUMBER_OF[one] for one in labels], int))


def _in_a_room(
    sound: NDArray[np.float64], dice: random.Random, rng: np.random.Generator
) -> NDArray[np.float64]:
    decay_s, wet = dice.uniform(0.05, 0.4), dice.uniform(0.05, 0.5)
    tail = np.arange(int(decay_s * RATE_HZ))
    answer = rng.normal(0.0, 1.0, tail.size) * np.exp(-6.9 * tail / tail.size)
    answer *= wet / np.sqrt(np.square(answer).sum())
    answer[0] += 1.0
    size = sound.size + answer.size
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(answer, size), size)
    return heard[: sound.size]
