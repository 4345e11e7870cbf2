"""What is kept of a call for the report at its end."""

from __future__ import annotations

from typing import Any

from stages import make_call

from voice_agent.calls.call import Turn
from voice_agent.calls.facts import MAX_TURNS, TurnFacts, TurnsSoFar, call_facts, turn_facts
from voice_agent.core.events import Acted, HandoffResult
from voice_agent.dialogue.state import DialogueState


async def test_a_call_is_what_was_said_done_and_left_open() -> None:
    call, turns = make_call(), TurnsSoFar()
    call.emit(Acted(name="transfer", details={"payee": "Tom"}, outcome="done", ms=1))
    call.emit(HandoffResult(outcome="busy", ms=1))
    call.conversation.state = DialogueState(
        task="balance", details={"account": "savings"}, awaiting="account",
        finished=("transfer", {"amount": 5}),
    )  # fmt: skip
    turns.add(TurnFacts(said="hello"))
    facts = call_facts(call, turns, "caller_hangup")
    assert (facts.ended, facts.open_task, facts.handoff) == ("caller_hangup", "balance", ("busy",))
    assert facts.details == {
        "transfer": {"payee": "Tom", "amount": 5}, "balance": {"account": "savings"}
    }  # fmt: skip
    assert [(act.name, act.outcome) for act in facts.acts] == [("transfer", "done")]


def test_a_turn_is_as_the_record_has_it() -> None:
    row: dict[str, Any] = {
        "transcript": "my card [digits]", "spoken": "Thank", "intent": "out_of_scope",
        "act": None, "route": None,
    }  # fmt: skip
    facts = turn_facts(Turn(1, acted=True), row)
    assert (facts.said, facts.reply, facts.intent) == ("my card [digits]", "Thank", "")
    assert (facts.act, facts.route, facts.acted) == ("inform", "", True)


def test_of_a_very_long_call_the_middle_is_forgotten() -> None:
    turns = TurnsSoFar()
    for number in range(2 * MAX_TURNS):
        turns.add(TurnFacts(said=str(number)))
    kept = [turn.said for turn in turns.all()]
    assert (len(kept), kept[0], kept[-1]) == (MAX_TURNS, "0", str(2 * MAX_TURNS - 1))
