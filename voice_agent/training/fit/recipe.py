"""Hyper-parameters of training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hyper-parameters.

    Attributes:
        epochs: Passes; each draws new rows.
        rows: Rows drawn per epoch; 0 for as many as there are.
        batch: Rows per step.
        rate: Peak learning rate of the encoder.
        head_rate: Peak learning rate of the heads.
        head_start: Whether the intent head starts from a logistic regression on the published
            encoder. Then it learns at a tenth of ``head_rate``, so that it keeps its start.
        onward: Folder of a trained model whose weights training starts from; see ``going_on``.
        few: With fewer phrases an intent than this, a playbook's model is trained ``even``, and
            with ``agreement``, ``contrast`` and ``average``; 0 for never.
        even: Whether to correct for how often each intent is drawn (logit adjustment, Menon et
            al. 2021, arXiv 2007.07314).
        warm_up: Share of all steps in which the rates rise.
        smoothing: Label smoothing of the classification heads.
        decay: Weight decay.
        average: Decay per step of the moving average of the weights; 0 keeps the weights of the
            last step.
        agreement: Weight of the agreement between a turn and its clean copy (R-Drop).
        contrast: Weight of the supervised contrastive loss, over turns and clean copies.
        seed: Seed of all random numbers.
        threads: Threads torch may use.
    """

    epochs: int = 12
    rows: int = 14000
    batch: int = 32
    rate: float = 1e-4
    head_rate: float = 1e-3
    head_start: bool = True
    onward: str | None = None
    few: int = 20
    even: bool = False
    warm_up: float = 0.1
    smoothing: float = 0.05
    decay: float = 0.01
    average: float = 0.0
    agreement: float = 0.0
    contrast: float = 0.0
    seed: int = 1
    threads: int = 2

    @property
    def paired(self) -> bool:
        """Whether each row is read twice, with and without noise; takes twice the time."""
        return self.agreement > 0 or self.contrast > 0


def going_on(recipe: Recipe, folder: Path) -> Recipe:
    """Return the recipe by which the model in ``folder`` goes on learning.

    Fewer passes at lower rates: much of what is to be learnt is there already.
    """
    return replace(
        recipe,
        onward=str(folder),
        head_start=False,
        epochs=4,
        rate=recipe.rate / 2,
        head_rate=recipe.head_rate / 5,
    )
