"""Details with values to choose from."""

from __future__ import annotations

from fakes import playbook

from voice_agent.dialogue.choices import listed, look_ups, moves_money, values_to_choose
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook import Playbook
from voice_agent.playbook.intents import LookUp

PAYEES = LookUp(action="payees", result="names")


def with_payees() -> Playbook:
    data = playbook().model_dump()
    data["actions"]["payees"] = {"returns": {"names": ["Ann", "Tom"]}}
    data["intents"]["transfer"]["details"]["payee"]["one_of"] = PAYEES.model_dump()
    return Playbook.model_validate(data)


BOOK = with_payees()
KNOWN = DialogueState(choices={"payees": ("Ann", "Tom")})


def test_what_is_not_known_yet_is_looked_up() -> None:
    assert look_ups(BOOK, DialogueState(), "transfer") == (PAYEES,)
    assert look_ups(BOOK, KNOWN, "transfer") == ()
    assert look_ups(BOOK, DialogueState(), "balance") == ()
    assert look_ups(BOOK, DialogueState(), "nothing") == ()


def test_the_list_in_a_result() -> None:
    assert listed(PAYEES, {"names": ["Ann", "Tom"]}) == ("Ann", "Tom")
    assert listed(PAYEES, {"names": "Ann"}) == ()
    assert listed(PAYEES, {}) == ()
    assert listed(PAYEES, {"names": (1, 2)}) == ("1", "2")


def test_a_detail_without_a_list_may_have_any_value() -> None:
    assert values_to_choose(BOOK, KNOWN, "transfer", "payee") == ("Ann", "Tom")
    assert values_to_choose(BOOK, DialogueState(), "transfer", "payee") == ()
    assert values_to_choose(BOOK, KNOWN, "transfer", "amount") == ()
    assert values_to_choose(BOOK, KNOWN, "transfer", "nothing") == ()
    assert values_to_choose(BOOK, KNOWN, "nothing", "payee") == ()


def test_a_list_of_the_playbook_is_not_looked_up() -> None:
    data = playbook().model_dump()
    data["intents"]["transfer"]["details"]["payee"]["one_of"] = ["Ann", "Tom"]
    book = Playbook.model_validate(data)
    assert values_to_choose(book, DialogueState(), "transfer", "payee") == ("Ann", "Tom")
    assert look_ups(book, DialogueState(), "transfer") == ()


def test_which_tasks_move_money() -> None:
    book = playbook()
    assert moves_money(book, "transfer")
    assert not any(moves_money(book, task) for task in ("balance", "fees", None))
    data = book.model_dump()
    data["intents"]["transfer"] |= {"action": None, "answer": "I cannot do that."}
    assert not moves_money(Playbook.model_validate(data), "transfer"), "it does nothing"
