"""Hyper-parameters of training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hyper-parameters.

    Attributes:
        epochs: Passes; each draws its rows anew.
        rows: Rows drawn per epoch.
        batch: Rows per step.
        rate: Peak learning rate of the encoder.
        head_rate: Peak learning rate of the heads.
        warm_up: Share of all steps in which the rates rise.
        smoothing: Label smoothing of the classification heads.
        decay: Weight decay.
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
    seed: int = 1
    threads: int = 2
