"""Where the language model of a pipeline is: in the project, in a named folder, or locked."""

from __future__ import annotations

from pathlib import Path

from voice_agent.config.models import ModelPaths, ProjectModels
from voice_agent.config.models.project import MODELS
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ModelError
from voice_agent.core.resources import models_folder, pipelines_folder

LABELS_FILE = "labels.json"


def find_slm(
    home: Path, playbook: str, models: ModelPaths, *, model: str = "", folder: str = ""
) -> Path:
    """Return the folder of a language model; its files may be damaged.

    Args:
        home: Folder of the pipeline file.
        playbook: Name of the playbook's folder.
        models: The models that the pipeline file may name.
        model: Name or path of a model that is wanted.
        folder: Folder that is wanted, relative to ``home``.

    Raises:
        ModelError: There is none; says how to train one.
    """
    own = home / (folder or f"{MODELS}/{playbook}")
    if folder or (not model and (own / LABELS_FILE).is_file()):
        return own
    name = model or f"slm-{playbook}"
    if model or name in models.names():
        return models.path(name)
    raise ModelError(
        f"no language model for playbook '{playbook}' in {own}; train one: "
        "voice-agent train --fast --pipeline FILE",
        stage="slm",
    )


def training_folder(config: PipelineConfig) -> Path:
    """Return the folder in which the model that is trained for a pipeline belongs."""
    name, home = config.playbook_folder.name, config.file.parent
    folder = config.stages["slm"].args.get("folder")
    if folder:
        return home / str(folder)
    return (models_folder() if is_shipped(config) else home / MODELS) / name


def is_shipped(config: PipelineConfig) -> bool:
    """Return whether a pipeline is one of those that come with the package."""
    return config.file.parent.resolve() == pipelines_folder().resolve()


def model_folder(config: PipelineConfig) -> Path:
    """Return the folder of a pipeline's language model; its files may have changed since.

    Raises:
        ConfigError: The lock file is wrong.
        ModelError: The model is not on this machine.
    """
    arguments = config.stages["slm"].args
    return find_slm(
        config.file.parent,
        config.playbook_folder.name,
        ProjectModels.open(config.file.parent, verify=False),
        model=str(arguments.get("model") or ""),
        folder=str(arguments.get("folder") or ""),
    )
