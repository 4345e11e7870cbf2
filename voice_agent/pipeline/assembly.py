"""From a pipeline file to loaded engines, and from engines to one call's pipeline."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from loguru import logger
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameProcessor

from voice_agent.actions.run import Actions
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call
from voice_agent.calls.ledger import Ledger, MemoryLedger
from voice_agent.config.knowledge import load_knowledge
from voice_agent.config.models import ModelPaths
from voice_agent.config.registry import EngineContext, make_stage
from voice_agent.config.schema import PipelineConfig, StageConfig
from voice_agent.core.budgets import Budget, BudgetTable
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.environment import fill_in
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.turn import Transcript
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.make import make_ways
from voice_agent.knowledge.encoder import SentenceEncoder
from voice_agent.llm.engine import NoLlm
from voice_agent.pipeline.inserts import NO_INSERTS, Inserts, read_inserts
from voice_agent.pipeline.prepared import fixed_sentences
from voice_agent.pipeline.respond.stage import Resources, RespondStage
from voice_agent.pipeline.router import RouterStage
from voice_agent.pipeline.slm import SlmStage
from voice_agent.pipeline.stt import SttStage
from voice_agent.pipeline.tts import TtsStage
from voice_agent.pipeline.turns import TurnStage
from voice_agent.pipeline.vad import VadStage
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.slm.questions import Questions
from voice_agent.stt.engine import is_streaming
from voice_agent.tts.cache import SpokenCache
from voice_agent.tts.kept import KeptSentences, cache_folder
from voice_agent.tts.voice import Voice
from voice_agent.vad.engine import VadEngine

NO_LLM_BUDGET = Budget(ms=1, deadline_ms=1000, on_overrun="fallback")
_WARM_MS = 30_000.0


@dataclass(frozen=True, slots=True)
class Engines:
    """Everything that is loaded once and shared by all calls."""

    config: PipelineConfig
    playbook: Playbook
    budgets: BudgetTable
    clock: Clock
    knowledge: EngineHandle
    actions: Actions
    vad: VadEngine
    turns: EngineHandle
    stt: EngineHandle
    slm: EngineHandle
    llm: EngineHandle
    voice: Voice
    questions: EngineHandle | None = None
    inserts: Inserts = NO_INSERTS
    ledger: Ledger = field(default_factory=MemoryLedger)
    desk: Desk = field(default_factory=Desk)

    @property
    def handles(self) -> tuple[EngineHandle, ...]:
        """The engines that work under a deadline."""
        own = (self.questions,) if self.questions else ()
        return self.turns, self.stt, self.slm, self.knowledge, *own, self.llm, self.voice.handle

    async def aclose(self) -> None:
        """Close the engines and stop their threads."""
        for handle in self.handles:
            await handle.aclose()
        await self.actions.aclose()


async def start_engines(
    config: PipelineConfig,
    *,
    on_loaded: Callable[[str], None] = lambda name: None,
    collects: bool = True,
) -> Engines:
    """Load and warm every engine of a pipeline, in a few seconds and without blocking the loop.

    Args:
        config: The pipeline file.
        on_loaded: Told the name of each stage once its engine is loaded.
        collects: Whether to collect garbage afterwards, which stops all threads for a moment: not
            while calls are on the line.

    Raises:
        ConfigError: Playbook or pipeline file is wrong.
        ModelError: A model is missing or damaged.
    """
    engines = await asyncio.to_thread(load_engines, config, on_loaded=on_loaded)
    await warm(engines)
    on_loaded("warm")
    # What is loaded now lives as long as the process: the collector need not look at it again.
    if collects:
        gc.collect()
    gc.freeze()
    return engines


def load_engines(
    config: PipelineConfig,
    *,
    on_loaded: Callable[[str], None] = lambda name: None,
    stages: Collection[str] | None = None,
) -> Engines:
    """Load every engine of a pipeline. See ``start_engines``; this one blocks and warms nothing.

    Args:
        config: The pipeline file.
        on_loaded: Told the name of each stage once its engine is loaded.
        stages: Load only the engines of these, for calls that are held by typing.
    """
    config = config.model_copy(update={"handoff": config.handoff.filled()})
    playbook = load_playbook(config.playbook_folder, actions=config.actions_file)
    if config.recording is not None:
        playbook = with_consent(playbook)
    if any(intent.confirm_if_unsure for intent in playbook.intents.values()):
        _ = playbook.first_words  # All phrases are read here, and not while a caller waits.
    context = EngineContext.of(config, playbook)

    def made(name: str, stage: StageConfig) -> EngineHandle:
        if stages is not None and name not in stages:
            return EngineHandle(name, object())
        engines = make_stage(name, stage, context)
        on_loaded(name)
        return EngineHandle(name, *engines, speculate=stage.speculate)

    handles = {name: made(name, stage) for name, stage in config.stages.items() if stage.engine}
    no_llm = NoLlm("no LLM: the pipeline file has no stage 'llm'")
    return Engines(
        config=config,
        playbook=playbook,
        budgets=config.budgets(),
        clock=Clock(zone=playbook.zone),
        knowledge=EngineHandle("router", load_knowledge(config, playbook, context.models)),
        actions=Actions(playbook),
        vad=handles["vad"].engine,
        turns=handles["turns"],
        stt=handles["stt"],
        slm=handles["slm"],
        llm=handles.get("llm") or EngineHandle("llm", no_llm),
        voice=Voice(handles["tts"], SpokenCache(kept=_kept(config, handles["tts"].engine))),
        questions=_questions(playbook, context.models),
        inserts=read_inserts(config),
    )


async def warm(engines: Engines) -> None:
    """Run every local engine once, and make the sentences that are always the same."""
    noise = np.random.default_rng(0).normal(0, 300, LISTEN_HZ).astype(np.int16)
    engines.vad.session().speech_probability(noise[: engines.vad.window_samples])
    today = engines.clock.today()
    hello = "hello can you hear me"
    await engines.turns.warm("completeness", noise, deadline_ms=_WARM_MS)
    await engines.stt.warm("transcribe", noise, LISTEN_HZ, deadline_ms=_WARM_MS)
    await engines.stt.warm("warm", deadline_ms=_WARM_MS)
    await engines.slm.warm("read", Transcript(hello, 1.0), today=today, deadline_ms=_WARM_MS)
    await engines.voice.handle.warm("synthesise", hello, deadline_ms=_WARM_MS)
    split = engines.playbook.lang.split_clauses
    clauses = [c for s in fixed_sentences(engines.playbook) for c in split(s)]
    try:
        made = await engines.voice.prepare(clauses, deadline_ms=_WARM_MS)
        logger.info("{} fixed clauses, {} of them made anew", len(set(clauses)), made)
    except VoiceAgentError as error:
        if engines.voice.handle.info.local:
            raise
        # A service that is down now may be up when it is needed, or a fallback engine speaks.
        logger.warning("{}; fixed clauses are spoken when needed", error)


def _questions(playbook: Playbook, models: ModelPaths) -> EngineHandle | None:
    if not playbook.questions:
        return None
    return EngineHandle("slm", Questions.of(playbook, SentenceEncoder(models.path("sentences"))))


def with_consent(playbook: Playbook) -> Playbook:
    """Return a playbook whose callers hear first, and to its end, that they are recorded."""
    says = playbook.says
    disclosure = f"{says.recording} {says.disclosure}".strip()
    return playbook.model_copy(update={"says": says.model_copy(update={"disclosure": disclosure})})


def _kept(config: PipelineConfig, voice: Any) -> KeptSentences | None:
    fingerprint = str(getattr(voice, "fingerprint", ""))
    if not fingerprint:
        return None
    chosen = fill_in(config.stages["tts"].cache_folder, "stages.tts.cache_folder")
    folder = cache_folder(chosen, config.file.parent)
    return KeptSentences(folder, fingerprint) if folder else None


def resources(engines: Engines) -> Resources:
    """Return what the responders of every call work with."""
    return Resources(
        actions=engines.actions,
        llm=engines.llm,
        llm_budget=engines.budgets.stages.get("llm", NO_LLM_BUDGET),
        handoff=engines.config.handoff,
        max_prompts=engines.config.listen.max_prompts,
        ledger=engines.ledger,
        ways=make_ways(
            engines.config.handoff,
            engines.actions.http,
            engines.desk,
            engines.playbook.language,
            engines.config.access.public_url,
        ),
    )


def build_pipeline(
    call: Call,
    engines: Engines,
    *,
    audio_in: FrameProcessor,
    audio_out: FrameProcessor,
    speak_hz: int,
) -> Pipeline:
    """Build one call's stages, in the order of the flow."""
    listen, budgets = engines.config.listen, engines.budgets.stages
    inserts = engines.inserts
    return Pipeline(
        inserts.among(
            (
                audio_in,
                VadStage(
                    call,
                    engines.vad,
                    listen,
                    passes_audio=inserts.want_audio,
                    direct=inserts.none,
                ),
                TurnStage(
                    call,
                    engines.turns,
                    listen,
                    budgets["turns"],
                    guesses=engines.stt.may_speculate and engines.slm.may_speculate,
                    streams_audio=is_streaming(engines.stt.engine),
                    partials=call.info is None or call.info.shows_partials or not inserts.none,
                    direct=inserts.none,
                ),
                SttStage(call, engines.stt, budgets["stt"]),
                SlmStage(call, engines.slm, budgets["slm"], engines.questions),
                RouterStage(call, engines.knowledge),
                RespondStage(call, resources(engines)),
                TtsStage(call, engines.voice, budgets["tts"], speak_hz=speak_hz),
                audio_out,
            )
        )
    )
