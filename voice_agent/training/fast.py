"""Training a fast model of a playbook: less than a minute, without torch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from voice_agent.config.models import ModelStore
from voice_agent.playbook.load import load_playbook
from voice_agent.training.fit.fast import fast_task, fit_fast
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.fit.task import playbook_task
from voice_agent.training.measure.report import evaluate
from voice_agent.training.stamp import stamp

_ENCODER = "sentences"


def train_fast(
    playbook_folder: Path,
    out: Path,
    *,
    data: Path | None = None,
    seed: int = 1,
    console: Console | None = None,
) -> dict[str, Any]:
    """Fit, calibrate and measure a fast model.

    Args:
        playbook_folder: Folder with ``playbook.yaml`` and ``phrases.yaml``.
        out: Folder for the model, as ``train`` fills it.
        data: Folder of public data sets.
        seed: Same seed, same model.
        console: Where to report.

    Returns:
        The results of ``evaluate``.

    Raises:
        ConfigError: A file of the playbook is wrong.
        ModelError: The sentence encoder is missing.
    """
    console = console or Console()
    playbook = load_playbook(playbook_folder)
    encoder = ModelStore.open().path(_ENCODER)
    task = fast_task(playbook_task(playbook, data, Recipe(seed=seed)))
    made = {"made_of": stamp(playbook)}
    fit_fast(
        replace(task, labels=replace(task.labels, made_with=made)), encoder, out, console=console
    )
    return evaluate(playbook_folder, out, data=data, card=True, console=console)
