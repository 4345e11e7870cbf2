"""Audio for contract kits: mono int16 at 16 kHz, the same every time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000

Samples = NDArray[np.int16]


def silence(seconds: float) -> Samples:
    """Return digital silence."""
    return np.zeros(round(RATE_HZ * seconds), np.int16)


def noise(seconds: float, level: float = 1500.0) -> Samples:
    """Return white noise; ``level`` is its standard deviation."""
    random = np.random.default_rng(3)
    return random.normal(0, level, round(RATE_HZ * seconds)).astype(np.int16)


def vowel(seconds: float) -> Samples:
    """Return a buzzing "ah": harmonics of 120 Hz under three formants, with a syllable rhythm."""
    return _vowel(seconds).copy()


@lru_cache(maxsize=16)
def _vowel(seconds: float) -> Samples:
    t = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    pitch = 120 * (1 + 0.03 * np.sin(2 * math.pi * 3 * t))
    phase = 2 * math.pi * np.cumsum(pitch) / RATE_HZ
    sound = np.zeros_like(t)
    for harmonic in range(1, 30):
        hz = 120 * harmonic
        gain = sum(math.exp(-(((hz - f) / 130) ** 2)) for f in (730, 1090, 2440)) + 0.01
        sound += gain * np.sin(harmonic * phase)
    sound *= 0.6 + 0.4 * np.sin(2 * math.pi * 4 * t)
    peak = np.abs(sound).max() if sound.size else 1.0
    return (12_000 * sound / peak).astype(np.int16)


def not_speech() -> Mapping[str, Samples]:
    """Return sounds in which nobody says anything, by name."""
    random = np.random.default_rng(3)
    t = np.arange(2 * RATE_HZ)
    clicks = np.where(random.random(t.size) < 0.0005, 15_000, 0).astype(np.int16)
    return {
        "nothing": silence(0),
        "silence": silence(2),
        "noise": noise(2),
        "faint noise": noise(2, 60),
        "a long hiss": noise(4, 184),
        "a hum": (2000 * np.sin(2 * math.pi * 60 * t / RATE_HZ)).astype(np.int16),
        "clicks": clicks,
    }


def own(samples: Samples) -> Samples:
    """Return what an engine may be given: a copy it can spoil, unless it may not be written to."""
    return samples.copy() if samples.flags.writeable else samples


def read_only(samples: Samples) -> Samples:
    """Return a copy that cannot be written to."""
    copy = samples.copy()
    copy.setflags(write=False)
    return copy
