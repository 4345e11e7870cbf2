"""Examples from recordings of people who dictate: as they were said, and cut and joined anew.

A person's letters are joined to new values of the same voice, at another speed and pitch, over
telephone lines, so that the head learns how people sound and not which names they said.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice_agent.audio.levels import speech_bounds
from voice_agent.core.errors import ConfigError
from voice_agent.phone.recording import read_audio
from voice_agent.stt.ears.ctc import line_logprobs
from voice_agent.stt.ears.head import Ears
from voice_agent.stt.ears.symbols import DIGIT_WORDS, LETTERS, NUMBER_OF
from voice_agent.stt.network.contract import FRAME, RATE_HZ, Encoder
from voice_agent.training.ears.aligning import Sound, aligned, cut
from voice_agent.training.ears.data import Example, example
from voice_agent.training.ears.readings import KINDS, Symbols, readings
from voice_agent.training.ears.tempo import stretched
from voice_agent.training.noise.voices import warped

_LABELS = "labels.json"
_STEP = 2 * FRAME
"""Samples of one row of scores."""
_AFTER_FRAMES = 10
_LEAST = -1.6
"""Log-probability of a symbol: below it the label is not what is said."""
_AS_SAID_SHARE = 0.3
_LONGEST_S = 11.0
_MOST_PARTS = 12
_WARP, _WARP_SHARE = (0.86, 1.16), 0.75
_TEMPO, _TEMPO_SHARE = (0.8, 1.25), 0.6
_SPELLED_SHARE, _DIGITS_SHARE = 0.6, 0.25


@dataclass(frozen=True, slots=True)
class Dictated:
    """A recording, cut.

    Attributes:
        symbols: What is said, one by one.
        parts: The sound of each; without symbols all of it.
    """

    symbols: Symbols
    parts: tuple[Sound, ...]

    @property
    def spelled(self) -> bool:
        """Whether most of it is letters."""
        return sum(one in LETTERS for one in self.symbols) > len(self.symbols) / 2


def caller_of(name: str, about: Mapping[str, object]) -> str:
    """Return who speaks: the label's ``caller``, or what is after the file name's last "_"."""
    return str(about.get("caller") or Path(name).stem.rpartition("_")[2])


def folds_of(callers: Sequence[str], folds: int) -> list[list[str]]:
    """Return the callers of each fold."""
    known = sorted(set(callers))
    return [known[fold::folds] for fold in range(folds)]


def read_people(folder: Path, encoder: Encoder, ears: Ears) -> dict[str, list[Dictated]]:
    """Return what each caller of a folder dictated; see ``bench dictation`` for its labels.

    The present ear tells which way it was dictated, and where each symbol is. A recording that it
    hears otherwise in each way is left out: its label is not what was said.

    Raises:
        ConfigError: There are no recordings of names, numbers or addresses.
    """
    path = folder / _LABELS
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
        rows = [(name, one, str(one["kind"]), str(one["value"])) for name, one in labels.items()]
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f'{path}: expected {{"file": {{"kind": ..., "value": ...}}}}: {error!r}'
        ) from error
    found: dict[str, list[Dictated]] = {}
    for name, about, kind, value in rows:
        if kind not in KINDS:
            continue
        audio = read_audio(folder / name, RATE_HZ)
        begin, end = speech_bounds(audio, RATE_HZ)
        audio = audio[max(0, begin - RATE_HZ // 4) : end]
        scores = ears.listen(encoder.encode(audio)[: audio.size // FRAME + _AFTER_FRAMES])
        ways = [(one, [NUMBER_OF[symbol] for symbol in one]) for one in readings(kind, value)]
        logprobs = line_logprobs(scores, [numbers for _, numbers in ways])
        best = max(range(len(ways)), key=logprobs.__getitem__)
        symbols, numbers = ways[best]
        if logprobs[best] > _LEAST * max(3, len(numbers)):
            sound = audio.astype(np.float64)
            parts = cut(sound, aligned(scores, numbers), _STEP) if numbers else [sound]
            found.setdefault(caller_of(name, about), []).append(Dictated(symbols, tuple(parts)))
    if not found:
        raise ConfigError(f"{path}: no recording of kind {', '.join(KINDS)}")
    return found


def people_examples(
    encoder: Encoder, dictated: Sequence[Dictated], *, seed: str
) -> Iterator[Example]:
    """Yield examples of one caller for ever."""
    dice = random.Random(seed)
    rng = np.random.default_rng(dice.randrange(2**32))
    quiet = float(np.median([_quietest(one) for one in dictated]))
    while True:
        if dice.random() < _AS_SAID_SHARE:
            sound, symbols = _as_said(dice.choice(dictated), dice)
        else:
            sound, symbols = _joined(dictated, dice, rng, quiet)
        if dice.random() < _WARP_SHARE:
            sound = warped(sound, dice.uniform(*_WARP))
        if dice.random() < _TEMPO_SHARE:
            sound = stretched(sound, dice.uniform(*_TEMPO))
        if 0 < sound.size < 2 * _LONGEST_S * RATE_HZ:
            yield example(encoder, sound, symbols, dice, rng)


def _as_said(one: Dictated, dice: random.Random) -> tuple[Sound, Symbols]:
    if len(one.symbols) <= _MOST_PARTS:
        return np.concatenate(one.parts), one.symbols
    count = dice.randint(_MOST_PARTS // 2, _MOST_PARTS)
    at = dice.randrange(len(one.symbols) - count + 1)
    return np.concatenate(one.parts[at : at + count]), one.symbols[at : at + count]


def _joined(
    dictated: Sequence[Dictated], dice: random.Random, rng: np.random.Generator, quiet: float
) -> tuple[Sound, Symbols]:
    """Join runs of what one caller said, with pauses."""

    def pause(seconds: float) -> Sound:
        return rng.normal(0.0, quiet + 1.0, int(seconds * RATE_HZ))

    spelled = [one for one in dictated if one.spelled]
    digits = [one for one in dictated if any(symbol in DIGIT_WORDS for symbol in one.symbols)]
    shares = (_SPELLED_SHARE, _DIGITS_SHARE, 1 - _SPELLED_SHARE - _DIGITS_SHARE)
    pool = dice.choices((spelled, digits, dictated), shares)[0] or dictated
    slow, wanted = dice.choice((0.02, 0.1, 0.3)), dice.randint(4, _MOST_PARTS + 2)
    parts, symbols, length = [pause(dice.uniform(0.05, 0.4))], list[str](), 0
    while len(symbols) < wanted and length < _LONGEST_S * RATE_HZ:
        one, count = dice.choice(pool), dice.choice((1, 1, 2, 2, 3, 4))
        at = dice.randrange(len(one.parts))
        run = _faded(np.concatenate(one.parts[at : at + count])) * dice.uniform(0.8, 1.25)
        parts += [run, pause(min(1.2, dice.expovariate(1.0 / slow)))]
        symbols += one.symbols[at : at + count]
        length += run.size
    return np.concatenate(parts), tuple(symbols)


def _faded(sound: Sound) -> Sound:
    edge = min(80, sound.size // 4)
    if edge:
        ramp = np.linspace(0.0, 1.0, edge)
        sound[:edge] *= ramp
        sound[-edge:] *= ramp[::-1]
    return sound


def _quietest(one: Dictated) -> float:
    sound = np.concatenate(one.parts)
    windows = sound[: sound.size // FRAME * FRAME].reshape(-1, FRAME)
    return float(np.percentile(np.sqrt(np.square(windows).mean(1)), 5)) if len(windows) else 0.0
