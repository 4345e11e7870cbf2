"""Windows of messages that are no whole windows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from fakes import LoudnessVad
from pipecat.frames.frames import InputAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection

from voice_agent.audio.echo import EchoReference
from voice_agent.calls.agent_state import AgentState
from voice_agent.calls.call import Call
from voice_agent.config.schema import ListenConfig
from voice_agent.core.clock import Clock
from voice_agent.pipeline.frames import WindowFrame
from voice_agent.pipeline.vad import VadStage
from voice_agent.vad.level import CallerLevel

RATE_HZ = 16000


async def windows(
    monkeypatch: pytest.MonkeyPatch, messages_ms: list[int]
) -> list[list[WindowFrame]]:
    """Of each message, all at second 10."""
    found: list[WindowFrame] = []

    async def push(frame: Any) -> None:
        found.append(frame)

    known = {"level": CallerLevel(), "echo": EchoReference(RATE_HZ), "agent": AgentState.LISTENING}
    call = cast(Call, SimpleNamespace(clock=Clock(lambda: 10.0), info=None, **known))
    stage = VadStage(call, LoudnessVad(), ListenConfig())
    monkeypatch.setattr(stage, "push_frame", push)
    by_message = []
    for ms in messages_ms:
        audio = np.zeros(RATE_HZ * ms // 1000, np.int16).tobytes()
        frame = InputAudioRawFrame(audio=audio, sample_rate=RATE_HZ, num_channels=1)
        await stage.process_frame(frame, FrameDirection.DOWNSTREAM)
        by_message.append(found.copy())
        found.clear()
    return by_message


async def test_a_window_knows_of_the_sound_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await windows(monkeypatch, [20] * 8)
    assert [[one.rest.size / 16 for one in ones] for ones in found] == [
        [], [8], [], [16], [4], [], [12], [0],
    ]  # fmt: skip
    assert found[3][0].arrived_at == pytest.approx(10.0 - 0.016)


async def test_what_is_in_a_later_window_is_not_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = await windows(monkeypatch, [104])
    assert [one.rest.size / 16 for one in found] == [0, 0, 8]
    assert [one.arrived_at for one in found] == pytest.approx([9.928, 9.96, 9.992])
