"""Engines by stage and name. A pipeline file names one; its signature is the schema.

An engine's module has a factory ``make(context, *, argument: type = default)``. It is imported
when a pipeline names it, so that nothing is loaded for stages that a pipeline does not use.
"""

from __future__ import annotations

import importlib
import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.core.threads import cap_blas_threads
from voice_agent.playbook.schema import Playbook


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What a factory may use besides its arguments."""

    playbook: Playbook
    models: ModelStore
    folder: Path
    """Folder of the pipeline file; paths in it are relative to this."""


Factory = Callable[..., Any]


ENGINES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "vad": {
            "silero": "voice_agent.vad.silero:make",
            "webrtc": "voice_agent.vad.webrtc:make",
        },
        "turns": {
            "smart_turn": "voice_agent.turns.smart_turn:make",
            "silence": "voice_agent.turns.silence:make",
        },
        "stt": {"whisper": "voice_agent.stt.whisper:make"},
        "slm": {"onnx": "voice_agent.slm.model:make"},
        "llm": {"openai": "voice_agent.llm.openai:make"},
        "tts": {"piper": "voice_agent.tts.piper:make"},
    }
)


def factory(stage: str, engine: str) -> Factory:
    """The factory of a known engine."""
    module, _, name = ENGINES[stage][engine].partition(":")
    made: Factory = getattr(importlib.import_module(module), name)
    return made


def check_engine(stage: str, engine: str, arguments: Mapping[str, Any]) -> str | None:
    """What is wrong with an engine's name or arguments, or ``None``.

    The answer starts with the key below the stage and lists what would be accepted.
    """
    engines = ENGINES[stage]
    if engine not in engines:
        return f"engine: unknown engine '{engine}'; known: {', '.join(sorted(engines))}"
    make = factory(stage, engine)
    hints = typing.get_type_hints(make)
    known = {
        name: hints[name]
        for name, parameter in inspect.signature(make).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    for name, value in arguments.items():
        if name not in known:
            accepted = ", ".join(sorted(known)) or "none"
            return f"args.{name}: unknown argument of engine '{engine}'; known: {accepted}"
        try:
            TypeAdapter(known[name]).validate_python(value, strict=True)
        except ValidationError:
            return f"args.{name}: expected {known[name].__name__}, got {value!r}"
    return None


def make_engine(
    stage: str, engine: str, arguments: Mapping[str, Any], context: EngineContext
) -> Any:
    """Build an engine, loading its model. From then on numpy has one thread in this process.

    Raises:
        ConfigError: The engine or an argument is unknown.
        ModelError: Its model is missing or damaged.
    """
    problem = check_engine(stage, engine, arguments)
    if problem:
        raise ConfigError(f"stages.{stage}.{problem}", stage=stage)
    cap_blas_threads()
    return factory(stage, engine)(context, **arguments)


__all__ = ["ENGINES", "EngineContext", "check_engine", "make_engine"]
