"""A caller on the line, whatever the protocol: real-time sending, hearing, waiting, measuring."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Any, Self

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedOK,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
)

from voice_agent.audio.levels import Samples, amplitude, speech_bounds
from voice_agent.audio.pcm import SILENCE_DBFS, rms_dbfs
from voice_agent.audio.resample import resample
from voice_agent.phone.clock import CallClock
from voice_agent.phone.playback import Playback
from voice_agent.phone.values import CallError, CallEvent, Utterance

FRAME_MS = 20
TELEPHONE_HZ = 8000
_EVENT_QUEUE = 1024


class LineCaller(ABC):
    """A caller whose line sends a 20 ms frame every 20 ms until the call is over.

    Frame ``n`` is due at ``20 * (n + 1)`` ms after connecting: it carries the sound of the
    20 ms before. The schedule is absolute, so a late frame delays no later one. Between
    utterances the line carries faint noise, as a telephone's does.

    Args:
        url: WebSocket URL of the server.
        rate_hz: Sample rate of the line.
        clock: The call's clock.
        noise_dbfs: Level of the line noise between utterances; ``None`` for silence.
        seed: Seed of the noise.
    """

    gives_events = True

    def __init__(
        self,
        url: str,
        rate_hz: int,
        *,
        clock: CallClock | None = None,
        noise_dbfs: float | None = -66.0,
        seed: int = 1,
    ) -> None:
        self.url = url
        self.rate_hz = rate_hz
        self.clock = clock or CallClock()
        self.playback = Playback(rate_hz)
        self.log: list[CallEvent] = []
        self.events_dropped = 0
        self.max_send_lag_ms = 0.0
        self._queue: asyncio.Queue[CallEvent | None] = asyncio.Queue(_EVENT_QUEUE)
        self._connection: ClientConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._sent: list[Samples] = []
        self._speech: Samples = np.zeros(0, dtype=np.int16)
        self._spoken = asyncio.Event()
        self._noise = self._make_noise(noise_dbfs, seed)
        self._flushes: list[float] = []
        self._failure: CallError | None = None
        self._over = False
        self._last_turn = 0

    async def __aenter__(self) -> Self:
        await self._connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.hangup()

    @property
    def over(self) -> bool:
        """Whether the line is closed."""
        return self._over

    @property
    def sent(self) -> Samples:
        """All that was sent so far, from the call's start."""
        return np.concatenate(self._sent) if self._sent else np.zeros(0, dtype=np.int16)

    def level_dbfs(self) -> float:
        """Level of the last 100 ms that were sent."""
        return rms_dbfs(np.concatenate(self._sent[-5:])) if self._sent else SILENCE_DBFS

    async def events(self) -> AsyncIterator[CallEvent]:
        """Yield the server's events as they come, until the line closes.

        Bounded at 1024 waiting events; then the oldest is dropped and counted in
        ``events_dropped``. ``log`` keeps them all.
        """
        while (event := await self._queue.get()) is not None:
            yield event

    async def speak(self, samples: Samples) -> Utterance:
        """Say (n,) int16 samples at the line's rate; returns once the last has been sent.

        Raises:
            CallError: The line broke or was closed meanwhile.
        """
        self._check()
        start_frame, after_turn = len(self._sent), self._last_turn
        self._spoken.clear()
        self._speech = samples.astype(np.int16)
        await self._spoken.wait()
        self._check()
        begin, end = speech_bounds(samples, self.rate_hz)
        start_ms = float(start_frame * FRAME_MS)
        ms = 1000.0 / self.rate_hz
        return Utterance(
            start_ms, start_ms + begin * ms, start_ms + end * ms, start_ms + samples.size * ms,
            after_turn,
        )  # fmt: skip

    def v2v_ms(self, utterance: Utterance) -> float | None:
        """Voice-to-voice: end of the caller's speech to the agent's first audible sample heard.

        Negative when the agent began before the caller had finished; ``None`` when nothing
        was heard yet, or when the agent had been talking all along.
        """
        begin, end = utterance.speech_start_ms, utterance.speech_end_ms
        since = end
        if self.playback.audible_between(end - 100.0, end):
            flush = next((at for at in self._flushes if at >= utterance.start_ms), None)
            if flush is not None:
                since = max(end, flush)
            elif self.playback.audible_between(begin - 100.0, begin):
                return None
            else:
                since = begin
        onset = self.playback.onset_after(since)
        return None if onset is None else onset - end

    async def wait_for(
        self, condition: Callable[[], bool], timeout_ms: float, what: str, *, or_over: bool = False
    ) -> None:
        """Wait until ``condition`` holds.

        Raises:
            CallError: ``timeout_ms`` passed, or the line closed (unless ``or_over``).
        """
        deadline = self.clock.now_ms() + timeout_ms
        while not condition():
            if self._failure is not None:
                raise self._failure
            if self._over:
                if or_over:
                    return
                raise CallError(f"the call ended before {what}")
            if self.clock.now_ms() > deadline:
                raise CallError(f"waited {timeout_ms / 1000:.0f} s for {what}; none came")
            await self.clock.sleep(FRAME_MS / 2)

    async def wait_until_agent_starts(self, after_ms: float, timeout_ms: float = 15000.0) -> float:
        """Wait until the agent is heard after ``after_ms``; returns when that was."""
        await self.wait_for(
            lambda: (self.playback.onset_after(after_ms) or 1e12) <= self.clock.now_ms(),
            timeout_ms,
            "the agent's voice",
        )
        return self.playback.onset_after(after_ms) or after_ms

    async def wait_until_agent_finishes(
        self,
        after: Utterance | None = None,
        *,
        quiet_ms: float = 700.0,
        timeout_ms: float = 20000.0,
    ) -> None:
        """Wait until the agent has answered ``after`` (or greeted) and said all of it.

        Answered means: heard after the utterance, its ``turn`` event is here (where the
        protocol has events), and nothing audible for ``quiet_ms``. A call that ends after
        the answer counts as finished.
        """
        since = 0.0 if after is None else after.speech_end_ms
        deadline = self.clock.now_ms() + timeout_ms
        heard = (
            (lambda: self.playback.onset_after(0.0) is not None)
            if after is None
            else (lambda: self.v2v_ms(after) is not None)
        )
        await self.wait_for(heard, timeout_ms, "the agent's answer" if since else "the greeting")
        if self.gives_events and after is not None:
            await self.wait_for(
                lambda: self._turn_done(after.after_turn),
                deadline - self.clock.now_ms(),
                "the 'turn' event",
                or_over=True,
            )
        await self.wait_for(
            lambda: self._quiet_for_ms() >= quiet_ms,
            deadline - self.clock.now_ms(),
            "the end of the agent's answer",
            or_over=True,
        )

    async def hangup(self) -> None:
        """Close the line. Safe to call again."""
        if self._connection is not None:
            if not self._over:
                with contextlib.suppress(ConnectionClosed):
                    await self._send_hangup(self._connection)
            await self._connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._close()

    async def send_dtmf(self, digit: str) -> None:
        """Press a key."""
        self._check()
        assert self._connection is not None
        await self._send_dtmf(self._connection, digit)

    @abstractmethod
    async def _send_start(self, connection: ClientConnection) -> None: ...

    @abstractmethod
    async def _send_audio(self, connection: ClientConnection, frame: Samples) -> None: ...

    @abstractmethod
    async def _send_dtmf(self, connection: ClientConnection, digit: str) -> None: ...

    @abstractmethod
    async def _send_hangup(self, connection: ClientConnection) -> None: ...

    @abstractmethod
    def _on_message(self, message: str | bytes) -> None: ...

    def _flush(self) -> None:
        now = self.clock.now_ms()
        self.playback.flush(now)
        self._flushes.append(now)

    def _publish(self, kind: str, data: dict[str, Any]) -> None:
        turn = data.get("turn")
        turn = turn if isinstance(turn, int) else None
        self._last_turn = max(self._last_turn, turn or 0)
        event = CallEvent(kind, self.clock.now_ms(), turn, data)
        self.log.append(event)
        self._offer(event)

    def _offer(self, event: CallEvent | None) -> None:
        if self._queue.full():
            self._queue.get_nowait()
            self.events_dropped += 1
        self._queue.put_nowait(event)

    async def _connect(self) -> None:
        try:
            self._connection = await connect(
                self.url, compression=None, max_size=2**22, open_timeout=15, proxy=None
            )
        except InvalidStatus as error:
            status = error.response.status_code
            raise CallError(f"{self.url}: the server refused the call (HTTP {status})") from None
        except (InvalidURI, InvalidHandshake) as error:
            raise CallError(f"{self.url}: not a voice-agent server ({error})") from None
        except (OSError, TimeoutError) as error:
            reason = "no answer" if isinstance(error, TimeoutError) else "cannot connect"
            raise CallError(
                f"{self.url}: {reason}; is the server running? Start it with 'voice-agent serve'"
            ) from None
        self.clock.restart()
        await self._send_start(self._connection)
        self._tasks = [
            asyncio.create_task(self._receive(self._connection), name="caller-receive"),
            asyncio.create_task(self._send(self._connection), name="caller-send"),
        ]

    async def _receive(self, connection: ClientConnection) -> None:
        try:
            async for message in connection:
                self._on_message(message)
            self._close()
        except ConnectionClosedOK:
            self._close()
        except CallError as error:
            self._close(error)
        except ConnectionClosed as error:
            self._close(self._why_closed(error))

    async def _send(self, connection: ClientConnection) -> None:
        frame_samples = self.rate_hz * FRAME_MS // 1000
        try:
            while True:
                due_ms = (len(self._sent) + 1) * float(FRAME_MS)
                await self.clock.sleep_until(due_ms)
                self.max_send_lag_ms = max(self.max_send_lag_ms, self.clock.now_ms() - due_ms)
                frame = self._next_frame(frame_samples)
                self._sent.append(frame)
                await self._send_audio(connection, frame)
                if self._speech.size == 0:
                    self._spoken.set()
        except ConnectionClosed:
            # The receiving task says why, and closes the line.
            self._spoken.set()

    def _next_frame(self, size: int) -> Samples:
        position = len(self._sent) * size % (self._noise.size - size)
        frame = self._noise[position : position + size].copy()
        taken = self._speech[:size]
        self._speech = self._speech[size:]
        frame[: taken.size] = taken
        return frame

    def _make_noise(self, noise_dbfs: float | None, seed: int) -> Samples:
        if noise_dbfs is None:
            return np.zeros(self.rate_hz, dtype=np.int16)
        # In the telephone's band, like the recordings: noise that turns wide-band where the
        # words end keeps Silero hearing speech for another 0.2 s.
        noise = np.random.default_rng(seed).normal(0.0, amplitude(noise_dbfs), 2 * TELEPHONE_HZ)
        return resample(np.round(noise).astype(np.int16), TELEPHONE_HZ, self.rate_hz)

    def _why_closed(self, error: ConnectionClosed) -> CallError:
        if error.rcvd is None:
            at_s = self.clock.now_ms() / 1000.0
            return CallError(f"{self.url}: the server vanished {at_s:.1f} s into the call")
        reason = error.rcvd.reason or "no reason given"
        return CallError(
            f"{self.url}: the server closed the call: {reason} (code {error.rcvd.code})"
        )

    def _close(self, failure: CallError | None = None) -> None:
        if not self._over:
            self._over = True
            self._failure = failure
            self._spoken.set()
            self._offer(None)

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._over:
            raise CallError("the call is over")
        if self._connection is None:
            raise CallError("the call has not begun; use 'async with'")

    def _turn_done(self, after_turn: int) -> bool:
        return any(e.type == "turn" and (e.turn or 0) > after_turn for e in reversed(self.log))

    def _quiet_for_ms(self) -> float:
        last = self.playback.last_audible_ms
        return float("inf") if last is None else self.clock.now_ms() - last
