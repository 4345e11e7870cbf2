"""The agent's audio on its way to the caller: cut into pieces, sent in real time, and counted."""

from __future__ import annotations

import asyncio
import contextlib

import numpy as np
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    CancelFrame,
    EndFrame,
    Frame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputTransportReadyFrame,
    SpeechOutputAudioRawFrame,
    StartFrame,
    SystemFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.utils.frame_queue import FrameQueue

from voice_agent.audio.fade import faded_out
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import from_pcm
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.call import Call
from voice_agent.transport.base import Connection
from voice_agent.transport.pacing import LEAD_MS, Pacer, lead_ms

MARK_MS = 200
"""Audio between two marks, with which the carrier tells how far it has played."""
WRITE_S = 10.0
"""A caller's side that takes nothing for this long is gone."""


class LineOutput(FrameProcessor):
    """Sends the agent's audio just before the caller needs it, and counts what was sent.

    pipecat's own transports send at twice real time, which leaves seconds of audio at the caller
    that an interruption cannot take back; and they cost two tasks and timers for every piece.
    Frames that are no audio go on once the audio before them has been sent.

    Args:
        connection: The caller.
        call: Told what was sent.
        watched: Whether somebody sees the pieces that were sent: they go on as frames.
    """

    def __init__(self, connection: Connection, call: Call, *, watched: bool = True) -> None:
        super().__init__(name="line-out")
        self._connection = connection
        self._call = call
        self._watched = watched
        self._rate_hz = connection.info.rate_hz
        self._chunk = 2 * (self._rate_hz * connection.info.chunk_ms // 1000)
        self._pacer = Pacer(lead_ms(connection.info.chunk_ms))
        # Bounded by the voice, which makes only some seconds ahead.
        self._waiting = FrameQueue()
        self._sending: asyncio.Task[None] | None = None
        self._rest = b""
        self._last: OutputAudioRawFrame | None = None
        self._resampler: tuple[int, StreamResampler] | None = None
        self._interruptions = 0
        self._speaking = False
        self._gone = False
        self._since_mark = 0
        self._latest: Samples = np.zeros(0, np.int16)

    async def cleanup(self) -> None:
        """Stop sending."""
        await super().cleanup()
        await self._stop_sending()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Queue what goes to the caller, drop it at an interruption, pass everything else on."""
        await super().process_frame(frame, direction)
        match frame:
            case StartFrame():
                await self.push_frame(frame, direction)
                if self._sending is None:
                    self._sending = self.create_task(self._send_all(), "send")
                await self.push_frame(OutputTransportReadyFrame(), FrameDirection.UPSTREAM)
            case InterruptionFrame():
                await self.push_frame(frame, direction)
                await self._interrupt()
            case CancelFrame():
                await self._stop_sending()
                await self.push_frame(frame, direction)
            case EndFrame():
                self._waiting.put_nowait(frame)
                if self._sending is not None:
                    await self._sending
                await self.push_frame(frame, direction)
            case SystemFrame():
                await self.push_frame(frame, direction)
            case _ if direction is FrameDirection.UPSTREAM:
                await self.push_frame(frame, direction)
            case _:
                self._waiting.put_nowait(frame)

    async def _interrupt(self) -> None:
        """Drop what the caller has not heard yet."""
        self._interruptions += 1
        self._waiting.reset()
        self._rest = b""
        await self._stop_speaking(whole=False)
        await self._fade_out()

    async def _fade_out(self) -> None:
        """Have the caller's side drop what it has not played, and fade that out: a cut clicks."""
        ahead = round(self._pacer.ahead_s(self._call.clock.now()) * self._rate_hz)
        self._pacer.clear()
        fading, self._latest = self._latest, np.zeros(0, np.int16)
        if not await self._connection.clear():
            return
        faded = faded_out(fading[max(0, fading.size - ahead) :]).tobytes()
        with contextlib.suppress(ConnectionError):
            for start in range(0, len(faded), self._chunk):
                piece = faded[start : start + self._chunk]
                await self._connection.send_audio(piece.ljust(self._chunk, b"\0"))

    async def _stop_sending(self) -> None:
        if self._sending is not None:
            await self.cancel_task(self._sending)
            self._sending = None

    async def _send_all(self) -> None:
        try:
            while not isinstance(frame := await self._waiting.get(), EndFrame):
                if isinstance(frame, OutputAudioRawFrame):
                    await self._say(frame)
                    continue
                if isinstance(frame, TTSStoppedFrame):
                    await self._finish()
                await self.push_frame(frame)
        except Exception as error:
            # pipecat swallows what its tasks raise: the call would go on in silence.
            self._call.log.exception("sending failed: {}", type(error).__name__)
            self._call.finish("error")

    async def _say(self, frame: OutputAudioRawFrame) -> None:
        """Send the whole pieces of a frame; the rest waits for the next one."""
        before = self._interruptions
        audio = self._rest + self._at_rate(frame)
        self._rest = b""
        whole = len(audio) - len(audio) % self._chunk
        for start in range(0, whole, self._chunk):
            await self._send(audio[start : start + self._chunk], frame)
            if self._interruptions != before and frame.interruptible:
                return
        self._rest = audio[whole:]
        self._last = frame

    async def _finish(self) -> None:
        """Send what is left of a reply."""
        if self._rest and self._last is not None:
            rest, self._rest = self._rest.ljust(self._chunk, b"\0"), b""
            await self._send(rest, self._last)
        await self._stop_speaking(whole=True)

    async def _send(self, audio: bytes, frame: OutputAudioRawFrame) -> None:
        """Send one piece and wait until the next one is due."""
        speech = isinstance(frame, TTSAudioRawFrame | SpeechOutputAudioRawFrame)
        if speech and not self._speaking:
            self._speaking = True
            await self.broadcast_frame(BotStartedSpeakingFrame)
        if not await self._write(audio):
            return
        call, samples = self._call, len(audio) // 2
        call.sound("agent", audio, self._rate_hz)
        if speech:
            call.audio_sent(samples)
        else:  # Music, or a person who has the call: no part of a reply.
            call.playback.sent_beside(samples)
        await self._mark(samples)
        now = call.clock.now()
        sound = from_pcm(audio)
        call.echo.played(sound, now)
        latest = np.concatenate((self._latest, sound))
        self._latest = latest[-int(LEAD_MS * self._rate_hz / 1000) :]
        if self._watched:
            await self.push_frame(type(frame)(audio, self._rate_hz, 1))
        due = self._pacer.sent(now, samples / self._rate_hz)
        if due > now:
            await asyncio.sleep(due - now)

    async def _write(self, audio: bytes) -> bool:
        if self._gone:
            return False
        try:
            async with asyncio.timeout(WRITE_S):
                await self._connection.send_audio(audio)
        except ConnectionError:
            self._gone = True
        except TimeoutError:
            self._gone = True
            self._call.log.warning("the caller's side has taken no audio for {:.0f} s", WRITE_S)
            self._call.finish("caller_gone")
        return not self._gone

    async def _mark(self, samples: int) -> None:
        self._since_mark += samples
        if self._since_mark >= self._rate_hz * MARK_MS / 1000:
            self._since_mark = 0
            await self._connection.mark(self._call.playback.total)

    async def _stop_speaking(self, *, whole: bool) -> None:
        """Say that the agent is silent; tell the connection if the reply was sent to its end."""
        if not self._speaking:
            return
        self._speaking = False
        if whole:
            await self._connection.said()
        await self.broadcast_frame(BotStoppedSpeakingFrame)

    def _at_rate(self, frame: OutputAudioRawFrame) -> bytes:
        """Return the audio at the line's rate; only inserted processors have another."""
        if frame.sample_rate == self._rate_hz:
            return frame.audio
        if self._resampler is None or self._resampler[0] != frame.sample_rate:
            converter = StreamResampler(frame.sample_rate, self._rate_hz)
            self._resampler = (frame.sample_rate, converter)
        return self._resampler[1].push(frame.audio)
