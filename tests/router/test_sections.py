"""Whether sections answer, and what their thresholds are compared with."""

from dataclasses import replace

import pytest
from fakes import playbook, reading

from voice_agent.core.turn import Hit, Route, Section
from voice_agent.router.sections import any_covers, covers, scores_of, with_answers

BOOK = playbook()
GOOD = Hit(Section("fees", "Fees: What is an overdraft fee?", "It is 20 dollars."), 0.8, 2)
POOR = Hit(GOOD.section, 0.1, 2)
COINCIDENCE = Hit(GOOD.section, 1.0, 1)


def test_what_a_threshold_is_compared_with() -> None:
    assert scores_of(GOOD) == (GOOD.share,)
    share, answers, certain = scores_of(replace(GOOD, answers=0.2))
    assert (share, answers) == (GOOD.share, 0.2)
    assert certain == pytest.approx(0.5)


@pytest.mark.parametrize(("hit", "expected"), [(GOOD, True), (POOR, False), (COINCIDENCE, False)])
def test_a_section_answers_that_has_most_of_the_words(hit: Hit, expected: bool) -> None:
    assert covers(hit, BOOK.policy) is expected
    assert any_covers(replace(POOR, also=(hit,)), BOOK.policy) is expected


def test_sections_that_do_not_answer_are_left_out() -> None:
    route = Route(reading("the fees", "fees"), "retrieve", "", hit=replace(POOR, also=(GOOD,)))
    answered = with_answers(route, BOOK)
    assert answered.hit == GOOD
    assert answered.leaves_open
