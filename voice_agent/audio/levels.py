"""Sound levels: where speech ends in a recording, what is audible. Pure functions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_agent.audio.pcm import FULL_SCALE, rms_dbfs

Samples = npt.NDArray[np.int16]

AUDIBLE_DBFS = -50.0
_WINDOW_MS = 10
_ALONE_MS = 250
_GAP_MS = 80
_ROOM_DB = 17.0
_ROOM_MS = 400
_FADING_MS = 100


def amplitude(dbfs: float) -> float:
    """Return the sample value of a level: 0 dBFS is 32768."""
    return float(FULL_SCALE * 10.0 ** (dbfs / 20.0))


def speech_bounds(samples: Samples, rate_hz: int) -> tuple[int, int]:
    """Find the first sample of speech and one past the last, from the levels of 10 ms windows.

    The threshold lies 8 dB above the recording's own noise floor (its quietest tenth) but
    at least 15 and at most 35 dB below its loud windows, so that neither line noise nor a
    recording cut without pauses shifts the end. An isolated click or breath, 0.25 s away
    from everything else and never within 20 dB of the loud windows, is not speech. Nor is a sound
    that lasts for more than 0.4 s after the last word without coming within 17 dB of them: that is
    the room, and speech ended 0.1 s after it was last that loud.

    Returns:
        ``(start, end)`` in samples; ``(0, 0)`` when nothing is audible.
    """
    window = rate_hz * _WINDOW_MS // 1000
    if samples.size < window:
        return (0, samples.size) if rms_dbfs(samples) > AUDIBLE_DBFS else (0, 0)
    start, _, end = _spoken(samples, window)
    return start * window, end * window


def last_sound(samples: Samples, rate_hz: int) -> tuple[int, int]:
    """Find the start and end of the last sound of speech, which no gap of 80 ms divides.

    Returns:
        ``(start, end)`` in samples, the end as in ``speech_bounds``.
    """
    window = rate_hz * _WINDOW_MS // 1000
    if samples.size < window:
        return speech_bounds(samples, rate_hz)
    _, start, end = _spoken(samples, window)
    return start * window, end * window


def _spoken(samples: Samples, window: int) -> tuple[int, int, int]:
    """Return windows: the first of speech, the first of its last sound, one past its last."""
    whole = samples.size // window
    blocks = samples[: whole * window].reshape(whole, window).astype(np.float64)
    rms = np.sqrt(np.mean(np.square(blocks), axis=1))
    levels = 20.0 * np.log10(np.maximum(rms, 1e-3) / FULL_SCALE)
    loud = float(np.percentile(levels, 95))
    if loud < AUDIBLE_DBFS:
        return 0, 0, 0
    floor = float(np.percentile(levels, 10)) + 8.0
    threshold = min(max(floor, loud - 35.0, AUDIBLE_DBFS - 5.0), loud - 15.0)
    above = np.flatnonzero(levels > threshold)
    runs = np.split(above, np.flatnonzero(np.diff(above) > _ALONE_MS // _WINDOW_MS) + 1)
    spoken = [run for run in runs if levels[run].max() > loud - 20.0]
    last = spoken[-1]
    sound = last[int(np.flatnonzero(np.diff(last, prepend=-whole) > _GAP_MS // _WINDOW_MS)[-1])]
    end = int(last[-1]) + 1
    strong = int(np.flatnonzero(levels > loud - _ROOM_DB)[-1]) + 1
    if end - strong > _ROOM_MS // _WINDOW_MS:
        end = strong + _FADING_MS // _WINDOW_MS
    return int(spoken[0][0]), int(sound), end


def audible(samples: Samples, threshold_dbfs: float = AUDIBLE_DBFS) -> npt.NDArray[np.intp]:
    """Return the indices of samples louder than ``threshold_dbfs``."""
    return np.flatnonzero(np.abs(samples.astype(np.int32)) > amplitude(threshold_dbfs))
