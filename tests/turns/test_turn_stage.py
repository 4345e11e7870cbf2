"""When the turn stage calls a turn over, window by window."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fakes import FixedTurns, playbook
from pipecat.processors.frame_processor import FrameDirection

from voice_agent.budgets import Budget, BudgetTable
from voice_agent.calls.call import Call
from voice_agent.config import ListenConfig
from voice_agent.executor import EngineExecutor
from voice_agent.frames import TurnFrame, WindowFrame
from voice_agent.transport.playback import Playback
from voice_agent.turns.stage import TurnStage

WINDOW = 512
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
            clock=lambda: self.seconds,
            on_turn=lambda turn: None,
        )
        self.stage = TurnStage(call, FixedTurns(), EngineExecutor(1), LISTEN, Budget(60, 200))
        monkeypatch.setattr(self.stage, "push_frame", self._push)
        monkeypatch.setattr(self.stage, "create_task", lambda judging, name: judging.close())
        self._noise = np.random.default_rng(1)

    async def _push(self, frame: Any) -> None:
        self.pushed.append(frame)

    async def hear(self, level: float, windows: int, **known: Any) -> None:
        for _ in range(windows):
            self.seconds += 0.032
            samples = self._noise.normal(0, level, WINDOW).astype(np.int16)
            frame = WindowFrame(samples, self.seconds, **known)
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
    for behind_ms, over in ((0.0, False), (8.0, False), (20.0, True)):
        line = await spoken(monkeypatch)
        await line.hear(10, 13)
        await line.hear(10, 1, behind_ms=behind_ms)
        assert line.over is over


async def test_a_window_with_a_voice_is_let_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    line = await spoken(monkeypatch)
    await line.hear(10, 14)
    await line.hear(3000, 1, voiced=True)
    assert not line.over
