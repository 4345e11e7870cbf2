"""The other of two."""

from __future__ import annotations

import pytest

from voice_agent.language.en.others import other

ACCOUNTS = ["checking", "savings", "credit card", "debit card"]
WAYS = ["from checking to savings", "from savings to checking"]


@pytest.mark.parametrize(
    ("values", "current", "text", "value"),
    [
        (ACCOUNTS, "debit card", "and the other card too", "credit card"),
        (ACCOUNTS, "credit card", "No, the other one.", "debit card"),
        (ACCOUNTS, "checking", "the other account", None),
        (["red card", "blue card", "old card"], "red card", "the other card", None),
        (WAYS, WAYS[0], "The other way around.", WAYS[1]),
        (WAYS, WAYS[1], "vice versa", WAYS[0]),
        (WAYS, WAYS[1], "and now back again", WAYS[0]),
        (ACCOUNTS, "checking", "the other way round", None),
        (ACCOUNTS, "debit card", "my credit card", None),
    ],
)
def test_the_other_one(values: list[str], current: str, text: str, value: str | None) -> None:
    assert other(values, current, text) == value
