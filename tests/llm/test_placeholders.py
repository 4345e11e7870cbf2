"""What the LLM sees of personal details, and how they come back."""

from __future__ import annotations

import random

import pytest

from voice_agent.language import en
from voice_agent.llm.placeholders import Placeholders, Revealed

CARD = "4111 1111 1111 1111"


def made(*let_through: str) -> Placeholders:
    return Placeholders(en.redactions, let_through)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        (f"my card is {CARD}", "my card is [card number 1]"),
        ("call 212 555 0199", "call [phone number 1]"),
        ("it expires 08/27", "it expires [expiry date 1]"),
        ("it is four four seven seven", "it is [number 1]"),
        ("jo@mail.com or jo at mail dot com", "[e-mail address 1] or [e-mail address 2]"),
        ("my name is John Miller", "my name is [name 1]"),
        ("I live at 12 Oak Street", "I live at [address 1]"),
        ("born March fifth eighty four", "born [date of birth 1]"),
        ("send 2500 dollars on Friday", "send 2500 dollars on Friday"),
    ],
)
def test_details_are_hidden_and_come_back(said: str, sent: str) -> None:
    placeholders = made()
    assert placeholders.hide(said) == sent
    assert placeholders.reveal(sent) == said


def test_the_same_detail_has_the_same_placeholder_in_the_whole_call() -> None:
    placeholders = made()
    assert placeholders.hide(f"{CARD}, 4929 1234 5678 9012") == "[card number 1], [number 1]"
    assert placeholders.hide("4111-1111-1111-1111") == "[card number 1]"
    assert placeholders.hide("[card number 1]") == "[card number 1]"


def test_what_was_recognised_is_hidden_wherever_it_is_mentioned() -> None:
    placeholders = made()
    placeholders.learn("name", "Sarah")
    placeholders.learn("name", "Sarah Connor")
    placeholders.learn("name", "x")
    hidden = placeholders.hide("Sarah Connor, sarah's; Sarahs, x")
    assert hidden == "[name 1], [name 2]'s; Sarahs, x"
    assert placeholders.reveal(hidden) == "Sarah Connor, sarah's; Sarahs, x"


def test_what_is_let_through() -> None:
    placeholders = made("name", "digits")
    placeholders.learn("name", "Sarah")
    assert placeholders.hide("Sarah, 1234 5678, jo@mail.com") == (
        "Sarah, 1234 5678, [e-mail address 1]"
    )


def test_a_placeholder_however_it_is_written_and_one_that_is_none() -> None:
    placeholders = made()
    placeholders.hide(f"{CARD}")
    assert placeholders.reveal("[Card  Number 1] [ card number 1 ]") == f"{CARD} {CARD}"
    assert (
        placeholders.reveal("[card number 2] [our site](x) [1]") == "card number [our site](x) [1]"
    )


def test_an_answer_in_pieces() -> None:
    placeholders = made()
    placeholders.hide(CARD)
    answer = "Your [card number 1] is [here](x) and [card number 1]. [oh"
    for seed in range(50):
        rng, revealed, said, at = random.Random(seed), Revealed(placeholders), "", 0
        while at < len(answer):
            size = rng.randint(1, 5)
            said += revealed.feed(answer[at : at + size])
            at += size
        assert said + revealed.end() == f"Your {CARD} is [here](x) and {CARD}. [oh"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[NAME_1]", "Anna Smith"),
        (r"\[name 1\]", "Anna Smith"),
        ("{name 1}", "Anna Smith"),
        ("(name 1)'s", "Anna Smith's"),
        ("[Name1]", "Anna Smith"),
        ("[name 7]", "name"),
        ("(step 1)", "(step 1)"),
        ("step (1), {2}", "step (1), {2}"),
    ],
)
def test_a_placeholder_comes_back_however_the_model_writes_it(written: str, read: str) -> None:
    placeholders = made()
    placeholders.learn("name", "Anna Smith")
    assert placeholders.hide("I am Anna Smith") == "I am [name 1]"
    revealed = Revealed(placeholders)
    assert "".join(revealed.feed(letter) for letter in written) + revealed.end() == read
