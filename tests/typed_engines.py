"""Engines for calls by typing, without a model."""

from __future__ import annotations

from pathlib import Path

from exchange import READINGS
from fakes import TODAY, LoudnessVad, ScriptedLlm, TableSlm, playbook

from voice_agent.actions.run import Actions
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.turn import Section
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.pipeline.assembly import Engines
from voice_agent.playbook import Playbook
from voice_agent.tts.voice import Voice

FEES = Section("fees", "The fees", "It costs nothing.")


def typed_engines(book: Playbook | None = None) -> Engines:
    """The small bank, whose readings are those of ``exchange.READINGS``."""
    book = book or playbook()
    names = ("vad", "turns", "stt", "slm", "router", "answer", "llm", "tts")
    config = PipelineConfig.model_validate(
        {
            "file": Path("line.yaml"),
            "playbook": ".",
            "stages": {name: {"engine": "fake", "budget_ms": 100} for name in names},
        }
    )
    return Engines(
        config=config,
        playbook=book,
        budgets=config.budgets(),
        clock=Clock.at(TODAY),
        knowledge=EngineHandle("router", Knowledge([FEES], en)),
        actions=Actions(book),
        vad=LoudnessVad(),
        turns=EngineHandle("turns", object()),
        stt=EngineHandle("stt", object()),
        slm=EngineHandle("slm", TableSlm(READINGS)),
        llm=EngineHandle("llm", ScriptedLlm(["It depends. ", "On you."])),
        voice=Voice(EngineHandle("tts", object())),
    )
