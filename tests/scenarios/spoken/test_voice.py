"""Callers' voices: alike every time, and unlike each other and the agent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.core.errors import ModelError
from voice_agent.scenarios.spoken.voice import CallerVoice, load_speaker
from voice_agent.training.noise.speaking import VoiceStyle


class Tone:
    """A speaker whose pitch can be heard in its tone, and who counts how often it speaks."""

    def __init__(self, speakers: int = 1) -> None:
        self.speakers = speakers
        self.spoke = 0

    def say(self, text: str, style: VoiceStyle) -> Samples:
        self.spoke += 1
        time_s = np.arange(800 * len(text)) / 8000
        return (8000 * np.sin(2 * np.pi * 600 * style.pitch * time_s)).astype(np.int16)


def draw(name: str, speaker: Tone | None = None, **options: float) -> CallerVoice:
    return CallerVoice.draw(speaker or Tone(), name, **options)  # type: ignore[arg-type]


def test_a_text_sounds_the_same_in_whatever_order() -> None:
    one, other = draw("call"), draw("call")
    first = one.say("yes")
    other.say("something else")
    assert np.array_equal(first, other.say("yes"))
    assert first.size > 0.3 * LISTEN_HZ


def test_callers_differ_and_none_has_the_agents_pitch() -> None:
    styles = [draw(f"call {number}").style for number in range(30)]
    assert len(set(styles)) == 30
    assert all(style.pitch != 1.0 for style in styles)
    assert draw("call", seed=1).style != draw("call", seed=2).style


def test_a_voice_with_several_speakers_lends_them_all() -> None:
    assert draw("call").style.speaker_id is None
    drawn = {draw(f"call {number}", Tone(speakers=3)).style.speaker_id for number in range(30)}
    assert drawn == {0, 1, 2}


def test_the_line_is_as_noisy_as_asked() -> None:
    quiet, loud = (draw("call", noise_dbfs=level).say("yes")[:2000] for level in (-70.0, -35.0))
    assert np.std(loud) > 10 * np.std(quiet)


def test_what_is_prepared_is_not_made_again() -> None:
    speaker = Tone()
    voice = draw("call", speaker)
    voice.prepare(["yes", "no"])
    voice.say("yes")
    assert speaker.spoke == 2


def test_a_voice_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.onnx"):
        load_speaker(tmp_path / "none.onnx")


@pytest.mark.real
def test_the_shipped_voice_speaks() -> None:
    voice = CallerVoice.draw(load_speaker(None), "call")
    assert 0.5 < voice.say("Yes, please.").size / LISTEN_HZ < 3
