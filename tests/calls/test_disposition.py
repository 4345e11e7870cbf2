"""What became of a call is read from what was said, not from how the line closed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from desk import with_policy
from fakes import playbook

from voice_agent.calls.disposition import disposition
from voice_agent.calls.facts import Act, CallFacts, TurnFacts

DONE = TurnFacts(said="my balance", reply="10 dollars.", intent="balance", source="playbook")
LOOKED_UP = TurnFacts(said="the fees", reply="Nothing.", intent="fees", source="knowledge:fees")
LEFT = TurnFacts(said="what about it", reply="I cannot.", route="llm", source="fallback")
AGAIN = TurnFacts(said="mumble", reply="Sorry?", route="clarify", source="clarify")
THANKS = TurnFacts(said="thanks bye", act="thank", source="playbook")
ANGRY = TurnFacts(said="useless", source="clarify", sentiment="negative", reply="Sorry?")


@pytest.mark.parametrize("ended", ["completed", "caller_hangup", "caller_silent", "time_limit"])
@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, "nothing_said"),
        ({"turns": [DONE, THANKS]}, "resolved"),
        ({"turns": [DONE, LOOKED_UP]}, "resolved"),
        ({"turns": [AGAIN, DONE]}, "resolved"),
        ({"turns": [DONE, LEFT]}, "partly_resolved"),
        ({"turns": [LEFT, DONE]}, "partly_resolved"),
        ({"turns": [LEFT, AGAIN, THANKS]}, "unresolved"),
        ({"turns": [DONE, ANGRY]}, "unresolved"),
        ({"turns": [ANGRY, DONE]}, "resolved"),
        ({"turns": [DONE, AGAIN]}, "partly_resolved"),
        ({"turns": [DONE, replace(LEFT, said="")]}, "resolved"),
        ({"turns": [DONE, replace(DONE, sentiment="negative")]}, "resolved"),
        ({"turns": [THANKS]}, "unresolved"),
        ({"turns": [DONE, TurnFacts(said="hm")]}, "resolved"),
        ({"turns": [DONE, TurnFacts(said="hm", route="clarify")]}, "partly_resolved"),
        (
            {"turns": [DONE], "acts": [Act("t", {}, "unknown"), Act("t", {}, "done")]},
            "resolved",
        ),
        ({"turns": [DONE], "acts": [Act("transfer", {}, "failed")]}, "partly_resolved"),
        (
            {"turns": [DONE], "acts": [Act("t", {}, "failed"), Act("t", {}, "done")]},
            "resolved",
        ),
        ({"turns": [DONE], "acts": [Act("transfer", {}, "unknown")]}, "uncertain"),
        ({"turns": [DONE], "open_task": "transfer"}, "broken_off"),
        ({"turns": [DONE], "handoff": ["busy", "accepted"]}, "person_has_it"),
        ({"turns": [DONE], "handoff": ["no_answer"]}, "person_wanted"),
    ],
)
def test_what_became_of_it(facts: dict[str, Any], kind: str, ended: Any) -> None:
    assert disposition(CallFacts("c1", ended, **facts), playbook()).kind == kind


def test_a_call_back_that_was_taken_down() -> None:
    book = with_policy(playbook(), when_unreached="transfer")
    facts = CallFacts(
        "c1", "caller_hangup", [DONE], [Act("transfer", {}, "done")], handoff=["no_answer"]
    )
    assert disposition(facts, book).kind == "call_back"
    assert disposition(CallFacts("c1", "completed", [DONE], handoff=["busy"]), book).kind == (
        "person_wanted"
    )


def test_a_call_back_without_an_action_is_done_once_its_details_are_known() -> None:
    book = with_policy(playbook(), when_unreached="thanks")
    for open_task, details, kind in (
        ("", {"thanks": {}}, "call_back"),
        ("thanks", {"thanks": {}}, "person_wanted"),
        ("", {}, "person_wanted"),
    ):
        facts = CallFacts(
            "c1", "completed", [DONE], open_task=open_task, details=details, handoff=["busy"]
        )
        assert disposition(facts, book).kind == kind
