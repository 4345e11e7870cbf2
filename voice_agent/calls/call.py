"""One call: the state its stages share, and the events it tells the caller's side."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from loguru import logger

from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Heard, Playback
from voice_agent.calls.timeline import Timeline
from voice_agent.core.budgets import BudgetTable, OverrunAction
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import (
    EndedReason,
    Event,
    Failed,
    Interrupted,
    Overran,
    StageTime,
    TurnTimed,
)
from voice_agent.core.turn import Reply, Route, Transcript, TurnReading
from voice_agent.dialogue.moves import not_understood
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook
from voice_agent.router.decision import Decision

HISTORY_LINES = 60
UNASKED = "agent"
"""Source of words that answer no turn: the greeting, a question whether anyone is there."""
_FILLER = "filler"


@dataclass(slots=True)
class Turn:
    """What is known of one turn so far; stages fill it as the turn passes them."""

    number: int
    timeline: Timeline = field(default_factory=Timeline)
    partial: Transcript | None = None
    transcript: Transcript | None = None
    reading: TurnReading | None = None
    route: Route | None = None
    decision: Decision | None = None
    reply: str = ""
    source: str = ""
    spoken: str | None = None
    filler: str = ""
    acted: bool = False
    stages: dict[str, float] = field(default_factory=dict)


class Call:
    """One call's shared state. Used only from the event loop.

    Args:
        call_id: Unique; in every event and record.
        playbook: What the agent knows.
        budgets: What each stage may take.
        playback: What the caller has heard.
        clock: Monotonic seconds.
        hub: Where its events are published.
        on_turn: Called with each turn once nothing of it changes any more.
    """

    def __init__(
        self,
        call_id: str,
        *,
        playbook: Playbook,
        budgets: BudgetTable,
        playback: Playback,
        clock: Callable[[], float],
        hub: Hub,
        on_turn: Callable[[Turn], None],
    ) -> None:
        self.id = call_id
        self.playbook = playbook
        self.budgets = budgets
        self.playback = playback
        self.clock = clock
        self._hub = hub
        self.began_at = clock()
        self.dialogue = DialogueState()
        self.history: deque[tuple[str, str]] = deque(maxlen=HISTORY_LINES)
        self.turn = Turn(0)
        self.thinking = False
        self.interrupted: Heard | None = None
        self.handed_off = ""
        # The outcome of an action that the caller has not heard yet: it starts the next reply.
        self.news = ""
        self.log = logger.bind(call=call_id)
        self.ended: asyncio.Future[EndedReason] = asyncio.get_running_loop().create_future()
        self._on_turn = on_turn
        self._before: tuple[DialogueState, tuple[tuple[str, str], ...]] | None = None
        self._answer_pending = False
        self._problems: Counter[str] = Counter()

    # -- events ---------------------------------------------------------------

    def emit(self, event: Event) -> None:
        """Publish an event of this call, stamped with call, turn and time. Never waits."""
        stamp = {
            "call_id": self.id,
            "turn": self.turn.number,
            "t_ms": round(1000 * (self.clock() - self.began_at), 1),
        }
        self._hub.publish(event.model_copy(update=stamp))

    def overrun(self, stage: str, action: OverrunAction) -> None:
        """Say once, in log, events and metrics, which stage was at fault and what follows."""
        self.log.warning("{} is late or has failed: {}", stage, action)
        self.emit(Overran(stage=stage, action=action))

    def problem(self, error: VoiceAgentError) -> None:
        """Tell the caller's side and the log that something went wrong; the call goes on."""
        self._problems[error.code] += 1
        count = self._problems[error.code]
        # A caller who sends garbage must not fill the log: the 1st, 10th, 100th... is told.
        if count == 10 ** (len(str(count)) - 1):
            self.log.warning("{} (number {}): {}", error.code, count, error)
        self.emit(Failed(code=error.code, message=str(error)))

    def finish(self, reason: EndedReason) -> None:
        """The call is over. The first reason counts."""
        if not self.ended.done():
            self.ended.set_result(reason)

    # -- turns ----------------------------------------------------------------

    def open_turn(self) -> None:
        """The caller begins a new turn."""
        self.close_turn()
        self.turn = Turn(self.turn.number + 1)
        self.thinking = self._answer_pending = False
        self._before = (self.dialogue, tuple(self.history))

    def reopen_turn(self) -> None:
        """The caller goes on although the turn was thought over: forget what was made of it."""
        if self._before is not None:
            self.dialogue, history = self._before
            self.history.clear()
            self.history.extend(history)
        self.playback.interrupt()
        self.turn = Turn(self.turn.number)
        self.thinking = self._answer_pending = False

    def commit_turn(self) -> None:
        """The turn is over; until it is answered or dropped the agent is thinking."""
        self.thinking = True

    def drop_turn(self, why: str) -> None:
        """The turn gets no answer."""
        self.thinking = False
        self.log.info("turn {}: no answer: {}", self.turn.number, why)

    def close_turn(self) -> None:
        """Nothing of the current turn changes any more: hand it to the record."""
        if self.turn.number and self.turn.timeline.marks:
            if self.turn.spoken is None:
                self.turn.spoken = self.turn.reply
            self._on_turn(self.turn)
            self.turn.timeline.marks = {}

    def heard_caller(self, transcript: Transcript) -> None:
        """The words of the turn are known."""
        self.turn.transcript = transcript
        self.history.append(("caller", transcript.text))

    def reply(self, reply: Reply, *, first: bool = True) -> None:
        """The agent is about to say this (one clause of it when an LLM streams)."""
        whole = reply.text if first else f"{self.history[-1][1]} {reply.text}"
        if first:
            self.history.append(("agent", whole))
        else:
            self.history[-1] = ("agent", whole)
        self.dialogue = replace(self._asked_again(reply), last_reply=whole)
        if reply.source == UNASKED:
            return
        self.turn.reply = whole
        self.turn.source = reply.source
        if reply.source == _FILLER:
            self.turn.filler = reply.text
        self.turn.timeline.mark("replied", self.clock())
        self._answer_pending = self._answer_pending or first

    def first_audio(self) -> None:
        """The caller hears the first of a reply; for an answer the turn's times are known now."""
        if not self._answer_pending:
            return
        self.thinking = self._answer_pending = False
        turn = self.turn
        turn.timeline.mark("audible", self.clock())
        if turn.timeline.v2v_ms is None:
            return
        # An action has no stage of its own: whoever waits for one waits for the answer.
        by_llm = turn.source == "llm" or (turn.source == _FILLER and not turn.acted)
        turn.stages = turn.timeline.stages("llm" if by_llm else "answer")
        report = self.budgets.report(turn.stages)
        self.emit(
            TurnTimed(
                v2v_ms=round(turn.timeline.v2v_ms, 1),
                stages={name: StageTime.model_validate(row) for name, row in report.items()},
            )
        )

    def interrupt(self) -> Heard:
        """The caller spoke over the agent: note how far the agent got."""
        heard = self.playback.interrupt()
        filler = self.turn.filler
        outcome = self.turn.reply.removeprefix(filler).lstrip()
        if self.turn.acted and outcome and len(heard.spoken.split()) <= len(filler.split()):
            self.news = outcome
        self.turn.spoken = heard.spoken
        self.interrupted = heard
        if self.history and self.history[-1][0] == "agent":
            self.history[-1] = ("agent", heard.spoken)
        self.emit(Interrupted(spoken=heard.spoken))
        return heard

    def _asked_again(self, reply: Reply) -> DialogueState:
        """The dialogue after a reply: what asks again keeps what was heard for the next answer."""
        route = reply.route
        if route is None or route.to != "clarify" or route.says or reply.source != "clarify":
            return self.dialogue
        return not_understood(self.playbook, self.dialogue, route.reading)
