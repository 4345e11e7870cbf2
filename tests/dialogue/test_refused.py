"""Turns that ask not to do something."""

from __future__ import annotations

from typing import Any

from fakes import entity, playbook, reading

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.refused import (
    asked_instead,
    beside_dropped,
    beside_refusal,
    dropped,
    is_dropped,
    may_ask,
    refusal,
)
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.playbook.schema import Playbook

BOOK = playbook()
IDLE = DialogueState()
SAVINGS = entity("account", "savings", "savings")
BOTH = "don't send money from savings, just tell me my balance"


def request(text: str, intent: str, **made: Any) -> TurnReading:
    made_up: TurnReading = reading(text, intent, act="request", **made)
    return made_up


def test_what_is_left_beside_a_refusal() -> None:
    rest = beside_refusal(BOOK, IDLE, request(BOTH, "transfer"))
    assert rest is not None
    assert rest.strip() == "just tell me my balance"
    assert may_ask(rest)
    assert not may_ask(beside_refusal(BOOK, IDLE, request("don't send it", "transfer")) or "")
    assert beside_refusal(BOOK, IDLE, request("send it", "transfer")) is None


def test_while_something_is_asked_a_refusal_is_an_answer() -> None:
    asked = DialogueState(task="transfer", awaiting=CONFIRM)
    assert beside_refusal(BOOK, asked, request("don't send it", "transfer")) is None


def test_the_rest_counts_and_may_lean_on_what_was_refused() -> None:
    whole = request(BOTH, "transfer", entities=[SAVINGS])
    rest = request("just tell me my balance", "balance")
    instead = asked_instead(BOOK, whole, rest)
    assert instead is not None
    assert (instead.intent, instead.transcript.text) == ("balance", BOTH)
    assert instead.entities == (SAVINGS,)
    checking = entity("account", "checking", "checking")
    other = asked_instead(BOOK, whole, request("tell me", "balance", entities=[checking]))
    assert other is not None
    assert other.entities == (checking,)


def test_what_asks_for_nothing_clear_is_no_request() -> None:
    whole = request(BOTH, "transfer")
    assert asked_instead(BOOK, whole, request("he said so", "balance", confidence=0.2)) is None
    assert asked_instead(BOOK, whole, reading("my husband said so", "balance")) is None
    assert asked_instead(BOOK, whole, request("thank you", "thanks")) is None
    assert asked_instead(BOOK, whole, reading("what does it cost", "fees")) is not None


def test_a_refusal_leaves_what_was_refused() -> None:
    assert refusal(BOOK, IDLE, request("don't send it", "transfer")) == Response("leave")
    assert refusal(BOOK, IDLE, request("don't charge fees", "fees")) is None
    done = DialogueState(finished=("transfer", {}))
    assert refusal(BOOK, done, request("don't send it", "transfer")) == Response("undo")


def test_what_stops_something_is_no_refusal() -> None:
    data = BOOK.model_dump()
    data["intents"]["transfer"]["confirm"] = "I can stop your transfer. Shall I do that?"
    stops = Playbook.model_validate(data)
    assert refusal(stops, IDLE, request("don't send that transfer", "transfer")) is None


def test_a_request_that_is_dropped_is_no_request() -> None:
    text = "send a hundred to, never mind, what is my balance"
    rest = beside_dropped(BOOK, IDLE, request(text, "transfer"))
    assert rest == "what is my balance".rjust(len(text))
    assert dropped(text, rest) == "send a hundred to, never mind,"
    asked = DialogueState(task="transfer", awaiting=CONFIRM)
    assert beside_dropped(BOOK, asked, request(text, "transfer")) == ""
    assert is_dropped(BOOK, request("send a hundred to, never mind", "transfer"))


def test_what_is_to_be_cancelled_is_not_dropped() -> None:
    data = BOOK.model_dump()
    data["intents"]["transfer"]["confirm"] = "I can stop your transfer. Shall I do that?"
    stops = Playbook.model_validate(data)
    assert not is_dropped(stops, request("cancel the transfer", "transfer"))
    assert is_dropped(stops, request("forget the transfer", "transfer", confidence=0.2))
