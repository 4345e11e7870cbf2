"""The files of a call: a stereo WAV, caller left and agent right, and a JSON trace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_agent.audio.levels import Samples
from voice_agent.audio.resample import resample
from voice_agent.audio.wav import read_wav, write_wav
from voice_agent.core.errors import AudioError
from voice_agent.phone.line import Line
from voice_agent.phone.values import Received


def stereo(caller: Samples, agent: Samples) -> npt.NDArray[np.int16]:
    """Join both sides on one clock, (n, 2) int16; silence follows the shorter one."""
    out = np.zeros((max(caller.size, agent.size), 2), dtype=np.int16)
    out[: caller.size, 0] = caller
    out[: agent.size, 1] = agent
    return out


def write_recording(path: Path, caller: Line) -> None:
    """Write the call as the caller's phone heard it: sample ``n`` of both sides at once."""
    write_wav(path, stereo(caller.microphone.sent, caller.playback.heard()), caller.rate_hz)


def write_trace(
    path: Path, head: dict[str, Any], lines: Sequence[Any], events: Sequence[Received]
) -> None:
    """Write a call as JSON: ``head``'s keys, the script's ``lines`` and all ``events``.

    Times ending in ``at_ms`` or ``start_ms``/``end_ms`` are on the caller's clock; an
    event's own ``t_ms`` is on the server's.
    """
    trace = {**head, "lines": [asdict(line) for line in lines], "events": [
        {"at_ms": round(received.at_ms, 1), **received.event.model_dump(mode="json")}
        for received in events
    ]}  # fmt: skip
    text = json.dumps(trace, indent=1, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def read_audio(path: Path, rate_hz: int) -> Samples:
    """Read a WAV file (or FLAC and others through soundfile) as (n,) int16 at ``rate_hz``.

    Raises:
        AudioError: Missing, not audio, or without a single sample.
    """
    if path.suffix.lower() in (".wav", ".wave") or not path.is_file():
        samples, from_hz = read_wav(path)
    else:
        import soundfile  # type: ignore[import-untyped,unused-ignore]

        try:
            channels, from_hz = soundfile.read(str(path), dtype="int16", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise AudioError(f"{path}: not audio that can be read ({error})") from None
        samples = channels.mean(axis=1).astype(np.int16)
    if samples.size == 0:
        raise AudioError(f"{path}: holds no audio")
    return resample(samples, from_hz, rate_hz)
