"""A caller on the line, whatever the carrier: sends in real time, and receives."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedOK,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
)

from voice_agent.audio.levels import Samples
from voice_agent.core.errors import ProtocolError
from voice_agent.phone import measure
from voice_agent.phone.clock import CallClock
from voice_agent.phone.codec import Clear, Heard, Mark, PhoneCodec, Sound
from voice_agent.phone.microphone import FRAME_MS, Microphone
from voice_agent.phone.playback import Playback
from voice_agent.phone.rtp_log import RtpLog
from voice_agent.phone.sip import SipLine
from voice_agent.phone.tcp import TcpConnection
from voice_agent.phone.values import CallError, CallRefusedError, Received, Utterance

_EVENT_QUEUE = 1024
Connected = ClientConnection | TcpConnection | SipLine


class Line:
    """A caller whose line sends a 20 ms frame every 20 ms until the call is over.

    Frame ``n`` is due at ``20 * (n + 1)`` ms after connecting: it carries the sound of the
    20 ms before. The schedule is absolute, so a late frame delays no later one.

    Args:
        url: WebSocket URL of the server.
        codec: The caller's half of the carrier's protocol.
        noise_dbfs: Level of the line noise between utterances; ``None`` for silence.
        seed: Seed of the noise.

    Attributes:
        clock: The call's clock.
        microphone: What is sent.
        playback: What is heard.
        log: All events so far.
        events_dropped: Events that ``events`` lost because they were not read.
        max_send_lag_ms: How late the latest frame left.
        failure: Why the line broke, if it did.
        over: Whether the line is closed.
    """

    def __init__(
        self,
        url: str,
        codec: PhoneCodec,
        *,
        noise_dbfs: float | None = -66.0,
        seed: int = 1,
    ) -> None:
        self.url = codec.url(url)
        self.codec = codec
        self.rate_hz = codec.rate_hz
        self.clock = CallClock()
        self.microphone = Microphone(self.rate_hz, noise_dbfs, seed)
        self.playback = Playback(self.rate_hz)
        self.log: list[Received] = []
        self.events_dropped = 0
        self.max_send_lag_ms = 0.0
        self.failure: CallError | None = None
        self.over = False
        self._queue: asyncio.Queue[Received | None] = asyncio.Queue(_EVENT_QUEUE)
        self._connection: Connected | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._spoken = asyncio.Event()
        self._last_turn = 0

    async def __aenter__(self) -> Self:
        await self.dial()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.hangup()

    @property
    def packets(self) -> RtpLog | None:
        """How well the agent's packets arrive; ``None`` where the line has none, or is closed."""
        connection = self._connection
        return connection.log if isinstance(connection, SipLine) else None

    async def dial(self) -> None:
        """Open the line.

        Raises:
            CallError: Nobody answers, or not as a server of calls does.
            CallRefusedError: The server takes no call, or no more of them.
        """
        self._connection = await self._connect()
        self.clock.restart()
        try:
            for message in self.codec.opening():
                await self._connection.send(message)
        except ConnectionClosed as error:
            raise CallRefusedError(str(self._why_closed(error))) from None
        self._tasks = [
            asyncio.create_task(self._receive(self._connection), name="caller-receive"),
            asyncio.create_task(self._send(self._connection), name="caller-send"),
        ]

    async def hangup(self) -> None:
        """Close the line. Safe to call again."""
        if self._connection is not None:
            if not self.over:
                with contextlib.suppress(ConnectionClosed):
                    await self._connection.send(self.codec.hangup())
            await self._connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._close()

    async def speak(self, samples: Samples) -> Utterance:
        """Say (n,) int16 samples at the line's rate; return once the last has been sent.

        Raises:
            CallError: The line broke or was closed meanwhile.
        """
        self._check()
        start_frame, after_turn = self.microphone.frames, self._last_turn
        self._spoken.clear()
        self.microphone.say(samples)
        await self._spoken.wait()
        self._check()
        return measure.utterance(samples, self.rate_hz, float(start_frame * FRAME_MS), after_turn)

    async def press(self, digit: str) -> None:
        """Press a key."""
        await self._check().send(self.codec.key(digit))

    async def type(self, text: str) -> None:
        """Type a turn instead of saying it.

        Raises:
            CallError: Turns cannot be typed over this carrier, or the line is closed.
        """
        message = self.codec.typed(text)
        if message is None:
            raise CallError(f"{self.url}: turns cannot be typed over this carrier")
        await self._check().send(message)

    async def events(self) -> AsyncIterator[Received]:
        """Iterate over the server's events as they come, until the line closes.

        Bounded at 1024 waiting events; then the oldest is dropped and counted in
        ``events_dropped``. ``log`` keeps them all.
        """
        while (event := await self._queue.get()) is not None:
            yield event

    async def _connect(self) -> Connected:
        try:
            if self.url.startswith("tcp://"):
                return await TcpConnection.open(self.url)
            if self.url.startswith("sip://"):
                return await SipLine.open(self.url)
            return await connect(
                self.url, compression=None, max_size=2**22, open_timeout=15, proxy=None
            )
        except InvalidStatus as error:
            status = error.response.status_code
            refused = f"{self.url}: the server refused the call (HTTP {status})"
            raise CallRefusedError(refused) from None
        except (InvalidURI, InvalidHandshake) as error:
            raise CallError(f"{self.url}: not a voice-agent server ({error})") from None
        except (OSError, TimeoutError) as error:
            reason = "no answer" if isinstance(error, TimeoutError) else "cannot connect"
            raise CallError(
                f"{self.url}: {reason}; is the server running? Start it with 'voice-agent serve'"
            ) from None

    async def _receive(self, connection: Connected) -> None:
        try:
            async for message in connection:
                for heard in self._read(message):
                    self._obey(heard)
            self._close()
        except ConnectionClosedOK:
            self._close()
        except CallError as error:
            self._close(error)
        except ConnectionClosed as error:
            self._close(self._why_closed(error))

    async def _send(self, connection: Connected) -> None:
        try:
            while True:
                due_ms = (self.microphone.frames + 1) * float(FRAME_MS)
                await self.clock.sleep_until(due_ms)
                self.max_send_lag_ms = max(self.max_send_lag_ms, self.clock.now_ms() - due_ms)
                await connection.send(self.codec.audio(self.microphone.next_frame()))
                for mark in self.playback.passed_marks(self.clock.now_ms()):
                    if (message := self.codec.reached(mark)) is not None:
                        await connection.send(message)
                if not self.microphone.speaking:
                    self._spoken.set()
        except ConnectionClosed:
            # The receiving task says why, and closes the line.
            self._spoken.set()

    def _read(self, message: str | bytes) -> tuple[Heard, ...]:
        try:
            return tuple(self.codec.read(message))
        except ProtocolError as error:
            raise CallError(f"{self.url}: the server sent {message[:60]!r}: {error}") from None

    def _obey(self, heard: Heard) -> None:
        now = self.clock.now_ms()
        match heard:
            case Sound(samples):
                self.playback.push(now, samples)
            case Clear():
                self.playback.flush(now)
            case Mark(name):
                self.playback.mark(name)
            case event:
                self._last_turn = max(self._last_turn, event.turn)
                self.log.append(Received(now, event))
                self._offer(self.log[-1])

    def _offer(self, received: Received | None) -> None:
        if self._queue.full():
            self._queue.get_nowait()
            self.events_dropped += 1
        self._queue.put_nowait(received)

    def _why_closed(self, error: ConnectionClosed) -> CallError:
        if error.rcvd is None:
            at_s = self.clock.now_ms() / 1000.0
            return CallError(f"{self.url}: the server vanished {at_s:.1f} s into the call")
        reason = error.rcvd.reason or "no reason given"
        return CallError(
            f"{self.url}: the server closed the call: {reason} (code {error.rcvd.code})"
        )

    def _close(self, failure: CallError | None = None) -> None:
        if not self.over:
            self.over = True
            self.failure = failure
            self._spoken.set()
            self._offer(None)

    def _check(self) -> Connected:
        if self.failure is not None:
            raise self.failure
        if self.over:
            raise CallError("the call is over")
        if self._connection is None:
            raise CallError("the call has not begun; use 'async with'")
        return self._connection
