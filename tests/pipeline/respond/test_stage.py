"""What a caller hears when a stage is late or fails, on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from desk import Desk, with_policy, with_says
from fakes import ScriptedLlm, playbook, reading
from pipecat.processors.frame_processor import FrameDirection

from voice_agent.audio.voicing import Voicing
from voice_agent.calls.playback import Heard, HeardClause
from voice_agent.core.budgets import Budget
from voice_agent.core.turn import Route
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState
from voice_agent.llm.engine import NoLlm
from voice_agent.pipeline.frames import ClosingFrame, RouteFrame
from voice_agent.playbook import ActionSpec

pytestmark = pytest.mark.virtual_time
FILLER = "One moment, let me check that."
ADVICE = reading("think hard about this please", "advice")


async def ask(desk: Desk) -> None:
    await desk.open()
    desk.caller_stops()
    await desk.route(ADVICE)
    await asyncio.sleep(10)
    await desk.cleanup()


async def test_a_quick_llm_needs_no_filler() -> None:
    desk = Desk(llm=ScriptedLlm(["It ", "depends."], wait_s=0.5))
    await ask(desk)
    assert desk.said == [(1.0, "llm", "It depends.")]
    assert desk.events("overrun") == []


async def test_a_slow_llm_is_bridged_once_and_then_heard() -> None:
    desk = Desk(llm=ScriptedLlm(["It depends. ", "On you. ", "Really."], wait_s=1.8))
    await ask(desk)
    assert [(s, t) for _, s, t in desk.said] == [
        ("filler", FILLER),
        ("llm", "It depends."),
        ("llm", "On you."),
        ("llm", "Really."),
    ]
    assert 1.5 <= desk.said[0][0] <= 1.6
    assert [r.final for r in desk.replies] == [False, False, False, False, True]
    assert [(e["stage"], e["action"]) for e in desk.events("overrun")] == [("llm", "filler")]
    assert desk.line.turn.source == "llm"
    assert desk.line.turn.reply == f"{FILLER} It depends. On you. Really."
    assert list(desk.line.conversation.lines)[-1] == ("agent", desk.line.turn.reply)
    assert desk.line.conversation.state.last_reply == "It depends. On you. Really."


@pytest.mark.parametrize(
    "pieces",
    [[], ["a"] * 100],
    ids=["silent", "drips letters that never make a clause"],
)
async def test_the_fallback_comes_at_the_deadline_counted_from_the_request(
    pieces: list[str],
) -> None:
    class Dripping(ScriptedLlm):
        async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
            for piece in pieces:
                await asyncio.sleep(0.3)
                yield piece
            await asyncio.sleep(100)

    desk = Desk(llm=Dripping())
    await ask(desk)
    assert desk.sources == ["filler", "fallback"]
    assert desk.said[1][0] == 4.0
    events = desk.events("overrun")
    assert [(e["stage"], e["action"]) for e in events] == [
        ("llm", "filler"),
        ("llm", "fallback"),
    ]
    assert not desk.line.ended.done()


async def test_the_whole_turn_has_a_deadline_above_a_patient_llms() -> None:
    desk = Desk(llm=ScriptedLlm(["Hm."], wait_s=60), llm_budget=Budget(9000, 30000, "human"))
    await ask(desk)
    assert desk.sources == ["filler", "handoff"]
    assert 2.4 <= desk.said[0][0] <= 2.5
    assert desk.said[1][0] == 4.8


async def test_an_llm_that_breaks_off_is_made_up_for() -> None:
    desk = Desk(llm=ScriptedLlm(["Well, it depends. ", "On "], error="cut", wait_s=0.1))
    await ask(desk)
    assert desk.sources == ["llm", "fallback"]
    assert desk.replies[-1].final
    assert desk.events("error")[0]["code"] == "llm"


async def test_an_llm_that_says_nothing_is_a_failure() -> None:
    desk = Desk(llm=ScriptedLlm([" ", "\n"]))
    await ask(desk)
    assert desk.sources == ["fallback"]


async def test_an_answer_that_crashes_leaves_the_call_alive() -> None:
    class Crashing(ScriptedLlm):
        async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
            raise ZeroDivisionError("secret words")
            yield ""

    desk = Desk(llm=Crashing())
    await ask(desk)
    assert desk.sources == ["fallback"]
    assert "secret" not in str(desk.events("error"))
    assert not desk.line.ended.done()
    desk.caller_stops()
    await desk.route(reading("my balance", "balance"))
    assert desk.said[-1][2] == "Your checking balance is 10 dollars."


async def test_reasoning_without_an_llm_gets_the_playbooks_own_answer() -> None:
    desk = Desk(llm=NoLlm("no key"))
    await desk.open()
    desk.caller_stops()
    words = "if I pay the rent tomorrow what is my balance then"
    route = await desk.route(reading(words, "balance", reasoning=0.95))
    assert route.to == "llm"
    assert desk.said[-1][1:] == ("playbook", "Your checking balance is 10 dollars.")
    desk.caller_stops()
    await desk.route(reading("and is that more than most people have", reasoning=0.95))
    assert desk.said[-1][1] == "fallback"
    await desk.cleanup()


async def test_a_recognition_that_hangs_is_bridged_and_then_given_up() -> None:
    desk = Desk()
    await desk.open()
    desk.caller_stops()
    await asyncio.sleep(6)
    assert [(s, t) for _, s, t in desk.said] == [
        ("filler", FILLER),
        ("fallback", "I cannot work that out here."),
    ]
    assert 2.4 <= desk.said[0][0] <= 2.5
    assert 4.8 <= desk.said[1][0] <= 4.9
    events = desk.events("overrun")
    assert [(e["stage"], e["action"]) for e in events] == [
        ("stt", "filler"),
        ("stt", "fallback"),
    ]
    # What comes now is of no use to anybody any more.
    await desk.route(reading("my balance", "balance"))
    await desk.fails("stt", "clarify")
    assert len(desk.said) == 2
    desk.caller_stops()
    await desk.route(reading("my balance", "balance"))
    assert desk.said[-1][1] == "playbook"
    await desk.cleanup()


@pytest.mark.parametrize(("action", "source"), [("human", "handoff"), ("clarify", "clarify")])
async def test_a_turn_is_given_up_as_declared(action: str, source: str) -> None:
    desk = Desk(turn_on_overrun=action)
    await desk.open()
    desk.caller_stops()
    await asyncio.sleep(6)
    assert desk.sources == ["filler", source]
    await desk.cleanup()


async def test_without_fillers_there_is_only_the_answer() -> None:
    book = with_says(playbook(), fillers=[])
    desk = Desk(llm=ScriptedLlm(["It depends."], wait_s=3), book=book)
    await ask(desk)
    assert desk.sources == ["llm"]


async def test_words_that_come_after_the_filler_stay_the_callers_in_the_history() -> None:
    desk = Desk()
    await desk.open()
    desk.caller_stops()
    await asyncio.sleep(3)
    asked = desk.line.conversation.state.last_reply
    assert asked == "Hello.", "a filler is nothing that a caller answers"
    await desk.route(reading("my balance", "balance"))
    assert list(desk.line.conversation.lines)[1:] == [
        ("agent", FILLER),
        ("caller", "my balance"),
        ("agent", "Your checking balance is 10 dollars."),
    ]
    assert [r.final for r in desk.replies] == [False, True]
    await desk.cleanup()


async def test_a_noise_after_the_filler_ends_the_reply_and_says_no_more() -> None:
    desk = Desk()
    await desk.open()
    desk.caller_stops()
    await asyncio.sleep(3)
    await desk.nothing_heard()
    await asyncio.sleep(10)
    assert desk.sources == ["filler"]
    assert desk.replies[-1].final
    await desk.cleanup()


@pytest.mark.parametrize(
    ("said", "sources", "words"),
    [
        ("Mm-hmm.", ["agent"], "in writing within two weeks."),
        ("Break.", ["agent"], "in writing within two weeks."),
        ("No, my loan.", ["clarify"], "Sorry?"),
    ],
)
async def test_a_listener_hears_the_rest_of_what_they_spoke_into(
    said: str, sources: list[str], words: str
) -> None:
    desk = Desk()
    await desk.open()
    desk.line.cut_off = Heard((HeardClause("llm", "We answer", "in writing within two weeks."),))
    desk.caller_stops()
    desk.line.turn.sound = Voicing(400.0, -22.0, voiced=0.8)
    await desk.route(reading(said, "out_of_scope", act="inform"))
    assert desk.sources == sources
    assert desk.said[0][2] == words
    assert desk.line.cut_off is None
    assert desk.line.conversation.state.failures == (sources == ["clarify"])
    await desk.cleanup()


async def test_nobody_is_told_to_wait_between_turns_or_after_a_dropped_one() -> None:
    desk = Desk()
    await desk.open()
    await asyncio.sleep(10)
    desk.caller_stops()
    await desk.nothing_heard()
    await asyncio.sleep(10)
    desk.line.open_turn()
    await asyncio.sleep(10)
    assert desk.said == []
    await desk.cleanup()


async def test_a_turn_that_is_opened_again_waits_anew() -> None:
    desk = Desk()
    await desk.open()
    desk.caller_stops()
    await asyncio.sleep(2)
    desk.line.reopen_turn()
    desk.line.commit_turn()
    desk.line.turn.timeline.mark("committed", desk.loop.time())
    await asyncio.sleep(2)
    assert desk.said == []
    await desk.route(reading("my balance", "balance"))
    assert desk.sources == ["playbook"]
    await desk.cleanup()


async def test_a_slow_action_is_bridged_and_never_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*_: object, **__: object) -> dict[str, object]:
        await asyncio.sleep(7)
        return {"balance": "10 dollars"}

    monkeypatch.setattr("voice_agent.actions.run.Actions.run", slow)

    desk = Desk()
    await desk.open()
    desk.caller_stops()
    await desk.route(reading("my balance", "balance"))
    assert [(s, t) for _, s, t in desk.said] == [
        ("filler", FILLER),
        ("playbook", "Your checking balance is 10 dollars."),
    ]
    await desk.cleanup()


async def test_an_action_that_crashes_says_that_it_failed() -> None:
    book = playbook()
    # The value of a money detail is a mapping and cannot be looked up.
    by = ActionSpec(by="amount", returns={"reference": {"x": 1}})
    book = book.model_copy(update={"actions": book.actions | {"transfer": by}})
    desk = Desk(book=book)
    await desk.open()
    desk.caller_stops()
    amount = {"amount": 250.0, "currency": "USD"}
    desk.line.conversation.state = replace(
        desk.line.conversation.state,
        task="transfer",
        awaiting="confirm",
        details={"amount": amount, "payee": "Sarah", "date": "2026-11-27"},
        last_reply="",
    )
    await desk.route(reading("yes", act="affirm"))
    assert desk.said[-1][2] == "That did not work."
    assert desk.events("error")[-1]["code"] == "action"
    await desk.cleanup()


async def test_a_recognition_that_failed_without_a_partial_asks_again_then_gets_a_person() -> None:
    desk = Desk()
    await desk.open()
    for _ in range(3):
        desk.caller_stops()
        await desk.fails("stt", "last_partial")
    assert desk.sources == ["clarify", "clarify", "handoff"]
    await desk.cleanup()


async def test_a_dead_voice_hands_over_even_after_the_turn_was_given_up() -> None:
    desk = Desk()
    await desk.open()
    desk.caller_stops()
    await asyncio.sleep(6)
    await desk.fails("tts", "cached")
    assert desk.said[-1][1] == "handoff"
    assert desk.line.handed_off == "tts failed"
    await desk.cleanup()


async def test_a_fallback_that_asks_offers_a_person() -> None:
    book = with_says(playbook(), llm_fallback="I cannot. Shall I get somebody?")
    desk = Desk(llm=NoLlm("no key"), book=book)
    await ask(desk)
    assert desk.line.conversation.state.awaiting == OFFER


async def test_a_hello_while_the_llm_thinks_keeps_the_question() -> None:
    llm = ScriptedLlm(["All ", "is well."], wait_s=1.0)
    desk = Desk(llm=llm)
    await desk.open()
    desk.caller_stops()
    asking = asyncio.ensure_future(desk.route(reading("think hard about this", "advice")))
    await asyncio.sleep(0.8)
    asking.cancel()
    await asyncio.wait({asking})
    desk.caller_stops()
    await desk.route(reading("Hello?", "greeting"))
    assert [text for _, _, text in desk.said][-2:] == [
        desk.book.says.still_here,
        "All is well.",
    ]
    assert len(llm.asked) == 1
    await desk.cleanup()


async def test_another_question_while_the_llm_thinks_takes_its_place() -> None:
    desk = Desk(llm=ScriptedLlm(["All is well."], wait_s=1.0))
    await desk.open()
    desk.caller_stops()
    asking = asyncio.ensure_future(desk.route(reading("think hard about this", "advice")))
    await asyncio.sleep(0.5)
    asking.cancel()
    await asyncio.wait({asking})
    desk.caller_stops()
    await desk.route(reading("my balance", "balance"))
    assert desk.sources[-1] == "playbook"
    desk.caller_stops()
    await desk.route(reading("Hello?", "balance"))
    assert desk.sources[-1] == "playbook"
    await desk.cleanup()


def proposing(*pieces: str, **policy: bool) -> Desk:
    book = with_policy(playbook(), **{"llm_proposes": True, **policy})
    return Desk(llm=ScriptedLlm(pieces), book=book)


async def test_what_the_llm_proposes_is_read_back_and_done_only_after_a_yes() -> None:
    details = '"details": {"amount": "50 dollars", "payee": "Sarah", "date": "tomorrow"}'
    desk = proposing("<think>hm</think>", '{"start": "tra', 'nsfer", ', details, "}")
    await desk.open()
    desk.caller_stops()
    await desk.route(reading("could you work out what to do for me", "advice"))
    assert desk.said[-1][2] == "Send 50 dollars to Sarah on Monday, November 23, right?"
    assert desk.events("action") == []
    desk.caller_stops()
    await desk.route(reading("yes", act="affirm"))
    assert [event["name"] for event in desk.events("action")] == ["transfer"]
    await desk.cleanup()


async def test_a_proposal_never_counts_as_a_yes() -> None:
    desk = proposing('{"set": {"amount": "70 dollars"}}')
    await desk.open()
    details = {"amount": {"amount": 5.0, "currency": "USD"}, "payee": "Tom", "date": "2026-11-23"}
    desk.line.conversation.state = DialogueState("transfer", details, CONFIRM)
    desk.caller_stops()
    route = Route(reading("yes, but what would be better for me", act="affirm"), "llm", "test")
    frame = RouteFrame(desk.line.turn.number, route, desk.line.context())
    await desk.process_frame(frame, FrameDirection.DOWNSTREAM)
    assert desk.said[-1][2] == "Send 70 dollars to Tom on Monday, November 23, right?"
    assert desk.events("action") == []
    await desk.cleanup()


@pytest.mark.parametrize(
    ("pieces", "source"),
    [
        (['{"person": true}'], "handoff"),
        (['{"start": "balance"}'], "fallback"),
        (['{"start": "tran'], "fallback"),
        (["All is well."], "llm"),
    ],
)
async def test_a_person_may_be_proposed_and_what_cannot_be_followed_is_not_said(
    pieces: list[str], source: str
) -> None:
    desk = proposing(*pieces)
    await desk.open()
    desk.caller_stops()
    await desk.route(reading("could you work out what to do for me", "advice"))
    assert desk.sources == [source]
    assert desk.events("action") == []
    await desk.cleanup()


async def test_a_playbook_that_does_not_ask_for_proposals_gets_none() -> None:
    desk = proposing('{"person": true}', llm_proposes=False)
    await desk.open()
    desk.caller_stops()
    await desk.route(reading("could you work out what to do for me", "advice"))
    assert desk.sources == ["fallback"]
    await desk.cleanup()


async def test_a_server_that_stops_ends_the_call_in_words() -> None:
    desk = Desk()
    await desk.open()
    await desk.process_frame(ClosingFrame(), FrameDirection.DOWNSTREAM)
    await desk.cleanup()
    assert desk.said[-1][2] == desk.book.says.closing
    assert desk.replies[-1].reply.ends_call == "server_stopping"
