"""Sounds for a caller who waits, made here: nobody has rights in them. Pure."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

_BEAT_S = 0.4
_CHORDS = ((261.63, 329.63, 392.0), (220.0, 261.63, 329.63), (174.61, 220.0, 261.63),
           (196.0, 246.94, 293.66))  # fmt: skip
"""C major, A minor, F major and G major: each is played up and down, one note a beat."""
_ORDER = (0, 1, 2, 1, 0, 1, 2, 1)
_LEVEL = 2200.0
"""About -26 dBFS: well below speech."""
_TONE_EVERY_S = 4.0
_RING_S, _RING_EVERY_S = 2.0, 6.0


@cache
def hold_music(rate_hz: int) -> NDArray[np.int16]:
    """Return 12.8 s of slow broken chords that can be repeated without a seam."""
    beat = int(_BEAT_S * rate_hz)
    notes = [chord[place] for chord in _CHORDS for place in _ORDER]
    sound = np.zeros(beat * len(notes))
    for number, pitch in enumerate(notes):
        note = _note(pitch, rate_hz, 2 * beat)
        # A note rings on into the next beat; the last one into the first.
        places = (np.arange(note.size) + number * beat) % sound.size
        sound[places] += note
    level = _LEVEL / float(np.abs(sound).max())
    return (level * sound).astype(np.int16)


@cache
def hold_tone(rate_hz: int) -> NDArray[np.int16]:
    """Return a soft tone of 0.3 s and the silence up to the next one."""
    sound = np.zeros(int(_TONE_EVERY_S * rate_hz))
    note = _note(440.0, rate_hz, int(0.3 * rate_hz))
    sound[: note.size] = note
    return (_LEVEL * sound).astype(np.int16)


@cache
def ringback(rate_hz: int) -> NDArray[np.int16]:
    """Return one ring as North American exchanges play it (440 and 480 Hz), and its pause."""
    at = np.arange(int(_RING_S * rate_hz)) / rate_hz
    sound = np.zeros(int(_RING_EVERY_S * rate_hz))
    ring = (np.sin(2 * np.pi * 440 * at) + np.sin(2 * np.pi * 480 * at)) / 2
    edge = int(0.01 * rate_hz)
    ring[:edge] *= np.linspace(0, 1, edge)
    ring[-edge:] *= np.linspace(1, 0, edge)
    sound[: ring.size] = ring
    return (_LEVEL * sound).astype(np.int16)


def _note(pitch_hz: float, rate_hz: int, samples: int) -> NDArray[np.float64]:
    """Return a plucked note with two overtones, which begins and ends in silence."""
    at = np.arange(samples) / rate_hz
    tone = sum(np.sin(2 * np.pi * n * pitch_hz * at) / n**2 for n in (1, 2, 3))
    attack = np.minimum(1.0, at / 0.02)
    length = samples / rate_hz
    return np.asarray(
        tone * attack * np.exp(-3 * at / length) * np.minimum(1, (length - at) / 0.05)
    )
