"""Engines by stage and name. A pipeline file names one; its signature is the schema.

To add an engine: write a factory ``make(context, *, argument: type = default)`` and
register it here. Factories import their engine when called, so that nothing is loaded
for stages that a pipeline does not use.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from voice_agent.errors import ConfigError
from voice_agent.model_store import ModelStore
from voice_agent.playbook.schema import Playbook
from voice_agent.threads import cap_blas_threads


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What a factory may use besides its arguments."""

    playbook: Playbook
    models: ModelStore
    folder: Path
    """Folder of the pipeline file; paths in it are relative to this."""


Factory = Callable[..., Any]


def _silero(context: EngineContext, *, model: str = "silero-vad") -> Any:
    from voice_agent.vad.silero import SileroVad

    return SileroVad.load(context.models.path(model))


def _webrtc(context: EngineContext, *, aggressiveness: int = 2) -> Any:
    from voice_agent.vad.webrtc import WebRtcVad

    return WebRtcVad.load(aggressiveness=aggressiveness)


def _smart_turn(context: EngineContext, *, model: str = "smart-turn-v3.2", threads: int = 1) -> Any:
    from voice_agent.turns.smart_turn import SmartTurn

    return SmartTurn.load(context.models.path(model), threads=threads)


def _silence(context: EngineContext) -> Any:
    from voice_agent.turns.silence import SilenceOnly

    return SilenceOnly()


def _whisper(
    context: EngineContext,
    *,
    model: str = "whisper-tiny.en",
    threads: int = 2,
    beam_size: int = 1,
    prompt: bool = True,
    short_encode: bool = True,
    onnx: bool = True,
) -> Any:
    from voice_agent.stt.prompt import expected_words, vocabulary_prompt
    from voice_agent.stt.whisper import WhisperEngine

    return WhisperEngine.load(
        context.models.path(model),
        threads=threads,
        beam_size=beam_size,
        prompt=vocabulary_prompt(context.playbook) if prompt else "",
        words=expected_words(context.playbook) if prompt else (),
        short_encode=short_encode,
        onnx=onnx,
    )


def _slm(context: EngineContext, *, model: str = "", folder: str = "", threads: int = 1) -> Any:
    """``model`` is a name in the lock file; ``folder`` is a model of one's own, not locked."""
    from voice_agent.slm.model import SlmEngine

    path = (
        context.folder / folder
        if folder
        else context.models.path(model or f"slm-{context.playbook.folder.name}")
    )
    return SlmEngine.load(path, context.playbook, threads=threads)


def _openai(
    context: EngineContext,
    *,
    model: str = "gpt-4.1-mini",
    base_url: str = "",
    api_key_env: str = "OPENAI_API_KEY",
    max_tokens: int = 160,
    temperature: float = 0.3,
) -> Any:
    from voice_agent.responders.llm import OpenAiLlm

    return OpenAiLlm.connect(
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        max_tokens=max_tokens,
        temperature=temperature,
    )


def _piper(
    context: EngineContext,
    *,
    model: str = "piper-en_US-joe-medium",
    threads: int = 2,
    length_scale: float = 1.0,
    cache_folder: str = "",
) -> Any:
    """``cache_folder`` is for ``assembly``, which keeps the voice's fixed sentences there."""
    from voice_agent.tts.piper import PiperEngine

    return PiperEngine.load(context.models.path(model), threads=threads, length_scale=length_scale)


ENGINES: Mapping[str, Mapping[str, Factory]] = MappingProxyType(
    {
        "vad": {"silero": _silero, "webrtc": _webrtc},
        "turns": {"smart_turn": _smart_turn, "silence": _silence},
        "stt": {"whisper": _whisper},
        "slm": {"onnx": _slm},
        "llm": {"openai": _openai},
        "tts": {"piper": _piper},
    }
)


def check_engine(stage: str, engine: str, arguments: Mapping[str, Any]) -> str | None:
    """What is wrong with an engine's name or arguments, or ``None``.

    The answer starts with the key below the stage and lists what would be accepted.
    """
    engines = ENGINES[stage]
    if engine not in engines:
        return f"engine: unknown engine '{engine}'; known: {', '.join(sorted(engines))}"
    hints = typing.get_type_hints(engines[engine])
    known = {
        name: hints[name]
        for name, parameter in inspect.signature(engines[engine]).parameters.items()
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
    return ENGINES[stage][engine](context, **arguments)


__all__ = ["ENGINES", "EngineContext", "check_engine", "make_engine"]
