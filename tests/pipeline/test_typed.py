"""Calls by typing take the path of spoken ones, and leave nothing behind."""

from __future__ import annotations

from typed_engines import typed_engines

from voice_agent.core.events import Acted, Event, Interrupted, Replied
from voice_agent.pipeline.typed import typed_call


def said(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Replied)]


async def test_a_task_over_several_turns() -> None:
    async with typed_call(typed_engines()) as line:
        assert said(await line.greeting()) == ["Hello."]
        assert said(await line.say("send $250 to Sarah")) == ["When?"]
        assert said(await line.say("tomorrow"))[0].startswith("Send 250 dollars to Sarah")
        done = await line.say("yes")
        acted = [event for event in done if isinstance(event, Acted)]
        assert [(a.name, a.outcome, a.details["payee"]) for a in acted] == [
            ("transfer", "done", "Sarah")
        ]
        assert said(done)[0].startswith("Sent 250 dollars to Sarah.")
        assert not line.over


async def test_an_llm_and_the_knowledge_folder_answer() -> None:
    async with typed_call(typed_engines()) as line:
        await line.greeting()
        assert said(await line.say("the fees")) == ["It costs nothing."]
        assert " ".join(said(await line.say("think hard about this"))) == "It depends. On you."


async def test_keys_and_silence() -> None:
    async with typed_call(typed_engines()) as line:
        await line.greeting()
        assert said(await line.be_silent()) == ["Are you still there?"]
        assert any(event.type == "handoff" for event in await line.press("0"))
        assert line.over


async def test_a_call_that_ends_itself() -> None:
    async with typed_call(typed_engines()) as line:
        await line.greeting()
        assert said(await line.say("bye")) == ["Goodbye."]
        assert line.over
        assert line.call.ended.result() == "completed"


async def test_what_needs_no_answer_gets_none() -> None:
    async with typed_call(typed_engines()) as line:
        await line.greeting()
        await line.say("the fees")
        assert said(await line.say("Okay.")) == []
        assert not line.over


async def test_a_reply_that_is_interrupted_is_heard_up_to_there() -> None:
    async with typed_call(typed_engines()) as line:
        await line.greeting()
        await line.say("send $250 to Sarah")
        assert not line.agent_speaks
        assert said(await line.say("tomorrow", hear=4))[0].startswith("Send 250 dollars to Sarah")
        assert line.agent_speaks
        found = await line.say("the fees")
        assert [e.spoken for e in found if isinstance(e, Interrupted)] == ["Send 250 dollars to"]
        assert not line.agent_speaks


async def test_a_goodbye_that_is_interrupted_ends_nothing() -> None:
    async with typed_call(typed_engines()) as line:
        await line.greeting()
        await line.say("the fees", hear=2)
        assert line.agent_speaks
        await line.say("bye", hear=1)
        assert line.ended == "completed", "one word was all of it"
    async with typed_call(typed_engines()) as line:
        await line.greeting()
        assert (line.ended, line.v2v_ms) == (None, None)
        await line.say("give me a person", hear=3)
        assert line.ended is None
        await line.press("12", hear=50)
        assert not line.agent_speaks, "the answer was shorter"
