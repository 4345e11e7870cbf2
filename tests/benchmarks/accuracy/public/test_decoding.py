"""What a benchmark's model decides beyond what is served."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.public.decoding import (
    intents,
    intents_in_scope,
    several_probabilities,
    tag_spans,
)
from benchmarks.accuracy.public.labels import PublicLabels
from voice_agent.slm.decoding import in_scope_probability
from voice_agent.slm.labels import Calibration

LABELS = PublicLabels("Toy", ("out_of_scope",), ("amount", "date"))
TAGS = LABELS.tags
WORDS = ((0, 4), (5, 7), (8, 15), (16, 22))


def test_the_best_intent_gets_its_calibrated_confidence_and_the_others_the_rest() -> None:
    labels = replace(LABELS, confidence=((0.0, 0.0), (0.8, 0.4), (1.0, 0.9)))
    logits = np.log([[1.0, 0.9, 0.07, 0.03], [1.0, 0.02, 0.95, 0.03]])
    table = intents_in_scope(logits, labels)

    assert table[0] == pytest.approx([0.65, 0.245, 0.105])
    assert table[1].max() == pytest.approx(0.775)
    assert table.sum(-1) == pytest.approx([1.0, 1.0])
    assert intents_in_scope(logits[0], labels) == pytest.approx(table[0])
    whole = intents(logits, labels)
    inside = in_scope_probability(logits, labels.calibration.scope)
    assert whole[:, 1:].max(-1) == pytest.approx(inside * table.max(-1))
    assert whole.sum(-1) == pytest.approx([1.0, 1.0])


def test_a_lower_confidence_never_changes_the_order_of_intents() -> None:
    labels = replace(LABELS, confidence=((0.0, 0.0), (0.6, 0.05), (1.0, 0.9)))
    logits = np.random.default_rng(1).normal(0, 2, (200, 6))
    table = intents_in_scope(logits, labels)

    assert (table.argsort(-1) == logits[:, 1:].argsort(-1)).all()
    assert table.sum(-1) == pytest.approx(np.ones(200))
    sure = np.array([0.0, 800.0, 0.0, 0.0])
    assert intents_in_scope(sure, labels)[0] == pytest.approx(0.9)
    assert intents_in_scope(np.array([0.0, 3.0]), labels) == pytest.approx([1.0])


def test_learned_transitions_overrule_a_weak_tag() -> None:
    learned = np.zeros((6, 5))
    learned[1 + TAGS.index("B-amount"), TAGS.index("I-amount")] = 2.0
    labels = replace(LABELS, transitions=tuple(map(tuple, learned.tolist())))
    unsure = np.full((4, 5), 0.025)
    for word, tag in enumerate(("O", "B-amount", "O", "O")):
        unsure[word, TAGS.index(tag)] = 0.9
    unsure[2] = [0.5, 0.02, 0.44, 0.02, 0.02]

    def ends(of: PublicLabels) -> list[int]:
        return [span.end for span in tag_spans(unsure, WORDS, of)]

    assert ends(labels) == [15]
    assert ends(replace(labels, transitions=())) == [7]
    assert ends(replace(labels, calibration=Calibration(tag=20.0))) == [7]


def test_each_of_several_intents_has_a_probability_of_its_own() -> None:
    table = several_probabilities(np.array([[5.0, 3.0, 3.0], [5.0, -3.0, -2.0]]), 1.0)

    assert table[0, 1] == table[0, 2] > 0.9
    assert table[0, 0] == pytest.approx(1 - table[0, 1])
    assert table[1, 0] > 0.8


def test_without_words_or_entities_there_are_no_spans() -> None:
    assert tag_spans(np.zeros((0, 5)), (), LABELS) == ()
    assert tag_spans(np.ones((4, 1)), WORDS, replace(LABELS, entities=())) == ()
