"""What the caller hears while a person is looked for, and of a person who has the call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.hold import hold_music, hold_tone, ringback
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.call import Call
from voice_agent.config.handoff import Hold
from voice_agent.pipeline.frames import BesideFrame

PIECE_S = 0.1
"""Music is sent in pieces so short that it stops when the caller speaks."""
AFTER_S = 0.6
"""Silence before it begins, or goes on after somebody has spoken."""

_SOUNDS = {"music": hold_music, "tone": hold_tone, "ring": ringback}

Push = Callable[[BesideFrame], Awaitable[None]]


async def hold(call: Call, kind: Hold, push: Push) -> None:
    """Play a sound whenever nobody speaks, until cancelled."""
    if call.info is None or kind == "silence":
        return
    rate_hz = call.info.rate_hz
    sound = _SOUNDS[kind](rate_hz)
    size = int(PIECE_S * rate_hz)
    at, quiet_s = 0, 0.0
    while True:
        quiet_s = quiet_s + PIECE_S if call.quiet and not call.bridge.open else 0.0
        if quiet_s > AFTER_S:
            piece = np.take(sound, range(at, at + size), mode="wrap")
            at = (at + size) % sound.size
            await push(_frame(piece, rate_hz))
        await asyncio.sleep(PIECE_S)


async def carry(call: Call, push: Push) -> None:
    """Send on to the caller what the person says, until cancelled."""
    rate_hz = call.info.rate_hz if call.info is not None else LISTEN_HZ
    resampler = StreamResampler(LISTEN_HZ, rate_hz)
    while True:
        pcm = resampler.push(await call.bridge.for_caller())
        if pcm:
            await push(BesideFrame(pcm, rate_hz, 1))


def _frame(samples: NDArray[np.int16], rate_hz: int) -> BesideFrame:
    return BesideFrame(samples.tobytes(), rate_hz, 1)
