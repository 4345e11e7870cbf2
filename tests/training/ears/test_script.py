"""What callers dictate."""

from __future__ import annotations

import itertools
import random

import pytest

from voice_agent.stt.ears.symbols import ANSWERS, NUMBER_OF
from voice_agent.training.ears.script import KINDS, plan, segment

NAMES = ["isla", "o'brien", "santos"]


@pytest.mark.parametrize("kind", sorted({*KINDS}))
def test_every_segment_has_words_and_known_labels(kind: str) -> None:
    dice = random.Random(kind)
    for _ in range(200):
        said = segment(dice, NAMES, kind)
        assert said.words
        assert all(label in NUMBER_OF for label in said.labels)
        if kind in ("letters", "digits", "numbers"):
            assert said.labels == said.words
        if kind == "explained":
            assert len(said.labels) <= len(said.words) > 0
        if kind == "words":
            assert not said.labels
        if kind == "short":
            assert {*said.labels} <= {*ANSWERS}


def test_repeated_digits_and_letters_are_common() -> None:
    dice = random.Random(1)
    digits = [segment(dice, NAMES, "digits").labels for _ in range(300)]
    pairs = sum(one == two for said in digits for one, two in itertools.pairwise(said))
    assert pairs > 30
    assert any("triple" in said for said in digits)


def test_plans_are_short_answers_or_several_segments() -> None:
    dice = random.Random(1)
    plans = [plan(dice) for _ in range(300)]
    assert 30 < sum(one == ["short"] for one in plans) < 90
    assert all(kind in KINDS for one in plans for kind in one)
