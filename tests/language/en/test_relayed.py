"""What a caller says for somebody else."""

import pytest

from voice_agent.language.en.relayed import without_relay


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("she says that's right", "that's right"),
        ("well, my mother asks why", "why"),
        ("he nods", "yes"),
        ("she would like to know what it costs", "what it costs"),
        ("that's right", "that's right"),
        ("she is my mother", "she is my mother"),
        ("i think he says yes", "i think he says yes"),
        ("", ""),
    ],
)
def test_the_words_that_say_whose_it_is_are_left_out(text: str, own: str) -> None:
    assert without_relay(text) == own
