from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import numpy as np
import pytest

from voice_agent.core.errors import AudioError
from voice_agent.testing.turns import check


class Good:
    def completeness(self, audio: np.ndarray) -> float:
        if not audio.size:
            raise AudioError("no audio")
        return float(np.abs(audio[-1600:].astype(float)).mean() < 100)


class Async(Good):
    async def completeness(self, audio: np.ndarray) -> float:  # type: ignore[override]
        await asyncio.sleep(0.001)
        return super().completeness(audio)


class Percent(Good):
    def completeness(self, audio: np.ndarray) -> float:
        return 100 * super().completeness(audio)


class Whole(Good):
    def completeness(self, audio: np.ndarray) -> Any:
        return 1


class NeedsAudio(Good):
    def completeness(self, audio: np.ndarray) -> float:
        return float(audio[-1] > 0)


class Writes(Good):
    def completeness(self, audio: np.ndarray) -> float:
        audio[:1] = 0
        return 0.5


class Random(Good):
    def completeness(self, audio: np.ndarray) -> float:
        return float(np.random.default_rng().random())


class Holds(Good):
    async def completeness(self, audio: np.ndarray) -> float:  # type: ignore[override]
        until = time.thread_time() + 0.03
        while time.thread_time() < until:
            pass
        return 0.5


@pytest.mark.parametrize("engine", [Good, Async])
def test_a_good_detector_passes(engine: type[Good]) -> None:
    report = check(engine(), at_once=3)
    assert report.ok, report


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (
            Percent,
            r"gives a probability for a pause: completeness\(\) returns 100.0; expected a fl",
        ),
        (Whole, r"gives a probability for a pause: completeness\(\) returns 1; expected a float"),
        (NeedsAudio, "judges no audio, or raises AudioError: raises IndexError: index -1"),
        (Writes, "leaves the audio unchanged: raises ValueError: assignment destination is read-"),
        (Random, "serves several calls: calls at the same time disturb each other"),
    ],
)
def test_each_fault_has_its_line(engine: type[Good], says: str) -> None:
    problems = [str(check) for check in check(engine()).problems]
    assert any(re.match(says, problem) for problem in problems), problems


def test_a_coroutine_that_holds_up_the_loop_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_agent.testing.kit._COMPUTES_S", 0.02)
    monkeypatch.setattr("voice_agent.testing.kit._REPEATS", 1)
    problems = [str(check) for check in check(Holds()).problems]
    assert problems[0].startswith("leaves the event loop free: holds up the event loop for 3")
