"""The VAD stage: cuts the caller's audio into windows and says where speech begins and ends."""

from __future__ import annotations

import asyncio

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import (
    InputAudioRawFrame,
    StartFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)

from voice_agent.audio.dc import DcBlocker
from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.calls.agent_state import AgentState
from voice_agent.calls.call import Call
from voice_agent.config.schema import ListenConfig
from voice_agent.pipeline.frames import WindowFrame
from voice_agent.pipeline.stage import Stage
from voice_agent.vad.detector import SpeechDetector, SpeechStarted
from voice_agent.vad.engine import VadEngine
from voice_agent.vad.guard import Guard
from voice_agent.vad.limiter import Limiter

GAP_MS = 200
"""A line that sends nothing for this long counts as silent, so that turns still end."""
STALL_MS = 2000
"""The same for a line that sends silence too: what is missing is late, and may be a word."""


class VadStage(Stage):
    """Audio in, one ``WindowFrame`` per VAD window out.

    Args:
        call: The call.
        engine: The detector.
        listen: When speech begins and ends.
        passes_audio: Whether the caller's audio goes on to the stages after this one, for
            inserted processors. It costs every stage a frame every 20 ms.
        direct: See ``Stage``.
    """

    def __init__(
        self,
        call: Call,
        engine: VadEngine,
        listen: ListenConfig,
        *,
        passes_audio: bool = False,
        direct: bool = False,
    ) -> None:
        super().__init__("vad", direct=direct)
        self._call = call
        self._session = engine.session()
        self._window = engine.window_samples
        window_ms = 1000 * engine.window_samples / LISTEN_HZ
        self._dc = DcBlocker(LISTEN_HZ)
        self._limiter = Limiter()
        self._detector = SpeechDetector(
            window_ms=window_ms,
            threshold=listen.threshold,
            start_ms=listen.start_ms,
            stop_ms=listen.stop_ms,
        )
        self._guard = Guard(call.level, call.echo, window_ms, self._detector.release)
        self._threshold = listen.threshold
        self._passes_audio = passes_audio
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)
        self._last_at = call.clock.now()
        self._gap_s = (STALL_MS if call.info and call.info.steady else GAP_MS) / 1000
        self._filler: asyncio.Task[None] | None = None
        self._hearing = asyncio.Lock()
        self.handles({InputAudioRawFrame: self._take, StartFrame: self._start})

    async def cleanup(self) -> None:
        """Stop filling gaps."""
        if self._filler is not None:
            await self.cancel_task(self._filler)
            self._filler = None
        await super().cleanup()

    async def _start(self, frame: StartFrame) -> None:
        if self._filler is None:
            self._last_at = self._call.clock.now()
            self._filler = self.create_task(self._fill_gaps(), "vad-gaps")
        await self.push_frame(frame)

    async def _take(self, frame: InputAudioRawFrame) -> None:
        self._last_at = self._call.clock.now()
        await self._hear(self._dc.push(from_pcm(frame.audio)))
        if self._passes_audio:
            await self.push_frame(frame)

    async def _hear(self, samples: NDArray[np.int16]) -> None:
        arrived_at = self._call.clock.now()
        async with self._hearing:
            audio = np.concatenate((self._rest, samples))
            whole = audio.size - audio.size % self._window
            self._rest = audio[whole:]
            for start in range(0, whole, self._window):
                end = start + self._window
                # What came after the window in the same message was spoken after it.
                spoken_at = arrived_at - (audio.size - end) / LISTEN_HZ
                rest = self._rest if end == whole else audio[:0]
                await self._push_window(audio[start:end], spoken_at, rest)

    async def _push_window(
        self, window: NDArray[np.int16], arrived_at: float, rest: NDArray[np.int16]
    ) -> None:
        probability = self._session.speech_probability(self._limiter.push(window))
        own = self._guard.is_callers(
            window,
            probability,
            arrived_at,
            speaking=self._detector.speaking,
            awaited=self._call.agent is AgentState.LISTENING,
        )
        edge = self._detector.push(probability, own=own and self._guard.is_enough())
        voiced = own and probability >= self._threshold
        frame = WindowFrame(window, arrived_at, rest, voiced)
        if edge is not None:
            started = isinstance(edge, SpeechStarted)
            frame.edge = "started" if started else "stopped"
            frame.since_edge_ms = edge.decided_ms - edge.at_ms
            await self.push_frame(
                VADUserStartedSpeakingFrame() if started else VADUserStoppedSpeakingFrame()
            )
        await self.hand_on(frame)

    async def _fill_gaps(self) -> None:
        silence = np.zeros(LISTEN_HZ // 10, np.int16)
        while True:
            await asyncio.sleep(0.1)
            if self._call.clock.now() - self._last_at > self._gap_s:
                await self._hear(silence)
