"""Two runs of a call, turn by turn."""

from __future__ import annotations

from voice_agent.scenarios.recorded.turns import Difference, HeardTurn, differences

ORDER = HeardTurn("A latte, please.", "answer", "A latte.")
BYE = HeardTurn("Bye.", "answer", "Goodbye.")
UNSURE = HeardTurn("Hm?", "clarify", "Sorry?")


def test_the_same_is_no_difference() -> None:
    assert differences([ORDER, BYE], [HeardTurn("a latte please", "answer", "A latte"), BYE]) == []


def test_a_turn_that_one_has_alone_moves_no_other() -> None:
    assert differences([ORDER, BYE], [ORDER, UNSURE, BYE]) == [Difference(None, UNSURE, ("turn",))]
    assert differences([ORDER, UNSURE, BYE], [ORDER, BYE]) == [Difference(UNSURE, None, ("turn",))]


def test_what_was_heard_otherwise_is_one_difference() -> None:
    now = HeardTurn("A lot, please.", "llm", "A latte.")
    assert differences([ORDER, BYE], [now, BYE]) == [Difference(ORDER, now, ("text", "route"))]


def test_a_reply_is_not_compared_where_something_of_it_is_missing() -> None:
    now = HeardTurn(ORDER.text, ORDER.route, "That did not work.", missing=("the action order",))
    assert differences([ORDER], [now]) == []
