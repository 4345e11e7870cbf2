"""Calibration of a benchmark's model: confidence, and several intents a turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.accuracy.public.isotonic import confidence_table
from benchmarks.accuracy.public.labels import Knots, PublicLabels
from benchmarks.accuracy.public.task import PublicTask
from voice_agent.slm.decoding import probabilities_in_scope
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.labels import Calibration
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.calibrate import (
    Pairs,
    balanced,
    calibration_of,
    in_scope,
    read,
    rounded,
    tag_temperature,
    temperature_of,
)
from voice_agent.training.fit.examples import ExampleMaker, maker_for

_MOST_ROWS = 5000  # of a group; there is one data set, so none outweighs another
_FEWEST = 200  # different rows in scope that a table of the confidence needs


def recalibrate(task: PublicTask, folder: Path) -> PublicLabels:
    """Fit temperatures and thresholds of the model in ``folder``, and write its labels.

    ``task.labels`` describes the graph. Needs no torch.

    Raises:
        ModelError: The model is missing or damaged.
    """
    graph = SlmGraph(folder / GRAPH_FILE, task.labels)
    maker = maker_for(task, folder / TOKENIZER_FILE)
    labels = calibrated(task.labels, graph, task.split("dev"), maker, task.recipe.seed)
    labels.write(folder / LABELS_FILE)
    return labels


def calibrated(
    labels: PublicLabels, graph: SlmGraph, rows: Sequence[Row], maker: ExampleMaker, seed: int
) -> PublicLabels:
    """Return the labels with the calibration fitted on ``rows`` of the dev split."""
    rng = Random(seed)
    pairs = read(graph, balanced(rows, rng, _MOST_ROWS), maker, rng)
    if labels.several:
        # Each intent is a decision of its own, and there is no decision about scope.
        found = Calibration(intent=_several_temperature(pairs), tag=tag_temperature(pairs))
        return replace(labels, calibration=rounded(found), confidence=())
    found = calibration_of(pairs, ())
    table = _confidence(pairs, found) if _enough(pairs) else ()
    return replace(labels, calibration=rounded(found), confidence=table)


def _several_temperature(pairs: Pairs) -> float:
    # A sigmoid is a softmax over the logit and nought.
    return temperature_of(
        [
            (np.array([0.0, logit]), int(index in e.intents))
            for e, logits in pairs
            if e.intents
            for index, logit in enumerate(logits.intent)
            if index
        ]
    )


def _enough(pairs: Pairs) -> bool:
    different = {example.row for example, _ in in_scope(pairs)}
    counts = Counter(row.intents for row in different)
    # One intent says little about the others, so it counts at most as much as all of them.
    others = len(different) - max(counts.values(), default=0)
    return min(len(different), 2 * others) >= _FEWEST


def _confidence(pairs: Pairs, fitted: Calibration) -> Knots:
    inside = in_scope(pairs)
    chances = probabilities_in_scope(np.array([logits.intent for _, logits in inside]), fitted)
    right = chances.argmax(-1) + 1 == np.array([e.intents[0] for e, _ in inside])
    return confidence_table(chances.max(-1), right)
