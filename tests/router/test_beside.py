"""What is told beside a task."""

from dataclasses import replace

import pytest
from fakes import playbook, reading

from voice_agent.core.turn import Hit, Response, Route, RouteTo, Section
from voice_agent.router.beside import told_beside

BOOK = playbook()
BALANCE = reading("what is my balance", "balance", act="request")
FEES = reading("what are the fees", "fees", act="request")
BOTH = replace(BALANCE, requests=(BALANCE, FEES))
GOOD = Hit(Section("fees", "Fees", "It is 20 dollars."), 0.9, 3)
POOR = replace(GOOD, share=0.1)


@pytest.mark.parametrize(
    ("to", "hit", "told"),
    [
        ("answer", GOOD, "It is 20 dollars."),
        ("answer", POOR, ""),
        ("answer", None, ""),
        ("human", GOOD, ""),
    ],
)
def test_the_question_beside_a_request_is_answered(to: RouteTo, hit: Hit, told: str) -> None:
    assert told_beside(BOOK, Route(BOTH, to, "", hit=hit, response=Response("none"))) == told


def test_a_request_alone_is_told_nothing() -> None:
    assert told_beside(BOOK, Route(BALANCE, "answer", "", hit=GOOD)) == ""
