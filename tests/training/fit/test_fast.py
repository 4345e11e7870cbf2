"""Heads on a frozen encoder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from toy_slm import LABELS, toy_playbook

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ModelError
from voice_agent.core.turn import OUT_OF_SCOPE, Transcript
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.slm.labels import Labels
from voice_agent.slm.linear import with_bias
from voice_agent.slm.model import LABELS_FILE, SlmEngine
from voice_agent.training.data.rows import Row
from voice_agent.training.fit import fast
from voice_agent.training.fit.fast import fast_task, fit_fast, fit_head, rarer_alarms
from voice_agent.training.fit.task import Task

SAID = {
    "check_balance": ["how much is in my account", "tell me my balance", "what is my balance"],
    "transfer_money": ["send money to Tom", "I want to transfer money", "pay my sister please"],
    OUT_OF_SCOPE: ["what is the weather", "tell me a joke", "who won the game"],
}


def rows() -> tuple[Row, ...]:
    return tuple(
        Row(
            phrase=parse_phrase(line, ()),
            group="phrases/scope" if intent == OUT_OF_SCOPE else "phrases",
            split="dev" if number == 2 else "train",
            intents=(intent,),
            act=None if intent == OUT_OF_SCOPE else "request",
            escalation="none",
        )
        for intent, lines in SAID.items()
        for number, line in enumerate(lines)
    )


@pytest.mark.real
def test_a_fast_model_reads_what_it_was_taught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast, "ROWS", 24)
    task = fast_task(Task(name="Toy", labels=LABELS, rows=rows()))
    made = fit_fast(task, ModelStore.open().path("sentences"), tmp_path)

    assert made == Labels.read(tmp_path / LABELS_FILE)
    assert made.kind == "fast"
    assert "tags" not in made.heads
    engine = SlmEngine.load(tmp_path, toy_playbook())
    reading = engine.read(Transcript("please send fifty dollars to my brother", 1.0))
    assert reading.ranking[0][0] == "transfer_money"
    # The rules of the language find entities without tags.
    assert [entity.type for entity in reading.entities] == ["amount"]


@pytest.mark.real
def test_a_fast_model_is_refused_by_another_playbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast, "ROWS", 12)
    task = fast_task(Task(name="Toy", labels=LABELS, rows=rows()))
    fit_fast(task, ModelStore.open().path("sentences"), tmp_path)
    changed = toy_playbook()
    changed = changed.model_copy(update={"intents": {"new": changed.intents["check_balance"]}})
    with pytest.raises(ModelError, match="does not fit"):
        SlmEngine.load(tmp_path, changed)


def test_a_class_without_examples_is_never_chosen() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(40, 6)).astype(np.float32)
    targets = {number: number % 2 for number in range(40)}
    scores = with_bias(vectors) @ fit_head(vectors, targets, 4)
    assert set(scores.argmax(axis=1)) <= {0, 1}


def test_one_of_several_right_intents_is_drawn() -> None:
    task = fast_task(Task(name="Toy", labels=replace(LABELS, max_tokens=16), rows=rows()))
    assert task.labels.heads.keys() == {"intent", "act", "escalation"}
    example = type("E", (), {"intents": (1, 2), "classes": {}})()
    drawn = {fast.targets_of("intent", [example], Random(seed))[0] for seed in range(20)}
    assert drawn == {1, 2}
    assert fast.targets_of("act", [example], Random(0)) == {}


def test_alarms_become_rarer_and_never_more_frequent() -> None:
    others = np.linspace(-1, 1, 101, dtype=np.float32)[:, None]
    weights = np.array([[0.0, 5.0], [0.0, 0.0]], dtype=np.float32)  # rises with the vector

    def alarms(head: np.ndarray) -> float:
        logits = with_bias(others) @ head
        return float((logits[:, 1] > logits[:, 0]).mean())

    assert alarms(weights) == pytest.approx(0.5, abs=0.02)
    assert alarms(rarer_alarms(weights, others)) == pytest.approx(0.1, abs=0.02)
    quiet = np.array([[0.0, 5.0], [0.0, -9.0]], dtype=np.float32)
    assert np.array_equal(rarer_alarms(quiet, others), quiet)
