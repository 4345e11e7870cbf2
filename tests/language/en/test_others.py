"""The other of two."""

from __future__ import annotations

import pytest

from voice_agent.language.en.others import both, other

Values = dict[str, list[str]]

ACCOUNTS: Values = {
    "checking": ["checking account", "current account", "chequing", "main account"],
    "savings": ["savings account", "saver", "saver account"],
    "credit card": ["visa card", "credit card account", "visa"],
    "debit card": ["bank card", "cash card"],
}
WAYS: Values = {
    "from checking to savings": ["to savings"],
    "from savings to checking": ["to checking"],
}
TO_SAVINGS, TO_CHECKING = WAYS
CARDS: Values = {"red card": [], "blue card": [], "old card": []}


@pytest.mark.parametrize(
    ("values", "current", "text", "value"),
    [
        (ACCOUNTS, "debit card", "and the other card too", "credit card"),
        (ACCOUNTS, "credit card", "No, the other one.", "debit card"),
        (ACCOUNTS, "checking", "the other account", "savings"),
        (ACCOUNTS, "savings", "and the other one?", "checking"),
        (ACCOUNTS, "checking", "the other bill", None),
        (CARDS, "red card", "the other card", None),
        (WAYS, TO_SAVINGS, "The other way around.", TO_CHECKING),
        (WAYS, TO_CHECKING, "vice versa", TO_SAVINGS),
        (WAYS, TO_CHECKING, "and now back again", TO_SAVINGS),
        (ACCOUNTS, "checking", "the other way round", None),
        (ACCOUNTS, "debit card", "my credit card", None),
        (ACCOUNTS, "debit card", "Actually, both!", "credit card"),
        (ACCOUNTS, "debit card", "we both need it", None),
    ],
)
def test_the_other_one(values: Values, current: str, text: str, value: str | None) -> None:
    assert other(values, current, text) == value


@pytest.mark.parametrize(
    ("values", "text", "found"),
    [
        (ACCOUNTS, "freeze both cards", ("credit card", "debit card")),
        (ACCOUNTS, "lost both of my cards on the bus", ("credit card", "debit card")),
        (ACCOUNTS, "the balances on both accounts", ("checking", "savings")),
        (ACCOUNTS, "both of them", None),
        (ACCOUNTS, "we both need cards", None),
        (CARDS, "both cards", None),
    ],
)
def test_both(values: Values, text: str, found: tuple[str, str] | None) -> None:
    assert both(values, text) == found
