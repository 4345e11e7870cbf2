"""Tasks and recipes of public benchmarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.accuracy.public.base import Base
from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.opinions import Teacher
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.fit.task import Task


@dataclass(frozen=True, slots=True)
class PublicRecipe(Recipe):
    """Hyper-parameters of a public benchmark.

    Attributes:
        distillation: Weight of the divergence from what the task's teacher thinks of the turn.
        unlabelled: Turns that only the teacher judged, as a share of the other rows drawn.
        crf: Whether the tags are trained as a linear-chain CRF.
    """

    distillation: float = 1.0
    unlabelled: float = 0.75
    crf: bool = False


@dataclass(frozen=True, slots=True)
class PublicTask(Task):
    """What a model of a public benchmark is trained for.

    Attributes:
        base: The encoder to start from, if not the published one.
        teacher: Opinions of larger models about the turns, if there are any.
        unlabelled: More turns to train on, which only the teacher judged.
    """

    labels: PublicLabels
    recipe: PublicRecipe = field(default_factory=PublicRecipe)
    base: Base | None = None
    teacher: Teacher | None = None
    unlabelled: tuple[Row, ...] = ()

    @property
    def rows_per_epoch(self) -> int:
        """How many rows an epoch has, those without labels too."""
        return self._labelled + self._more

    def epoch(self, rng: Random) -> list[Row]:
        """Draw the rows of one epoch, those without labels last."""
        return Task.epoch(self, rng) + rng.sample(self.unlabelled, self._more)

    def stamp(self) -> dict[str, Any]:
        """Return what must be the same for a training to continue from a checkpoint."""
        return {
            **Task.stamp(self),
            "base": self.base.digest if self.base else "",
            "teacher": self.teacher.digest if self.teacher else "",
        }

    @property
    def _labelled(self) -> int:
        return self.recipe.rows or len(self.split("train"))

    @property
    def _more(self) -> int:
        return min(len(self.unlabelled), round(self._labelled * self.recipe.unlabelled))
