"""What is not clear enough to be done without asking."""

import pytest
from fakes import TODAY, playbook, reading

from voice_agent.core.turn import Response
from voice_agent.dialogue.doubts import is_doubtful
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
    return Playbook.model_validate(data)


BOOK = _with_lock()


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("lock my card", 0.9, False),
        ("lock my card", 0.6, True),
        ("lock my", 0.9, True),
        ("why did I lock my card", 0.9, True),
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
