"""Values that a turn leaves open."""

from __future__ import annotations

from typing import Any

from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Response
from voice_agent.dialogue.context import context_of
from voice_agent.dialogue.left_open import is_only_vague, left_open
from voice_agent.dialogue.state import CONFIRM, DialogueState

BOOK = playbook()
FIFTY = {"amount": 50.0, "currency": "USD"}


def left(awaiting: str, text: str, found: dict[str, Any], **details: Any) -> Response | None:
    state = DialogueState(task="transfer", awaiting=awaiting, details=details)
    names = [entity("payee", name, name, text) for name in ("Ann", "Tom") if name in text]
    context = context_of(BOOK, state, TODAY)
    return left_open(BOOK, context, reading(text, entities=names), found)


def test_of_several_values_the_caller_is_asked_which() -> None:
    found: dict[str, Any] = {"payee": "Ann"}
    assert left("payee", "to Ann or Tom", found) == Response(
        "several", values={"payee": ("Ann", "Tom")}
    )
    assert found == {}
    assert left("payee", "to Ann", {"payee": "Ann"}) is None


def test_of_the_value_that_was_read_back_and_another_the_other_is_meant() -> None:
    found: dict[str, Any] = {"payee": "Ann"}
    assert left(CONFIRM, "to Ann or Tom", found, payee="Ann") is None
    assert found == {"payee": "Tom"}


def test_a_change_by_some_asks_for_the_whole() -> None:
    found: dict[str, Any] = {"amount": {"amount": 10.0, "currency": "USD"}}
    said = left(CONFIRM, "ten dollars more", found, amount=FIFTY)
    assert said == Response("change", retracted=("amount",))


def test_a_vague_value_and_hardly_more_is_only_vague() -> None:
    context = context_of(BOOK, DialogueState(task="transfer", awaiting="date"), TODAY)
    assert is_only_vague(BOOK, context, "next week")
    assert not is_only_vague(BOOK, context, "let me tell you that next week I am away")
