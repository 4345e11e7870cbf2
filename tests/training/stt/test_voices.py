"""Piper, and whichever other synthesiser is here."""

from __future__ import annotations

import random

import numpy as np
import pytest

from voice_agent.training.noise.speaking import VoiceStyle
from voice_agent.training.noise.voices import Voice
from voice_agent.training.stt import voices
from voice_agent.training.stt.voices import Voices


class Piper:
    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str, manner: VoiceStyle) -> np.ndarray:
        self.said.append(text)
        return np.ones(8000, np.int16)


def test_without_other_programs_piper_says_everything() -> None:
    piper = Piper()
    for seed in range(5):
        assert Voices(piper, ["piper"]).say("hello there", random.Random(seed)).size == 8000
    assert piper.said == ["hello there"] * 5


def test_other_programs_speak_english_only(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[Voice] = []

    def speak(voice: Voice, texts: list[str], piper: object, dice: object) -> list[np.ndarray]:
        used.append(voice)
        return [np.full(16_000, 100.0)]

    monkeypatch.setattr(voices, "speak", speak)
    piper = Piper()
    made = Voices(piper, ["piper", "espeak", "flite"])
    sounds = [made.say("hello there", random.Random(seed)) for seed in range(40)]
    assert {voice.language for voice in used} == {"en"}
    assert {voice.engine for voice in used} == {"espeak", "flite"}
    assert piper.said
    assert all(sound.dtype == np.int16 and sound.size == 8000 for sound in sounds)
