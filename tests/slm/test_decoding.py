from __future__ import annotations

import numpy as np
import pytest

from voice_agent.slm.decoding import (
    decode_intent,
    decode_tags,
    in_scope_probability,
    intent_probabilities,
    scope_features,
    softmax,
)
from voice_agent.slm.labels import Calibration, Scope

TAGS = ("O", "B-amount", "I-amount", "B-date", "I-date")
WORDS = ((0, 4), (5, 7), (8, 15), (16, 22))


def rows(*tags: str, sure: float = 0.9) -> np.ndarray:
    table = np.full((len(tags), len(TAGS)), (1 - sure) / (len(TAGS) - 1))
    for index, tag in enumerate(tags):
        table[index, TAGS.index(tag)] = sure
    return table


def test_spans_carry_offsets_and_mean_confidence() -> None:
    spans = decode_tags(rows("O", "B-amount", "I-amount", "B-date"), WORDS, TAGS)

    assert [(s.type, s.start, s.end) for s in spans] == [("amount", 5, 15), ("date", 16, 22)]
    assert spans[0].confidence == pytest.approx(0.9)


def test_two_entities_of_one_type_side_by_side_stay_apart() -> None:
    spans = decode_tags(rows("B-date", "I-date", "B-date", "O"), WORDS, TAGS)

    assert [(s.start, s.end) for s in spans] == [(0, 7), (8, 15)]


def test_an_inside_tag_never_starts_an_entity_or_follows_another_type() -> None:
    headless = rows("O", "I-amount", "I-amount", "O")
    headless[1, TAGS.index("B-amount")] = 0.06
    assert [(s.type, s.start, s.end) for s in decode_tags(headless, WORDS, TAGS)] == [
        ("amount", 5, 15)
    ]

    mixed = rows("B-date", "I-amount", "I-date", "O")
    mixed[1, TAGS.index("I-date")] = 0.06
    assert [(s.type, s.start, s.end) for s in decode_tags(mixed, WORDS, TAGS)] == [("date", 0, 15)]


def test_no_words_no_spans() -> None:
    assert decode_tags(np.zeros((0, len(TAGS))), (), TAGS) == ()


def test_softmax_gets_flatter_with_temperature() -> None:
    sharp, flat = softmax(np.array([3.0, 0.0])), softmax(np.array([3.0, 0.0]), 3.0)

    assert sharp[0] > flat[0] > 0.5
    assert softmax(np.array([1000.0, 0.0]))[0] == pytest.approx(1.0)


def test_scope_features_are_log_odds_energy_certainty_and_lead() -> None:
    odds, energy, sure, lead = scope_features(np.array([1.0, 2.0, 2.0]))

    assert energy == pytest.approx(2.0 + np.log(2))
    assert odds == pytest.approx(energy - 1.0)
    assert (sure, lead) == (pytest.approx(0.0), 0.0)
    assert scope_features(np.array([1.0, 5.0, 2.0]))[3] == pytest.approx(3.0)
    assert scope_features(np.array([[1.0, 5.0]])).tolist() == [[4.0, 5.0, 0.0, 0.0]]


def test_a_model_with_weights_for_two_features_reads_scope_as_before() -> None:
    logits = np.array([1.0, 5.0, 2.0])
    four = Scope(weights=(0.5, 0.25, 0.0, 0.0), bias=-1.0)
    assert in_scope_probability(logits, Scope(weights=(0.5, 0.25), bias=-1.0)) == pytest.approx(
        in_scope_probability(logits, four)
    )


def test_intent_probabilities_sum_to_one_and_keep_scope_apart() -> None:
    logits = np.array([0.0, 4.0, 1.0])
    table = intent_probabilities(logits, Calibration(intent=2.0, scope=Scope(weights=(1.0, 0.0))))

    assert table.sum() == pytest.approx(1.0)
    assert 1 - table[0] == pytest.approx(in_scope_probability(logits, Scope()))
    assert table[1] / table[2] == pytest.approx(np.exp(1.5))


def test_threshold_decides_even_when_an_intent_ranks_first() -> None:
    table = np.array([0.4, 0.5, 0.1])

    assert decode_intent(table, Scope(threshold=0.5)) == 1
    assert decode_intent(table, Scope(threshold=0.7)) == 0
