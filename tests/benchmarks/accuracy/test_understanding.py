"""The bank's model on labelled turns."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.labelled_turns import CarefulTurn
from benchmarks.accuracy.understanding import RoutedTurn, routes
from voice_agent.core.turn import OUT_OF_SCOPE, Route, RouteTo, Transcript, TurnReading


def test_where_turns_go_and_how_many_of_those_kept_were_read_right() -> None:
    def read(to: RouteTo, intent: str) -> RoutedTurn:
        turn = CarefulTurn(say="my balance", intent=["check_balance"])
        reading = TurnReading(Transcript(turn.say, 1.0), intent, confidence=0.9)
        return RoutedTurn(turn, reading, None, Route(reading, to, ""))

    found = routes(
        [
            read("answer", "check_balance"),
            read("answer", "pay_bill"),
            read("llm", OUT_OF_SCOPE),
            read("answer", "check_balance"),
        ]
    )
    assert found["to"] == {"answer": 0.75, "llm": 0.25}
    assert found["kept_right"] == pytest.approx(2 / 3)
    assert routes([]) == {"turns": 0}
