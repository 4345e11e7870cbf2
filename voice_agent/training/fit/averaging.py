"""Moving average of the weights, steadier than the weights of the last step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn


class Average:
    """Exponential moving average of parameters (Polyak & Juditsky 1992).

    Args:
        parameters: The parameters to average.
        decay: How much of the average a step keeps, 0..1. The first steps keep less, so that
            the untrained weights are soon forgotten.
    """

    def __init__(self, parameters: Sequence[nn.Parameter], decay: float) -> None:
        self._parameters = parameters
        self._decay = decay
        self._steps = 0
        self._mean = [parameter.detach().clone() for parameter in parameters]

    def update(self) -> None:
        """Add the weights of one more step."""
        self._steps += 1
        decay = min(self._decay, (1 + self._steps) / (10 + self._steps))
        with torch.no_grad():
            for mean, parameter in zip(self._mean, self._parameters, strict=True):
                mean.lerp_(parameter, 1 - decay)

    def take(self) -> None:
        """Set the parameters to their averages."""
        with torch.no_grad():
            for mean, parameter in zip(self._mean, self._parameters, strict=True):
                parameter.copy_(mean)

    def state_dict(self) -> dict[str, int | list[Tensor]]:
        """Return what ``load_state_dict`` needs to continue."""
        return {"steps": self._steps, "mean": self._mean}

    def load_state_dict(self, state_dict: Any) -> None:
        """Continue from a ``state_dict``."""
        self._steps = state_dict["steps"]
        self._mean = list(state_dict["mean"])
