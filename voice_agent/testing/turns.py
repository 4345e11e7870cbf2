"""The contract of a turn detector, as a list of checks.

``voice_agent.testing.turns.check(engine)`` runs them; no test framework is needed.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from voice_agent.core.errors import AudioError
from voice_agent.testing.kit import (
    HUGE,
    Kit,
    Probe,
    Step,
    cancellable,
    expect,
    forgetful,
    from_several_threads,
    off_the_loop,
    only_if,
)
from voice_agent.testing.report import Report
from voice_agent.testing.sounds import Samples, noise, own, read_only, silence, vowel

_PAUSED = np.concatenate((vowel(1.0), silence(0.3)))
_LONG = np.concatenate((np.tile(vowel(5.0), 12), silence(0.3)))
_TURNS = (_PAUSED, np.concatenate((vowel(0.5), silence(0.2))), noise(1.0))


class TurnProbe(Probe):
    """A turn detector and the way to ask it."""

    def __init__(self, engine: Any, **options: Any) -> None:
        super().__init__("turns", engine, **options)

    async def completeness(self, audio: Samples, longer: int = 1) -> float:
        """Judge a pause; anything but a probability is a broken contract."""
        probability = await self.call("completeness", own(audio), longer=longer)
        expect(
            isinstance(probability, float) and 0.0 <= probability <= 1.0,
            f"completeness() returns {probability!r}; expected a float from 0 to 1",
        )
        result: float = probability
        return result


async def _answers(probe: TurnProbe) -> None:
    for audio in _TURNS:
        await probe.completeness(audio)


async def _any_length(probe: TurnProbe) -> None:
    await probe.completeness(silence(0.032))
    await probe.completeness(_LONG, HUGE)


async def _empty(probe: TurnProbe) -> None:
    with contextlib.suppress(AudioError):
        await probe.completeness(silence(0))


async def _input(probe: TurnProbe) -> None:
    await probe.completeness(read_only(_PAUSED))


async def _together(probe: TurnProbe) -> None:
    await from_several_threads(
        probe, lambda n: probe.completeness(_TURNS[n]), lambda a, b: abs(a - b) < 0.01
    )


async def _once(probe: TurnProbe) -> None:
    await probe.completeness(_PAUSED)


def _steps(probe: TurnProbe) -> list[Step[TurnProbe]]:
    return [
        ("gives a probability for a pause", _answers),
        ("takes turns from 32 ms to a minute", _any_length),
        ("judges no audio, or raises AudioError", _empty),
        ("leaves the audio unchanged", _input),
        ("serves several calls", _together),
        cancellable(_once),
        *only_if(probe.is_async("completeness"), off_the_loop(_once)),
        *only_if(probe.info.local, forgetful(_once)),
    ]


KIT = Kit(TurnProbe, _steps)


def check(engine: Any, **options: Any) -> Report:
    """Hold a turn detector to its contract.

    Args:
        engine: The engine.
        options: ``deadline_ms``: for one call. ``at_once``: calls at the same time.
    """
    return KIT.check(engine, **options)
