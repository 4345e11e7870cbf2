"""Callers of a tone, and an agent that speaks as slowly as people do."""

from __future__ import annotations

import numpy as np
from fakes import ToneVoice
from numpy.typing import NDArray

from voice_agent.audio.levels import Samples
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import ModelError
from voice_agent.tts.voice import Voice


class Caller:
    """Whatever is said is 0.6 s of a tone; what it means is the recogniser's script."""

    noise_dbfs = -66.0
    seed = 1

    def say(self, text: str) -> Samples:
        time_s = np.arange(9600) / 16000
        return (9000 * np.sin(2 * np.pi * 440 * time_s)).astype(np.int16)


class ToneSpeaker:
    """A Piper voice that says everything in a tone of 0.6 s."""

    speakers = 1

    def say(self, text: str, style: object) -> Samples:
        if text == "unspeakable":
            raise ModelError("the voice is damaged")
        return (9000 * np.sin(np.arange(4800) * 0.35)).astype(np.int16)


class SlowVoice(ToneVoice):
    """A tone of 0.4 s per word."""

    def synthesise(self, text: str) -> NDArray[np.int16]:
        return np.tile(super().synthesise(text), 8)


def slow_voice() -> Voice:
    return Voice(EngineHandle("tts", SlowVoice()))
