"""The contract of a voice activity detector, as a list of checks.

``voice_agent.testing.vad.check(engine)`` runs them; no test framework is needed.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from voice_agent.core.errors import AudioError
from voice_agent.testing.kit import Kit, Probe, Step, does_not_grow, expect, expect_no_coroutine
from voice_agent.testing.report import Report
from voice_agent.testing.sounds import RATE_HZ, Samples, noise, own, read_only, silence, vowel

MAX_SHARE = 0.25
"""Share of a window's length that judging it may take: it holds up the event loop."""

_SILENCE = silence(2.0)
_VOICE = np.concatenate((silence(0.5), vowel(1.0)))
_LOUD = (32767 * (noise(0.5) > 0)).astype(_VOICE.dtype)


class VadProbe(Probe):
    """A detector and the way to hear with it."""

    def __init__(self, engine: Any, **options: Any) -> None:
        super().__init__("vad", engine, **options)

    def hear(self, audio: Samples, session: Any = None) -> list[float]:
        """Judge ``audio`` window by window, in a new session if none is given."""
        session, size = session or self.engine.session(), self.engine.window_samples
        audio = own(audio)
        starts = range(0, audio.size - size + 1, size)
        return [session.speech_probability(audio[start : start + size]) for start in starts]


async def _window(probe: VadProbe) -> None:
    size = probe.engine.window_samples
    expect(
        isinstance(size, int) and 80 <= size <= RATE_HZ // 10,
        f"window_samples is {size!r}; expected 80 to 1600 samples at 16 kHz (5 to 100 ms)",
    )
    probability = probe.engine.session().speech_probability(silence(0.2)[:size])
    expect_no_coroutine(
        probability,
        "speech_probability() is a coroutine; it works on the event loop and must be plain",
    )
    expect(
        isinstance(probability, float),
        f"speech_probability() returns {type(probability).__name__}; expected float",
    )


async def _range(probe: VadProbe) -> None:
    for name, audio in (("noise", noise(1.0)), ("a voice", _VOICE), ("clipped noise", _LOUD)):
        worst = [p for p in probe.hear(audio) if not 0.0 <= p <= 1.0]
        expect(not worst, f"the probability for {name} is {worst[:1]}; expected 0 to 1")


async def _silent(probe: VadProbe) -> None:
    highest = max(probe.hear(_SILENCE))
    expect(highest < 0.5, f"silence is speech with probability {highest:.2f}")


async def _voice(probe: VadProbe) -> None:
    highest = max(probe.hear(_VOICE))
    expect(highest > 0.5, f"a sung vowel is speech with probability {highest:.2f} at most")


async def _apart(probe: VadProbe) -> None:
    alone, size = probe.hear(_VOICE), probe.engine.window_samples
    mine, other, mixed = probe.engine.session(), probe.engine.session(), []
    voice, quiet = own(_VOICE), own(_SILENCE)
    for start in range(0, voice.size - size + 1, size):
        mixed.append(mine.speech_probability(voice[start : start + size]))
        other.speech_probability(quiet[:size])
    expect(mixed == alone, "two sessions disturb each other: they share a state")


async def _reset(probe: VadProbe) -> None:
    session = probe.engine.session()
    first = probe.hear(_VOICE, session)
    session.reset()
    expect(probe.hear(_VOICE, session) == first, "after reset() the same audio gives other values")


async def _other_sizes(probe: VadProbe) -> None:
    size = probe.engine.window_samples
    for samples in (0, 1, size - 1, size + 1):
        try:
            probe.engine.session().speech_probability(silence(1.0)[:samples])
        except AudioError:
            continue
        expect(False, f"takes {samples} samples; expected AudioError, since windows are {size}")


async def _input(probe: VadProbe) -> None:
    audio = read_only(_VOICE)
    probe.hear(audio)


async def _quick(probe: VadProbe) -> None:
    probe.hear(_SILENCE)
    # The processor's time of this thread: others may be busy as well.
    began = time.thread_time()
    windows = len(probe.hear(_VOICE))
    ms = 1000 * (time.thread_time() - began) / windows
    most = MAX_SHARE * 1000 * probe.engine.window_samples / RATE_HZ
    expect(
        ms < most, f"a window takes {ms:.1f} ms on the event loop; expected less than {most:.1f}"
    )


async def _memory(probe: VadProbe) -> None:
    session = probe.engine.session()

    async def call() -> None:
        probe.hear(_VOICE, session)

    await does_not_grow(call)


def _steps(probe: VadProbe) -> list[Step[VadProbe]]:
    return [
        ("has windows of 5 to 100 ms and gives a float for each", _window),
        ("gives probabilities from 0 to 1", _range),
        ("hears no speech in silence", _silent),
        ("hears speech in a voice", _voice),
        ("keeps calls apart", _apart),
        ("forgets at reset()", _reset),
        ("refuses windows of another size", _other_sizes),
        ("leaves the audio unchanged", _input),
        ("is quick, since it works on the event loop", _quick),
        ("does not keep memory", _memory),
    ]


KIT = Kit(VadProbe, _steps)


def check(engine: Any, **options: Any) -> Report:
    """Hold a detector to its contract.

    Args:
        engine: The engine.
        options: ``deadline_ms``: for one call.
    """
    return KIT.check(engine, **options)
