"""Tasks of public benchmarks: what an epoch has, and what a checkpoint must agree with."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.opinions import Teacher
from benchmarks.accuracy.public.task import PublicRecipe, PublicTask
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.training.data.rows import Row


def row(text: str) -> Row:
    return Row(phrase=parse_phrase(text, ()), group="in", intents=("pay",))


TASK = PublicTask(
    name="Set",
    labels=PublicLabels("Set", ("out_of_scope", "pay"), ()),
    rows=tuple(row(f"pay {number}") for number in range(8)),
    recipe=PublicRecipe(rows=0, unlabelled=0.5),
    unlabelled=tuple(row(f"what {number}") for number in range(100)),
)


def test_turns_without_labels_are_a_share_of_the_others_and_come_last() -> None:
    drawn = TASK.epoch(Random(1))
    assert (len(drawn), TASK.rows_per_epoch) == (12, 12)
    assert set(drawn[:8]) == set(TASK.rows)
    assert set(drawn[8:]) < set(TASK.unlabelled)
    few = replace(TASK, unlabelled=TASK.unlabelled[:3])
    assert (len(few.epoch(Random(1))), few.rows_per_epoch) == (11, 11)


def test_a_checkpoint_of_another_teacher_does_not_fit() -> None:
    teacher = Teacher(("out_of_scope", "pay"), {"pay 1": np.array([0.0, 1.0], dtype=np.float32)})
    taught = replace(TASK, teacher=teacher)
    assert TASK.stamp() == replace(TASK).stamp() != taught.stamp()
    assert TASK.stamp() != replace(TASK, recipe=replace(TASK.recipe, crf=True)).stamp()
