"""Speak faster or slower at the same pitch. Pure."""

from __future__ import annotations

import numpy as np

from voice_agent.training.ears.aligning import Sound

_WINDOW, _HOP, _SEARCH = 480, 240, 160


def stretched(sound: Sound, times: float) -> Sound:
    """Return a sound at 16 kHz ``times`` as long, by overlap-add of windows that fit (WSOLA).

    Verhelst and Roelands 1993.
    """
    size = int(sound.size * times)
    if sound.size < 4 * _WINDOW:
        return sound
    window = np.hanning(_WINDOW)
    made, weight = np.zeros(size + _WINDOW), np.zeros(size + _WINDOW)
    at = 0
    for place in range(0, size - _WINDOW, _HOP):
        natural = at + _HOP
        at = min(int(place / times), sound.size - _WINDOW)
        if place and natural + _WINDOW <= sound.size:
            first = max(0, at - _SEARCH)
            last = min(at + _SEARCH, sound.size - _WINDOW)
            fits = np.correlate(sound[first : last + _WINDOW], sound[natural : natural + _WINDOW])
            at = first + int(np.argmax(fits))
        made[place : place + _WINDOW] += window * sound[at : at + _WINDOW]
        weight[place : place + _WINDOW] += window
    return made[:size] / np.maximum(weight[:size], 0.1)
