from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from voice_agent.playbook.questions import QuestionSpec

URGENT = {"low": ["no rush"], "some": ["this week please"], "high": ["right now"]}


@pytest.mark.parametrize(
    ("spec", "answers"),
    [
        ({"yes": ["a"]}, ["yes"]),
        ({"yes": ["a"], "no": ["b"]}, ["yes", "no"]),
        ({"choices": URGENT}, ["low", "some", "high"]),
    ],
)
def test_answers_in_their_order(spec: dict[str, Any], answers: list[str]) -> None:
    assert list(QuestionSpec(ask="?", **spec).answers) == answers


def test_levels_go_from_nothing_to_all() -> None:
    scale = QuestionSpec(ask="How urgent?", choices=URGENT, scale=True)
    assert [scale.level(answer) for answer in URGENT] == [0.0, 0.5, 1.0]
    assert QuestionSpec(ask="Which?", choices=URGENT).level("high") is None


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({}, "needs sentences for 'yes'"),
        ({"no": ["b"]}, "needs sentences for 'yes'"),
        ({"yes": ["a"], "choices": URGENT}, "or 'choices'"),
        ({"choices": URGENT, "no": ["b"]}, "has no 'no'"),
        ({"choices": {"one": ["a"]}}, "two choices at least"),
        ({"choices": {"one": ["a"], "two": []}}, "choices.two: needs a sentence"),
        ({"yes": ["a"], "scale": True}, "only a question with 'choices'"),
        ({"yes": ["a"], "human": ["no"]}, "no answer 'no'; known: yes"),
        ({"yes": ["a"], "threshold": 1.0}, "less than 1"),
    ],
)
def test_what_is_wrong_is_said(spec: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        QuestionSpec(ask="?", **spec)
