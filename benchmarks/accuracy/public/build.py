"""Training a model of a public benchmark. Needs the ``train`` extra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks.accuracy.public.base import describe
from benchmarks.accuracy.public.calibrate import recalibrate
from benchmarks.accuracy.public.crf import CrfNetwork
from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.objective import PublicObjective
from benchmarks.accuracy.public.task import PublicTask
from voice_agent.slm.model import GRAPH_FILE
from voice_agent.training.fit.base import FLOAT_FILE, base_folder
from voice_agent.training.fit.build import made_with, run, start
from voice_agent.training.fit.checkpoint import CHECKPOINT
from voice_agent.training.fit.export import export, quantise
from voice_agent.training.fit.network import Network, quiet


def train(task: PublicTask, out: Path, *, console: Console | None = None) -> PublicLabels:
    """Train, export, quantise and calibrate the model of a task.

    ``out`` gets the int8 and the fp32 graph, ``labels.json`` and ``tokenizer.json``. A killed
    run continues from its last epoch there.
    """
    network = _fitted(task, out, console or Console())
    export(network, out / FLOAT_FILE)
    quantise(out / FLOAT_FILE, out / GRAPH_FILE)
    made = made_with(task)
    if task.base:
        made["trained_first_on"] = list(task.base.licences)
    labels = replace(task.labels, transitions=_transitions(network), made_with=made)
    labels = recalibrate(replace(task, labels=labels), out)
    (out / CHECKPOINT).unlink()
    return labels


def train_base(
    task: PublicTask, out: Path, benchmarks: Sequence[str], *, console: Console | None = None
) -> None:
    """Train the encoder that other trainings can start from, as ``PublicTask.base``.

    Args:
        task: What it learns.
        out: Folder for it. A killed run continues from its last epoch there.
        benchmarks: Those whose dev and test turns are not among the rows.
        console: Where to report.
    """
    network = _fitted(task, out, console or Console())
    with quiet():
        network.encoder.save_pretrained(out)
    describe(out, benchmarks, task.licences)
    (out / CHECKPOINT).unlink()


def _fitted(task: PublicTask, out: Path, console: Console) -> Network:
    base = task.base.folder if task.base else base_folder()
    crf = task.recipe.crf and task.labels.entities
    network, maker = start(task, out, base, CrfNetwork if crf else Network)
    run(network, task, maker, PublicObjective(task), out, console)
    return network


def _transitions(network: Network) -> tuple[tuple[float, ...], ...]:
    if not isinstance(network, CrfNetwork):
        return ()
    return tuple(tuple(round(v, 4) for v in row) for row in network.transitions.tolist())
