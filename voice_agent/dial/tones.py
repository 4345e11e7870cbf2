"""The tones of a telephone line: special information, beep, fax, busy, ringing. Pure.

One window of 40 ms every 20 ms. A window is a tone if one or two frequencies have almost all of
its energy; Goertzel's filter says how much a frequency has. What the tone means follows from its
frequencies, and from how long it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

HZ = 8000
STEP = 160
_WINDOW = 320
_QUIET = 120.0
"""Level, root mean square, below which a window is silence."""
_PURE = 0.80
"""Share of the energy that a tone has."""
_SAME_HZ = 30.0
_BEATING_HZ = 80.0
_STEADY = 1.35
_ALONE_MS = 200.0
_BLINK_MS = 60.0
"""Shorter runs are where one tone becomes the next."""
_SPECIAL = ((913.8, 985.2), (1370.6, 1428.5), (1776.7, 1776.7))
_BUSY = ((480.0, 620.0), (425.0,))
_RINGING = ((425.0,), (400.0, 450.0))
_AMERICAN_RINGING = (460.0,)
"""440 and 480 Hz: too near each other for a window, which sees one that beats."""
_NEAR_HZ = 12.0

ToneName = Literal["special", "beep", "fax", "busy", "ringing"]


@dataclass(frozen=True, slots=True)
class Tone:
    """A tone that has been understood.

    Attributes:
        name: The kind.
        at_ms: When it began.
        ms: How long it lasted.
    """

    name: ToneName
    at_ms: float
    ms: float


@dataclass(slots=True)
class _Run:
    """Windows in a row with the same frequencies."""

    hz: tuple[float, ...]
    at_ms: float
    ms: float = 0.0
    levels: list[float] = field(default_factory=list)
    told: bool = False

    @property
    def steady(self) -> bool:
        """True if its level stays the same, which no voice's does."""
        inside = self.levels[1:-2] or self.levels
        return max(inside) <= _STEADY * min(inside)


class Tones:
    """Follows the sound of one call, at 8 kHz.

    Attributes:
        sounding: Whether the last window was a tone.
    """

    def __init__(self) -> None:
        self.sounding = False
        self._rest: NDArray[np.float64] = np.zeros(0)
        self._ms = 0.0
        self._run: _Run | None = None
        self._special = 0
        self._special_at = 0.0
        self._fax = False
        self._maybe: Tone | None = None
        self._none_ms = 0.0

    def push(self, samples: NDArray[np.int16]) -> list[Tone]:
        """Take samples; return the tones that are understood now."""
        self._rest = np.concatenate((self._rest, samples.astype(np.float64)))
        found: list[Tone] = []
        while self._rest.size >= _WINDOW:
            window = self._rest[:_WINDOW]
            found += self._step(frequencies(window), float(np.sqrt(np.mean(window**2))))
            self._rest = self._rest[STEP:]
            self._ms += 1000 * STEP / HZ
        return found

    def _step(self, hz: tuple[float, ...], level: float) -> list[Tone]:
        self.sounding = bool(hz)
        run, found = self._run, []
        if run is not None and _same(run.hz, hz):
            run.ms += 1000 * STEP / HZ
            run.levels.append(level)
            # A fax goes on and on: it is understood before it ends.
            answers = _is(run.hz, (2100.0,)) and run.ms >= 800
            calls = _is(run.hz, (1100.0,)) and run.ms >= 420
            if (answers or calls) and run.steady and not self._fax:
                self._fax = run.told = True
                found.append(Tone("fax", run.at_ms, run.ms))
            return found
        if run is not None:
            found += self._ended(run)
        self._run = _Run(hz, self._ms, 1000 * STEP / HZ, [level]) if hz else None
        self._none_ms = 0.0 if hz else self._none_ms + 1000 * STEP / HZ
        if self._maybe is not None and self._none_ms >= _ALONE_MS:
            found.append(self._maybe)
            self._maybe, self._special = None, 0
        return found

    def _ended(self, run: _Run) -> list[Tone]:
        if _is(run.hz, _AMERICAN_RINGING) and 750 <= run.ms <= 2500:
            return [Tone("ringing", run.at_ms, run.ms)]
        if run.ms < _BLINK_MS or not run.steady or run.told:
            return []
        part = self._part_of_special(run)
        if part is not None:
            # A beep of that pitch is alone.
            self._maybe = Tone("beep", run.at_ms, run.ms) if part != self._special else None
            if part == 0:
                self._special, self._special_at = 1, run.at_ms
                self._maybe = Tone("beep", run.at_ms, run.ms)
            elif part == self._special:
                self._special += 1
                if part == len(_SPECIAL) - 1:
                    self._special = 0
                    return [Tone("special", self._special_at, self._ms - self._special_at)]
            return []
        self._special = 0
        for name, pairs, least, most in (
            ("busy", _BUSY, 150, 700),
            ("ringing", _RINGING, 750, 2500),
        ):
            if least <= run.ms <= most and any(_is(run.hz, pair, _NEAR_HZ) for pair in pairs):
                return [Tone(name, run.at_ms, run.ms)]  # type: ignore[arg-type]
        if part is None and len(run.hz) == 1 and 180 <= run.ms <= 2000 and 330 < run.hz[0] < 2300:
            return [Tone("beep", run.at_ms, run.ms)]
        return []

    def _part_of_special(self, run: _Run) -> int | None:
        if len(run.hz) != 1 or not 200 <= run.ms <= 460:
            return None
        for at, known in enumerate(_SPECIAL):
            if any(abs(run.hz[0] - one) < _SAME_HZ for one in known):
                return at
        return None


def frequencies(window: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the one or two frequencies that make up a window; empty if it is no tone."""
    energy = float(np.mean(window**2))
    if energy < _QUIET**2:
        return ()
    shaped = window * np.hanning(window.size)
    spectrum = np.abs(np.fft.rfft(shaped)) ** 2
    whole = float(spectrum.sum())
    first = int(np.argmax(spectrum))
    share = float(spectrum[max(0, first - 2) : first + 3].sum()) / whole
    if share >= _PURE:
        return (_exact(shaped, first),)
    rest = spectrum.copy()
    rest[max(0, first - 2) : first + 3] = 0
    second = int(np.argmax(rest))
    both = share + float(rest[max(0, second - 2) : second + 3].sum()) / whole
    if both >= _PURE + 0.1 and spectrum[second] > spectrum[first] / 20:
        low, high = (_exact(shaped, one) for one in sorted((first, second)))
        return (low, high) if high - low > _BEATING_HZ else ((low + high) / 2,)
    return ()


def goertzel(window: NDArray[np.float64], hz: float) -> float:
    """Return the energy of one frequency in a window."""
    return float(np.abs(window @ _turning(window.size, round(hz, 1))) ** 2)


@cache
def _turning(size: int, hz: float) -> NDArray[np.complex128]:
    made: NDArray[np.complex128] = np.exp(-2j * np.pi * hz * np.arange(size) / HZ)
    made.setflags(write=False)
    return made


def _exact(window: NDArray[np.float64], place: int) -> float:
    """Return the frequency near a place of the spectrum that has the most energy."""
    middle = place * HZ / window.size
    near = [middle + step for step in range(-12, 13, 4)]
    return max(near, key=lambda hz: goertzel(window, hz))


def _same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and bool(one) and _is(one, other)


def _is(hz: tuple[float, ...], known: tuple[float, ...], near_hz: float = _SAME_HZ) -> bool:
    return len(hz) == len(known) and all(
        abs(one - other) < near_hz for one, other in zip(hz, known, strict=True)
    )
