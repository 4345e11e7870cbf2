"""Details with values to choose from."""

from __future__ import annotations

from fakes import playbook

from voice_agent.dialogue.choices import listed, look_ups, moves_money, values_to_choose
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook import Playbook
from voice_agent.playbook.schema import LookUp

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


def test_a_detail_without_a_list_may_have_any_value() -> None:
    assert values_to_choose(BOOK, KNOWN, "transfer", "payee") == ("Ann", "Tom")
    assert values_to_choose(BOOK, DialogueState(), "transfer", "payee") == ()
    assert values_to_choose(BOOK, KNOWN, "transfer", "amount") == ()


def test_which_tasks_move_money() -> None:
    book = playbook()
    assert moves_money(book, "transfer")
    assert not any(moves_money(book, task) for task in ("balance", "fees", None))
