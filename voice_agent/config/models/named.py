"""The models of this machine that a pipeline file names."""

from __future__ import annotations

from collections.abc import Iterator

from voice_agent.config.models.project import ProjectModels
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ModelError

_BY_NAME = {"vad": "silero", "turns": "smart_turn", "stt": "whisper", "tts": "piper"}
"""Stage -> the engine whose ``model`` is one of this machine."""


def named_models(config: PipelineConfig) -> Iterator[tuple[str, str]]:
    """Yield stage and model for each stage whose model the file names."""
    for stage, engine in _BY_NAME.items():
        found = config.stages.get(stage)
        if found is not None and found.engine == engine and found.args.get("model"):
            yield stage, str(found.args["model"])


def check_named(config: PipelineConfig) -> None:
    """Look for every model that the file names, without reading it.

    Raises:
        ModelError: One is not there; names the file and the key.
    """
    models = ProjectModels.open(config.file.parent, verify=False)
    for stage, name in named_models(config):
        try:
            models.path(name, stage)
        except ModelError as error:
            raise ModelError(f"{config.file.name}: stages.{stage}.args.model: {error}") from None
