"""Training a model of any task. Imports without torch; running it needs the ``train`` extra."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console

from voice_agent.core.extras import needs_extra
from voice_agent.slm.labels import Labels
from voice_agent.training.fit.task import Task


def train_task(task: Task, out: Path, *, console: Console | None = None) -> Labels:
    """Train, export, quantise and calibrate the model of any task; measure nothing.

    ``out`` gets the int8 and the fp32 graph, ``labels.json`` and ``tokenizer.json``. A killed run
    continues from its last epoch there.

    Raises:
        ConfigError: The ``train`` extra is missing.
    """
    labels: Labels = builder().train(task, out, console=console)
    return labels


def builder() -> Any:
    """Return the module that trains.

    Raises:
        ConfigError: The ``train`` extra is missing.
    """
    with needs_extra("train", "training"):
        from voice_agent.training.fit import build
    return build
