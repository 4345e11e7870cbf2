"""Questions about what was just spoken of."""

from __future__ import annotations

import pytest

from voice_agent.language.en.referring import refers_back, speaks_of_it


@pytest.mark.parametrize(
    "text",
    [
        "and how long does it take",
        "Is there a limit?",
        "hmm is there a fee for that",
        "Do they expire?",
        "how long",
        "How does it work?",
        "when does that happen",
        "okay, is it free?",
    ],
)
def test_a_question_may_leave_out_what_it_is_about(text: str) -> None:
    assert refers_back(text) == "asks"


@pytest.mark.parametrize(
    "text",
    ["can I turn that off", "Can I do it online?", "and on Sunday?", "what about the holidays"],
)
def test_it_may_be_a_request_or_a_question_of_its_own(text: str) -> None:
    assert refers_back(text) == "may_ask"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what are your hours",
        "can you freeze it",
        "is it possible to open an account for my son",
        "how much is it to replace a card",
        "how much is a wire to Canada",
        "that is right",
        "is that right?",
        "what was that",
        "are you sure about that",
        "And that?",
        "it's fine",
        "is this the bank?",
    ],
)
def test_others_do_not(text: str) -> None:
    assert refers_back(text) == "no"


@pytest.mark.parametrize(
    ("text", "it"),
    [
        ("can you unlock it then", True),
        ("freeze that card", True),
        ("it is about my card", False),
        ("I want it to be frozen", False),
        ("unlock my card", False),
    ],
)
def test_a_pronoun_names_what_a_request_is_about(text: str, it: bool) -> None:
    assert speaks_of_it(text) is it
