"""Fitting temperatures and the scope decision on held-out rows, with the quantised graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import numpy as np

from voice_agent.slm.decoding import scope_features
from voice_agent.slm.graph import Logits, SlmGraph
from voice_agent.slm.labels import Calibration, Scope
from voice_agent.training.batches import IGNORE, Example, ExampleMaker
from voice_agent.training.metrics import best_temperature, fit_logistic
from voice_agent.training.rows import Row

# Share of callers' turns taken to be in scope; the scope probability assumes it.
_PRIOR = 0.8
_REFUSED = 0.03  # share of in-scope turns that may be refused
_MOST_PER_GROUP = 400
_COPIES = 4  # small groups are realised that often, each time with other noise


def calibrate(
    graph: SlmGraph,
    rows: Sequence[Row],
    maker: ExampleMaker,
    seed: int,
    *,
    several: bool = False,
) -> Calibration:
    """Fit on ``rows`` of the dev split; what they do not teach keeps its default.

    ``several`` is ``Labels.several``: then each intent is a question of its own, and there is
    no decision about scope to fit.
    """
    rng = Random(seed)
    examples = [maker(row, rng, cut=False) for row in _balanced(rows, rng)]
    pairs = [(example, graph.run(example.turn)) for example in examples]
    broken = [maker(row, rng) for row in _balanced(rows, rng)[:1500]]
    completes = [(example, graph.run(example.turn)) for example in broken]
    tags = [
        (row, tag) for e, logits in pairs if e.tags
        for row, tag in zip(logits.tags, e.tags, strict=True)
    ]  # fmt: skip
    if several:
        return Calibration(intent=_several_temperature(pairs), tag=_temperature(tags))
    return Calibration(
        intent=_intent_temperature(pairs),
        act=_head_temperature("act", pairs),
        tag=_temperature(tags),
        escalation=_head_temperature("escalation", pairs),
        completeness=_head_temperature("completeness", completes),
        sentiment=_head_temperature("sentiment", pairs),
        reasoning=_head_temperature("reasoning", pairs),
        scope=_scope(pairs),
    )


def _balanced(rows: Sequence[Row], rng: Random) -> list[Row]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    chosen: list[Row] = []
    for members in groups.values():
        copies = _COPIES if len(members) * _COPIES <= _MOST_PER_GROUP else 1
        pool = members * copies
        chosen += rng.sample(pool, min(len(pool), _MOST_PER_GROUP))
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
    inside = [(e, logits) for e, logits in pairs if len(e.intents) == 1 and e.intents[0] != 0]
    return _temperature([(logits.intent[1:], e.intents[0] - 1) for e, logits in inside])


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
    return Scope((float(slope[0]), float(slope[1])), bias, threshold)
