"""A ``Connection`` at both ends of a pipecat pipeline."""

from __future__ import annotations

import asyncio

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    BotStoppedSpeakingFrame,
    CancelFrame,
    ClientConnectedFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTextRawFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    SpeechOutputAudioRawFrame,
    StartFrame,
    TTSAudioRawFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams

from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.calls.agent_state import Reaction, reaction
from voice_agent.calls.call import Call
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import (
    Audio,
    Connection,
    Hangup,
    Hold,
    Interrupt,
    Key,
    Message,
    Played,
    Problem,
    Text,
)
from voice_agent.transport.pacing import Pacer
from voice_agent.turns.policy import TurnState

CHUNK_MS = 20
MARK_MS = 200
"""Audio between two marks, with which the carrier tells how far it has played."""


class LineInput(BaseInputTransport):
    """Receives the caller's messages and pushes them into the pipeline.

    Attributes:
        violation: What the client did that ended the call, if it broke the protocol.
    """

    def __init__(self, connection: Connection, call: Call) -> None:
        params = TransportParams(audio_in_enabled=True, audio_in_sample_rate=LISTEN_HZ)
        super().__init__(params, name="line-in")
        self.violation: ProtocolError | None = None
        self._connection = connection
        self._call = call
        self._receiving: asyncio.Task[None] | None = None

    async def start(self, frame: StartFrame) -> None:
        """Begin to receive."""
        await super().start(frame)
        await self.push_frame(ClientConnectedFrame())
        # The base's queue and task between here and the pipeline are not started
        # (set_transport_ready): they serve filters that we do not have, a hop for each message.
        if self._receiving is None:
            self._receiving = self.create_task(self._receive(), "receive")

    async def stop(self, frame: EndFrame) -> None:
        """Stop receiving."""
        await super().stop(frame)
        await self._stop_receiving()

    async def cancel(self, frame: CancelFrame) -> None:
        """Stop receiving."""
        await super().cancel(frame)
        await self._stop_receiving()

    async def cleanup(self) -> None:
        """Stop receiving."""
        await super().cleanup()
        await self._stop_receiving()

    async def push_audio_frame(self, frame: InputAudioRawFrame) -> None:
        """Push audio into the pipeline at once."""
        await self.push_frame(frame)

    async def _receive(self) -> None:
        try:
            while (message := await self._connection.receive()) is not None:
                if isinstance(message, Audio):
                    await self._hear(message.pcm)
                else:
                    await self._act_on(message)
            self._call.finish("caller_gone")
        except Exception as error:
            # pipecat swallows what its tasks raise: the call would go on without a caller.
            self._call.log.exception("receiving failed: {}", type(error).__name__)
            self._call.finish("error")

    async def _hear(self, pcm: bytes) -> None:
        call = self._call
        call.sound("caller", pcm, LISTEN_HZ)
        if call.bridge.open:
            call.bridge.from_caller(pcm)
        else:
            await self.push_frame(InputAudioRawFrame(pcm, LISTEN_HZ, 1))

    async def _act_on(self, message: Message) -> None:
        match message:
            case Key(digit):
                await self.push_frame(InputDTMFFrame(KeypadEntry(digit)))
            case Hangup():
                self._call.finish("caller_hangup")
            case Problem(error, fatal):
                self._call.problem(error)
                if fatal:
                    self.violation = self.violation or error
                    self._call.finish("protocol")
            case Played(position):
                self._call.playback.reached(position)
            case Text(text):
                await self.push_frame(InputTextRawFrame(text))
            case Interrupt():
                await self._interrupt()
            case Hold(on):
                self._call.on_hold = on

    async def _interrupt(self) -> None:
        agent = self._call.agent
        if reaction(TurnState.IDLE, agent, unfinished=False) is Reaction.INTERRUPT:
            self._call.interrupt()
            await self.broadcast_interruption()

    async def _stop_receiving(self) -> None:
        if self._receiving is not None:
            await self.cancel_task(self._receiving)
            self._receiving = None


class LineOutput(BaseOutputTransport):
    """Sends the agent's audio just before the caller needs it, and counts what was sent.

    pipecat's own transports send at twice real time, which leaves seconds of audio at the caller
    that an interruption cannot take back.
    """

    def __init__(self, connection: Connection, call: Call) -> None:
        params = TransportParams(
            audio_out_enabled=True,
            audio_out_sample_rate=connection.info.rate_hz,
            audio_out_10ms_chunks=CHUNK_MS // 10,
            audio_out_end_silence_secs=0,
        )
        super().__init__(params, name="line-out")
        self._connection = connection
        self._call = call
        self._pacer = Pacer()
        self._interrupted = False
        self._since_mark = 0

    async def start(self, frame: StartFrame) -> None:
        """Begin to send."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Drop what the caller has not heard yet at an interruption; the base does the rest."""
        if not isinstance(frame, InterruptionFrame):
            await super().process_frame(frame, direction)
            return
        self._interrupted = True
        await super().process_frame(frame, direction)
        self._interrupted = False
        self._pacer.clear()
        await self._connection.clear()

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        """Tell the connection when a reply has been sent to its end."""
        ends = isinstance(frame, BotStoppedSpeakingFrame) and direction is FrameDirection.DOWNSTREAM
        if ends and not self._interrupted:
            await self._connection.said()
        await super().push_frame(frame, direction)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Send one chunk and wait until the next one is due."""
        try:
            await self._connection.send_audio(frame.audio)
        except ConnectionError:
            return False
        samples = len(frame.audio) // 2
        self._call.sound("agent", frame.audio, self.sample_rate)
        if isinstance(frame, TTSAudioRawFrame | SpeechOutputAudioRawFrame):
            self._call.audio_sent(samples)
        else:  # Music, or a person who has the call: no part of a reply.
            self._call.playback.sent_beside(samples)
        await self._mark(samples)
        now = self._call.clock.now()
        self._call.echo.played(from_pcm(frame.audio), now)
        due = self._pacer.sent(now, samples / self.sample_rate)
        if due > now:
            await asyncio.sleep(due - now)
        return True

    async def _mark(self, samples: int) -> None:
        self._since_mark += samples
        if self._since_mark >= self.sample_rate * MARK_MS / 1000:
            self._since_mark = 0
            await self._connection.mark(self._call.playback.total)
