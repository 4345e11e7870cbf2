"""The loss that training minimises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from voice_agent.slm.labels import Labels
from voice_agent.training.fit.batches import Batch
from voice_agent.training.fit.examples import IGNORE, Example
from voice_agent.training.fit.network import Network
from voice_agent.training.fit.recipe import Recipe

_TEMPERATURE = 0.1
_WEIGHTS = {
    "act": 0.5,
    "escalation": 0.7,
    "completeness": 0.3,
    "sentiment": 0.4,
    "reasoning": 0.4,
}


class Objective:
    """The losses of the heads, and the agreement between noisy turns and their clean copies.

    Args:
        labels: Which heads there are.
        recipe: Weights of the parts, smoothing, whether intents count evenly.
    """

    def __init__(self, labels: Labels, recipe: Recipe) -> None:
        self._labels = labels
        self._recipe = recipe
        self._prior: Tensor | None = None

    def begin(self, examples: Sequence[Example]) -> None:
        """Prepare for an epoch of these examples."""
        if self._recipe.even:
            self._prior = intent_prior(examples, self._labels)

    def __call__(self, network: Network, batch: Batch, *, paired: bool, half: bool) -> Tensor:
        """Return the loss of a batch.

        Args:
            network: The network to run.
            batch: Examples and, with ``paired``, then a clean copy of each.
            paired: Whether there are clean copies.
            half: Whether to compute in bfloat16.
        """
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            states, mean = network.encode(batch.ids, batch.types, batch.mask)
            output = network.read(states, mean)
        output = {name: logits.float() for name, logits in output.items()}
        loss = self.heads(output, batch, network)
        if paired:
            loss = loss + self._recipe.agreement * agreement(output["intent"])
            loss = loss + self._recipe.contrast * contrast(mean.float(), batch.intent)
        return loss

    def heads(self, output: Mapping[str, Tensor], batch: Batch, network: Network) -> Tensor:
        """Sum the heads' mean losses over the rows that have their label."""
        total = output["intent"].sum() * 0.0
        known = batch.intent.sum(-1) > 0
        if known.any():
            total = total + self.intents(output["intent"][known], batch.intent[known])
        for name, target in batch.classes.items():
            if (target != IGNORE).any():
                total = total + _WEIGHTS[name] * functional.cross_entropy(
                    output[name],
                    target,
                    ignore_index=IGNORE,
                    label_smoothing=self._recipe.smoothing,
                )
        if batch.tags is not None and (batch.tags != IGNORE).any():
            total = total + self.tags(output["tags"], batch.tags, network)
        return total

    def intents(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return the loss of the intents, ``[rows, intents]``, of rows that have any."""
        if self._prior is not None:
            logits = logits + self._prior
        return functional.cross_entropy(logits, target, label_smoothing=self._recipe.smoothing)

    def tags(self, emissions: Tensor, tags: Tensor, network: Network) -> Tensor:
        """Return the loss of the tags, ``[batch, tokens, tags]``; it is not smoothed."""
        return functional.cross_entropy(
            emissions.flatten(0, 1), tags.flatten(), ignore_index=IGNORE
        )


def intent_prior(examples: Sequence[Example], labels: Labels) -> Tensor:
    """Return the logarithm of how often each intent is drawn, ``[intents]``, at least once.

    In the loss it is added to the logits. So it accounts for the frequency, and the logits are left
    with what the text says (Menon et al. 2021, arXiv 2007.07314).
    """
    counts = torch.zeros(len(labels.intents))
    for example in examples:
        for intent in example.intents:
            counts[intent] += 1.0 / len(example.intents)
    return torch.log(counts.clamp(min=1.0) / counts.clamp(min=1.0).sum())


def agreement(logits: Tensor) -> Tensor:
    """Return the symmetric divergence between noisy turns and their clean copies (R-Drop).

    Liang et al. 2021, arXiv 2106.14448. The first half of a batch has noise, the second half is the
    same turns without, so that what was said and what was recognised mean the same. ``logits``:
    ``[2 * rows, intents]``.
    """
    first, second = functional.log_softmax(logits, -1).chunk(2)
    there = functional.kl_div(first, second, reduction="batchmean", log_target=True)
    back = functional.kl_div(second, first, reduction="batchmean", log_target=True)
    return (there + back) / 2


def contrast(mean: Tensor, intent: Tensor) -> Tensor:
    """Return the supervised contrastive loss: turns of one intent near, others apart.

    Khosla et al. 2020, arXiv 2004.11362. Turns out of scope have nothing in common, so they attract
    nobody, nor do turns of several intents; other turns only keep away from them.

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
