"""A start for the intent head: logistic regression on the published encoder.

A head that starts at random pulls the encoder away from what it knows before it has learned
anything itself, the more so the fewer phrases there are. So linear probing comes before fine-tuning
(Kumar et al. 2022, arXiv 2202.10054).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from voice_agent.training.data.rows import Row
from voice_agent.training.fit.batches import batches
from voice_agent.training.fit.examples import Example, ExampleMaker
from voice_agent.training.fit.network import Network
from voice_agent.training.fit.task import Task

_MOST = 5000
_COPIES = 4  # of each row at most, each with other noise
_BATCH = 64
_RIDGE = 1e-3
_STEPS = 100


def start_intents(network: Network, task: Task, maker: ExampleMaker) -> None:
    """Set the ``intent`` head of ``network``; takes some seconds.

    Uses the train rows of one intent, evenly by intent; each row counts the same however many
    intents have. Intents without such rows keep their random start.
    """
    rng = Random(task.recipe.seed)
    rows = _evenly(task.split("train"), rng)
    if not rows:
        return
    vectors, target = _read(network, [maker(row, rng, cut=False) for row in rows], task, rng)
    weight, bias = probe(vectors, target, len(task.labels.intents))
    known = target.unique()
    head = network.get_submodule("heads.intent")
    with torch.no_grad():
        for name, fitted in (("weight", weight), ("bias", bias)):
            head.get_parameter(name)[known] = fitted[known]


def probe(vectors: Tensor, target: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    """Fit a multinomial logistic regression in which each class counts the same.

    Args:
        vectors: ``[rows, hidden]``; only their directions matter to the fit.
        target: Classes, ``[rows]``.
        classes: The number of classes.

    Returns:
        Weights ``[classes, hidden]`` for vectors of their usual length, and bias ``[classes]``.
    """
    length = vectors.norm(dim=-1).mean()
    inputs = functional.normalize(vectors, dim=-1)
    counts = torch.bincount(target, minlength=classes)
    share = torch.where(counts > 0, 1.0 / counts.clamp(min=1), 0.0)
    weight = torch.zeros(classes, vectors.shape[1], requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        error = functional.cross_entropy(inputs @ weight.T + bias, target, weight=share)
        value = error + _RIDGE / 2 * weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return weight.detach() / length, bias.detach()


def _evenly(rows: Sequence[Row], rng: Random) -> list[Row]:
    by_intent: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if len(row.intents) == 1:
            by_intent[row.intents[0]].append(row)
    chosen: list[Row] = []
    for members in by_intent.values():
        pool = members * _COPIES
        chosen += rng.sample(pool, min(len(pool), _MOST // len(by_intent)))
    return chosen


def _read(
    network: Network, examples: Sequence[Example], task: Task, rng: Random
) -> tuple[Tensor, Tensor]:
    vectors, targets = [], []
    network.eval()
    with torch.no_grad():
        for batch in batches(examples, _BATCH, task.labels, rng):
            vectors.append(network.encode(batch.ids, batch.types, batch.mask)[1])
            targets.append(batch.intent.argmax(-1))
    return torch.cat(vectors), torch.cat(targets)
