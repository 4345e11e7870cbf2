"""Calls are recorded as they are heard, and deleted after their time."""

from __future__ import annotations

import asyncio
import os
import wave
from pathlib import Path

import numpy as np
import pytest

from voice_agent.calls.hub import Hub, Sound
from voice_agent.calls.recorder import Recorder, open_recorder
from voice_agent.config.recording import RecordingConfig
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ConfigError


@pytest.mark.virtual_time
async def test_both_sides_of_one_call_are_kept(tmp_path: Path) -> None:
    hub, recorder = Hub(), Recorder(tmp_path / "kept", None, 30)
    assert not hub.heard
    task = asyncio.create_task(recorder.record(hub, "c1"))
    await asyncio.sleep(0.1)
    pcm = np.full(1600, 1000, np.int16).tobytes()
    for _ in range(30):
        await asyncio.sleep(0.1)
        hub.sound(Sound("c1", "caller", pcm, 16000, monotonic()))
        hub.sound(Sound("c2", "caller", pcm, 16000, monotonic()))
    hub.sound(Sound("c1", "agent", pcm, 16000, monotonic()))
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.wait({task})
    recorder.close()
    assert not hub.heard
    with wave.open(str(tmp_path / "kept" / "c1.wav"), "rb") as read:
        both = np.frombuffer(read.readframes(10**6), "<i2").reshape(-1, 2)
    assert np.count_nonzero(both[:, 0]) == 30 * 1600
    assert np.count_nonzero(both[:, 1]) == 1600
    assert len(both) / 16000 == pytest.approx(3.3, abs=0.05)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["c1.wav"]


def test_what_is_old_enough_is_deleted(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, None, 30, now=lambda: 100 * 86_400)
    for name, day in (("old.wav", 60), ("old.varec", 60), ("new.wav", 80), ("notes.txt", 1)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (day * 86_400, day * 86_400))
    assert recorder.purge() == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.wav", "notes.txt"]


def test_nothing_is_recorded_in_clear_for_want_of_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICE_AGENT_RECORDING_KEY", raising=False)
    with pytest.raises(ConfigError, match=r"recording\.key"):
        open_recorder(RecordingConfig(), tmp_path)
    assert open_recorder(RecordingConfig(encrypt=False), tmp_path).folder == tmp_path / "recordings"
