"""A bot of stock pipecat parts with our models, to compare with: ``/twilio`` on one port.

Variant ``stock``: pipecat's defaults (Silero, smart-turn v3 with the default strategies,
``WhisperSTTService``). Variant ``tuned``: a turn ends 0.3 s after the last word, and Whisper
decodes greedily. In both, every answer is one fixed sentence spoken by Piper, so nothing waits for
a language model.

    voice-agent bench stock-bot --variant stock --port 8766
"""

from __future__ import annotations

import asyncio
import functools
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import typer
import uvicorn
from fastapi import FastAPI, WebSocket
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.runner.utils import parse_telephony_websocket
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from voice_agent.config.models import ModelStore
from voice_agent.core.logs import set_up_logging

Variant = Literal["stock", "tuned"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)

GREETING = "Hello. How can I help you today?"
ANSWER = "Your checking balance is two thousand four hundred and thirteen dollars."
# pipecat's VAD reports a stop after 0.2 s; its documentation asks not to change that.
_TUNED_EXTRA_S = 0.1


class GreedyWhisper(WhisperSTTService):
    """``WhisperSTTService`` has no setting for the beam, so its model gets one."""

    def _load(self) -> None:
        super()._load()  # type: ignore[no-untyped-call]
        model: Any = self._model
        model.transcribe = functools.partial(
            model.transcribe,
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
        )


class FixedAnswer(FrameProcessor):
    """Replaces the LLM: the same sentence for every turn, at once."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer a context; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame):
            await self.push_frame(LLMFullResponseStartFrame())
            await self.push_frame(LLMTextFrame(ANSWER))
            await self.push_frame(LLMFullResponseEndFrame())
        else:
            await self.push_frame(frame, direction)


def create_app(variant: Variant) -> FastAPI:
    """Make the bot. Models are loaded for every call, as stock services do."""
    app = FastAPI(title=f"pipecat {variant}")
    calls: set[str] = set()

    @app.get("/readyz")
    async def readyz() -> dict[str, object]:
        return {"ready": True, "calls": len(calls)}

    @app.websocket("/twilio")
    async def twilio(websocket: WebSocket) -> None:
        await websocket.accept()
        _, data = await parse_telephony_websocket(websocket)
        calls.add(data["stream_id"])
        try:
            await _run(websocket, data["stream_id"], variant)
        finally:
            calls.discard(data["stream_id"])

    return app


async def _run(websocket: WebSocket, stream_sid: str, variant: Variant) -> None:
    serializer = TwilioFrameSerializer(
        stream_sid, params=TwilioFrameSerializer.InputParams(auto_hang_up=False)
    )
    transport = FastAPIWebsocketTransport(
        websocket,
        FastAPIWebsocketParams(
            audio_in_enabled=True, audio_out_enabled=True, serializer=serializer
        ),
    )
    # Loading takes a second, which other calls must not notice.
    stt, tts = await asyncio.to_thread(_services, variant)
    users, agents = LLMContextAggregatorPair(
        LLMContext(),
        user_params=LLMUserAggregatorParams(
            vad_analyzer=SileroVADAnalyzer(), user_turn_strategies=_strategies(variant)
        ),
    )
    worker = PipelineWorker(
        Pipeline([transport.input(), stt, users, FixedAnswer(), tts, transport.output(), agents]),
        # Whisper takes 16 kHz; without this the service feeds it the telephone's 8 kHz.
        params=PipelineParams(audio_in_sample_rate=16000, audio_out_sample_rate=8000),
        idle_timeout_secs=None,
    )

    async def connected(_transport: object, _websocket: object) -> None:
        await worker.queue_frames([TTSSpeakFrame(GREETING)])

    async def gone(_transport: object, _websocket: object) -> None:
        await worker.cancel()

    transport.add_event_handler("on_client_connected", connected)
    transport.add_event_handler("on_client_disconnected", gone)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run(auto_end=True)


def _services(variant: Variant) -> tuple[WhisperSTTService, PiperTTSService]:
    models = ModelStore.open()
    whisper = GreedyWhisper if variant == "tuned" else WhisperSTTService
    stt = whisper(
        device="cpu",
        compute_type="int8",
        settings=WhisperSTTService.Settings(model=str(models.path("whisper-tiny.en"))),
    )
    voice: Path = models.path("piper-en_US-joe-medium")
    tts = PiperTTSService(
        download_dir=voice.parent, settings=PiperTTSService.Settings(voice=voice.stem)
    )
    return stt, tts


def _strategies(variant: Variant) -> UserTurnStrategies | None:
    if variant == "stock":
        return None
    return UserTurnStrategies(
        stop=[SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=_TUNED_EXTRA_S)]
    )


def main(variant: Annotated[str, typer.Option()] = "stock", port: int = 8766) -> None:
    """Serve the stock pipecat bot on the loopback address."""
    if variant not in VARIANTS:
        raise typer.BadParameter(f"known: {', '.join(VARIANTS)}", param_hint="--variant")
    set_up_logging("WARNING")
    app = create_app("tuned" if variant == "tuned" else "stock")
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
