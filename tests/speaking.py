"""What a browser's fake microphone hears: a question that Piper has spoken."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voice_agent.audio.wav import write_wav
from voice_agent.core.resources import pipelines_folder
from voice_agent.phone.recording import read_audio

SAID = pipelines_folder() / "bank" / "demo" / "1-balance.wav"
RATE_HZ = 48000


def microphone(file: Path, *, after_s: float) -> Path:
    """Write silence, the question, and silence to a file; return the file."""
    silence = np.zeros(int(after_s * RATE_HZ), np.int16)
    write_wav(file, np.concatenate([silence, read_audio(SAID, RATE_HZ), silence]), RATE_HZ)
    return file
