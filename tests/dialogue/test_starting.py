"""Starting a task, beside another one or instead of it."""

from dataclasses import replace

from coffee_shop import shop
from fakes import TODAY, entity, reading
from turn_by_turn import (
    AMOUNT,
    BOOK,
    FIFTY,
    TOM,
    moved,
    transfer_until_confirm,
    turn,
)

from voice_agent.core.turn import Entity, Response
from voice_agent.dialogue.starting import (
    answer_aside,
    needs_asking,
    only_once,
    start,
    which_one,
    with_answer,
    with_requests,
)
from voice_agent.dialogue.state import CONFIRM, DialogueState, Move, Suspended
from voice_agent.dialogue.tasks import finish_task
from voice_agent.playbook import Playbook


def test_a_detail_with_a_default_is_not_asked_for() -> None:
    move = turn(DialogueState(), "what's my balance", "balance")
    assert move.action == "balance"
    assert move.state.details == {"account": "checking"}
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"}, TODAY)
    assert done.text == "Your checking balance is 10 dollars."
    assert done.state.task is None


def test_a_mentioned_detail_replaces_the_default() -> None:
    savings = entity("account", "savings", "savings")
    move = turn(DialogueState(), "balance on savings", "balance", entities=[savings])
    assert move.state.details == {"account": "savings"}


def test_a_task_waits_while_another_one_is_settled() -> None:
    asked = turn(DialogueState(), "send $250", "transfer", entities=[AMOUNT])
    other = turn(asked.state, "change the holder", "new_holder", act="request")
    assert other.text == "Your full name?"
    assert [one.task for one in other.state.suspended] == ["transfer"]
    ready = replace(other.state, details={"holder": "Ann Lee", "postcode": "NW1 2DB"})
    done = finish_task(BOOK, ready, {}, TODAY)
    assert done.text is not None
    assert done.text.endswith(f"{BOOK.says.resume} To whom?")
    assert (done.state.task, done.state.awaiting) == ("transfer", "payee")
    assert done.state.details == {"amount": AMOUNT.value}
    assert done.state.suspended == ()


def test_a_side_question_is_answered_and_the_question_asked_again() -> None:
    asking = turn(DialogueState(), "send money", "transfer")
    move = turn(asking.state, "thank you", "thanks")
    assert move.text == "You are welcome. How much?"
    assert move.state.task == "transfer"


def test_another_task_replaces_the_one_under_way() -> None:
    book_state = turn(DialogueState(), "what's my balance", "transfer").state
    move = turn(book_state, "what's my balance", "balance")
    assert move.action == "balance"


def test_a_request_for_the_task_under_way_keeps_what_is_known() -> None:
    asked = turn(DialogueState(), "send money to Tom", "transfer", entities=[TOM]).state
    move = turn(asked, "I always send money", "transfer")
    assert move.state.details["payee"] == "Tom"
    assert move.text == "How much?"


def test_a_task_that_was_just_done_can_be_changed() -> None:
    done = finish_task(BOOK, turn(transfer_until_confirm(), "yes").state, {}, TODAY)
    fifty = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
    move = turn(done.state, "with $50", "transfer", entities=[fifty])
    assert move.state.awaiting == CONFIRM
    assert move.state.details["payee"] == "Sarah"
    assert move.state.details["amount"] == fifty.value
    to_tom = turn(done.state, "And another 20 to Tom", "transfer", entities=[TOM])
    assert to_tom.state.details["amount"] == {"amount": 20.0, "currency": "USD"}
    assert to_tom.state.details["payee"] == "Tom"
    same = turn(done.state, "And to Tom, for two people", "transfer", entities=[TOM])
    assert same.state.details["amount"] == done.state.finished[1]["amount"]  # type: ignore[index]
    fresh = turn(done.state, "I want to send money", "transfer")
    assert fresh.text == "How much?"


def test_a_further_request_after_a_yes_waits_until_it_is_done() -> None:
    read = replace(reading("yes, and $50 to Tom"), requests=(
        reading("$50 to Tom", "transfer", act="request", entities=[FIFTY, TOM]),
    ))  # fmt: skip
    move = moved(transfer_until_confirm(), read)
    assert (move.action, move.state.details["payee"]) == ("transfer", "Sarah")
    after = finish_task(BOOK, move.state, {}, TODAY)
    assert (after.text or "").endswith("When?")
    assert after.state.details == {"amount": FIFTY.value, "payee": "Tom"}


