"""The choice of rows for each epoch."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from voice_agent.training.data.rows import Row

# Share of an epoch by kind of source, so that no head's data outweighs another's. The share of a
# missing kind goes to the others. The kinds of public sets come last.
PLAYBOOK_SHARES: Mapping[str, float] = {
    "phrases": 0.22,
    "phrases/scope": 0.04,
    "compositions": 0.10,
    "learned": 0.05,
    "heard": 0.07,
    "answers": 0.07,
    "answers/none": 0.02,
    "confirmations": 0.03,
    "closings": 0.02,
    "escalation/wanted": 0.18,
    "escalation/none": 0.12,
    "acts": 0.02,
    "scope": 0.03,
    "sentiment": 0.05,
    "reasoning": 0.08,
    "*/intents": 0.12,
    "*/scope": 0.09,
    "*/other": 0.04,
}


def draw_epoch(
    rows: Sequence[Row], count: int, rng: Random, shares: Mapping[str, float]
) -> list[Row]:
    """Draw the rows of an epoch in random order.

    Args:
        rows: Rows to draw from.
        count: How many to draw; 0 for as many as there are rows.
        rng: Random numbers.
        shares: Kind of source -> its share. A kind is a row's group, or ``*/`` and the last
            part of it. Within a kind, sources count by the square root of their size; within
            a source, intents count evenly and each row is drawn as rarely as possible.
            Without shares the rows are drawn evenly: each once before any comes twice.
    """
    count = count or len(rows)
    drawn: list[Row] = []
    if not shares:
        while len(drawn) < count:
            drawn += rng.sample(rows, min(len(rows), count - len(drawn)))
        return drawn
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for name in groups:
        kinds[name if name in shares else f"*/{name.rsplit('/', 1)[-1]}"].append(name)
    weights: dict[str, float] = {}
    for kind, names in kinds.items():
        roots = sum(math.sqrt(len(groups[name])) for name in names)
        for name in names:
            weights[name] = shares[kind] * math.sqrt(len(groups[name])) / roots
    whole = sum(weights.values())
    for name, weight in weights.items():
        drawn += _evenly(groups[name], round(count * weight / whole), rng)
    rng.shuffle(drawn)
    return drawn


def _evenly(rows: list[Row], count: int, rng: Random) -> list[Row]:
    by_intent: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_intent[row.intents].append(row)
    queues = list(by_intent.values())
    for queue in queues:
        rng.shuffle(queue)
    rng.shuffle(queues)
    return [
        queue[(turn // len(queues)) % len(queue)]
        for turn in range(count)
        for queue in (queues[turn % len(queues)],)
    ]
