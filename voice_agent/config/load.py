"""Find, read and check a pipeline file."""

from __future__ import annotations

from pathlib import Path

from voice_agent.config.registry import check_engine, known_engines
from voice_agent.config.schema import PipelineConfig, StageConfig
from voice_agent.core.budgets import actions_for
from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook.load import read_yaml, validate

AGENT_FILE = "agent.yaml"
"""Pipeline file of a project's folder."""

_REQUIRED = ("vad", "turns", "stt", "slm", "router", "answer", "tts")

_ENGINE = ("engine", "args", "budget_ms")
_DEADLINE = (*_ENGINE, "deadline_ms", "on_overrun", "fallback")
_ACCEPTED: dict[str, tuple[str, ...]] = {
    # The vad works window by window on the event loop: there is nothing to wait for.
    "vad": _ENGINE,
    "turns": _DEADLINE,
    "stt": (*_DEADLINE, "speculate"),
    "slm": (*_DEADLINE, "speculate"),
    "router": ("budget_ms",),
    "answer": ("budget_ms",),
    "llm": _DEADLINE,
    "tts": (*_DEADLINE, "speculate", "cache_folder"),
    "transport": ("budget_ms",),
}
"""What each stage does something with. A key that would do nothing is an error."""


def load_pipeline(name_or_file: str) -> PipelineConfig:
    """Load a shipped pipeline by name (``bank``), any pipeline file, or that of a project's folder.

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
    """Return the path of a pipeline file, given its name or its path.

    Raises:
        ConfigError: There is none; lists the shipped ones.
    """
    if name_or_file.endswith((".yaml", ".yml")):
        path = Path(name_or_file)
        if not path.is_file():
            raise ConfigError(f"{path}: no such pipeline file")
        return path.resolve()
    project = Path(name_or_file) / AGENT_FILE
    if project.is_file():
        return project.resolve()
    path = pipelines_folder() / f"{name_or_file}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in pipelines_folder().glob("*.yaml")))
        raise ConfigError(
            f"no pipeline called '{name_or_file}'; shipped: {known}; "
            "or give the path of a .yaml file"
        )
    return path


def _check_stages(config: PipelineConfig) -> str | None:
    for name, stage in config.stages.items():
        if name not in _ACCEPTED:
            return f"stages.{name}: unknown stage; known: {', '.join(sorted(_ACCEPTED))}"
        problem = _check_keys(name, stage) or _check_engines(name, stage, config.file.parent)
        if problem:
            return f"stages.{name}.{problem}"
    for name in _REQUIRED:
        if name not in config.stages:
            return f"stages.{name}: missing; a pipeline needs {', '.join(_REQUIRED)}"
    return None


def _check_keys(name: str, stage: StageConfig) -> str | None:
    accepted = _ACCEPTED[name]
    for key in sorted(stage.model_fields_set):
        if key not in accepted:
            return f"{key}: does nothing in this stage; accepted: {', '.join(accepted)}"
    if stage.on_overrun and stage.on_overrun not in actions_for(name):
        actions = ", ".join(actions_for(name))
        return f"on_overrun: '{stage.on_overrun}' is not an action of this stage; known: {actions}"
    return None


def _check_engines(name: str, stage: StageConfig, folder: Path) -> str | None:
    if "engine" not in _ACCEPTED[name]:
        return None
    if stage.engine is None:
        return f"engine: missing; known: {known_engines(name)}"
    for number, one in enumerate(stage.engines()):
        problem = check_engine(name, one.engine, one.args, folder)
        if problem:
            return f"fallback.{number - 1}.{problem}" if number else problem
    return None
