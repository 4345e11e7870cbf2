"""A model for a playbook that has none: a fast one is trained before the first call."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from voice_agent.config.models import ModelStore
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.slm_folder import LABELS_FILE, training_folder
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.playbook.load import load_playbook
from voice_agent.slm.labels import Labels
from voice_agent.training.fast import train_fast
from voice_agent.training.stamp import stamp


def ensure_model(config: PipelineConfig, console: Console) -> None:
    """Train a fast model if there is none, or if what the fast one was made of has changed.

    A model that was trained in full is left alone: one that does not fit is refused where it is
    loaded.

    Raises:
        ConfigError: A file of the playbook is wrong, or the folder cannot be written.
        ModelError: The sentence encoder is missing.
    """
    why = reason_to_train(config)
    if not why:
        return
    folder = training_folder(config)
    console.print(f"[yellow]{why}: training a fast one, about half a minute ...[/]")
    try:
        train_fast(config.playbook_folder, folder, console=Console(file=StringIO()))
    except OSError as error:
        raise ConfigError(f"{folder}: no model can be written there: {error.strerror}") from None
    console.print(
        f"[yellow]The fast model is in {folder}. A better one: voice-agent train "
        f"--pipeline {config.file}[/]"
    )


def reason_to_train(config: PipelineConfig) -> str:
    """Say why a fast model has to be trained; empty if it has not."""
    stage = config.stages["slm"]
    if stage.engine != "onnx" or stage.args.get("model"):
        return ""
    name = config.playbook_folder.name
    labels = training_folder(config) / LABELS_FILE
    if not labels.is_file():
        locked = f"slm-{name}" in ModelStore.open(verify=False).names()
        return "" if locked and not stage.args.get("folder") else f"No language model for '{name}'"
    try:
        found = Labels.read(labels)
    except ModelError:
        return ""  # Loading it says what is wrong.
    if found.kind != "fast":
        return ""
    made_of = found.made_with.get("made_of")
    same = made_of == stamp(load_playbook(config.playbook_folder))
    return "" if same else f"Phrases or intents of '{name}' have changed"
