"""The limits that every carrier has: how large, how many and how early messages may be. Pure.

They bound the work that one client can cause, and every queue after the transport.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import Problem, Wire

MAX_MESSAGE_BYTES = 64 * 1024
MAX_AHEAD_S = 10.0
"""Audio that may arrive ahead of real time."""
MESSAGES_PER_S = 500
"""A browser that sends every 128 samples at 48 kHz sends 375 messages a second."""
MESSAGES_AT_ONCE = 10 * MESSAGES_PER_S
PROBLEMS_PER_S = 5
PROBLEMS_AT_ONCE = 100


class Violation(ProtocolError):
    """A message that ends the call."""


class Allowance:
    """A token bucket: ``per_s`` units a second, at most ``at_once`` of them saved up."""

    def __init__(self, per_s: float, at_once: float, clock: Callable[[], float]) -> None:
        self._per_s = per_s
        self._at_once = at_once
        self._clock = clock
        self._left = at_once
        self._looked_at = clock()

    def spend(self, amount: float) -> bool:
        """Take ``amount``, or say no. It may overdraw once what is left is not negative."""
        now = self._clock()
        self._left = min(self._at_once, self._left + (now - self._looked_at) * self._per_s)
        self._looked_at = now
        if self._left < 0:
            return False
        self._left -= amount
        return True


class Guard:
    """One client's allowances. What is over them is dropped, and that is told.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._messages = Allowance(MESSAGES_PER_S, MESSAGES_AT_ONCE, clock)
        self._audio_s = Allowance(1.0, MAX_AHEAD_S, clock)
        self._problems = Allowance(PROBLEMS_PER_S, PROBLEMS_AT_ONCE, clock)

    def message(self) -> None:
        """Count a message before it is decoded.

        Raises:
            ProtocolError: Too many; drop it.
        """
        if not self._messages.spend(1):
            raise ProtocolError(
                f"more than {MESSAGES_PER_S} messages a second: some were dropped; "
                "send 20 ms of audio every 20 ms"
            )

    def audio(self, pcm: bytes) -> None:
        """Count audio at ``LISTEN_HZ``.

        Raises:
            ProtocolError: Too far ahead of real time; drop it.
        """
        if not self._audio_s.spend(len(pcm) / (2 * LISTEN_HZ)):
            raise ProtocolError(
                f"audio arrives more than {MAX_AHEAD_S:.0f} s ahead of real time and was dropped; "
                "send 20 ms of audio every 20 ms"
            )

    def problem(self, error: ProtocolError) -> Problem | None:
        """Make a message of an error; ``None`` if the client has been told often enough."""
        if isinstance(error, Violation):
            return Problem(error, fatal=True)
        return Problem(error) if self._problems.spend(1) else None


class SizeLimit:
    """A wire that carries no message over ``MAX_MESSAGE_BYTES``.

    Attributes:
        inner: The wire itself.
    """

    def __init__(self, wire: Wire) -> None:
        self.inner = wire
        self._wire = wire
        self.query: Mapping[str, str] = wire.query
        self.headers: Mapping[str, str] = wire.headers
        self.send = wire.send
        self.close = wire.close

    async def receive(self) -> str | bytes | None:
        """Wait for the next message.

        Raises:
            Violation: It is too large.
        """
        data = await self._wire.receive()
        if data is not None and len(data) > MAX_MESSAGE_BYTES:
            raise Violation("a message may have 64 KiB at most")
        return data
