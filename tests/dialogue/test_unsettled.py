from typing import Any

import pytest
from fakes import playbook

from voice_agent.dialogue.state import DialogueState, Suspended
from voice_agent.dialogue.unsettled import changes_something, left_open, settled, tried_before
from voice_agent.playbook import Playbook

PAY = DialogueState(task="transfer", details={"payee": "Tom"})


def test_a_task_that_was_left_open_is_found_again_by_its_details() -> None:
    after = left_open(PAY, 4)
    assert tried_before(after) == Suspended("transfer", {"payee": "Tom"})
    assert [one.turn for one in after.unsettled] == [4]
    assert tried_before(PAY) is None
    other = DialogueState(task="transfer", details={"payee": "Ann"}, unsettled=after.unsettled)
    assert tried_before(other) is None


def test_another_try_keeps_the_turn_of_the_first() -> None:
    after = left_open(left_open(PAY, 4), 9)
    assert [one.turn for one in after.unsettled] == [4]


def test_what_is_settled_is_forgotten_and_the_rest_is_kept() -> None:
    other = Suspended("transfer", {"payee": "Ann"}, turn=2)
    state = DialogueState(task=PAY.task, details=PAY.details, unsettled=(other,))
    assert settled(left_open(state, 4)).unsettled == (other,)


@pytest.mark.parametrize(
    ("action", "matters"),
    [
        ({"http": {"url": "https://b/x"}}, False),
        ({"http": {"method": "POST", "url": "https://b/x"}}, True),
        ({"webhook": "https://b/x"}, False),
        ({"returns": {"balance": "1"}}, False),
    ],
)
def test_what_changes_something_must_not_be_done_twice(
    action: dict[str, Any], matters: bool
) -> None:
    data = playbook().model_dump()
    data["actions"]["balance"] = action
    book = Playbook.model_validate(data)
    assert changes_something(book, "balance") is matters
    assert changes_something(book, "transfer"), "it is read back"
