"""The VAD stage: cuts the caller's audio into windows and says where speech begins and ends."""

from __future__ import annotations

import asyncio

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import Frame, InputAudioRawFrame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.calls.call import Call
from voice_agent.config.schema import ListenConfig
from voice_agent.pipeline.frames import WindowFrame
from voice_agent.vad.detector import SpeechDetector, SpeechStarted
from voice_agent.vad.engine import VadEngine

GAP_MS = 200
"""A line that sends nothing for so long is taken to be silent, so that turns still end."""


class VadStage(FrameProcessor):
    """Audio in, one ``WindowFrame`` per VAD window out."""

    def __init__(self, call: Call, engine: VadEngine, listen: ListenConfig) -> None:
        super().__init__(name="vad")
        self._call = call
        self._session = engine.session()
        self._window = engine.window_samples
        self._detector = SpeechDetector(
            window_ms=1000 * engine.window_samples / LISTEN_HZ,
            threshold=listen.threshold,
            start_ms=listen.start_ms,
            stop_ms=listen.stop_ms,
        )
        self._threshold = listen.threshold
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)
        self._last_at = call.clock()
        self._filler: asyncio.Task[None] | None = None
        self._hearing = asyncio.Lock()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Take the caller's audio; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            self._last_at = self._call.clock()
            await self._hear(from_pcm(frame.audio))
            return
        if isinstance(frame, StartFrame) and self._filler is None:
            self._last_at = self._call.clock()
            self._filler = self.create_task(self._fill_gaps(), "vad-gaps")
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Stop filling gaps."""
        if self._filler is not None:
            await self.cancel_task(self._filler)
            self._filler = None
        await super().cleanup()

    async def _hear(self, samples: NDArray[np.int16]) -> None:
        arrived_at = self._call.clock()
        async with self._hearing:
            audio = np.concatenate((self._rest, samples))
            whole = audio.size - audio.size % self._window
            self._rest = audio[whole:]
            for start in range(0, whole, self._window):
                end = start + self._window
                # What came after the window in the same message was spoken after it.
                spoken_at = arrived_at - (audio.size - end) / LISTEN_HZ
                behind = self._rest if end == whole else audio[:0]
                await self._push_window(audio[start:end], spoken_at, behind)

    async def _push_window(
        self, window: NDArray[np.int16], arrived_at: float, behind: NDArray[np.int16]
    ) -> None:
        probability = self._session.speech_probability(window)
        edge = self._detector.push(probability)
        voiced = probability >= self._threshold
        frame = WindowFrame(window, arrived_at, behind, voiced)
        if edge is not None:
            frame.edge = "started" if isinstance(edge, SpeechStarted) else "stopped"
            frame.since_edge_ms = edge.decided_ms - edge.at_ms
        await self.push_frame(frame)

    async def _fill_gaps(self) -> None:
        silence = np.zeros(LISTEN_HZ // 10, np.int16)
        while True:
            await asyncio.sleep(0.1)
            if self._call.clock() - self._last_at > GAP_MS / 1000:
                await self._hear(silence)
