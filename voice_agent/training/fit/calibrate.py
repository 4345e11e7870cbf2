"""Calibration on held-out rows with the quantised graph: temperatures, scope. Needs no torch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from voice_agent.slm.decoding import scope_features
from voice_agent.slm.graph import Logits, SlmGraph
from voice_agent.slm.labels import Calibration, Labels, Scope
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.examples import IGNORE, Example, ExampleMaker, maker_for
from voice_agent.training.fit.regression import best_temperature, fit_logistic
from voice_agent.training.fit.task import Task

# Assumed share of callers' turns in scope; the scope probability depends on it.
_PRIOR = 0.8
_REFUSED = 0.03  # share of in-scope turns that may be refused
_MOST_PER_GROUP = 400  # keeps large groups from outweighing small ones
_MOST_BROKEN = 1500
_SMALL = 100  # rows of a group
_COPIES = 4  # how often small groups are realised, each time with other noise

Pairs = Sequence[tuple[Example, Logits]]


def recalibrate(task: Task, folder: Path) -> Labels:
    """Fit temperatures and thresholds of the model in ``folder``, and write its labels.

    ``task.labels`` describes the graph. Needs no torch.

    Raises:
        ModelError: The model is missing or damaged.
    """
    graph = SlmGraph(folder / GRAPH_FILE, task.labels)
    maker = maker_for(task, folder / TOKENIZER_FILE)
    fitted = calibrate(graph, task.split("dev"), maker, task.recipe.seed)
    labels = replace(task.labels, calibration=rounded(fitted))
    labels.write(folder / LABELS_FILE)
    return labels


def calibrate(graph: SlmGraph, rows: Sequence[Row], maker: ExampleMaker, seed: int) -> Calibration:
    """Fit on ``rows`` of the dev split; heads without labels keep their defaults."""
    rng = Random(seed)
    pairs = read(graph, balanced(rows, rng), maker, rng)
    broken = balanced(rows, rng)[:_MOST_BROKEN]
    return calibration_of(pairs, read(graph, broken, maker, rng, cut=True))


def read(
    graph: SlmGraph, rows: Sequence[Row], maker: ExampleMaker, rng: Random, *, cut: bool = False
) -> Pairs:
    """Return an example of each row with the graph's logits; with ``cut`` some break off."""
    examples = [maker(row, rng, cut=cut) for row in rows]
    return [(example, graph.run(example.turn)) for example in examples]


def calibration_of(pairs: Pairs, completes: Pairs) -> Calibration:
    """Fit on logits; ``completes`` are the examples for completeness."""
    return Calibration(
        intent=temperature_of(
            [(logits.intent[1:], e.intents[0] - 1) for e, logits in in_scope(pairs)]
        ),
        act=_head_temperature("act", pairs),
        tag=tag_temperature(pairs),
        escalation=_head_temperature("escalation", pairs),
        completeness=_head_temperature("completeness", completes),
        sentiment=_head_temperature("sentiment", pairs),
        reasoning=_head_temperature("reasoning", pairs),
        scope=_scope(pairs),
    )


def balanced(rows: Sequence[Row], rng: Random, most: int = _MOST_PER_GROUP) -> list[Row]:
    """Draw at most ``most`` rows of each group in random order; small groups repeat."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    chosen: list[Row] = []
    for members in groups.values():
        pool = members * (_COPIES if len(members) <= _SMALL else 1)
        chosen += rng.sample(pool, min(len(pool), most))
    rng.shuffle(chosen)
    return chosen


def temperature_of(pairs: Sequence[tuple[np.ndarray, int]]) -> float:
    """Return the best temperature for logits and right classes; 1 without any."""
    kept = [(logits, target) for logits, target in pairs if target != IGNORE]
    if not kept:
        return 1.0
    return best_temperature(
        np.array([logits for logits, _ in kept], dtype=np.float64),
        np.array([target for _, target in kept], dtype=np.int64),
    )


def tag_temperature(pairs: Pairs) -> float:
    """Return the best temperature for the tags."""
    return temperature_of(
        [pair for e, logits in pairs if e.tags for pair in zip(logits.tags, e.tags, strict=True)]
    )


def in_scope(pairs: Pairs) -> Pairs:
    """Keep the examples with exactly one intent, which is in scope."""
    return [(e, logits) for e, logits in pairs if len(e.intents) == 1 and e.intents[0] != 0]


def rounded(calibration: Calibration) -> Calibration:
    """Round to four decimals."""
    scope = calibration.scope
    values = ((f.name, getattr(calibration, f.name)) for f in fields(calibration))
    temperatures: dict[str, Any] = {n: round(v, 4) for n, v in values if isinstance(v, float)}
    return replace(
        calibration,
        **temperatures,
        scope=replace(
            scope,
            weights=tuple(round(weight, 4) for weight in scope.weights),
            bias=round(scope.bias, 4),
            threshold=round(scope.threshold, 4),
        ),
    )


def _head_temperature(head: str, pairs: Pairs) -> float:
    return temperature_of(
        [(getattr(logits, head), e.classes[head]) for e, logits in pairs if head in e.classes]
    )


def _scope(pairs: Pairs) -> Scope:
    known = [(e, logits) for e, logits in pairs if e.intents]
    inside = np.array([e.intents != (0,) for e, _ in known])
    if inside.all() or not inside.any():
        return Scope()
    features = scope_features(np.array([logits.intent for _, logits in known]))
    weights = np.where(inside, _PRIOR / inside.sum(), (1 - _PRIOR) / (~inside).sum()) * len(known)
    slope, bias = fit_logistic(features, inside.astype(np.float64), weights)
    scores = 1 / (1 + np.exp(-(features @ slope + bias)))
    # For a model that separates well the quantile is near one; 0.5 is enough.
    threshold = min(0.5, float(np.quantile(scores[inside], _REFUSED)))
    return Scope(tuple(float(weight) for weight in slope), bias, threshold)
