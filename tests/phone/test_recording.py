from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest
from line_fakes import FakeAgent, serving, tone

from voice_agent.core.events import Ready
from voice_agent.demo.summary import LineResult
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.recording import stereo, write_recording, write_trace
from voice_agent.phone.values import Received

pytestmark = pytest.mark.virtual_time


def test_the_shorter_side_is_followed_by_silence() -> None:
    both = stereo(np.array([1, 2, 3], dtype=np.int16), np.array([9], dtype=np.int16))
    assert both.tolist() == [[1, 9], [2, 0], [3, 0]]


async def test_both_sides_lie_on_one_clock(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    async with serving(FakeAgent()) as base, make_line(url=base) as caller:
        await wait.until_agent_finishes(caller)
        said = await caller.speak(tone(300))
        await wait.until_agent_finishes(caller, said)
        took_ms = v2v_ms(caller.playback, said)
    write_recording(path, caller)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 16000)
        both = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    loud = np.flatnonzero(np.abs(both[:, 0].astype(int)) > 2000)
    assert abs(loud[0] / 16 - said.start_ms) < 1
    end = round(said.speech_end_ms * 16)
    answer = end + np.flatnonzero(np.abs(both[end:, 1].astype(int)) > 104)[0]
    assert took_ms is not None
    assert abs((answer - end) / 16 - took_ms) < 1


def test_the_trace_holds_all_events_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    events = [Received(12.34, Ready(call_id="c1", t_ms=1.0))]
    write_trace(path, {"pipeline": "bank"}, [LineResult("hi", turn=1, v2v_ms=300.0)], events)
    trace = json.loads(path.read_text(encoding="utf-8"))
    assert trace["pipeline"] == "bank"
    assert trace["events"] == [
        {"at_ms": 12.3, "type": "ready", "call_id": "c1", "turn": 0, "t_ms": 1.0}
    ]
    assert trace["lines"][0]["v2v_ms"] == 300.0
