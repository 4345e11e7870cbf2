"""What a responder says, and how a reply is put together and sent to the voice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from voice_agent.calls.call import Call, Turn
from voice_agent.calls.conversation import FILLER
from voice_agent.calls.disclosure import DISCLOSURE
from voice_agent.core.events import Replied
from voice_agent.core.turn import EndReason, Reply, Segment, joined
from voice_agent.dialogue.moves import withhold
from voice_agent.dialogue.render import with_question
from voice_agent.gate.sayable import sayable
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
        self._said = ""
        self._withheld = False

    @property
    def owes_more(self) -> bool:
        """Whether the present turn has been promised more than it has got."""
        return self._unfinished is self._call.turn

    async def say(self, words: Say) -> None:
        """Say something in spoken form, as a whole reply or as a part of one that goes on.

        What has to be disclosed comes first, then the outcome of an action that the caller has not
        heard yet. What may not be said is replaced, and ends the reply.
        """
        call = self._call
        if not (words.text or call.pending_outcome or call.disclosure.due):
            await self.end(words.ends_call)
            return
        speakable = call.playbook.lang.speakable
        segments = [Segment(speakable(words.text), words.source)]
        if call.pending_outcome and words.source != FILLER:
            outcome, call.pending_outcome = call.pending_outcome, ""
            segments.insert(0, Segment(speakable(outcome), "playbook"))
            if not words.text:
                segments.pop()
        if call.disclosure.due and words.source != FILLER:
            call.disclosure.told()
            segments.insert(0, Segment(call.disclosure.text, DISCLOSURE))
        goes_on = self.owes_more
        self._unfinished = None if words.final else call.turn
        if not goes_on:
            self._said, self._withheld = "", False
        segments = self._allowed(segments)
        if not segments and not words.ends_call:
            if words.final:
                await self.end()
            return
        reply = Reply(tuple(segments), words.ends_call)
        told = tuple(replace(one, text=call.told(one.text)) for one in segments)
        call.reply(Reply(told, words.ends_call), goes_on=goes_on)
        call.emit(Replied(text=joined(told), source=words.source))
        await self._push(ReplyFrame(call.turn.number, reply, final=words.final))

    def _allowed(self, segments: list[Segment]) -> list[Segment]:
        """Return what may be said of a part of a reply; instead of the rest, why it is left out."""
        call = self._call
        allowed: list[Segment] = []
        for segment in segments if not self._withheld else ():
            clauses = call.playbook.lang.split_clauses(segment.text)
            verified = call.conversation.state.verification.passed
            text, why = sayable(call.playbook, self._said, clauses, verified=verified)
            if not why:
                allowed.append(segment)
                self._said = f"{self._said} {segment.text}".strip()
                continue
            call.log.warning("left out words from {}: {}", segment.source, why)
            self._withheld = True
            move = withhold(call.playbook, call.conversation.state, why)
            call.conversation.state = move.state
            source = "clarify" if why == "human" else "fallback"
            allowed += [Segment(text, segment.source)] if text else []
            return [*allowed, Segment(move.text or "", source)]
        return allowed

    async def end(self, ends_call: EndReason | None = None) -> None:
        """Note that nothing more follows what has been said, and whether the call is over."""
        self._unfinished = None
        await self._push(ReplyFrame(self._call.turn.number, Reply((), ends_call)))


def back_to_task(call: Call, text: str, *, always: bool = False) -> str:
    """Return ``text``, then the question that the agent is waiting on."""
    state, today = call.conversation.state, call.clock.today()
    return with_question(call.playbook, state, text, today, always=always)
