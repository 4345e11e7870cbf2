"""Calls made of noise for speech, silence and tones; the text is given."""

from __future__ import annotations

import numpy as np
import pytest
from dial.test_cadence import quiet, speech
from dial.test_tones import tone

from voice_agent.dial.picked_up import PickedUp, Verdict
from voice_agent.language.en.picked_up import said_by


def call(*parts: np.ndarray, texts: dict[float, str] | None = None, late: int = 0) -> list[Verdict]:
    """Hear a call; ``texts`` says what is recognised from so many ms of sound on."""
    listening, found = PickedUp(said_by), []
    whole, waiting = np.concatenate(parts), []
    for at in range(0, whole.size - 159, 160):
        verdict = listening.push(whole[at : at + 160])
        found += [verdict] if verdict else []
        if listening.wants_text():
            waiting.append(at / 160 + late)
        if waiting and waiting[0] <= at / 160:
            waiting.pop(0)
            heard_ms = at / 8
            said = [text for ms, text in (texts or {}).items() if ms <= heard_ms]
            verdict = listening.read(said[-1] if said else "")
            found += [verdict] if verdict else []
    return found


def test_a_person_says_hello_and_waits() -> None:
    (one,) = call(quiet(800), speech(450), quiet(2000), texts={0: "Hello?"})
    assert (one.who, one.revises) == ("person", False)
    assert one.at_ms == pytest.approx(800 + 450 + 500, abs=60)


def test_a_greeting_is_known_while_it_is_spoken() -> None:
    (one,) = call(quiet(300), speech(6000), texts={1600: "I can't take your call"})
    assert one.who == "voicemail"
    assert one.speech_ms == pytest.approx(1400, abs=100)


def test_a_machine_that_paused_is_found_out() -> None:
    first, second = call(
        quiet(300), speech(900), quiet(800), speech(3000),
        texts={0: "Hi, this is Anna.", 2900: "Hi, this is Anna. Please leave a message"},
    )  # fmt: skip
    assert (first.who, second.who, second.revises) == ("person", "voicemail", True)


def test_a_person_who_talks_on_is_known_before_they_pause() -> None:
    (one,) = call(quiet(300), speech(4000), quiet(2000), texts={1200: "I was just about to"})
    assert (one.who, one.speech_ms) == ("person", pytest.approx(1200, abs=100))


def test_an_introduction_says_nothing_yet() -> None:
    (one,) = call(
        quiet(300), speech(4000), quiet(2000),
        texts={0: "Hi, this is Anna Smith", 3000: "Hi, this is Anna Smith, leave me a message"},
    )  # fmt: skip
    assert (one.who, one.revises) == ("voicemail", False)


@pytest.mark.parametrize(
    ("opening", "silence_ms"), [("Hello?", 500), ("Thank you for calling Smith's", 1200)]
)
def test_how_announcements_begin_is_given_more_time(opening: str, silence_ms: int) -> None:
    (one,) = call(quiet(300), speech(900), quiet(3000), texts={0: opening})
    assert one.who == "person"
    assert one.at_ms == pytest.approx(300 + 900 + silence_ms, abs=60)


def test_an_announcement_of_an_unknown_kind_waits_for_what_follows() -> None:
    opening = "The number you have dialed"
    (one,) = call(
        quiet(300), speech(4000), quiet(900),
        texts={0: opening, 2000: f"{opening} is on the phone, leave a message"},
    )  # fmt: skip
    assert one.who == "voicemail"
    (one,) = call(quiet(300), speech(1500), quiet(900), texts={0: opening})
    assert one.who == "dead"


def test_an_announcement_that_never_pauses_for_long_is_one() -> None:
    parts = [part for _ in range(14) for part in (speech(600), quiet(700))]
    found = call(quiet(300), *parts, texts={0: "Thank you for calling Smith's, we are"})
    assert [(one.who, one.why) for one in found] == [("voicemail", "speaks on and on")]
    assert found[0].at_ms == pytest.approx(10_300, abs=100)


def test_who_talks_like_a_person_and_never_pauses_is_none() -> None:
    first, second = call(quiet(300), speech(14_000), texts={900: "I would like to tell you that"})
    assert (first.who, second.who, second.why) == ("person", "voicemail", "speaks on and on")


def test_an_answer_to_us_is_not_a_greeting() -> None:
    found = call(
        quiet(300), speech(500), quiet(2500), speech(3000), quiet(900),
        texts={0: "Hello?", 3400: "Hello? My number has been changed, please check the number"},
    )  # fmt: skip
    assert [one.who for one in found] == ["person"]


def test_a_person_stays_one() -> None:
    found = call(
        quiet(300), speech(500), quiet(15_000), speech(2000),
        texts={0: "Hello?", 16_000: "please leave a message after the tone"},
    )  # fmt: skip
    assert [one.who for one in found] == ["person"]


def test_a_beep_after_we_took_it_for_a_person() -> None:
    found = call(quiet(300), speech(500), quiet(900), tone(500, 1000), quiet(500))
    assert [(one.who, one.why) for one in found] == [
        ("person", "waits for us"),
        ("voicemail", "beep"),
    ]


@pytest.mark.parametrize(
    ("parts", "who"),
    [
        ([tone(276, 913.8), tone(380, 1370.6), tone(380, 1776.7), quiet(300)], "dead"),
        ([tone(2000, 2100), quiet(300)], "fax"),
        ([tone(500, 480, 620), quiet(500), tone(500, 480, 620), quiet(300)], "busy"),
        ([tone(2000, 440, 480), quiet(3000), tone(2000, 440, 480)], "silence"),
        ([quiet(7000)], "silence"),
        ([speech(300), quiet(100), speech(10_500)], "voicemail"),
        ([speech(4000), quiet(300), speech(4000), quiet(300), speech(2500)], "voicemail"),
    ],
)
def test_what_needs_no_text(parts: list[np.ndarray], who: str) -> None:
    found = call(*parts)
    assert [one.who for one in found] == [who]


def test_a_late_recogniser_holds_a_person_up_only_so_long() -> None:
    (one,) = call(quiet(300), speech(400), quiet(3000), texts={0: "Hello"}, late=100)
    assert one.who == "person"
    assert one.at_ms < 300 + 400 + 1300


def test_what_was_said_is_recognised_with_the_soft_sound_before_it() -> None:
    listening = PickedUp(said_by)
    assert not listening.sound().size
    assert not listening.wants_text()
    for part in (quiet(2000), speech(900)):
        listening.push(part)
    assert listening.wants_text()
    assert not listening.wants_text()
    assert listening.sound().size == pytest.approx(8 * 1200, abs=400)
