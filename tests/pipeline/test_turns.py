"""When the turn stage calls a turn over, window by window."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fakes import FixedTurns, playbook
from numpy.typing import NDArray
from pipecat.processors.frame_processor import FrameDirection

from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.config.schema import ListenConfig
from voice_agent.core.budgets import Budget, BudgetTable
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.pipeline.frames import TurnFrame, WindowFrame
from voice_agent.pipeline.turns import TurnStage

WINDOW = 512
NOTHING = np.zeros(0, np.int16)
LISTEN = ListenConfig(max_pause_ms=490, speculate=False, partial_ms=0)


class Line:
    """A turn stage that nobody judges for: the longest pause ends a turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.pushed: list[Any] = []
        call = Call(
            "call",
            playbook=playbook(),
            budgets=BudgetTable(1000),
            playback=Playback(rate_hz=16000, lead_ms=0),
            hub=Hub(),
            clock=Clock(lambda: self.seconds),
            on_turn=lambda turn: None,
        )
        self.stage = TurnStage(call, EngineHandle("turns", FixedTurns()), LISTEN, Budget(60, 200))
        monkeypatch.setattr(self.stage, "push_frame", self._push)
        monkeypatch.setattr(self.stage, "create_task", lambda judging, name: judging.close())
        self._noise = np.random.default_rng(1)

    async def _push(self, frame: Any) -> None:
        self.pushed.append(frame)

    def sound(self, level: float, size: int) -> NDArray[np.int16]:
        return self._noise.normal(0, level, size).astype(np.int16)

    async def hear(
        self, level: float, windows: int, rest: NDArray[np.int16] = NOTHING, **known: Any
    ) -> None:
        for _ in range(windows):
            self.seconds += 0.032
            frame = WindowFrame(self.sound(level, WINDOW), self.seconds, rest, **known)
            await self.stage.process_frame(frame, FrameDirection.DOWNSTREAM)

    @property
    def over(self) -> bool:
        return any(isinstance(frame, TurnFrame) for frame in self.pushed)


async def spoken(monkeypatch: pytest.MonkeyPatch) -> Line:
    """A second of speech and a window of silence."""
    line = Line(monkeypatch)
    await line.hear(3000, 1, voiced=True, edge="started", since_edge_ms=32.0)
    await line.hear(3000, 30, voiced=True)
    await line.hear(10, 1, edge="stopped", since_edge_ms=32.0)
    return line


async def test_silence_that_is_in_no_window_yet_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the 490 ms 472 are in windows: the level is known to 10 ms."""
    for behind_ms, over in ((0, False), (8, False), (20, True)):
        line = await spoken(monkeypatch)
        await line.hear(10, 13)
        await line.hear(10, 1, line.sound(10, 16 * behind_ms))
        assert line.over is over


async def test_a_sound_that_is_in_no_window_yet_is_let_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = await spoken(monkeypatch)
    await line.hear(10, 13)
    await line.hear(10, 1, line.sound(700, 16 * 20))
    assert not line.over


async def test_a_window_with_a_voice_is_let_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    line = await spoken(monkeypatch)
    await line.hear(10, 14)
    await line.hear(3000, 1, voiced=True)
    assert not line.over