def test_a_request_may_turn_its_own_value_round() -> None:
    data = BOOK.model_dump()
    ways = {"from checking to savings": [], "from savings to checking": []}
    data["entities"]["direction"] = {"kind": "list", "values": ways}
    data["intents"]["transfer"]["details"]["direction"] = {"ask": "Which way?"}
    book = Playbook.model_validate(data)
    text = "move it from savings to checking, no, the other way round"
    way = entity("direction", "from savings to checking", "from savings to checking", text)
    move = start(book, DialogueState(), reading(text, "transfer", entities=[way]), TODAY)
    assert move.state.details["direction"] == "from checking to savings"


def test_what_is_named_in_part_goes_on_from_the_last_task() -> None:
    data = BOOK.model_dump()
    data["entities"]["bill"] = {"kind": "list", "values": {"gas bill": [], "water bill": []}}
    data["intents"]["pay"] = {
        "details": {"bill": {"ask": "Which?"}, "amount": {"ask": "How much?"}},
        "confirm": "Pay {amount} for your {bill}, right?",
        "action": "transfer",
        "answer": "Paid.",
    }
    book = Playbook.model_validate(data)
    done = {"bill": "water bill", "amount": {"amount": 60.0, "currency": "USD"}}
    state = DialogueState(finished=("pay", done))
    text = "and 40 for gas"
    amount = entity("amount", "40", {"amount": 40.0, "currency": "USD"}, text)
    move = start(book, state, reading(text, "pay", act="request", entities=[amount]), TODAY)
    assert move.text == "Pay 40 dollars for your gas bill, right?"


def test_what_goes_on_from_the_last_task_is_about_the_same() -> None:
    data = BOOK.model_dump()
    usual = {"details": {"account": {"default": "checking"}}, "action": "balance", "answer": "Ok."}
    data["intents"] |= {"lock": usual | {"undo": "unlock"}, "unlock": usual, "send": usual}
    book = Playbook.model_validate(data)
    done = DialogueState(finished=("lock", {"account": "savings"}))

    def account(text: str, intent: str, *named: str) -> object:
        entities = [entity("account", name, name, text) for name in named]
        read = reading(text, intent, act="request", entities=entities)
        return start(book, done, read, TODAY).state.details["account"]

    assert account("please unlock it", "unlock") == "savings"
    assert account("and send it", "send") == "savings"
    assert account("and send checking", "send", "checking") == "checking"
    assert account("send my statement", "send") == "checking"


def test_what_has_to_be_asked_about_before_it_is_done() -> None:
    data = BOOK.model_dump()
    data["intents"]["lock"] = {"confirm_if_unsure": "Lock it?", "action": "balance", "answer": "."}
    book = Playbook.model_validate(data)
    for intent, text, asks in (
        ("balance", "my balance", False),
        ("transfer", "send money", True),
        ("new_holder", "change the holder", True),
        ("stop_transfer", "stop it", True),
        ("lock", "lock it", False),
        ("lock", "he locked it", True),
    ):
        read = reading(text, intent, act="request")
        assert needs_asking(book, book.intents[intent], read) is asks, text


def test_further_requests_wait_and_questions_to_the_folder_do_not() -> None:
    more = [reading("my balance", "balance"), reading("the fees", "fees"), reading("x", "transfer")]
    waiting = with_requests(BOOK, DialogueState(), more).suspended
    assert waiting == (
        Suspended("balance", {"account": "checking"}, begun=False),
        Suspended("transfer", {}, begun=False),
    )


def test_only_a_task_that_asks_something_waits_for_another_one() -> None:
    def suspended(state: DialogueState, intent: str) -> list[str]:
        return [one.task for one in start(BOOK, state, reading("x", intent), TODAY).state.suspended]

    asked = DialogueState(task="transfer", awaiting="payee")
    assert suspended(asked, "new_holder") == ["transfer"]
    assert suspended(asked, "transfer") == []
    assert suspended(replace(asked, awaiting=None), "new_holder") == []
    assert suspended(DialogueState(task="stop_transfer", awaiting=CONFIRM), "new_holder") == []
    # The same task does not wait twice, and what is started does not wait either.
    twice = replace(asked, suspended=(Suspended("transfer"), Suspended("new_holder")))
    assert suspended(twice, "new_holder") == ["transfer"]


def test_which_of_several_values_is_asked_where_the_question_comes_next() -> None:
    names = {"payee": ("Eva", "Adam")}
    state = DialogueState(task="transfer", awaiting="payee")
    asked = which_one(BOOK, Move(state, "Okay. To whom?"), names, TODAY)
    assert asked.text == "Okay. I heard Eva and Adam. Which one is it?"
    for other in (
        Move(replace(state, awaiting="amount"), "How much?"),
        Move(state, None, action="transfer"),
        Move(DialogueState(), "Hello."),
    ):
        assert which_one(BOOK, other, names, TODAY) == other


