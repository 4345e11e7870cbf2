"""The engines of one stage: the first is asked, the others when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from loguru import logger

from voice_agent.core.clock import monotonic
from voice_agent.core.engines import EngineInfo, call_engine, close_engine, info_of
from voice_agent.core.errors import (
    AnswerCutError,
    OverloadError,
    StageError,
    StaleError,
    VoiceAgentError,
)
from voice_agent.core.executor import EngineExecutor
from voice_agent.core.jobs import Job, Kind

T = TypeVar("T")

_END: Any = object()

FAILURES_IN_A_ROW = 3
REST_S = 30.0
"""An engine that failed three times in a row is not asked for 30 s while another can answer."""


@dataclass(slots=True)
class Link:
    """One engine of a chain, its threads, and how it has fared.

    Attributes:
        engine: The engine.
        executor: Its threads.
        info: What it says about itself.
        failures: Failures since it last answered.
        rests_until: Time on the chain's clock before which it is not asked.
    """

    engine: Any
    executor: EngineExecutor
    info: EngineInfo
    failures: int = 0
    rests_until: float = 0.0

    def method(self, name: str) -> Callable[..., Any]:
        """Return a method of the engine.

        Raises:
            StageError: The engine has none of this name.
        """
        found: Callable[..., Any] | None = getattr(self.engine, name, None)
        if found is None:
            stage = self.executor.name
            raise StageError(f"{stage}: {self.info.name} has no method '{name}'", stage=stage)
        return found


class EngineHandle:
    """The engines of one stage, in the order in which they are asked. Shared by all calls.

    An engine is asked when the one before it raised, was overloaded or missed its share of
    the deadline: what is left of the deadline is split evenly over the engines that are left.
    One that failed three times in a row is skipped for 30 s, unless all have.

    Args:
        stage: Name of the stage, for errors.
        engines: One engine, and its fallbacks.
        speculate: Whether guesses may be made with these engines; by default with the
            local ones only.
        clock: Seconds; monotonic.

    Attributes:
        on_fallback: Told the stage and the engine that failed, when another one is asked.
    """

    def __init__(
        self,
        stage: str,
        *engines: Any,
        speculate: bool | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        if not engines:
            raise ValueError(f"{stage}: a chain needs at least one engine")
        self.stage = stage
        self.on_fallback: Callable[[str, EngineInfo], None] = _nothing
        self._speculate = speculate
        self._clock = clock
        self._links = tuple(_link(stage, engine) for engine in engines)

    @property
    def first(self) -> Link:
        """The first engine with its threads."""
        return self._links[0]

    @property
    def engine(self) -> Any:
        """The first engine."""
        return self._links[0].engine

    @property
    def engines(self) -> tuple[Any, ...]:
        """All engines, in the order in which they are asked."""
        return tuple(link.engine for link in self._links)

    @property
    def info(self) -> EngineInfo:
        """What the first engine says about itself."""
        return self._links[0].info

    @property
    def busy(self) -> bool:
        """Whether new work would have to wait."""
        return self._usable(self._links)[0].executor.busy

    @property
    def waiting(self) -> int:
        """Blocking calls that wait for one of the engines."""
        return sum(link.executor.waiting for link in self._links)

    @property
    def oldest_s(self) -> float:
        """How long the one has waited that waits longest."""
        return max(link.executor.oldest_s for link in self._links)

    @property
    def worked_s(self) -> float:
        """Seconds that the engines' threads have worked."""
        return sum(link.executor.worked_s for link in self._links)

    def watch(self, on_began: Callable[[str, Kind, float], None]) -> None:
        """Have ``on_began`` told the stage, kind and wait in seconds of every blocking call."""
        for link in self._links:
            link.executor.on_began = on_began

    @property
    def may_speculate(self) -> bool:
        """Whether there is an engine to make guesses with that costs nothing, or is allowed to."""
        return bool(self._for_guesses())

    async def run(
        self,
        method: str,
        *args: Any,
        deadline_ms: float,
        guess: bool = False,
        late: Callable[[], Mapping[str, Any]] | None = None,
        on_result: Callable[[Any], None] | None = None,
        job: Job | None = None,
        **kwargs: Any,
    ) -> Any:
        """Call a method of the first engine that answers.

        Args:
            method: Name of an ordinary method or a coroutine.
            args: Its arguments; ``kwargs`` likewise.
            deadline_ms: When the call is given up, for all engines together.
            guess: Whether nobody has asked yet: only engines that may be guessed with are called.
            late: See ``call_engine``.
            on_result: See ``call_engine``.
            job: See ``call_engine``; by default a guess, or what a turn waits for.

        Raises:
            OverloadError: The queue of the last engine is full.
            DeadlineError: The last engine did not answer in its share of the deadline.
            StageError: The last engine failed; an error of our own tree passes as it is.
        """
        wanted = job or Job(Kind.GUESS if guess else Kind.TURN)

        async def call(link: Link, share_ms: float) -> Any:
            return await call_engine(
                link.executor,
                link.method(method),
                *args,
                deadline_ms=share_ms,
                late=late,
                on_result=on_result,
                job=wanted,
                **kwargs,
            )

        return await self.try_each(call, deadline_ms=deadline_ms, guess=guess)

    async def stream(
        self,
        pieces: Callable[[Link], AsyncIterator[T]],
        *,
        deadline_ms: float,
        next_ms: float | None = None,
        guess: bool = False,
    ) -> AsyncGenerator[T]:
        """Iterate over pieces from the first engine that begins.

        Once the first piece is there the engine is no longer changed: an error after it ends
        the stream. A stream that ends without a piece is an answer.

        Args:
            pieces: Gets an engine's link and returns what it streams.
            deadline_ms: When the first piece must be there, for all engines together.
            next_ms: Longest wait for each further piece; by default no limit.
            guess: As in ``run``.

        Raises:
            DeadlineError: The last engine did not begin in its share of the deadline, or paused
                for longer than ``next_ms``.
            StageError: The engine failed; an error of our own tree passes as it is.
        """

        async def begin(link: Link, share_ms: float) -> tuple[AsyncIterator[T], Any]:
            async def first() -> tuple[AsyncIterator[T], Any]:
                stream = aiter(pieces(link))
                try:
                    return stream, await anext(stream, _END)
                except BaseException:
                    await close_stream(stream)
                    raise

            return await link.executor.wait(first, deadline_ms=share_ms)

        link, (stream, piece) = await self._first_to_do(begin, deadline_ms, guess=guess)
        try:
            while piece is not _END:
                yield piece
                piece = await link.executor.wait(lambda: anext(stream, _END), deadline_ms=next_ms)
            link.failures = 0
        except VoiceAgentError as error:
            self._failed(link, error)
            raise
        finally:
            await close_stream(stream)

    async def try_each(
        self,
        work: Callable[[Link, float], Awaitable[T]],
        *,
        deadline_ms: float,
        guess: bool = False,
    ) -> T:
        """Do ``work`` with each engine in turn until one succeeds.

        Args:
            work: Gets an engine's link and its share of the deadline in ms, which it keeps.
            deadline_ms: For all engines together.
            guess: As in ``run``.
        """
        link, result = await self._first_to_do(work, deadline_ms, guess=guess)
        link.failures = 0
        return result

    async def warm(self, method: str, *args: Any, deadline_ms: float, **kwargs: Any) -> None:
        """Call a method of every local engine that has it, before a caller waits for its first run.

        Raises:
            VoiceAgentError: A local engine failed or was late.
        """
        for link in self._links:
            called = getattr(link.engine, method, None)
            if link.info.local and called is not None:
                await call_engine(
                    link.executor,
                    called,
                    *args,
                    deadline_ms=deadline_ms,
                    job=Job(Kind.PREPARATION),
                    **kwargs,
                )

    async def aclose(self) -> None:
        """Close the engines and stop their threads."""
        for link in self._links:
            # Work that still runs would block the loop until it ends.
            await asyncio.to_thread(link.executor.close)
            await close_engine(link.engine)

    def close(self) -> None:
        """Stop the threads; for engines that hold nothing else."""
        for link in self._links:
            link.executor.close()

    async def _first_to_do(
        self, work: Callable[[Link, float], Awaitable[T]], deadline_ms: float, *, guess: bool
    ) -> tuple[Link, T]:
        links = self._usable(self._for_guesses() if guess else self._links)
        if not links:
            raise StageError(f"{self.stage}: no engine that may be guessed with", stage=self.stage)
        until = self._clock() + deadline_ms / 1000
        for number, link in enumerate(links):
            left_ms = max(1.0, 1000 * (until - self._clock()))
            try:
                return link, await work(link, left_ms / (len(links) - number))
            except StaleError:
                raise  # Left out on purpose: no other engine has to do it.
            except VoiceAgentError as error:
                self._failed(link, error)
                if link is links[-1]:
                    raise
                logger.warning("{}; asking {}", error, links[number + 1].info.name)
                self.on_fallback(self.stage, link.info)
        raise AssertionError("the last engine returns or raises")

    def _for_guesses(self) -> Sequence[Link]:
        if self._speculate is not None:
            return self._links if self._speculate else ()
        if not self._links[0].info.local:
            return ()  # What a stand-in guesses would become the answer of the turn.
        return tuple(link for link in self._links if link.info.local)

    def _usable(self, links: Sequence[Link]) -> Sequence[Link]:
        now = self._clock()
        return [link for link in links if link.rests_until <= now] or links

    def _failed(self, link: Link, error: VoiceAgentError) -> None:
        if isinstance(error, OverloadError | AnswerCutError):
            # It refused at once because others keep it busy: asking costs nothing. Or it answered,
            # only too long.
            return
        link.failures += 1
        if link.failures >= FAILURES_IN_A_ROW:
            link.rests_until = self._clock() + REST_S


def _nothing(stage: str, failed: EngineInfo) -> None:
    """Tell nobody."""


def _link(stage: str, engine: Any) -> Link:
    info = info_of(engine)
    return Link(engine, EngineExecutor(stage, workers=info.parallel), info)


async def close_stream(stream: object) -> None:
    """Close an asynchronous iterator, if it can be closed."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
