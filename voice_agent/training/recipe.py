"""Hyper-parameters of training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hyper-parameters.

    Attributes:
        epochs: Passes; each draws its rows anew.
        rows: Rows drawn per epoch; 0 for as many as there are.
        batch: Rows per step.
        rate: Peak learning rate of the encoder.
        head_rate: Peak learning rate of the heads.
        warm_up: Share of all steps in which the rates rise.
        smoothing: Label smoothing of the classification heads.
        decay: Weight decay.
        average: Decay per step of the moving average of the weights that is kept; 0 keeps the
            weights of the last step.
        agreement: Weight of the agreement between a turn and its twin without noise (R-Drop).
        contrast: Weight of the supervised contrastive loss, over turns and twins.
        crf: Whether the tags are trained as a linear-chain CRF.
        seed: Seed of everything random.
        threads: Threads torch may use.
    """

    epochs: int = 7
    rows: int = 9500
    batch: int = 32
    rate: float = 1e-4
    head_rate: float = 1e-3
    warm_up: float = 0.1
    smoothing: float = 0.05
    decay: float = 0.01
    average: float = 0.0
    agreement: float = 0.0
    contrast: float = 0.0
    crf: bool = False
    seed: int = 1
    threads: int = 2

    @property
    def twins(self) -> bool:
        """Whether each row is read twice, with and without noise; takes twice the time."""
        return self.agreement > 0 or self.contrast > 0
