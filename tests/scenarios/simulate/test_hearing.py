"""What a caller makes of the agent's words."""

from __future__ import annotations

import pytest
from toy_callers import bank

from voice_agent.scenarios.simulate.hearing import hear, mismatches

BOOK = bank()
SAYS = BOOK.says


@pytest.mark.parametrize(
    ("text", "kind", "detail"),
    [
        ("How much?", "detail", "amount"),
        ("It costs nothing. To whom?", "detail", "payee"),
        ("Send 5 dollars to Tom on Friday, right?", "confirm", ""),
        (SAYS.change, "change", ""),
        (SAYS.anything_else, "more", ""),
        (SAYS.cancelled, "left", ""),
        ("Sorry?", "again", ""),
        ("I cannot work that out here.", "offer", ""),
        (SAYS.hold, "hold", ""),
        ("In the morning?", "question", ""),
        ("It costs nothing.", "statement", ""),
        ("What is your PIN?", "fixed", "PIN"),
    ],
)
def test_what_is_asked(text: str, kind: str, detail: str) -> None:
    heard = hear(BOOK, "transfer", text, fixed=["PIN"])
    assert (heard.kind, heard.detail, heard.done) == (kind, detail, False)


def test_an_answer_to_another_task_asks_for_nothing() -> None:
    told = BOOK.intents["balance"].model_copy(update={"answer": "You get a new PIN {arrival}."})
    repeat = told.model_copy(update={"answer": "{last_reply}"})
    book = BOOK.model_copy(update={"intents": {**BOOK.intents, "balance": told, "repeat": repeat}})
    said = "You get a new PIN within a week."
    assert hear(book, "transfer", said, fixed=["PIN"]).kind == "statement"
    assert hear(book, "transfer", "Your PIN, please.", fixed=["PIN"]).kind == "fixed"


def test_what_is_read_back_because_it_was_not_clear_is_confirmed() -> None:
    unsure = BOOK.intents["balance"].model_copy(update={"confirm_if_unsure": "Shall I look it up?"})
    book = BOOK.model_copy(update={"intents": {**BOOK.intents, "balance": unsure}})
    assert hear(book, "balance", "Shall I look it up?").kind == "confirm"


def test_what_is_asked_about_another_task() -> None:
    assert hear(BOOK, "balance", "How much?").kind == "other"
    assert hear(BOOK, "balance", "Send 5 dollars to Tom on Friday, right?").kind == "other"


def test_what_is_read_back() -> None:
    heard = hear(BOOK, "transfer", "Well. Send 5 dollars to Tom on Friday, May 1, right?")
    assert heard.told == {"amount": "5 dollars", "payee": "tom", "date": "friday may 1"}


def test_the_last_read_back_counts() -> None:
    text = "Send me? Okay. Send 5 dollars to Tom on Friday, right?"
    assert hear(BOOK, "transfer", text).told["amount"] == "5 dollars"


def test_gaps_without_a_word_between_them_are_parted_by_what_is_wanted() -> None:
    intent = BOOK.intents["transfer"].model_copy(update={"confirm": "Send {amount} {payee}?"})
    book = BOOK.model_copy(update={"intents": {"transfer": intent}})
    heard = hear(
        book, "transfer", "Send 5 dollars Tom?", wanted={"amount": "5 dollars", "payee": "x"}
    )
    assert heard.told == {"amount": "5 dollars", "payee": "tom"}


def test_what_is_done() -> None:
    heard = hear(BOOK, "transfer", f"Sent 5 dollars to Tom. {SAYS.anything_else}")
    assert heard.done
    assert heard.told["payee"] == "tom"
    heard = hear(BOOK, "balance", "Your thing is done. Your savings balance is 10 dollars.")
    assert heard.told["account"] == "savings"
    heard = hear(BOOK, "balance", "Your savings balance is 10 dollars. How much?")
    assert heard.done


def test_what_is_said_otherwise_than_it_is_wanted() -> None:
    wanted = {"size": "large", "drink": "latte"}
    assert mismatches({"size": "small", "drink": "latte", "other": "x"}, wanted) == ["size"]
    assert mismatches({"details": "small and latte"}, wanted) == ["size"]
    assert mismatches({"details": "large and latte"}, wanted) == []


def test_the_read_back_of_another_task_is_none_of_this_one() -> None:
    transfer = BOOK.intents["transfer"].model_copy(update={"confirm": "You want {amount}, right?"})
    cancel = transfer.model_copy(update={"confirm": "You want me to cancel it, right?"})
    book = BOOK.model_copy(
        update={"intents": {**BOOK.intents, "transfer": transfer, "cancel": cancel}}
    )
    assert hear(book, "transfer", "You want me to cancel it, right?").kind == "other"
    assert hear(book, "transfer", "You want 5 dollars, right?").kind == "confirm"
    assert hear(book, "cancel", "You want me to cancel it, right?").kind == "confirm"
