"""Callers who ask whether this is a machine, and answers that claim it is none."""

from __future__ import annotations

import pytest

from voice_agent.language.en.robot import asks_if_human, claims_to_be_human

ONLY = [
    "You sound so nice, are you a real lady or one of those machines?",
    "are you a guy or a computer?",
    "are you one of those robots?",
    "are you a robot",
    "Are you a real person?",
    "am I talking to a real person?",
    "am i speaking with a human",
    "is this a robot",
    "is this a recording or a person",
    "you're a robot, aren't you",
    "are you human",
    "are you real?",
    "so am I talking to a machine",
    "are you a bot or what",
    "is this an AI",
    "are you an a i",
    "am I talking to a computer here",
    "do I have a real person on the line",
    "is there a human on the line",
    "are you actually a person",
    "wait, are you even human",
    "is that a real human being",
    "you sound like a robot",
    "what are you, a robot?",
    "who am I speaking to",
    "what's your name?",
    "sorry, who are you?",
    "who is this, a person or a machine",
    "are you some kind of chat bot",
    "is this automated",
    "are you artificial intelligence",
    "am I speaking to an actual live human being",
    "did I reach a real person",
    "is it a machine I'm talking to",
    "you are not a real person, are you",
    "are you a customer service robot",
    "Is this an automated system?",
    "hold on, am I talking with a bot",
]
NO = [
    "can I talk to a real person",
    "I want to speak to a human",
    "get me a real person",
    "is there someone I can talk to",
    "are you able to transfer me to a person",
    "am I talking to the right person",
    "is this a real bank",
    "where is the next cash machine",
    "is this the bank",
    "are you open on Sunday",
    "are you there",
    "I am a real customer",
    "the machine ate my card",
    "a robot called me",
    "I'm talking to you from a new phone",
    "is this a person to person payment",
    "send it to a person I know",
    "are you sure",
    "is that real time",
    "is there a real person there",
    "is there a real person I can speak to",
]
ALSO = [
    "are you a robot? what's my balance",
    "is this a machine? get me a real person",
    "are you human? I want to talk to someone",
    "Are you a robot? I need a human",
    "are you a robot, I want a person",
    "are you a bot, I want to send 50 dollars to Mike",
]
CLAIMS = [
    "I am a human.",
    "Yes, I'm a real person",
    "I'm not a robot,",
    "You are talking to a real person.",
    "I am not a bot",
]
HONEST = [
    "I am not a human being.",
    "I'm an automated assistant, not a human being.",
    "I am an AI",
    "A person will help you",
    "I am really sorry",
]


@pytest.mark.parametrize("text", ONLY)
def test_a_question_whether_this_is_a_machine(text: str) -> None:
    assert asks_if_human(text) == "only"


@pytest.mark.parametrize("text", ALSO)
def test_the_question_and_something_else(text: str) -> None:
    assert asks_if_human(text) == "also"


@pytest.mark.parametrize("text", NO)
def test_who_speaks_of_people_and_machines_does_not_ask(text: str) -> None:
    assert asks_if_human(text) == "no"


@pytest.mark.parametrize("text", CLAIMS)
def test_a_claim_to_be_human(text: str) -> None:
    assert claims_to_be_human(text)


@pytest.mark.parametrize("text", HONEST)
def test_no_claim_to_be_human(text: str) -> None:
    assert not claims_to_be_human(text)
