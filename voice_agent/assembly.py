"""From a pipeline file to loaded engines, and from engines to one call's pipeline."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from loguru import logger
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameProcessor

from voice_agent.budgets import Budget, BudgetTable
from voice_agent.calls.call import Call
from voice_agent.config import PipelineConfig
from voice_agent.events import Transcript
from voice_agent.executor import EngineExecutor
from voice_agent.model_store import ModelStore
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.registry import EngineContext, make_engine
from voice_agent.responders.llm import LlmEngine, NoLlm
from voice_agent.responders.retrieval import Knowledge
from voice_agent.responders.stage import Resources, ResponderStage
from voice_agent.router.stage import RouterStage
from voice_agent.slm.stage import ReadingEngine, SlmStage
from voice_agent.stt.engine import SttEngine
from voice_agent.stt.stage import SttStage
from voice_agent.transport.raw import LISTEN_HZ
from voice_agent.tts.cache import CachedTts
from voice_agent.tts.clauses import split_clauses
from voice_agent.tts.engine import TtsEngine
from voice_agent.tts.kept import KeptSentences, cache_folder
from voice_agent.tts.stage import TtsStage
from voice_agent.turns.engine import TurnEngine
from voice_agent.turns.stage import TurnStage
from voice_agent.vad.engine import VadEngine
from voice_agent.vad.stage import VadStage

NO_LLM_BUDGET = Budget(ms=1, deadline_ms=1000, on_overrun="fallback")
# Some 30 MB of speech.
_MOST_OPENINGS = 300


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
        knowledge=Knowledge.load(playbook.knowledge),
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
    clauses = [c for s in fixed_sentences(engines.playbook) for c in split_clauses(s)]
    made = engines.tts.prepare(clauses)
    logger.info("{} fixed clauses, {} of them made anew", len(set(clauses)), made)


def _kept(config: PipelineConfig, voice: TtsEngine) -> KeptSentences | None:
    chosen = str(config.stages["tts"].args.get("cache_folder", ""))
    folder = cache_folder(chosen, config.file.parent)
    fingerprint = str(getattr(voice, "fingerprint", ""))
    return KeptSentences(folder, fingerprint) if folder and fingerprint else None


def fixed_sentences(playbook: Playbook) -> Iterable[str]:
    """Sentences of a playbook that never change, the most urgent first."""
    says = playbook.says
    yield says.greeting
    yield from (*says.not_heard, *says.not_understood)
    yield from (says.handoff, *says.fillers, says.llm_fallback, says.still_there, says.cancelled)
    yield from (says.goodbye, says.abuse, says.not_possible, says.other_language)
    yield from (says.action_failed, says.anything_else)
    for intent in playbook.intents.values():
        yield from (detail.ask for detail in intent.details.values() if detail.ask)
        for template in filter(None, (intent.answer, intent.confirm)):
            first = split_clauses(template)[0]
            if "{" not in first:
                yield first


def opening_clauses(knowledge: Knowledge) -> list[str]:
    """How the answers of a knowledge folder begin, each once; of a large folder the first 300."""
    clauses = (split_clauses(section.text)[0] for section in knowledge.sections)
    return list(dict.fromkeys(clauses))[:_MOST_OPENINGS]


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
