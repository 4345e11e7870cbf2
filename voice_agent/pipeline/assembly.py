"""From a pipeline file to loaded engines, and from engines to one call's pipeline."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from loguru import logger
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameProcessor

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call
from voice_agent.config.models import ModelStore
from voice_agent.config.registry import EngineContext, make_engine
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.budgets import Budget, BudgetTable
from voice_agent.core.executor import EngineExecutor
from voice_agent.core.turn import Transcript
from voice_agent.knowledge.bm25 import Knowledge
from voice_agent.llm.engine import LlmEngine, NoLlm
from voice_agent.pipeline.prepared import fixed_sentences
from voice_agent.pipeline.respond.stage import Resources, ResponderStage
from voice_agent.pipeline.router import RouterStage
from voice_agent.pipeline.slm import SlmStage
from voice_agent.pipeline.stt import SttStage
from voice_agent.pipeline.tts import TtsStage
from voice_agent.pipeline.turns import TurnStage
from voice_agent.pipeline.vad import VadStage
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.slm.engine import ReadingEngine
from voice_agent.stt.engine import SttEngine
from voice_agent.tts.cache import CachedTts
from voice_agent.tts.engine import TtsEngine
from voice_agent.tts.kept import KeptSentences, cache_folder
from voice_agent.turns.engine import TurnEngine
from voice_agent.vad.engine import VadEngine

NO_LLM_BUDGET = Budget(ms=1, deadline_ms=1000, on_overrun="fallback")


@dataclass(frozen=True, slots=True)
class Engines:
    """Everything that is loaded once and shared by all calls."""

    config: PipelineConfig
    playbook: Playbook
    budgets: BudgetTable
    knowledge: Knowledge
    vad: VadEngine
    turns: TurnEngine
    stt: SttEngine
    slm: ReadingEngine
    llm: LlmEngine
    tts: CachedTts
    executors: Mapping[str, EngineExecutor]

    def close(self) -> None:
        """Stop the engines' threads."""
        for executor in self.executors.values():
            executor.close()


def load_engines(
    config: PipelineConfig, *, on_loaded: Callable[[str], None] = lambda name: None
) -> Engines:
    """Load and warm every engine of a pipeline. Blocks for a few seconds.

    Args:
        config: The pipeline file.
        on_loaded: Told the name of each stage once its engine is loaded.

    Raises:
        ConfigError: Playbook or pipeline file is wrong.
        ModelError: A model is missing or damaged.
    """
    playbook = load_playbook(config.playbook_folder)
    context = EngineContext(playbook=playbook, models=ModelStore.open(), folder=config.file.parent)
    made: dict[str, Any] = {}
    for name, stage in config.stages.items():
        if stage.engine is not None:
            made[name] = make_engine(name, stage.engine, stage.args, context)
            on_loaded(name)
    engines = Engines(
        config=config,
        playbook=playbook,
        budgets=config.budgets(),
        knowledge=Knowledge.load(playbook.knowledge, playbook.lang),
        vad=made["vad"],
        turns=made["turns"],
        stt=made["stt"],
        slm=made["slm"],
        llm=made.get("llm", NoLlm("no LLM: the pipeline file has no stage 'llm'")),
        tts=CachedTts(made["tts"], kept=_kept(config, made["tts"])),
        executors={name: EngineExecutor(name) for name in ("turns", "stt", "slm", "tts")},
    )
    warm(engines)
    on_loaded("warm")
    # What is loaded now lives as long as the process: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    return engines


def warm(engines: Engines) -> None:
    """Run every engine once, and make the sentences that are always the same."""
    noise = np.random.default_rng(0).normal(0, 300, LISTEN_HZ).astype(np.int16)
    engines.vad.session().speech_probability(noise[: engines.vad.window_samples])
    engines.turns.completeness(noise)
    engines.stt.transcribe(noise, LISTEN_HZ)
    engines.slm.read(Transcript("hello can you hear me", 1.0))
    engines.tts.synthesise("hello can you hear me")
    split = engines.playbook.lang.split_clauses
    clauses = [c for s in fixed_sentences(engines.playbook) for c in split(s)]
    made = engines.tts.prepare(clauses)
    logger.info("{} fixed clauses, {} of them made anew", len(set(clauses)), made)


def _kept(config: PipelineConfig, voice: TtsEngine) -> KeptSentences | None:
    chosen = str(config.stages["tts"].args.get("cache_folder", ""))
    folder = cache_folder(chosen, config.file.parent)
    fingerprint = str(getattr(voice, "fingerprint", ""))
    return KeptSentences(folder, fingerprint) if folder and fingerprint else None


def build_pipeline(
    call: Call,
    engines: Engines,
    *,
    audio_in: FrameProcessor,
    audio_out: FrameProcessor,
    speak_hz: int,
    today: Callable[[], date],
) -> Pipeline:
    """One call's stages in the order of the flow."""
    config, executors = engines.config, engines.executors
    budgets = engines.budgets.stages
    resources = Resources(
        knowledge=engines.knowledge,
        llm=engines.llm,
        llm_budget=budgets.get("llm", NO_LLM_BUDGET),
        handoff=config.handoff,
        today=today,
        max_prompts=config.listen.max_prompts,
    )
    return Pipeline(
        [
            audio_in,
            VadStage(call, engines.vad, config.listen),
            TurnStage(call, engines.turns, executors["turns"], config.listen, budgets["turns"]),
            SttStage(call, engines.stt, executors["stt"], budgets["stt"]),
            SlmStage(call, engines.slm, executors["slm"], budgets["slm"], today),
            RouterStage(call, engines.knowledge, today),
            ResponderStage(call, resources),
            TtsStage(call, engines.tts, executors["tts"], budgets["tts"], speak_hz=speak_hz),
            audio_out,
        ]
    )
