"""Turns about the conversation itself, and what is none although it looks like one."""

from __future__ import annotations

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en.signals import mentions, signal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hold on.", "hold"),
        ("Wait, let's start over.", "restart"),
        ("Hold on, let me start from the beginning.", "restart"),
        ("Wait, let's see.", "hold"),
        ("Hold on, let me go back to my car.", "hold"),
        ("Give me a minute, I have it written down somewhere.", "hold"),
        ("What do you need those for?", "why"),
        ("Hmm, could you take that back again?", "undo"),
        ("Hold on a second.", "hold"),
        ("Give me a minute to gather my thoughts.", "hold"),
        ("I need a moment to decide.", "hold"),
        ("Okay, wait a minute, please.", "hold"),
        ("One moment.", "hold"),
        ("Hang on, let me get my card.", "hold"),
        ("I need to find my reading glasses.", "hold"),
        ("Just a sec", "hold"),
        ("be right back", "hold"),
        ("I will be back in a minute", "hold"),
        ("Hang on, there's a truck merging", "hold"),
        ("Hold on, I'll ask him how much", "hold"),
        ("One second, I'm driving", "hold"),
        ("Hang on, I need to change the day", "change"),
        ("Can you wait a moment please, I need a pen", "hold"),
        ("Hold, please.", "hold"),
        ("I'm going to need a minute here", "hold"),
        ("Okay, I'm back", "repeat"),
        ("What was that last part?", "repeat"),
        ("Could you repeat the amount, please?", "repeat"),
        ("Who did you say it goes to?", "repeat"),
        ("You broke up there, what did you say?", "repeat"),
        ("Excuse me, what did you just say?", "repeat"),
        ("Sorry, I wasn't listening", "repeat"),
        ("Why do I have to give you that?", "why"),
        ("Could you put it differently?", "rephrase"),
        ("I'm not sure what you're asking", "rephrase"),
        ("I don't know what that means", "rephrase"),
        ("I messed up, let's start from scratch", "restart"),
        ("This is all wrong, can we start again from the beginning?", "restart"),
        ("Start the whole thing over", "restart"),
        ("Let's go back a step, I need to change the amount.", "back"),
        ("Take me back to the day", "back"),
        ("Can I change my last answer?", "back"),
        ("She wants to know why you need that", "why"),
        ("know thanks.", "nothing"),
        ("Nah, thanks though", "nothing"),
        ("Undo.", "undo"),
        ("And do that.", "undo"),
        ("Could you say that again, please?", "repeat"),
        ("Pardon?", "repeat"),
        ("Sorry, I didn't catch that.", "repeat"),
        ("Can you speak more slowly?", "slower"),
        ("You are too fast for me", "slower"),
        ("What do you mean?", "rephrase"),
        ("I don't understand the question.", "rephrase"),
        ("Why?", "why"),
        ("Why do you need to know my date of birth?", "why"),
        ("Let's start over.", "restart"),
        ("No.", "nothing"),
        ("No, that's all, thank you.", "nothing"),
        ("That's it for now", "nothing"),
        ("Wait, cancel that.", "undo"),
        ("Sorry, that was the wrong person.", "undo"),
        ("Can we go back?", "back"),
        ("go back one please", "back"),
        ("Skip that one.", "skip"),
        ("I'd rather not say.", "skip"),
        ("Undo that.", "undo"),
        ("Sorry, I changed my mind.", "undo"),
        ("Okay.", "acknowledge"),
        ("Ahem. Excuse me, sorry, I have got a cold.", "acknowledge"),
        ("Pardon me, had to sneeze.", "acknowledge"),
        ("Excuse me?", "repeat"),
        ("I have a car loan", None),
        ("Uh huh.", "acknowledge"),
        ("Mm-hmm", "acknowledge"),
        ("Oh okay, great.", "acknowledge"),
        ("I see.", "acknowledge"),
        ("Make sense.", "acknowledge"),
    ],
)
def test_what_is_about_the_conversation(text: str, kind: str) -> None:
    assert signal(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "Wait, make it sixty dollars.",
        "Hold on to my card for me and send me a new one.",
        "On the second.",
        "Say hello to your colleague",
        "Why was my card declined?",
        "Okay, send it on Friday.",
        "Undo the transfer to Sarah from last week",
        "no way",
        "right away",
        "I would like to start a new account",
        "I don't want to start over",
        "What happens if I start over?",
        "Hang on, I'm sending it to Paul",
        "okay " * 20,
    ],
)
def test_what_is_more_than_that(text: str) -> None:
    assert signal(text) is None


