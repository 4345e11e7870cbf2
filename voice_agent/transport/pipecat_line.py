"""What comes from a ``Connection`` into a pipecat pipeline."""

from __future__ import annotations

import asyncio

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    CancelFrame,
    ClientConnectedFrame,
    EndFrame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTextRawFrame,
    StartFrame,
)
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_transport import TransportParams

from voice_agent.audio.pcm import LISTEN_HZ
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
from voice_agent.turns.policy import TurnState


class LineInput(BaseInputTransport):
    """Receives the caller's messages and pushes them into the pipeline.

    Args:
        connection: The caller.
        call: The call.
        watched: Whether anybody but the next stage sees the audio.

    Attributes:
        violation: What the client did that ended the call, if it broke the protocol.
    """

    def __init__(self, connection: Connection, call: Call, *, watched: bool = True) -> None:
        params = TransportParams(audio_in_enabled=True, audio_in_sample_rate=LISTEN_HZ)
        super().__init__(params, name="line-in")
        self.violation: ProtocolError | None = None
        self._connection = connection
        self._call = call
        self._watched = watched
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
            return
        frame = InputAudioRawFrame(pcm, LISTEN_HZ, 1)
        if self._watched or self.next is None:
            await self.push_frame(frame)
        else:
            await self.next.queue_frame(frame)

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
