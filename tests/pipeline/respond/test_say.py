"""Replies are put together from segments: outcome first, fillers in front of the answer."""

from __future__ import annotations

from desk import Desk

from voice_agent.calls.conversation import FILLER
from voice_agent.core.turn import Segment
from voice_agent.dialogue.state import DialogueState
from voice_agent.pipeline.frames import ReplyFrame
from voice_agent.pipeline.respond.say import Say, Speaker, back_to_task


class Pushed(list[ReplyFrame]):
    async def push(self, frame: ReplyFrame) -> None:
        self.append(frame)


async def test_a_pending_outcome_is_told_first_and_once() -> None:
    desk, frames = Desk(), Pushed()
    speaker = Speaker(desk.line, frames.push)
    desk.line.open_turn()
    desk.line.pending_outcome = "Sent."
    await speaker.say(Say("One moment.", FILLER, final=False))
    await speaker.say(Say("Anything else?", "playbook"))
    assert [frame.reply.segments for frame in frames] == [
        (Segment("One moment.", FILLER),),
        (Segment("Sent.", "playbook"), Segment("Anything else?", "playbook")),
    ]
    assert desk.line.pending_outcome == ""
    assert desk.line.turn.reply == "One moment. Sent. Anything else?"
    assert desk.line.turn.outcome == "Sent. Anything else?"
    assert [e["text"] for e in desk.events("reply")] == ["One moment.", "Sent. Anything else?"]


async def test_an_outcome_may_be_all_there_is_to_say() -> None:
    desk, frames = Desk(), Pushed()
    desk.line.pending_outcome = "Sent."
    await Speaker(desk.line, frames.push).say(Say("", "playbook"))
    assert frames[0].reply.segments == (Segment("Sent.", "playbook"),)


async def test_a_reply_goes_on_within_its_turn_only() -> None:
    desk, frames = Desk(), Pushed()
    speaker = Speaker(desk.line, frames.push)
    desk.line.open_turn()
    await speaker.say(Say("Well.", "llm", final=False))
    assert speaker.owes_more
    desk.line.open_turn()
    assert not speaker.owes_more
    await speaker.say(Say("Hello.", "playbook"))
    assert desk.line.turn.reply == "Hello."
    await speaker.say(Say("Well.", "llm", final=False))
    await speaker.end()
    assert not speaker.owes_more
    assert frames[-1].final
    assert frames[-1].reply.segments == ()


async def test_back_to_the_question_of_the_task() -> None:
    desk = Desk()
    assert back_to_task(desk.line, "It costs nothing.") == "It costs nothing."
    desk.line.conversation.state = DialogueState(task="transfer", awaiting="date")
    assert back_to_task(desk.line, "It costs nothing.") == "It costs nothing. When?"


async def test_whatever_is_said_is_said_in_spoken_form_once() -> None:
    desk, frames = Desk(), Pushed()
    desk.line.pending_outcome = "**$1,250.50** sent."
    speaker = Speaker(desk.line, frames.push)
    await speaker.say(Say("See [the page](https://x.y) by Dec. 3rd.", "knowledge:fees"))
    assert frames[0].reply.text == ("1,250 dollars and 50 cents sent. See the page by December 3.")
    assert desk.line.turn.reply == frames[0].reply.text
