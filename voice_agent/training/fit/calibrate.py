"""Fitting temperatures, scope and confidence on held-out rows, with the quantised graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

import numpy as np

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.slm.decoding import probabilities_in_scope, scope_features
from voice_agent.slm.graph import Logits, SlmGraph
from voice_agent.slm.labels import Calibration, Knots, Scope
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.batches import IGNORE, Example, ExampleMaker
from voice_agent.training.fit.isotonic import confidence_table
from voice_agent.training.fit.regression import best_temperature, fit_logistic

# Share of callers' turns taken to be in scope; the scope probability assumes it.
_PRIOR = 0.8
_REFUSED = 0.03  # share of in-scope turns that may be refused
MOST_PER_GROUP = 400
_SMALL = 100  # rows of a group
_COPIES = 4  # small groups are realised that often, each time with other noise
_FEWEST = 200  # different rows in scope that a table of the confidence takes


def calibrate(
    graph: SlmGraph,
    rows: Sequence[Row],
    maker: ExampleMaker,
    seed: int,
    *,
    several: bool = False,
    most: int = MOST_PER_GROUP,
    table: bool = True,
) -> Calibration:
    """Fit on ``rows`` of the dev split; what they do not teach keeps its default.

    ``several`` is ``Labels.several``: then each intent is a question of its own, and there is
    no decision about scope to fit. Of each group at most ``most`` rows are read. ``table`` allows
    the table of the confidence.
    """
    rng = Random(seed)
    chosen = _balanced(rows, rng, most)
    examples = [maker(row, rng, cut=False) for row in chosen]
    pairs = [(example, graph.run(example.turn)) for example in examples]
    broken = [maker(row, rng) for row in _balanced(rows, rng, most)[:1500]]
    completes = [(example, graph.run(example.turn)) for example in broken]
    tags = [
        (row, tag) for e, logits in pairs if e.tags
        for row, tag in zip(logits.tags, e.tags, strict=True)
    ]  # fmt: skip
    if several:
        return Calibration(intent=_several_temperature(pairs), tag=_temperature(tags))
    temperature = _intent_temperature(pairs)
    return Calibration(
        intent=temperature,
        act=_head_temperature("act", pairs),
        tag=_temperature(tags),
        escalation=_head_temperature("escalation", pairs),
        completeness=_head_temperature("completeness", completes),
        sentiment=_head_temperature("sentiment", pairs),
        reasoning=_head_temperature("reasoning", pairs),
        scope=_scope(pairs),
        confidence=_confidence(pairs, temperature) if table and _enough(chosen) else (),
    )


def _balanced(rows: Sequence[Row], rng: Random, most: int) -> list[Row]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    chosen: list[Row] = []
    for members in groups.values():
        pool = members * (_COPIES if len(members) <= _SMALL else 1)
        chosen += rng.sample(pool, min(len(pool), most))
    rng.shuffle(chosen)
    return chosen


def _temperature(pairs: Sequence[tuple[np.ndarray, int]]) -> float:
    kept = [(logits, target) for logits, target in pairs if target != IGNORE]
    if not kept:
        return 1.0
    return best_temperature(
        np.array([logits for logits, _ in kept], dtype=np.float64),
        np.array([target for _, target in kept], dtype=np.int64),
    )


def _head_temperature(head: str, pairs: Sequence[tuple[Example, Logits]]) -> float:
    return _temperature(
        [(getattr(logits, head), e.classes[head]) for e, logits in pairs if head in e.classes]
    )


def _several_temperature(pairs: Sequence[tuple[Example, Logits]]) -> float:
    # A sigmoid is a softmax over the logit and nought.
    return _temperature(
        [
            (np.array([0.0, logit]), int(index in e.intents))
            for e, logits in pairs
            if e.intents
            for index, logit in enumerate(logits.intent)
            if index
        ]
    )


def _intent_temperature(pairs: Sequence[tuple[Example, Logits]]) -> float:
    return _temperature([(logits[1:], intent - 1) for intent, logits in _in_scope(pairs)])


def _enough(rows: Sequence[Row]) -> bool:
    different = {row for row in rows if len(row.intents) == 1 and row.intents != (OUT_OF_SCOPE,)}
    counts = Counter(row.intents for row in different)
    # What is true of one intent need not be so of the others: it counts as much as all of them.
    others = len(different) - max(counts.values(), default=0)
    return min(len(different), 2 * others) >= _FEWEST


def _confidence(pairs: Sequence[tuple[Example, Logits]], temperature: float) -> Knots:
    inside = _in_scope(pairs)
    logits = np.array([row for _, row in inside])
    chances = probabilities_in_scope(logits, Calibration(intent=temperature))
    right = chances.argmax(-1) + 1 == np.array([intent for intent, _ in inside])
    return confidence_table(chances.max(-1), right)


def _in_scope(pairs: Sequence[tuple[Example, Logits]]) -> list[tuple[int, np.ndarray]]:
    return [
        (e.intents[0], logits.intent)
        for e, logits in pairs
        if len(e.intents) == 1 and e.intents[0] != 0
    ]


def _scope(pairs: Sequence[tuple[Example, Logits]]) -> Scope:
    known = [(e, logits) for e, logits in pairs if e.intents]
    inside = np.array([e.intents != (0,) for e, _ in known])
    if inside.all() or not inside.any():
        return Scope()
    features = scope_features(np.array([logits.intent for _, logits in known]))
    weights = np.where(inside, _PRIOR / inside.sum(), (1 - _PRIOR) / (~inside).sum()) * len(known)
    slope, bias = fit_logistic(features, inside.astype(np.float64), weights)
    scores = 1 / (1 + np.exp(-(features @ slope + bias)))
    # A model that separates well would put the quantile near one; a coin's chance is enough.
    threshold = min(0.5, float(np.quantile(scores[inside], _REFUSED)))
    return Scope(tuple(float(weight) for weight in slope), bias, threshold)
