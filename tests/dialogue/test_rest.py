"""What is left of a turn beside the values in it."""

from __future__ import annotations

from fakes import entity

from voice_agent.dialogue.rest import without_values


def test_each_value_leaves_a_gap() -> None:
    text = "send 50 dollars to Tom"
    amount, payee = entity("amount", "50 dollars", 50, text), entity("payee", "Tom", "Tom", text)
    assert without_values([amount, payee], text) == "send   to  "
    assert without_values([payee], text, ", ") == "send 50 dollars to , "
    assert without_values([], text) == text
