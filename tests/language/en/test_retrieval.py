from __future__ import annotations

import pytest

from voice_agent.language.en.retrieval import particulars, questions, terms


def test_terms_ignore_endings_and_small_words() -> None:
    assert terms("What are the charges?") == terms("charging a charge")[:1] == ["charg"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("what is the", []),
        ("Policies", ["policy"]),
        ("ties", ["tie"]),
        ("the bank's ATMs", ["bank", "atm"]),
        ("using 2 cards", ["2", "card"]),
        ("sing", ["sing"]),
        ("missed", ["miss"]),
    ],
)
def test_stems(text: str, found: list[str]) -> None:
    assert terms(text) == found


@pytest.mark.parametrize(
    ("text", "ruled_out", "numbers"),
    [
        ("how do I open an account", set(), set()),
        ("an account without a social security number", {"social", "security", "number"}, set()),
        ("what if I do NOT have enough money", {"enough", "money"}, set()),
        ("I don't have a passport, what now", {"passport"}, set()),
        ("all cards except Visa", {"visa"}, set()),
        ("can my twelve year old get one", set(), {12}),
        ("two hundred and fifty dollars or 15,000", set(), {250, 15000}),
        ("twenty five thousand", set(), {25000}),
        ("one of them", set(), set()),
        ("5 and 6", set(), {5, 6}),
    ],
)
def test_what_is_ruled_out_and_which_numbers_there_are(
    text: str, ruled_out: set[str], numbers: set[int]
) -> None:
    found = particulars(text)
    assert (found.ruled_out, found.numbers) == (ruled_out, numbers)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [""]),
        ("where are you", ["where are you"]),
        ("when do you open and close", ["when do you open and close"]),
        (
            "what are your fees and how do I open an account",
            ["what are your fees", "how do I open an account"],
        ),
        ("What do you charge? When are you open?", ["What do you charge?", "When are you open?"]),
        (
            "how much is a wire and how long does it take",
            ["how much is a wire", "how long does it take wire"],
        ),
        (
            "what does a stop payment cost and are you open on Sunday",
            ["what does a stop payment cost", "are you open on Sunday"],
        ),
        ("I lost my job. Can I skip a payment?", ["I lost my job. Can I skip a payment?"]),
        ("I'm at the mall. Where are you?", ["I'm at the mall. Where are you?"]),
        (
            "where are you and what do you charge, I am new here. Thanks",
            ["where are you", "what do you charge, I am new here. Thanks"],
        ),
    ],
)
def test_questions_of_a_turn(text: str, found: list[str]) -> None:
    assert questions(text) == found
