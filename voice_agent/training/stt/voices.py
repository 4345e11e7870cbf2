"""The voices the recogniser learns from: Piper, and the free synthesisers that are here."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.audio.resample import resample
from voice_agent.training.noise.speaking import Speaker, VoiceStyle
from voice_agent.training.noise.voices import RATE_HZ, draw_voice, installed, speak

_LINE_HZ = 8000


class Voices:
    """Says texts in many voices. The same seed and order give the same sound.

    Args:
        speaker: Piper, which is always there.
        engines: Of ``training.noise.voices``, Piper among them.
    """

    def __init__(self, speaker: Speaker, engines: Sequence[str]) -> None:
        self._speaker = speaker
        self.engines = engines

    @classmethod
    def load(cls, piper: Path, *, seed: int) -> Voices:
        """Load Piper's voice, and look for the other programs."""
        return cls(Speaker.load(piper, seed=seed), installed())

    def say(self, text: str, dice: random.Random) -> Samples:
        """Speak ``text``: (n,) int16 at 8 kHz; empty if the voice failed."""
        voice = draw_voice(dice, self.engines)
        while voice.language != "en":  # Other languages' voices cannot read English sentences.
            voice = draw_voice(dice, self.engines)
        if voice.engine == "piper":
            return self._speaker.say(text, VoiceStyle.draw(dice))
        (sound,) = speak(voice, [text], None, dice)
        loudest = float(np.abs(sound).max(initial=1.0))
        return resample((sound * 20_000 / loudest).astype(np.int16), RATE_HZ, _LINE_HZ)
