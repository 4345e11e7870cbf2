"""What training minimises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from voice_agent.slm.labels import Labels
from voice_agent.training.fit.batches import IGNORE, Batch, Example
from voice_agent.training.fit.crf import crf_loss

_TEMPERATURE = 0.1
_SOFTNESS = 2.0
_WEIGHTS = {
    "act": 0.5,
    "escalation": 0.7,
    "completeness": 0.3,
    "sentiment": 0.4,
    "reasoning": 0.4,
}


def losses(
    output: Mapping[str, Tensor],
    batch: Batch,
    labels: Labels,
    smoothing: float,
    transitions: Tensor | None = None,
    prior: Tensor | None = None,
) -> Tensor:
    """Sum of the heads' mean losses over the rows that have their label.

    Args:
        output: Head -> logits.
        batch: The targets.
        labels: Whether a turn may have several intents.
        smoothing: Label smoothing of the classes; tags have none.
        transitions: Of the CRF over the tags, if there is one.
        prior: What ``intent_prior`` gives, if intents are to be named evenly.
    """
    total = output["intent"].sum() * 0.0
    known = batch.intent.sum(-1) > 0
    if known.any():
        logits = output["intent"][known]
        if prior is not None and not labels.several:
            logits = logits + prior
        total = total + _intents(logits, batch.intent[known], labels, smoothing)
    for name, target in batch.classes.items():
        if (target != IGNORE).any():
            total = total + _WEIGHTS[name] * functional.cross_entropy(
                output[name], target, ignore_index=IGNORE, label_smoothing=smoothing
            )
    if batch.tags is not None and (batch.tags != IGNORE).any():
        if transitions is None:
            total = total + functional.cross_entropy(
                output["tags"].flatten(0, 1), batch.tags.flatten(), ignore_index=IGNORE
            )
        else:
            total = total + crf_loss(output["tags"], batch.tags, transitions, IGNORE)
    return total


def intent_prior(examples: Sequence[Example], labels: Labels) -> Tensor:
    """Logarithm of how often each intent is drawn, ``[intents]``; none less than once.

    Added to the logits in the loss, it takes the frequency upon itself, and the logits are left
    with what the words say (Menon et al. 2021, arXiv 2007.07314).
    """
    counts = torch.zeros(len(labels.intents))
    for example in examples:
        for intent in example.intents:
            counts[intent] += 1.0 / len(example.intents)
    return torch.log(counts.clamp(min=1.0) / counts.clamp(min=1.0).sum())


def agreement(logits: Tensor) -> Tensor:
    """Symmetric divergence between the first half of a batch and its twins (R-Drop).

    Liang et al. 2021, arXiv 2106.14448. The twin here is the same turn without noise, so that
    what is heard and what was said are to mean the same. ``logits``: ``[2 * rows, intents]``.
    """
    first, second = functional.log_softmax(logits, -1).chunk(2)
    there = functional.kl_div(first, second, reduction="batchmean", log_target=True)
    back = functional.kl_div(second, first, reduction="batchmean", log_target=True)
    return (there + back) / 2


def distillation(logits: Tensor, taught: Tensor) -> Tensor:
    """Divergence from a teacher, both softened (Hinton et al. 2015, arXiv 1503.02531).

    Args:
        logits: ``[rows, intents]``.
        taught: The teacher's, the same shape.
    """
    student = functional.log_softmax(logits / _SOFTNESS, -1)
    teacher = functional.log_softmax(taught / _SOFTNESS, -1)
    apart = functional.kl_div(student, teacher, reduction="batchmean", log_target=True)
    return apart * _SOFTNESS**2


def contrast(mean: Tensor, intent: Tensor) -> Tensor:
    """Turns of one intent are to be near each other, others far (supervised contrastive loss).

    Khosla et al. 2020, arXiv 2004.11362. Turns out of scope have nothing in common and draw
    nobody near, nor do turns of several intents; they are only kept away from.

    Args:
        mean: ``[rows, hidden]``.
        intent: Target, ``[rows, intents]``.
    """
    unit = functional.normalize(mean, dim=-1)
    near = unit @ unit.T / _TEMPERATURE
    itself = torch.eye(len(near), dtype=torch.bool)
    near = near.masked_fill(itself, -1e4)
    alone = (intent[:, 1:] == 1.0).sum(-1) == 1
    which = intent.argmax(-1)
    same = (which[:, None] == which) & alone[:, None] & alone & ~itself
    count = same.sum(-1)
    if not (count > 0).any():
        return near.sum() * 0.0
    share = near - torch.logsumexp(near, dim=-1, keepdim=True)
    each = -(share * same).sum(-1)[count > 0] / count[count > 0]
    return each.mean()


def _intents(logits: Tensor, target: Tensor, labels: Labels, smoothing: float) -> Tensor:
    if not labels.several:
        return functional.cross_entropy(logits, target, label_smoothing=smoothing)
    # Summed over the intents: their mean would shrink with every intent the task has.
    return functional.binary_cross_entropy_with_logits(
        logits[:, 1:], target[:, 1:], reduction="sum"
    ) / len(logits)
