"""Whole calls by typing: nothing is told or done before the caller is verified, or shown ever."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from fakes import TODAY, ScriptedLlm, reading
from guarded import BALANCE, PASSED, TRANSFER, VERIFY, by_python, guarded
from typed_engines import typed_engines

from voice_agent.calls.disclosure import DISCLOSURE
from voice_agent.calls.record import RecordStore
from voice_agent.core.chain import EngineHandle
from voice_agent.core.events import Event, Replied, Verified
from voice_agent.dialogue.state import OFFER, Deed
from voice_agent.pipeline.typed import TypedCall, typed_call
from voice_agent.playbook import Playbook

SAYS = guarded().says
TOLD = "Thank you. Your checking balance is 10 dollars."


def said(events: list[Event]) -> str:
    return " ".join(event.text for event in events if isinstance(event, Replied))


def outcomes(events: list[Event]) -> list[str]:
    return [event.outcome for event in events if isinstance(event, Verified)]


async def asked(line: TypedCall) -> None:
    await line.greeting()
    assert said(await line.say("my balance")) == "Your PIN?"


@pytest.mark.parametrize("pin", ["four four seven one", "it's forty four, uh, seventy one"])
async def test_a_balance_after_the_pin(pin: str) -> None:
    async with typed_call(typed_engines(guarded())) as line:
        await asked(line)
        events = await line.say(pin)
        assert (said(events), outcomes(events)) == (TOLD, ["passed"])
        assert said(await line.say("my balance")) == "Your checking balance is 10 dollars."


async def test_a_pin_by_keys() -> None:
    async with typed_call(typed_engines(guarded())) as line:
        await asked(line)
        assert said(await line.press("4471")) == TOLD


async def test_two_calls_at_once_do_not_share_it() -> None:
    engines = typed_engines(guarded())
    async with typed_call(engines) as one, typed_call(engines) as other:
        await asked(one)
        assert said(await one.say("4471")) == TOLD
        await asked(other)


async def test_three_wrong_pins_and_a_person() -> None:
    async with typed_call(typed_engines(guarded())) as line:
        await asked(line)
        events: list[Event] = []
        for pin in ("1 2 3 4", "9999", "zero zero zero zero"):
            events += await line.say(pin)
        assert outcomes(events) == ["refused"] * 3
        assert said(events).endswith(f"{SAYS.not_verified} {SAYS.handoff}")
        assert "10 dollars" not in said(events)
        assert [e.reason for e in events if e.type == "handoff"] == ["could not be verified"]
        assert line.over


@pytest.mark.parametrize("function", ["broken", "late"])
async def test_what_cannot_be_compared_lets_nobody_in(function: str) -> None:
    async with typed_call(typed_engines(by_python(function))) as line:
        await asked(line)
        events = await line.say("4471")
        assert (said(events), outcomes(events)) == (SAYS.verify_failed, ["failed"])
        assert line.call.conversation.state.awaiting == OFFER
        assert "4471" not in shown(events)
        assert said(await line.say("my balance")) == "Your PIN?"


def shown(events: list[Event]) -> str:
    return json.dumps([event.model_dump(mode="json") for event in events])


@pytest.mark.parametrize(
    "turns",
    [
        ["my balance", "4471", "my balance"],
        ["my balance", "four four seven two", "four four", "seven one"],
        ["hi, my pin is 4471", "my balance", "give me a person"],
        ["my balance", "my pin is four four seven one", "give me a person"],
    ],
)
async def test_no_pin_in_events_or_in_the_record(turns: list[str], tmp_path: Path) -> None:
    records = RecordStore.open(f"sqlite:///{tmp_path}/calls.sqlite", "test")
    call: list[Any] = []
    async with typed_call(
        typed_engines(guarded()), on_turn=lambda turn: records.turn(call[0], turn)
    ) as line:
        call.append(line.call)
        records.begin(line.call)
        events = await line.greeting()
        for text in turns:
            events += await line.say(text)
        history = str(list(line.call.conversation.lines))
    records.close()
    for text in (shown(events), history, written(tmp_path)):
        assert "[pin]" in text
        for secret in ("4471", "four four", "seven one", "seven two"):
            assert secret not in text.lower()


def written(folder: Path) -> str:
    return b"".join(file.read_bytes() for file in folder.glob("calls.sqlite*")).decode("latin")


def with_llm(book: Playbook, *pieces: str) -> Any:
    return replace(typed_engines(book), llm=EngineHandle("llm", ScriptedLlm(list(pieces))))


CLAIM = guarded(verify=VERIFY | {"never_say": [r"/your balance is/"]})


async def test_an_llm_that_claims_a_balance_before_the_pin_is_cut_off() -> None:
    engines = with_llm(CLAIM, "Well. ", "Your balance is ", "900 dollars. ", "Do you want more?")
    async with typed_call(engines) as line:
        await line.greeting()
        assert said(await line.say("think hard about this")) == f"Well. {SAYS.llm_fallback}"
        assert "900" not in str(list(line.call.conversation.lines))


async def test_after_the_pin_it_may_speak_of_it() -> None:
    async with typed_call(with_llm(CLAIM, "Your balance is 900 dollars.")) as line:
        await asked(line)
        await line.say("4471")
        assert said(await line.say("think hard about this")) == "Your balance is 900 dollars."


async def test_an_llm_that_claims_to_be_human_tells_the_truth() -> None:
    async with typed_call(with_llm(guarded(), "Sure. ", "I am a real person. Really.")) as line:
        await line.greeting()
        assert said(await line.say("think hard about this")) == f"Sure. {SAYS.robot}"


async def test_what_is_never_said_is_left_out_of_an_action_s_result() -> None:
    book = guarded(verify=None, never_say=["10 dollars"])
    async with typed_call(typed_engines(book)) as line:
        await line.greeting()
        assert said(await line.say("my balance")) == SAYS.llm_fallback


async def test_a_yes_after_a_read_back_that_was_left_out_does_nothing() -> None:
    book = guarded(verify=None, never_say=["Sarah"])
    async with typed_call(typed_engines(book)) as line:
        await line.greeting()
        await line.say("send $250 to Sarah")
        assert said(await line.say("tomorrow")) == SAYS.llm_fallback
        assert not [event for event in await line.say("yes") if event.type == "action"]


async def test_a_question_whether_this_is_a_machine_keeps_the_task() -> None:
    async with typed_call(typed_engines(guarded())) as line:
        await asked(line)
        assert said(await line.say("are you a robot?")) == f"{SAYS.robot} Your PIN?"
        assert line.call.conversation.state.failures == 0


async def test_the_truth_comes_before_whatever_else_was_asked() -> None:
    desk = Desk(book=guarded())
    await desk.open()
    desk.caller_stops()
    await desk.route(reading("are you a robot? I want to know my balance", "balance"))
    assert [text for _, _, text in desk.said] == [SAYS.robot, "Your PIN?"]
    await desk.cleanup()


async def test_what_was_done_in_another_call_today_counts() -> None:
    desk = Desk(book=guarded(limits=[{"detail": "amount", "most": 300, "per": "day"}]))
    desk.line.conversation.state = replace(desk.line.conversation.state, verification=PASSED)
    ledger = desk._playbook._ledger
    ledger.add("anna", TODAY, Deed("transfer", {"amount": 200.0}))
    await desk.open()
    desk.caller_stops()
    await desk.route(TRANSFER)
    assert desk.said[-1][2] == (
        "That is limited to 300 dollars in one day, so 100 dollars is still possible today. "
        "How much?"
    )
    await desk.cleanup()


async def test_what_another_call_does_between_read_back_and_yes_counts_too() -> None:
    desk = Desk(book=guarded(limits=[{"detail": "amount", "most": 300, "per": "day"}]))
    desk.line.conversation.state = replace(desk.line.conversation.state, verification=PASSED)
    await desk.open()
    desk.caller_stops()
    await desk.route(TRANSFER)
    assert desk.said[-1][2].endswith("right?")
    desk._playbook._ledger.add("anna", TODAY, Deed("transfer", {"amount": 200.0}))
    desk.caller_stops()
    await desk.route(reading("yes", act="affirm"))
    assert "100 dollars is still possible" in desk.said[-1][2]
    assert desk.events("action") == []
    await desk.cleanup()


async def test_what_has_to_be_disclosed_is_said_again_after_an_interruption() -> None:
    desk = Desk(book=guarded(says=SAYS.model_dump() | {"disclosure": "This is recorded."}))
    await desk.open()
    assert desk.line.disclosure.due is False
    desk.line.interrupt()
    desk.caller_stops()
    await desk.route(BALANCE)
    assert [(s.source, s.text) for s in desk.replies[-1].reply.segments] == [
        (DISCLOSURE, "This is recorded."),
        ("playbook", "Your PIN?"),
    ]
    desk.line.queue_audio("This is recorded.", 100, DISCLOSURE)
    desk.line.audio_sent(100)
    desk.line.queue_audio("Your PIN?", 100, "playbook")
    desk.line.interrupt()
    desk.caller_stops()
    await desk.route(BALANCE)
    assert desk.said[-1][2] == "Your PIN?"
    await desk.cleanup()


async def test_a_noise_during_the_disclosure_does_not_cut_it() -> None:
    desk = Desk(book=guarded(says=SAYS.model_dump() | {"disclosure": "This is recorded."}))
    await desk.open()
    desk.line.playback.begin()
    desk.line.queue_audio("This is recorded.", 100, DISCLOSURE)
    desk.line.queue_audio("Hello.", 100, "agent")
    desk.line.audio_sent(10)
    desk.line.interrupt()
    desk.caller_stops()
    await desk.nothing_heard()
    assert desk.said[-1][2] == "This is recorded. Hello."
    await desk.cleanup()


async def test_what_the_llm_proposes_waits_for_the_pin_too() -> None:
    policy = guarded().policy.model_dump() | {"llm_proposes": True}
    proposal = '{"start": "transfer", "details": {"amount": "50 dollars", "payee": "Sarah"}}'
    desk = Desk(llm=ScriptedLlm([proposal]), book=guarded(policy=policy))
    await desk.open()
    desk.caller_stops()
    await desk.route(reading("could you work out what to do for me", "advice"))
    assert desk.said[-1][2] == "Your PIN?"
    assert desk.events("action") == []
    await desk.cleanup()
