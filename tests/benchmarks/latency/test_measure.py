"""What a run cost the server."""

from __future__ import annotations

import os
from types import SimpleNamespace

import numpy as np

from benchmarks.latency.measure import ends_ms, late_ms, state
from voice_agent.config.schema import ListenConfig


class Loud:
    """A VAD that takes every loud window for speech."""

    window_samples = 512

    def session(self) -> Loud:
        return self

    def reset(self) -> None:
        """Nothing is remembered."""

    def speech_probability(self, window: np.ndarray) -> float:
        return float(np.abs(window).max() > 100)


def test_the_lateness_of_the_vad_is_that_of_the_stop_nearest_behind() -> None:
    speech, silence = np.full(512 * 10, 1000, np.int16), np.zeros(512 * 20, np.int16)
    sent = np.concatenate((speech, silence, speech, silence))
    stops = ends_ms(sent, Loud(), ListenConfig())
    assert stops == [320.0, 1280.0]
    assert late_ms(stops, 1230.0) == 50.0
    assert late_ms(stops, 340.0) == -20.0
    assert late_ms(stops, 2000.0) is None


def test_the_state_of_a_server_is_that_of_its_processes() -> None:
    found = state(SimpleNamespace(pid=os.getpid(), database=""))  # type: ignore[arg-type]
    assert set(found) == {"rss_mb", "descriptors", "threads", "tasks"}
    assert found["rss_mb"] > 10
    assert found["descriptors"] > 0
    assert (found["threads"] >= 1, found["tasks"]) == (True, 0)
