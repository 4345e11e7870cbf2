import pytest

from voice_agent.dialogue.backchannel import only_listens
from voice_agent.language import load

LANGUAGE = load("en")
REST = "and there is a fee of five dollars"


@pytest.mark.parametrize("text", ["Mm-hmm.", "Okay.", "right", "uh huh", "Okay, I see.", "Sure."])
def test_a_listener_wants_to_hear_the_rest(text: str) -> None:
    assert only_listens(LANGUAGE, text, REST)


@pytest.mark.parametrize(
    "text", ["Wait.", "No.", "Stop", "Okay, but what is my balance?", "Yes.", "Hello?", ""]
)
def test_whatever_else_is_said_interrupts(text: str) -> None:
    assert not only_listens(LANGUAGE, text, REST)


@pytest.mark.parametrize("unheard", ["", "right?", "Is that right?"])
def test_who_has_heard_nearly_everything_answers(unheard: str) -> None:
    assert not only_listens(LANGUAGE, "Okay.", unheard)
