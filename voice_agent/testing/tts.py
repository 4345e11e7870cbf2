"""The contract of a voice, as a list of checks, for all three forms of engines.

``voice_agent.testing.tts.check(engine)`` runs them; no test framework is needed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

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
from voice_agent.testing.sounds import Samples
from voice_agent.tts.engine import is_streaming

SENTENCE = "Your balance is two hundred dollars."
NOTHING = ("", "   ", "...", "?!", "👍🎉", "—", "\n\x00\t", "()", "[[", "]]")
ODD = (
    "[[x]] is fine",
    "Hello 👍 there",
    "100% <b>sure</b> & \\n done",
    "naïve café",
    "Größe, 大小",
    "A" * 120,
)

_SENTENCES = ("Yes.", "Your card will arrive in five to seven working days.", "Okay then.")
_LONG_TEXT = " ".join([SENTENCE] * 12)
_AUDIBLE = 300
_LEAD_S = 0.25


class TtsProbe(Probe):
    """A voice and the way to hear it, whichever form it has."""

    def __init__(self, engine: Any, **options: Any) -> None:
        super().__init__("tts", engine, **options)
        self.streaming = is_streaming(engine)

    async def speak(self, text: str, longer: int = 1) -> Samples:
        """Speak a text; anything but mono samples is a broken contract."""
        if self.streaming:
            pieces = await self.executor.wait(
                lambda: self._stream(text), deadline_ms=self.deadline_ms * longer
            )
            return np.concatenate(pieces) if pieces else np.empty(0, np.int16)
        return checked(await self.call("synthesise", text, longer=longer))

    async def _stream(self, text: str) -> list[Samples]:
        return [checked(piece) async for piece in self.engine.stream(text)]


def checked(audio: Any) -> Samples:
    """Return audio if it is mono samples.

    Raises:
        BrokenContractError: It is something else; says what.
    """
    kind = f"{audio.dtype} {audio.shape}" if isinstance(audio, np.ndarray) else type(audio).__name__
    expect(
        isinstance(audio, np.ndarray) and audio.dtype == np.int16 and audio.ndim == 1,
        f"gives {kind}; expected int16 samples of shape (n,)",
    )
    samples: Samples = audio
    return samples


async def _sentence(probe: TtsProbe) -> None:
    rate = probe.engine.sample_rate_hz
    expect(
        isinstance(rate, int) and 8000 <= rate <= 48_000,
        f"sample_rate_hz is {rate!r}; expected a whole number from 8000 to 48000",
    )
    audio = await probe.speak(SENTENCE)
    seconds = audio.size / rate
    expect(0.2 < seconds < 10, f"speaks {SENTENCE!r} for {seconds:.2f} s; expected 0.2 to 10 s")
    loudest = int(np.abs(audio.astype(int)).max())
    expect(loudest > 1000, f"the loudest sample is {loudest}; expected more than 1000 of 32767")


async def _lead(probe: TtsProbe) -> None:
    audible = np.flatnonzero(np.abs((await probe.speak(SENTENCE)).astype(int)) > _AUDIBLE)
    lead_s = audible[0] / probe.engine.sample_rate_hz if audible.size else float("inf")
    expect(lead_s < _LEAD_S, f"begins with {1000 * lead_s:.0f} ms of silence: callers wait for it")


async def _nothing(probe: TtsProbe) -> None:
    for text in NOTHING:
        audio = await probe.speak(text)
        expect(not audio.size, f"makes {audio.size} samples of {text!r}; expected none")


async def _odd(probe: TtsProbe) -> None:
    for text in ODD:
        await probe.speak(text)


async def _long(probe: TtsProbe) -> None:
    short, long = await probe.speak(SENTENCE), await probe.speak(_LONG_TEXT, HUGE)
    expect(long.size > 6 * short.size, "cuts a text of 12 sentences short")


async def _together(probe: TtsProbe) -> None:
    def alike(alone: Samples, together: Samples) -> bool:
        return 0.5 * alone.size <= together.size <= 2 * alone.size + 1

    await from_several_threads(probe, lambda n: probe.speak(_SENTENCES[n]), alike)


async def _left_early(probe: TtsProbe) -> None:
    stream = probe.engine.stream(SENTENCE)
    expect(
        hasattr(stream, "aclose"),
        "stream() cannot be closed: callers interrupt; make it an asynchronous generator",
    )
    await anext(stream)
    await stream.aclose()
    await probe.speak(SENTENCE)


async def _once(probe: TtsProbe) -> None:
    await probe.speak(SENTENCE)


async def _short(probe: TtsProbe) -> None:
    await probe.speak(_SENTENCES[0])


def _steps(probe: TtsProbe) -> list[Step[TtsProbe]]:
    on_loop = probe.streaming or probe.is_async("synthesise")
    return [
        ("has a sample rate and speaks a sentence", _sentence),
        ("begins to speak at once", _lead),
        ("makes no audio of text without words", _nothing),
        ("speaks odd text, or leaves it out", _odd),
        ("speaks long text to its end", _long),
        ("serves several calls", _together),
        cancellable(_once),
        *only_if(probe.streaming, ("can be interrupted", _left_early)),
        *only_if(on_loop, off_the_loop(_once)),
        *only_if(probe.info.local, forgetful(_short)),
    ]


KIT = Kit(TtsProbe, _steps)


def check(engine: Any, **options: Any) -> Report:
    """Hold a voice to its contract.

    Args:
        engine: The engine.
        options: ``deadline_ms``: for one call. ``at_once``: calls at the same time.
    """
    return KIT.check(engine, **options)
