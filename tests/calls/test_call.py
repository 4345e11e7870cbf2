"""What a call keeps of its turns, without a pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from fakes import playbook, reading

from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.turn import Reply, Route, TurnReading
from voice_agent.dialogue.state import DialogueState

FILLER = "One moment, let me check that."
OUTCOME = "Sent 250 dollars to Sarah."


class Line(Call):
    """A call whose clock is set by hand, and whose words take one sample each."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(
            "c1",
            playbook=playbook(),
            budgets=BudgetTable(600),
            playback=Playback(rate_hz=1000, lead_ms=0),
            clock=lambda: self.now,
            hub=Hub(),
            on_turn=lambda turn: None,
        )

    def turn_begins(self) -> None:
        self.open_turn()
        self.commit_turn()
        for mark in ("spoken", "paused", "committed", "heard", "read", "routed"):
            self.turn.timeline.mark(mark, self.now)

    def say(self, text: str, source: str, *, first: bool = True) -> None:
        self.reply(Reply(None, text, source), first=first)
        if first:
            self.playback.begin()
        self.playback.queue(text, len(text.split()))

    def stage_of_the_answer(self) -> str:
        self.now += 1.0
        self.turn.timeline.mark("voiced", self.now)
        self.first_audio()
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
        line.reply(Reply(None, OUTCOME, "playbook"), first=not joined)
        line.playback.queue(OUTCOME, len(OUTCOME.split()))
        line.playback.sent(heard_words)
        line.interrupt()
        assert line.news == OUTCOME

    on_a_line(test)


def test_an_outcome_that_began_to_be_heard_is_no_news() -> None:
    def test(line: Line) -> None:
        line.turn_begins()
        line.turn.acted = True
        line.say(FILLER, "filler")
        line.say(OUTCOME, "playbook", first=False)
        line.playback.sent(len(FILLER.split()) + 2)
        line.interrupt()
        assert line.news == ""

    on_a_line(test)


def test_a_filler_is_no_news_while_the_action_still_runs() -> None:
    def test(line: Line) -> None:
        line.turn_begins()
        line.turn.acted = True
        line.say(FILLER, "filler")
        line.interrupt()
        assert line.news == ""

    on_a_line(test)


def _route(read: TurnReading, to: str, says: str = "") -> Route:
    return Route(read, to, "why", says)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("to", "says", "source", "kept"),
    [
        ("clarify", "", "clarify", True),
        ("clarify", "", "filler", False),
        ("clarify", "abuse", "clarify", False),
        ("answer", "", "playbook", False),
    ],
)
def test_an_answer_that_is_asked_for_again_is_kept(
    to: str, says: str, source: str, kept: bool
) -> None:
    def test(line: Line) -> None:
        line.dialogue = DialogueState(task="transfer", awaiting="payee")
        line.turn_begins()
        route = _route(reading("Sara", heard=0.2), to, says)
        line.reply(Reply(route, "To whom?", source))
        assert line.dialogue.heard == ((("Sara",),) if kept else ())
        assert line.dialogue.last_reply == "To whom?"

    on_a_line(test)


def test_a_turn_that_goes_on_was_no_answer_yet() -> None:
    def test(line: Line) -> None:
        line.dialogue = DialogueState(task="transfer", awaiting="payee")
        line.turn_begins()
        line.reply(Reply(_route(reading("Sara"), "clarify"), "To whom?", "clarify"))
        line.reopen_turn()
        assert line.dialogue.heard == ()

    on_a_line(test)
