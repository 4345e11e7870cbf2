"""One call: the state its stages share, and the events it publishes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from loguru import logger

from voice_agent.audio.echo import EchoReference
from voice_agent.audio.voicing import Voicing
from voice_agent.calls.agent_state import AgentEvent, AgentState, step
from voice_agent.calls.bridge import Bridge
from voice_agent.calls.consulting import Consultation
from voice_agent.calls.conversation import FILLER, Conversation, Snapshot
from voice_agent.calls.disclosure import Disclosure
from voice_agent.calls.hub import Hub, Sound
from voice_agent.calls.info import CallInfo
from voice_agent.calls.playback import Heard, Playback
from voice_agent.calls.redaction import redact
from voice_agent.calls.timeline import Timeline
from voice_agent.core.budgets import BudgetTable, OverrunAction
from voice_agent.core.clock import Clock
from voice_agent.core.effort import Effort, Level
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import (
    Acted,
    EndedReason,
    Event,
    Failed,
    HandoffOutcome,
    HandoffResult,
    Interrupted,
    Overran,
    StageTime,
    Transcribed,
    TurnTimed,
)
from voice_agent.core.jobs import Job, Kind
from voice_agent.core.turn import Answered, Reply, Route, Segment, Transcript, TurnReading, joined
from voice_agent.dialogue.cards import asks_card
from voice_agent.dialogue.context import TurnContext, context_of
from voice_agent.dialogue.state import VERIFY
from voice_agent.dialogue.verification import hidden
from voice_agent.playbook.schema import Playbook
from voice_agent.router.decision import Decision
from voice_agent.vad.level import CallerLevel

UNASKED = "agent"
"""Source of words that answer no turn: the greeting, a question whether anyone is there."""
_WAITING = (AgentState.THINKING, AgentState.ACTING)
_AT_REST = (AgentState.LISTENING, AgentState.HANDED_OFF)


@dataclass(slots=True)
class Turn:
    """What is known of one turn so far; stages fill it as the turn passes them.

    Attributes:
        number: From 1; 0 before the caller has said anything.
        timeline: When each thing happened.
        partial: The last partial transcript.
        transcript: What was heard.
        reading: What it means.
        route: Where it goes.
        decision: What the router saw.
        said: What the agent answered.
        spoken: What of that the caller heard; ``None`` while nobody has spoken over it.
        acted: Whether an action has begun: the turn cannot be taken back.
        card: Whether it gives a card detail, or may.
        given_up: Whether nothing more will be said to it.
        sound: The sound of what was said into the agent's words; ``None`` for any other turn.
        stages: Milliseconds by stage.
        guesses: Jobs that become urgent once the turn is over.
    """

    number: int
    timeline: Timeline = field(default_factory=Timeline)
    partial: Transcript | None = None
    transcript: Transcript | None = None
    reading: TurnReading | None = None
    route: Route | None = None
    decision: Decision | None = None
    said: list[Segment] = field(default_factory=list)
    spoken: str | None = None
    acted: bool = False
    card: bool = False
    given_up: bool = False
    sound: Voicing | None = None
    stages: dict[str, float] = field(default_factory=dict)
    guesses: list[Job] = field(default_factory=list)

    @property
    def reply(self) -> str:
        """All words of the answer."""
        return joined(self.said)

    @property
    def source(self) -> str:
        """Where the last words of the answer come from; empty before there are any."""
        return self.said[-1].source if self.said else ""

    @property
    def outcome(self) -> str:
        """The words of the answer without what only bridged the wait."""
        return joined(part for part in self.said if part.source != FILLER)


class Call:
    """One call's shared state. Used only from the event loop.

    Args:
        call_id: Unique; in every event and record.
        playbook: What the agent knows.
        budgets: What each stage may take.
        playback: What the caller has heard.
        clock: Monotonic time, and the callers' day.
        hub: Where its events are published.
        on_turn: Called with each turn once nothing of it changes any more.
        info: What its carrier said about it; ``None`` without a carrier, as in tests.
        effort: How much the calls of this process do ahead now.
        least: Level that this call keeps even when the others do more ahead.
        version: Name of the version of the agent that holds it; empty if unknown.

    Attributes:
        agent: What the agent is doing; changes by ``happened`` only.
        pending_outcome: The outcome of an action that the caller has not heard yet: it starts
            the next reply.
        cut_off: What the caller last spoke over; ``None`` once that has been dealt with.
        handed_off: Why a person takes over; empty until then.
        on_hold: Whether the caller's side has put the call on hold: nobody hears the agent.
        disclosure: Whether the caller has heard what has to be disclosed.
        answers: The last answer to each of the playbook's questions.
        acts: Actions that were carried out or tried.
        handoffs: Outcomes of the hand-offs.
        bridge: Audio between the caller and a person who has the call.
        leaving: Why the line is about to close, if the carrier is moving the call elsewhere.
        refer: Has the line transfer the call; ``None`` where it cannot.
        consult: Makes a second call over the line; the same.
        on_finish: Called once, with the reason, before the call counts as over.
        level: How loud the caller speaks.
        echo: What was just played to the caller.
    """

    def __init__(
        self,
        call_id: str,
        *,
        playbook: Playbook,
        budgets: BudgetTable,
        playback: Playback,
        clock: Clock,
        hub: Hub,
        on_turn: Callable[[Turn], None],
        info: CallInfo | None = None,
        effort: Effort | None = None,
        least: Level = Level.ALL,
        version: str = "",
    ) -> None:
        self.id = call_id
        self.version = version
        self._effort = effort or Effort()
        self._least = least
        self.info = info
        self.playbook = playbook
        self.budgets = budgets
        self.playback = playback
        self.clock = clock
        self.began_at = clock.now()
        self.conversation = Conversation()
        self.turn = Turn(0)
        self.agent = AgentState.LISTENING
        self.pending_outcome = ""
        self.cut_off: Heard | None = None
        self.handed_off = ""
        self.answers: dict[str, Answered] = {}
        self.on_hold = False
        self.disclosure = Disclosure(playbook.says.disclosure)
        self.bridge = Bridge()
        self.acts: list[Acted] = []
        self.handoffs: list[HandoffOutcome] = []
        self.leaving: EndedReason | None = None
        self.refer: Callable[[str], Awaitable[HandoffOutcome]] | None = None
        self.consult: Callable[[], Consultation | None] = lambda: None
        self.on_finish: list[Callable[[EndedReason], None]] = []
        self.level = CallerLevel()
        self.echo = EchoReference(playback.rate_hz)
        self.log = logger.bind(call=call_id)
        self.ended: asyncio.Future[EndedReason] = asyncio.get_running_loop().create_future()
        self._hub = hub
        self._on_turn = on_turn
        self._before: Snapshot | None = None
        self._problems: Counter[str] = Counter()

    # -- events ---------------------------------------------------------------

    def emit(self, event: Event) -> None:
        """Publish an event of this call, stamped with call, turn and time. Never waits."""
        stamp: dict[str, Any] = {
            "call_id": self.id,
            "turn": self.turn.number,
            "t_ms": round(1000 * (self.clock.now() - self.began_at), 1),
        }
        if isinstance(event, Acted):
            self.acts.append(event)
        elif isinstance(event, HandoffResult):
            self.handoffs.append(event.outcome)
        self._hub.publish(event.model_copy(update=stamp))

    def sound(self, side: Literal["caller", "agent"], pcm: bytes, rate_hz: int) -> None:
        """Let those who listen hear what one side says, but no card and no PIN. Never waits."""
        if not self._hub.heard:
            return
        private = self.card_open or self.conversation.state.awaiting == VERIFY
        if not private:
            self._hub.sound(Sound(self.id, side, pcm, rate_hz, self.clock.now()))

    @property
    def card_open(self) -> bool:
        """Whether a card detail is asked for: what either side says now is for nobody else."""
        return asks_card(self.playbook, self.conversation.state)

    def spares(self, level: Level) -> bool:
        """Return whether it leaves out now what is left out from ``level`` on."""
        return max(self._effort.level, self._least) >= level

    def problem(self, error: VoiceAgentError) -> None:
        """Tell the caller's side and the log that something went wrong; the call goes on."""
        self._problems[error.code] += 1
        count = self._problems[error.code]
        # A caller who sends garbage must not fill the log: the 1st, 10th, 100th... is told.
        if count == 10 ** (len(str(count)) - 1):
            self.log.warning("{} (number {}): {}", error.code, count, error)
        self.emit(Failed(code=error.code, message=str(error)))

    def overrun(self, stage: str, action: OverrunAction) -> None:
        """Say once, in log, events and metrics, which stage was at fault and what follows."""
        self.log.warning("{} is late or has failed: {}", stage, action)
        self.emit(Overran(stage=stage, action=action))

    def finish(self, reason: EndedReason) -> None:
        """End the call. The first reason counts."""
        if not self.ended.done():
            if self.leaving is not None and reason in ("caller_hangup", "caller_gone"):
                reason = self.leaving
            for told in self.on_finish:
                told(reason)
            self.bridge.end()
            self.ended.set_result(reason)

    def happened(self, event: AgentEvent) -> None:
        """Move the agent to its next state."""
        self.agent = step(self.agent, event)

    @property
    def owes_answer(self) -> bool:
        """Whether a turn is over and the caller has not heard anything yet."""
        return self.agent in _WAITING

    @property
    def quiet(self) -> bool:
        """Whether neither side speaks, and nothing is owed to the caller."""
        floor = self.turn.number == 0 or "committed" in self.turn.timeline.marks
        return floor and self.agent in _AT_REST and not self.playback.playing

    # -- turns ----------------------------------------------------------------

    @property
    def from_number(self) -> str:
        """Number of the caller; empty if the carrier did not tell it."""
        return self.info.from_number if self.info is not None else ""

    def context(self) -> TurnContext:
        """Return what a turn that ends now needs to know of the conversation."""
        unheard = "" if self.cut_off is None else self.cut_off.unspoken
        return context_of(self.playbook, self.conversation.state, self.clock.today(), unheard)

    def open_turn(self) -> None:
        """Begin a new turn of the caller."""
        self.close_turn()
        self.turn = Turn(self.turn.number + 1)
        self.happened(AgentEvent.CUT_OFF)
        self._before = self.conversation.snapshot()

    def reopen_turn(self) -> None:
        """Open the turn again because the caller goes on; forget what was made of it."""
        if self._before is not None:
            self.conversation.restore(self._before)
        self.disclosure.stopped(self.playback.interrupt())
        self.turn = Turn(self.turn.number)
        self.happened(AgentEvent.CUT_OFF)

    def commit_turn(self) -> None:
        """End the turn; the agent thinks until the turn is answered or dropped."""
        self.happened(AgentEvent.TURN_OVER)
        self.turn.timeline.mark("committed", self.clock.now())
        for job in self.turn.guesses:
            job.is_needed()
        self.turn.guesses.clear()

    def job(self, kind: Kind, *, guess: bool = False, due_at: float | None = None) -> Job:
        """Return a job of this turn for an engine.

        Args:
            kind: What it is for once the turn is over.
            guess: Whether the turn may not be over; a guess becomes urgent when it is.
            due_at: When its result is needed, on the call's clock.
        """
        job = Job(kind, self.id, due_at, needed_as=kind, waits=self.turn.timeline.waits)
        if guess and "committed" not in self.turn.timeline.marks:
            job.kind = Kind.GUESS
            self.turn.guesses.append(job)
        return job

    def drop_turn(self, why: str) -> None:
        """Drop the turn without an answer."""
        self.happened(AgentEvent.DROPPED)
        self.log.info("turn {}: no answer: {}", self.turn.number, why)

    def close_turn(self) -> None:
        """Hand the current turn, which changes no more, to the record."""
        if self.turn.number and self.turn.timeline.marks:
            if self.turn.spoken is None:
                self.turn.spoken = self._heard_at_last()
            self._on_turn(self.turn)
            self.turn.timeline.marks = {}

    def _heard_at_last(self) -> str:
        """Return what the caller has heard of the answer: not all of it if they hung up."""
        if self.owes_answer:
            return ""
        heard = self.playback.heard()
        answers = any(part.source != UNASKED for part in heard.parts)
        return self.told(heard.spoken) if self.playback.playing and answers else self.turn.reply

    def heard_caller(self, transcript: Transcript) -> None:
        """Note the text of the turn."""
        self.turn.timeline.mark("heard", self.clock.now())
        self.turn.transcript = transcript
        self.turn.card = self.turn.card or self.card_open
        text = self.shown(transcript.text)
        self.conversation.heard(text)
        confidence = round(transcript.confidence, 3)
        self.emit(Transcribed(text=text, confidence=confidence))

    def shown(self, text: str) -> str:
        """Return the caller's text as others may see it: without what verifies the caller."""
        return hidden(self.playbook, self.conversation.state, text, self.clock.today())

    def told(self, text: str) -> str:
        """Return the agent's text as others may see it: an answer to a card detail tells none."""
        if not self.turn.card:
            return text
        book = self.playbook
        return redact(text, (), book.entities, book.lang.redactions, asked=True)

    # -- replies --------------------------------------------------------------

    def reply(self, reply: Reply, *, goes_on: bool = False) -> None:
        """Note what the agent is about to say, as more of its last reply if that ``goes_on``."""
        self.conversation.said(reply.segments, goes_on=goes_on)
        if reply.source == UNASKED:
            return
        if not goes_on:
            self.turn.said.clear()
        self.turn.said.extend(reply.segments)
        self.turn.timeline.mark("replied", self.clock.now())

    def queue_audio(self, text: str, samples: int, source: str) -> None:
        """Note that a clause of the reply has its audio, which goes out next."""
        self.turn.timeline.mark("voiced", self.clock.now())
        self.playback.queue(text, samples, source)
        self.happened(AgentEvent.QUEUED)

    def audio_sent(self, samples: int) -> None:
        """Note how many samples have been written to the caller."""
        if self.playback.sent(samples):
            self._audible()
        self._note_end()

    def reply_ends(self) -> None:
        """Note that no further clause of the reply will come."""
        self.playback.end()
        self._note_end()

    def interrupt(self) -> Heard:
        """Note how far the agent got when the caller spoke over it."""
        heard = self.playback.interrupt()
        self.disclosure.stopped(heard)
        turn = self.turn
        told = any(part.spoken for part in heard.parts if part.source != FILLER)
        if turn.acted and turn.outcome and not told:
            self.pending_outcome = turn.outcome
        spoken = turn.spoken = self.told(heard.spoken)
        self.cut_off = heard
        self.conversation.cut_off(spoken)
        self.happened(AgentEvent.CUT_OFF)
        self.emit(Interrupted(spoken=spoken))
        return heard

    def _note_end(self) -> None:
        if self.agent is AgentState.SPEAKING and not self.playback.playing:
            over, handed_off = AgentEvent.PLAYED_OUT, AgentEvent.PLAYED_OUT_HANDED_OFF
            self.happened(handed_off if self.handed_off else over)

    def _audible(self) -> None:
        """Note that a reply became audible; for an answer, the turn's times are known now."""
        answers, turn = self.owes_answer, self.turn
        if answers and not turn.said:
            return  # The greeting is still on its way: it answers nothing.
        self.happened(AgentEvent.AUDIBLE)
        if not answers:
            return
        turn.timeline.mark("audible", self.clock.now())
        if turn.timeline.v2v_ms is None:
            return
        # An action has no stage of its own: its time counts as that of the answer.
        by_llm = turn.source == "llm" or (turn.source == FILLER and not turn.acted)
        turn.stages = turn.timeline.stages("llm" if by_llm else "answer")
        report = self.budgets.report(turn.stages)
        self.emit(
            TurnTimed(
                v2v_ms=round(turn.timeline.v2v_ms, 1),
                stages={name: StageTime.model_validate(row) for name, row in report.items()},
            )
        )
