from __future__ import annotations

import numpy as np

from voice_agent.audio.pcm import from_pcm, rms_dbfs
from voice_agent.transport.sip.concealment import Concealment

TONE = (8000 * np.sin(2 * np.pi * np.arange(8000) / 80)).astype("<i2")
"""100 Hz."""


def _frames(*lost: int) -> np.ndarray:
    concealment, out = Concealment(), b""
    for at in range(20):
        pcm = TONE[160 * at : 160 * (at + 1)].tobytes()
        out += concealment.fill(320) if at in lost else concealment.join(pcm)
    return from_pcm(out)


def test_a_lost_frame_of_a_voice_is_hardly_heard() -> None:
    error = _frames(10).astype(float) - TONE[:3200]
    assert np.max(np.abs(error)) < 1500
    silent = TONE[1600:1760].astype(float)
    assert np.sum(error**2) < 0.05 * np.sum(silent**2)


def test_a_long_hole_fades_to_silence() -> None:
    heard = _frames(10, 11, 12, 13, 14)
    levels = [rms_dbfs(heard[160 * at : 160 * (at + 1)]) for at in range(10, 15)]
    assert levels[0] > levels[1] > levels[2] > levels[3]
    assert levels[3] < -90
    assert levels[4] < -90


def test_there_is_no_click_after_a_hole() -> None:
    for lost in ((10,), (10, 11, 12, 13)):
        steps = np.abs(np.diff(_frames(*lost).astype(int)))
        assert steps.max() < 2 * np.abs(np.diff(TONE.astype(int))).max()


def test_sound_without_holes_is_as_it_was() -> None:
    assert np.array_equal(_frames(), TONE[:3200])
    assert not from_pcm(Concealment().fill(320)).any()
