"""Who asks for somebody, and who only speaks of one."""

from __future__ import annotations

import pytest

from voice_agent.language.en.staff import speaks_of_staff

ASKS = [
    "Operator.",
    "operator please",
    "um hello, an agent please",
    "Representative! Representative!",
    "I'd like to speak to somebody",
    "could I please talk with a real person",
    "can you put me through to your manager",
    "please connect me to customer service",
    "I think I'm going to need to talk to an advisor",
    "get me a human",
    "I need a live agent",
    "is the operator there",
    "do you have a representative available",
    "is there anybody I can talk to",
    "let me speak with your supervisor",
    "how do I reach a human being",
    "Operator, I need some assistance.",
    "What's my balance? Actually, can I talk to someone?",
    "please dial the operator",
]
MENTIONS = [
    "my sister is an operator",
    "I'm a travel agent",
    "the operator told me to wait",
    "I was talking to the operator",
    "I spoke to an agent yesterday",
    "sometimes I call the operator",
    "the crane operator is forty three years old",
    "all calls are routed through the operator",
    "I wish the operator could give me the right number",
    "I had to call for the operator",
    "my letting agent wants proof of funds",
    "when you make a phone call you need an operator",
    "I was transferred to a representative",
    "who is the manager",
    "my name is Operator",
    "it seems a hard life as an operator",
]
NEITHER = [
    "what's my balance",
    "send fifty dollars to my agent",
    "no agent please, just the rate",
    "I don't need to talk to anyone",
    "if you can't do it get me someone",
    "somebody gave me a check",
    "is it safe to give someone my account number",
    "I need somebody to co sign",
    "I was talking to the operator and got cut off, can I have her back",
    "a manager",
    "two people",
    "please send somebody, he's coming up the stairs",
    "",
]


@pytest.mark.parametrize("text", ASKS)
def test_a_wish_for_somebody(text: str) -> None:
    assert speaks_of_staff(text) == "asks"


@pytest.mark.parametrize("text", MENTIONS)
def test_somebody_is_only_mentioned(text: str) -> None:
    assert speaks_of_staff(text) == "mentions"


@pytest.mark.parametrize("text", NEITHER)
def test_wording_that_does_not_tell(text: str) -> None:
    assert speaks_of_staff(text) == "no"


def test_of_a_long_turn_the_end_is_read() -> None:
    story = "and then we went on " * 40
    assert speaks_of_staff(f"{story} can I talk to somebody") == "asks"
    assert speaks_of_staff(f"can I talk to somebody {story}") == "no"


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("yes please", "asks"),
        ("sure, do that", "asks"),
        ("nah leave it", "mentions"),
        ("no thanks", "mentions"),
        ("what's my balance", "no"),
    ],
)
def test_the_answer_to_an_offer(text: str, spoken: str) -> None:
    assert speaks_of_staff(text, "I cannot do that. Shall I get a colleague?") == spoken
    assert speaks_of_staff(text, "Shall I send it now?") == "no"
