"""The carrier ``realtime``: a client of the OpenAI Realtime protocol as a ``Connection``."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import deque
from collections.abc import Callable, Iterable

from voice_agent.calls.info import CallInfo
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event
from voice_agent.transport.base import Audio, Carrier, Connection, Message, Wire
from voice_agent.transport.guard import Guard
from voice_agent.transport.realtime.codec import RealtimeCodec, Received
from voice_agent.transport.realtime.session import Session

OPENING_S = 1.0
"""How long the greeting waits for the client's first event, which may set the audio format."""
MODEL = "voice-agent"
_MAX_MODEL = 128
_BETA = {"openai-beta": "realtime=v1", "sec-websocket-protocol": "openai-beta.realtime-v1"}
"""How a client asks for the beta version; browsers can send no header of their own."""


class RealtimeConnection:
    """One client. A client event may have several answers, and an event of the call as well.

    Args:
        wire: Moves the messages.
        codec: Translates them.
        clock: Monotonic seconds.
    """

    def __init__(
        self, wire: Wire, codec: RealtimeCodec, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self.info = CallInfo(carrier="realtime", rate_hz=codec.begin())
        self._wire = wire
        self._codec = codec
        self._guard = Guard(clock)
        self._first: deque[Message] = deque()
        self._outbox: deque[str] = deque()
        self._sending = asyncio.Lock()

    async def open(self) -> None:
        """Tell the session, and wait a moment for the client's first event."""
        await self._send(self._codec.created())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OPENING_S):
                data = await self._wire.receive()
            if data is None:
                raise ConnectionResetError("the caller went away before the call began")
            message = await self._obey(data)
            if message is not None:
                self._first.append(message)
        self.info = CallInfo(carrier="realtime", rate_hz=self._codec.begin())

    async def receive(self) -> Message | None:
        """Wait for the next event that means something to the call; ``None`` once it is over."""
        if self._first:
            return self._first.popleft()
        while True:
            try:
                data = await self._wire.receive()
            except ProtocolError as error:
                return self._guard.problem(error)
            if data is None:
                return None
            message = await self._obey(data)
            if message is not None:
                return message

    async def send_audio(self, pcm: bytes) -> None:
        """Send 16-bit PCM at the line's rate."""
        await self._send(self._codec.audio(pcm))

    async def said(self) -> None:
        """Tell that the reply was said to its end."""
        with contextlib.suppress(ConnectionError):
            await self._send(self._codec.said())

    async def clear(self) -> bool:
        """Tell that the rest of the reply is not said: the client drops what it has not played."""
        with contextlib.suppress(ConnectionError):
            await self._send(self._codec.cleared())
        return False

    async def mark(self, position: int) -> None:
        """Ask nothing: the client does not tell what it has played."""

    async def send_event(self, event: Event) -> None:
        """Send what an event is in this protocol."""
        await self._send(self._codec.event(event))

    async def close(self, code: int, reason: str) -> None:
        """End the call."""
        await self._wire.close(code, reason)

    async def _obey(self, data: str | bytes) -> Message | None:
        """Answer a client event; return what it means to the call."""
        problem: ProtocolError | None
        try:
            self._guard.message()
            received = self._codec.receive(data)
            if isinstance(received.message, Audio):
                self._guard.audio(received.message.pcm)
            problem = received.problem
        except ProtocolError as error:
            received, problem = Received(), error
        told = None if problem is None else self._guard.problem(problem)
        errors = [] if told is None or problem is None else self._codec.error(problem)
        with contextlib.suppress(ConnectionError):  # The wire says by itself that it is over.
            await self._send((*received.answers, *errors))
        return received.message if problem is None else told

    async def _send(self, messages: Iterable[str]) -> None:
        """Send messages in the order in which they were made, also if several tasks send."""
        self._outbox.extend(messages)
        async with self._sending:
            try:
                while self._outbox:
                    await self._wire.send(self._outbox.popleft())
            except ConnectionError:
                self._outbox.clear()
                raise


async def connect(wire: Wire) -> Connection:
    """Begin a session: ``/v1/realtime?model=NAME``, in the beta version if the header asks."""
    session = Session(
        id=f"sess_{uuid.uuid4().hex}",
        model=wire.query.get("model", "")[:_MAX_MODEL] or MODEL,
        beta=any(sign in wire.headers.get(name, "") for name, sign in _BETA.items()),
    )
    connection = RealtimeConnection(wire, RealtimeCodec(session))
    await connection.open()
    return connection


CARRIER = Carrier("realtime", "/v1/realtime", connect, phone="voice_agent.phone.realtime:make")
