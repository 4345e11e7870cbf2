"""What a caller says next."""

from __future__ import annotations

from toy_callers import bank

from voice_agent.scenarios.simulate.caller import Caller
from voice_agent.scenarios.simulate.plan import Plan, Plans
from voice_agent.scenarios.simulate.temper import Temper

BOOK = bank()
PLANS = Plans(BOOK, harmless=["balance"])
SAYS = BOOK.says


def caller(temper: Temper, intent: str = "transfer", seed: int = 0) -> tuple[Caller, Plan]:
    while True:
        plan = PLANS.draw(seed, temper)
        if plan.goals[0].intent == intent:
            return Caller(plan, BOOK, PLANS.goals, {"PIN": "four four"}), plan
        seed += 1


def spoken(plan: Plan, name: str) -> str:
    wanted = plan.goals[0].details[name]
    assert wanted is not None
    spec = PLANS.goals.entity("transfer", name)
    return BOOK.lang.say(spec, wanted.value, today=plan.today)


def read_back(plan: Plan, **other: str) -> str:
    told = {name: spoken(plan, name) for name in ("amount", "payee", "date")} | other
    return "Send {amount} to {payee} on {date}, right?".format(**told)


def done(plan: Plan) -> str:
    return f"Sent {spoken(plan, 'amount')} to {spoken(plan, 'payee')}. {SAYS.anything_else}"


def test_a_plain_call_from_the_greeting_to_the_goodbye() -> None:
    who, plan = caller("plain")
    assert who.begin()
    assert who.left == plan.goals
    amount = plan.goals[0].details["amount"]
    assert amount is not None
    said = who.answer("How much?") or ""
    assert any(form.lower() in said.lower() for form in amount.forms)
    assert BOOK.lang.confirmation(who.answer(read_back(plan)) or "", "affirm") == "yes"
    assert who.answer(done(plan))
    assert (who.done, who.left) == ([plan.goals[0]], ())
    assert who.answer("Goodbye.") is None


def test_what_is_read_back_wrong_is_corrected_and_not_agreed_to() -> None:
    who, plan = caller("plain")
    who.begin()
    said = who.answer(read_back(plan, payee="Somebody")) or ""
    assert spoken(plan, "payee") in said
    assert BOOK.lang.confirmation(said, "inform") != "yes"
    for _ in range(9):
        last = who.answer(read_back(plan, payee="Somebody"))
    assert last is None
    assert who.done == []


def test_a_question_that_every_caller_is_asked() -> None:
    who, _ = caller("plain")
    who.begin()
    assert who.answer("What is your PIN?") == "four four"


def test_a_caller_who_cancels_wants_nothing_and_insists() -> None:
    who, plan = caller("cancels")
    who.begin()
    said = who.answer(read_back(plan)) or ""
    assert BOOK.lang.wants_to_leave(said) or BOOK.lang.signal(said) == "undo"
    assert who.answer("How much?")
    assert who.answer(SAYS.cancelled) is None
    assert who.left == ()


def test_what_is_done_after_it_was_called_off_was_not_asked_for() -> None:
    who, plan = caller("cancels")
    who.begin()
    who.answer(read_back(plan))
    who.answer(done(plan))
    assert (who.done, who.left) == ([], ())


def test_a_caller_who_wants_a_person_says_so_until_there_is_one() -> None:
    who, plan = caller("wants a person")
    who.begin()
    assert who.answer(read_back(plan))
    assert who.answer("Sorry?")
    assert [who.answer("Sorry?") for _ in range(5)][-1] is None


def test_a_caller_who_refuses_gives_one_value_first_and_then_another() -> None:
    who, plan = caller("refuses the read-back")
    name, old = plan.taken_back or ("", None)
    assert old is not None
    who.begin()
    spec = PLANS.goals.entity("transfer", name)
    told = {name: BOOK.lang.say(spec, old.value, today=plan.today)}
    said = who.answer(read_back(plan, **told)) or ""
    assert BOOK.lang.confirmation(said, "deny") != "yes"
    changed = who.answer(SAYS.change) or ""
    new = plan.goals[0].details[name]
    assert new is not None
    assert any(form.lower() in changed.lower() for form in (*new.forms, new.clear))
    assert BOOK.lang.confirmation(who.answer(read_back(plan)) or "", "affirm") == "yes"


def test_a_change_that_was_not_heard_is_said_again() -> None:
    who, plan = caller("refuses the read-back")
    name, old = plan.taken_back or ("", None)
    assert old is not None
    who.begin()
    spec = PLANS.goals.entity("transfer", name)
    who.answer(read_back(plan, **{name: BOOK.lang.say(spec, old.value, today=plan.today)}))
    again = who.answer("I did not hear you.") or ""
    assert BOOK.lang.confirmation(again, "inform") != "yes"
    new = plan.goals[0].details[name]
    assert new is not None
    assert any(form.lower() in again.lower() for form in (*new.forms, new.clear))


