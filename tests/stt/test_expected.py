"""Hypotheses, weighed by what was asked."""

from __future__ import annotations

from typing import cast

import pytest
from fakes import TODAY

from voice_agent.language import EntitySpec, en
from voice_agent.stt.ears.reading import Dictation
from voice_agent.stt.expected import Expected, Hypothesis, copies, weigh

NAME = EntitySpec(kind="name")
PIN = EntitySpec(kind="digits", min_length=4, max_length=4)
CONSENT = Expected("consent", TODAY, question="Shall I send it?")


class Heard:
    """Stands for what the second ear heard: the meanings of short answers and their scores."""

    def __init__(self, **scores: float) -> None:
        self.scores = scores

    def answer(self, meaning: str) -> float:
        return self.scores.get(meaning or "none", -60.0)


def heard(*texts: str, step: float = 1.0) -> list[Hypothesis]:
    return [Hypothesis(text, -2.0 - step * rank) for rank, text in enumerate(texts)]


def ears(**scores: float) -> Dictation:
    return cast(Dictation, Heard(**scores))


def value(spec: EntitySpec) -> Expected:
    return Expected("value", TODAY, spec, "Which one?")


def test_a_value_has_better_odds_than_none() -> None:
    said = heard("For for seven seven, huh", "4 4 7 7.", "4 4 7")
    assert weigh(value(PIN), said, None, en).text == "4 4 7 7."


def test_another_request_is_still_heard() -> None:
    said = [Hypothesis("What is my balance?", -2.0), Hypothesis("4 4 7 7", -40.0)]
    assert weigh(value(PIN), said, None, en).text == "What is my balance?"


def test_texts_of_one_value_add_up() -> None:
    said = heard("4 4 7 8", "4477", "4 4 7 7.", "4 4-7 7", step=0.1)
    choice = weigh(value(PIN), said, None, en)
    assert choice.text == "4477"
    assert choice.share == pytest.approx(0.73, abs=0.03)
    assert choice.others == ("4 4 7 7.", "4 4-7 7", "4 4 7 8")
    assert choice.rival == "4 4 7 8"


def test_letters_of_names_are_likelier() -> None:
    said = heard("J E N F E N.", "J E N S E N.", step=0.5)
    assert weigh(value(NAME), said, None, en).text == "J E N S E N."


@pytest.mark.parametrize(
    ("texts", "scores", "text"),
    [
        (("Yes.",), {"yes": -0.1, "stop": -9.0}, "Yes."),
        (("Yes.",), {"yes": -30.0, "stop": -0.1}, "Stop."),
        (("Yes.", "Stop."), {"yes": -4.0, "stop": -0.1}, "Stop."),
        (("So.", "No."), {"no": -0.1}, "No."),
        (("Yes, but only if it is free of charge.",), {"yes": -0.1}, None),
    ],
)
def test_consent(texts: tuple[str, ...], scores: dict[str, float], text: str | None) -> None:
    choice = weigh(CONSENT, heard(*texts), ears(**scores), en)
    assert choice.text == (text or texts[0])
    assert not choice.doubtful


def test_a_yes_that_may_have_been_a_no_is_doubtful() -> None:
    choice = weigh(CONSENT, heard("Yes.", "No.", step=0.2), None, en)
    assert (choice.text, choice.doubtful) == ("Yes.", True)
    assert not weigh(CONSENT, heard("No.", "Yes.", step=0.5), None, en).doubtful
    assert not weigh(CONSENT, heard("Yes.", "No.", step=5.0), None, en).doubtful


def test_dictated() -> None:
    kinds = {"name": "letters", "phone": "digits", "postcode": "both", "date": None, "email": None}
    for kind, dictated in kinds.items():
        assert value(EntitySpec.model_validate({"kind": kind})).dictated == dictated
    assert CONSENT.dictated is None
    assert Expected("value", TODAY).dictated is None


def test_copies_of_the_prompt() -> None:
    prompt = "The number is 9 0 2 1 0 6 8."
    assert copies("it's 9 0 2 1", prompt, en)
    assert not copies("9 0 4 4", prompt, en)
    assert not copies("the number", prompt, en)
    assert not copies("yes", "", en)
