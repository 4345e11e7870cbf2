"""The loss of training for a public benchmark, with more than a playbook needs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.accuracy.public.crf import CrfNetwork, crf_loss
from benchmarks.accuracy.public.task import PublicTask
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.fit.batches import Batch
from voice_agent.training.fit.examples import IGNORE
from voice_agent.training.fit.network import Network
from voice_agent.training.fit.objective import Objective

_SOFTNESS = 2.0


class PublicObjective(Objective):
    """Adds several intents a turn, a CRF over the tags, and the opinions of a teacher."""

    def __init__(self, task: PublicTask) -> None:
        super().__init__(task.labels, task.recipe)
        self._task = task

    def heads(self, output: Mapping[str, Tensor], batch: Batch, network: Network) -> Tensor:
        """Sum the heads' losses and the divergence from the teacher."""
        loss = super().heads(output, batch, network)
        known, taught = self._taught(batch)
        if known:
            apart = distillation(output["intent"][known], taught)
            loss = loss + self._task.recipe.distillation * apart
        return loss

    def intents(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return the cross entropy of each intent by itself if a turn may have several."""
        if not self._task.labels.several:
            return super().intents(logits, target)
        # Summed over the intents: their mean would shrink with every intent the task has.
        return functional.binary_cross_entropy_with_logits(
            logits[:, 1:], (target[:, 1:] > 0).float(), reduction="sum"
        ) / len(logits)

    def tags(self, emissions: Tensor, tags: Tensor, network: Network) -> Tensor:
        """Return the loss of whole paths if the network has a CRF."""
        if not isinstance(network, CrfNetwork):
            return super().tags(emissions, tags, network)
        return crf_loss(emissions, tags, network.transitions, IGNORE)

    def _taught(self, batch: Batch) -> tuple[list[int], Tensor]:
        """Return the indices of the rows that the teacher has read, and its logits."""
        teacher = self._task.teacher
        found = [
            (number, teacher.logits[text])
            for number, row in enumerate(batch.rows)
            if teacher is not None and (text := text_of(row.phrase) or "") in teacher.logits
        ]
        logits = np.array([opinion for _, opinion in found], dtype=np.float32)
        return [number for number, _ in found], torch.tensor(logits)


def distillation(logits: Tensor, taught: Tensor) -> Tensor:
    """Return the divergence from a teacher, both softened (Hinton et al. 2015).

    Args:
        logits: ``[rows, intents]``.
        taught: The teacher's, the same shape.
    """
    student = functional.log_softmax(logits / _SOFTNESS, -1)
    teacher = functional.log_softmax(taught / _SOFTNESS, -1)
    apart = functional.kl_div(student, teacher, reduction="batchmean", log_target=True)
    return apart * _SOFTNESS**2
