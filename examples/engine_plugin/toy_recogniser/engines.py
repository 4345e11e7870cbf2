"""The same toy in the three forms of the contract: plain, asynchronous, streaming."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from toy_recogniser.voiced import voiced_seconds
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import AudioError, ConfigError
from voice_agent.core.turn import Transcript

_RATE_HZ = 16_000
_LEAST_S = 0.15
_NOTHING = Transcript("", 0.0)


class ToyRecogniser:
    """Work in a thread of the engine's own: an ordinary ``transcribe``.

    A pipeline file gives what the constructor takes by name; a ``context`` in the first place
    would get the playbook and the models.

    Args:
        answers: Text by the seconds that somebody spoke; the nearest is taken.
    """

    info = EngineInfo("toy", version="0.1.0", languages=("en",), licence="Apache-2.0")

    def __init__(self, *, answers: Mapping[float, str]) -> None:
        if not answers:
            raise ConfigError("args.answers: expected a text for at least one length")
        self._answers = dict(answers)

    def transcribe(
        self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        """Recognise one utterance."""
        if rate_hz != _RATE_HZ:
            raise AudioError(f"the toy takes {_RATE_HZ} Hz, got {rate_hz} Hz", stage="stt")
        return self.answer(audio)

    def answer(self, audio: NDArray[np.int16]) -> Transcript:
        """Return the text of the nearest length; nothing if nobody spoke."""
        seconds = voiced_seconds(audio, _RATE_HZ)
        if seconds < _LEAST_S:
            return _NOTHING
        nearest = min(self._answers, key=lambda length: abs(length - seconds))
        return Transcript(self._answers[nearest], 0.9, 1000 * audio.size / _RATE_HZ)


class AsyncToyRecogniser(ToyRecogniser):
    """Work on the event loop: the same method as a coroutine, as for a service on the network.

    Args:
        answers: See ``ToyRecogniser``.
        latency_ms: How far away the service pretends to be.
    """

    info = EngineInfo("toy-async", version="0.1.0", languages=("en",), licence="Apache-2.0")

    def __init__(self, *, answers: Mapping[float, str], latency_ms: float = 20.0) -> None:
        super().__init__(answers=answers)
        self._latency_ms = latency_ms

    async def transcribe(  # type: ignore[override]
        self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        """Recognise one utterance, without holding up the loop."""
        await asyncio.sleep(self._latency_ms / 1000)
        return await asyncio.to_thread(super().transcribe, audio, rate_hz)


class StreamingToyRecogniser:
    """Listen along: a session for each call gets the audio as it comes.

    Args:
        answers: See ``ToyRecogniser``.
    """

    info = EngineInfo(
        "toy-streaming", version="0.1.0", languages=("en",), streaming=True, licence="Apache-2.0"
    )

    def __init__(self, *, answers: Mapping[float, str]) -> None:
        self._toy = ToyRecogniser(answers=answers)

    def session(self, rate_hz: int, on_partial: Callable[[Transcript], None]) -> ToySession:
        """Make the session of one call."""
        if rate_hz != _RATE_HZ:
            raise AudioError(f"the toy takes {_RATE_HZ} Hz, got {rate_hz} Hz", stage="stt")
        return ToySession(self._toy, on_partial)


class ToySession:
    """One call of a streaming recogniser."""

    def __init__(self, toy: ToyRecogniser, on_partial: Callable[[Transcript], None]) -> None:
        self._toy = toy
        self._on_partial = on_partial
        self._pieces: list[NDArray[np.int16]] = []
        self._told_at = 0

    async def begin(self) -> None:
        """Begin a new utterance."""
        self._pieces, self._told_at = [], 0

    async def push(self, audio: NDArray[np.int16]) -> None:
        """Take the next samples; tell what was heard so far once a second."""
        self._pieces.append(audio)
        heard = sum(piece.size for piece in self._pieces)
        if heard - self._told_at >= _RATE_HZ:
            self._told_at = heard
            self._on_partial(await self.transcript())

    async def transcript(self, *, asked: str = "") -> Transcript:
        """Recognise everything that was pushed."""
        if not self._pieces:
            return _NOTHING
        return await asyncio.to_thread(self._toy.answer, np.concatenate(self._pieces))

    async def close(self) -> None:
        """Forget the call."""
        self._pieces = []
