from __future__ import annotations

import pytest

from voice_agent.language.en.picked_up import Said, machine_in, said_by


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Hi, you've reached Anna. I can't come to the phone right now.", "voicemail"),
        ("Please leave your name and number after the tone.", "voicemail"),
        ("Your call has been forwarded to an automated voice messaging system.", "voicemail"),
        ("The person you are calling is not available.", "voicemail"),
        ("We are unable to take your call.", "voicemail"),
        ("Hi. If you record your name and reason for calling, I'll see if this person is available",
         "screening"),
        ("Please say your name after the beep", "screening"),
        ("This number screens unknown calls", "screening"),
        ("This number does not accept unidentified callers", "screening"),
        ("For sales, press one.", "menu"),
        ("Please listen carefully as our options have changed", "menu"),
        ("Para español, marque dos", "menu"),
        ("All representatives are busy. Your call is important to us", "menu"),
        ("Please enter the first three letters of the person's last name", "menu"),
        ("Then press the pound key.", "menu"),
        ("You are currently the only person in this conference", "menu"),
        ("Your call is now first in line", "menu"),
        ("Please hold while we try to connect your call", "menu"),
        ("Sorry, all lines are in use. Please try your call again later.", "dead"),
        ("The party you have called is not answering.", "dead"),
        ("An error has occurred.", "dead"),
        ("The number you have dialed is not in service", "dead"),
        ("has been disconnected or is no longer in service", "dead"),
        ("Your call cannot be completed as dialed", "dead"),
        ("We are unable to complete your call at this time", "dead"),
        ("All circuits are busy now", "dead"),
        ("You must first dial a one when calling this number", "dead"),
        ("The phone you are calling is switched off", "dead"),
        ("Due to technical difficulties we cannot take calls", "dead"),
        ("At the tone, please say your name", "screening"),
        ("Please state your name and why you are calling", "screening"),
        ("Using a screening service from Google, go ahead", "screening"),
        ("Please enter your account number followed by pound", "menu"),
        ("You are currently caller number three", "menu"),
        ("All our agents are currently assisting other callers", "menu"),
        ("The estimated wait time is five minutes", "menu"),
        ("Please hold while I attempt to locate her", "menu"),
        ("That is not a valid extension", "menu"),
        ("Your call may be recorded for quality", "menu"),
        ("The conference will begin shortly", "menu"),
        ("Hey, it's Tom, you know what to do", "voicemail"),
        ("I am away from my desk", "voicemail"),
        ("We're not home right now", "voicemail"),
        ("The caller you are trying to reach is on the phone", "voicemail"),
        ("When you have finished recording, you may hang up", "voicemail"),
    ],
)  # fmt: skip
def test_machines(text: str, who: str) -> None:
    assert machine_in(text) == who


@pytest.mark.parametrize(
    "text",
    [
        "", "Hello?", "Hello, this is Sarah speaking.", "Yes?", "Who's this?",
        "Smith and Sons, how can I help you?", "You've reached Smith's, how may we help?",
        "He is not here, can I take a message?", "She can't talk now, she is driving.",
        "I'm at work, call me later.", "Hello, hello, can you hear me?", "Wrong number, I think.",
        "Is this about the message you left?", "Hold on, let me get him to the phone.",
        "In our office all the calls are routed through the operator.",
        "Please dial the operator.", "Hold on a minute while I check my voicemail.",
        "Call me later, I am in a conference.", "Something is wrong with this line, hello?",
        "Hold while I get a pen.", "He is not answering me either.",
        "I pressed the wrong button, hello?", "The service is great here.",
    ],
)  # fmt: skip
def test_people(text: str) -> None:
    assert machine_in(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Leave a message", Said("voicemail")),
        ("At the tone", Said("voicemail", sure=False)),
        ("At the tone, please say your name", Said("screening")),
        ("The number you have dialed is not in", Said("dead", sure=False)),
        ("How can I help you?", Said("person")),
        ("I was just leaving the house", Said("person", sure=False)),
        ("The subscriber you are calling", Said("dead", sure=False)),
        ("Our office hours are nine to five", Said("menu", sure=False)),
        ("Thank you for calling Smith and Sons", Said(None, sure=False)),
        ("Good morning, welcome to Smith and Sons", Said(None, sure=False)),
        ("Hello?", Said(None)),
        ("Hi, this is Anna", Said(None)),
        ("", Said(None)),
    ],
)
def test_more_text_may_change_it(text: str, said: Said) -> None:
    assert said_by(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "Something is terribly wrong.", "Something went wrong.", "Sorry, something has gone wrong.",
        "It looks like something went wrong", "Something seems to be wrong.",
        "There was a problem with your call.", "We have encountered an unexpected error.",
        "We ran into a problem with the connection",
    ],
)  # fmt: skip
def test_a_fault_that_is_told_to_nobody_is_most_likely_an_announcement(text: str) -> None:
    assert said_by(text) == Said("dead", sure=False)


@pytest.mark.parametrize(
    "text",
    [
        "Something is wrong with this line, hello?", "Is something wrong?", "Something came up",
        "What is wrong?", "There is a problem with my bill", "We had a problem with the kids",
        "There was a problem with the heating", "Something is wrong, who is this?",
        "I think something is wrong",
    ],
)  # fmt: skip
def test_a_fault_that_somebody_tells_of_is_no_announcement(text: str) -> None:
    assert said_by(text).who in (None, "person")