def test_a_value_may_be_taken_back_within_a_turn_or_in_the_next_one() -> None:
    for temper in ("corrects within a turn", "corrects in the next turn"):
        who, plan = caller(temper)  # type: ignore[arg-type]
        name, old = plan.taken_back or ("", None)
        new = plan.goals[0].details[name]
        assert old is not None
        assert new is not None
        spec = PLANS.goals.entity("transfer", name)
        said = [who.begin(), who.answer(BOOK.intents["transfer"].details[name].ask or "") or ""]
        # Until it is taken back, the first value is the one to be read back.
        first = new if temper == "corrects within a turn" else old
        told = {name: BOOK.lang.say(spec, first.value, today=plan.today)}
        said += [who.answer(read_back(plan, **told)) or ""]
        turns = " ".join(said).lower()
        assert any(form.lower() in turns for form in old.forms), turns
        assert any(form.lower() in turns for form in (*new.forms, new.clear)), turns


def test_two_details_at_once() -> None:
    who, plan = caller("two details at once")
    assert who.begin()
    said = who.answer("How much?") or ""
    payee = plan.goals[0].details["payee"]
    assert payee is not None
    assert f"to {payee.value}" in said


def test_a_terse_caller_says_the_value_alone() -> None:
    who, plan = caller("terse")
    who.begin()
    amount = plan.goals[0].details["amount"]
    assert amount is not None
    assert who.answer("How much?") in amount.forms


def test_an_aside_and_then_the_answer() -> None:
    who, plan = caller("digresses")
    who.begin()
    assert who.answer(read_back(plan)) == plan.aside
    assert BOOK.lang.confirmation(who.answer(read_back(plan)) or "", "affirm") == "yes"


def test_a_moment_and_then_the_answer() -> None:
    who, plan = caller("hesitates")
    who.begin()
    assert BOOK.lang.signal(who.answer(read_back(plan)) or "") == "hold"
    assert BOOK.lang.confirmation(who.answer(SAYS.hold) or "", "affirm") == "yes"


def test_a_question_back() -> None:
    who, plan = caller("asks back")
    who.begin()
    assert (who.answer(read_back(plan)) or "").rstrip(".?")
    assert BOOK.lang.confirmation(who.answer(read_back(plan)) or "", "affirm") == "yes"


def test_two_tasks_one_after_the_other_or_in_one_turn() -> None:
    for seed in range(20):
        plan = PLANS.draw(seed, "two tasks")
        who = Caller(plan, BOOK, PLANS.goals, {})
        first = who.begin()
        assert ("balance" in first and "oney" in first) <= plan.joined
        assert who.left == plan.goals
        one, other = plan.goals
        assert {one.intent, other.intent} == {"balance", "transfer"}


def test_what_is_not_understood_is_said_in_other_words_and_not_for_ever() -> None:
    who, _ = caller("plain")
    first = who.begin()
    others = [who.answer("Sorry?") for _ in range(6)]
    assert others[0] not in (None, first)
    assert others[-1] is None
    who, _ = caller("plain")
    who.begin()
    assert who.answer("I cannot work that out here.")
    assert who.answer(SAYS.cancelled)


def test_another_task_than_the_one_wanted_is_called_off() -> None:
    who, _ = caller("plain", "balance")
    who.begin()
    said = who.answer("How much?") or ""
    assert BOOK.lang.wants_to_leave(said) or BOOK.lang.signal(said) == "undo"
    assert who.done == []


def test_an_action_without_a_read_back_is_put_right_afterwards() -> None:
    who, plan = caller("plain", "balance")
    who.begin()
    account = plan.goals[0].details["account"]
    assert account is not None
    other = "savings" if account.value == "checking" else "checking"
    said = who.answer(f"Your {other} balance is 10 dollars.") or ""
    assert account.value in said
    assert who.done == []
    assert who.answer(f"Your {account.value} balance is 10 dollars.") is None
    assert who.done == [plan.goals[0]]


def test_what_is_done_without_a_yes_to_its_read_back_was_not_asked_for() -> None:
    who, plan = caller("plain")
    who.begin()
    who.answer(done(plan))
    assert (who.done, who.left) == ([], ())


def test_the_agent_may_begin_with_the_second_of_two_tasks() -> None:
    seed = 0
    while not (plan := PLANS.draw(seed, "two tasks")).joined or plan.goals[0].intent == "balance":
        seed += 1
    who = Caller(plan, BOOK, PLANS.goals, {})
    who.begin()
    account = plan.goals[1].details["account"]
    assert account is not None
    said = who.answer(f"Your {account.value} balance is 10 dollars. How much?") or ""
    assert who.done == [plan.goals[1]]
    amount = plan.goals[0].details["amount"]
    assert amount is not None
    assert any(form.lower() in said.lower() for form in amount.forms)


def test_both_tasks_may_be_done_at_once_after_one_yes() -> None:
    seed = 0
    while not (plan := PLANS.draw(seed, "two tasks")).joined or plan.goals[0].intent == "balance":
        seed += 1
    who = Caller(plan, BOOK, PLANS.goals, {})
    who.begin()
    who.answer(read_back(plan))
    account = plan.goals[1].details["account"]
    assert account is not None
    who.answer(f"{done(plan)} Your {account.value} balance is 10 dollars.")
    assert len(who.done) == 2
