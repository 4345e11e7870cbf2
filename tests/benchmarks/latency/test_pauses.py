from types import SimpleNamespace

import numpy as np
import pytest
from fakes import FixedTurns, LoudnessVad, ScriptedStt, TableSlm, playbook

from benchmarks.latency.pauses import find_pauses
from benchmarks.latency.recordings import Recording
from voice_agent.config.schema import ListenConfig
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock

WINDOW = LoudnessVad.window_samples


def engines() -> SimpleNamespace:
    return SimpleNamespace(
        config=SimpleNamespace(listen=ListenConfig()),
        playbook=playbook(),
        vad=LoudnessVad(),
        clock=Clock(),
        turns=EngineHandle("turns", FixedTurns(0.9)),
        stt=EngineHandle("stt", ScriptedStt([])),
        slm=EngineHandle("slm", TableSlm({})),
    )


def test_a_pause_lasts_until_the_window_in_which_the_caller_is_heard_again() -> None:
    tone = (9000 * np.sin(np.arange(25 * WINDOW) * 0.2)).astype(np.int16)
    breath = np.zeros(12 * WINDOW, np.int16)
    recording = Recording("a", np.concatenate((tone, breath, tone)))
    inner, end = find_pauses(recording, engines(), 32.0, 60.0)  # type: ignore[arg-type]
    assert inner.length_ms == pytest.approx(13 * 32, abs=10)
    assert end.length_ms is None
    assert end.late_ms == pytest.approx(0.0, abs=10)
    assert end.ready_ms == end.asked_ms + 60.0
