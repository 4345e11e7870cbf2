"""What a responder says, and how a reply is put together and sent to the voice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from voice_agent.calls.call import Call, Turn
from voice_agent.calls.conversation import FILLER
from voice_agent.core.events import Replied
from voice_agent.core.turn import EndReason, Reply, Segment, joined
from voice_agent.dialogue.render import with_question
from voice_agent.pipeline.frames import ReplyFrame


@dataclass(frozen=True, slots=True)
class Say:
    """Words for the caller.

    Attributes:
        text: The words; empty when only a pending outcome is to be told, or nothing follows.
        source: Where they come from, see ``Segment``.
        ends_call: Reason with which the call ends once they have been spoken.
        final: Whether nothing more of the reply follows.
    """

    text: str
    source: str
    ends_call: EndReason | None = None
    final: bool = True


class Speaker:
    """Puts the replies of one call together, segment by segment.

    Args:
        call: The call.
        push: Sends a frame to the voice.
    """

    def __init__(self, call: Call, push: Callable[[ReplyFrame], Awaitable[None]]) -> None:
        self._call = call
        self._push = push
        self._unfinished: Turn | None = None

    @property
    def owes_more(self) -> bool:
        """Whether the present turn has been promised more than it has got."""
        return self._unfinished is self._call.turn

    async def say(self, words: Say) -> None:
        """Say something in spoken form, as a whole reply or as a part of one that goes on.

        The outcome of an action that the caller has not heard yet is told first.
        """
        call = self._call
        if not words.text and not call.pending_outcome:
            await self.end(words.ends_call)
            return
        speakable = call.playbook.lang.speakable
        segments = [Segment(speakable(words.text), words.source)]
        if call.pending_outcome and words.source != FILLER:
            outcome, call.pending_outcome = call.pending_outcome, ""
            segments.insert(0, Segment(speakable(outcome), "playbook"))
            if not words.text:
                segments.pop()
        goes_on = self.owes_more
        self._unfinished = None if words.final else call.turn
        reply = Reply(tuple(segments), words.ends_call)
        call.reply(reply, goes_on=goes_on)
        call.emit(Replied(text=joined(segments), source=words.source))
        await self._push(ReplyFrame(call.turn.number, reply, final=words.final))

    async def end(self, ends_call: EndReason | None = None) -> None:
        """Note that nothing more follows what has been said, and whether the call is over."""
        self._unfinished = None
        await self._push(ReplyFrame(self._call.turn.number, Reply((), ends_call)))


def back_to_task(call: Call, text: str, *, always: bool = False) -> str:
    """Return ``text``, then the question that the agent is waiting on."""
    state, today = call.conversation.state, call.clock.today()
    return with_question(call.playbook, state, text, today, always=always)
