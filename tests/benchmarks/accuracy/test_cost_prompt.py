"""What an agent that asks an LLM in every turn would send."""

from __future__ import annotations

from datetime import date

from toy_callers import bank

from benchmarks.accuracy.cost_prompt import Exchange, exchanges, requests, system_text, tools
from voice_agent.core.events import Acted, Event, Replied, Transcribed

BOOK = bank()
DAY = date(2026, 11, 27)


def test_the_turns_of_a_held_call() -> None:
    events: list[Event] = [
        Replied(turn=0, text="Hello.", source="agent"),
        Transcribed(turn=1, text="my balance", confidence=1.0),
        Acted(turn=1, name="balance", details={"account": "savings"}, outcome="done", ms=1.0),
        Replied(turn=1, text="It is 5 dollars.", source="playbook"),
        Transcribed(turn=2, text="the fees", confidence=1.0),
        Replied(turn=2, text="It costs nothing.", source="knowledge:fees"),
    ]
    assert exchanges(events) == [
        Exchange("my balance", "It is 5 dollars.", (("balance", {"account": "savings"}, "done"),)),
        Exchange(
            "the fees",
            "It costs nothing.",
            (("look_up", {"question": "the fees"}, "It costs nothing."),),
        ),
    ]


def test_a_turn_takes_one_request_and_two_where_something_is_done() -> None:
    turns = [Exchange("hello", "Hi."), Exchange("pay", "Paid.", (("transfer", {}, "done"),))]
    sent = list(requests(BOOK, DAY, turns))
    assert [bool(one.calls) for one in sent] == [False, True, False]
    assert [len(one.messages) for one in sent] == [4, 6, 8]
    assert [one.reply for one in sent] == ["Hi.", "", "Paid."]
    assert sent[2].messages[-1] == {"role": "tool", "tool_call_id": "call_1_0", "content": "done"}
    # What was sent before is sent again, unchanged.
    assert sent[2].messages[:6] == sent[1].messages
    assert "Friday, 2026-11-27" in sent[0].messages[1]["content"]


def test_the_prompt_has_every_task_and_every_question() -> None:
    text = system_text(BOOK)
    for name, intent in BOOK.intents.items():
        assert f"- {name}:" in text
        assert all(detail.ask in text for detail in intent.details.values() if detail.ask)


def test_every_action_is_a_function_with_its_details() -> None:
    functions = {one["function"]["name"]: one["function"] for one in tools(BOOK)}
    assert functions.keys() == {"balance", "transfer", "look_up", "hand_off"}
    transfer = functions["transfer"]["parameters"]
    assert transfer["required"] == ["amount", "payee", "date"]
    assert transfer["properties"]["amount"] == {"type": "number"}
    accounts = functions["balance"]["parameters"]["properties"]["account"]
    assert accounts["enum"] == ["checking", "savings"]
