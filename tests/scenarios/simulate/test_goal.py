"""What callers want: a task, details, and phrases to ask for it."""

from __future__ import annotations

from datetime import date
from random import Random

from toy_callers import PHRASES, bank

from voice_agent.scenarios.simulate.goal import Goals

TODAY = date(2026, 11, 22)
GOALS = Goals(bank())


def test_a_goal_has_all_details_and_only_tasks_with_an_action_count() -> None:
    drawn = [GOALS.draw("plain", Random(seed), TODAY) for seed in range(40)]
    found = {goal.intent for goal in drawn if goal}
    assert found == {"balance", "transfer"}
    for goal in drawn:
        assert goal is not None
        assert None not in goal.details.values()


def test_a_detail_that_nobody_asks_for_is_the_default_unless_the_phrase_gives_it() -> None:
    for seed in range(40):
        goal = GOALS.draw("plain", Random(seed), TODAY, but=["transfer"])
        assert goal is not None
        account = goal.details["account"]
        assert account is not None
        given = "account" in goal.openings[0].entities
        assert account.value == ("savings" if given else "checking")
        assert all(("account" in p.entities) == given for p in goal.openings)


def test_a_phrase_with_a_value_that_is_not_marked_is_no_opening() -> None:
    book = bank()
    unmarked = {**PHRASES, "transfer": ["send 20 dollars", "send {amount} and {amount}"]}
    goals = Goals(book.model_copy(update={"phrases": unmarked}))
    assert goals.draw("plain", Random(1), TODAY, but=["balance"]) is None


def test_no_goal_where_the_temper_takes_more_than_there_is() -> None:
    assert GOALS.draw("cancels", Random(1), TODAY, but=["transfer"]) is None


def test_callers_who_are_misheard_begin_with_what_was_recorded() -> None:
    goals = Goals(bank(), heard={"transfer": ["send honey"]})
    goal = goals.draw("misheard", Random(1), TODAY)
    assert goal is not None
    assert goal.openings[0].pieces[0].text == "send honey"


def test_another_value_to_take_back() -> None:
    goal = GOALS.draw("plain", Random(3), TODAY, but=["balance"])
    assert goal is not None
    other = GOALS.other_value(goal, "payee", Random(1), TODAY)
    assert other is not None
    assert other.value != goal.details["payee"].value  # type: ignore[union-attr]
    assert goal.with_detail("payee", other).details["payee"] == other
    # Only savings is ever named in the phrases.
    saved = GOALS.draw("plain", Random(3), TODAY, but=["transfer"])
    assert saved is not None
    assert GOALS.other_value(saved, "account", Random(1), TODAY) is None


def test_the_entity_of_a_detail() -> None:
    assert GOALS.entity("transfer", "amount").kind == "money"


def test_details_in_the_words_of_the_agent() -> None:
    goal = GOALS.draw("plain", Random(3), TODAY, but=["balance"])
    assert goal is not None
    spoken = GOALS.spoken(goal, TODAY)
    assert spoken.keys() == {"amount", "payee", "date"}
    payee = goal.details["payee"]
    assert payee is not None
    assert spoken["payee"] == payee.value.lower()
