"""The checkpoint of a training: a run that was killed continues from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import torch

from voice_agent.core.clock import monotonic

CHECKPOINT = "training.checkpoint.pt"
EVERY_S = 60.0


class Part(Protocol):
    """Something that can be saved, such as a network or an optimiser."""

    def state_dict(self) -> Any:
        """Return its state."""

    def load_state_dict(self, state_dict: Any) -> Any:
        """Continue from a state."""


class Checkpoint:
    """The checkpoint in a folder, written at the end of each epoch and every minute.

    Args:
        folder: Where the file is.
        stamp: Recipe, outputs and rows; a file with another stamp is another training's.
        parts: What is saved, by name.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        folder: Path,
        stamp: Mapping[str, Any],
        parts: Mapping[str, Part],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._path = folder / CHECKPOINT
        self._stamp = dict(stamp)
        self._parts = parts
        self._clock = clock
        self._saved_at = clock()
        self._noise: torch.Tensor | None = None

    def load(self) -> tuple[int, int]:
        """Restore what was saved; return the epoch to continue in, and its finished steps."""
        if not self._path.exists():
            return 0, 0
        saved = torch.load(self._path, weights_only=True)
        if saved["stamp"] != self._stamp:
            return 0, 0
        for name, part in self._parts.items():
            part.load_state_dict(saved["parts"][name])
        self._noise = saved["noise"]
        return saved["epoch"], saved["steps"]

    def restore_noise(self) -> None:
        """Draw dropout from where the killed run was, in the middle of an epoch."""
        if self._noise is not None:
            torch.set_rng_state(self._noise)

    def save(self, epoch: int, steps: int) -> None:
        """Save what to continue in: an epoch, and how many of its steps are done."""
        parts = {name: part.state_dict() for name, part in self._parts.items()}
        state = {
            "stamp": self._stamp,
            "parts": parts,
            "noise": torch.get_rng_state(),
            "epoch": epoch,
            "steps": steps,
        }
        # Not in place: a kill while writing must leave the older one.
        fresh = self._path.with_suffix(".part")
        torch.save(state, fresh)
        fresh.replace(self._path)
        self._saved_at = self._clock()

    def save_if_due(self, epoch: int, steps: int) -> None:
        """Save if the last time is more than a minute ago."""
        if self._clock() - self._saved_at >= EVERY_S:
            self.save(epoch, steps)
