"""A yes or no, weighed by all that was heard of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest
from fakes import TODAY

from voice_agent.language import en
from voice_agent.stt.consent import meaning, weigh_consent
from voice_agent.stt.ears.reading import Dictation
from voice_agent.stt.expected import Choice, Expected, Hypothesis

CONSENT = Expected("consent", TODAY, question="Shall I send it?")


class Heard:
    """Stands for what the second ear heard: the meanings of short answers and their scores."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self.scores = scores

    def answer(self, meaning: str) -> float:
        return self.scores.get(meaning or "none", -60.0)


def weigh(
    texts: Mapping[str, float],
    unprompted: Mapping[str, float] | None = None,
    ear: Mapping[str, float] | None = None,
) -> Choice:
    heard = [Hypothesis(text, logprob) for text, logprob in texts.items()]
    dictation = None if ear is None else cast(Dictation, Heard(ear))
    return weigh_consent(CONSENT, heard, unprompted or {}, dictation, en)


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        ({"Yes.": -2.0, "Stop.": -3.0}, "Yes."),
        ({"So.": -2.0, "No.": -2.3, "Nope.": -2.3}, "No."),
        ({"Yes, but only if it is free of charge.": -2.0, "Yes.": -4.0}, None),
    ],
)
def test_texts_of_one_meaning_add_up(texts: Mapping[str, float], text: str | None) -> None:
    assert weigh(texts).text == (text or next(iter(texts)))


def test_a_yes_that_may_have_been_a_no_is_doubtful() -> None:
    choice = weigh({"Yes.": -2.0, "No.": -2.2})
    assert (choice.text, choice.doubtful) == ("Yes.", True)
    assert not weigh({"No.": -2.0, "Yes.": -2.5}).doubtful
    assert not weigh({"Yes.": -2.0, "No.": -7.0}).doubtful


@pytest.mark.parametrize(
    ("unprompted", "ear", "doubtful"),
    [
        ({"Yes.": -0.5, "No.": -6.0}, {"yes": -0.2, "none": -2.0}, False),
        # Without the question it is no yes, and the second ear heard none.
        ({"Bye.": -0.5, "Yes.": -3.0}, {"yes": -4.5, "none": -0.3}, True),
        # One of them may be wrong.
        ({"Yes.": -0.5, "No.": -6.0}, {"yes": -4.0, "none": -0.2}, False),
        ({"Bye.": -0.9, "Yes.": -1.0}, {"yes": -0.1}, False),
        # The second ear heard something else than any answer.
        ({"Yes.": -0.5, "What?": -1.0}, {"yes": -9.0, "none": -9.0}, True),
    ],
)
def test_a_yes_takes_more_than_one_witness(
    unprompted: Mapping[str, float], ear: Mapping[str, float], doubtful: bool
) -> None:
    texts = {"Yes.": -1.0, "This.": -3.2}
    assert weigh(texts, unprompted, ear).text == "Yes."
    assert weigh(texts, unprompted, ear).doubtful == doubtful


def test_a_sentence_is_too_long_for_the_second_ear() -> None:
    text = "Yes, please go ahead and send it."
    assert not weigh({text: -2.0}, {text: -1.0, "No.": -12.0}, {"yes": -40.0}).doubtful


@pytest.mark.parametrize(
    ("text", "means"),
    [("Yes.", "yes"), ("Nope.", "no"), ("Hold on.", "stop"), ("Never mind.", "stop"), ("Bye.", "")],
)
def test_meanings(text: str, means: str) -> None:
    assert meaning(CONSENT, text, en) == means
