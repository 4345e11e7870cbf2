"""What is not clear enough to be done without asking."""

import pytest
from coffee_shop import shop
from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Response
from voice_agent.dialogue.doubts import asks_first, is_doubtful, is_unclear_deed, only_speaks_of
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.playbook import Playbook


def _with_lock() -> Playbook:
    data = playbook().model_dump()
    data["actions"]["lock"] = {"returns": {}}
    data["intents"]["lock"] = {
        "confirm_if_unsure": "Lock it?",
        "action": "lock",
        "answer": "It is locked.",
    }
    data["phrases"]["lock"] = ["lock my card", "I want the card locked"]
    return Playbook.model_validate(data)


BOOK = _with_lock()


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("lock my card", 0.9, False),
        ("lock my card", 0.75, False),
        ("lock my card", 0.74, True),
        ("lock my", 0.9, True),
        ("why did I lock my card", 0.9, True),
        ("why did I lock my card", 0.95, False),
        ("why did I lock my card", 0.94, True),
        ("can you lock my card", 0.98, False),
    ],
)
def test_what_was_broken_off_or_is_a_question_is_doubtful(
    text: str, confidence: float, expected: bool
) -> None:
    assert is_doubtful(BOOK, reading(text, "lock", confidence)) is expected


def test_a_clear_request_is_done_at_once_and_a_doubtful_one_is_read_back() -> None:
    clear = reading("lock my card", "lock", 0.95, act="request")
    assert answer(BOOK, DialogueState(), clear, Response("none"), TODAY).action == "lock"
    broken = reading("lock my", "lock", 0.95, act="request")
    move = answer(BOOK, DialogueState(), broken, Response("none"), TODAY)
    assert (move.action, move.text, move.state.awaiting) == (None, "Lock it?", CONFIRM)
    done = answer(BOOK, move.state, reading("yes"), Response("yes"), TODAY)
    assert done.action == "lock"


def test_a_doubtful_request_in_the_middle_of_a_task_is_not_lost_and_not_done() -> None:
    state = DialogueState(task="transfer", awaiting="payee")
    broken = reading("lock my", "lock", 0.95, act="request")
    move = answer(BOOK, state, broken, Response("aside"), TODAY)
    assert (move.action, move.text) == (None, "Lock it?")
    assert [one.task for one in move.state.suspended] == ["transfer"]


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("lock my card", 0.9, False),
        ("my card is not locked", 0.99, True),
        ("my brother locked the card", 0.99, True),
        ("lock my kard", 0.9, True),
        ("lock my kard", 0.97, True),
        ("lock my card, my locked kard card", 0.97, False),
        ("I want the card locked kard", 0.95, False),
        ("I want the card locked kard", 0.94, True),
        ("I want the card kard", 0.95, True),
        ("lock the beautiful kard", 0.99, True),
    ],
)
def test_what_is_no_request_in_known_words_is_read_back(
    text: str, confidence: float, expected: bool
) -> None:
    assert asks_first(BOOK, reading(text, "lock", confidence, act="request")) is expected


def test_what_only_speaks_of_a_task_is_no_part_of_two_requests() -> None:
    assert only_speaks_of(BOOK, reading("first I locked the card", "lock", 0.99))
    assert not only_speaks_of(BOOK, reading("lock the card", "lock", 0.99))
    assert not only_speaks_of(BOOK, reading("my brother sent money", "transfer", 0.99))


def test_details_are_no_strange_words() -> None:
    text = "lock the card of Ludmilla Sarkozy"
    named = entity("payee", "Ludmilla Sarkozy", "Ludmilla Sarkozy", text)
    assert not asks_first(BOOK, reading(text, "lock", 0.9, entities=[named]))


def test_a_task_that_is_read_back_anyway_or_never_needs_no_question_of_its_own() -> None:
    assert not asks_first(BOOK, reading("my brother sent money", "transfer", 0.99))
    assert not asks_first(BOOK, reading("my brother", "out_of_scope", 0.99))


def test_a_deed_that_nothing_asks_about_must_not_rest_on_a_guess() -> None:
    data = BOOK.model_dump()
    data["actions"]["lock"] = {"webhook": "https://bank.example/lock"}
    data["intents"]["lock"]["confirm_if_unsure"] = None
    book = Playbook.model_validate(data)
    guess, sure = (reading("lock it", "lock", confidence) for confidence in (0.6, 0.9))
    assert is_unclear_deed(book, book.intents["lock"], guess)
    assert not is_unclear_deed(book, book.intents["lock"], sure)
    assert not is_unclear_deed(BOOK, BOOK.intents["lock"], guess)
    assert not is_unclear_deed(book, book.intents["transfer"], guess)


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("Did my husband order a latte?", True),
        ("Was that a latte?", True),
        ("Did I say a mocha? I meant a latte.", False),
        ("Can I get a latte?", False),
        ("How about a latte?", False),
        ("A latte?", False),
        ("My boss will order a latte later.", True),
        ("My wife will have a latte.", False),
    ],
)
def test_a_question_that_asks_for_nothing_orders_nothing(text: str, unclear: bool) -> None:
    book = shop()
    latte = entity("drink", "latte", "latte", text)
    said = reading(text, "order", 0.99, act="request", entities=[latte])
    assert is_unclear_deed(book, book.intents["order"], said) is unclear


def test_a_task_without_phrases_knows_every_word() -> None:
    data = BOOK.model_dump()
    data["phrases"].pop("lock")
    book = Playbook.model_validate(data)
    assert not asks_first(book, reading("lock my kard", "lock", 0.9, act="request"))
    assert asks_first(book, reading("he locked the card", "lock", 0.99, act="request"))
