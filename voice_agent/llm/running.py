"""A request to the LLM that goes on while nobody listens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from voice_agent.core.errors import LlmError, VoiceAgentError


class Running:
    """Reads an answer to its end; every listener gets all of it, also a second time.

    Args:
        pieces: The answer as the LLM sends it; closed afterwards. It has a deadline of its own.
    """

    def __init__(self, pieces: AsyncGenerator[str]) -> None:
        self._pieces: list[str] = []
        self._error: VoiceAgentError | None = None
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._read(pieces), name="llm-request")

    async def pieces(self) -> AsyncGenerator[str]:
        """Yield the pieces from the first on.

        Raises:
            VoiceAgentError: The LLM failed or was late.
        """
        at = 0
        while True:
            while at < len(self._pieces):
                at += 1
                yield self._pieces[at - 1]
            if self._task.done():
                if self._error is not None:
                    raise self._error
                return
            self._news.clear()
            await self._news.wait()

    async def stop(self) -> None:
        """End the request if it still runs."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _read(self, pieces: AsyncGenerator[str]) -> None:
        try:
            async with contextlib.aclosing(pieces) as stream:
                async for piece in stream:
                    self._pieces.append(piece)
                    self._news.set()
        except VoiceAgentError as error:
            self._error = error
        except Exception as error:  # noqa: BLE001 - the listener must not wait for ever
            self._error = LlmError(f"the LLM failed: {type(error).__name__}", stage="llm")
        finally:
            # The task is done only after this; the listener looks again in the next round.
            asyncio.get_running_loop().call_soon(self._news.set)