def test_a_signal_has_sixteen_words_at_most() -> None:
    assert signal("okay " * 16) == "acknowledge"
    assert signal("okay " * 17) is None


def test_a_detail_is_mentioned_by_its_name_or_by_its_kind() -> None:
    money, date, bill = (
        EntitySpec(kind="money"),
        EntitySpec(kind="date"),
        EntitySpec(kind="list", values={"rent": []}),
    )
    assert mentions("amount", money, "No, the amount is wrong.")
    assert mentions("total", money, "that's not how much I said")
    assert mentions("date", date, "it's the wrong day")
    assert mentions("bill", bill, "I meant another bill")
    assert not mentions("bill", bill, "the wrong day")
    assert not mentions("amount", money, "no")
    assert not mentions("date", date, "yesterday")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Oh bear with me love, it's in my purse.", "hold"),
        ("Gimme a sec.", "hold"),
        ("Wait, somebody's at the door.", "hold"),
        ("One sec while I look it up.", "hold"),
        ("Could you hold for a second?", "hold"),
        ("I need a minute to think.", "hold"),
        ("Gotta find it", "hold"),
        ("It's in the other room.", "hold"),
        ("Somebody's at the door, one moment.", "hold"),
        ("Sure, it's somewhere in this drawer, gimme a sec.", "hold"),
        ("One sec, asking my boyfriend", "hold"),
        ("let's see", "hold"),
        ("Uh, let me think, what was it.", "hold"),
        ("I can't hear you", "repeat"),
        ("Run that by me again?", "repeat"),
        ("I missed that.", "repeat"),
        ("Say what?", "repeat"),
        ("You're cutting out", "repeat"),
        ("Could you repeat the question?", "repeat"),
        ("Sorry, I was talking to my wife", "repeat"),
        ("You lost me.", "rephrase"),
        ("What are you asking?", "rephrase"),
        ("What's that got to do with it?", "why"),
        ("Do I need to give you that?", "why"),
        ("Alright, I'm back.", "repeat"),
        ("Which digits do you mean?", "rephrase"),
        ("Where do I find that?", "rephrase"),
        ("What are my options?", "rephrase"),
        ("What do you need that for?", "why"),
        ("What on earth do you need that for?", "why"),
        ("Let's begin again from the top.", "restart"),
        ("Can we go back to the amount?", "back"),
        ("I don't know.", "unsure"),
        ("No idea, sorry.", "unsure"),
        ("I can't remember", "unsure"),
        ("Change the date please.", "change"),
        ("Everything is right except the amount.", "change"),
        ("a different day", "change"),
        ("Nothing, sorry, that's all fine.", "keep"),
        ("It's all right after all", "keep"),
        ("Wait, can you stop that?", "undo"),
        ("Scrap that order", "undo"),
        ("You know what, forget the whole thing.", "undo"),
        ("Oh, drop everything, please.", "undo"),
        ("Ah no, that won't work, take it back.", "undo"),
        ("I didn't mean to do that.", "undo"),
        ("Hang on, that was the wrong Hank.", "undo"),
        ("No, you've been very helpful, thank you.", "nothing"),
        ("not today thanks", "nothing"),
        ("Nah I'm good.", "nothing"),
        ("How are you today?", "small_talk"),
        ("how's your day going", "small_talk"),
        ("Right, okay then.", "acknowledge"),
        ("Good to know.", "acknowledge"),
    ],
)
def test_other_ways_to_say_it(text: str, kind: str) -> None:
    assert signal(text) == kind


@pytest.mark.parametrize(
    "text",
    ["hold on make it fifty", "wait, it's Friday", "wait, 50 dollars", "hang on, what's the fee",
     "I didn't get my card", "I forgot my PIN", "change my address", "how do I cancel it",
     "what happens if I cancel it", "stop the transfer to Bob", "where is my card", "a bit",
     "did they take it back", "they're at 50 dollars, one moment",
     "why was my card declined", "do I need an ID", "send it again", "no, to Mark"],
)  # fmt: skip
def test_a_value_a_request_or_a_question_is_no_signal(text: str) -> None:
    assert signal(text) is None


@pytest.mark.parametrize(
    "text", ["hold on, there's a mistake in the amount", "let me ask him if 50 is fine", "do that"]
)
def test_what_changes_something_is_no_moment(text: str) -> None:
    assert signal(text) is None
