"""Finding, reading and checking a pipeline file."""

from __future__ import annotations

from pathlib import Path

from voice_agent.config.registry import ENGINES, check_engine
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.budgets import actions_for
from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook.load import read_yaml, validate

_REQUIRED = ("vad", "turns", "stt", "slm", "router", "answer", "tts")


_OWN_CODE = ("router", "answer", "transport")


def load_pipeline(name_or_file: str) -> PipelineConfig:
    """Load a shipped pipeline by name (``bank``) or any pipeline file by path.

    Raises:
        ConfigError: One line that names file, key and what would be accepted.
    """
    path = find_pipeline(name_or_file)
    config = validate(PipelineConfig, read_yaml(path) | {"file": path}, path)
    problem = _check_stages(config)
    if problem:
        raise ConfigError(f"{path}: {problem}")
    return config


def find_pipeline(name_or_file: str) -> Path:
    """Path of a pipeline file given its name or its path.

    Raises:
        ConfigError: There is none; lists the shipped ones.
    """
    if name_or_file.endswith((".yaml", ".yml")):
        path = Path(name_or_file)
        if not path.is_file():
            raise ConfigError(f"{path}: no such pipeline file")
        return path.resolve()
    path = pipelines_folder() / f"{name_or_file}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in pipelines_folder().glob("*.yaml")))
        raise ConfigError(
            f"no pipeline called '{name_or_file}'; shipped: {known}; "
            "or give the path of a .yaml file"
        )
    return path


def _check_stages(config: PipelineConfig) -> str | None:
    allowed = [*ENGINES, *_OWN_CODE]
    for name, stage in config.stages.items():
        if name not in allowed:
            return f"stages.{name}: unknown stage; known: {', '.join(sorted(allowed))}"
        if name in _OWN_CODE:
            if stage.engine or stage.args:
                return f"stages.{name}: takes only budget_ms, deadline_ms and on_overrun"
        elif stage.engine is None:
            return f"stages.{name}.engine: missing; known: {', '.join(sorted(ENGINES[name]))}"
        else:
            problem = check_engine(name, stage.engine, stage.args)
            if problem:
                return f"stages.{name}.{problem}"
        if stage.on_overrun and stage.on_overrun not in actions_for(name):
            return (
                f"stages.{name}.on_overrun: '{stage.on_overrun}' is not something this stage "
                f"can do; known: {', '.join(actions_for(name))}"
            )
    for name in _REQUIRED:
        if name not in config.stages:
            return f"stages.{name}: missing; a pipeline needs {', '.join(_REQUIRED)}"
    return None
