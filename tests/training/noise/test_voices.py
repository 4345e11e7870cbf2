"""Voices that say segments."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.training.noise.voices import RATE_HZ, Voice, draw_voice, engines, speak

ENGLISH = Voice("espeak", "en-us+f2", "en", 1.0, 1.0, 50)


def test_draws_many_voices() -> None:
    dice = random.Random(1)
    drawn = {draw_voice(dice, ["piper", "espeak", "flite", "festival"]) for _ in range(60)}
    assert len(drawn) == 60
    assert {one.engine for one in drawn} == {"piper", "espeak", "flite", "festival"}
    assert len({one.language for one in drawn}) > 4


def test_needs_more_than_one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(ConfigError, match="espeak-ng"):
        engines()
    monkeypatch.setattr(shutil, "which", lambda program: program)
    assert engines() == ["piper", "espeak", "flite", "festival"]


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs the package espeak-ng")
def test_speaks() -> None:
    one, other = (
        speak(replace(ENGLISH, warp=warp), ["bee see dee"], None, random.Random(1))[0]
        for warp in (1.0, 1.15)
    )
    assert 0.3 * RATE_HZ < other.size < one.size < 2 * RATE_HZ
    assert abs(one[0]) > 0
