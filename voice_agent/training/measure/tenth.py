"""The held-out tenth of the phrases: which of two models is better?"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from voice_agent.core.turn import Transcript
from voice_agent.slm.engine import ReadingEngine
from voice_agent.training.data.rows import Row, of_split
from voice_agent.training.fit.task import Task

_OF_THE_PLAYBOOK = ("phrases", "phrases/scope", "learned")


def tenth_right(engine: ReadingEngine, task: Task) -> tuple[float, int]:
    """Return the share of held-out phrases whose intent is right, and their number."""
    rng = Random(task.recipe.seed)
    rows = held_out(task.rows)
    right = [
        engine.read(Transcript(row.phrase.realise(rng, task.make).text, 1.0)).intent in row.intents
        for row in rows
    ]
    return (sum(right) / len(right) if right else 0.0), len(right)


def held_out(rows: Sequence[Row]) -> list[Row]:
    """Return the phrases of the playbook that no model learns from."""
    return [row for row in of_split(rows, "dev") if row.group in _OF_THE_PLAYBOOK and row.intents]
