"""Turns that ask for something to be done, and turns that only speak of it."""

import pytest

from voice_agent.language.en.orders import orders


@pytest.mark.parametrize(
    "text",
    [
        "freeze my card",
        "Freeze.",
        "new pin",
        "the debit pin",
        "My statement, please.",
        "I need a new PIN",
        "can i can i get a new pin",
        "would you mind locking my credit card for a few days?",
        "are you able to make me a large latte?",
        "is there any chance you could lock my card?",
        "do you think I could get a latte",
        "I found my card again, so it can be unlocked",
        "I've forgotten my PIN again, silly me",
        "my card needs to be frozen",
        "Oh, and lock my card real quick",
        "I need my statement. Also, please freeze my card.",
        "hm, on second thought, unfreeze it again",
        "oh, before that, please freeze my debit card",
        "I already talked to somebody about this, just freeze my debit card please",
        "I was wondering whether it might be at all possible to have my statement",
    ],
)
def test_a_request_is_an_order(text: str) -> None:
    assert orders(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "my PIN works fine",
        "the debit card pin",
        "my husband froze the card yesterday",
        "it's not about my PIN",
        "should I freeze my card or block it?",
        "if the charge shows up again, freeze my card",
        "I might have to freeze my card later",
        "first I got the PIN",
        "not the old one, I froze the new one that came",
        "I never asked for my card to be frozen",
        "nobody asked you to freeze anything",
        "you sent me a statement last week",
        "I'd like to know whether I can freeze my card from the app",
        "why is my card frozen",
        "I'm thinking about getting a new PIN at some point",
        "I do not want to freeze my card",
        "I don't need a new PIN, mine works fine",
        "I don't need a new PIN, old one works",
        "no need to freeze my card",
        "I need no new PIN",
    ],
)
def test_what_only_speaks_of_it_is_none(text: str) -> None:
    assert orders(text) == []


def test_beside_a_refusal_a_wish_is_an_order() -> None:
    text = "I don't want to block the card, I just want to lock it"
    assert orders(text) == ["i just want to lock it"]


def test_only_the_parts_that_ask_are_returned() -> None:
    assert orders("What's my balance? Please freeze my card.") == ["freeze my card"]
