"""What a call keeps of its turns, without a pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from fakes import playbook

from voice_agent.calls.agent_state import AgentState
from voice_agent.calls.call import UNASKED, Call
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.clock import Clock
from voice_agent.core.turn import Reply, Segment
from voice_agent.dialogue.state import VERIFY, DialogueState

FILLER = "One moment, let me check that."
OUTCOME = "Sent 250 dollars to Sarah."


def said(text: str, source: str) -> Reply:
    return Reply((Segment(text, source),))


class Line(Call):
    """A call whose clock is set by hand, and whose words take one sample each."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(
            "c1",
            playbook=playbook(),
            budgets=BudgetTable(600),
            playback=Playback(rate_hz=1000, lead_ms=0),
            clock=Clock(lambda: self.now),
            hub=Hub(),
            on_turn=lambda turn: None,
        )

    def turn_begins(self) -> None:
        self.open_turn()
        self.commit_turn()
        for mark in ("spoken", "paused", "heard", "read", "routed"):
            self.turn.timeline.mark(mark, self.now)

    def say(self, text: str, source: str, *, goes_on: bool = False) -> None:
        self.reply(said(text, source), goes_on=goes_on)
        if not goes_on:
            self.playback.begin()
        self.queue_audio(text, len(text.split()), source)

    def stage_of_the_answer(self) -> str:
        self.now += 1.0
        self.turn.timeline.marks["voiced"] = self.now
        self.audio_sent(1)
        assert self.turn.timeline.v2v_ms == pytest.approx(sum(self.turn.stages.values()))
        return max(self.turn.stages, key=lambda name: self.turn.stages[name])


def on_a_line(test: Callable[[Line], None]) -> None:
    async def run() -> None:
        test(Line())

    asyncio.run(run())


@pytest.mark.parametrize(
    ("source", "acted", "stage"),
    [
        ("playbook", False, "answer"),
        ("playbook", True, "answer"),
        ("llm", False, "llm"),
        ("filler", False, "llm"),
        ("filler", True, "answer"),
    ],
)
def test_the_time_to_the_first_audio_is_that_of_whoever_was_waited_for(
    source: str, acted: bool, stage: str
) -> None:
    def test(line: Line) -> None:
        line.turn_begins()
        line.turn.acted = acted
        line.now += 2.0
        line.say("Well.", source)
        assert line.turn.timeline.marks["replied"] == line.now
        assert line.stage_of_the_answer() == stage

    on_a_line(test)


@pytest.mark.parametrize("heard_words", [0, 3, 6])
@pytest.mark.parametrize("joined", [True, False])
def test_an_outcome_cut_off_behind_a_filler_is_news(heard_words: int, joined: bool) -> None:
    def test(line: Line) -> None:
        line.turn_begins()
        line.turn.acted = True
        line.say(FILLER, "filler")
        line.reply(said(OUTCOME, "playbook"), goes_on=joined)
        line.queue_audio(OUTCOME, len(OUTCOME.split()), "playbook")
        line.audio_sent(heard_words)
        line.interrupt()
        assert line.pending_outcome == OUTCOME

    on_a_line(test)


def test_an_outcome_that_began_to_be_heard_is_no_news() -> None:
    def test(line: Line) -> None:
        line.turn_begins()
        line.turn.acted = True
        line.say(FILLER, "filler")
        line.say(OUTCOME, "playbook", goes_on=True)
        line.audio_sent(len(FILLER.split()) + 2)
        line.interrupt()
        assert line.pending_outcome == ""

    on_a_line(test)


def test_a_filler_is_no_news_while_the_action_still_runs() -> None:
    def test(line: Line) -> None:
        line.turn_begins()
        line.turn.acted = True
        line.say(FILLER, "filler")
        line.interrupt()
        assert line.pending_outcome == ""

    on_a_line(test)


def test_a_turn_that_goes_on_leaves_nothing_of_what_was_made_of_it() -> None:
    def test(line: Line) -> None:
        before = line.conversation.state = DialogueState(task="transfer", awaiting="payee")
        line.turn_begins()
        line.say("To whom?", "clarify")
        line.reopen_turn()
        assert line.conversation.state == before
        assert list(line.conversation.lines) == []
        assert line.turn.reply == ""
        assert line.agent is AgentState.LISTENING

    on_a_line(test)


def test_the_agent_thinks_until_it_is_heard_and_listens_when_it_has_finished() -> None:
    def test(line: Line) -> None:
        line.turn_begins()
        assert line.agent is AgentState.THINKING
        line.say("You have ten dollars.", "playbook")
        assert line.agent is AgentState.THINKING
        line.audio_sent(1)
        assert line.agent is AgentState.SPEAKING
        line.audio_sent(3)
        assert line.agent is AgentState.SPEAKING, "more may follow"
        line.reply_ends()
        assert line.agent is AgentState.LISTENING

    on_a_line(test)


def test_a_call_that_was_handed_over_waits_for_the_person() -> None:
    def test(line: Line) -> None:
        line.turn_begins()
        line.handed_off = "asks for a person"
        line.say("One moment.", "handoff")
        line.audio_sent(2)
        line.reply_ends()
        assert line.agent is AgentState.HANDED_OFF

    on_a_line(test)


@pytest.mark.parametrize(
    ("sent", "spoken"), [(0, ""), (50, "one two"), (100, "one two three four")]
)
async def test_what_was_spoken_is_what_a_caller_heard_who_hung_up(sent: int, spoken: str) -> None:
    line = Line()
    line.turn_begins()
    line.reply(said("one two three four", "playbook"))
    line.playback.begin()
    line.queue_audio("one two three four", 100, "playbook")
    if sent:
        line.audio_sent(sent)
    turn = line.turn
    line.close_turn()
    assert turn.spoken == spoken


async def test_a_question_whether_anyone_is_there_is_no_answer() -> None:
    line = Line()
    line.turn_begins()
    for text, source, sent in (("one two", "playbook", 10), ("Are you there?", UNASKED, 5)):
        line.reply(said(text, source))
        line.playback.begin()
        line.queue_audio(text, 10, source)
        line.audio_sent(sent)
        if sent == 10:
            line.reply_ends()
    turn = line.turn
    line.close_turn()
    assert turn.spoken == "one two"


@pytest.mark.parametrize(("awaiting", "pieces"), [("amount", 1), (VERIFY, 0)])
async def test_nobody_hears_what_proves_who_is_calling(awaiting: str, pieces: int) -> None:
    line = Line()
    line.conversation.state = DialogueState(task="transfer", awaiting=awaiting)
    with line._hub.listen() as listening:
        line.sound("caller", bytes(2), 16000)
        assert len(listening.waiting()) == pieces
