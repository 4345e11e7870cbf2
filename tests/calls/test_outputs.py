"""The values that a playbook declares for the end of a call."""

from __future__ import annotations

from typing import Any

from fakes import playbook

from voice_agent.calls.disposition import Disposition
from voice_agent.calls.facts import Act, CallFacts, TurnFacts
from voice_agent.calls.outputs import outputs
from voice_agent.playbook import Playbook

OUTPUTS: dict[str, Any] = {
    "amount": {"detail": "transfer.amount"},
    "day": {"detail": "transfer.date"},
    "asked_for_fees": {"intent": "fees"},
    "sent": {"action": "transfer"},
    "happy": {"disposition": ["resolved", "call_back"]},
    "urgent": {"question": "urgent"},
    "mood": {"mood": "last"},
}


def book() -> Playbook:
    question = {"ask": "Is it urgent?", "yes": ["it is urgent"], "no": ["it can wait"]}
    return Playbook.model_validate(
        {
            **playbook().model_dump(exclude={"phrases"}),
            "outputs": OUTPUTS,
            "questions": {"urgent": question},
        }
    )


def test_each_output_has_its_value_or_none() -> None:
    facts = CallFacts(
        "c1", "completed",
        [TurnFacts(said="x", intent="transfer"), TurnFacts(said="y", sentiment="positive")],
        [Act("transfer", {}, "failed"), Act("transfer", {}, "done")],
        answers={"urgent": "yes"},
        details={"transfer": {"amount": {"amount": 5, "currency": "USD"}}},
    )  # fmt: skip
    assert outputs(facts, Disposition("resolved", ""), book()) == {
        "amount": {"amount": 5, "currency": "USD"}, "day": None, "asked_for_fees": False,
        "sent": "done", "happy": True, "urgent": "yes", "mood": "positive",
    }  # fmt: skip


def test_of_a_silent_call_nothing_is_known() -> None:
    told = outputs(CallFacts("c1", "caller_gone"), Disposition("nothing_said", ""), book())
    assert told == {
        "amount": None, "day": None, "asked_for_fees": False, "sent": None, "happy": False,
        "urgent": None, "mood": None,
    }  # fmt: skip