def test_a_goodbye_beside_a_question_ends_the_call() -> None:
    asked = DialogueState(task="transfer", awaiting="payee")
    assert answer_aside(BOOK, asked, reading("bye", "bye"), TODAY).ends_call
    aside = answer_aside(BOOK, asked, reading("thanks", "thanks"), TODAY)
    assert (aside.text, aside.state) == ("You are welcome. To whom?", asked)
    acts = answer_aside(BOOK, asked, reading("my balance", "balance"), TODAY)
    assert (acts.action, [one.task for one in acts.state.suspended]) == ("balance", ["transfer"])


def test_a_request_may_put_its_own_value_right_by_a_part_of_another() -> None:
    data = BOOK.model_dump()
    data["entities"]["account"] = {"kind": "list", "values": {"my gold card": [], "a visa": []}}
    book = Playbook.model_validate(data)
    gold = "balance on my gold card, wait, make it the visa"
    card = entity("account", "my gold card", "my gold card", gold)
    asked = reading(gold, "balance", act="request", entities=[card])
    assert start(book, DialogueState(), asked, TODAY).state.details == {"account": "a visa"}
    none = reading("balance, no visa", "balance", act="request")
    assert start(book, DialogueState(), none, TODAY).state.details == {"account": "checking"}


def test_what_is_ruled_out_after_a_value_does_not_replace_it() -> None:
    text = "a latte, not a mocha"
    said = reading(text, "order", act="request", entities=[entity("drink", "latte", "latte", text)])
    assert start(shop(), DialogueState(), said, TODAY).state.details == {"drink": "latte"}


def test_a_task_of_one_day_is_not_done_every_month() -> None:
    intent = BOOK.intents["transfer"]
    day = intent.details["date"].model_copy(update={"when": "future"})
    details = {**intent.details, "date": day}
    transfer = intent.model_copy(update={"details": details})
    book = BOOK.model_copy(update={"intents": {**BOOK.intents, "transfer": transfer}})
    said = reading("send Tom 50 dollars every month", "transfer", act="request")
    move = start(book, DialogueState(), said, TODAY)
    assert move.text == f"{book.says.only_once} How much?"
    once = reading("send Tom 50 dollars", "transfer", act="request")
    assert start(book, DialogueState(), once, TODAY).text == "How much?"
    balance = reading("my balance every month", "balance", act="request")
    move = start(book, DialogueState(), balance, TODAY)
    assert only_once(book, move, balance) is move


def test_a_telegraphic_request_may_hold_a_bare_value() -> None:
    def details(text: str, *entities: Entity) -> object:
        read = reading(text, "transfer", act="request", entities=entities)
        return dict(start(BOOK, DialogueState(), read, TODAY).state.details)

    tom = entity("payee", "Tom", "Tom", "transfer Tom 30")
    assert details("transfer Tom 30", tom) == {
        "payee": "Tom",
        "amount": {"amount": 30.0, "currency": "USD"},
    }
    long = "transfer something to my friend Tom 30"
    assert "amount" not in str(details(long, replace(tom, start=31, end=34)))
    fifty = entity("amount", "$50", {"amount": 50.0, "currency": "USD"}, "transfer $50 friday")
    assert details("transfer $50 friday", fifty) == {"amount": fifty.value, "date": "2026-11-27"}
    assert details("transfer money") == {}


def test_an_answer_beside_a_question_is_kept() -> None:
    known = {"amount": {"amount": 50.0, "currency": "USD"}, "payee": "Tom"}
    asked = DialogueState(task="transfer", awaiting="date", details=known)
    beside = Response("aside", {"date": "2026-11-27"})
    after = with_answer(BOOK, asked, beside, TODAY)
    assert (after.awaiting, after.details["date"]) == (CONFIRM, "2026-11-27")
    assert with_answer(BOOK, asked, Response("aside"), TODAY) == asked
    assert with_answer(BOOK, asked, Response("details", beside.found), TODAY) == asked
    assert with_answer(BOOK, DialogueState(), beside, TODAY) == DialogueState()


def test_it_is_what_was_done_last_if_it_can_be() -> None:
    data = BOOK.model_dump()
    data["intents"]["close"] = {
        "details": {"account": {"default": "savings", "one_of": ["savings", "joint"]}},
        "confirm": "Close {account}, right?",
        "answer": "Closed.",
    }
    data["entities"]["account"]["values"]["joint"] = []
    book = Playbook.model_validate(data)
    said = reading("can you close it", "close", act="request")
    for told, closed in (("joint", "joint"), ("checking", "savings")):
        state = DialogueState(finished=("balance", {"account": told}))
        assert start(book, state, said, TODAY).state.details == {"account": closed}
