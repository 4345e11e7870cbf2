"""Hypotheses, weighed by what was asked."""

from __future__ import annotations

import pytest
from fakes import TODAY

from voice_agent.language import EntitySpec, en
from voice_agent.stt.expected import Expected, Hypothesis, copies, weigh

NAME = EntitySpec(kind="name")
PIN = EntitySpec(kind="digits", min_length=4, max_length=4)


def heard(*texts: str, step: float = 1.0) -> list[Hypothesis]:
    return [Hypothesis(text, -2.0 - step * rank) for rank, text in enumerate(texts)]


def value(spec: EntitySpec) -> Expected:
    return Expected("value", TODAY, spec, "Which one?")


def test_a_value_has_better_odds_than_none() -> None:
    said = heard("For for seven seven, huh", "4 4 7 7.", "4 4 7")
    assert weigh(value(PIN), said, en).text == "4 4 7 7."


def test_another_request_is_still_heard() -> None:
    said = [Hypothesis("What is my balance?", -2.0), Hypothesis("4 4 7 7", -40.0)]
    assert weigh(value(PIN), said, en).text == "What is my balance?"


def test_texts_of_one_value_add_up() -> None:
    said = heard("4 4 7 8", "4477", "4 4 7 7.", "4 4-7 7", step=0.1)
    choice = weigh(value(PIN), said, en)
    assert choice.text == "4477"
    assert choice.share == pytest.approx(0.73, abs=0.03)
    assert choice.others == ("4 4 7 7.", "4 4-7 7", "4 4 7 8")
    assert choice.rival == "4 4 7 8"


def test_letters_of_names_are_likelier() -> None:
    said = heard("J E N F E N.", "J E N S E N.", step=0.5)
    assert weigh(value(NAME), said, en).text == "J E N S E N."


def test_dictated() -> None:
    kinds = {"name": "letters", "phone": "digits", "postcode": "both", "date": None, "email": None}
    for kind, dictated in kinds.items():
        assert value(EntitySpec.model_validate({"kind": kind})).dictated == dictated
    assert Expected("consent", TODAY).dictated == "answer"
    assert Expected("value", TODAY).dictated is None


def test_copies_of_the_prompt() -> None:
    prompt = "The number is 9 0 2 1 0 6 8."
    assert copies("it's 9 0 2 1", prompt, en)
    assert not copies("9 0 4 4", prompt, en)
    assert not copies("the number", prompt, en)
    assert not copies("yes", "", en)
