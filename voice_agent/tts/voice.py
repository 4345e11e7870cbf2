"""The voices of a stage as its calls use them, whatever form their engines have."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import from_pcm
from voice_agent.audio.resample import StreamResampler, resample
from voice_agent.core.chain import EngineHandle, Link, close_stream
from voice_agent.core.engines import call_engine
from voice_agent.core.errors import StageError
from voice_agent.core.jobs import Job, Kind
from voice_agent.tts.cache import SpokenCache
from voice_agent.tts.engine import is_streaming


class Voice:
    """Speak clauses, from memory where possible. Shared by all calls.

    Only the first engine's audio is remembered, so that callers hear one voice when it answers
    again after a fallback.

    Args:
        handle: The stage's engines.
        cache: What was said before.
    """

    def __init__(self, handle: EngineHandle, cache: SpokenCache | None = None) -> None:
        self.handle = handle
        self._cache = cache or SpokenCache()
        # The event loop converts a sentence once for each rate of a line.
        self._converted = SpokenCache()

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the first engine's audio."""
        rate: int = self.handle.engine.sample_rate_hz
        return rate

    def remembered(self, text: str) -> NDArray[np.int16] | None:
        """Return the audio of ``text`` at ``sample_rate_hz`` when it is there already."""
        return self._cache.get(text)

    async def speak(
        self,
        text: str,
        *,
        rate_hz: int,
        deadline_ms: float,
        next_ms: float | None = None,
        guess: bool = False,
        job: Job | None = None,
    ) -> AsyncGenerator[NDArray[np.int16]]:
        """Speak a clause: mono samples, shape (n,), in one piece or in several.

        Args:
            text: The clause. One without anything to say gives no piece.
            rate_hz: Rate of the audio that is wanted.
            deadline_ms: When the first piece must be there, for all engines together.
            next_ms: Longest wait for each further piece.
            guess: Whether it may never be heard; see ``EngineHandle.run``.
            job: See ``call_engine``.

        Raises:
            OverloadError: The queue of the last engine is full.
            DeadlineError: The last engine was late.
            StageError: The engine failed; after the first piece no other is asked.
        """
        audio = self._cache.get(text)
        if audio is not None:
            if audio.size:
                yield self._at_line(text, audio, rate_hz)
            return
        stream = self.handle.stream(
            lambda link: self._at_rate(link, text, rate_hz, job),
            deadline_ms=deadline_ms,
            next_ms=next_ms,
            guess=guess,
        )
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                if piece.size:
                    yield piece

    def _at_line(self, text: str, audio: NDArray[np.int16], rate_hz: int) -> NDArray[np.int16]:
        """Return remembered audio at the line's rate."""
        if rate_hz == self.sample_rate_hz:
            return audio
        key = f"{rate_hz} {text}"
        converted = self._converted.get(key)
        if converted is None:
            converted = resample(audio, self.sample_rate_hz, rate_hz)
            self._converted.put(key, converted)
        return converted

    async def make_ready(self, text: str, *, deadline_ms: float, job: Job | None = None) -> None:
        """Make a clause that may be said next, if nobody else needs the voice.

        Raises:
            VoiceAgentError: The voice failed.
        """
        if self._cache.get(text) is None and self.handle.may_speculate and not self.handle.busy:
            pieces = self.speak(
                text,
                rate_hz=self.sample_rate_hz,
                deadline_ms=deadline_ms,
                guess=True,
                job=job or Job(Kind.GUESS),
            )
            async for _ in pieces:
                pass  # It is remembered.

    async def prepare(self, texts: Iterable[str], *, deadline_ms: float) -> int:
        """Have sentences ready that are the same in every call, such as a playbook's fixed ones.

        Args:
            texts: The sentences.
            deadline_ms: For each of them.

        Returns:
            How many of them had to be made.

        Raises:
            VoiceAgentError: The first engine failed.
        """
        missing = await self.recall(texts)
        for text in missing:
            audio = await self._whole(text, deadline_ms)
            await asyncio.to_thread(self._cache.put_prepared, text, audio)
        if missing:
            await asyncio.to_thread(self._cache.trim)
        return len(missing)

    async def recall(self, texts: Iterable[str]) -> list[str]:
        """Have ready what is kept on disk; return the sentences that have to be made."""
        return await asyncio.to_thread(self._cache.recall, list(texts))

    async def _whole(self, text: str, deadline_ms: float) -> NDArray[np.int16]:
        link = self.handle.first

        async def pieces() -> list[NDArray[np.int16]]:
            return [piece async for piece in self._pieces(link, text, Job(Kind.PREPARATION))]

        return _joined(await link.executor.wait(pieces, deadline_ms=deadline_ms))

    async def _at_rate(
        self, link: Link, text: str, rate_hz: int, job: Job | None
    ) -> AsyncGenerator[NDArray[np.int16]]:
        made_hz = link.engine.sample_rate_hz
        async with aclosing(self._pieces(link, text, job)) as pieces:
            if not is_streaming(link.engine):
                async for piece in pieces:
                    yield resample(piece, made_hz, rate_hz)
                return
            converter = StreamResampler(made_hz, rate_hz)
            async for piece in pieces:
                yield from_pcm(converter.push(piece.tobytes()))
            yield from_pcm(converter.flush())

    async def _pieces(
        self, link: Link, text: str, job: Job | None
    ) -> AsyncGenerator[NDArray[np.int16]]:
        """Have ``link`` speak at its own rate, and remember what the first engine said."""
        engine, first = link.engine, link is self.handle.first

        def remember(audio: NDArray[np.int16]) -> None:
            # In the engine's thread, so that work which nobody waits for is not lost.
            if first:
                self._cache.put(text, _checked(audio))

        if not is_streaming(engine):
            yield _checked(
                await call_engine(
                    link.executor,
                    engine.synthesise,
                    text,
                    deadline_ms=None,
                    on_result=remember,
                    job=job,
                )
            )
            return
        stream, said = engine.stream(text), []
        try:
            async for piece in stream:
                said.append(_checked(piece))
                yield piece
        finally:
            await close_stream(stream)
        remember(_joined(said))


def _joined(pieces: list[NDArray[np.int16]]) -> NDArray[np.int16]:
    return np.concatenate(pieces) if pieces else np.empty(0, np.int16)


def _checked(audio: Any) -> NDArray[np.int16]:
    if isinstance(audio, np.ndarray) and audio.dtype == np.int16 and audio.ndim == 1:
        return audio
    got = f"{audio.dtype} {audio.shape}" if isinstance(audio, np.ndarray) else type(audio).__name__
    raise StageError(f"tts: expected int16 samples of shape (n,), got {got}", stage="tts")
