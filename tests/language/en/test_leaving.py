"""Giving up on a task."""

from __future__ import annotations

import pytest

from voice_agent.language.en.leaving import after_leaving, replaces_task, wants_to_leave


@pytest.mark.parametrize(
    "text",
    ["cancel", "forget it", "forget that", "forget about it", "never mind", "nevermind",
     "leave it", "drop it", "stop that"],
)  # fmt: skip
def test_every_way_to_leave_a_task(text: str) -> None:
    assert wants_to_leave(text)
    assert wants_to_leave(f"Oh, {text.upper()} please")
    assert not wants_to_leave(f"x{text}x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stops",
        "forget",
        "leave",
        "drop the price",
        "no",
        "I always forget it",
        "leave it at 50",
        "how do I void it",
        "I don't need it by Friday",
        "it is needed",
    ],
)
def test_what_leaves_no_task(text: str) -> None:
    assert not wants_to_leave(text)


@pytest.mark.parametrize(
    "text",
    ["You know what, forget the whole thing", "I don't want to do this any more", "stop",
     "Let's leave it for now", "I'll do it later", "I've decided against it", "scrap that",
     "don't worry about it", "I'm not doing that", "it's not needed after all", "ditch it",
     "I don't need it any more", "I don't want the checks anymore", "forget I asked",
     "I'll sort it out myself", "it can wait", "scrap the whole thing", "let's drop this",
     "let me sleep on it", "I'll have to get back to you on that", "don't send it after all"],
)  # fmt: skip
def test_other_ways_to_leave(text: str) -> None:
    assert wants_to_leave(text)


def test_who_says_not_to_cancel_keeps_the_task() -> None:
    assert not wants_to_leave("no, don't cancel it")
    assert wants_to_leave("please cancel it")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("No, leave that, and tell me my balance.", "tell me my balance."),
        ("forget it, I'd rather know my balance", "I'd rather know my balance"),
        ("Never mind the transfer, just freeze my card", "freeze my card"),
        ("scrap that and then what's in my savings", "what's in my savings"),
        ("forget it", ""),
        ("never mind, thank you", ""),
        ("don't cancel it, and tell me my balance", ""),
        ("tell me my balance please", ""),
    ],
)
def test_what_is_asked_for_instead(text: str, rest: str) -> None:
    assert after_leaving(text) == (rest and rest.rjust(len(text)))


@pytest.mark.parametrize(
    ("text", "replaces"),
    [
        ("pay my card instead", True),
        ("I'd rather pay it to my credit card", True),
        ("sorry, I meant to pay my phone bill", True),
        ("actually, what's my balance", False),
        ("I'd rather not say", False),
        ("it's rather urgent, when does my card come", False),
        ("I meant to ask what my balance is", False),
    ],
)
def test_a_request_that_takes_the_place_of_the_task(text: str, replaces: bool) -> None:
    assert replaces_task(text) is replaces
