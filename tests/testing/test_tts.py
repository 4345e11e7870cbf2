from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from voice_agent.testing.sounds import vowel
from voice_agent.testing.tts import check


class Good:
    sample_rate_hz: Any = 16_000

    def synthesise(self, text: str) -> np.ndarray:
        words = [word for word in text.split() if any(c.isalnum() for c in word)]
        return vowel(0.2 * len(words))


class Async(Good):
    async def synthesise(self, text: str) -> np.ndarray:  # type: ignore[override]
        await asyncio.sleep(0.001)
        return super().synthesise(text)


class Streaming:
    sample_rate_hz = 16_000

    async def stream(self, text: str) -> AsyncIterator[np.ndarray]:
        for word in text.split():
            await asyncio.sleep(0)
            yield Good().synthesise(word)


@pytest.mark.parametrize("engine", [Good, Async, Streaming])
def test_a_good_voice_of_each_form_passes(engine: type[Any]) -> None:
    report = check(engine(), at_once=3)
    assert report.ok, report
    assert len(report.checks) == {Good: 8, Async: 9, Streaming: 10}[engine]


class Rate(Good):
    sample_rate_hz = 22_050.0


class Floats(Good):
    def synthesise(self, text: str) -> np.ndarray:
        return super().synthesise(text) / 32768.0


class Faint(Good):
    def synthesise(self, text: str) -> np.ndarray:
        return super().synthesise(text) // 100


class Late(Good):
    def synthesise(self, text: str) -> np.ndarray:
        audio = super().synthesise(text)
        return np.concatenate([np.zeros(8000, np.int16), audio]) if audio.size else audio


class Talks(Good):
    def synthesise(self, text: str) -> np.ndarray:
        return super().synthesise(text or "nothing")


class Picky(Good):
    def synthesise(self, text: str) -> np.ndarray:
        text.encode("ascii")
        return super().synthesise(text)


class Short(Good):
    def synthesise(self, text: str) -> np.ndarray:
        return super().synthesise(text[:60])


class Keeps(Good):
    kept: list[np.ndarray] = []  # noqa: RUF012

    def synthesise(self, text: str) -> np.ndarray:
        self.kept.append(super().synthesise(text))
        return self.kept[-1]


class Once(Streaming):
    speaking = False

    async def stream(self, text: str) -> AsyncIterator[np.ndarray]:
        if self.speaking:
            raise RuntimeError("still speaking")
        self.speaking = True
        async for piece in super().stream(text):
            yield piece
        self.speaking = False


class NoGenerator(Streaming):
    def stream(self, text: str) -> Any:
        class Pieces:
            def __init__(self) -> None:
                self.words = text.split()

            def __aiter__(self) -> Any:
                return self

            async def __anext__(self) -> np.ndarray:
                if not self.words:
                    raise StopAsyncIteration
                return Good().synthesise(self.words.pop(0))

        return Pieces()


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (
            Rate,
            "has a sample rate .*: sample_rate_hz is 22050.0; expected a whole number from 8000",
        ),
        (Floats, r"has a sample rate .*: gives float64 \(19200,\); expected int16 samples"),
        (Faint, "has a sample rate .*: the loudest sample is 120; expected more than 1000"),
        (Late, "begins to speak at once: begins with 50. ms of silence: callers wait for it"),
        (Talks, "makes no audio of text without words: makes 3200 samples of ''; expected none"),
        (Picky, "speaks odd text, or leaves it out: raises UnicodeEncodeError"),
        (Short, "speaks long text to its end: cuts a text of 12 sentences short"),
        (Keeps, "does not keep memory: memory grows by"),
        (Once, "can be interrupted: raises RuntimeError: still speaking"),
        (NoGenerator, r"can be interrupted: stream\(\) cannot be closed: callers interrupt"),
    ],
)
def test_each_fault_has_its_line(engine: type[Any], says: str) -> None:
    problems = [str(check) for check in check(engine()).problems]
    assert any(re.match(says, problem) for problem in problems), problems
