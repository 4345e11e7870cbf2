"""Engines by stage and name. A pipeline file names one; its factory's signature is the schema.

A factory is ``make(context, *, argument: type = default)``, or a class. It is imported when a
pipeline names it, so that nothing is loaded for stages that a pipeline does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from loguru import logger

from voice_agent.config.contracts import misfit
from voice_agent.config.models import ModelPaths, ProjectModels
from voice_agent.config.schema import PipelineConfig, StageConfig
from voice_agent.core.environment import fill_in
from voice_agent.core.errors import ConfigError, VoiceAgentError
from voice_agent.core.plugins import checked_callable, known_names, load_by_path, load_named
from voice_agent.core.signature import check_arguments, converted, takes_context
from voice_agent.core.threads import cap_blas_threads
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook

Factory = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What a factory may use besides its arguments.

    Attributes:
        playbook: The playbook of the pipeline.
        models: The models that the pipeline file may name.
        folder: Folder of the pipeline file; paths in it are relative to this.
    """

    playbook: Playbook
    models: ModelPaths
    folder: Path

    @classmethod
    def of(cls, config: PipelineConfig, playbook: Playbook | None = None) -> EngineContext:
        """Return the context of a pipeline file.

        Args:
            config: The pipeline file.
            playbook: Its playbook, if it is loaded already.

        Raises:
            ConfigError: The playbook or the lock file is wrong.
        """
        playbook = playbook or load_playbook(config.playbook_folder)
        return cls(playbook, ProjectModels.open(config.file.parent), config.file.parent)


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
        "stt": {
            "whisper": "voice_agent.stt.whisper:make",
            "wyoming": "voice_agent.stt.wyoming:make",
        },
        "slm": {"onnx": "voice_agent.slm.model:make"},
        "llm": {
            "openai": "voice_agent.llm.openai:make",
            "anthropic": "voice_agent.llm.anthropic:make",
        },
        "tts": {
            "piper": "voice_agent.tts.piper:make",
            "wyoming": "voice_agent.tts.wyoming:make",
        },
    }
)
"""Built-in engines."""


@dataclass(frozen=True, slots=True)
class Family:
    """Engines that share one factory; what follows the colon of their name is an argument.

    Attributes:
        stages: Stages it can fill.
        factory: Dotted path of the factory, with ``{stage}`` in it.
        argument: The factory's argument for what follows the colon.
        check: Dotted path of ``check(stage, name, arguments) -> str | None``, for factories
            whose signature does not say what they accept. They fill in the environment themselves.
    """

    stages: tuple[str, ...]
    factory: str
    argument: str
    check: str = ""


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "pipecat": Family(
            stages=("stt", "llm", "tts"),
            factory="voice_agent.pipeline.services.{stage}:make",
            argument="service",
            check="voice_agent.pipeline.services.spec:check_spec",
        ),
        "wyoming": Family(
            stages=("stt", "tts"), factory="voice_agent.{stage}.wyoming:make", argument="uri"
        ),
    }
)
"""Engines named ``family:rest``."""


def known_engines(stage: str) -> str:
    """Say what ``engine`` may be for a stage, for an error message."""
    return known_names(_group(stage), ENGINES[stage], _families(stage))


def factory(stage: str, engine: str, folder: Path = Path()) -> Factory:
    """Return the factory that an engine's name means.

    Args:
        stage: The stage it is to fill.
        engine: Built-in name, entry point, ``family:rest``, ``package.module:name`` or
            ``file.py:name``.
        folder: Folder of the pipeline file.

    Raises:
        ConfigError: It means nothing, or something that cannot be imported or called.
    """
    family, rest = _family(engine)
    if family is not None:
        if stage not in family.stages:
            raise ConfigError(f"'{engine}' cannot fill this stage; known: {known_engines(stage)}")
        made = load_by_path(family.factory.format(stage=stage), folder)
        return partial(made, **{family.argument: rest})
    built_in, also = ENGINES[stage], _families(stage)
    found = load_named(engine, "engine", _group(stage), folder, built_in=built_in, also=also)
    named: Factory = checked_callable(found, engine)
    return named


def check_engine(
    stage: str, engine: str, arguments: Mapping[str, Any], folder: Path = Path()
) -> str | None:
    """Say what is wrong with an engine's name or arguments, or return ``None``.

    The answer starts with the key below the stage and lists what would be accepted.
    """
    try:
        make = factory(stage, engine, folder)
        family, rest = _family(engine)
        if family is not None and family.check:
            problem: str | None = load_by_path(family.check, folder)(stage, rest, arguments)
            return problem
    except ConfigError as error:
        return f"engine: {error}"
    return check_arguments(make, arguments, f"engine '{engine}'")


def make_engine(
    stage: str, engine: str, arguments: Mapping[str, Any], context: EngineContext
) -> Any:
    """Build an engine, loading its model. From then on numpy has one thread in this process.

    Raises:
        ConfigError: The engine or an argument is unknown, or the factory failed.
        ModelError: Its model is missing or damaged.
    """
    problem = check_engine(stage, engine, arguments, context.folder)
    if problem:
        raise ConfigError(f"stages.{stage}.{problem}", stage=stage)
    cap_blas_threads()
    make = factory(stage, engine, context.folder)
    family, _ = _family(engine)
    given = dict(arguments)
    try:
        if family is None or not family.check:
            given = converted(make, fill_in(given, "args"))
        return make(context, **given) if takes_context(make) else make(**given)
    except ConfigError as error:
        # A factory that refuses an argument knows its name, but not the stage it is to fill.
        where = f"stages.{stage}." if str(error).startswith("args.") else ""
        raise ConfigError(f"{where}{error}", stage=stage) from None
    except VoiceAgentError:
        raise
    except Exception as error:
        logger.opt(exception=error).debug("stages.{}: '{}' cannot be made", stage, engine)
        why = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise ConfigError(
            f"stages.{stage}.engine: '{engine}' cannot be made: {why}", stage=stage
        ) from error


def make_stage(name: str, stage: StageConfig, context: EngineContext) -> list[Any]:
    """Build the engine of a stage and its fallbacks.

    Raises:
        ConfigError: As ``make_engine``, or one of them cannot fill the stage.
        ModelError: A model is missing or damaged.
    """
    made = []
    for one in stage.engines():
        engine = make_engine(name, one.engine, one.args, context)
        problem = misfit(name, engine, context.playbook.language)
        if problem:
            raise ConfigError(f"stages.{name}.engine: '{one.engine}' {problem}", stage=name)
        made.append(engine)
    return made


def _family(engine: str) -> tuple[Family | None, str]:
    name, colon, rest = engine.partition(":")
    return (FAMILIES.get(name), rest) if colon and rest else (None, "")


def _families(stage: str) -> list[str]:
    return [f"{name}:..." for name, family in FAMILIES.items() if stage in family.stages]


def _group(stage: str) -> str:
    return f"voice_agent.{stage}"
