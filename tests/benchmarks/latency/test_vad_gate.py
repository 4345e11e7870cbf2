"""A gate before a VAD, judged by the VAD without it."""

from __future__ import annotations

import numpy as np

from benchmarks.latency.recordings import Recording
from benchmarks.latency.vad_gate import apart, compare, on_the_line
from voice_agent.config.schema import ListenConfig
from voice_agent.vad.silero import SileroVad


class Loud:
    """A network that takes every loud window for speech."""

    def run(self, _: None, feed: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        loud = np.abs(feed["input"][:, 64:]).max() > 0.03
        return np.array([[float(loud)]], np.float32), feed["state"]


def test_a_loud_sound_is_heard_as_without_the_gate_and_the_silence_is_not() -> None:
    tone = (8000 * np.sin(np.arange(16_000) * 0.3)).astype(np.int16)
    engines = SileroVad(Loud(), gate=False), SileroVad(Loud())
    figures = compare(*engines, [Recording("tone", tone)], ListenConfig(), pause_s=3.0, seed=1)
    assert (figures["onsets"], figures["onsets missed"], figures["ends missed"]) == (1, 0, 0)
    assert figures["onsets later, ms"]["max"] == 0.0
    assert figures["windows heard by the VAD"] < 0.8


def test_an_edge_that_is_far_away_is_missed() -> None:
    assert apart([[100.0, 2000.0], [5.0]], [[130.0, 1500.0], []]) == [30.0, None, None]


def test_the_line_has_noise_around_the_recording() -> None:
    line = on_the_line(np.full(160, 9000, np.int16), 0.5, np.random.default_rng(1))
    assert line.size == 16_160
    assert 0 < np.abs(line[:8000]).max() < 100
    assert (line[8000:8160] == 9000).all()
