"""The sound of a short utterance: length, level, pitch and brightness. Pure, a few milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.levels import Samples, speech_bounds
from voice_agent.audio.pcm import FULL_SCALE, SILENCE_DBFS

_FRAME_MS, _HOP_MS = 32, 16
_LOWEST_HZ, _HIGHEST_HZ = 70, 400
_VOICED = 0.55
_NEARLY = 0.9
_WITHIN_DB = 20.0
_BRIGHT_HZ = 1000.0
_LONGEST_S = 4


@dataclass(frozen=True, slots=True)
class Voicing:
    """What can be told of an utterance without its words.

    Attributes:
        length_ms: From its first to its last sound.
        level_dbfs: Its loud frames.
        voiced: Share of it that has a pitch, 0..1: a cough or a click has none.
        pitch_spread: How far the pitch moves, in octaves: that of a hum hardly does.
        brightness: Share of its energy above 1 kHz, 0..1: a hum has little.
        bursts: How often it rises after falling by 6 dB: syllables, or the beats of a laugh.
    """

    length_ms: float = 0.0
    level_dbfs: float = SILENCE_DBFS
    voiced: float = 0.0
    pitch_spread: float = 0.0
    brightness: float = 0.0
    bursts: int = 0


def voicing(samples: Samples, rate_hz: int) -> Voicing:
    """Measure an utterance, shape (n,), with silence around it; its first 4 s count."""
    begin, end = speech_bounds(samples, rate_hz)
    frame, hop = rate_hz * _FRAME_MS // 1000, rate_hz * _HOP_MS // 1000
    length_ms = 1000 * (end - begin) / rate_hz
    sound = samples[begin : min(end, begin + _LONGEST_S * rate_hz)].astype(np.float64)
    if sound.size < frame:
        return Voicing(length_ms)
    frames = np.lib.stride_tricks.sliding_window_view(sound, frame)[::hop]
    power = np.mean(np.square(frames), axis=1)
    levels = 10.0 * np.log10(np.maximum(power, 1e-6) / FULL_SCALE**2)
    loud = levels > levels.max() - _WITHIN_DB
    spectra = np.square(np.abs(np.fft.rfft(frames[loud] * np.hanning(frame), 2 * frame)))
    pitch, strength = _pitch(spectra, rate_hz)
    has_pitch = strength >= _VOICED
    spread = float(np.std(np.log2(pitch[has_pitch]))) if has_pitch.sum() > 1 else 0.0
    hz = np.fft.rfftfreq(2 * frame, 1.0 / rate_hz)
    total = spectra.sum()
    return Voicing(
        length_ms=length_ms,
        level_dbfs=float(np.percentile(levels, 90)),
        voiced=float(has_pitch.mean()),
        pitch_spread=spread,
        brightness=float(spectra[:, hz >= _BRIGHT_HZ].sum() / total) if total > 0 else 0.0,
        bursts=_bursts(levels),
    )


def _pitch(
    spectra: NDArray[np.float64], rate_hz: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the pitch of each frame in Hz and how clear it is, 0..1, by autocorrelation."""
    size = spectra.shape[1] - 1
    correlation = np.fft.irfft(spectra)[:, :size]
    # A Hann window's own autocorrelation falls with the lag; without it a low pitch looks weak.
    taper = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(size), 2 * size))))[:size]
    first, last = rate_hz // _HIGHEST_HZ, min(rate_hz // _LOWEST_HZ, size - 1)
    ratio = correlation[:, first:last] / np.maximum(correlation[:, :1], 1e-9)
    ratio = ratio / (taper[first:last] / taper[0])
    # Twice the period fits as well: the first lag that is nearly as good is near the period.
    near = (ratio >= _NEARLY * ratio.max(axis=1, keepdims=True)).argmax(axis=1)
    lags = np.arange(ratio.shape[1])
    within = (lags >= near[:, None]) & (lags <= near[:, None] * 1.1 + first * 0.1 + 1)
    best = np.where(within, ratio, -1.0).argmax(axis=1)
    return rate_hz / (first + best), np.clip(ratio.max(axis=1), 0.0, 1.0)


def _bursts(levels: NDArray[np.float64]) -> int:
    count, top, bottom, rising = 0, -np.inf, np.inf, True
    floor = float(levels.max()) - _WITHIN_DB
    for level in np.maximum(levels, floor):
        if rising:
            top = max(top, level)
            if level < top - 6.0:
                count, rising, bottom = count + 1, False, level
        else:
            bottom = min(bottom, level)
            if level > bottom + 6.0:
                rising, top = True, level
    return count + int(rising)
