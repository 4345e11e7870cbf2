from __future__ import annotations

import struct

import numpy as np
import pytest

from voice_agent.audio.pcm import SILENCE_DBFS, from_pcm, rms_dbfs
from voice_agent.core.errors import AudioError


def test_odd_bytes_are_refused() -> None:
    with pytest.raises(AudioError, match=r"3 bytes"):
        from_pcm(b"abc")


def test_samples_are_little_endian() -> None:
    assert from_pcm(struct.pack("<2h", 1, -2)).tolist() == [1, -2]


def test_loudness() -> None:
    assert rms_dbfs(np.zeros(100, np.int16)) == SILENCE_DBFS
    assert rms_dbfs(np.zeros(0, np.int16)) == SILENCE_DBFS
    assert rms_dbfs(np.full(100, -32768, np.int16)) == pytest.approx(0.0, abs=1e-4)
    assert rms_dbfs((32767 * np.sin(np.arange(8000))).astype(np.int16)) == pytest.approx(
        -3.01, abs=0.01
    )
