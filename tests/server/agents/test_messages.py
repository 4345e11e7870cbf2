"""The messages of the page for people who take calls."""

from __future__ import annotations

import json

import pytest
from fakes import playbook
from handoffs import make_brief, make_case

from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import BriefAct, Said
from voice_agent.handoff.desk import Desk, Seat
from voice_agent.server.agents import messages
from voice_agent.server.agents.messages import Wish


def test_a_call_is_shown_with_what_was_said_but_no_numbers() -> None:
    desk, (case, _), seat = Desk(lambda: 100.0), make_case(), Seat("Ann")
    case.brief = make_brief(
        task="transfer",
        details={"amount": {"amount": 250.0, "currency": "USD"}},
        sentiment="negative",
        tried=(BriefAct(name="balance", outcome="done"),),
        transcript=tuple(
            Said(speaker="caller", text=f"my card is 4111 1111 1111 1111, {n}") for n in range(20)
        ),
    )
    with desk.waiting(case):
        told = json.loads(messages.calls(desk.calls.values(), seat, playbook(), 112.5))
    (shown,) = told["calls"]
    assert (shown["call_id"], shown["waits_s"], shown["caller"]) == ("c1", 12.5, "+15550132")
    assert (shown["wants"], shown["details"]) == ("transfer", {"amount": "250 USD"})
    assert (shown["sentiment"], shown["tried"]) == (
        "negative",
        [{"name": "balance", "outcome": "done"}],
    )
    assert len(shown["lines"]) == messages.LINES
    assert "4111" not in str(shown)


def test_everybody_sees_who_takes_a_call() -> None:
    desk, (case, _) = Desk(), make_case()
    with desk.seat("Ann") as ann, desk.seat("Bob") as bob, desk.waiting(case):
        desk.accept(ann, "c1")
        desk.decline(bob, "c1")
        seen = [
            json.loads(messages.calls(desk.calls.values(), seat, playbook(), 0))["calls"][0]
            for seat in (ann, bob)
        ]
    assert [(one["taken_by"], one["declined"]) for one in seen] == [("you", False), ("Ann", True)]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ('{"type": "accept", "call_id": "c1"}', Wish("accept", "c1")),
        ('{"type": "hello", "name": " Ann "}', Wish("hello", name="Ann")),
        ('{"type": "listen", "call_id": null}', Wish("listen")),
    ],
)
def test_what_the_page_says(text: str, wish: Wish) -> None:
    assert messages.read(text) == wish


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"type": "fly"}', '{"type": []}', '"hello"', "[" * 5000]
)
def test_anything_else_is_an_error(text: str) -> None:
    with pytest.raises(ProtocolError):
        messages.read(text)


def test_a_caption_is_redacted() -> None:
    line = json.loads(messages.caption("c1", "caller", "it is 4111 1111 1111 1111", playbook()))
    assert (line["type"], line["call_id"]) == ("caption", "c1")
    assert "4111" not in line["text"]
