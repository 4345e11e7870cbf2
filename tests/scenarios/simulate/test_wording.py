"""Orders among phrases, their other forms, and the sentences around them."""

from __future__ import annotations

from random import Random

import pytest

from voice_agent.scenarios.simulate.wording import (
    Order,
    drawn,
    framed,
    inflected,
    orders_among,
    wordings,
)


def test_only_what_is_an_order_and_nothing_else_is_one() -> None:
    phrases = ["can you freeze my card", "freeze my card", "I lost my card", "freeze it, I lost it"]
    assert orders_among(phrases) == ["freeze my card"]


def test_an_order_has_a_past_and_a_form_that_goes_on() -> None:
    assert inflected("freeze my card") == Order(
        "freeze my card", "froze my card", "freezing my card"
    )
    assert inflected("pay").did == "paid"


def test_a_sentence_is_filled_and_one_of_its_choices_is_taken() -> None:
    order = inflected("freeze my card")
    said = {drawn("I <already|just> {did}", Random(seed), order) for seed in range(9)}
    assert said == {"I already froze my card", "I just froze my card"}
    assert drawn("not {other}", Random(0), other="Tom") == "Not Tom"


@pytest.mark.parametrize("kind", ["mentions", "no_yes", "between", "values"])
def test_every_sentence_can_be_filled(kind: str) -> None:
    order = inflected("freeze my card")
    for sentences in wordings()[kind].values():
        for sentence in sentences:
            said = drawn(sentence, Random(1), order, value="one", other="two")
            assert said
            assert not set("{}<>|") & set(said)


def test_a_question_gets_no_words_after_it() -> None:
    for seed in range(20):
        said = framed("What does it cost", Random(seed))
        assert said.endswith(("cost?", "cost."))
