"""The language model that a pipeline runs, and its folder."""

from __future__ import annotations

from voice_agent.config.registry import EngineContext, make_engine
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError
from voice_agent.playbook.schema import Playbook
from voice_agent.slm.model import SlmEngine


def load_slm(config: PipelineConfig, playbook: Playbook) -> SlmEngine:
    """Load the language model that ``serve`` would load.

    Raises:
        ConfigError: The pipeline's stage runs something other than a trained model.
        ModelError: The model is missing, damaged, or does not fit the playbook.
    """
    stage = config.stages["slm"]
    context = EngineContext.of(config, playbook)
    engine = make_engine("slm", stage.engine or "", stage.args, context)
    if not isinstance(engine, SlmEngine):
        raise ConfigError(f"{config.file}: stages.slm.engine: '{stage.engine}' has no model file")
    return engine


def locked_name(config: PipelineConfig) -> str:
    """Return the name in the lock file of a pipeline's language model.

    Raises:
        ConfigError: The pipeline file names a folder instead.
    """
    arguments = config.stages["slm"].args
    if arguments.get("folder"):
        raise ConfigError(
            f"{config.file}: stages.slm.args.folder names a model outside the lock file; take "
            "that line out, or change it by hand"
        )
    return str(arguments.get("model") or f"slm-{config.playbook_folder.name}")
