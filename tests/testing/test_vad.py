from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest

from voice_agent.core.errors import AudioError
from voice_agent.testing.vad import check


class Good:
    """Speech is what is loud; a little slower than the audio, so that it has a state."""

    window_samples = 320

    def session(self) -> Good:
        return type(self)()

    def __init__(self) -> None:
        self.level = 0.0

    def reset(self) -> None:
        self.level = 0.0

    def speech_probability(self, window: np.ndarray) -> float:
        if window.shape != (320,):
            raise AudioError("expected 320 samples")
        self.level += 0.5 * (float(np.abs(window.astype(float)).mean()) - self.level)
        return min(1.0, self.level / 2000)


class Deaf(Good):
    def speech_probability(self, window: np.ndarray) -> float:
        return 0.1 * super().speech_probability(window)


class Percent(Good):
    def speech_probability(self, window: np.ndarray) -> float:
        return 100 * super().speech_probability(window)


class Whole(Good):
    def speech_probability(self, window: np.ndarray) -> Any:
        return int(super().speech_probability(window))


class Async(Good):
    async def speech_probability(self, window: np.ndarray) -> float:  # type: ignore[override]
        return 0.0


class Shared(Good):
    def session(self) -> Good:
        return self


class NeverResets(Good):
    def reset(self) -> None:
        pass


class TakesAnything(Good):
    def speech_probability(self, window: np.ndarray) -> float:
        return super().speech_probability(np.resize(window, 320) if window.size else window)


class Nervous(Good):
    def speech_probability(self, window: np.ndarray) -> float:
        return max(0.9, super().speech_probability(window))


class Writes(Good):
    def speech_probability(self, window: np.ndarray) -> float:
        window[:] = window // 2
        return super().speech_probability(window)


class Keeps(Good):
    kept: list[np.ndarray] = []  # noqa: RUF012

    def speech_probability(self, window: np.ndarray) -> float:
        self.kept.append(window.copy())
        return super().speech_probability(window)


def test_a_good_detector_passes() -> None:
    report = check(Good())
    assert report.ok, report
    assert len(report.checks) == 10


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (Deaf, "hears speech in a voice: a sung vowel is speech with probability 0.1"),
        (Percent, "gives probabilities from 0 to 1: the probability for noise is "),
        (Whole, "has windows .*: speech_probability.. returns int; expected float"),
        (Async, "has windows .*: speech_probability.. is a coroutine; it works on the event loop"),
        (Shared, "keeps calls apart: two sessions disturb each other: they share a state"),
        (NeverResets, "forgets at reset.*: after reset.. the same audio gives other values"),
        (TakesAnything, "refuses windows of another size: takes 1 samples; expected AudioError"),
        (Nervous, "hears no speech in silence: silence is speech with probability 0.90"),
        (Writes, "leaves the audio unchanged: raises ValueError: assignment destination is read-"),
        (Keeps, "does not keep memory: memory grows by"),
    ],
)
def test_each_fault_has_its_line(engine: type[Good], says: str) -> None:
    problems = [str(check) for check in check(engine()).problems]
    assert any(re.match(says, problem) for problem in problems), problems


def test_a_slow_detector_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count(step=0.45)
    monkeypatch.setattr("voice_agent.testing.vad.time.thread_time", lambda: next(ticks))
    assert [str(check) for check in check(Good()).problems] == [
        "is quick, since it works on the event loop: a window takes 6.0 ms on the event loop; "
        "expected less than 5.0"
    ]
