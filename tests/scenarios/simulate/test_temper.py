"""Which tasks a temper takes."""

from __future__ import annotations

import pytest
from toy_callers import bank

from voice_agent.core.errors import ConfigError
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.scenarios.simulate.temper import (
    TEMPERS,
    Temper,
    asked_details,
    filled_by,
    known_temper,
    suits,
)

BOOK = bank()
ALL = "send {amount} to {payee} on {date}"


@pytest.mark.parametrize(
    ("temper", "intent", "opening", "fits"),
    [
        ("plain", "balance", "what is my balance", True),
        ("misheard", "balance", "what is my balance", True),
        ("all at once", "transfer", ALL, True),
        ("all at once", "transfer", "send money", False),
        ("all at once", "balance", "what is my balance", False),
        ("two details at once", "transfer", "send money", True),
        ("two details at once", "transfer", "send {amount} to {payee}", False),
        ("corrects within a turn", "balance", "what is my balance", False),
        ("corrects within a turn", "balance", "my {account} balance", True),
        ("corrects in the next turn", "transfer", ALL, True),
        ("corrects in the next turn", "balance", "what is my balance", False),
        ("refuses the read-back", "transfer", ALL, True),
        ("refuses the read-back", "balance", "what is my balance", False),
        ("cancels", "transfer", ALL, True),
        ("cancels", "balance", "what is my balance", False),
    ],
)
def test_what_a_temper_takes(temper: Temper, intent: str, opening: str, fits: bool) -> None:
    phrase = parse_phrase(opening, tuple(BOOK.entities))
    assert suits(temper, BOOK.intents[intent], phrase) is fits


def test_details_that_are_asked_for_and_those_that_a_phrase_gives() -> None:
    phrase = parse_phrase("send {amount}", tuple(BOOK.entities))
    assert asked_details(BOOK.intents["transfer"]) == ("amount", "payee", "date")
    assert asked_details(BOOK.intents["balance"]) == ()
    assert filled_by(BOOK.intents["transfer"], phrase) == {"amount"}


def test_a_temper_by_its_name() -> None:
    assert known_temper("") is None
    assert [known_temper(temper) for temper in TEMPERS] == list(TEMPERS)
    with pytest.raises(ConfigError, match="no temper 'sad'; known: plain"):
        known_temper("sad")
